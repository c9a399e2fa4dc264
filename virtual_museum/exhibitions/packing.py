"""An exhibition as one file: its story, the records of its items and all files they show, for another museum.

The ZIP holds `exhibition.json` (facts, body, items and what their names mean, what is said about each file, its
details, captions and how a model stands) and `files/<asset code>`, the untouched originals. Acquisition, condition
and notes of the records stay at home. Tours are not packed: a tour block keeps the tour's address, and is a gap where
there is no such tour.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.exporting import portable
from virtual_museum.catalogue.importing.names import checked_names
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.records import ItemRecord
from virtual_museum.catalogue.services import attach_media, create_item, publish_item
from virtual_museum.core.db import db
from virtual_museum.core.document_rows import draft_body
from virtual_museum.core.errors import Invalid
from virtual_museum.core.storage import get_storage
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.schemas import ExhibitionBody
from virtual_museum.exhibitions.services import create_exhibition
from virtual_museum.media.captions import captions_of_many, set_captions
from virtual_museum.media.details import add_detail, details_of, details_of_many
from virtual_museum.media.models import KINDS, Asset, Detail
from virtual_museum.media.services import describe_asset, receive_file, set_focus, turn_upright

FORMAT = "virtual-museum-exhibition"
VERSION = 1
MANIFEST = "exhibition.json"
LARGEST_MANIFEST = 50_000_000
FACTS = ("kind", "stage", "level", "evaluation", "final_report")
WORDS = ("alt", "caption", "transcript", "credit_line")
# Fields of a record that are nobody else's business.
KEPT_HOME = ("acquisition_", "condition", "notes", "source_", "department")


@dataclass(frozen=True)
class Packed:
    """What an export wrote or an import took in."""

    slug: str
    items: int
    files: int


def export_exhibition(exhibition: Exhibition, path: Path) -> Packed:
    """Write the newest draft to `path`; the file appears whole or not at all."""
    body = draft_body(exhibition)
    items = list(db.session.scalars(select(Item).where(Item.code.in_(body.item_codes())).order_by(Item.code)))
    own = set(body.asset_codes())
    tied = [tie.asset for item in items for tie in item.media]
    assets = {asset.code: asset for asset in (*db.session.scalars(select(Asset).where(Asset.code.in_(own))), *tied)}
    details, captions = details_of_many(assets.values()), captions_of_many(assets)
    manifest = {
        "format": FORMAT, "version": VERSION, "slug": exhibition.slug,
        "facts": {name: getattr(exhibition, name) for name in FACTS} | _days(exhibition),
        "body": body.model_dump(mode="json"),
        "items": [_record(item) for item in items],
        "files": {
            code: _description(asset, details.get(asset.id, ()), captions.get(code, {}))
            for code, asset in sorted(assets.items())
        },
    }  # fmt: skip
    fresh = path.with_name(f".{path.name}.part")
    with ZipFile(fresh, "w", ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1), ZIP_DEFLATED)
        for code, asset in sorted(assets.items()):
            with get_storage().open(asset.original_key) as source, archive.open(f"files/{code}", "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    fresh.replace(path)
    return Packed(exhibition.slug, len(items), len(assets))


def _days(exhibition: Exhibition) -> dict[str, str | None]:
    return {
        name: value.isoformat() if value else None
        for name, value in (("opens_on", exhibition.opens_on), ("closes_on", exhibition.closes_on))
    }


def _record(item: Item) -> dict[str, Any]:
    """The record with what its names mean, without what stays at home."""
    record = {name: value for name, value in portable(item).items() if not name.startswith(KEPT_HOME)}
    record["authorities"] = {kind: told for kind, told in record["authorities"].items() if kind not in KEPT_HOME}
    return record | {"media": [{"file": tie.asset.code, "caption": dict(tie.caption)} for tie in item.media]}


def _description(asset: Asset, details: Iterable[Detail], captions: Mapping[str, str]) -> dict[str, Any]:
    """What is said about a file; its details lie in the file's own coordinates."""
    words = {name: dict(getattr(asset, name)) for name in WORDS}
    shown = [{"label": dict(one.label), "text": dict(one.text), "place": one.place} for one in details]
    return {
        "kind": asset.kind, "filename": asset.filename, "rights_uri": asset.rights_uri, **words,
        "details": shown, "captions": dict(captions), "upright": asset.upright, "focus": asset.focus,
    }  # fmt: skip


def import_exhibition(path: Path, slug: str | None = None) -> Packed:
    """Take the exhibition of a packed file in, as a draft, under its own address or `slug`.

    Files that the museum has already are used again; an item whose code is here already stays as it is. Raises
    Invalid where the file is no packed exhibition or its address is taken, and UploadRefused where a file in it is
    refused; the caller rolls back then.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            assets = _receive(archive, manifest["files"])
    except (BadZipFile, KeyError, OSError) as error:
        raise Invalid(_l("This file is not an exhibition that was exported from a museum.")) from error
    authorities = Authorities()
    for record in manifest["items"]:
        _take_item(record, assets, authorities)
    body = ExhibitionBody.model_validate(_renamed(manifest["body"], assets))
    facts = {name: value for name, value in manifest["facts"].items() if name in (*FACTS, "opens_on", "closes_on")}
    made = create_exhibition(slug or str(manifest["slug"]), body.model_dump(mode="json"), facts)
    return Packed(made.slug, len(manifest["items"]), len(assets))


def _manifest(archive: ZipFile) -> dict[str, Any]:
    wrong = Invalid(_l("This file is not an exhibition that was exported from a museum."))
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise wrong
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except ValueError as error:
        raise wrong from error
    if not isinstance(manifest, dict) or (manifest.get("format"), manifest.get("version")) != (FORMAT, VERSION):
        raise wrong
    shapes = {"facts": dict, "body": dict, "items": list, "files": dict}
    if not all(isinstance(manifest.get(name), shape) for name, shape in shapes.items()):
        raise wrong
    return manifest


def _receive(archive: ZipFile, files: Mapping[str, Any]) -> dict[str, Asset]:
    """The files as assets of this museum, by the code they had in the other one."""
    assets = {}
    with TemporaryDirectory(prefix="exhibition-") as folder:
        for number, (code, told) in enumerate(files.items()):
            kind = told["kind"] if told["kind"] in KINDS else ""
            # Only names of our own making touch the disk, whatever the archive calls its members.
            copy = Path(folder) / str(number)
            with archive.open(f"files/{code}") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            received = receive_file(copy, str(told["filename"]), kind)
            copy.unlink()
            if not received.known:
                _describe(received.asset, told)
            if not details_of(received.asset):
                _point_out(received.asset, _listed(told.get("details")))
            if not received.known and told.get("upright"):
                turn_upright(received.asset, _numbers(told["upright"], 3))
            assets[code] = received.asset
    return assets


def _describe(asset: Asset, told: Mapping[str, Any]) -> None:
    words = {name: told.get(name) or {} for name in WORDS}
    describe_asset(asset, **words, rights_uri=str(told.get("rights_uri", "")))
    if told.get("focus"):
        set_focus(asset, _numbers(told["focus"], 2))
    for language, text in dict(told.get("captions") or {}).items():
        set_captions(asset, str(language), str(text).encode())


def _point_out(asset: Asset, details: Iterable[Mapping[str, Any]]) -> None:
    """The details as they lay in the file, before it is turned upright."""
    for one in details:
        add_detail(asset, one.get("label") or {}, one.get("text") or {}, one.get("place") or {})


def _numbers(value: object, count: int) -> list[float]:
    """So many numbers. Raises Invalid for anything else."""
    found = value if isinstance(value, list) else []
    if len(found) != count or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in found):
        raise Invalid(_l("This file is not an exhibition that was exported from a museum."))
    return [float(one) for one in found]


def _take_item(record: Mapping[str, Any], assets: Mapping[str, Asset], authorities: Authorities) -> None:
    code = str(record.get("code", ""))
    if db.session.scalar(select(Item.id).where(Item.code == code)) is not None:
        return
    known = {name: value for name, value in record.items() if name in ItemRecord.model_fields}
    names = checked_names(record.get("authorities"))
    item = create_item(known, code=code, names=names, authorities=authorities)
    for tie in _listed(record.get("media")):
        asset = assets.get(str(tie.get("file")))
        if asset is not None:
            attach_media(item, asset, caption=tie.get("caption") or {})
    if record.get("status") == "published":
        db.session.refresh(item, ["media"])
        publish_item(item)


def _listed(value: object) -> Iterable[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _renamed(value: Any, assets: Mapping[str, Asset]) -> Any:
    """The body with the asset codes of this museum."""
    if isinstance(value, dict):
        return {key: _renamed(inner, assets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, assets) for inner in value]
    return assets[value].code if isinstance(value, str) and value in assets else value
