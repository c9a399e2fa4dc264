"""The WSGI entry point."""

import gc

from virtual_museum import create_app

app = create_app()
# The application lives as long as its process: whoever looks for rubbish need not go through all of it again and again.
gc.freeze()
