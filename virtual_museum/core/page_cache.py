"""Ready visitor pages kept in memory, never stale: each knows the content revision it was made from.

A kept page is served only while the content revision is unchanged and no exhibition or tour opens or
closes by its schedule. So an edit is seen at once by every process on every machine, and a busy page costs
one short query. Browsers get an ETag and ask again each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request, session
from flask_babel import to_user_timezone
from sqlalchemy import bindparam, func, select
from werkzeug.http import generate_etag

from .config import Settings
from .db import UTCDateTime, content_revision, db, utcnow
from .documents import Document

View = TypeVar("View", bound=Callable[..., Any])

# Only these cookies change what a visitor page looks like; others must not multiply the kept pages.
VARYING_COOKIES = ("language", "display")
LARGEST_PAGE = 1_000_000


@dataclass(frozen=True)
class KeptPage:
    """A page as it was answered, and how long it holds."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    revision: int
    holds_until: datetime | None


class PageCache:
    """At most `entries` pages, the least recently used leave first. Safe between threads."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...], revision: int, now: datetime) -> KeptPage | None:
        """The kept page of `key` where it still holds."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.revision != revision or (page.holds_until is not None and page.holds_until <= now):
                del self._pages[key]
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, ...], page: KeptPage) -> None:
        """Keep `page`."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._entries:
                self._pages.popitem(last=False)


class Schedule:
    """When the next published document opens or closes, asked once for each content revision."""

    def __init__(self) -> None:
        self._kept: tuple[int, datetime | None] | None = None

    def next_change(self, revision: int, now: datetime) -> datetime | None:
        """The next such moment after `now`, where content stands at `revision`."""
        kept = self._kept
        # The earliest moment to come stays the earliest until it has come.
        if kept is None or kept[0] != revision or (kept[1] is not None and kept[1] <= now):
            kept = self._kept = (revision, next_scheduled_change(now))
        return kept[1]


def cached_page(view: View) -> View:
    """Mark a visitor view whose page depends on the address, the language and the display cookie alone."""
    cast(Any, view).museum_cached = True
    return view


_NOW = bindparam("now", type_=UTCDateTime())
_NEXT_CHANGE = select(
    func.min(Document.publish_from).filter(Document.publish_from > _NOW),
    func.min(Document.publish_until).filter(Document.publish_until > _NOW),
).where(Document.published_id.is_not(None))


def next_scheduled_change(now: datetime) -> datetime | None:
    """The next moment at which some published document opens or closes."""
    moments = db.session.execute(_NEXT_CHANGE, {"now": now}).one()
    return min((moment for moment in moments if moment is not None), default=None)


def init_page_cache(app: Flask, settings: Settings) -> None:
    """Serve marked views from memory where their page still holds. Call before the headers are set up."""
    cache, schedule = PageCache(settings.page_cache_entries), Schedule()
    app.before_request(lambda: _serve(cache))
    app.after_request(lambda response: _keep(cache, schedule, response))


def _key() -> tuple[str, ...] | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "GET" or not getattr(view, "museum_cached", False):
        return None
    if request.range or len(request.query_string) > 500:
        return None
    cookies = tuple(request.cookies.get(name, "") for name in VARYING_COOKIES)
    accept = "json" if request.args.get("format") == "json" else "html"
    # What is current today is past tomorrow, without any change of content.
    today = to_user_timezone(utcnow()).date().isoformat()
    build = str(current_app.extensions["museum.bundles"].stamp())
    return (today, build, request.host, request.path, request.query_string.decode("latin-1"), accept, *cookies)


def _serve(cache: PageCache) -> Response | None:
    key = _key()
    if key is None:
        return None
    g.page_key, g.page_revision = key, content_revision()
    page = cache.get(key, g.page_revision, utcnow())
    if page is None:
        return None
    g.page_kept = True
    response = Response(page.body, headers=list(page.headers))
    return response.make_conditional(request)  # type: ignore[return-value]


def _keep(cache: PageCache, schedule: Schedule, response: Response) -> Response:
    key = g.get("page_key")
    if key is None or g.get("page_kept") or response.status_code != 200 or response.is_streamed:
        return response
    if session.modified or "Set-Cookie" in response.headers:
        return response
    body = response.get_data()
    response.set_etag(generate_etag(body + str(g.page_revision).encode()))
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.update(("Cookie", "Accept-Language"))
    if len(body) <= LARGEST_PAGE:
        headers = tuple((name, value) for name, value in response.headers.items())
        holds_until = schedule.next_change(g.page_revision, utcnow())
        cache.put(key, KeptPage(body, headers, g.page_revision, holds_until))
    return response.make_conditional(request)  # type: ignore[return-value]
