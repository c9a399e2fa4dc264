"""The four roles and what each may do. `docs/roles.md` shows this table; a test compares the two."""

from flask_babel import lazy_gettext as _l

from virtual_museum.core.security import PERMISSIONS

_READER = frozenset({"studio.enter", "catalogue.read", "media.read"})
# Names and telephone numbers are for those who meet the visitors and those who answer them, not for all who write.
_GUIDE = _READER | {"events.edit", "bookings.read"}
_EDITOR = _READER | {
    "catalogue.edit",
    "media.edit",
    "halls.edit",
    "tours.edit",
    "exhibitions.edit",
    "labels.print",
    "events.edit",
}
_CURATOR = _EDITOR | {
    "catalogue.publish",
    "catalogue.import",
    "media.delete",
    "documents.publish",
    "events.publish",
    "bookings.read",
    "bookings.manage",
    "audience.read",
}

ROLES: dict[str, frozenset[str]] = {
    "administrator": frozenset(PERMISSIONS),
    "curator": _CURATOR,
    "editor": _EDITOR,
    "guide": _GUIDE,
}

ROLE_NAMES: dict[str, object] = {
    "administrator": _l("Administrator"),
    "curator": _l("Curator"),
    "editor": _l("Editor"),
    "guide": _l("Guide (person)"),
}

ROLE_WORDS: dict[str, object] = {
    "administrator": _l("Everything, with users and the audit"),
    "curator": _l("Catalogues, composes, publishes, imports, reads statistics"),
    "editor": _l("Writes and edits; a curator publishes"),
    "guide": _l("Looks things up; manages events and bookings"),
}

ADMINISTRATOR = "administrator"


def permissions_of(role: str) -> frozenset[str]:
    """What `role` may do; an unknown role may do nothing."""
    return ROLES.get(role, frozenset())
