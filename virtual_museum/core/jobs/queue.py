"""Changes of the job table. Every claim and every end is one statement fenced by the worker's id."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, case, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.orm import Session

from virtual_museum.core.db import db, utcnow
from virtual_museum.core.jobs.declare import DECLARED, Declaration, Progress
from virtual_museum.core.jobs.models import DONE, FAILED, QUEUED, REPLACED, RUNNING, Job

BACKOFF_SECONDS = 5
BACKOFF_LIMIT_SECONDS = 3600
KILLED = "The work was interrupted every time it was tried; the file may be too large for this machine."


def enqueue(name: str, *, run_at: datetime | None = None, unique_key: str | None = None, **arguments: Any) -> Job:
    """Add a job in the caller's transaction; it runs after the commit, not before `run_at`.

    While a job of the same `unique_key` waits, that one is returned instead and moved to the earlier moment.
    Raises `KeyError` when no job of the name is declared. Arguments are ids and other JSON values.
    """
    declared = DECLARED[name]
    values = {
        "name": name,
        "arguments": arguments,
        "run_at": run_at or utcnow(),
        "unique_key": unique_key,
        "priority": declared.priority,
        "max_tries": declared.tries,
    }
    if unique_key is None:
        row = Job(**values)
        db.session.add(row)
        db.session.flush()
        return row
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(Job).values(**values)
    earlier = case((statement.excluded.run_at < Job.run_at, statement.excluded.run_at), else_=Job.run_at)
    # The update also locks the row until the caller commits, so that no worker starts on the old state.
    statement = statement.on_conflict_do_update(
        index_elements=[Job.unique_key],
        # Written out, not bound: a prepared statement's plan must see that this is the index's own condition.
        index_where=text("state = 'queued'"),
        set_={"run_at": earlier, "arguments": statement.excluded.arguments},
    )
    found = db.session.scalars(statement.returning(Job), execution_options={"populate_existing": True})
    return found.one()


def retry(row: Job) -> None:
    """Queue a failed job again with all its tries."""
    if row.state == FAILED:
        row.state, row.tries, row.run_at = QUEUED, 0, utcnow()
        row.error = row.trace = ""
        row.finished_at = None
        db.session.flush()


def _due(now: datetime, names: Iterable[str]):
    waiting = and_(Job.state == QUEUED, Job.run_at <= now)
    abandoned = and_(Job.state == RUNNING, Job.lease_until < now, Job.tries < Job.max_tries)
    return and_(Job.name.in_(list(names)), or_(waiting, abandoned))


def anything_due(connection: Connection, names: Iterable[str]) -> bool:
    """Whether a claim could succeed; only reads."""
    return connection.scalar(select(Job.id).where(_due(utcnow(), names)).limit(1)) is not None


def claim(session: Session, worker: str, declared: dict[str, Declaration]) -> Job | None:
    """Take the most urgent job for the worker, or None. The caller commits at once."""
    now = utcnow()
    urgent = select(Job.id).where(_due(now, declared)).order_by(Job.priority, Job.run_at, Job.id).limit(1)
    # PostgreSQL lets two workers choose at the same time, neither waits for the other's row. SQLite has one
    # writer and ignores the clause.
    chosen = urgent.with_for_update(skip_locked=True).scalar_subquery()
    lease = case({name: now + timedelta(seconds=d.lease) for name, d in declared.items()}, value=Job.name)
    statement = (
        update(Job)
        .where(Job.id == chosen)
        .values(state=RUNNING, worker=worker, lease_until=lease, tries=Job.tries + 1, started_at=now)
        .returning(Job)
    )
    options = {"populate_existing": True, "synchronize_session": False}
    return session.scalars(statement, execution_options=options).one_or_none()


def _mine(job_id: int, worker: str):
    return and_(Job.id == job_id, Job.worker == worker, Job.state == RUNNING)


def renew(connection: Connection, job_id: int, worker: str, lease: float, told: Progress) -> bool:
    """Prolong the lease and write the progress; False when the job belongs to somebody else."""
    statement = (
        update(Job)
        .where(_mine(job_id, worker))
        .values(
            lease_until=utcnow() + timedelta(seconds=lease),
            progress_done=told.done,
            progress_total=told.total,
            progress_note=told.note,
        )
    )
    return connection.execute(statement).rowcount == 1


def finish(session: Session, job_id: int, worker: str, told: Progress) -> bool:
    """Mark the job done in the session's transaction; False when the job belongs to somebody else."""
    values = {
        "state": DONE,
        "worker": None,
        "lease_until": None,
        "finished_at": utcnow(),
        "error": "",
        "trace": "",
        "progress_done": told.done,
        "progress_total": told.total,
        "progress_note": told.note,
    }
    statement = update(Job).where(_mine(job_id, worker)).values(**values)
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], done).rowcount == 1


def pause_before(tries: int) -> timedelta:
    """The pause after so many tries: doubling, a little uneven so that failures do not march in step."""
    seconds = min(BACKOFF_SECONDS * 2 ** (tries - 1), BACKOFF_LIMIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def put_back(session: Session, row: Job, *, after: timedelta, lost_try: bool) -> None:
    """Queue the running job again, or mark it replaced when a newer one of its unique key waits already."""
    twin = select(Job.id).where(Job.unique_key == row.unique_key, Job.state == QUEUED).limit(1)
    row.worker, row.lease_until = None, None
    if row.unique_key is not None and session.scalar(twin) is not None:
        row.state, row.finished_at = REPLACED, utcnow()
    else:
        row.state, row.run_at = QUEUED, utcnow() + after
        row.tries -= 0 if lost_try else 1
    session.flush()


def mark_failed(session: Session, row: Job, error: str, trace: str = "") -> None:
    """End the job as failed; the error is for people, the trace for repair."""
    row.state, row.worker, row.lease_until, row.finished_at = FAILED, None, None, utcnow()
    row.error, row.trace = error[:2000], trace[-8000:]
    session.flush()
