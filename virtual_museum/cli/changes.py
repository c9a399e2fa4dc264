"""`flask changes …`: what was imported or edited together, and taking it back."""

from dataclasses import asdict

import click
from flask import json
from sqlalchemy import select

from virtual_museum.catalogue import changes
from virtual_museum.catalogue.models import ChangeSet
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.cli.groups import Commands
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError

group = Commands("changes", help="Imports and bulk edits, and taking them back.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--limit", default=100, show_default=True)
def list_changes(as_json: bool, limit: int) -> None:
    """The newest change sets."""
    for row in db.session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc()).limit(limit)):
        counts = {name: count for name, count in row.counts.items() if name != "made"}
        if as_json:
            shown = {
                "id": row.id,
                "kind": row.kind,
                "title": row.title,
                "state": row.state,
                "author": row.author,
                "created_at": row.created_at.isoformat(),
                **counts,
            }
            click.echo(json.dumps(shown))
        else:
            words = ", ".join(f"{count} {name}" for name, count in counts.items())
            click.echo(f"{row.id}  {row.created_at:%Y-%m-%d %H:%M}  {row.kind}  {row.state}  {row.title}  {words}")


@group.command("undo")
@click.argument("change_set_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True)
def undo(change_set_id: int, as_json: bool) -> None:
    """Take a change set back as a whole; says which records had been edited since."""
    change_set = db.session.get(ChangeSet, change_set_id)
    if change_set is None:
        raise click.ClickException(f"there is no change set {change_set_id}")
    try:
        report = changes.undo(change_set)
    except MuseumError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    search_index().follow()
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    click.echo(f"change set {report.change_set}: {report.deleted} deleted, {report.restored} restored")
    for warning in report.warnings:
        click.echo(f"  edited since: {warning.code} {warning.inventory_number}")
