"""Searches over HTTP by eight clients, beside Datasette over the same rows in SQLite's FTS5, in the same run.

`python -m benchmarks.search_http [ITEMS]`; 215,534 items unless told otherwise. A folder that is filled already is
taken from MUSEUM_BENCH_HOME.
"""

import http.client
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask_migrate import upgrade
from sqlalchemy import select

from benchmarks.generator import NATIONAL_MUSEUM, fill
from benchmarks.load import requests_per_second
from benchmarks.peers import serving
from benchmarks.report import report
from benchmarks.search import COMMONEST, QUERIES, p95
from tests.support.servers import LiveServer, free_port
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.core.db import db

CLIENTS = 8
SECONDS = 6


def peer_database(path: Path) -> None:
    """The same texts as a table with FTS5 beside it, as Datasette expects them."""
    peer = sqlite3.connect(path)
    peer.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, title, body, type, culture, fund)")
    columns = (Item.id, Item.title, Item.description, Item.object_type_id, Item.culture_id, Item.fund)
    for row in db.session.execute(select(*columns).execution_options(yield_per=5000)):
        texts = (row[0], " ".join(row[1].values()), " ".join(row[2].values()), *row[3:])
        peer.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)", texts)
    peer.execute("CREATE VIRTUAL TABLE item_fts USING fts5(title, body, content='item', content_rowid='id')")
    peer.execute("INSERT INTO item_fts(item_fts) VALUES ('rebuild')")
    for column in ("type", "culture", "fund"):
        peer.execute(f"CREATE INDEX item_{column} ON item({column})")
    peer.commit()
    peer.close()


@contextmanager
def datasette(path: Path) -> Iterator[str]:
    """Datasette on a free port, as its manual starts it; yields the address of the table."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", "-i", str(path), "-p", str(port)]
    command += ["--setting", "sql_time_limit_ms", "20000", "--setting", "facet_time_limit_ms", "20000"]
    with serving(command, f"http://127.0.0.1:{port}/-/versions.json"):
        yield f"http://127.0.0.1:{port}/{path.stem}/item.json"


def latencies(urls: list[str], rounds: int) -> list[float]:
    """Milliseconds of each request, one after the other on one connection."""
    host = urls[0].split("/")[2]
    connection = http.client.HTTPConnection(host, timeout=60)
    taken = []
    for url in urls * rounds:
        start = time.perf_counter()
        connection.request("GET", url.split(host, 1)[1])
        connection.getresponse().read()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def measure(museum: str, peer: str) -> None:
    """Both answer the same words; ours with pictures, facets and extracts, theirs with three facets."""
    words = [text for text in QUERIES if ":" not in text and '"' not in text]
    ours = [f"{museum}/kk/collection?format=json&q={quote(text)}" for text in words]
    facets = "_facet=type&_facet=culture&_facet=fund&_size=24"
    theirs = [f"{peer}?{facets}&_search={quote(text)}" for text in words]
    mine, other = latencies(ours, 4), latencies(theirs, 1)
    report("search over HTTP, p50", statistics.median(mine), "ms", ("Datasette", statistics.median(other)))
    report("search over HTTP, p95", p95(mine), "ms", ("Datasette", p95(other)))
    commonest = quote(COMMONEST)
    options = {"seconds": SECONDS, "connections": CLIENTS, "on_the_way": 1}
    rate = requests_per_second(f"{museum}/kk/collection?format=json&q={commonest}", **options)
    against = requests_per_second(f"{peer}?{facets}&_search={commonest}", **options)
    report(f"searches a second for «{COMMONEST}», {CLIENTS} clients", rate, "requests/s", ("Datasette", against))


def filled(museum: LiveServer, count: int) -> None:
    """Fill an empty museum and build its index and the peer's database."""
    with museum.app.app_context():
        upgrade()
        if db.session.scalar(select(Item.id).limit(1)) is None:
            db.session.rollback()
            fill(count)
        db.session.rollback()
        search_index().follow()
        peer = museum.home / "peer.sqlite"
        if not peer.exists():
            peer_database(peer)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        home = Path(os.environ.get("MUSEUM_BENCH_HOME", folder))
        museum = LiveServer(home, f"sqlite:///{home / 'museum.sqlite'}")
        for cache in ("500", "0"):
            museum.environment |= {"MUSEUM_WEB_PROCESSES": "2", "MUSEUM_PAGE_CACHE_ENTRIES": cache}
            filled(museum, count)
            museum.start()
            report("ready pages kept", float(cache), "pages")
            try:
                with datasette(home / "peer.sqlite") as peer:
                    measure(museum.url, peer)
            finally:
                museum.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NATIONAL_MUSEUM)
