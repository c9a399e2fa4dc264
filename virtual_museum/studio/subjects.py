"""What the audit is about, in words, and where in the studio it lies."""

from flask_babel import lazy_gettext as _l

from virtual_museum.core.audit import AuditRecord

SUBJECTS: dict[str, object] = {
    "item": _l("Museum object"),
    "asset": _l("Medium"),
    "exhibition": _l("Exhibition"),
    "tour": _l("Virtual tour"),
    "hall": _l("Hall"),
    "agent": _l("Person or body"),
    "place": _l("Place"),
    "term": _l("Term"),
    "change_set": _l("Change set"),
    "sheet": _l("Sheet of labels"),
    "user": _l("User"),
    "token": _l("Token"),
    "job": _l("Background work"),
    "event": _l("Event"),
}

# Subjects whose page can be told from the record alone: their address, with the key or a detail put in.
_PAGES = {
    "item": "/studio/items/{subject_id}",
    "asset": "/studio/media/{subject_id}",
    "user": "/studio/users/{subject_id}",
    "change_set": "/studio/changes/{subject_id}",
}


def subject_words(record: AuditRecord) -> str:
    """The subject as people call it: "Museum object 7K3M9X"."""
    kind = SUBJECTS.get(record.subject_kind, record.subject_kind)
    return f"{kind} {record.details.get('slug') or record.subject_id}"


def subject_page(record: AuditRecord) -> str:
    """The subject's page in the studio, or nothing."""
    if record.subject_kind in ("hall", "exhibition", "tour", "event") and record.details.get("slug"):
        return f"/studio/{record.subject_kind}s/{record.details['slug']}"
    if record.subject_kind == "user" and record.subject_id == "0":
        return ""
    return _PAGES.get(record.subject_kind, "").format(subject_id=record.subject_id)
