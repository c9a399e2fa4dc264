"""What visitors read beside a 3D model: its details, its facts in words, and what they may take home."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from virtual_museum.core.i18n import current_language, number
from virtual_museum.media.details import details_data
from virtual_museum.media.model_queries import Download, visitors_downloads
from virtual_museum.media.models import Asset
from virtual_museum.media.words import PRINT_WORDS


@dataclass(frozen=True)
class ModelWords:
    """`facts` are (words, value) pairs, `printing` a sentence for each thing to know before printing."""

    details: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    printing: list[str]
    downloads: list[Download]


def model_words(asset: Asset) -> ModelWords:
    """The words for visitors in the language of the page."""
    downloads = visitors_downloads(asset)
    return ModelWords(details_data(asset, current_language()), _facts(asset), _printing(asset, downloads), downloads)


def _facts(asset: Asset) -> list[tuple[str, str]]:
    size_mm, triangles = asset.facts.get("size_mm"), asset.facts.get("triangles")
    closed = asset.facts.get("watertight")
    return [
        (_("Dimensions"), _size(size_mm) if size_mm else ""),
        (_("Triangles"), number(triangles) if triangles else ""),
        (_("Closed surface"), "" if closed is None else (_("yes") if closed else _("no"))),
    ]


def _size(size_mm: list[float]) -> str:
    """Width, height and depth in centimetres; small things in millimetres."""
    small = max(size_mm) < 20
    sides = " × ".join(number(round(side if small else side / 10, 1)) for side in size_mm)
    return _("%(size)s mm", size=sides) if small else _("%(size)s cm", size=sides)


def _printing(asset: Asset, downloads: list[Download]) -> list[str]:
    reasons = asset.facts.get("not_printable") or []
    if reasons:
        told = [str(PRINT_WORDS[reason]) for reason in reasons if reason in PRINT_WORDS]
        return [_("It cannot be printed as it is."), *told]
    if not asset.facts.get("printable"):
        return []
    if not downloads:
        return [_("It could be printed, but its rights do not allow copies.")]
    if not asset.facts.get("size_mm"):
        return [_("It can be printed. Its true size is not known: choose one in the printing program.")]
    return [_("It can be printed in its true size.")]
