"""Running jobs: one at a time, each in an application context and a session of its own."""

import logging
import threading
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from flask import Flask, current_app
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import MuseumError
from virtual_museum.core.jobs.declare import (
    DECLARED,
    Declaration,
    JobContext,
    LeaseLost,
    Stopping,
    arguments_of,
)
from virtual_museum.core.jobs.models import RUNNING, Job
from virtual_museum.core.jobs.queue import KILLED, claim, finish, mark_failed, pause_before, put_back, renew

log = logging.getLogger("museum.jobs")

PROGRESS_SECONDS = 1.0


class LeaseKeeper(threading.Thread):
    """Renews the lease of one running job and writes its progress, over a connection of its own."""

    def __init__(
        self,
        engine: Engine,
        context: JobContext,
        worker: str,
        declared: Declaration,
        overdue: Callable[[], None],
    ) -> None:
        super().__init__(name=f"lease-{context.job_id}", daemon=True)
        self._engine, self._context, self._worker = engine, context, worker
        self._declared, self._overdue = declared, overdue
        self._ended = threading.Event()

    def run(self) -> None:
        started = renewed = monotonic()
        written = self._context.told
        while not self._ended.wait(min(PROGRESS_SECONDS, self._declared.lease / 3)):
            if monotonic() - started > self._declared.timeout:
                self._overdue()
                return
            told = self._context.told
            if told is written and monotonic() - renewed < self._declared.lease / 3:
                continue
            try:
                with self._engine.begin() as connection:
                    mine = renew(connection, self._context.job_id, self._worker, self._declared.lease, told)
            except SQLAlchemyError as error:
                # A database that is away for a moment: the lease lasts for two more attempts.
                log.warning("job %s: lease not renewed: %s", self._context.job_id, error)
                continue
            if not mine:
                self._context.lose()
                return
            renewed, written = monotonic(), told

    def end(self) -> None:
        """Stop the thread; afterwards it writes nothing more."""
        self._ended.set()
        if self.is_alive():
            self.join()


def run_one(app: Flask, worker: str, *, overdue: Callable[[], None], guard: Callable[[bool], None]) -> bool:
    """Claim and run one job; False when none was due.

    Whatever the job raises ends in its row, never in the caller; only `Stopping` passes on, after the job
    went back to the queue. `guard(True)` is called when the job's own code begins, `guard(False)` when it
    ends.
    """
    with app.app_context():
        row = claim(db.session(), worker, DECLARED)
        if row is None:
            db.session.rollback()
            return False
        job_id, declared, arguments = row.id, DECLARED[row.name], arguments_of(row)
        context = JobContext(job_id, row.tries)
        db.session.commit()
        keeper = LeaseKeeper(db.engine, context, worker, declared, overdue)
        keeper.start()
        try:
            try:
                guard(True)
                declared.function(context, **arguments)
            finally:
                guard(False)
            kept = finish(db.session(), job_id, worker, context.told)
            if not kept:
                raise LeaseLost(f"job {job_id}")
            db.session.commit()
        except Stopping:
            db.session.rollback()
            keeper.end()
            _put_back(job_id, worker)
            raise
        except LeaseLost:
            db.session.rollback()
            log.warning("job %s %s was taken over by another worker; run dropped", job_id, declared.name)
        except BaseException as error:  # a poisoned job, even one that calls sys.exit, must not end the worker
            db.session.rollback()
            keeper.end()
            _after_error(job_id, worker, declared, error)
        finally:
            keeper.end()
        return True


def _owned(job_id: int, worker: str) -> Job | None:
    mine = select(Job).where(Job.id == job_id, Job.worker == worker, Job.state == RUNNING)
    return db.session.scalar(mine.execution_options(populate_existing=True).with_for_update())


def _put_back(job_id: int, worker: str) -> None:
    row = _owned(job_id, worker)
    if row is not None:
        put_back(db.session(), row, after=timedelta(), lost_try=False)
    db.session.commit()


def _after_error(job_id: int, worker: str, declared: Declaration, error: BaseException) -> None:
    """Write the failure down: back to the queue while tries are left, else failed for good."""
    trace = "".join(traceback.format_exception(error))
    row = _owned(job_id, worker)
    if row is None:
        db.session.rollback()
        return
    final = isinstance(error, MuseumError) or row.tries >= row.max_tries
    words = str(error) if isinstance(error, MuseumError) else f"{type(error).__name__}: {error}"
    log.warning("job %s %s failed (try %s of %s): %s", job_id, declared.name, row.tries, row.max_tries, words)
    if final:
        fail_for_good(row, words, trace)
    else:
        row.error, row.trace = words[:2000], trace[-8000:]
        put_back(db.session(), row, after=pause_before(row.tries), lost_try=True)
        db.session.commit()


def fail_for_good(row: Job, error: str, trace: str) -> None:
    """Mark the job failed, tell its feature, commit; a feature that fails at that does not undo the mark."""
    declared, job_id = DECLARED.get(row.name), row.id
    mark_failed(db.session(), row, error, trace)
    db.session.commit()
    if declared is None or declared.on_failure is None:
        return
    try:
        declared.on_failure(error, **arguments_of(row))
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("job %s %s: its failure could not be told", job_id, row.name)


def fail_the_exhausted(app: Flask) -> int:
    """End the jobs whose last try was killed; return how many."""
    with app.app_context():
        spent = (
            select(Job)
            .where(Job.state == RUNNING, Job.lease_until < utcnow(), Job.tries >= Job.max_tries)
            .with_for_update(skip_locked=True)
            .limit(20)
        )
        rows = list(db.session.scalars(spent))
        for row in rows:
            fail_for_good(row, KILLED, "")
        db.session.rollback()
        return len(rows)


def run_pending(limit: int | None = None) -> int:
    """Run the jobs that are due in this process and return how many ran; for tests and for `--wait`.

    Commits the caller's session first (the jobs must see its rows) and expires it afterwards.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = f"here-{uuid.uuid4().hex[:24]}"
    db.session.commit()
    ran = 0
    with suppress(Stopping):
        while (limit is None or ran < limit) and run_one(app, worker, overdue=lambda: None, guard=lambda inside: None):
            ran += 1
    db.session.expire_all()
    return ran
