"""Engine, session rules and column types that every feature shares.

One request is one transaction: services flush, the request commits once. On SQLite a request that may
change something begins IMMEDIATE, so that it waits its turn at the start and never fails half-way when a
read lock is to become a write lock.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from pydantic_core import from_json
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    event,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from .config import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Constraint names are fixed, so that a migration can name what it changes on either database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigKey = BigInteger().with_variant(Integer, "sqlite")
JSONValue = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, without zone in the database. Refuses naive values."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class TranslatedText(MutableDict[str, str]):
    """One text in several languages, keyed by language code; empty texts are not kept."""

    @classmethod
    def coerce(cls, key: str, value: Any) -> "TranslatedText | None":
        if value is None or isinstance(value, TranslatedText):
            return value
        if isinstance(value, Mapping):
            return cls({str(k): str(v) for k, v in value.items() if v})
        raise ValueError(f"{key}: a translated text is a mapping of languages, not {type(value).__name__}")

    def best(self, language: str, order: tuple[str, ...] = ("kk", "ru", "en")) -> tuple[str, str]:
        """The text in `language`, else in the first of `order` that has one, with its language."""
        for code in (language, *order):
            if self.get(code):
                return self[code], code
        for code, text in self.items():
            if text:
                return text, code
        return "", language

    def __bool__(self) -> bool:
        return any(self.values())

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


class _TranslatedJSON(TypeDecorator[dict[str, str]]):
    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Any, dialect: object) -> dict[str, str]:
        return {k: v for k, v in dict(value or {}).items() if v}

    def process_result_value(self, value: Any, dialect: object) -> dict[str, str]:
        return TranslatedText(value or {})


Translated = TranslatedText.as_mutable(_TranslatedJSON())


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    # What visitors see changes with most tables; tables of mere bookkeeping say False.
    __affects_pages__ = True

    if TYPE_CHECKING:
        # Every class here stands for one real table, never for a join.
        __table__: ClassVar[Table]


def one_of(column: str, values: Iterable[str]) -> str:
    """The condition that a column holds one of the declared values, for a check constraint."""
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class Identified:
    """Gives a table its integer key."""

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)


class Timestamped:
    """Says when a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, onupdate=utcnow)


class ContentRevision(Base):
    """One row that counts the changes of anything visitors may see; caches compare it."""

    __tablename__ = "content_revision"
    __affects_pages__ = False
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"autoflush": True})

_begin: ContextVar[str] = ContextVar("begin", default="IMMEDIATE")


@contextmanager
def read_only_transactions() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite."""
    token = _begin.set("DEFERRED")
    try:
        yield
    finally:
        _begin.reset(token)


# Every page asks it, so it is put together once, of the table: so nothing looks for objects to fill.
_revision = ContentRevision.__table__
_CONTENT_REVISION = select(_revision.c.value).where(_revision.c.id == 1)


def content_revision() -> int:
    """How often visible content has changed; grows with each committed change."""
    return db.session.execute(_CONTENT_REVISION).scalar() or 0


def bump_content_revision(session: Session) -> None:
    """Count one change of visible content in the caller's transaction."""
    if session.info.get("content_revision_bumped"):
        return
    session.info["content_revision_bumped"] = True
    done = session.execute(
        update(ContentRevision).where(ContentRevision.id == 1).values(value=ContentRevision.value + 1)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(ContentRevision.__table__.insert().values(id=1, value=1))


def read_json(text: str | bytes) -> Any:
    """A JSON column's value; nearly every column of an item is one, so it is read by the quickest reader at hand."""
    try:
        return from_json(text)
    except ValueError:
        # Halves of surrogate pairs, which only the standard library reads.
        return json.loads(text)


def init_db(app: Flask, settings: Settings) -> None:
    """Bind the database to `app` and set the rules of sessions and transactions."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    engine_options: dict[str, Any] = {"pool_pre_ping": not settings.is_sqlite, "json_deserializer": read_json}
    if settings.is_sqlite:
        engine_options["connect_args"] = {"timeout": 30, "check_same_thread": False}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options
    db.init_app(app)
    with app.app_context():
        if settings.is_sqlite:
            _sqlite_rules(db.engine)
    app.before_request(_choose_begin)
    app.after_request(_commit_once)


def _choose_begin() -> None:
    _begin.set("DEFERRED" if request.method in SAFE_METHODS else "IMMEDIATE")


def _commit_once(response: Response) -> Response:
    if request.method not in SAFE_METHODS and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _sqlite_rules(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late and is always DEFERRED; ours is sent below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "cache_size=-32000",
            "mmap_size=268435456",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(f"BEGIN {_begin.get()}")


@event.listens_for(Session, "before_flush")
def _count_change(session: Session, _context: object, _instances: object) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(row, "__affects_pages__", True) for row in changed):
        bump_content_revision(session)


@event.listens_for(Session, "after_transaction_end")
def _forget_bump(session: Session, transaction: Any) -> None:
    # A savepoint rolled back takes its count with it, so the next change counts again.
    if transaction.parent is None or transaction.nested:
        session.info.pop("content_revision_bumped", None)
