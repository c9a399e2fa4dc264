"""Gathers what is common in a process of its own: `python -m virtual_museum.catalogue.search.aside FOLDER FLOOR`."""

import os
import sys
from pathlib import Path

from virtual_museum.catalogue.search.index import SearchIndex

if __name__ == "__main__":
    # Whoever searches meanwhile goes first.
    os.nice(10)
    sys.exit(not SearchIndex(Path(sys.argv[1]), int(sys.argv[2])).make_ready())
