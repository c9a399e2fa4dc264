"""Pictures that are asked for again and again, answered before the application is woken.

A viewer asks for dozens of tiles at a time, and every visitor for the same ones. An answer that is public, unchanging
and small is kept in memory as it went out, headers and all, and handed out again while the content revision stands: so
what is taken back is gone at once, on every machine, for the price of one short query. Nothing personal is kept: an
answer that sets a cookie or depends on one passes by. Requests answered here are not counted in /metrics.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine, text

from .db import db, read_only_transactions

PREFIXES = ("/iiif/image/3/", "/media/")
UNCHANGING = "public, max-age=31536000"
LARGEST_ANSWER = 400_000
MOST_BYTES = 64_000_000
REVISION = text("SELECT value FROM content_revision WHERE id = 1")

Key = tuple[str, str]


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it went out."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str


class Shelf:
    """The answers of one process, at most `most_bytes`, the least recently used leave first. Safe between threads."""

    def __init__(self, inner: WSGIApplication, engine: Engine, most_bytes: int = MOST_BYTES) -> None:
        self._inner, self._engine, self._most_bytes = inner, engine, most_bytes
        self._kept: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._bytes = 0
        self._revision = -1
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "GET" or not path.startswith(PREFIXES) or "HTTP_RANGE" in environ:
            return self._inner(environ, start_response)
        key, revision = (path, environ.get("QUERY_STRING", "")), self._read_revision()
        kept = self._take(key, revision)
        if kept is None:
            return self._ask(environ, start_response, key, revision)
        if kept.etag and kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 NOT MODIFIED", [pair for pair in kept.headers if pair[0].lower() != "content-length"])
            return [b""]
        start_response(kept.status, list(kept.headers))
        return [kept.body]

    def _read_revision(self) -> int:
        with read_only_transactions(), self._engine.connect() as connection:
            return connection.scalar(REVISION) or 0

    def _take(self, key: Key, revision: int) -> KeptAnswer | None:
        with self._lock:
            if revision != self._revision:
                self._kept.clear()
                self._bytes, self._revision = 0, revision
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, key: Key, revision: int) -> Iterable[bytes]:
        """Let the application answer, and keep the answer where it may be kept."""
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        def noting(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            seen.append((status, headers))
            return start_response(status, headers, *more)

        answer = self._inner(environ, noting)
        if not seen or not _may_be_kept(*seen[-1]):
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self._keep(key, revision, *seen[-1], body=body)
        return [body]

    def _keep(self, key: Key, revision: int, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        with self._lock:
            if revision != self._revision or key in self._kept:
                return
            self._kept[key] = KeptAnswer(status, tuple(headers), body, etag)
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                _oldest, left = self._kept.popitem(last=False)
                self._bytes -= len(left.body)


def _may_be_kept(status: str, headers: list[tuple[str, str]]) -> bool:
    values = {name.lower(): value for name, value in headers}
    varies = values.get("vary", "").replace(" ", "").lower() in ("", "accept-encoding")
    unchanging = values.get("cache-control", "").startswith(UNCHANGING)
    # The length is looked at first: a film must not be gathered here before it goes out.
    small = 0 < int(values.get("content-length", "0")) <= LARGEST_ANSWER
    return status.startswith("200") and unchanging and varies and small and "set-cookie" not in values


def init_shelf(app: Flask) -> None:
    """Put the shelf before the application."""
    with app.app_context():
        app.wsgi_app = Shelf(app.wsgi_app, db.engine)  # type: ignore[method-assign]
