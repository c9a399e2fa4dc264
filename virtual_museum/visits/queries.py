"""Reads of events: what comes by month, what was, what an event consists of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from virtual_museum.core.db import UTCDateTime, db, utcnow
from virtual_museum.core.errors import NotFound
from virtual_museum.halls.exhibits import Exhibit, exhibits_of
from virtual_museum.media.models import Asset
from virtual_museum.visits.kinds import KINDS
from virtual_museum.visits.models import Event, EventItem, EventSession
from virtual_museum.visits.times import day_begins, day_of, museum_today

PAGE = 30
STUDIO_PAGE = 50
# Calendars keep what has just been, so that a programme does not lose yesterday.
CALENDAR_DAYS_BACK = 30
CALENDAR_SESSIONS = 1000

_PICTURES = joinedload(Event.picture).selectinload(Asset.renditions)
_PUBLIC = and_(Event.status == "published", EventSession.private.is_(False))


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks the programme for: a kind, a language; empty means all."""

    kind: str = ""
    language: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """SQL: sessions of that kind, held in that language."""
        if self.kind:
            yield Event.kind == self.kind
        if self.language:
            # A session without a language of its own is held in all languages of its event.
            among = cast(Event.languages, String).like(f'%"{self.language}"%')
            yield or_(EventSession.language == self.language, and_(EventSession.language == "", among))


ALL = Wanted()


@dataclass(frozen=True)
class SessionPage:
    """One page of sessions in order; pages count from 1."""

    sessions: Sequence[EventSession]
    page: int
    pages: int

    def months(self) -> list[tuple[date, list[EventSession]]]:
        """The sessions by the museum's months, each named by its first day."""
        grouped = groupby(self.sessions, key=lambda one: day_of(one.starts_at).replace(day=1))
        return [(month, list(sessions)) for month, sessions in grouped]


def _sessions() -> Select[EventSession]:
    """Public sessions with their events, pictures and halls in a constant number of statements."""
    loaded = contains_eager(EventSession.event)
    return (
        select(EventSession)
        .join(Event, Event.id == EventSession.event_id)
        .where(_PUBLIC)
        .options(loaded.joinedload(Event.picture).selectinload(Asset.renditions), loaded.joinedload(Event.hall))
    )


def coming_sessions(wanted: Wanted = ALL, page: int = 1) -> SessionPage:
    """Sessions from the museum's today on, the next first."""
    query = _sessions().where(EventSession.ends_at >= day_begins(museum_today()), *wanted.conditions())
    return _paged(query, page, EventSession.starts_at, EventSession.id)


def past_sessions(wanted: Wanted = ALL, page: int = 1) -> SessionPage:
    """Sessions that ended before the museum's today, the last first."""
    query = _sessions().where(EventSession.ends_at < day_begins(museum_today()), *wanted.conditions())
    return _paged(query, page, EventSession.starts_at.desc(), EventSession.id.desc())


def _paged(query: Select[EventSession], page: int, *order: ColumnElement[object] | object) -> SessionPage:
    bare = query.with_only_columns(EventSession.id).options()
    total = db.session.scalar(select(func.count()).select_from(bare.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    listed = query.order_by(*order).limit(PAGE).offset((page - 1) * PAGE)  # type: ignore[arg-type]
    return SessionPage(db.session.scalars(listed).all(), page, pages)


def offered_kinds(also: str = "") -> list[str]:
    """Kinds of which visitors find an event, in the declared order; `also` is named in any case."""
    found = set(db.session.scalars(select(Event.kind).where(Event.status == "published").distinct()))
    return [kind for kind in KINDS if kind in found or kind == also]


def events_on_request(wanted: Wanted = ALL) -> Sequence[Event]:
    """Published events for which a group may ask for a day of its own."""
    query = select(Event).where(Event.status == "published", Event.on_request.is_(True))
    if wanted.kind:
        query = query.where(Event.kind == wanted.kind)
    if wanted.language:
        query = query.where(cast(Event.languages, String).like(f'%"{wanted.language}"%'))
    return db.session.scalars(query.options(_PICTURES, joinedload(Event.hall)).order_by(Event.id).limit(PAGE)).all()


def coming_events(limit: int = 3) -> list[EventSession]:
    """The next session of each of the next few events; cancelled ones are no news to invite to."""
    next_of = (
        select(EventSession.event_id, func.min(EventSession.starts_at).label("starts"))
        .join(Event, Event.id == EventSession.event_id)
        .where(_PUBLIC, EventSession.starts_at >= day_begins(museum_today()), EventSession.cancelled_at.is_(None))
        .group_by(EventSession.event_id)
        .subquery()
    )
    same = and_(next_of.c.event_id == EventSession.event_id, next_of.c.starts == EventSession.starts_at)
    query = _sessions().join(next_of, same).where(EventSession.cancelled_at.is_(None))
    return list(db.session.scalars(query.order_by(EventSession.starts_at, EventSession.id).limit(limit)))


def event_by_slug(slug: str) -> Event:
    """The event with its picture, place and exhibition, whatever its status. Raises NotFound."""
    found = db.session.scalar(
        select(Event)
        .where(Event.slug == slug)
        .options(_PICTURES, joinedload(Event.hall), joinedload(Event.exhibition))
    )
    if found is None:
        raise NotFound()
    return found


def visible_event(slug: str) -> Event:
    """The event as visitors may see it. Raises NotFound."""
    event = event_by_slug(slug)
    if not event.is_published:
        raise NotFound()
    return event


def exhibits_of_event(event: Event, published_only: bool = True) -> list[Exhibit]:
    """The items the event is about, in their order."""
    query = select(EventItem).where(EventItem.event_id == event.id).options(joinedload(EventItem.item))
    ties = db.session.scalars(query.order_by(EventItem.position, EventItem.item_id))
    shown = exhibits_of([tie.item for tie in ties])
    return [one for one in shown if one.is_published] if published_only else shown


def session_of(event: Event, number: int) -> EventSession:
    """A session of the event. Raises NotFound."""
    found = db.session.scalar(
        select(EventSession).where(EventSession.id == number, EventSession.event_id == event.id)
    )
    if found is None:
        raise NotFound()
    return found


def sessions_to_come(event: Event, limit: int = 60) -> Sequence[EventSession]:
    """Public sessions of one event that visitors can still come to, cancelled ones among them; the next first."""
    query = select(EventSession).where(
        EventSession.event_id == event.id, EventSession.private.is_(False), EventSession.ends_at > utcnow()
    )
    return db.session.scalars(query.order_by(EventSession.starts_at, EventSession.id).limit(limit)).all()


def last_session(event: Event) -> EventSession | None:
    """The last public session that is over."""
    query = select(EventSession).where(
        EventSession.event_id == event.id, EventSession.private.is_(False), EventSession.ends_at <= utcnow()
    )
    return db.session.scalar(query.order_by(EventSession.starts_at.desc()).limit(1))


def calendar_sessions(event: Event | None = None) -> Sequence[EventSession]:
    """What a calendar holds: public sessions from some weeks ago on, of one event or of all."""
    query = _sessions().where(EventSession.ends_at >= utcnow() - timedelta(days=CALENDAR_DAYS_BACK))
    if event is not None:
        query = query.where(EventSession.event_id == event.id)
    return db.session.scalars(query.order_by(EventSession.starts_at, EventSession.id).limit(CALENDAR_SESSIONS)).all()


def published_events() -> Sequence[Event]:
    """All events that visitors may see, the newest first."""
    query = select(Event).where(Event.status == "published").options(_PICTURES)
    return db.session.scalars(query.order_by(Event.published_at.desc(), Event.id.desc())).all()


def newest_events(limit: int) -> Sequence[Event]:
    """What was published last."""
    query = select(Event).where(Event.status == "published", Event.published_at.is_not(None))
    return db.session.scalars(query.order_by(Event.published_at.desc(), Event.id.desc()).limit(limit)).all()


# Every item's page asks it, so it is put together once; by the museum's day, because pages are kept for a day.
_ABOUT = (
    select(Event)
    .join(EventItem, EventItem.event_id == Event.id)
    .where(
        EventItem.item_id == bindparam("item"),
        Event.status == "published",
        or_(
            Event.on_request.is_(True),
            exists().where(
                EventSession.event_id == Event.id,
                EventSession.ends_at >= bindparam("today", type_=UTCDateTime()),
                EventSession.private.is_(False),
            ),
        ),
    )
    .order_by(Event.id)
    .limit(6)
)


def events_about(item_id: int) -> Sequence[Event]:
    """Published events about an item that are still to come, or held on request."""
    return db.session.scalars(_ABOUT, {"item": item_id, "today": day_begins(museum_today())}).all()


def events_with_picture(asset: Asset) -> Sequence[Event]:
    """Events that show the asset."""
    return db.session.scalars(select(Event).where(Event.picture_id == asset.id)).all()


@dataclass(frozen=True)
class StudioLine:
    """An event in the studio's list: how many sessions are to come, and when the next one begins."""

    event: Event
    sessions: int
    following: datetime | None


def studio_list(kind: str = "", status: str = "", page: int = 1) -> tuple[list[StudioLine], bool]:
    """A page of all events, the newest first, and whether there are more."""
    query = select(Event)
    if kind:
        query = query.where(Event.kind == kind)
    if status:
        query = query.where(Event.status == status)
    listed = query.order_by(Event.id.desc()).limit(STUDIO_PAGE + 1).offset((page - 1) * STUDIO_PAGE)
    events = db.session.scalars(listed).all()
    shown = events[:STUDIO_PAGE]
    counted = db.session.execute(
        select(EventSession.event_id, func.count(), func.min(EventSession.starts_at))
        .where(EventSession.event_id.in_([event.id for event in shown]), EventSession.ends_at > utcnow())
        .group_by(EventSession.event_id)
    )
    coming = {event_id: (number, following) for event_id, number, following in counted}
    return [StudioLine(event, *coming.get(event.id, (0, None))) for event in shown], len(events) > STUDIO_PAGE


def all_sessions(event: Event, past: bool = False, page: int = 1) -> tuple[Sequence[EventSession], bool]:
    """Sessions of an event for the studio, private ones too: those to come, or those that are over, the last first."""
    over = EventSession.ends_at <= utcnow()
    query = select(EventSession).where(EventSession.event_id == event.id, over if past else ~over)
    order = EventSession.starts_at.desc() if past else EventSession.starts_at
    listed = query.order_by(order, EventSession.id).limit(STUDIO_PAGE + 1).offset((page - 1) * STUDIO_PAGE)
    found = db.session.scalars(listed).all()
    return found[:STUDIO_PAGE], len(found) > STUDIO_PAGE
