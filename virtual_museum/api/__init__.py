"""Open doors for programs: IIIF, OAI-PMH, the JSON API, feeds, health."""
