"""Declaring jobs, and what a running job is handed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

JobFunction = Callable[..., None]


class LeaseLost(Exception):
    """Another worker has taken the job over; this run must stop, nothing of it will be kept."""


class Stopping(BaseException):
    """The worker is asked to stop; the job goes back to the queue without losing a try.

    Not an `Exception`, so that a job's own error handling lets it pass.
    """


@dataclass(frozen=True)
class Declaration:
    """A kind of job. `lease`, `every` and `timeout` are seconds; a lower `priority` runs first."""

    name: str
    function: JobFunction
    tries: int
    lease: float
    priority: int
    every: float | None
    timeout: float
    on_failure: Callable[..., None] | None


DECLARED: dict[str, Declaration] = {}


def job(
    name: str,
    *,
    tries: int = 3,
    lease: float = 60,
    priority: int = 5,
    every: float | None = None,
    timeout: float = 3600,
    on_failure: Callable[..., None] | None = None,
) -> Callable[[JobFunction], JobFunction]:
    """Declare the function as the job `name`; it is called with a `JobContext` and the enqueued arguments.

    It is tried `tries` times when it raises or its process dies, but only once when it raises a
    `MuseumError`: such an error says that repeating changes nothing. With `every` it needs no arguments and
    is enqueued by the workers themselves. `on_failure(error, **arguments)` is called after the final
    failure, in a transaction of its own.
    """

    def declare(function: JobFunction) -> JobFunction:
        known = DECLARED.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"job {name} is declared twice")
        DECLARED[name] = Declaration(name, function, tries, lease, priority, every, timeout, on_failure)
        return function

    return declare


@dataclass
class Progress:
    """How far a job is; `total` 0 means that nobody knows."""

    done: int = 0
    total: int = 0
    note: str = ""


@dataclass
class JobContext:
    """Handed to a running job: which try this is, and the way to tell how far it is."""

    job_id: int
    attempt: int
    _lost: threading.Event = field(default_factory=threading.Event)
    _told: Progress = field(default_factory=Progress)

    def heartbeat(self) -> None:
        """Raise `LeaseLost` when another worker has taken the job over; a thread keeps the lease itself."""
        if self._lost.is_set():
            raise LeaseLost(f"job {self.job_id}")

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the job is. Costs nothing: a thread writes the newest figure about once a second."""
        self.heartbeat()
        self._told = Progress(done, total, note[:200])

    @property
    def told(self) -> Progress:
        """The newest progress."""
        return self._told

    def lose(self) -> None:
        """Note that the lease is gone."""
        self._lost.set()


def arguments_of(row: Any) -> dict[str, Any]:
    """The arguments of a job's row as keyword arguments."""
    return {str(name): value for name, value in dict(row.arguments or {}).items()}
