"""Figures of the museum, one script each; `make bench` runs all. Each prints one JSON object a line."""
