"""Which answers count as a view.

Asked after the answer and not by a signal of the view, because a ready page out of memory never reaches the view.
"""

from flask import Response, request

from virtual_museum.audience.counting import counter
from virtual_museum.core.i18n import current_language

# Visitor addresses below /{lang}/ → kind of page; what follows the first part is the subject.
KINDS_BY_PART = {
    "": "home",
    "exhibitions": "exhibitions",
    "tours": "tour",
    "halls": "hall",
    "events": "events",
    "collection": "collection",
    "items": "item",
    "enter": "enter",
}
# Their further parts tell of one visitor, so only that such a page was seen is counted.
OF_ONE_PERSON = ("bookings", "requests")
_MACHINES = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl", "wget", "python", "go-http")


def count_view(response: Response) -> Response:
    """Count a visitor page that was served to a person."""
    if response.status_code not in (200, 304) or request.method != "GET" or response.mimetype != "text/html":
        return response
    arguments = request.view_args or {}
    if "lang" not in arguments or _by_machine():
        return response
    kind, subject = kind_and_subject(request.path)
    counter().add(kind, subject, current_language())
    return response


def kind_and_subject(path: str) -> tuple[str, str]:
    """What a visitor address shows: `/kk/items/7K3M9X/bas` is ("item", "7K3M9X")."""
    parts = [part for part in path.split("/") if part][1:]
    if not parts:
        return "home", ""
    kind = KINDS_BY_PART.get(parts[0], "page")
    if kind == "exhibitions" and len(parts) > 1:
        kind = "exhibition"
    if kind == "events" and len(parts) > 1:
        kind = "event"
    if kind == "page":
        if parts[0] in OF_ONE_PERSON:
            return kind, parts[0]
        return kind, "/".join(parts)[:120]
    return kind, parts[1] if len(parts) > 1 else ""


def _by_machine() -> bool:
    if request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return True
    agent = request.headers.get("User-Agent", "").lower()
    return not agent or any(word in agent for word in _MACHINES)
