"""Reading the job table: for readiness, metrics and the studio."""

from datetime import timedelta

from sqlalchemy import func, select

from virtual_museum.core.db import db, utcnow
from virtual_museum.core.jobs.models import FAILED, Job, JobWorker

# A worker says every ten seconds that it lives; three missed beats and it counts as gone.
ALIVE_SECONDS = 30


def workers_alive() -> int:
    """How many workers were seen in the last half minute."""
    since = utcnow() - timedelta(seconds=ALIVE_SECONDS)
    return db.session.scalar(select(func.count()).select_from(JobWorker).where(JobWorker.seen_at > since)) or 0


def job_counts() -> dict[str, int]:
    """How many jobs there are in each state."""
    rows = db.session.execute(select(Job.state, func.count()).group_by(Job.state))
    return {state: count for state, count in rows}


def failed_jobs(limit: int = 50) -> list[Job]:
    """The jobs that failed for good, newest first."""
    newest = select(Job).where(Job.state == FAILED).order_by(Job.finished_at.desc(), Job.id.desc()).limit(limit)
    return list(db.session.scalars(newest))
