"""Counting in memory, writing in batches: a page view costs a dictionary entry, a batch one short transaction.

Counts of the last seconds are lost when a process is killed. That is the price of never keeping a visitor
waiting for a figure; what curators do is never treated so.
"""

import atexit
import threading
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from virtual_museum.audience.models import ViewCount
from virtual_museum.core.db import db, utcnow

# The museum opens and closes by this clock, and its report counts by it.
MUSEUM_TIME = ZoneInfo("Asia/Almaty")
WRITE_SECONDS = 3.0
BATCH = 500

Key = tuple[date, int, str, str, str]


class ViewCounter:
    """Counts of one process that wait to be written. Safe between threads."""

    def __init__(self, app: Flask, delay: float = WRITE_SECONDS) -> None:
        self._app = app
        self._delay = delay
        self._waiting: Counter[Key] = Counter()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, kind: str, subject: str, language: str) -> None:
        """Count one view; it is written within seconds. In tests nothing is written before `write`."""
        now = utcnow().astimezone(MUSEUM_TIME)
        with self._lock:
            self._waiting[(now.date(), now.hour, kind, subject[:120], language)] += 1
            if self._timer is None and not self._app.testing:
                # Begun with the first view, not with the process, so that a fork inherits no dead thread.
                self._timer = threading.Timer(self._delay, self.write_quietly)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> int:
        """Write what waits; returns how many rows were touched. What cannot be written waits on."""
        with self._lock:
            taken, self._waiting, self._timer = self._waiting, Counter(), None
        if not taken:
            return 0
        try:
            add_counts(taken)
        except OperationalError:
            with self._lock:
                self._waiting.update(taken)
            raise
        return len(taken)

    def write_quietly(self) -> None:
        """The same for a thread of its own and for the end of the process."""
        if not self._waiting or self._app.testing:
            return
        with self._app.app_context():
            try:
                self.write()
            except OperationalError:
                self._app.logger.warning("the database is busy; page counts wait")


def add_counts(counts: Counter[Key]) -> None:
    """Add to the table in one transaction of its own. Sorted, so that two processes never wait in a circle."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    names = ("day", "hour", "kind", "subject", "language")
    rows = [dict(zip(names, key, strict=True)) | {"views": views} for key, views in sorted(counts.items())]
    with db.engine.begin() as connection:
        for start in range(0, len(rows), BATCH):
            insert = dialect.insert(ViewCount).values(rows[start : start + BATCH])
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=list(names),
                    set_={"views": ViewCount.views + insert.excluded.views},
                )
            )


def init_counter(app: Flask) -> None:
    """Give the application its counter; what waits at a normal end is written."""
    counter = ViewCounter(app)
    app.extensions["museum.views"] = counter

    atexit.register(counter.write_quietly)


def counter() -> ViewCounter:
    """The running application's counter."""
    found: ViewCounter = current_app.extensions["museum.views"]
    return found
