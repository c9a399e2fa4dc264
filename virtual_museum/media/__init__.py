"""Media: what photographers and scanners hand over, and what visitors' screens receive."""
