"""Assets for tests: rows with renditions whose files are really stored, without converting anything."""

import hashlib
import json
from typing import Any

from virtual_museum.core.db import db
from virtual_museum.core.storage import get_storage
from virtual_museum.media.models import Asset, Rendition
from virtual_museum.media.services import new_code

PLACEHOLDER = "data:image/webp;base64,UklGRhIAAABXRUJQVlA4TAUAAAAvAAAAAAA="
MEDIA_TYPES = {"image": "image/jpeg", "panorama": "image/jpeg", "model": "model/gltf-binary", "audio": "audio/mpeg",
               "video": "video/mp4", "document": "application/pdf"}  # fmt: skip


def make_asset(kind: str = "image", *, published: bool = True, state: str = "ready", **values: Any) -> Asset:
    """An asset of the kind; when ready, with its renditions and their files in the store."""
    original = f"original {kind} {new_code()}".encode()
    sha256 = hashlib.sha256(original).hexdigest()
    defaults = {"media_type": MEDIA_TYPES[kind], "filename": f"{kind}.bin", "byte_size": len(original)}
    asset = Asset(
        **{**defaults, **values}, code=new_code(), sha256=sha256, kind=kind, published=published, state=state
    )
    get_storage().put_bytes(asset.original_key, original)
    db.session.add(asset)
    db.session.flush()
    if state == "ready":
        for specification, meta, files in _renditions(kind):
            add_rendition(asset, specification, meta, files)
    db.session.flush()
    return asset


def add_rendition(asset: Asset, specification: str, meta: dict[str, Any], files: dict[str, bytes]) -> None:
    """Give the asset a rendition whose files have the given bytes."""
    prefix = f"renditions/{asset.sha256[:2]}/{asset.sha256}/{asset.kind}-00000000/{specification}"
    names = {}
    for name, data in files.items():
        get_storage().put_bytes(f"{prefix}/{name}", data)
        names[name] = [len(data), hashlib.sha256(data).hexdigest()]
    size = sum(len(data) for data in files.values())
    asset.renditions.append(
        Rendition(specification=specification, meta={**meta, "files": names}, prefix=prefix, byte_size=size)
    )


def _sizes(width: int, height: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    sizes = [{"width": step, "height": step * height // width, "webp": f"{step}.webp", "jpeg": f"{step}.jpg"}
             for step in (320, width)]  # fmt: skip
    files = {name: f"picture {name}".encode() for size in sizes for name in (size["webp"], size["jpeg"])}
    return {"width": width, "height": height, "sizes": sizes, "placeholder": PLACEHOLDER}, files


def _renditions(kind: str) -> list[tuple[str, dict[str, Any], dict[str, bytes]]]:
    flat = _sizes(1600, 1200)
    if kind == "image":
        return [("sizes@1", *flat)]
    if kind == "panorama":
        level = {"level": 0, "width": 2048, "columns": 4, "rows": 2}
        tiles = {f"0/{column}_{row}.jpg": [0, 4] for column in range(4) for row in range(2)}
        meta = {"width": 2048, "height": 1024, "levels": [level], "tiles": 8, "placeholder": PLACEHOLDER, "crop": None,
                "initial": {"yaw": 0.0, "pitch": 0.0, "fov": 75.0}, "heading": None}  # fmt: skip
        files = {
            "base.webp": b"base",
            "base.jpg": b"base",
            "tiles.zip": b"tile",
            "index.json": json.dumps(tiles).encode(),
        }
        return [("pano@1", meta, files), ("still@1", *flat)]
    if kind == "model":
        level = {"name": "50k", "file": "model-50k.glb", "bytes": 4, "triangles": 12, "texture": 0}
        meta = {"levels": [level], "background": "#1c1a19"}
        return [("web-model@1", meta, {"model-50k.glb": b"glTF"}), ("poster@1", *flat)]
    if kind == "audio":
        meta = {"file": "sound.m4a", "media_type": "audio/mp4", "seconds": 11.0, "note": "", "waveform": [10, 80]}
        return [("web-audio@1", meta, {"sound.m4a": b"sound" * 40})]
    if kind == "video":
        meta = {"file": "film.mp4", "media_type": "video/mp4", "seconds": 5.0, "note": ""}
        return [("web-video@1", meta, {"film.mp4": b"film"}), ("poster@1", *flat)]
    return [("document@1", {"file": "document.pdf"}, {"document.pdf": b"%PDF-1.4 %%EOF"})]
