"""Joins visits to the application: what templates say of events."""

from flask import Flask

from virtual_museum.visits.kinds import CATEGORIES, KINDS
from virtual_museum.visits.times import (
    clock_of,
    day_number,
    day_words,
    form_day,
    hour_later,
    hours_words,
    month_words,
    weekday_words,
)


def init_app(app: Flask) -> None:
    """Give templates the words for days, hours, kinds and categories."""
    app.jinja_env.filters.update(
        event_day=day_words, event_hours=hours_words, event_month=month_words, event_number=day_number,
        event_weekday=weekday_words, event_form_day=form_day, event_clock=clock_of,
        event_hour_later=hour_later,
    )  # fmt: skip
    app.jinja_env.globals.update(event_kinds=KINDS, visitor_categories=CATEGORIES)
