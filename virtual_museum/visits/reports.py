"""What the annual report says of visits: events by kind, visitors by category, both by month, of sessions held.

A session counts in the month in which it begins by the museum's clock. Cancelled ones and those to come do not count;
a group's own excursion does. Visitors are those who came, not those who booked.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select

from virtual_museum.core.db import db, utcnow
from virtual_museum.visits.kinds import CATEGORIES, KINDS
from virtual_museum.visits.models import Booking, BookingCount, Event, EventSession, WalkIn
from virtual_museum.visits.times import day_begins, day_of

Counted = tuple[datetime, str, str, int]


@dataclass(frozen=True)
class VisitFigures:
    """The figures of a year. `sessions` and `visitors` are by kind, `months` (1 to 12) hold both as pairs."""

    year: int
    sessions: dict[str, int]
    visitors: dict[str, int]
    categories: dict[str, int]
    months: dict[int, tuple[int, int]]


def figures_of_year(year: int) -> VisitFigures:
    """Everything the report counts of that year, in three statements."""
    held = _held(year)
    begun = db.session.execute(
        select(EventSession.starts_at, Event.kind).join(Event, Event.id == EventSession.event_id).where(held)
    ).all()
    sessions = Counter(kind for _, kind in begun)
    by_month = Counter(day_of(starts_at).month for starts_at, _ in begun)
    visitors: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    came_in_month: Counter[int] = Counter()
    for starts_at, kind, category, came in _came(held):
        visitors[kind] += came
        categories[category] += came
        came_in_month[day_of(starts_at).month] += came
    return VisitFigures(
        year=year,
        sessions={kind: sessions[kind] for kind in KINDS},
        visitors={kind: visitors[kind] for kind in KINDS},
        categories={category: categories[category] for category in CATEGORIES},
        months={month: (by_month[month], came_in_month[month]) for month in range(1, 13)},
    )


def _held(year: int) -> ColumnElement[bool]:
    """SQL: the session was held in that year."""
    first, last = day_begins(date(year, 1, 1)), day_begins(date(year + 1, 1, 1))
    return and_(
        EventSession.starts_at >= first,
        EventSession.starts_at < last,
        EventSession.ends_at <= utcnow(),
        EventSession.cancelled_at.is_(None),
    )


def _came(held: ColumnElement[bool]) -> Iterator[Counted]:
    """Who came with a booking and who without one: when the session began, kind, category, number."""
    booked = (
        select(EventSession.starts_at, Event.kind, BookingCount.category, BookingCount.came)
        .join(Booking, Booking.id == BookingCount.booking_id)
        .join(EventSession, EventSession.id == Booking.session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(held, BookingCount.came > 0)
    )
    walked = (
        select(EventSession.starts_at, Event.kind, WalkIn.category, WalkIn.came)
        .join(EventSession, EventSession.id == WalkIn.session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(held, WalkIn.came > 0)
    )
    for query in (booked, walked):
        yield from db.session.execute(query)
