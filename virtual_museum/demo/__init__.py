"""The demo museum: its texts, its media, the scripts that made them, and the loader that fills an empty museum."""
