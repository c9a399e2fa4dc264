"""The JSON API, version 1: published items for everybody, all items and writes for holders of a token.

Lists are paged by cursor: `next` is the address of the following page and stays valid while items come and go.
Errors are problem documents (RFC 9457). `/api/v1/openapi.json` describes all of it, docs/api.md shows it at work.
"""

import re
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from virtual_museum.api.item_formats import FORMATS, in_format, wanted_format
from virtual_museum.api.open_doors import answered, last_change, open_to_all
from virtual_museum.api.openapi import description
from virtual_museum.api.record_input import check_record
from virtual_museum.api.token_access import json_body, may, require
from virtual_museum.catalogue import queries, services
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.collection import read_request
from virtual_museum.catalogue.models import ITEM_STATUSES, Item
from virtual_museum.catalogue.records import snapshot
from virtual_museum.catalogue.search.searching import SORTS, search
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, NotFound, PreconditionFailed
from virtual_museum.core.i18n import languages, remembered_language
from virtual_museum.core.security import limiter
from virtual_museum.media.queries import picture_url

CSRF_EXEMPT = True
PAGE = 50
MOST = 200
SINGLE = ("after", "limit", "status", "format", "lang", "q", "from", "to", "sort", "page")
YEARS = 1_000_000
LONGEST_QUERY = 300
WHOLE = re.compile(r"-?[0-9]{1,7}", re.ASCII)
CURSOR = re.compile(r"[0-9]{1,15}", re.ASCII)
ETAG = re.compile(r'(?:W/)?"[0-9A-Z]{6}-(\d{1,9})(?:-[0-9a-f]+)?"')

blueprint = Blueprint("json_v1", __name__, url_prefix="/api/v1")
open_to_all(blueprint, ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"))


@blueprint.before_request
def _asked_once() -> None:
    """A parameter that has one value is given once: of two, one would be silently ignored. Raises Invalid."""
    twice = [name for name in SINGLE if len(request.args.getlist(name)) > 1]
    if twice:
        raise Invalid(fields={name: _("Give this parameter once.") for name in twice})


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description of this interface."""
    return answered(jsonify(description(settings().base_url)))


@blueprint.get("/items")
def items() -> ResponseReturnValue:
    """Items in the order of cataloguing, newest last; `after` is the cursor, `limit` at most 200."""
    cursor, limit = _paging()
    query = select(Item).where(Item.id > cursor).order_by(Item.id).limit(limit + 1)
    status = request.args.get("status", "published")
    if status not in ITEM_STATUSES:
        raise Invalid(fields={"status": _("Use one of: %(known)s.", known=", ".join(ITEM_STATUSES))})
    if status != "published":
        require("catalogue.read")
    found = list(db.session.scalars(queries.with_parts(query.where(Item.status == status))))
    more = found[:limit] if len(found) > limit else found
    body: dict[str, Any] = {"items": [represented(item) for item in more], "next": None}
    if len(found) > limit:
        body["next"] = settings().base_url + url_for(".items", after=more[-1].id, limit=limit, status=status)
    return _read(jsonify(body))


def _paging() -> tuple[int, int]:
    cursor, limit = request.args.get("after", "0"), request.args.get("limit", str(PAGE))
    problems: dict[str, object] = {}
    if not CURSOR.fullmatch(cursor):
        problems["after"] = _("This is not a cursor that a page has given.")
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= MOST:
        problems["limit"] = _("Write a number from 1 to %(most)s.", most=MOST)
    if problems:
        raise Invalid(fields=problems)
    return int(cursor), int(limit)


@blueprint.get("/search")
def find() -> ResponseReturnValue:
    """Search published items with the parameters of the collection page."""
    _check_question()
    asked = read_request(request.args)
    found = search(asked)
    cards = queries.cards(found.ids)
    answer = jsonify(
        total=found.total,
        page=asked.page,
        items=[
            {"code": card.code, "title": dict(card.title), "inventory_number": card.inventory_number} for card in cards
        ],
        facets={
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in found.facets.counts.items()
        },
        did_you_mean=found.corrected or None,
        took_ms=found.took_ms,
    )
    return _read(answer)


def _check_question() -> None:
    """A program is told of a number that is none; the page for people leaves it out. Raises Invalid."""
    problems: dict[str, object] = {}
    for name, least in (("from", -YEARS), ("to", -YEARS), ("page", 1)):
        text = request.args.get(name, "0" if name != "page" else "1")
        if not WHOLE.fullmatch(text) or not least <= int(text) <= YEARS:
            problems[name] = _("Write a whole number.")
    if len(request.args.get("q", "")) > LONGEST_QUERY:
        problems["q"] = _("At most %(most)s characters.", most=LONGEST_QUERY)
    if request.args.get("sort", "relevance") not in SORTS:
        problems["sort"] = _("Use one of: %(known)s.", known=", ".join(SORTS))
    if problems:
        raise Invalid(fields=problems)


@blueprint.get("/items/<code>")
def item(code: str) -> ResponseReturnValue:
    """One item as JSON or in another form; drafts only for holders of a token that may read the catalogue.

    What was withdrawn by DELETE is not found by them either; the list with `status=withdrawn` still has it.
    """
    name, language = _form()
    found = known_item(code)
    if found.status == "withdrawn" or (found.status != "published" and not may("catalogue.read")):
        raise NotFound()
    if name == "json":
        answer = jsonify(represented(found))
        answer.set_etag(f"{found.code}-{found.version}-{_digest(answer)}")
    else:
        answer = in_format(found, name, language)
    answer.vary.update(("Accept", "Accept-Language", "Cookie"))
    return _read(answer, last_change(found))


def _form() -> tuple[str, str]:
    """The form and the language in which the item is wanted. Raises Invalid."""
    name = wanted_format(request.args.get("format"), request.accept_mimetypes)
    language = request.args.get("lang", remembered_language())
    problems: dict[str, object] = {}
    if name != "json" and name not in FORMATS:
        problems["format"] = _("Use one of: %(known)s.", known=", ".join(("json", *FORMATS)))
    if language not in languages():
        problems["lang"] = _("Use one of: %(known)s.", known=", ".join(languages()))
    if problems:
        raise Invalid(fields=problems)
    return name, language


def _digest(answer: Response) -> str:
    """A short sign of the answer's bytes: an item's words also change with its terms and pictures."""
    return sha256(answer.get_data()).hexdigest()[:8]


def _read(answer: Response, modified: datetime | None = None) -> Response:
    """A finished answer of a read; what only staff may see is kept by nobody on the way."""
    if may("catalogue.read"):
        answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Authorization")
    return answered(answer, modified)


@blueprint.post("/items")
@limiter.limit("120/minute")
def create() -> ResponseReturnValue:
    """A new item from a record; `"status": "published"` publishes it at once."""
    require("catalogue.edit")
    data = json_body()
    status = _status(data, "draft")
    check_record(data)
    made = services.create_item(data)
    _apply_status(made, status)
    db.session.expire(made)
    answer = _written(known_item(made.code))
    answer.status_code = 201
    answer.headers["Location"] = url_for(".item", code=made.code)
    return answer


@blueprint.patch("/items/<code>")
@limiter.limit("120/minute")
def change(code: str) -> ResponseReturnValue:
    """Change the fields that the body names.

    `If-Match` refuses (412) to touch any other state than the one that was read; `version` in the body refuses (409)
    only where somebody has changed the same fields since.
    """
    require("catalogue.edit")
    found = known_item(code)
    _check_state(found)
    data = json_body()
    named = "version" in data
    based_on = data.pop("version", None)
    if named and type(based_on) is not int:
        raise Invalid(fields={"version": _("Write a whole number.")})
    status = _status(data, found.status)
    check_record(data)
    services.edit_item(found, data, based_on=based_on)
    _apply_status(found, status)
    db.session.expire(found)
    return _written(known_item(found.code))


def _check_state(found: Item) -> None:
    """Compare If-Match with the item, its row locked until the request ends. Raises PreconditionFailed."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return
    db.session.execute(select(Item.id).where(Item.id == found.id).with_for_update())
    db.session.refresh(found, ["version"])
    seen = [ETAG.fullmatch(tag.strip()) for tag in given.split(",")]
    if not any(tag is not None and int(tag.group(1)) == found.version for tag in seen):
        raise PreconditionFailed()


def _written(found: Item) -> Response:
    """An item after it was written, with the tag that the next change of it may name."""
    answer = jsonify(represented(found))
    answer.set_etag(f"{found.code}-{found.version}-{_digest(answer)}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.delete("/items/<code>")
@limiter.limit("120/minute")
def withdraw(code: str) -> ResponseReturnValue:
    """Withdraw an item: nothing is deleted, its label leads to a short story with status 410."""
    require("catalogue.publish")
    found = known_item(code)
    _check_state(found)
    services.withdraw_item(found)
    return Response(status=204)


def represented(found: Item) -> dict[str, Any]:
    """An item as JSON: its record, its addresses, its media."""
    base = settings().base_url
    media = [
        {
            "asset": tie.asset.code,
            "kind": tie.asset.kind,
            "caption": dict(tie.caption),
            "alt": dict(tie.asset.alt),
            "picture": base + picture_url(tie.asset, 1024) if picture_url(tie.asset, 1024) else None,
        }
        for tie in found.media
        if tie.asset.state == "ready" and (tie.asset.published or may("catalogue.read"))
    ]
    record = snapshot(found)
    if not may("catalogue.read"):
        for private in PRIVATE:
            record.pop(private)
    return {
        "code": found.code,
        "version": found.version,
        "status": found.status,
        **record,
        "media": media,
        "pages": {code: f"{base}/{code}/items/{found.code}" for code in languages()},
        "manifest": f"{base}/iiif/presentation/3/items/{found.code}/manifest",
        "updated_at": found.updated_at.isoformat(),
    }


# What a museum keeps to itself: from whom and for how much, in which state, and the remarks of its keepers.
PRIVATE = (
    "acquisition_source",
    "acquisition_document",
    "acquisition_price",
    "acquisition_currency",
    "condition_note",
    "notes",
    "withdrawal_story",
)


def known_item(code: str) -> Item:
    """The item of a code as people write it, whatever its status. Raises NotFound."""
    canonical = parse_code(code)
    found = queries.item_by_code(canonical) if canonical else None
    if found is None:
        raise NotFound()
    return found


def _status(data: dict[str, Any], present: str) -> str:
    status = data.pop("status", present)
    if status not in ITEM_STATUSES:
        raise Invalid(fields={"status": _("Use one of: %(known)s.", known=", ".join(ITEM_STATUSES))})
    if status != present:
        require("catalogue.publish")
    return str(status)


def _apply_status(found: Item, status: str) -> None:
    if status != found.status:
        services.apply_status(found, status)
