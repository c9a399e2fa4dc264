"""Files by the JSON API: hand one over, ask what became of it, say what it shows, show it with an item.

A file comes in one request (`multipart/form-data`) or in pieces that survive a broken line (tus 1.0). It passes the
same checks as in the studio, by the same services; only tokens come in.
"""

from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from virtual_museum.api.json_v1 import known_item, represented
from virtual_museum.api.open_doors import open_to_all
from virtual_museum.api.token_access import json_body, require
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.queries import item_by_code
from virtual_museum.catalogue.services import attach_media, detach_media
from virtual_museum.core.actors import current_actor
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.core.security import limiter
from virtual_museum.media.conversion.limits import MIB
from virtual_museum.media.intake_limits import largest_file
from virtual_museum.media.jobs import work_folder
from virtual_museum.media.models import KINDS, Asset
from virtual_museum.media.queries import asset_by_code, conversion_progress, picture_url, rendition_urls
from virtual_museum.media.reasons import reason
from virtual_museum.media.services import describe_asset, receive_file
from virtual_museum.media.tus_views import serve_tus

CSRF_EXEMPT = True
TRANSLATED = ("alt", "caption", "transcript", "credit_line")
LONGEST_TEXT = 200_000

blueprint = Blueprint("media_v1", __name__, url_prefix="/api/v1")
open_to_all(blueprint, ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"))
uploads = Blueprint("media_v1_uploads", __name__, url_prefix="/api/v1/media/uploads")
more_blueprints = (uploads,)
serve_tus(uploads)


@uploads.before_request
def _by_token() -> None:
    """Each address asks for what the studio asks of a person there."""
    view = current_app.view_functions.get(request.endpoint or "")
    require(getattr(view, "museum_permission", "media.edit"))


@blueprint.post("/media")
@limiter.limit("120/minute")
def receive() -> ResponseReturnValue:
    """Take a file in: `file`, perhaps its `kind`, perhaps the `item` whose record it becomes part of.

    The answer's Location is asked until the state is "ready" or "failed". What the museum has already is not kept
    twice: the answer is the file it has.
    """
    require("media.edit")
    user = current_actor().user_id
    # The line may be slow: the database's write lock is given back before the first byte is awaited.
    db.session.rollback()
    request.max_content_length = largest_file("") + MIB
    file, kind, item_code = _handed_over()
    path = work_folder() / f"api-{token_hex(12)}"
    try:
        file.save(path)
        received = receive_file(path, file.filename or "file", kind, user)
    finally:
        Path(path).unlink(missing_ok=True)
    if item_code:
        attach_media(known_item(item_code), received.asset)
    answer = _told(received.asset)
    answer.status_code = 200 if received.known else 201
    answer.headers["Location"] = url_for(".state", code=received.asset.code)
    return answer


def _handed_over() -> tuple[FileStorage, str, str]:
    """The file, its kind and its item as the form names them. Raises Invalid by field."""
    file, kind, item_code = request.files.get("file"), request.form.get("kind", ""), request.form.get("item", "")
    problems: dict[str, object] = {}
    if file is None:
        problems["file"] = _("Choose at least one file.")
    if kind and kind not in KINDS:
        problems["kind"] = _("Use one of: %(known)s.", known=", ".join(KINDS))
    if item_code:
        require("catalogue.edit")
        code = parse_code(item_code)
        if code is None or item_by_code(code) is None:
            problems["item"] = _("This is not a short code.")
    if file is None or problems:
        raise Invalid(fields=problems)
    return file, kind, item_code


@blueprint.get("/media/<code>")
def state(code: str) -> ResponseReturnValue:
    """What became of a file: "received", "working", "ready", or "failed" with the reason in the asker's language."""
    require("media.read")
    return _told(_asset(code))


@blueprint.patch("/media/<code>")
@limiter.limit("120/minute")
def describe(code: str) -> ResponseReturnValue:
    """Say what the file shows, in which words it speaks, whose it is: the fields that the body names."""
    require("media.edit")
    asset, data = _asset(code), json_body()
    problems = {name: _("There is no such field.") for name in data if name not in (*TRANSLATED, "rights_uri")}
    problems |= {name: _("Write a text for each language.") for name in TRANSLATED if not _is_texts(data.get(name, {}))}
    rights = data.get("rights_uri", "")
    if not isinstance(rights, str) or len(rights) > 255 or (rights and not rights.startswith(("http://", "https://"))):
        problems["rights_uri"] = _("An address begins with http:// or https://.")
    if problems:
        raise Invalid(fields=problems)
    describe_asset(asset, **data)
    return _told(asset)


def _is_texts(value: object) -> bool:
    if not isinstance(value, dict) or not set(value) <= set(languages()):
        return False
    return all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in value.values())


@blueprint.post("/items/<code>/media")
@limiter.limit("120/minute")
def attach(code: str) -> ResponseReturnValue:
    """Show a file with an item, behind its others; a second time changes only the caption."""
    require("catalogue.edit")
    found, data = known_item(code), json_body()
    problems = {name: _("There is no such field.") for name in data if name not in ("asset", "caption")}
    asset = asset_by_code(data["asset"]) if isinstance(data.get("asset"), str) else None
    if asset is None:
        problems["asset"] = _("The museum has no such file.")
    if not _is_texts(data.get("caption", {})):
        problems["caption"] = _("Write a text for each language.")
    if asset is None or problems:
        raise Invalid(fields=problems)
    attach_media(found, asset, caption=data.get("caption"))
    db.session.expire(found)
    return _private(jsonify(represented(known_item(found.code))))


@blueprint.delete("/items/<code>/media/<asset_code>")
@limiter.limit("120/minute")
def detach(code: str, asset_code: str) -> ResponseReturnValue:
    """Show the file no longer with the item; the file itself stays."""
    require("catalogue.edit")
    found = known_item(code)
    tie = next((one for one in found.media if one.asset.code == asset_code), None)
    if tie is None:
        raise NotFound()
    detach_media(found, tie.asset)
    return Response(status=204)


def _asset(code: str) -> Asset:
    found = asset_by_code(code)
    if found is None:
        raise NotFound()
    return found


def _told(asset: Asset) -> Response:
    return _private(jsonify(file_state(asset)))


def _private(answer: Response) -> Response:
    """What only holders of a token may see is kept by nobody on the way."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Authorization")
    return answer


def file_state(asset: Asset) -> dict[str, Any]:
    """A file as JSON: what it is, how far its conversion is, and why it failed where it did."""
    base, small = settings().base_url, picture_url(asset, 1024)
    return {
        "asset": asset.code,
        "kind": asset.kind,
        "state": asset.state,
        "percent": conversion_progress(asset),
        "reason": reason(asset.failure_code, asset.failure_params) or None,
        "filename": asset.filename,
        "media_type": asset.media_type,
        "bytes": asset.byte_size,
        "sha256": asset.sha256,
        "facts": asset.facts,
        **{name: dict(getattr(asset, name)) for name in TRANSLATED},
        "rights_uri": asset.rights_uri,
        "picture": base + small if small else None,
        "renditions": {name: base + path for name, path in rendition_urls(asset).items()},
    }
