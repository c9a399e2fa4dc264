"""The loop of a worker process."""

import logging
import os
import resource
import signal
import sys
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from time import monotonic

from flask import Flask
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from virtual_museum.core.db import db, read_only_transactions, utcnow
from virtual_museum.core.jobs.declare import DECLARED, JobContext, Stopping, job
from virtual_museum.core.jobs.models import DONE, QUEUED, REPLACED, RUNNING, Job
from virtual_museum.core.jobs.processes import release_jobs_of_the_dead, report_alive, sign_off
from virtual_museum.core.jobs.queue import anything_due, enqueue
from virtual_museum.core.jobs.run import fail_the_exhausted, run_one
from virtual_museum.core.storage import get_storage
from virtual_museum.core.storage.local import LocalStorage

log = logging.getLogger("museum.jobs")

IDLE_SECONDS = 0.5
BEAT_SECONDS = 10
TIDY_SECONDS = 5
# A process that has grown beyond this after a job starts afresh: native libraries rarely give memory back.
MEMORY_LIMIT_BYTES = 1_500_000_000
KEEP_DONE = timedelta(days=7)
EXIT_OVERDUE = 70


@job("jobs.tidy", every=24 * 3600, priority=9)
def tidy(context: JobContext) -> None:
    """Forget finished jobs after a week and what killed puts left half-written in the local store."""
    old = utcnow() - KEEP_DONE
    db.session.execute(delete(Job).where(Job.state.in_([DONE, REPLACED]), Job.finished_at < old))
    storage = get_storage()
    if isinstance(storage, LocalStorage):
        storage.sweep()


def resident_bytes() -> int:
    """Memory this process holds now; where the system cannot tell, the most it ever held."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class Heart(threading.Thread):
    """Says every few seconds that the worker lives, also while a long job runs."""

    def __init__(self, engine: Engine, worker: str) -> None:
        super().__init__(name="heart", daemon=True)
        self._engine, self._worker = engine, worker
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                with self._engine.begin() as connection:
                    report_alive(connection, self._worker)
            except SQLAlchemyError as error:
                log.warning("heartbeat not written: %s", error)

    def end(self) -> None:
        """Stop beating."""
        self._ended.set()
        self.join()


class Worker:
    """Runs jobs until it is asked to stop, or with `once` until none is due."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.id = uuid.uuid4().hex
        self._stop = threading.Event()
        self._inside_job = False
        self._tidied = -float(TIDY_SECONDS)
        with app.app_context():
            self._engine = db.engine

    def ask_to_stop(self, *_: object) -> None:
        """Stop soon: a running job is interrupted and goes back to the queue. Usable as a signal handler."""
        self._stop.set()
        if self._inside_job:
            # Once only: a second signal must not interrupt the putting back.
            self._inside_job = False
            raise Stopping

    def _guard(self, inside: bool) -> None:
        self._inside_job = inside
        if inside and self._stop.is_set():
            self._inside_job = False
            raise Stopping

    def run(self, once: bool = False) -> bool:
        """Loop; True when the process has grown and should be replaced, False when it was asked to stop."""
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)
        with self._engine.begin() as connection:
            report_alive(connection, self.id)
        heart = Heart(self._engine, self.id)
        heart.start()
        try:
            return self._loop(once)
        except Stopping:
            return False
        finally:
            heart.end()
            with self._engine.begin() as connection:
                sign_off(connection, self.id)

    def _loop(self, once: bool) -> bool:
        while not self._stop.is_set():
            try:
                self._tidy()
                ran = self._due() and run_one(
                    self.app, self.id, overdue=lambda: os._exit(EXIT_OVERDUE), guard=self._guard
                )
            except SQLAlchemyError as error:
                log.warning("the database does not answer: %s", error)
                ran = False
            if ran and resident_bytes() > MEMORY_LIMIT_BYTES:
                log.info("grown to %s MB: starting afresh", resident_bytes() // 1_000_000)
                return True
            if not ran:
                if once:
                    return False
                self._stop.wait(IDLE_SECONDS)
        return False

    def _due(self) -> bool:
        with read_only_transactions(), self._engine.connect() as connection:
            return anything_due(connection, DECLARED)

    def _tidy(self) -> None:
        """Every few seconds: free what dead workers held, fail what has no try left, queue the periodic."""
        if monotonic() - self._tidied < TIDY_SECONDS:
            return
        self._tidied = monotonic()
        with self._engine.begin() as connection:
            freed = release_jobs_of_the_dead(connection)
        if freed:
            log.info("%s interrupted jobs run again", freed)
        fail_the_exhausted(self.app)
        queue_periodic(self.app)


def queue_periodic(app: Flask) -> None:
    """Queue each periodic job whose next run is not queued yet."""
    periodic = {name: declared for name, declared in DECLARED.items() if declared.every}
    if not periodic:
        return
    with app.app_context():
        unfinished = select(Job.name).where(Job.name.in_(periodic), Job.state.in_([QUEUED, RUNNING]))
        missing = set(periodic) - set(db.session.scalars(unfinished))
        finished = select(Job.name, func.max(Job.finished_at)).where(Job.name.in_(missing)).group_by(Job.name)
        last = {name: moment for name, moment in db.session.execute(finished) if moment is not None}
        for name in missing:
            pause = timedelta(seconds=periodic[name].every or 0)
            run_at = last[name] + pause if name in last else utcnow()
            enqueue(name, run_at=run_at, unique_key=f"every:{name}")
        db.session.commit()
