"""The visitors' main menu, declared in one place."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from virtual_museum.core.i18n import current_language


@dataclass(frozen=True)
class Link:
    """A place of the museum; `current` where the visitor is in it."""

    url: str
    text: str
    current: bool


def site_links() -> Iterator[Link]:
    """The menu in this request's language."""
    places = (
        ("exhibitions", _("Exhibitions")),
        ("tours", _("Virtual tour")),
        ("halls", _("Halls")),
        ("events", _("Events")),
        ("collection", _("Collection")),
        ("visit", _("For visitors")),
    )
    for place, text in places:
        url = f"/{current_language()}/{place}"
        yield Link(url, text, request.path == url or request.path.startswith(url + "/"))
