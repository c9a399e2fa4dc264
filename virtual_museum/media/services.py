"""Changes of assets: taking files in, describing, publishing, trying again, deleting."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.core import audit
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.core.jobs import enqueue
from virtual_museum.core.storage import get_storage
from virtual_museum.media.conversion.intake import check_size, decide_kind
from virtual_museum.media.conversion.refusals import Refusal
from virtual_museum.media.conversion.sniff import sniff
from virtual_museum.media.intake_limits import largest_file
from virtual_museum.media.models import Asset
from virtual_museum.media.reasons import UploadRefused
from virtual_museum.media.usage import usages

CODE_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 12
CHUNK_BYTES = 1 << 20

RECEIVED = audit.declare_event("asset.received", _l("File received"))
DESCRIBED = audit.declare_event("asset.described", _l("Description of a file changed"))
RETRIED = audit.declare_event("asset.retried", _l("Conversion of a file tried again"))
TURNED = audit.declare_event("asset.turned", _l("3D model turned upright"))
DELETED = audit.declare_event("asset.deleted", _l("File deleted"))


@dataclass(frozen=True)
class Received:
    """What became of a file that was handed over; `known` says that the museum had it already."""

    asset: Asset
    known: bool


def file_checksum(path: Path) -> str:
    """SHA-256 of the file in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def receive_file(path: Path, filename: str, kind: str = "", user_id: int | None = None) -> Received:
    """Take a file in: check what it is, store the original untouched, queue its conversion.

    `kind` empty lets the content decide. The same bytes as the same kind are the same asset. Raises
    `UploadRefused` with words for the curator when the file is not taken; nothing is stored then.
    """
    try:
        sniffed = sniff(path)
        kind = decide_kind(path, sniffed, kind)
        check_size(path.stat().st_size, largest_file(kind))
    except Refusal as refusal:
        raise UploadRefused(refusal.code, refusal.params) from refusal
    sha256 = file_checksum(path)
    known = db.session.scalar(select(Asset).where(Asset.sha256 == sha256, Asset.kind == kind))
    if known is not None:
        if known.state == "failed":
            retry_conversion(known)
        return Received(known, True)
    asset = Asset(
        code=new_code(), sha256=sha256, kind=kind, media_type=sniffed.media_type, filename=clean_filename(filename),
        byte_size=path.stat().st_size, uploaded_by=user_id,
    )  # fmt: skip
    # The file first, the row after it: a row never stands without its file.
    get_storage().put_file(asset.original_key, path, sha256=sha256)
    db.session.add(asset)
    db.session.flush()
    audit.record(RECEIVED, ("asset", asset.code), filename=asset.filename, kind=kind)
    queue_conversion(asset)
    return Received(asset, False)


def new_code() -> str:
    """A fresh public name: sixty random bits in Crockford's base 32."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def clean_filename(name: str) -> str:
    """The name as handed over, without folders and control characters, at most 255 characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in bare if sign.isprintable()).strip() or "file"
    return kept[-255:]


def queue_conversion(asset: Asset) -> None:
    """Queue the conversion of the asset; twice in a row is once."""
    enqueue("media.convert", asset_id=asset.id, unique_key=f"media.convert:{asset.id}")


def rebuild_renditions(asset: Asset) -> None:
    """Queue a fresh conversion of the asset; what visitors see stays until the new renditions are complete."""
    enqueue("media.convert", asset_id=asset.id, again=True, unique_key=f"media.convert:{asset.id}")


def retry_conversion(asset: Asset) -> None:
    """Convert the asset once more, after a failure or with a newer specification."""
    asset.state, asset.failure_code, asset.failure_params = "received", "", {}
    audit.record(RETRIED, ("asset", asset.code))
    queue_conversion(asset)
    db.session.flush()


def describe_asset(
    asset: Asset,
    *,
    alt: Mapping[str, str] | None = None,
    caption: Mapping[str, str] | None = None,
    transcript: Mapping[str, str] | None = None,
    credit_line: Mapping[str, str] | None = None,
    rights_uri: str | None = None,
) -> None:
    """Change what is said about the asset; None leaves a text as it is."""
    for name, value in (
        ("alt", alt), ("caption", caption), ("transcript", transcript), ("credit_line", credit_line),
    ):  # fmt: skip
        if value is not None:
            setattr(asset, name, TranslatedText(value))
    if rights_uri is not None:
        asset.rights_uri = rights_uri
    audit.record(DESCRIBED, ("asset", asset.code))
    db.session.flush()


def turn_upright(asset: Asset, angles: Sequence[float]) -> None:
    """Let a model stand as the angles say: degrees about x, y and z from how the file lies. Its files are made anew.

    Raises Invalid for angles beyond a whole turn.
    """
    if any(not -360 <= angle <= 360 for angle in angles):
        raise Invalid(fields={"upright": _("Angles lie between −360 and 360 degrees.")})
    wanted = [round(float(angle), 3) for angle in angles]
    asset.upright = wanted if any(wanted) else None
    audit.record(TURNED, ("asset", asset.code))
    db.session.flush()
    rebuild_renditions(asset)


def set_focus(asset: Asset, place: Sequence[float] | None) -> None:
    """Keep the place of a photograph that stays in sight however a page cuts it: fractions from left and top.

    None is the middle. Raises Invalid outside the picture, and for what is no photograph.
    """
    if place is not None and asset.kind != "image":
        raise Invalid(_("Only a photograph has such a place."))
    if place is not None and (len(place) != 2 or any(not 0 <= part <= 1 for part in place)):
        raise Invalid(fields={"focus": _("Write two numbers between 0 and 100.")})
    wanted = None if place is None else [round(float(part), 4) for part in place]
    if wanted != asset.focus:
        asset.focus = wanted
        audit.record(DESCRIBED, ("asset", asset.code))
        db.session.flush()


def publish_assets(codes: Iterable[str]) -> None:
    """Let visitors receive the renditions of these assets."""
    for asset in _assets(codes):
        if not asset.published:
            asset.published = True
    db.session.flush()


def refresh_published(codes: Iterable[str]) -> None:
    """Publish or withdraw each asset by what its users say now; for features that take something back."""
    for asset in _assets(codes):
        visible = any(usage.is_public for usage in usages(asset))
        if asset.published != visible:
            asset.published = visible
    db.session.flush()


def _assets(codes: Iterable[str]) -> list[Asset]:
    wanted = sorted({code for code in codes if code})
    return list(db.session.scalars(select(Asset).where(Asset.code.in_(wanted)))) if wanted else []


def delete_asset(asset: Asset) -> None:
    """Delete the asset and its files. Raises Refused, saying where, while anything uses it."""
    used = usages(asset)
    if used:
        places = ", ".join(usage.label for usage in used[:5])
        raise Refused(_("This file is still used: %(places)s. Remove it there first.", places=places))
    audit.record(DELETED, ("asset", asset.code), filename=asset.filename, sha256=asset.sha256)
    prefixes = [rendition.prefix for rendition in asset.renditions]
    twin = select(Asset.id).where(Asset.sha256 == asset.sha256, Asset.id != asset.id)
    originals = [] if db.session.scalar(twin) else [asset.original_key]
    db.session.delete(asset)
    db.session.flush()
    # Files go after the commit, in a job: a rolled-back deletion must not have lost anything.
    enqueue("media.remove_files", prefixes=prefixes, keys=originals)
