"""What the shared document pages must know of tours, and the words by which the history names their fields."""

from flask_babel import lazy_gettext as _l

from virtual_museum.core.document_views import DocumentPages
from virtual_museum.tours import queries
from virtual_museum.tours.schemas import KIND

FIELD_WORDS: dict[str, object] = {
    "title": _l("Title"),
    "intro": _l("Introduction"),
    "start_scene": _l("First scene"),
    "plan": _l("Floor plan"),
    "scenes": _l("Scenes"),
    "hotspots": _l("Hotspots"),
    "hall": _l("Hall"),
    "panorama": _l("Panorama"),
    "initial": _l("First view"),
    "stops": _l("Guided route"),
    "label": _l("Words on the hotspot"),
    "text": _l("Text"),
    "item": _l("Exhibit"),
    "scene": _l("Scene"),
    "yaw": _l("Direction"),
    "pitch": _l("Height"),
    "fov": _l("Field of view"),
    "asset": _l("File"),
    "audio": _l("Sound"),
    "seconds": _l("Seconds"),
    "kind": _l("What is shown"),
    "page": _l("Page"),
    "moves": _l("Turns of the eye"),
    "at": _l("Moment"),
    "view": _l("View"),
    "spoken": _l("Recordings by language"),
    "block:item": _l("Exhibit"),
    "block:scene": _l("Way to another hall"),
    "block:note": _l("Note"),
}

PAGES = DocumentPages(
    kind=KIND,
    label=_l("Virtual tour"),
    edit_permission="tours.edit",
    find=queries.tour_by_slug,
    editor="studio_tours.edit",
    page="tours.tour",
    words=FIELD_WORDS,
)
