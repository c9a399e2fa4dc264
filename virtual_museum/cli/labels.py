"""`flask labels …`: sheets of labels for the printer."""

from pathlib import Path

import click
from flask import json

from virtual_museum.cli.groups import Commands
from virtual_museum.cli.users import plain
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError
from virtual_museum.labels.queries import codes_of_exhibition, codes_of_hall
from virtual_museum.labels.services import LIMIT, codes_in, print_labels
from virtual_museum.labels.sheets import DEFAULT_SHEET, SHEETS

group = Commands("labels", help="Labels with QR codes.")


@group.command("print")
@click.option("--exhibition", help="Slug of an exhibition: labels of all items it names.")
@click.option("--hall", help="Slug of a hall: labels of all items that stand there now.")
@click.option("--items", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of codes.")
@click.option("--sheet", type=click.Choice(list(SHEETS)), default=DEFAULT_SHEET, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--crop-marks/--no-crop-marks", default=None, help="Default: as the sheet needs.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Places already used on the first page.")
@click.option("--json", "as_json", is_flag=True)
def print_sheet(
    exhibition: str | None,
    hall: str | None,
    items: Path | None,
    sheet: str,
    out: Path,
    crop_marks: bool | None,
    skip: int,
    as_json: bool,
) -> None:
    """Write a sheet of labels as PDF."""
    if sum(source is not None for source in (exhibition, hall, items)) != 1:
        raise click.UsageError("give one of --exhibition, --hall and --items")
    try:
        codes, others = _codes(exhibition, hall, items)
        made = print_labels(codes, sheet, crop_marks, skip)
    except MuseumError as error:
        raise plain(error) from error
    out.write_bytes(made)
    db.session.commit()
    if as_json:
        click.echo(json.dumps({"file": str(out), "sheet": sheet, "labels": len(codes), "not_codes": others}))
    else:
        click.echo(f"{out}: {len(codes)} labels")
        for word in others:
            click.echo(f"not a code: {word}", err=True)


def _codes(exhibition: str | None, hall: str | None, items: Path | None) -> tuple[list[str], list[str]]:
    if exhibition is not None:
        return codes_of_exhibition(exhibition), []
    if hall is not None:
        return codes_of_hall(hall, LIMIT + 1), []
    return codes_in(items.read_text(encoding="utf-8-sig") if items else "")


@group.command("sheets")
@click.option("--json", "as_json", is_flag=True)
def sheets(as_json: bool) -> None:
    """The declared sheets."""
    for sheet in SHEETS.values():
        if as_json:
            shown = {"name": sheet.name, "labels": sheet.labels, "width": sheet.width, "height": sheet.height}
            click.echo(json.dumps(shown))
        else:
            click.echo(f"{sheet.name}\t{sheet.labels} labels of {sheet.width} × {sheet.height} mm")
