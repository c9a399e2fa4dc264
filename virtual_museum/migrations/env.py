"""How Alembic meets the museum: with the application's engine, and with plain column types in the scripts."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from virtual_museum.core.db import Base, UTCDateTime, db

config = context.config
migrate = current_app.extensions["migrate"]


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Scripts name database types, not the museum's classes, so that old scripts run with any later code."""
    if kind != "type":
        return False
    if isinstance(thing, UTCDateTime):
        return "sa.DateTime()"
    if type(thing).__name__ == "_TranslatedJSON" or type(thing).__name__ == "JSON":
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if type(thing).__name__ == "BigInteger" and getattr(thing, "_variant_mapping", None):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def run_migrations() -> None:
    """Bring the database to the wanted revision in one transaction where the database allows it."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
