"""Joins accounts to the application: how requests are recognised."""

from flask import Flask

from virtual_museum.accounts.identity_views import (
    actor_by_session,
    actor_by_token,
    current_user,
    note_token,
    refuse_bad_token,
)
from virtual_museum.core.actors import actor_loader


def init_app(app: Flask) -> None:
    """Let the core know whoever is signed in, and give templates `current_user()`."""
    actor_loader(actor_by_token)
    actor_loader(actor_by_session)
    app.before_request(refuse_bad_token)
    # Registered after the database's own hook, so it runs before it, while the row can still be read.
    app.after_request(note_token)
    app.jinja_env.globals["current_user"] = current_user
