"""`flask items …`: import, export and the search index."""

from pathlib import Path

import click
from flask import json

from virtual_museum.catalogue import exporting
from virtual_museum.catalogue.change_log import prune_events
from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.applying import Report, import_file
from virtual_museum.catalogue.importing.mapping import Mapping, read_mapping
from virtual_museum.catalogue.importing.own import own_mapping
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.cli.groups import Commands
from virtual_museum.core.db import db
from virtual_museum.core.rubbish import seldom_collected

group = Commands("items", help="Records of the catalogue: import, export, search index.")
# Copies of the index on other machines may be so many revisions behind before they build anew.
EVENTS_KEPT = 10_000
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--mapping", "mapping_file", type=FILE, help="TOML that says which column fills which field.")
@click.option("--dry-run", is_flag=True, help="Check and compare everything, change nothing.")
@click.option("--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="One JSON line a row.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def import_items(file: Path, mapping_file: Path | None, dry_run: bool, report_file: Path | None, as_json: bool) -> None:
    """Import FILE. Without --mapping the columns must have the names of our own export."""
    details = report_file.open("w", encoding="utf-8") if report_file else None
    with seldom_collected():
        try:
            report = import_file(file, _mapping(file, mapping_file), dry_run=dry_run, details=details)
            if dry_run:
                db.session.rollback()
            else:
                db.session.commit()
        except ImportRefused as error:
            db.session.rollback()
            refuse(error, as_json)
        finally:
            if details is not None:
                details.close()
        if not dry_run:
            search_index().follow()
    tell(report, as_json)


def _mapping(file: Path, mapping_file: Path | None) -> Mapping:
    if mapping_file is None:
        return own_mapping(file)
    try:
        text = mapping_file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ImportRefused(f"{mapping_file.name}: not UTF-8") from error
    return read_mapping(text)


def refuse(error: ImportRefused, as_json: bool) -> None:
    """Say why a file cannot be imported and end with status 1."""
    if as_json:
        failure = {"line": error.line, "column": error.column, "reason": str(error)}
        empty = Report().as_json() | {"failures": [failure], "refused": str(error)}
        click.echo(json.dumps(empty))
    else:
        click.echo(str(error), err=True)
    raise SystemExit(1)


def tell(report: Report, as_json: bool) -> None:
    """Print what happened."""
    if as_json:
        click.echo(json.dumps(report.as_json()))
        return
    name = f"change set {report.change_set}" if report.change_set else "dry run"
    counts = ", ".join(f"{count} {word}" for word, count in report.counts().items())
    click.echo(f"{name}: {counts}")
    for failure in report.failures:
        click.echo(f"  line {failure.line} {failure.column}: {failure.reason}")


@group.command("export")
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl", "lido"]), required=True)
@click.option("--published", is_flag=True, help="Only what visitors see.")
@click.option("--json", "as_json", is_flag=True)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_items(kind: str, published: bool, as_json: bool, file: Path) -> None:
    """Write all records to FILE; jsonl and csv come back by `items import FILE` without loss."""
    count = exporting.export_to(file, kind, published_only=published)
    click.echo(json.dumps({"file": str(file), "items": count}) if as_json else f"{count} records")


@group.command("reindex")
@click.option("--json", "as_json", is_flag=True)
def reindex(as_json: bool) -> None:
    """Build the search index anew from the database, and forget the oldest part of the log it follows."""
    with seldom_collected():
        count = search_index().rebuild()
    prune_events(EVENTS_KEPT)
    db.session.commit()
    click.echo(json.dumps({"items": count}) if as_json else f"{count} records")
