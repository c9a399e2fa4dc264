"""Exhibitions: six kinds, working stages, and the story told in sections and blocks."""
