"""Personal data of bookings expire by themselves."""

from virtual_museum.core.db import utcnow
from virtual_museum.core.jobs import JobContext, job
from virtual_museum.visits.bookings import forget_due

HOUR_SECONDS = 3600


@job("visits.forget", every=6 * HOUR_SECONDS, priority=9)
def forget(context: JobContext) -> None:
    """Erase names, contacts and notes of visits that are over long enough."""
    forget_due(utcnow())
