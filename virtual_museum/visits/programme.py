"""Changes to the sessions of events: added one by one or week by week, moved, cancelled, removed."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select, update

from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.visits.models import Booking, Event, EventSession
from virtual_museum.visits.schemas import SessionData, read
from virtual_museum.visits.times import at_museum, weekly

SESSIONS_ADDED = declare_event("event-session.added", _l("Sessions added"))
SESSION_CHANGED = declare_event("event-session.changed", _l("Session changed"))
SESSION_CANCELLED = declare_event("event-session.cancelled", _l("Session cancelled"))
SESSION_REMOVED = declare_event("event-session.removed", _l("Session removed"))

MOST_AT_ONCE = 60


def moments(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """Beginning and end by the museum's clock; an end before the beginning lies on the next day."""
    last = day if ends > begins else day + timedelta(days=1)
    return at_museum(day, begins), at_museum(last, ends)


def add_session(event: Event, data: Mapping[str, object], private: bool = False) -> EventSession:
    """One more session. Raises Invalid."""
    checked = read(SessionData, dict(data))
    session = EventSession(event=event, uid=str(uuid.uuid4()), private=private, **checked.model_dump())
    db.session.add(session)
    db.session.flush()
    record(SESSIONS_ADDED, ("event", event.id), slug=event.slug, sessions=1)
    return session


def add_weekly(
    event: Event, first: date, until: date | None, begins: time, ends: time, data: Mapping[str, object]
) -> int:
    """A session on `first` and, with `until`, on the same weekday of each week up to that day. Raises Invalid.

    Returns how many were added. The clock stays the same over a change of summer time.
    """
    if until is not None and until < first:
        raise Invalid(fields={"until": _l("The end must lie after the beginning.")})
    days = list(weekly(first, until))
    if len(days) > MOST_AT_ONCE:
        raise Invalid(fields={"until": _l("At most %(most)s sessions can be added at once.", most=MOST_AT_ONCE)})
    for day in days:
        starts_at, ends_at = moments(day, begins, ends)
        checked = read(SessionData, {**data, "starts_at": starts_at, "ends_at": ends_at})
        db.session.add(EventSession(event=event, uid=str(uuid.uuid4()), **checked.model_dump()))
    db.session.flush()
    record(SESSIONS_ADDED, ("event", event.id), slug=event.slug, sessions=len(days))
    return len(days)


def change_session(session: EventSession, data: Mapping[str, object]) -> None:
    """Move the session or change its places. Raises Invalid where more places are taken than it would have."""
    checked = read(SessionData, dict(data))
    # Taken with the row locked, so that nobody books a place while it disappears.
    db.session.refresh(session, ["booked"], with_for_update=True)
    if checked.capacity is not None and checked.capacity < session.booked:
        raise Invalid(fields={"capacity": _l("%(number)s places are booked already.", number=session.booked)})
    for name, value in checked.model_dump().items():
        setattr(session, name, value)
    session.sequence += 1
    db.session.flush()
    record(SESSION_CHANGED, ("event", session.event_id), slug=session.event.slug, session=session.id)


def cancel_session(session: EventSession, reason: Mapping[str, str]) -> None:
    """Tell everybody that it will not be held, and why. Its bookings stay, so that people can be told."""
    if session.is_cancelled:
        raise Refused(_l("This session is cancelled already."))
    session.cancelled_at = utcnow()
    session.cancel_reason = TranslatedText(reason)
    session.sequence += 1
    db.session.flush()
    record(SESSION_CANCELLED, ("event", session.event_id), slug=session.event.slug, session=session.id)


def remove_session(session: EventSession) -> None:
    """Remove a session that nobody has booked. Raises Refused."""
    # The row is locked first: a booking that is under way is waited for, and one that comes later finds nothing.
    db.session.execute(update(EventSession).where(EventSession.id == session.id).values(sequence=EventSession.sequence))
    if db.session.scalar(select(exists().where(Booking.session_id == session.id))):
        raise Refused(_l("People have booked this session. Cancel it instead, and tell them."))
    record(SESSION_REMOVED, ("event", session.event_id), slug=session.event.slug, session=session.id)
    db.session.delete(session)
    db.session.flush()
