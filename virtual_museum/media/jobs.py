"""Background work of media: converting an original, and removing the files of deleted assets."""

import logging
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.jobs import JobContext, enqueue, job
from virtual_museum.core.signals import asset_ready
from virtual_museum.core.storage import ObjectMissing, StoredFile, get_storage
from virtual_museum.media.conversion.refusals import Refusal
from virtual_museum.media.conversion.results import Conversion
from virtual_museum.media.conversion.sandbox import ConversionCrashed, run_conversion
from virtual_museum.media.intake_limits import intake
from virtual_museum.media.models import Asset, Rendition
from virtual_museum.media.tools import ffmpeg, gltfpack_library
from virtual_museum.media.uploads import expire_uploads, finish_upload, waiting_uploads

log = logging.getLogger("museum.media")

# A work folder this old belongs to a process that was killed.
STALE_SECONDS = 24 * 3600


def _conversion_failed(_error: str, asset_id: int, again: bool = False) -> None:
    asset = db.session.get(Asset, asset_id)
    if asset is not None and asset.state != "ready":
        _fail(asset, Refusal("converter-crashed"))


@job("media.convert", tries=3, lease=60, on_failure=_conversion_failed)
def convert(context: JobContext, asset_id: int, again: bool = False) -> None:
    """Make the renditions of an asset, or note why it cannot be; a second run gives the same.

    `again` makes them anew for an asset that is ready; visitors keep the old ones until the new ones are complete.
    """
    asset = db.session.get(Asset, asset_id)
    if asset is None or (asset.state == "ready" and not again):
        return
    if asset.state != "ready":
        asset.state = "working"
    key, filename, kind, upright = asset.original_key, asset.filename, asset.kind, asset.upright
    db.session.commit()
    with tempfile.TemporaryDirectory(prefix="convert-", dir=work_folder()) as folder:
        target = Path(folder)
        try:
            with get_storage().local_path(key) as original:
                conversion = _run(context, original, filename, kind, target, upright)
            context.progress(2, 3)
            # Each run writes to a folder of its own, so that nobody reads half of an old and half of a new one.
            sha256 = Path(key).name
            prefix = f"renditions/{sha256[:2]}/{sha256}/{kind}-{secrets.token_hex(4)}"
            stored = _store(conversion, target, prefix)
        except Refusal as refusal:
            _note_refusal(asset_id, refusal)
            return
    context.heartbeat()
    asset = db.session.get(Asset, asset_id, populate_existing=True)
    if asset is not None:
        _keep(asset, conversion, prefix, stored)


def _run(
    context: JobContext, original: Path, filename: str, kind: str, target: Path, upright: list[float] | None
) -> Conversion:
    context.progress(1, 3)
    programs = ffmpeg()
    return run_conversion(
        original, filename, kind, target, gltfpack=gltfpack_library(), ffmpeg=programs[0], ffprobe=programs[1],
        upright=upright, beat=context.heartbeat, intake=intake(),
    )  # fmt: skip


def _store(conversion: Conversion, target: Path, prefix: str) -> dict[str, list[StoredFile]]:
    """Store the renditions' files; returns them by specification."""
    storage = get_storage()
    return {
        made.specification: storage.put_folder(f"{prefix}/{made.specification}", target / made.specification)
        for made in conversion.renditions
    }


def _keep(asset: Asset, conversion: Conversion, prefix: str, stored: dict[str, list[StoredFile]]) -> None:
    kept = {rendition.specification: rendition for rendition in asset.renditions}
    old_prefixes = [rendition.prefix for rendition in asset.renditions]
    for made in conversion.renditions:
        rendition = kept.pop(made.specification, None) or Rendition(specification=made.specification)
        rendition.prefix = f"{prefix}/{made.specification}"
        files = stored[made.specification]
        names = {file.key.removeprefix(rendition.prefix + "/"): [file.size, file.sha256] for file in files}
        rendition.meta = {**made.meta, "files": names}
        rendition.byte_size = sum(file.size for file in files)
        if rendition.asset_id is None:
            asset.renditions.append(rendition)
    for outdated in kept.values():
        asset.renditions.remove(outdated)
    asset.facts = conversion.facts
    asset.media_type = conversion.media_type
    asset.state, asset.failure_code, asset.failure_params = "ready", "", {}
    db.session.flush()
    if old_prefixes:
        enqueue("media.remove_files", prefixes=old_prefixes, keys=[])
    asset_ready.send(asset)


def _note_refusal(asset_id: int, refusal: Refusal) -> None:
    if isinstance(refusal, ConversionCrashed):
        log.warning("asset %s: the converter died: %s", asset_id, refusal.log)
    asset = db.session.get(Asset, asset_id, populate_existing=True)
    if asset is not None and asset.state != "ready":
        _fail(asset, refusal)


def _fail(asset: Asset, refusal: Refusal) -> None:
    asset.state = "failed"
    asset.failure_code, asset.failure_params = refusal.code, _plain(refusal.params)
    db.session.flush()


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | float | str) else str(value) for name, value in params.items()}


def work_folder() -> Path:
    """The folder for files under conversion, beside the database; leftovers of killed processes are cleared."""
    folder = settings().data_folder / "work"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - STALE_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return folder


@job("media.tend_uploads", every=300)
def tend_uploads(context: JobContext) -> None:
    """Finish uploads whose last byte arrived when the museum was stopped, and forget those that were given up."""
    for token in waiting_uploads():
        context.heartbeat()
        finish_upload(token)
        db.session.commit()
    expire_uploads()


@job("media.remove_files", tries=5)
def remove_files(context: JobContext, prefixes: list[str], keys: list[str]) -> None:
    """Remove what a deleted asset left in the store, unless an asset uses it again by now."""
    storage = get_storage()
    for key in keys:
        again = select(Asset.id).where(Asset.sha256 == key.rpartition("/")[2])
        if db.session.scalar(again) is None:
            try:
                storage.delete(key)
            except ObjectMissing:
                continue
    for prefix in prefixes:
        if db.session.scalar(select(Rendition.id).where(Rendition.prefix == prefix)) is None:
            storage.delete_prefix(prefix)
