"""The tus 1.0 protocol for resumable uploads: creation, HEAD, PATCH, checksum, expiration, termination.

Source: https://tus.io/protocols/resumable-upload. Only the curator who began an upload may go on with it.
"""

import base64
import binascii
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from virtual_museum.core.actors import current_actor
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.media.intake_limits import largest_file
from virtual_museum.media.models import UploadSession
from virtual_museum.media.reasons import reason
from virtual_museum.media.uploads import (
    CHECKSUMS,
    Piece,
    append_piece,
    begin_upload,
    drop_upload,
    finish_upload,
    read_checksum,
    received_bytes,
    upload_by_token,
)

blueprint = studio_blueprint("uploads", __name__, prefix="/studio/media/uploads")

VERSION = "1.0.0"
BLOCK_BYTES = 1 << 18
PIECE_TYPE = "application/offset+octet-stream"


def _protocol(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    return response


@permission("media.edit")
def abilities() -> Response:
    """What this server can do."""
    return Response(
        status=204,
        headers={
            "Tus-Version": VERSION, "Tus-Extension": "creation,expiration,checksum,termination",
            "Tus-Max-Size": str(largest_file("")), "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        },
    )  # fmt: skip


@permission("media.edit")
def create() -> Response:
    """Open an upload; the answer's Location is where its pieces go."""
    _check_version()
    length = request.headers.get("Upload-Length", "")
    if not length.isdigit():
        raise Invalid()
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = begin_upload(
        int(length), said.get("filename", "file"), said.get("kind", ""), current_actor().user_id, said.get("item", "")
    )
    place = url_for(".head", token=upload.token)
    return Response(status=201, headers={"Location": place, "Upload-Expires": http_date(upload.expires_at)})


@permission("media.edit")
def head(token: str) -> Response:
    """How far the upload is."""
    upload = _own(token)
    offset = upload.byte_size if upload.asset_code or upload.failure_code else received_bytes(token)
    return Response(
        status=200,
        headers={
            "Upload-Offset": str(offset), "Upload-Length": str(upload.byte_size), "Cache-Control": "no-store",
            "Upload-Expires": http_date(upload.expires_at),
        },
    )  # fmt: skip


@permission("media.edit")
def patch(token: str) -> Response:
    """Take the next piece; the last one makes an asset of the upload."""
    _check_version()
    if request.mimetype != PIECE_TYPE:
        return Response(status=415)
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdigit():
        raise Invalid()
    upload = _own(token)
    expires, byte_size = upload.expires_at, upload.byte_size
    # The line may be slow: the database's write lock is given back before the first byte is awaited.
    db.session.rollback()
    piece = Piece(int(offset), _blocks(), read_checksum(request.headers.get("Upload-Checksum", "")))
    reached = append_piece(token, byte_size, piece)
    if reached == byte_size:
        finish_upload(token)
    return Response(status=204, headers={"Upload-Offset": str(reached), "Upload-Expires": http_date(expires)})


@permission("media.edit")
def terminate(token: str) -> Response:
    """Give the upload up."""
    _check_version()
    drop_upload(_own(token))
    return Response(status=204)


@permission("media.edit")
def finish(token: str) -> Response:
    """What became of the upload: the asset's code, or why the file is not taken. Finishes it where that is due."""
    _own(token)
    upload = finish_upload(token)
    assert upload is not None
    words = reason(upload.failure_code, upload.failure_params)
    return jsonify(asset=upload.asset_code or None, known=upload.known_already, reason=words or None)


def _own(token: str) -> UploadSession:
    upload = upload_by_token(token, current_actor().user_id)
    if upload is None:
        raise NotFound()
    return upload


def _check_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        answer = Response(status=412, headers={"Tus-Version": VERSION, "Tus-Resumable": VERSION})
        raise HTTPException(response=answer)


def _blocks() -> Iterator[bytes]:
    """The request's body in blocks; a line that breaks ends it quietly, and the client asks how far it came."""
    try:
        while block := request.stream.read(BLOCK_BYTES):
            yield block
    except (OSError, HTTPException):
        return


def _metadata(header: str) -> dict[str, str]:
    """The `Upload-Metadata` header: keys with base64 values, separated by commas."""
    found = {}
    for pair in header.split(","):
        key, _gap, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as error:
            raise Invalid() from error
    return found


def serve_tus(target: Blueprint) -> None:
    """Answer the protocol at the blueprint's own address; the blueprint itself says who may come in."""
    target.add_url_rule("", view_func=abilities, methods=["OPTIONS"], provide_automatic_options=False)
    target.add_url_rule("", view_func=create, methods=["POST"])
    target.add_url_rule("/<token>", view_func=head, methods=["HEAD"])
    target.add_url_rule("/<token>", view_func=patch, methods=["PATCH"])
    target.add_url_rule("/<token>", view_func=terminate, methods=["DELETE"])
    target.add_url_rule("/<token>/finish", view_func=finish, methods=["POST"])
    target.after_request(_protocol)


serve_tus(blueprint)
