"""The demo museum for browser tests: loaded and converted once in a run, then restored wherever a test wants it."""

import fcntl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from tests.support.databases import SQLiteDatabases
from tests.support.servers import LiveServer
from virtual_museum.core.db import db, read_only_transactions
from virtual_museum.core.jobs.models import QUEUED, RUNNING, Job

CONVERTING_SECONDS = 2400


def demo_backup(folder: Path, databases: SQLiteDatabases) -> Path:
    """A backup of the demo museum with every file converted, in a folder that all processes of the run share.

    The first that asks makes it, which takes minutes; others wait for it.
    """
    backup = folder / "demo.zip"
    # The lock goes with the process that holds it, however that ends.
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not backup.exists():
            with tempfile.TemporaryDirectory(prefix="demo-", dir=folder) as home:
                _make_backup(Path(home), databases, backup)
    return backup


def _make_backup(home: Path, databases: SQLiteDatabases, backup: Path) -> None:
    with databases.fresh(home) as url:
        server = LiveServer(home, url)
        try:
            loaded = server.flask("demo", "load", "--wait", seconds=CONVERTING_SECONDS)
            assert loaded.returncode == 0, loaded.stderr
            made = server.flask("backup", "create", str(backup))
            assert made.returncode == 0, made.stderr
        finally:
            server.close()


@contextmanager
def demo_museum(home: Path, database_url: str, backup: Path) -> Iterator[LiveServer]:
    """Web and worker over the demo of that backup, once every file has all its renditions."""
    server = LiveServer(home, database_url)
    try:
        restored = server.flask("backup", "restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        server.start()
        _wait_until_converted(server)
        yield server
    finally:
        server.close()


def _wait_until_converted(server: LiveServer) -> None:
    """A file whose conversion failed at first is tried again by the worker; pages look the same only after that."""
    unfinished = Job.state.in_((QUEUED, RUNNING))
    left = select(func.count()).select_from(Job).where(Job.name == "media.convert", unfinished)
    deadline = time.monotonic() + CONVERTING_SECONDS
    while time.monotonic() < deadline:
        with read_only_transactions(), server.app.app_context():
            if not db.session.scalar(left):
                return
        time.sleep(1)
    raise AssertionError("the files of the demo museum did not become ready")
