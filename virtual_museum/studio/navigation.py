"""The studio's navigation, declared in one place: address, words, permission, in the order of the day's work."""

from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from virtual_museum.core.actors import Actor


@dataclass(frozen=True)
class Entry:
    """A place of the studio. Shown to whoever holds `permission`; all below its address belong to it."""

    address: str
    words: object
    permission: str


@dataclass(frozen=True)
class Group:
    """Places that belong together."""

    words: object
    entries: tuple[Entry, ...]


NAVIGATION: tuple[Group, ...] = (
    Group(
        _l("Collection"),
        (
            Entry("/studio/items", _l("Museum objects"), "catalogue.read"),
            Entry("/studio/media", _l("Media"), "media.read"),
            Entry("/studio/vocabularies", _l("Vocabularies"), "catalogue.read"),
            Entry("/studio/catalogue/funds", _l("Funds and acquisitions"), "catalogue.read"),
            Entry("/studio/changes", _l("Imports and changes"), "catalogue.import"),
        ),
    ),
    Group(
        _l("For visitors"),
        (
            Entry("/studio/exhibitions", _l("Exhibitions"), "exhibitions.edit"),
            Entry("/studio/tours", _l("Virtual tours"), "tours.edit"),
            Entry("/studio/halls", _l("Halls"), "halls.edit"),
            Entry("/studio/events", _l("Events"), "events.edit"),
            Entry("/studio/requests", _l("Requests of groups"), "bookings.manage"),
            Entry("/studio/labels", _l("Labels"), "labels.print"),
        ),
    ),
    Group(
        _l("Museum"),
        (
            Entry("/studio/audience", _l("Audience"), "audience.read"),
            Entry("/studio/work", _l("Background work"), "media.edit"),
            Entry("/studio/audit", _l("Audit"), "audit.read"),
            Entry("/studio/users", _l("Users"), "users.manage"),
        ),
    ),
)


def navigation_for(actor: Actor) -> tuple[Group, ...]:
    """The places `actor` may go to; groups without any are left out."""
    routed = _routed_addresses()
    groups = []
    for group in NAVIGATION:
        entries = tuple(e for e in group.entries if actor.can(e.permission) and e.address in routed)
        if entries:
            groups.append(Group(group.words, entries))
    return tuple(groups)


def is_current(entry: Entry, path: str) -> bool:
    """True where the page of `path` belongs to `entry`."""
    return path == entry.address or path.startswith(entry.address + "/")


def _routed_addresses() -> frozenset[str]:
    """Addresses with a page behind them; a museum may run without some feature."""
    app: Flask = current_app
    if "museum.studio_addresses" not in app.extensions:
        rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
        app.extensions["museum.studio_addresses"] = frozenset(rule.rule.rstrip("/") for rule in rules)
    found: frozenset[str] = app.extensions["museum.studio_addresses"]
    return found
