"""Halls and showcases, the floor plan, and where each item hangs now."""
