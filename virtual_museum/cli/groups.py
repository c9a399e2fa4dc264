"""The group of commands of one noun."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError


def not_ready(error: OperationalError | ProgrammingError) -> click.ClickException:
    """What an operator reads where the database lacks its tables or does not answer."""
    return click.ClickException(f"the database is not ready ({error.orig}); run `flask db upgrade`")


class Commands(AppGroup):
    """Commands within the application's context; a database that is not ready is told in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            click.ClickException: where the database lacks its tables or does not answer.
        """
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            raise not_ready(error) from error
