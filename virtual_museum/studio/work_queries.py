"""Background work as the studio shows it."""

from sqlalchemy import select

from virtual_museum.core.db import db
from virtual_museum.core.errors import NotFound
from virtual_museum.core.jobs import Job

PAGE = 50


def jobs_in(state: str, before: int | None = None) -> tuple[list[Job], int | None]:
    """Jobs of one state, newest first, and the number that leads to the next page."""
    query = select(Job).where(Job.state == state)
    if before is not None:
        query = query.where(Job.id < before)
    found = list(db.session.scalars(query.order_by(Job.id.desc()).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def job_by_id(job_id: int) -> Job:
    """The job. Raises NotFound."""
    found = db.session.get(Job, job_id)
    if found is None:
        raise NotFound()
    return found
