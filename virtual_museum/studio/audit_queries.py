"""Reading the audit: filtered, newest first, paged by its own number."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db

PAGE = 50
MUSEUM_TIME = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class AuditFilter:
    """What the reader looks for; empty or None means all. Days are the museum's, both inclusive."""

    event: str = ""
    actor_id: int | None = None
    subject_kind: str = ""
    subject_id: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """Records of one page; `before` leads to the next, None at the end."""

    records: list[AuditRecord]
    before: int | None


def audit_page(wanted: AuditFilter, before: int | None = None) -> AuditPage:
    """The newest records that fit, older than number `before`."""
    query = _filtered(wanted)
    if before is not None:
        query = query.where(AuditRecord.id < before)
    found = list(db.session.scalars(query.order_by(AuditRecord.id.desc()).limit(PAGE + 1)))
    more = len(found) > PAGE
    return AuditPage(found[:PAGE], found[PAGE - 1].id if more else None)


def _filtered(wanted: AuditFilter) -> Select[AuditRecord]:
    query = select(AuditRecord)
    if wanted.event:
        query = query.where(AuditRecord.event == wanted.event)
    if wanted.actor_id is not None:
        query = query.where(AuditRecord.actor_id == wanted.actor_id)
    if wanted.subject_kind:
        query = query.where(AuditRecord.subject_kind == wanted.subject_kind)
    if wanted.subject_id:
        query = query.where(AuditRecord.subject_id == wanted.subject_id)
    if wanted.first:
        query = query.where(AuditRecord.at >= _midnight(wanted.first))
    if wanted.last:
        query = query.where(AuditRecord.at < _midnight(wanted.last + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), MUSEUM_TIME)
