"""A museum for measuring: its own home, its own port, served by `flask serve`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.databases import PostgreSQLDatabases
from tests.support.servers import LiveServer


@contextmanager
def empty_database(kind: str, home: Path) -> Iterator[str]:
    """The address of a fresh database: a file in `home`, or a PostgreSQL of its own that listens on no port.

    `kind` is "sqlite" or "postgresql"; the server is gone afterwards. SQLite's file has no tables yet.
    """
    if kind == "sqlite":
        yield f"sqlite:///{home / 'museum.sqlite'}"
        return
    databases = PostgreSQLDatabases(home, lasting=True)
    try:
        with databases.fresh(home) as url:
            yield url
    finally:
        databases.stop()


@contextmanager
def running_museum(*, demo: bool, **settings: str) -> Iterator[LiveServer]:
    """A fresh museum on SQLite, with the demo when wanted; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as folder:
        home = Path(folder)
        server = LiveServer(home, f"sqlite:///{home / 'museum.sqlite'}")
        server.environment |= settings
        for words in (("db", "upgrade"), *((("demo", "load", "--wait"),) if demo else ())):
            done = server.flask(*words)
            if done.returncode:
                raise RuntimeError(f"flask {' '.join(words)}: {done.stderr[-2000:]}")
        server.start()
        try:
            yield server
        finally:
            server.close()
