"""Events, and sessions around the present moment."""

from collections.abc import Mapping
from datetime import timedelta

from virtual_museum.core.db import utcnow
from virtual_museum.visits import programme, services
from virtual_museum.visits.models import Event, EventSession

TITLE = {"kk": "Қобыз кеші", "ru": "Вечер кобыза", "en": "An evening of the kobyz"}


def make_event(slug: str = "kobyz-evening", publish: bool = True, **fields: object) -> Event:
    """An event with a title in three languages."""
    event = services.create_event({"slug": slug, "kind": "concert", "title": TITLE, **fields})
    if publish:
        services.publish_event(event)
    return event


def make_session(event: Event, days: float = 3, hours: float = 1.5, **fields: object) -> EventSession:
    """A session that begins in so many days (negative: before now)."""
    begins = utcnow() + timedelta(days=days)
    return programme.add_session(event, {"starts_at": begins, "ends_at": begins + timedelta(hours=hours), **fields})


def event_form(slug: str = "felt", **more: object) -> Mapping[str, object]:
    """The studio's form of an event as a browser sends it."""
    return {
        "slug": slug, "kind": "workshop", "title.kk": "Киіз", "title.ru": "Войлок", "title.en": "Felt",
        "languages": ["kk", "ru"], "bookable": "1", **more,
    }  # fmt: skip
