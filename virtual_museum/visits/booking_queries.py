"""Reads of bookings and requests of groups, and who came, by kind, category and month."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from virtual_museum.core.db import db
from virtual_museum.core.errors import NotFound
from virtual_museum.visits.models import Booking, EventSession, GroupRequest, WalkIn

REQUESTS_PAGE = 50


def bookings_of(session: EventSession) -> Sequence[Booking]:
    """All bookings of a session in the order of their names, cancelled ones last."""
    query = select(Booking).where(Booking.session_id == session.id).options(selectinload(Booking.counts))
    return db.session.scalars(query.order_by(Booking.status, Booking.name, Booking.id)).all()


def booking_of(session: EventSession, number: str) -> Booking:
    """The booking of that number in the session. Raises NotFound."""
    query = select(Booking).where(Booking.session_id == session.id, Booking.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def walk_ins_of(session: EventSession) -> dict[str, int]:
    """Who came without a booking, by category."""
    query = select(WalkIn.category, WalkIn.came).where(WalkIn.session_id == session.id)
    return {category: came for category, came in db.session.execute(query)}


@dataclass(frozen=True)
class Requests:
    """One page of requests, and whether there are more."""

    found: Sequence[GroupRequest]
    more: bool


def requests_page(status: str = "new", page: int = 1) -> Requests:
    """Requests in one state: those that wait by the day asked for, all others the latest first."""
    order = GroupRequest.wished_at if status == "new" else GroupRequest.wished_at.desc()
    query = select(GroupRequest).where(GroupRequest.status == status).options(joinedload(GroupRequest.event))
    listed = query.order_by(order, GroupRequest.id).limit(REQUESTS_PAGE + 1).offset((page - 1) * REQUESTS_PAGE)
    found = db.session.scalars(listed).all()
    return Requests(found[:REQUESTS_PAGE], len(found) > REQUESTS_PAGE)


def requests_waiting() -> int:
    """How many requests nobody has answered yet."""
    return db.session.scalar(select(func.count()).where(GroupRequest.status == "new")) or 0


def request_by_number(number: str) -> GroupRequest:
    """The request. Raises NotFound."""
    found = db.session.scalar(
        select(GroupRequest)
        .where(GroupRequest.number == number)
        .options(joinedload(GroupRequest.event), joinedload(GroupRequest.booking))
    )
    if found is None:
        raise NotFound()
    return found
