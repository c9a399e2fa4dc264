"""The WSGI entry point."""

from virtual_museum import create_app

app = create_app()
