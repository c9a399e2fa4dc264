"""Bookings without an account: places taken and given back, and the secret that opens a booking's page.

Capacity is kept by one statement that takes the places only where they are free, and by the table's own condition; a
form that is sent twice books once, because its token may stand in the table once. Nothing personal reaches the audit.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError

from virtual_museum.catalogue.codes import ALPHABET
from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.config import KNOWN_LANGUAGES, settings
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Invalid, NotFound, Refused
from virtual_museum.visits.models import Booking, BookingCount, EventSession, GroupRequest, WalkIn
from virtual_museum.visits.schemas import read_people

BOOKING_MADE = declare_event("booking.made", _l("Places booked"))
BOOKING_CANCELLED = declare_event("booking.cancelled", _l("Booking cancelled"))
CHECKED_IN = declare_event("booking.checked-in", _l("Visitors checked in"))
WALK_INS_COUNTED = declare_event("walk-ins.counted", _l("Visitors without a booking counted"))

NUMBER_LENGTH = 6
LONGEST_NAME, LONGEST_NOTE = 120, 1000
MOST_IN_ONE = 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TELEPHONE = re.compile(r"\+?[\d\s()\-.]{6,30}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,43}")

Kept = TypeVar("Kept", Booking, GroupRequest)


@dataclass(frozen=True)
class Asked:
    """What a visitor has written: who, how to reach them, how many of which category, in which language."""

    token: str
    name: str
    contact: str
    note: str
    language: str
    people: dict[str, int]


def new_token() -> str:
    """What a form carries, so that sending it twice does once."""
    return secrets.token_urlsafe(18)


def read_asked(
    token: str, name: str, contact: str, note: str, language: str, people: Mapping[str, int | None]
) -> Asked:
    """The visitor's form checked. Raises Invalid with a message per field."""
    problems: dict[str, object] = {}
    counted: dict[str, int] = {}
    try:
        counted = read_people(dict(people))
    except Invalid as error:
        problems.update(error.fields)
    if not _TOKEN.fullmatch(token):
        problems["token"] = _l("Open the form again.")
    if not name or len(name) > LONGEST_NAME:
        problems["name"] = _l("Write your name.")
    if len(contact) > LONGEST_NAME or not reachable(contact):
        problems["contact"] = _l("Write a telephone number or an e-mail address.")
    if len(note) > LONGEST_NOTE:
        problems["note"] = _l("At most %(most)s characters.", most=LONGEST_NOTE)
    if language not in KNOWN_LANGUAGES:
        problems["language"] = _l("Choose among the museum's languages.")
    if "people" not in problems and not counted:
        problems["people"] = _l("Say how many people come.")
    elif sum(counted.values()) > MOST_IN_ONE:
        problems["people"] = _l("At most %(most)s people in one booking.", most=MOST_IN_ONE)
    if problems:
        raise Invalid(fields=problems)
    return Asked(token, name, contact, note, language, counted)


def reachable(contact: str) -> bool:
    """Whether it looks like a telephone number or an e-mail address."""
    digits = sum(letter.isdigit() for letter in contact)
    return bool(_EMAIL.fullmatch(contact) or (_TELEPHONE.fullmatch(contact) and digits >= 6))


def book(session: EventSession, asked: Asked) -> Booking:
    """Take the places; the same token again gives the booking that is there. Raises Invalid, Refused."""
    known = by_token(Booking, asked.token)
    if known is not None:
        return known
    try:
        # Undone whole where the token turns out to be taken by a twin that was a moment faster.
        with db.session.begin_nested():
            _take(session, sum(asked.people.values()))
            booking = keep_booking(session, asked)
    except IntegrityError:
        known = by_token(Booking, asked.token)
        if known is None:
            raise
        return known
    record(BOOKING_MADE, ("event", session.event_id), booking=booking.number, session=session.id, people=booking.people)
    return booking


def keep_booking(session: EventSession, asked: Asked) -> Booking:
    """Write the booking down; its places have been taken."""
    booking = Booking(
        session=session, number=new_number(Booking), token=asked.token, name=asked.name, contact=asked.contact,
        note=asked.note, language=asked.language,
        counts=[BookingCount(category=category, booked=number, came=0) for category, number in asked.people.items()],
    )  # fmt: skip
    db.session.add(booking)
    db.session.flush()
    return booking


def _take(session: EventSession, people: int) -> None:
    """Take places where they are free, the session is held and has not begun; the row stays ours until the commit."""
    free = (EventSession.capacity.is_(None)) | (EventSession.booked + people <= EventSession.capacity)
    held = EventSession.cancelled_at.is_(None) & (EventSession.starts_at > utcnow())
    taken = db.session.execute(
        update(EventSession)
        .where(EventSession.id == session.id, held, free)
        .values(booked=EventSession.booked + people)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(session)
    if taken.rowcount:  # type: ignore[attr-defined]
        return
    if session.is_cancelled or session.has_begun:
        raise Refused(_l("This time can no longer be booked."))
    left = session.free or 0
    problem = _l("Only %(left)s places are left.", left=left) if left else _l("No place is left at this time.")
    raise Invalid(fields={"people": problem})


def cancel_booking(booking: Booking) -> None:
    """Give the places back. A second time changes nothing. Raises Refused once the session has begun."""
    if booking.session.has_begun:
        raise Refused(_l("It has begun already."))
    # One statement decides who cancels, so that two clicks give the places back once.
    done = db.session.execute(
        update(Booking)
        .where(Booking.id == booking.id, Booking.status == "booked")
        .values(status="cancelled", updated_at=utcnow())
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(booking)
    if not done.rowcount:  # type: ignore[attr-defined]
        return
    left = EventSession.booked - booking.people
    db.session.execute(
        update(EventSession)
        .where(EventSession.id == booking.session_id)
        .values(booked=case((left < 0, 0), else_=left))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(booking.session)
    record(BOOKING_CANCELLED, ("event", booking.session.event_id), booking=booking.number, people=booking.people)


def check_in(booking: Booking, came: Mapping[str, int | None]) -> None:
    """Write down how many of each category came; again means: correct it. Raises Invalid, Refused."""
    if booking.is_cancelled:
        raise Refused(_l("This booking is cancelled."))
    numbers = read_people(dict(came))
    counts = {count.category: count for count in booking.counts}
    for category in {*counts, *numbers}:
        count = counts.get(category)
        if count is None:
            count = BookingCount(category=category, booked=0)
            booking.counts.append(count)
        count.came = numbers.get(category, 0)
    booking.checked_in_at = utcnow()
    db.session.flush()
    record(CHECKED_IN, ("event", booking.session.event_id), booking=booking.number, people=booking.came)


def count_walk_ins(session: EventSession, came: Mapping[str, int | None]) -> None:
    """Write down how many came without a booking; again means: correct it. Raises Invalid."""
    numbers = read_people(dict(came))
    known = {row.category: row for row in db.session.scalars(select(WalkIn).where(WalkIn.session_id == session.id))}
    for category in {*known, *numbers}:
        row = known.get(category)
        if row is None:
            row = WalkIn(session_id=session.id, category=category)
            db.session.add(row)
        row.came = numbers.get(category, 0)
    db.session.flush()
    record(WALK_INS_COUNTED, ("event", session.event_id), session=session.id, people=sum(numbers.values()))


def by_token(model: type[Kept], token: str) -> Kept | None:
    """What was made by the form with that token."""
    return db.session.scalar(select(model).where(model.token == token))


def new_number(model: type[Booking] | type[GroupRequest]) -> str:
    """A number that nothing of its kind has: six characters that cannot be mistaken on the telephone."""
    while True:
        number = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))
        if db.session.scalar(select(model.id).where(model.number == number)) is None:
            return number


def secret_of(kept: Booking | GroupRequest) -> str:
    """The secret part of the address of a booking or request: nothing that is stored, so nothing that can be read."""
    said = f"{kept.__tablename__}:{kept.id}:{kept.number}".encode()
    return hmac.new(settings().secret_key.encode(), said, sha256).hexdigest()[:32]


def by_secret(model: type[Kept], number: str, secret: str) -> Kept:
    """The booking or request of that number, for whoever knows its secret. Raises NotFound."""
    found = db.session.scalar(select(model).where(model.number == number.upper()))
    if found is None or not hmac.compare_digest(secret_of(found).encode(), secret.encode()):
        raise NotFound()
    return found


def forget_due(now: datetime) -> int:
    """Erase names, contacts and notes of visits that are long over; numbers by category stay. Returns how many."""
    limit = now - timedelta(days=settings().booking_days)
    over = select(EventSession.id).where(EventSession.ends_at <= limit)
    erased = {"name": "", "contact": "", "note": "", "forgotten_at": now}
    done = 0
    for statement in (
        update(Booking).where(Booking.session_id.in_(over), Booking.forgotten_at.is_(None)).values(**erased),
        update(GroupRequest)
        .where(GroupRequest.wished_at <= limit, GroupRequest.forgotten_at.is_(None))
        .values(**erased, answer=""),
    ):
        result = db.session.execute(statement.execution_options(synchronize_session=False))
        done += result.rowcount  # type: ignore[attr-defined]
    return done
