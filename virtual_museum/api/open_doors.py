"""What all open doors share: any site may read them, a reader that has the newest is told so in a few bytes."""

from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Response, request

from virtual_museum.catalogue.models import Item

EXPOSED = "ETag, Last-Modified, Link, Location, Retry-After"
ACCEPTED = "Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since"
PREFLIGHT_SECONDS = 86_400


def open_to_all(blueprint: Blueprint, methods: Iterable[str] = ("GET", "HEAD", "OPTIONS")) -> None:
    """Let pages of every site call `blueprint` (CORS). No cookie is ever sent along, so nothing private can leak."""
    allowed = ", ".join(methods)

    @blueprint.after_request
    def _open(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = allowed
            response.headers["Access-Control-Allow-Headers"] = ACCEPTED
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
        return response


def answered(response: Response, modified: datetime | None = None) -> Response:
    """`response` with an ETag of its bytes and, where known, the moment of its last change; 304 where both are known.

    Readers keep it and ask again each time, so that what is taken back disappears at once.
    """
    response.headers.setdefault("Cache-Control", "no-cache")
    if modified is not None:
        response.last_modified = modified
    if not response.get_etag()[0]:
        response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def last_change(item: Item) -> datetime:
    """When the item or something its documents show was last changed. Its parts are loaded."""
    parts: list[datetime] = [item.updated_at]
    for known in (item.object_type, item.culture, item.period, item.place):
        parts += [known.updated_at] if known is not None else []
    parts += [tie.agent.updated_at for tie in item.makers]
    parts += [tie.term.updated_at for tie in item.terms]
    parts += [tie.asset.updated_at for tie in item.media]
    return max(parts)
