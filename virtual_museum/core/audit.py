"""Who did what, when. Events are declared once, with words for people; records are only ever added."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .actors import current_actor
from .db import Base, Identified, JSONValue, UTCDateTime, db, utcnow


@dataclass(frozen=True)
class AuditEvent:
    """A kind of consequential change. `name` is noun.past-tense, `label` lazy translated words."""

    name: str
    label: object


AUDIT_EVENTS: dict[str, AuditEvent] = {}


def declare_event(name: str, label: object) -> AuditEvent:
    """Declare an event once; a second declaration of the same name is a mistake in the code."""
    if name in AUDIT_EVENTS:
        raise ValueError(f"audit event {name} is declared twice")
    AUDIT_EVENTS[name] = event = AuditEvent(name, label)
    return event


class AuditRecord(Identified, Base):
    """One line of the audit."""

    __tablename__ = "audit_record"
    __affects_pages__ = False
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    event: Mapped[str] = mapped_column(String(64), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(255), default="")
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)

    @property
    def label(self) -> object:
        """What happened, in words."""
        declared = AUDIT_EVENTS.get(self.event)
        return declared.label if declared else self.event


def record(event: AuditEvent, subject: tuple[str, int | str], **details: Any) -> AuditRecord:
    """Write down that the current actor did `event` to `subject` (kind, key) in the caller's transaction."""
    actor = current_actor()
    line = AuditRecord(
        event=event.name,
        actor_id=actor.user_id,
        actor_name=actor.name,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        details=details,
    )
    db.session.add(line)
    return line
