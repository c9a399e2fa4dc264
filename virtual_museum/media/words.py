"""The curators' words for kinds, states, rights and measured facts."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.core.i18n import day, number
from virtual_museum.media.models import Asset

KIND_WORDS = {
    "image": _l("Picture"), "panorama": _l("360° panorama"), "model": _l("3D model"), "audio": _l("Sound"),
    "video": _l("Film"), "document": _l("Document"),
}  # fmt: skip
STATE_WORDS = {
    "received": _l("waiting"), "working": _l("being converted"), "ready": _l("ready"), "failed": _l("failed"),
}  # fmt: skip
STATE_BADGES = {"received": "busy", "working": "busy", "ready": "good", "failed": "bad"}
LACKS_WORDS = {"alt": _l("without alternative text"), "transcript": _l("without transcript")}
RIGHTS = (
    ("https://creativecommons.org/publicdomain/zero/1.0/", _l("Public domain dedication (CC0)")),
    ("https://creativecommons.org/publicdomain/mark/1.0/", _l("Public domain")),
    ("https://creativecommons.org/licenses/by/4.0/", _l("Attribution (CC BY)")),
    ("https://creativecommons.org/licenses/by-sa/4.0/", _l("Attribution, share alike (CC BY-SA)")),
    ("https://creativecommons.org/licenses/by-nc/4.0/", _l("Attribution, non-commercial (CC BY-NC)")),
    ("http://rightsstatements.org/vocab/InC/1.0/", _l("In copyright")),
    ("http://rightsstatements.org/vocab/CNE/1.0/", _l("Copyright not evaluated")),
)
PRINT_WORDS = {
    "open": _l("The surface is open: it does not enclose a volume."),
    "non-manifold": _l("Some edges belong to more than two triangles."),
    "inside-out": _l("The surface is turned inside out."),
    "too-large": _l("The mesh is too large to be checked."),
}


def rights_choices(present: str) -> list[tuple[str, Any]]:
    """Rights to choose from as (URI, words); one that came by import stays in the list."""
    known = list(RIGHTS)
    if present and present not in {uri for uri, _words in known}:
        known.append((present, present))
    return known


def fact_rows(asset: Asset) -> list[tuple[str, str]]:
    """What is known of a file as (words, value) pairs; empty values are left out by the page."""
    facts = asset.facts
    size_mm = facts.get("size_mm")
    return [
        (_("Kind"), str(KIND_WORDS[asset.kind])),
        (_("Code"), asset.code),
        (_("Format"), str(facts.get("format", "")).upper()),
        (_("File size"), _megabytes(asset.byte_size)),
        (_("Pixels"), f"{number(facts['width'])} × {number(facts['height'])}" if facts.get("width") else ""),
        (_("Length"), duration(facts["seconds"]) if facts.get("seconds") else ""),
        (_("Triangles"), number(facts["triangles"]) if facts.get("triangles") else ""),
        (_("Dimensions"), _dimensions(size_mm, "mm") if size_mm else _dimensions(facts.get("size"), "")),
        (_("Closed surface"), _yes_no(facts.get("watertight"))),
        (_("Can be printed"), _yes_no(facts.get("printable"))),
        (_("Uploaded"), day(asset.created_at, "medium")),
    ]


def duration(seconds: float) -> str:
    """Minutes and seconds as 3:07."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _megabytes(count: int) -> str:
    return (
        _("%(size)s MB", size=number(round(count / 1_000_000, 1)))
        if count >= 100_000
        else _("%(size)s KB", size=number(max(1, round(count / 1000))))
    )


def _dimensions(size: list[float] | None, unit: str) -> str:
    if not size:
        return ""
    return " × ".join(number(round(value, 1) if value >= 1 else round(value, 3)) for value in size) + (
        f" {unit}" if unit else ""
    )


def _yes_no(value: bool | None) -> str:
    return "" if value is None else (_("yes") if value else _("no"))
