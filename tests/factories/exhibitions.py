"""Exhibitions with every type of block."""

from typing import Any

from tests.factories.halls import make_asset, make_item, texts
from virtual_museum.core import documents
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.services import create_exhibition

TITLE = {"kk": "Алтын мен жел", "ru": "Золото и ветер", "en": "Gold and wind"}


def every_block(tour: str | None = None) -> list[dict[str, Any]]:
    """One block of each type, each with something to show (the tour only where `tour` names one)."""
    item, turned = make_item("Алтын бұғы"), make_item("Ақинақ", media=("model",))
    return [
        {"id": "b-text", "type": "text",
         "text": {"kk": "Бірінші **сөз**.", "ru": "Первое **слово**.", "en": "A **word**."}},
        {"id": "b-item", "type": "item", "item": item.code, "caption": {}},
        {"id": "b-gallery", "type": "gallery", "title": texts("gallery"), "pictures": [
            {"id": "p1", "asset": make_asset().code, "caption": texts("first")},
            {"id": "p2", "item": item.code},
        ]},
        {"id": "b-tour", "type": "tour", "tour": tour, "scene": "entrance"},
        {"id": "b-model", "type": "model", "item": turned.code},
        {"id": "b-audio", "type": "audio", "asset": make_asset("audio", transcript=texts("said")).code},
        {"id": "b-video", "type": "video", "asset": make_asset("video", transcript=texts("shown")).code},
        {"id": "b-quote", "type": "quote", "text": texts("quoted"), "source": texts("source")},
        {"id": "b-comparison", "type": "comparison", "before": make_asset().code, "after": make_asset().code,
         "before_label": texts("before"), "after_label": texts("after")},
    ]  # fmt: skip


def make_exhibition(
    slug: str = "gold-and-wind",
    publish: bool = True,
    blocks: list[dict[str, Any]] | None = None,
    facts: dict[str, Any] | None = None,
    **body: Any,
) -> Exhibition:
    """An exhibition with one section of `blocks`."""
    story = {
        "title": TITLE,
        "lead": texts("lead"),
        "cover": make_asset().code,
        "sections": [{"id": "first", "title": texts("chapter"), "blocks": blocks or []}],
        **body,
    }
    exhibition = create_exhibition(slug, story, facts)
    if publish:
        documents.publish(exhibition.document)
    return exhibition
