"""Search over a whole national collection, beside SQLite's own full-text index over the same rows in the same run.

`python -m benchmarks.search [ITEMS]`; 215,534 items unless told otherwise.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select

from benchmarks.generator import NATIONAL_MUSEUM, fill
from benchmarks.report import report
from virtual_museum import create_app
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import edit_item
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db

QUERIES = (
    "", "алтын", "золото", "gold", "қылыш", "сабля", "жерінен", "музея", "museum", "күміс жүзік", "серебряный браслет",
    "bronze mirror", "Отырар", "Семиречье", "domestic carpet", "алтынның", "домбыралар", "кинжал Берел", "КП-4711",
    "maker:ахметов", "year:1850..1900", '"оюланған қылыш"', "манускрипт", "manuscript silk", "кілем жүн", "тостаған",
)  # fmt: skip
# It stands in four records of five.
COMMONEST = "музея"
# Common things asked together; no two people ask for the same.
TOGETHER = (
    SearchRequest(text="алтын музея"), SearchRequest(text="музея", filters={"fund": ("main",)}),
    SearchRequest(filters={"fund": ("main",), "material": ("gold", "silver")}),
    SearchRequest(year_from=1855, year_to=1877), SearchRequest(text="gold", year_from=1850, year_to=1900),
)  # fmt: skip
REPEATS = 8
PAGES = ("title", "number", "date")


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def p95(values: list[float]) -> float:
    """The value below which 95 of 100 lie."""
    return statistics.quantiles(values, n=20)[-1]


def fresh_search(request: SearchRequest) -> None:
    """A search whose facets no earlier search has counted."""
    search_index().kept.forget()
    search(request)


def full_text(path: Path) -> sqlite3.Connection:
    """The peer: the same texts in FTS5, with the columns its facets group by."""
    peer = sqlite3.connect(path)
    peer.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
    peer.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, type INT, culture INT, fund TEXT, year INT)")
    columns = (Item.id, Item.title, Item.description, Item.object_type_id, Item.culture_id, Item.fund, Item.year_from)
    for row in db.session.execute(select(*columns).execution_options(yield_per=5000)):
        texts = (row[0], " ".join(row[1].values()), " ".join(row[2].values()))
        peer.execute("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", texts)
        peer.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?)", (row[0], *row[3:]))
    peer.commit()
    return peer


def ask_full_text(peer: sqlite3.Connection, text: str) -> None:
    """Top twenty, count and three facets, as SQL has to do it."""
    words = " ".join(f'"{word}"' for word in text.replace('"', " ").split() if ":" not in word)
    match = f"texts MATCH '{words}'" if words else "1"
    order = "ORDER BY bm25(texts)" if words else ""
    peer.execute(f"SELECT rowid FROM texts WHERE {match} {order} LIMIT 24").fetchall()
    for column in ("type", "culture", "fund"):
        counts = f"SELECT {column}, count(*) FROM item WHERE id IN (SELECT rowid FROM texts WHERE {match})"
        peer.execute(f"{counts} GROUP BY {column}").fetchall()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        home = Path(folder)
        app = create_app(load_settings(home=home))
        with app.app_context():
            upgrade()
            start = time.perf_counter()
            fill(count)
            report("items generated and written", count / (time.perf_counter() - start), "items/s")
            start = time.perf_counter()
            search_index().rebuild()
            report("index rebuilt", time.perf_counter() - start, "s")
            measure(home, count)


def measure(home: Path, count: int) -> None:
    """The figures of one filled museum."""
    peer = full_text(home / "peer.sqlite")
    ours = [timed(lambda t=t: fresh_search(SearchRequest(text=t))) for _ in range(REPEATS) for t in QUERIES]
    theirs = [timed(lambda t=t: ask_full_text(peer, t)) for _ in range(2) for t in QUERIES]
    report(
        f"search with all facets, p50, {count} items",
        statistics.median(ours),
        "ms",
        ("FTS5", statistics.median(theirs)),
    )
    report(f"search with all facets, p95, {count} items", p95(ours), "ms", ("FTS5", p95(theirs)))
    together = [timed(lambda r=r: fresh_search(r)) for _ in range(REPEATS) for r in TOGETHER]
    report("common things together, p95", p95(together), "ms")
    kept = [timed(lambda t=t: search(SearchRequest(text=t))) for _ in range(REPEATS) for t in QUERIES]
    report("search asked before, p50", statistics.median(kept), "ms")
    typing = [
        SearchRequest(text=text, typing=True, facets=False, size=8) for text in ("ал", "қыл", "сер", "museu", "от")
    ]
    report("suggestions while typing, p95", p95([timed(lambda r=r: fresh_search(r)) for r in typing * 20]), "ms")
    for sort in PAGES:
        first = statistics.median(timed(lambda s=sort: fresh_search(SearchRequest(sort=s))) for _ in range(9))
        deep = SearchRequest(sort=sort, page=max(2, min(5000, count // 24 - 1)))
        last = statistics.median(timed(lambda r=deep: fresh_search(r)) for _ in range(9))
        report(f"page {deep.page} by {sort}", last, "ms", ("page 1", first))
    deep = SearchRequest(text=COMMONEST, page=max(2, min(5000, count // 30)))
    first = statistics.median(timed(lambda: fresh_search(SearchRequest(text=COMMONEST))) for _ in range(9))
    last = statistics.median(timed(lambda: fresh_search(deep)) for _ in range(9))
    report(f"page {deep.page} by relevance", last, "ms", ("page 1", first))
    item = db.session.scalars(select(Item).limit(1)).one()
    edit_item(item, {"title": {"kk": "Ерекшебұйым"}})
    db.session.commit()
    report("an edit is found after", timed(lambda: search(SearchRequest(text="ерекшебұйым"))), "ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NATIONAL_MUSEUM)
