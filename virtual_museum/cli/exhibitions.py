"""`flask exhibitions …`: carry an exhibition from one museum to another, list them."""

from pathlib import Path

import click
from flask import json

from virtual_museum.cli.groups import Commands
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError
from virtual_museum.exhibitions import queries
from virtual_museum.exhibitions.packing import Packed, export_exhibition, import_exhibition

group = Commands("exhibitions", help="Exhibitions: list, export, import.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_all(as_json: bool) -> None:
    """All exhibitions."""
    page = 1
    while rows := queries.studio_list(page=page, per_page=100):
        for row in rows[:100]:
            told = {"slug": row.slug, "title": dict(row.title), "kind": row.kind, "stage": row.stage,
                    "visible": row.document.is_visible()}  # fmt: skip
            click.echo(json.dumps(told) if as_json else f"{row.slug}\t{row.kind}\t{row.stage}")
        if len(rows) <= 100:
            break
        page += 1


@group.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def export(slug: str, file: Path, as_json: bool) -> None:
    """Write the exhibition SLUG with its items and files to FILE.zip."""
    try:
        packed = export_exhibition(queries.exhibition_by_slug(slug), file)
    except MuseumError as error:
        raise click.ClickException(f"{slug}: {error}") from error
    _tell(packed, as_json)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="Address in this museum, when its own is taken.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(file: Path, slug: str | None, as_json: bool) -> None:
    """Take in the exhibition of FILE.zip as a draft."""
    try:
        packed = import_exhibition(file, slug)
    except MuseumError as error:
        db.session.rollback()
        wrong = "; ".join(str(why) for why in getattr(error, "fields", {}).values())
        raise click.ClickException(wrong or str(error)) from error
    db.session.commit()
    _tell(packed, as_json)


def _tell(packed: Packed, as_json: bool) -> None:
    click.echo(json.dumps(vars(packed)) if as_json else f"{packed.slug}: {packed.items} items, {packed.files} files")
