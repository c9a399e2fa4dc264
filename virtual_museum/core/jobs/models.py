"""The tables of jobs and of the processes that run them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from virtual_museum.core.db import Base, Identified, JSONValue, Timestamped, UTCDateTime, utcnow

QUEUED, RUNNING, DONE, FAILED, REPLACED = "queued", "running", "done", "failed", "replaced"


class Job(Identified, Timestamped, Base):
    """One piece of background work.

    `queued` waits for `run_at`; `running` belongs to `worker` until `lease_until`; `done` and `failed` are
    final; `replaced` means that it went back to the queue and found a newer job of its `unique_key` there.
    """

    __tablename__ = "job"
    __affects_pages__ = False
    __table_args__ = (
        CheckConstraint("state IN ('queued','running','done','failed','replaced')", name="state"),
        # Of a unique key one job waits at most; while one runs another may be queued, because the running one
        # may already have read what has changed since.
        Index(
            "uq_job_unique_key_queued",
            "unique_key",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("ix_job_state_run_at", "state", "priority", "run_at"),
    )

    name: Mapped[str] = mapped_column(String(80), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    priority: Mapped[int] = mapped_column(default=5)
    unique_key: Mapped[str | None] = mapped_column(String(200))
    run_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    tries: Mapped[int] = mapped_column(default=0)
    max_tries: Mapped[int] = mapped_column(default=3)
    worker: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    progress_note: Mapped[str] = mapped_column(String(200), default="")
    # `error` is for people, `trace` for whoever repairs the museum.
    error: Mapped[str] = mapped_column(Text, default="")
    trace: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    @property
    def is_finished(self) -> bool:
        """True when nothing will run for this row any more."""
        return self.state in (DONE, FAILED, REPLACED)


class JobWorker(Base):
    """A process that runs jobs, as `/readyz` and the recovery of killed jobs see it."""

    __tablename__ = "job_worker"
    __affects_pages__ = False

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The machine since its last start, and the process on it: together they tell whether it still lives.
    machine: Mapped[str] = mapped_column(String(200), index=True)
    process: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
