"""Groups that ask for a day of their own, and the museum's answers."""

import uuid
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.visits.bookings import Asked, by_token, keep_booking, new_number
from virtual_museum.visits.models import Event, EventSession, GroupRequest
from virtual_museum.visits.schemas import SessionData, read

REQUEST_MADE = declare_event("group-request.made", _l("A group asked for a day"))
REQUEST_ACCEPTED = declare_event("group-request.accepted", _l("Request of a group accepted"))
REQUEST_DECLINED = declare_event("group-request.declined", _l("Request of a group declined"))
REQUEST_WITHDRAWN = declare_event("group-request.withdrawn", _l("Request of a group withdrawn"))

# A guide must be found, and nobody plans further ahead than a school year.
EARLIEST, LATEST = timedelta(hours=12), timedelta(days=400)


def ask(event: Event, wished_at: datetime, asked: Asked) -> GroupRequest:
    """Ask for the event at a time of one's own; the same token again gives what is there. Raises Invalid, Refused."""
    known = by_token(GroupRequest, asked.token)
    if known is not None:
        return known
    if not event.on_request:
        raise Refused(_l("This event is not held on request."))
    if not utcnow() + EARLIEST <= wished_at <= utcnow() + LATEST:
        raise Invalid(fields={"day": _l("Choose a day from tomorrow on, within a year.")})
    made = GroupRequest(
        event=event, number=new_number(GroupRequest), token=asked.token, name=asked.name, contact=asked.contact,
        note=asked.note, language=asked.language, wished_at=wished_at, people=asked.people,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:
        known = by_token(GroupRequest, asked.token)
        if known is None:
            raise
        return known
    record(REQUEST_MADE, ("event", event.id), request=made.number, people=sum(asked.people.values()))
    return made


def accept(request: GroupRequest, starts_at: datetime, ends_at: datetime, answer: str) -> EventSession:
    """Hold the event for the group: a session of its own with the booking in it. Raises Invalid, Refused."""
    _lock_open(request)
    people = sum(request.people.values())
    data = {"starts_at": starts_at, "ends_at": ends_at, "language": request.language, "capacity": people}
    session = EventSession(
        event=request.event, uid=str(uuid.uuid4()), private=True, booked=people, **read(SessionData, data).model_dump()
    )
    asked = Asked(request.token, request.name, request.contact, request.note, request.language, request.people)
    db.session.add(session)
    request.booking = keep_booking(session, asked)
    request.status, request.answer = "accepted", answer
    db.session.flush()
    record(REQUEST_ACCEPTED, ("event", request.event_id), request=request.number, session=session.id)
    return session


def decline(request: GroupRequest, answer: str) -> None:
    """Tell the group that it cannot be, and why. Raises Refused."""
    _lock_open(request)
    request.status, request.answer = "declined", answer
    db.session.flush()
    record(REQUEST_DECLINED, ("event", request.event_id), request=request.number)


def withdraw(request: GroupRequest) -> None:
    """The group no longer wants to come. Raises Refused once the museum has answered."""
    _lock_open(request)
    request.status = "withdrawn"
    db.session.flush()
    record(REQUEST_WITHDRAWN, ("event", request.event_id), request=request.number)


def _lock_open(request: GroupRequest) -> None:
    """Hold the row until the commit, so that two answers at once do not both count."""
    db.session.scalars(
        select(GroupRequest).where(GroupRequest.id == request.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if request.status != "new":
        raise Refused(_l("This request has been answered already."))
