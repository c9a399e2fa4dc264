"""Import, pages, search and the open doors of a national collection on PostgreSQL, beside SQLite in the same run.

`python -m benchmarks.at_scale [ITEMS] [DATABASE…]`; 215,534 items on both unless told otherwise. Of PostgreSQL the
processor's time is that of the museum's own process; what the server takes is seen by the clock.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from benchmarks.generator import NATIONAL_MUSEUM, fill
from benchmarks.items_import import MAPPING, write_table
from benchmarks.museum import empty_database
from benchmarks.report import report
from benchmarks.search import QUERIES
from virtual_museum import create_app
from virtual_museum.api.iiif_presentation import PAGE
from virtual_museum.api.oai_harvest import Harvest
from virtual_museum.catalogue.changes import undo
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.models import ChangeSet, Item
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db

DATABASES = ("sqlite", "postgresql")
NEW_ROWS = 10_000
REPEATS = 30

Times = tuple[float, float]
Known = dict[str, Times]


def timed(ask: Callable[[], object]) -> Times:
    """Seconds that one call takes: by the clock, and of this process's processor time."""
    clock, processor = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - clock, time.process_time() - processor


def tell(database: str, name: str, found: Times, known: Known, unit: str = "ms", times: float = 1000) -> None:
    """Print both times, beside those of the database that was measured before."""
    for number, word in enumerate(("by the clock", "of the processor")):
        before = known.get(name)
        against = (DATABASES[0], before[number] * times) if before else None
        report(f"{database}, {name}, {word}", found[number] * times, unit, against)
    known.setdefault(name, found)


def middle(ask: Callable[[int], object], repeats: int = REPEATS) -> Times:
    """The median of both times; `ask` gets the number of the repetition, so that none asks the same again."""
    found = [timed(lambda n=n: ask(n)) for n in range(repeats)]
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)


def addresses(count: int) -> dict[str, Callable[[int], str]]:
    """What is asked for, by name: a function from the repetition's number to an address."""
    # Spread over the whole collection, so that no part of it is warmer than another.
    step = max(1, count // (REPEATS + 1))
    codes = list(db.session.scalars(select(Item.code).where(Item.id % step == 0).order_by(Item.id).limit(REPEATS)))

    def harvest(prefix: str) -> Callable[[int], str]:
        return lambda n: f"/oai?verb=ListRecords&resumptionToken={Harvest(prefix, after=n * step + 1).token()}"

    return {
        "an object's page": lambda n: f"/kk/items/{codes[n % len(codes)]}",
        "a record as JSON": lambda n: f"/api/v1/items/{codes[n % len(codes)]}",
        "a record as Linked Art": lambda n: f"/api/v1/items/{codes[n % len(codes)]}?format=linked-art",
        "a manifest": lambda n: f"/iiif/presentation/3/items/{codes[n % len(codes)]}/manifest",
        "50 records by cursor": lambda n: f"/api/v1/items?after={n * step + 1}",
        "a search as JSON": lambda n: f"/kk/collection?format=json&q={QUERIES[n % len(QUERIES)]}",
        "a page of the IIIF collection": lambda n: f"/iiif/presentation/3/collection/{n * step // PAGE + 1}",
        "the first answer of a harvest": lambda n: f"/oai?verb=ListRecords&metadataPrefix=oai_dc&from={2000 + n}-01-01",
        "100 records for a harvester, oai_dc": harvest("oai_dc"),
        "100 records for a harvester, lido": harvest("lido"),
        "a file of the sitemap": lambda n: f"/sitemap/{n % max(1, count // 10_000) + 1}.xml",
        "the feed": lambda n: f"/feed.atom?lang={('kk', 'ru', 'en')[n % 3]}",
    }


def ask_doors(app: Flask, database: str, count: int, known: Known) -> None:
    """Every address through the whole application, none of them from a cache."""
    client = app.test_client()

    def ask(address: str) -> None:
        answer = client.get(address, follow_redirects=True)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        answer.get_data()

    for name, address in addresses(count).items():
        ask(address(0))
        tell(database, name, middle(lambda n, a=address: ask(a(n))), known)


def import_more(database: str, folder: Path, known: Known) -> None:
    """A table of new rows into the full museum, the same once more, and the first taken back."""
    table = folder / "table.csv"
    write_table(table, NEW_ROWS)
    mapping = read_mapping(MAPPING)
    found: dict[str, int] = {}

    def bring_in(name: str) -> None:
        found[name] = import_file(table, mapping).change_set or 0
        db.session.commit()
        search_index().follow()

    rows = f"of {NEW_ROWS} rows, search kept true"
    tell(database, f"import, new, {rows}", timed(lambda: bring_in("new")), known, "s", 1)
    tell(database, f"import, unchanged, {rows}", timed(lambda: bring_in("again")), known, "s", 1)
    tell(database, f"import, taken back, {rows}", timed(lambda: take_back(found["new"])), known, "s", 1)


def take_back(number: int) -> None:
    """Undo an import, search included."""
    undo(db.session.get_one(ChangeSet, number))
    db.session.commit()
    search_index().follow()


def measure(database: str, count: int, known: Known) -> None:
    """The figures of one database."""
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        home = Path(folder)
        # The server's own user walks through it to its socket.
        home.chmod(0o755)
        with empty_database(database, home) as url:
            app = create_app(load_settings(home=home, database_url=url, page_cache_entries=0, rate_limits=False))
            with app.app_context():
                upgrade()
                gc.freeze()
                tell(database, f"{count} objects written", timed(lambda: fill(count)), known, "s", 1)
                if database == "postgresql":
                    # What its own housekeeping does within minutes; the figures must not depend on when.
                    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                        connection.execute(text("VACUUM ANALYZE"))
                tell(database, "index built", timed(search_index().rebuild), known, "s", 1)
                import_more(database, home, known)
                total = db.session.scalar(select(func.count()).select_from(Item)) or 0
                db.session.rollback()
                ask_doors(app, database, total, known)
                db.session.remove()
                db.engine.dispose()


def main(count: int, databases: tuple[str, ...]) -> None:
    report("load average of the machine at the start", os.getloadavg()[0], "")
    known: Known = {}
    for database in databases:
        measure(database, count, known)
    report("load average of the machine at the end", os.getloadavg()[0], "")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    named = tuple(word for word in sys.argv[1:] if not word.isdigit())
    main(numbers[0] if numbers else NATIONAL_MUSEUM, named or DATABASES)
