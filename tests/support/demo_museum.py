"""The demo museum for browser tests, loaded as `make run` loads it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from tests.support.servers import LiveServer
from virtual_museum.core.db import db
from virtual_museum.core.jobs.models import QUEUED, RUNNING, Job

CONVERTING_SECONDS = 2400


@contextmanager
def demo_museum(home: Path, database_url: str) -> Iterator[LiveServer]:
    """Web and worker over the loaded demo; the worker is still converting its files when this returns."""
    server = LiveServer(home, database_url)
    try:
        loaded = server.flask("demo", "load")
        assert loaded.returncode == 0, loaded.stderr
        server.start()
        yield server
    finally:
        server.close()


def wait_until_converted(server: LiveServer) -> None:
    """Wait until every file of the museum has all its renditions, so that a page looks the same each time."""
    unfinished = Job.state.in_((QUEUED, RUNNING))
    left = select(func.count()).select_from(Job).where(Job.name == "media.convert", unfinished)
    deadline = time.monotonic() + CONVERTING_SECONDS
    while time.monotonic() < deadline:
        with server.app.app_context():
            if not db.session.scalar(left):
                return
        time.sleep(1)
    raise AssertionError("the files of the demo museum did not become ready")
