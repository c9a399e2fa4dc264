"""Start-up of the catalogue: what its templates need."""

from flask import Flask

from virtual_museum.catalogue.template_helpers import FILTERS, GLOBALS


def init_app(app: Flask) -> None:
    """Give templates the catalogue's filters and functions."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
