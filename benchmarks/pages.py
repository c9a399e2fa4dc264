"""Visitor pages a second, cold and from the page cache, against a bare Flask page under the same server."""

import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from benchmarks.load import requests_per_second
from benchmarks.museum import running_museum
from benchmarks.peers import serving
from benchmarks.report import report
from tests.support.servers import LiveServer, free_port
from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db, read_only_transactions

PAGES = {"home": "/kk/", "collection": "/en/collection"}


@contextmanager
def bare_page() -> Iterator[str]:
    """The bare page under the same server with the same number of processes and threads."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "error", "benchmarks.bare:app"]
    url = f"http://127.0.0.1:{port}/"
    with serving(command, url):
        yield url


def exhibit_of(museum: LiveServer) -> str:
    """The address of one published exhibit."""
    with read_only_transactions(), museum.app.app_context():
        return f"/ru/items/{db.session.scalar(select(Item.code).where(Item.status == 'published').limit(1))}"


def measure(word: str, bare: float, **settings: str) -> None:
    """Measure each page of a museum with these settings."""
    with running_museum(demo=True, **settings) as museum:
        for name, path in (PAGES | {"exhibit": exhibit_of(museum)}).items():
            url = museum.url + path
            # The address with its title in it, where this one leads on.
            with urllib.request.urlopen(url) as answer:
                url = answer.url
            report(f"pages.{name}.{word}", requests_per_second(url), "requests/s", ("bare Flask page", bare))


def main() -> None:
    with bare_page() as url:
        requests_per_second(url, 1)
        bare = requests_per_second(url)
    report("pages.bare", bare, "requests/s")
    measure("cold", bare, MUSEUM_PAGE_CACHE_ENTRIES="0")
    measure("cached", bare)


if __name__ == "__main__":
    main()
