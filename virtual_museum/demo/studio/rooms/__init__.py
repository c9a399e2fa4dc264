"""The rooms of the demo museum: architecture, furniture and what stands where."""
