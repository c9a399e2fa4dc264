"""What the counts say: per day, per kind, per language, per hour, and the most looked at."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from virtual_museum.audience.counting import MUSEUM_TIME
from virtual_museum.audience.models import ViewCount
from virtual_museum.core.db import db, utcnow


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """All days of the span."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


@dataclass(frozen=True)
class Audience:
    """The figures of one span. `views` are all pages, `scans` the labels among them in the halls."""

    span: Span
    views: int
    scans: int
    by_day: tuple[tuple[date, int, int], ...]
    by_kind: tuple[tuple[str, int], ...]
    by_language: tuple[tuple[str, int], ...]
    by_hour: tuple[int, ...]


def today() -> date:
    """The museum's day."""
    return utcnow().astimezone(MUSEUM_TIME).date()


def last_days(count: int) -> Span:
    """The last `count` days with today."""
    last = today()
    return Span(last - timedelta(days=count - 1), last)


def audience(span: Span) -> Audience:
    """All figures of `span`, in four queries however long it is."""
    inside = ViewCount.day.between(span.first, span.last)
    total = func.sum(ViewCount.views)
    daily = db.session.execute(
        select(ViewCount.day, ViewCount.kind, total).where(inside).group_by(ViewCount.day, ViewCount.kind)
    )
    days: dict[date, list[int]] = {day: [0, 0] for day in span.days}
    for day, kind, views in daily:
        days[day][kind == "scan"] += int(views)
    kinds = db.session.execute(
        select(ViewCount.kind, total).where(inside).group_by(ViewCount.kind).order_by(total.desc())
    )
    pages = ViewCount.kind != "scan"
    languages = db.session.execute(
        select(ViewCount.language, total)
        .where(inside, pages)
        .group_by(ViewCount.language)
        .order_by(total.desc())
    )
    hourly = db.session.execute(select(ViewCount.hour, total).where(inside, pages).group_by(ViewCount.hour))
    hours = {hour: int(views) for hour, views in hourly}
    return Audience(
        span=span,
        views=sum(pair[0] for pair in days.values()),
        scans=sum(pair[1] for pair in days.values()),
        by_day=tuple((day, pair[0], pair[1]) for day, pair in days.items()),
        by_kind=tuple((kind, int(views)) for kind, views in kinds if kind != "scan"),
        by_language=tuple((language, int(views)) for language, views in languages),
        by_hour=tuple(hours.get(hour, 0) for hour in range(24)),
    )


def most_viewed(span: Span, kind: str, limit: int = 10) -> list[tuple[str, int]]:
    """Subjects of one kind and their counts, the most viewed first."""
    total = func.sum(ViewCount.views)
    rows = db.session.execute(
        select(ViewCount.subject, total)
        .where(ViewCount.day.between(span.first, span.last), ViewCount.kind == kind, ViewCount.subject != "")
        .group_by(ViewCount.subject)
        .order_by(total.desc(), ViewCount.subject)
        .limit(limit)
    )
    return [(subject, int(views)) for subject, views in rows]


def rows_of(span: Span) -> list[tuple[date, str, str, str, int]]:
    """Counts per day, kind, subject and language, for the CSV."""
    columns = (ViewCount.day, ViewCount.kind, ViewCount.subject, ViewCount.language)
    found = db.session.execute(
        select(*columns, func.sum(ViewCount.views))
        .where(ViewCount.day.between(span.first, span.last))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(day, kind, subject, language, int(views)) for day, kind, subject, language, views in found]

