"""`flask media …`: take files in, verify the store, make renditions anew."""

import time
from pathlib import Path
from typing import Any

import click
from flask import json
from sqlalchemy import select

from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.services import attach_media
from virtual_museum.cli.groups import Commands
from virtual_museum.core.db import db
from virtual_museum.core.jobs import run_pending
from virtual_museum.media.models import KINDS, Asset
from virtual_museum.media.queries import rendition_urls
from virtual_museum.media.reasons import UploadRefused, reason
from virtual_museum.media.services import rebuild_renditions, receive_file, retry_conversion
from virtual_museum.media.verifying import verify_media

group = Commands("media", help="Pictures, panoramas, 3D models, sound and film.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# A worker may hold the job: then its end is awaited, this long at most.
WAIT_SECONDS = 4000
FINAL = ("ready", "failed")


@group.command("add")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--kind", type=click.Choice([*KINDS, "auto"]), default="auto", help="What the files are.")
@click.option("--item", "item_code", help="Code of the item that the files show.")
@click.option("--wait", is_flag=True, help="Convert here and now, and say what became of each file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def add(files: tuple[Path, ...], kind: str, item_code: str | None, wait: bool, as_json: bool) -> None:
    """Take FILES into the museum."""
    item = _item(item_code)
    failed = False
    for file in files:
        told = _add_one(file, "" if kind == "auto" else kind, item, wait)
        failed |= told["state"] == "failed"
        _tell(told, as_json)
    if failed:
        raise SystemExit(1)


def _item(code: str | None) -> Item | None:
    if not code:
        return None
    found = db.session.scalar(select(Item).where(Item.code == code.upper()))
    if found is None:
        raise click.BadParameter(f"no item has the code {code}", param_hint="--item")
    return found


def _add_one(file: Path, kind: str, item: Item | None, wait: bool) -> dict[str, Any]:
    start = time.monotonic()
    told: dict[str, Any] = {"file": str(file), "asset": None, "kind": kind or None, "state": "failed", "reason": None}
    try:
        asset = receive_file(file, file.name, kind).asset
        if item is not None:
            attach_media(item, asset)
        db.session.commit()
    except UploadRefused as refusal:
        db.session.rollback()
        return {**told, "reason": str(refusal), "code": refusal.code, "seconds": _since(start), "renditions": {}}
    if wait:
        _convert_now(asset)
    words = reason(asset.failure_code, asset.failure_params)
    told.update(asset=asset.code, kind=asset.kind, state=asset.state, reason=words or None)
    if asset.failure_code:
        told["code"] = asset.failure_code
    return {**told, "seconds": _since(start), "renditions": rendition_urls(asset)}


def _convert_now(asset: Asset) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < give_up:
        db.session.expire_all()
        if asset.state in FINAL:
            return
        db.session.commit()
        if run_pending(limit=1) == 0:
            time.sleep(0.1)


def _since(start: float) -> float:
    return round(time.monotonic() - start, 2)


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(f"{told['state']:9} {told['asset'] or '-':12} {told['file']} {told['reason'] or ''}".rstrip())


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def verify(as_json: bool) -> None:
    """Compare every stored file with its checksum; ends with status 1 when one is missing or damaged."""
    found = verify_media()
    if as_json:
        click.echo(json.dumps(found.as_json()))
    else:
        click.echo(f"{found.checked} checked, {found.missing} missing, {found.damaged} damaged")
        for problem in found.problems:
            click.echo(f"  {problem['problem']}: {problem['key']} (asset {problem['asset']})")
    if found.missing or found.damaged:
        raise SystemExit(1)


@group.command("rebuild")
@click.argument("codes", nargs=-1)
@click.option("--kind", type=click.Choice(KINDS), help="Only assets of this kind.")
@click.option("--wait", is_flag=True, help="Convert here and now.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def rebuild(codes: tuple[str, ...], kind: str | None, wait: bool, as_json: bool) -> None:
    """Make the renditions of all assets, or of those with CODES, anew. Visitors keep the old ones meanwhile."""
    wanted = select(Asset).order_by(Asset.id)
    if codes:
        wanted = wanted.where(Asset.code.in_([code.lower() for code in codes]))
    if kind:
        wanted = wanted.where(Asset.kind == kind)
    assets = list(db.session.scalars(wanted))
    for asset in assets:
        if asset.state == "ready":
            rebuild_renditions(asset)
        else:
            retry_conversion(asset)
    db.session.commit()
    if wait:
        run_pending()
    failed = [asset.code for asset in assets if asset.state == "failed"]
    if as_json:
        click.echo(json.dumps({"queued": len(assets), "failed": failed}))
    else:
        click.echo(f"{len(assets)} queued, {len(failed)} failed")
    if failed:
        raise SystemExit(1)
