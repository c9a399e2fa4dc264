"""`flask worker`: run background jobs."""

import logging
import os
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from virtual_museum.cli.groups import not_ready
from virtual_museum.core.jobs.worker import Worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what is due, then end.")
@with_appcontext
def group(once: bool) -> None:
    """Run background jobs until stopped (Ctrl-C or SIGTERM)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        grown = Worker(current_app._get_current_object()).run(once)  # type: ignore[attr-defined]
    except (OperationalError, ProgrammingError) as error:
        raise not_ready(error) from error
    if grown:
        # The same command line once more, in the same process number, with its memory given back.
        os.execv(sys.executable, sys.orig_argv)
