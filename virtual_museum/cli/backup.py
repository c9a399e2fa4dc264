"""`flask backup …`: the whole museum in one file, and back."""

from dataclasses import asdict
from pathlib import Path

import click
from flask import json

from virtual_museum.catalogue.change_log import begin_lineage
from virtual_museum.cli.groups import Commands
from virtual_museum.core.backup.archive import (
    BackupError,
    Contents,
    check_backup,
    create_backup,
    museum_is_empty,
    restore_backup,
)
from virtual_museum.core.db import db

group = Commands("backup", help="The whole museum in one file.")

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")


def _report(path: Path, contents: Contents, as_json: bool, word: str) -> None:
    files = sum(name.startswith("files/") for name in contents.checksums)
    rows = sum(contents.rows.values())
    if as_json:
        shown = asdict(contents) | {"file": str(path), "files": files, "rows": rows}
        del shown["checksums"]
        click.echo(json.dumps(shown))
    else:
        click.echo(f"{word} {path}: {rows} rows, {files} files, made {contents.created_at}")


@group.command("create")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-renditions", is_flag=True, help="Smaller; after a restore run `flask media rebuild`.")
@AS_JSON
def create(file: Path, without_renditions: bool, as_json: bool) -> None:
    """Write everything into FILE while the museum goes on working."""
    try:
        contents = create_backup(file, renditions=not without_renditions)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _report(file, contents, as_json, "written")


@group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
def check(file: Path, as_json: bool) -> None:
    """Compare every checksum in FILE; changes nothing."""
    try:
        contents = check_backup(file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _report(file, contents, as_json, "whole")


@group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what the present museum holds.")
@AS_JSON
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Put the museum of FILE in the place of the present one. Stop web and worker first."""
    if not replace and not museum_is_empty():
        raise click.ClickException("this museum is not empty; --replace gives up what it holds")
    try:
        contents = restore_backup(file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    # Copies of the search index may know later changes of the museum that was; they must not stay.
    begin_lineage()
    db.session.commit()
    _report(file, contents, as_json, "restored")
    if not contents.with_renditions:
        click.echo("The backup holds no renditions: run `flask media rebuild` now.", err=True)
