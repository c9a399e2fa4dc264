"""The studio that modelled and rendered the demo museum; needs Blender as a module and runs on a developer's machine only."""
