"""Days and hours of sessions in words, always by the museum's own clock, and the days on which weeks repeat."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_skeleton
from flask_babel import format_date, get_locale

from virtual_museum.core.db import utcnow
from virtual_museum.core.i18n import MUSEUM_TIME
from virtual_museum.visits.models import EventSession

WEEK = timedelta(days=7)


def museum_today() -> date:
    """The calendar day in the museum."""
    return utcnow().astimezone(MUSEUM_TIME).date()


def day_begins(day: date) -> datetime:
    """The moment at which the museum's day begins, in UTC."""
    return at_museum(day, time())


def at_museum(day: date, clock: time) -> datetime:
    """The moment at which the museum's clock shows that day and time, in UTC."""
    return datetime.combine(day, clock, MUSEUM_TIME).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The museum's day of a moment."""
    return moment.astimezone(MUSEUM_TIME).date()


def form_day(moment: datetime) -> str:
    """The museum's day of a moment as a form's field for a date holds it."""
    return day_of(moment).isoformat()


def clock_of(moment: datetime) -> str:
    """The museum's time of a moment: «15:00»."""
    return moment.astimezone(MUSEUM_TIME).strftime("%H:%M")


def day_words(moment: datetime) -> str:
    """«сенбі, 28 қараша», with the year where it is not the present one."""
    day = day_of(moment)
    return format_date(day, "EEEE, d MMMM" if day.year == museum_today().year else "EEEE, d MMMM y")


def day_number(moment: datetime) -> int:
    """The number of the museum's day in its month."""
    return day_of(moment).day


def weekday_words(moment: datetime) -> str:
    """The weekday of the museum's day: «сенбі»."""
    return format_date(day_of(moment), "EEEE")


def month_words(day: date) -> str:
    """«2026 ж. қараша»: the month's own name with its year, as the language writes them."""
    return format_skeleton("yMMMM", day, locale=get_locale())


def hour_later(moment: datetime) -> str:
    """The museum's time an hour after a moment, with which the end of what lasts an hour is proposed."""
    return clock_of(moment + timedelta(hours=1))


def hours_words(session: EventSession) -> str:
    """«15:00–16:30»; where it ends on another day, that day too."""
    begins, ends = clock_of(session.starts_at), clock_of(session.ends_at)
    if day_of(session.starts_at) == day_of(session.ends_at):
        return f"{begins}–{ends}"
    return f"{begins} – {format_date(day_of(session.ends_at), 'd MMMM')}, {ends}"


def weekly(first: date, until: date | None) -> Iterator[date]:
    """`first` and the same weekday of every further week up to `until`, inclusive."""
    day = first
    yield day
    while until is not None and day + WEEK <= until:
        day += WEEK
        yield day
