"""Changes to events; each checks, changes, records the audit and flushes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select

from virtual_museum.catalogue.models import Item
from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall
from virtual_museum.media.models import Asset
from virtual_museum.media.services import publish_assets, refresh_published
from virtual_museum.visits.models import Booking, Event, EventItem, EventSession
from virtual_museum.visits.schemas import EventData, read

EVENT_CREATED = declare_event("event.created", _l("Event created"))
EVENT_CHANGED = declare_event("event.changed", _l("Event changed"))
EVENT_PUBLISHED = declare_event("event.published", _l("Event published"))
EVENT_HIDDEN = declare_event("event.hidden", _l("Event taken back"))
EVENT_REMOVED = declare_event("event.removed", _l("Event removed"))

PLAIN = ("slug", "kind", "bookable", "on_request")
TRANSLATED = ("title", "summary", "text", "place", "price", "accessibility")


def create_event(data: Mapping[str, object]) -> Event:
    """A new event, not yet shown to visitors. Raises Invalid."""
    checked = read(EventData, dict(data))
    event = Event(slug=checked.slug)
    _apply(event, checked)
    db.session.add(event)
    db.session.flush()
    record(EVENT_CREATED, ("event", event.id), slug=event.slug)
    return event


def edit_event(event: Event, data: Mapping[str, object]) -> None:
    """Change the event to `data`. Raises Invalid."""
    before = _files(event)
    _apply(event, read(EventData, dict(data)))
    _files_changed(event, before)
    record(EVENT_CHANGED, ("event", event.id), slug=event.slug)


def _apply(event: Event, data: EventData) -> None:
    taken = db.session.scalar(select(Event.id).where(Event.slug == data.slug, Event.id != (event.id or 0)))
    if taken is not None:
        raise Invalid(fields={"slug": _l("Another event has this address already.")})
    picture, hall, exhibition = _picture(data.picture), _hall(data.hall), _exhibition(data.exhibition)
    for name in PLAIN:
        setattr(event, name, getattr(data, name))
    for name in TRANSLATED:
        setattr(event, name, TranslatedText(getattr(data, name)))
    event.languages = list(dict.fromkeys(data.languages))
    event.picture, event.hall, event.exhibition = picture, hall, exhibition


def _picture(code: str | None) -> Asset | None:
    if code is None:
        return None
    found = db.session.scalar(select(Asset).where(Asset.code == code, Asset.kind == "image"))
    if found is None:
        raise Invalid(fields={"picture": _l("There is no such picture.")})
    return found


def _hall(slug: str | None) -> Hall | None:
    found = db.session.scalar(select(Hall).where(Hall.slug == slug)) if slug else None
    if slug and found is None:
        raise Invalid(fields={"hall": _l("There is no such hall.")})
    return found


def _exhibition(slug: str | None) -> Exhibition | None:
    found = db.session.scalar(select(Exhibition).where(Exhibition.slug == slug)) if slug else None
    if slug and found is None:
        raise Invalid(fields={"exhibition": _l("There is no such exhibition.")})
    return found


def set_picture(event: Event, code: str) -> None:
    """Show the picture of that code; "" takes it away. Raises Invalid."""
    before = _files(event)
    event.picture = _picture(code or None)
    _files_changed(event, before)
    record(EVENT_CHANGED, ("event", event.id), slug=event.slug, field="picture")


def _files(event: Event) -> set[str]:
    return {event.picture.code} if event.picture is not None else set()


def _files_changed(event: Event, before: set[str]) -> None:
    db.session.flush()
    if event.is_published:
        publish_assets(_files(event))
        refresh_published(before - _files(event))


def publish_event(event: Event) -> None:
    """Show the event to visitors."""
    if event.is_published:
        return
    event.status = "published"
    event.published_at = utcnow()
    publish_assets(_files(event))
    record(EVENT_PUBLISHED, ("event", event.id), slug=event.slug)


def hide_event(event: Event) -> None:
    """Take the event from visitors; sessions and bookings stay."""
    if not event.is_published:
        return
    event.status = "draft"
    db.session.flush()
    refresh_published(_files(event))
    record(EVENT_HIDDEN, ("event", event.id), slug=event.slug)


def remove_event(event: Event) -> None:
    """Remove a draft for ever. Raises Refused while visitors see it, and where somebody has booked."""
    booked = exists().where(Booking.session_id == EventSession.id, EventSession.event_id == event.id)
    if event.is_published or db.session.scalar(select(booked)):
        raise Refused(_l("Only a draft that nobody has booked can be removed. Take the event back instead."))
    record(EVENT_REMOVED, ("event", event.id), slug=event.slug)
    db.session.delete(event)
    db.session.flush()


def add_item(event: Event, item: Item) -> None:
    """Let the event be about this item too, last in order."""
    if db.session.get(EventItem, (event.id, item.id)) is not None:
        return
    last = db.session.scalar(select(func.max(EventItem.position)).where(EventItem.event_id == event.id))
    db.session.add(EventItem(event_id=event.id, item_id=item.id, position=(last or 0) + 1))
    db.session.flush()
    record(EVENT_CHANGED, ("event", event.id), slug=event.slug, item=item.code)


def remove_item(event: Event, item: Item) -> None:
    """The event is no longer about this item."""
    tie = db.session.get(EventItem, (event.id, item.id))
    if tie is None:
        return
    db.session.delete(tie)
    db.session.flush()
    record(EVENT_CHANGED, ("event", event.id), slug=event.slug, item_removed=item.code)
