"""`flask demo …`: the demo museum comes and goes."""

import time

import click
from flask import json

from virtual_museum.cli.groups import Commands
from virtual_museum.cli.users import plain
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError
from virtual_museum.demo.loader import load_demo, museum_is_empty
from virtual_museum.demo.remover import remove_demo

group = Commands("demo", help="The demo museum.")


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where the museum holds anything already.")
@click.option("--wait", "convert", is_flag=True, help="Make every file ready here, leave nothing to the worker.")
@click.option("--json", "as_json", is_flag=True)
def load(if_empty: bool, convert: bool, as_json: bool) -> None:
    """Load what is missing of the demo museum."""
    started = time.monotonic()
    if if_empty and not museum_is_empty():
        click.echo(json.dumps({"loaded": False}) if as_json else "The museum is not empty; nothing was loaded.")
        return
    try:
        loaded = load_demo((lambda line: None) if as_json else click.echo, convert)
    except MuseumError as error:
        raise plain(error) from error
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps({"loaded": True, **vars(loaded), "seconds": seconds}))
    else:
        click.echo(
            f"Loaded {loaded.items} items, {loaded.halls} halls, {loaded.tours} tour, "
            f"{loaded.exhibitions} exhibitions, {loaded.events} events in {seconds} s."
        )


@group.command("remove")
@click.option("--json", "as_json", is_flag=True)
def remove(as_json: bool) -> None:
    """Remove the demo museum and nothing else."""
    try:
        removed = remove_demo()
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    if as_json:
        click.echo(json.dumps(vars(removed)))
    else:
        told = f"{removed.items} items, {removed.halls} halls, {removed.documents} stories, {removed.events} events, "
        told += f"{removed.files} files"
        click.echo(f"Removed {told}.")
