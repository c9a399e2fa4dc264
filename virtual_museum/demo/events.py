"""The programme of the demo museum: events whose days lie around the day of loading, so that it is never empty.

The past weeks tell how many came, by category, so that the figures of visits have something to show.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time, timedelta

from sqlalchemy import exists, select

from virtual_museum.core.db import db, utcnow
from virtual_museum.core.i18n import MUSEUM_TIME
from virtual_museum.demo import marks
from virtual_museum.demo.content import Content, Data, MediaFile, media_of_object, stripped
from virtual_museum.media.models import Asset
from virtual_museum.visits.models import Event, EventSession, WalkIn
from virtual_museum.visits.programme import add_session, cancel_session, moments
from virtual_museum.visits.services import add_item, create_event, publish_event

Receive = Callable[[MediaFile], Asset]
TEXTS = ("title", "summary", "text", "place", "price", "accessibility")
MONDAY = 0
# Who comes to what, in parts of those who come.
CROWDS: dict[str, dict[str, int]] = {
    "museum-lesson": {"pupils": 20, "adults": 2},
    "children": {"under-7": 6, "pupils": 5, "childrens-homes": 1},
    "excursion": {"adults": 6, "foreigners": 4, "students": 3, "pensioners": 2, "disabilities": 1, "military": 1},
}
EVERYBODY = {"adults": 12, "students": 7, "pensioners": 5, "foreigners": 2, "disabilities": 1}


def load_events(content: Content, today: date, receive: Receive, tell: Callable[[str], None]) -> int:
    """Make the events that are missing, each in a transaction of its own; returns how many.

    An event whose last day has passed since it was loaded is given new ones.
    """
    made = 0
    for facts in content.events:
        event = db.session.scalar(select(Event).where(Event.slug == facts["slug"]))
        if event is None:
            event = _make(facts, content, receive)
            made += 1
            tell(f"{event.slug}: event")
        elif _has_days_to_come(event):
            continue
        for data, cancelled in days_of(facts, today):
            _add_day(event, data, cancelled)
        db.session.commit()
    return made


def _make(facts: Data, content: Content, receive: Receive) -> Event:
    photograph = next(file for file in media_of_object(content.object(facts["picture"])) if file.kind == "image")
    event = create_event({
        **{name: stripped(facts.get(name, {})) for name in TEXTS},
        **{name: facts.get(name) for name in ("slug", "kind", "hall", "exhibition", "languages")},
        "bookable": facts.get("bookable", False), "on_request": facts.get("on_request", False),
        "picture": receive(photograph).code,
    })  # fmt: skip
    for slug in facts["items"]:
        item = marks.find_item(slug)
        if item is not None:
            add_item(event, item)
    publish_event(event)
    return event


def _has_days_to_come(event: Event) -> bool:
    later = exists().where(EventSession.event_id == event.id, EventSession.ends_at > utcnow())
    return bool(db.session.scalar(select(later)))


def days_of(facts: Data, today: date) -> Iterator[tuple[Data, Mapping[str, str] | None]]:
    """The sessions of an event around `today`, in order of the file; with the reason where one is cancelled."""
    for rule in facts["session"]:
        begins, ends = time.fromisoformat(rule["begins"]), time.fromisoformat(rule["ends"])
        for day in _days(rule, today):
            starts_at, ends_at = moments(day, begins, ends)
            language, capacity = rule.get("language", ""), rule.get("capacity")
            data = {"starts_at": starts_at, "ends_at": ends_at, "language": language, "capacity": capacity}
            yield data, rule.get("cancelled")


def _days(rule: Data, today: date) -> Iterator[date]:
    if "after" in rule:
        day = today + timedelta(days=rule["after"])
        # On Mondays the museum is closed.
        yield day + timedelta(days=1) if day.weekday() == MONDAY else day
        return
    tomorrow = today + timedelta(days=1)
    coming = tomorrow + timedelta(days=(rule["weekday"] - tomorrow.weekday()) % 7)
    first, last = rule["weeks"]
    for week in range(first, last):
        yield coming + timedelta(weeks=week)


def _add_day(event: Event, data: Data, cancelled: Mapping[str, str] | None) -> None:
    session = add_session(event, data)
    if cancelled:
        cancel_session(session, cancelled)
    elif session.ends_at <= utcnow():
        for category, came in crowd(event.kind, session).items():
            db.session.add(WalkIn(session_id=session.id, category=category, came=came))


def crowd(kind: str, session: EventSession) -> dict[str, int]:
    """Who came to a session of the past: the same for the same day and hour."""
    rng = random.Random(f"{kind} {session.starts_at.astimezone(MUSEUM_TIME).isoformat()}")
    parts = CROWDS.get(kind, EVERYBODY)
    came = {category: round(part * rng.uniform(0.4, 1.2)) for category, part in parts.items()}
    spare = session.capacity
    if spare is not None:
        came = {category: min(number, max(1, spare * parts[category] // sum(parts.values())))
                for category, number in came.items()}  # fmt: skip
    return {category: number for category, number in came.items() if number}
