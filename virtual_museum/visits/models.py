"""Events, their sessions, and who booked and who came, counted by categories."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import (
    Base,
    Identified,
    JSONValue,
    Timestamped,
    Translated,
    TranslatedText,
    UTCDateTime,
    one_of,
    utcnow,
)
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall
from virtual_museum.media.models import Asset
from virtual_museum.visits.kinds import CATEGORIES, KINDS

EVENT_STATUSES = ("draft", "published")
BOOKING_STATUSES = ("booked", "cancelled")
REQUEST_STATUSES = ("new", "accepted", "declined", "withdrawn")


class Event(Identified, Timestamped, Base):
    """Something the museum holds once or again and again: an excursion, a lecture, a concert.

    Visitors see events whose status is "published". `place` says where it is when that is no hall, or where in the
    hall one meets. `bookable` sessions are booked on their own pages; `on_request` lets a group ask for a day of its
    own.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("status", EVENT_STATUSES), name="status"),
        Index("ix_event_status_kind", "status", "kind", "id"),
    )

    slug: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12), default="draft")
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    title: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    summary: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    text: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    place: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    price: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    accessibility: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    languages: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    bookable: Mapped[bool] = mapped_column(default=False)
    on_request: Mapped[bool] = mapped_column(default=False)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id", ondelete="SET NULL"), index=True)
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id", ondelete="SET NULL"), index=True)

    picture: Mapped[Asset | None] = relationship()
    hall: Mapped[Hall | None] = relationship()
    exhibition: Mapped[Exhibition | None] = relationship()
    items: Mapped[list["EventItem"]] = relationship(
        order_by="EventItem.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_published(self) -> bool:
        """True where visitors may see the event."""
        return self.status == "published"


class EventItem(Base):
    """An item that an event is about."""

    __tablename__ = "event_item"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)

    item: Mapped[Item] = relationship()


class EventSession(Identified, Timestamped, Base):
    """One time at which an event is held.

    `language` is empty where it is held in all languages of the event. `capacity` None means that nobody counts
    places. `booked` is how many places are taken: it changes by one statement that looks at the capacity, and the
    table itself refuses more. `uid` and `sequence` are those of calendars (RFC 5545). A `private` session belongs to
    one group and stands in no list of visitors.
    """

    __tablename__ = "event_session"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("booked >= 0 AND (capacity IS NULL OR booked <= capacity)", name="booked"),
        Index("ix_event_session_event", "event_id", "starts_at"),
        Index("ix_event_session_starts", "starts_at", "id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    language: Mapped[str] = mapped_column(String(8), default="")
    capacity: Mapped[int | None] = mapped_column(Integer)
    booked: Mapped[int] = mapped_column(Integer, default=0)
    uid: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    private: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)

    event: Mapped[Event] = relationship()

    @property
    def is_cancelled(self) -> bool:
        """True where it will not be held."""
        return self.cancelled_at is not None

    @property
    def free(self) -> int | None:
        """Places left; None where nobody counts them."""
        return None if self.capacity is None else max(0, self.capacity - self.booked)

    @property
    def has_begun(self) -> bool:
        """True from its first minute on."""
        return self.starts_at <= utcnow()


class Personal:
    """Who asks for places. Name, contact and note are erased some days after the visit; `forgotten_at` says when.

    `number` is short enough for the telephone, `token` is the form's: a form sent twice books once.
    """

    number: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(43))
    name: Mapped[str] = mapped_column(String(120), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    forgotten_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Booking(Identified, Timestamped, Personal, Base):
    """Places of a session that somebody has taken."""

    __tablename__ = "booking"
    __affects_pages__ = False
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        CheckConstraint(one_of("status", BOOKING_STATUSES), name="status"),
        Index("ix_booking_session", "session_id", "status"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(12), default="booked")
    checked_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    session: Mapped[EventSession] = relationship()
    counts: Mapped[list["BookingCount"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def people(self) -> int:
        """How many places were booked."""
        return sum(count.booked for count in self.counts)

    @property
    def came(self) -> int:
        """How many of them came."""
        return sum(count.came for count in self.counts)

    @property
    def announced(self) -> list[tuple[str, int]]:
        """How many of which category were booked, in the report's order."""
        booked = {count.category: count.booked for count in self.counts}
        return [(category, booked[category]) for category in CATEGORIES if booked.get(category)]

    @property
    def is_cancelled(self) -> bool:
        """True where the places were given back."""
        return self.status == "cancelled"


class BookingCount(Base):
    """People of one category in a booking: announced, and come. These numbers stay for the report."""

    __tablename__ = "booking_count"
    __affects_pages__ = False
    __table_args__ = (
        CheckConstraint(one_of("category", CATEGORIES), name="category"),
        CheckConstraint("booked >= 0 AND came >= 0", name="numbers"),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    booked: Mapped[int] = mapped_column(Integer, default=0)
    came: Mapped[int] = mapped_column(Integer, default=0)


class WalkIn(Base):
    """People of one category who came to a session without a booking."""

    __tablename__ = "walk_in"
    __affects_pages__ = False
    __table_args__ = (
        CheckConstraint(one_of("category", CATEGORIES), name="category"),
        CheckConstraint("came >= 0", name="came"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    came: Mapped[int] = mapped_column(Integer, default=0)


class GroupRequest(Identified, Timestamped, Personal, Base):
    """A group asks for an excursion at a time of its own; accepted, it becomes a private session with its booking."""

    __tablename__ = "group_request"
    __affects_pages__ = False
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        CheckConstraint(one_of("status", REQUEST_STATUSES), name="status"),
        Index("ix_group_request_status", "status", "wished_at", "id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(12), default="new")
    wished_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[dict[str, int]] = mapped_column(JSONValue, default=dict)

    event: Mapped[Event] = relationship()
    booking: Mapped[Booking | None] = relationship()
