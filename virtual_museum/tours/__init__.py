"""Virtual tours: scenes (a panorama each), hotspots, the ways between them, the guided route."""
