"""Compressed answers, so that an exhibit's page is readable from the first packets on a bad signal.

A museum behind nginx has its answers compressed there as well; one that stands alone must not be slower for visitors.
Pages and built files that carry an ETag are compressed once and kept in memory under it. Studio pages hold
the tokens of their forms beside what somebody typed, so they are never compressed (the BREACH attack).
"""

import gzip
from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, request

SMALLEST, LARGEST = 600, 3_000_000
LEVEL = 6
KEPT_BYTES = 16_000_000
TYPES = {
    "text/html", "text/css", "text/javascript", "text/plain", "text/xml", "text/calendar",
    "application/javascript", "application/json", "application/ld+json", "application/problem+json",
    "application/xml", "application/atom+xml", "application/manifest+json", "image/svg+xml",
}  # fmt: skip


class CompressedBodies:
    """Compressed bodies by ETag, at most KEPT_BYTES together; the least recently used leave first."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        """The compressed body of `key` where it is kept."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: tuple[str, str], body: bytes) -> None:
        """Keep `body`."""
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > KEPT_BYTES:
                self._size -= len(self._bodies.popitem(last=False)[1])


def init_compression(app: Flask) -> None:
    """Compress answers last of all. Call before anything that looks at their bodies."""
    bodies = CompressedBodies()
    app.after_request(lambda response: _compress(response, bodies))


def _compressible(response: Response) -> bool:
    return (
        response.status_code < 500
        and response.status_code not in (204, 206, 304)
        and request.method != "HEAD"
        and response.mimetype in TYPES
        and "Content-Encoding" not in response.headers
        and not request.path.startswith("/studio")
        and SMALLEST <= (response.content_length or 0) <= LARGEST
    )


def _compress(response: Response, bodies: CompressedBodies) -> Response:
    if not _compressible(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0 or request.range:
        return response
    tag, _weak = response.get_etag()
    key = (request.path, tag or "")
    body = bodies.get(key) if tag else None
    if body is None:
        response.direct_passthrough = False
        body = gzip.compress(response.get_data(), LEVEL, mtime=0)
        if tag:
            bodies.put(key, body)
    else:
        # A file that was opened for this answer is not read after all.
        response.close()
    response.direct_passthrough = False
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    if tag:
        # The same content in another form: only a weak tag is true of both.
        response.set_etag(tag, weak=True)
    return response
