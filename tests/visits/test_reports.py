"""The year's figures: what was held and who came, by kind, category and month."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.factories.visits import make_event
from virtual_museum.core.db import db, utcnow
from virtual_museum.visits import bookings, programme
from virtual_museum.visits.bookings import Asked
from virtual_museum.visits.kinds import CATEGORIES, KINDS
from virtual_museum.visits.models import Event, EventSession
from virtual_museum.visits.reports import figures_of_year


def held(event: Event, begins: datetime) -> EventSession:
    """A session at a moment of the past."""
    return programme.add_session(event, {"starts_at": begins, "ends_at": begins + timedelta(hours=1)})


def test_a_year_in_figures(app: Flask, count_queries):
    concert, lecture = make_event(), make_event("word", kind="lecture")
    # By the museum's clock the first of these is in January already, the last in the next year.
    january = held(concert, datetime(2023, 12, 31, 20, tzinfo=UTC))
    may = held(lecture, datetime(2024, 5, 10, 8, tzinfo=UTC))
    next_year = held(lecture, datetime(2024, 12, 31, 20, tzinfo=UTC))
    cancelled = held(lecture, datetime(2024, 5, 11, 8, tzinfo=UTC))
    programme.cancel_session(cancelled, {})
    for session in (january, may, next_year, cancelled):
        bookings.count_walk_ins(session, {"foreigners": 10, "pupils": 1})
    asked = Asked("t" * 24, "Айгүл", "+7 701 234 56 78", "", "kk", {"adults": 5})
    booking = bookings.keep_booking(may, asked)
    bookings.check_in(booking, {"adults": 3})
    bookings.keep_booking(may, Asked("u" * 24, "Ермек", "+7 701 234 56 79", "", "kk", {"adults": 7}))
    db.session.flush()
    with count_queries() as counted:
        figures = figures_of_year(2024)
    assert counted.count == 3
    assert {kind: number for kind, number in figures.sessions.items() if number} == {"concert": 1, "lecture": 1}
    assert {kind: number for kind, number in figures.visitors.items() if number} == {"concert": 11, "lecture": 14}
    assert {key: number for key, number in figures.categories.items() if number} == {
        "foreigners": 20, "pupils": 2, "adults": 3,
    }  # fmt: skip
    assert {month: pair for month, pair in figures.months.items() if pair != (0, 0)} == {1: (1, 11), 5: (1, 14)}
    assert list(figures.sessions) == list(KINDS) and list(figures.categories) == list(CATEGORIES)
    assert sum(pair[1] for pair in figures.months.values()) == sum(figures.categories.values())


def test_what_is_to_come_is_not_counted(app: Flask):
    session = held(make_event(), utcnow() + timedelta(days=1))
    bookings.count_walk_ins(session, {"adults": 2})
    year = session.starts_at.year
    assert sum(figures_of_year(year).sessions.values()) == 0 == sum(figures_of_year(year).categories.values())
