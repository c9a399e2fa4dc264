"""The exhibits of the demo museum, one module a family."""
