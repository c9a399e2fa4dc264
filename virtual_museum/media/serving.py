"""Where a rendition's file lies in the store: as a file of its own, or as a part of a pack of tiles."""

import json
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, select

from virtual_museum.core.db import db
from virtual_museum.core.storage import ObjectMissing, get_storage
from virtual_museum.media.models import Asset, Rendition
from virtual_museum.media.rights import allows_copies

MEDIA_TYPES = {
    "jpg": "image/jpeg", "webp": "image/webp", "png": "image/png", "tif": "image/tiff", "glb": "model/gltf-binary",
    "stl": "model/stl", "3mf": "model/3mf", "usdz": "model/vnd.usdz+zip",
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "aac": "audio/aac", "wav": "audio/wav",
    "mp4": "video/mp4", "webm": "video/webm", "pdf": "application/pdf", "vtt": "text/vtt; charset=utf-8",
}  # fmt: skip
# What lies beside the files that are served, for the server's own use.
INTERNAL = frozenset({"index.json", "tiles.zip", "pyramid.tif"})
DOWNLOADS = frozenset({"stl", "3mf"})
# What visitors may take home only where the rights allow it.
BY_RIGHTS = frozenset({"print@1"})


@dataclass(frozen=True)
class StoredPart:
    """A file to serve: `length` bytes from `start` of a stored one. `is_public` says whether visitors may have it."""

    key: str
    start: int
    length: int
    media_type: str
    etag: str
    is_public: bool
    download_name: str = ""


def stored_part(code: str, stamp: str, specification: str, path: str) -> StoredPart | None:
    """The file of an asset's rendition; None when there is none of that name."""
    row = db.session.execute(
        select(Asset.sha256, Asset.published, Asset.state, Asset.rights_uri, Rendition.prefix, Rendition.meta)
        .join(Rendition, Rendition.asset_id == Asset.id)
        .where(Asset.code == code, Rendition.specification == specification)
    ).first()
    if row is None or row.sha256[:12] != stamp or path in INTERNAL:
        return None
    ending = path.rpartition(".")[2]
    media_type = MEDIA_TYPES.get(ending)
    if media_type is None:
        return None
    place = _place(row.prefix, row.meta, specification, path)
    if place is None:
        return None
    etag = f"{_run(row.prefix)}-{specification}-{path}".replace("/", "-")
    name = f"{code}.{ending}" if ending in DOWNLOADS else ""
    is_public = row.published and row.state == "ready"
    if specification in BY_RIGHTS:
        is_public = is_public and allows_copies(row.rights_uri)
    return StoredPart(*place, media_type=media_type, etag=etag, is_public=is_public, download_name=name)


@dataclass(frozen=True)
class StoredPyramid:
    """The tiled picture of an asset that is ready. `run` names the conversion that made it."""

    code: str
    key: str
    run: str
    width: int
    height: int
    rights_uri: str
    is_public: bool


# Every tile asks it, so it is put together once, of the tables: so nothing looks for objects to fill.
_asset, _rendition = Asset.__table__.c, Rendition.__table__.c
_PYRAMID = (
    select(_asset.published, _asset.rights_uri, _rendition.prefix, _rendition.meta)
    .join_from(Asset.__table__, Rendition.__table__, _rendition.asset_id == _asset.id)
    .where(_asset.code == bindparam("code"), _asset.state == "ready", _rendition.specification == "pyramid@1")
)


def stored_pyramid(code: str) -> StoredPyramid | None:
    """The pyramid of the asset of that code; None unless it is ready."""
    row = db.session.execute(_PYRAMID, {"code": code}).first()
    if row is None:
        return None
    meta = row.meta
    key, run = f"{row.prefix}/{meta['file']}", _run(row.prefix)
    return StoredPyramid(code, key, run, meta["width"], meta["height"], row.rights_uri, row.published)


def _run(prefix: str) -> str:
    """What tells the files of one conversion from those of another, for ETags."""
    return prefix.split("/")[-2][-8:]


def _place(prefix: str, meta: dict, specification: str, path: str) -> tuple[str, int, int] | None:
    files = meta.get("files", {})
    if path in files:
        return f"{prefix}/{path}", 0, int(files[path][0])
    if specification == "pano@1":
        found = tile_index(prefix).get(path)
        if found is not None:
            return f"{prefix}/tiles.zip", found[0], found[1]
    return None


@lru_cache(maxsize=256)
def tile_index(prefix: str) -> dict[str, list[int]]:
    """Where each tile of a panorama lies in its pack; a prefix is written once, so the index never changes."""
    try:
        with get_storage().open(f"{prefix}/index.json") as file:
            return dict(json.load(file))
    except ObjectMissing:
        return {}
