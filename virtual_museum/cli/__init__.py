"""The command line: one module per noun, each with an object `group`."""
