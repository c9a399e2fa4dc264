"""Who acts: a signed-in person, a program with a token, the command line, a job, or a visitor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from flask import g, has_request_context


@dataclass(frozen=True)
class Actor:
    """Somebody or something that may change the museum. `permissions` holds names declared in security."""

    user_id: int | None = None
    name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    everything: bool = False

    def can(self, permission: str) -> bool:
        """True where this actor holds `permission`."""
        return self.everything or permission in self.permissions


VISITOR = Actor(name="visitor")
SYSTEM = Actor(name="system", everything=True)

_loaders: list[Callable[[], Actor | None]] = []
_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def actor_loader(load: Callable[[], Actor | None]) -> Callable[[], Actor | None]:
    """Register a way to recognise who sends the current request (session, token)."""
    if load not in _loaders:
        _loaders.append(load)
    return load


def current_actor() -> Actor:
    """Who acts now: in a request whoever is recognised, else a visitor; outside of requests the system."""
    acting = _acting.get()
    if acting is not None:
        return acting
    if not has_request_context():
        return SYSTEM
    if "actor" not in g:
        g.actor = next((actor for load in _loaders if (actor := load()) is not None), VISITOR)
    return g.actor  # type: ignore[no-any-return]


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Do the enclosed work in the name of `actor`, for example of whoever uploaded what a job converts."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
