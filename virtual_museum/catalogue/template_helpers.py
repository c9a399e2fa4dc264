"""What the templates of the catalogue ask for beside their own data."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.catalogue.collection import query_string
from virtual_museum.catalogue.labels import STATUS_LABELS
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet, Term
from virtual_museum.core.db import db
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.media.models import Asset

MOST_NAMES = 300
ASSET_KINDS = {
    "image": _l("Picture"),
    "panorama": _l("360° panorama"),
    "model": _l("3D model"),
    "audio": _l("Sound"),
    "video": _l("Film"),
    "document": _l("Document"),
}
ASSET_STATES = {
    "received": _l("waiting to be prepared"),
    "working": _l("being prepared"),
    "ready": _l("ready"),
    "failed": _l("cannot be used"),
}
CHANGE_STATES = {
    "staging": _l("Columns not chosen yet"),
    "reading": _l("Being read"),
    "applying": _l("Being written"),
    "preview": _l("Preview"),
    "applied": _l("Applied"),
    "undone": _l("Undone"),
    "discarded": _l("Thrown away"),
    "kept": _l("Kept"),
}


def record_value(value: Any) -> str:
    """A field's value in a few words for a table of differences."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, Mapping):
        return " · ".join(f"{key}: {record_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(record_value(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def new_value(entry: ChangeEntry, field: str) -> Any:
    """The value a field gets by a row of a change set."""
    after = entry.after or {}
    if field == "status":
        return after.get("status", "")
    return after.get("record", after).get(field)


def vocabulary_names(vocabulary: str) -> list[str]:
    """The names offered while one types into a field of that vocabulary, at most 300."""
    labels = db.session.scalars(
        select(Term.label).where(Term.vocabulary == vocabulary).order_by(Term.slug).limit(MOST_NAMES)
    )
    return sorted({text for label in labels if (text := translated_text(label))})


def change_title(change_set: ChangeSet) -> str:
    """What a change set is called."""
    if change_set.kind == "bulk":
        return str(_l("Changed together: %(status)s", status=STATUS_LABELS.get(change_set.title, change_set.title)))
    if change_set.kind == "undo":
        return str(_l("Before the undo: %(title)s", title=change_set.title))
    return change_set.title or str(_l("Import"))


def change_state(state: str) -> object:
    """The state of a change set in words."""
    return CHANGE_STATES.get(state, state)


def asset_kind(kind: str) -> object:
    """What a file is, in words."""
    return ASSET_KINDS.get(kind, kind)


def asset_state(asset: Asset) -> object:
    """How far a file has come, in words."""
    return ASSET_STATES.get(asset.state, asset.state)


def item_url(code: str) -> str:
    """The address of an item's page in this request's language; a page of the collection names two dozen."""
    return f"/{current_language()}/items/{code}"


FILTERS = {"record_value": record_value}
GLOBALS = {
    "collection_query": query_string,
    "item_url": item_url,
    "vocabulary_names": vocabulary_names,
    "change_title": change_title,
    "change_state": change_state,
    "new_value": new_value,
    "asset_kind": asset_kind,
    "asset_state": asset_state,
}
