"""The catalogue: items, agents, places, vocabularies, search, import and export, change sets."""
