"""Joins the audience to the application."""

from flask import Flask

from virtual_museum.audience.counting import init_counter
from virtual_museum.audience.counting_views import count_view


def init_app(app: Flask) -> None:
    """Count views after the answers."""
    init_counter(app)
    app.after_request(count_view)
