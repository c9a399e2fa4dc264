"""Import: rows a second from a CSV into the catalogue, with search brought up to date, and the memory it takes."""

import csv
import gc
import gzip
import resource
import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade

from benchmarks.generator import proposals
from benchmarks.report import report
from virtual_museum import create_app
from virtual_museum.catalogue import importing
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db
from virtual_museum.core.rubbish import seldom_collected

ROWS = 69_202
TATE = Path(importing.__file__).parents[1] / "mappings" / "tate_artwork.toml"
CATALOGUE = Path(__file__).resolve().parents[2] / "shared" / "data" / "catalogue"
MAPPING = """
[source]
key = "id"
name = "bench"
[fields]
inventory_number = "number"
"title.kk" = "kk"
"title.ru" = "ru"
"description.kk" = "text"
date_text = "date"
materials = { column = "material", split = ";" }
object_type = "type"
makers = "maker"
[defaults]
status = "published"
"""


def write_table(path: Path, rows: int) -> None:
    """The generated collection as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "number", "kk", "ru", "text", "date", "material", "type", "maker", "shelf"])
        for row in proposals(rows):
            record = row.record
            writer.writerow(
                [row.key, record["inventory_number"], record["title"]["kk"], record["title"].get("ru", ""),
                 record["description"]["kk"], record["date_text"]["kk"], ";".join(record["materials"]),
                 record["object_type"], "".join(record["makers"]), f"{row.line % 40}"]
            )  # fmt: skip


def timed(label: str, table: Path, mapping: str) -> None:
    """Import `table` as `flask items import` does, and tell the rows a second by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    with seldom_collected():
        done = import_file(table, read_mapping(mapping))
        db.session.commit()
        written = (time.perf_counter() - clock, time.process_time() - processor)
        search_index().follow()
        followed = (time.perf_counter() - clock, time.process_time() - processor)
    report(f"import, {label}, rows written", done.rows / written[0], "rows/s")
    report(f"import, {label}, rows written, of the processor", done.rows / written[1], "rows/s")
    report(f"import, {label}, with search kept true", done.rows / followed[0], "rows/s")
    report(f"import, {label}, with search kept true, of the processor", done.rows / followed[1], "rows/s")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        table, changed = Path(folder) / "table.csv", Path(folder) / "changed.csv"
        write_table(table, rows)
        app = create_app(load_settings(home=Path(folder)))
        # As wsgi.py does for every process of the museum.
        gc.freeze()
        with app.app_context():
            upgrade()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            timed("new", table, MAPPING)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            report("import, memory on top", (after - before) / 1024, "MiB")
            timed("unchanged", table, MAPPING)
            changed.write_text(table.read_text(encoding="utf-8").replace("табылған", "алынған"), encoding="utf-8")
            timed("changed", changed, MAPPING)
        tate = CATALOGUE / "tate_artwork_data.csv.gz"
        if tate.exists():
            timed_elsewhere(Path(folder) / "tate", tate)


def timed_elsewhere(home: Path, table: Path) -> None:
    """The same for Tate's catalogue in a museum of its own."""
    home.mkdir()
    app = create_app(load_settings(home=home))
    with app.app_context():
        upgrade()
        timed("Tate's catalogue", table, TATE.read_text(encoding="utf-8"))
        # Nearly every row names two addresses at Tate's.
        changed = home / "changed.csv"
        text = gzip.decompress(table.read_bytes()).decode("utf-8")
        changed.write_bytes(text.replace("http://", "https://").encode("utf-8"))
        timed("Tate's catalogue changed", changed, TATE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
