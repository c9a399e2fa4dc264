"""Resumable uploads: bytes arrive in pieces, survive a kill, and become an asset when the last one is there."""

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.core.config import settings
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Conflict, Invalid, MuseumError
from virtual_museum.core.signals import file_received
from virtual_museum.media.conversion.limits import MIB
from virtual_museum.media.intake_limits import largest_file
from virtual_museum.media.models import KINDS, UploadSession
from virtual_museum.media.reasons import UploadRefused
from virtual_museum.media.services import clean_filename, receive_file

KEEP_DAYS = 3
ITEM_CODE_LENGTH = 6
CHECKSUMS: dict[str, Callable[[], "hashlib._Hash"]] = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "md5": hashlib.md5,
}


class UploadBusy(MuseumError):
    """Another request is writing to the same upload; trying again in a moment helps."""

    code = "upload-busy"
    status = 423
    default_message = _l("This upload is still receiving data. It goes on by itself.")


class ChecksumWrong(MuseumError):
    """The piece that arrived is not the piece that was sent; it was dropped."""

    code = "checksum-mismatch"
    status = 460
    default_message = _l("A piece of the file was damaged on its way. It is sent again.")


@dataclass(frozen=True)
class Piece:
    """A piece of an upload: where it starts, its bytes in blocks, and its promised checksum (name, digest)."""

    offset: int
    blocks: Iterable[bytes]
    checksum: tuple[str, bytes] | None = None


def begin_upload(byte_size: int, filename: str, kind: str, user_id: int | None, item_code: str = "") -> UploadSession:
    """Open an upload of `byte_size` bytes. Raises Invalid or UploadRefused when it cannot be taken."""
    if kind and kind not in KINDS:
        raise Invalid(fields={"kind": _l("There is no such kind of file.")})
    if len(item_code) > ITEM_CODE_LENGTH:
        raise Invalid(fields={"item": _l("This is not a short code.")})
    limit = largest_file(kind)
    if byte_size > limit:
        raise UploadRefused("too-large", {"size": round(byte_size / MIB), "limit": round(limit / MIB)})
    if byte_size <= 0:
        raise UploadRefused("empty", {})
    upload = UploadSession(
        token=secrets.token_urlsafe(24), byte_size=byte_size, filename=clean_filename(filename), kind=kind,
        item_code=item_code, user_id=user_id, expires_at=utcnow() + timedelta(days=KEEP_DAYS),
    )  # fmt: skip
    path = upload_path(upload.token)
    with path.open("xb") as file:
        os.fsync(file.fileno())
    _sync(path.parent)
    db.session.add(upload)
    db.session.flush()
    return upload


def upload_by_token(token: str, user_id: int | None) -> UploadSession | None:
    """The upload of that token when it is the user's own and still kept."""
    found = db.session.scalar(select(UploadSession).where(UploadSession.token == token))
    if found is None or found.user_id != user_id or found.expires_at < utcnow():
        return None
    return found


def received_bytes(token: str) -> int:
    """How many bytes of the upload are safely on disk."""
    try:
        with upload_path(token).open("rb") as file:
            os.fsync(file.fileno())
            return os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return 0


def append_piece(token: str, byte_size: int, piece: Piece) -> int:
    """Write a piece and return the new offset, which is on disk by then.

    Needs no database, so that a slow line blocks nobody. What arrived before the line broke is kept. Raises
    Conflict for another offset, UploadBusy while another request writes, ChecksumWrong for a damaged piece.
    """
    with _locked(token) as file:
        place = file.seek(0, os.SEEK_END)
        if place != piece.offset:
            raise Conflict(_l("The upload goes on at another place."))
        digest = CHECKSUMS[piece.checksum[0]]() if piece.checksum else None
        try:
            for block in piece.blocks:
                if place + len(block) > byte_size:
                    raise Invalid(_l("More data arrived than was announced."))
                file.write(block)
                place += len(block)
                if digest is not None:
                    digest.update(block)
        finally:
            file.flush()
            os.fsync(file.fileno())
        if digest is not None and piece.checksum and digest.digest() != piece.checksum[1]:
            file.truncate(piece.offset)
            os.fsync(file.fileno())
            raise ChecksumWrong()
        return place


def read_checksum(header: str) -> tuple[str, bytes] | None:
    """The `Upload-Checksum` header as (algorithm, digest). Raises Invalid for an unknown algorithm."""
    if not header:
        return None
    name, _gap, encoded = header.partition(" ")
    if name not in CHECKSUMS:
        raise Invalid(_l("This checksum is not known."))
    try:
        return name, base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise Invalid(_l("This checksum is not known.")) from error


def finish_upload(token: str) -> UploadSession | None:
    """Make an asset of a complete upload and remove its bytes; safe to call twice. The refusal stays in the row."""
    upload = db.session.scalar(select(UploadSession).where(UploadSession.token == token).with_for_update())
    if upload is None or upload.asset_code or upload.failure_code:
        return upload
    path = upload_path(token)
    if received_bytes(token) != upload.byte_size:
        return upload
    try:
        received = receive_file(path, upload.filename, upload.kind, upload.user_id)
        upload.asset_code, upload.known_already = received.asset.code, received.known
        if upload.item_code:
            file_received.send(received.asset, item_code=upload.item_code)
    except UploadRefused as refusal:
        upload.failure_code, upload.failure_params = refusal.code, refusal.params
    db.session.flush()
    return upload


def drop_upload(upload: UploadSession) -> None:
    """Forget an upload and its bytes."""
    upload_path(upload.token).unlink(missing_ok=True)
    db.session.delete(upload)
    db.session.flush()


def waiting_uploads() -> list[str]:
    """Tokens of uploads that are complete on disk but have not become an asset."""
    open_ones = select(UploadSession.token, UploadSession.byte_size).where(
        UploadSession.asset_code == "", UploadSession.failure_code == ""
    )
    return [token for token, size in db.session.execute(open_ones) if received_bytes(token) == size]


def expire_uploads() -> int:
    """Forget uploads past their time, and the bytes of those that became assets; returns how many were forgotten."""
    old = list(db.session.scalars(select(UploadSession).where(UploadSession.expires_at < utcnow())))
    for upload in old:
        drop_upload(upload)
    ended = (UploadSession.asset_code != "") | (UploadSession.failure_code != "")
    for token in db.session.scalars(select(UploadSession.token).where(ended)):
        upload_path(token).unlink(missing_ok=True)
    db.session.commit()
    return len(old)


def upload_path(token: str) -> Path:
    """Where the bytes of an upload wait."""
    folder = settings().data_folder / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{token}.part"


@contextmanager
def _locked(token: str) -> Iterator[BinaryIO]:
    try:
        file = upload_path(token).open("r+b")
    except FileNotFoundError as error:
        raise Conflict(_l("This upload has ended.")) from error
    with file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy() from error
        yield file


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
