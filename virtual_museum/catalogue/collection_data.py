"""The collection as data: a page of results, and what is suggested while somebody types."""

from dataclasses import replace
from typing import Any

from virtual_museum.catalogue import queries
from virtual_museum.catalogue.collection import Listing
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.template_helpers import item_url
from virtual_museum.core.i18n import current_language, translated_text


def as_json(found: Listing) -> dict[str, Any]:
    """The same page as data."""
    return {
        "total": found.result.total,
        "page": found.request.page,
        "pages": found.pages,
        "items": [
            {
                "code": card.code,
                "title": translated_text(card.title),
                "inventory_number": card.inventory_number,
                "titles": dict(card.title),
                "line": card.line,
                "url": item_url(card.code),
                "image": card.picture_address() or None,
                "extract": str(shown[0]) if (shown := found.extract(card)) else None,
            }
            for card in found.cards
        ],
        "facets": {
            facet.name: [
                {"value": v.value, "label": v.label, "count": v.count, "chosen": v.chosen}
                for v in (*facet.values, *facet.more)
            ]
            for facet in found.facets
        },
        "years": [{"from": bar.first, "to": bar.last, "count": bar.count} for bar in found.bars],
        "other": [group.as_json() for group in found.groups],
        "did_you_mean": found.result.corrected or None,
        "took_ms": found.result.took_ms,
    }


def suggestions(text: str, limit: int = 8, statuses: tuple[str, ...] = ("published",)) -> list[queries.Card]:
    """Items for what somebody is typing, the last word being unfinished."""
    if not text.strip():
        return []
    request = SearchRequest(
        text=text[:200], statuses=statuses, size=limit, typing=True, facets=False, language=current_language()
    )
    return queries.cards(search(replace(request, sort="relevance")).ids)
