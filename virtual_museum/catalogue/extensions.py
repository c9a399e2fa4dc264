"""What features that stand after the catalogue tell it: where an item hangs, which tours and exhibitions show it.

Each provider is registered once at import (from the feature's `receivers.py`) and called with whole batches, so
that the number of queries does not grow with the number of items.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from virtual_museum.catalogue.item_rows import ItemRow
from virtual_museum.catalogue.models import Item

AnyItem = Item | ItemRow


@dataclass(frozen=True)
class Link:
    """Words and an address, with words about what it is ("Exhibition", "Tour")."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class ItemContext:
    """What surrounds an item for visitors, in the request's language.

    `place`: one line over the title ("Hall of the Golden Man · case 4"). `hall_url`: where the item is seen in its
    hall; `view_url`: the view of a tour turned towards it, which is better where there is one. `next_code`,
    `next_note`: the published item that comes next in this hall and the line over it. `links`: tours and exhibitions
    that show the item.
    """

    place: str = ""
    hall_url: str = ""
    view_url: str = ""
    next_code: str = ""
    next_note: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class IndexFacts:
    """What search knows of an item beside its record: slugs of halls, and of "tour", "exhibition" those it is in."""

    halls: tuple[str, ...] = ()
    has: tuple[str, ...] = ()


@dataclass
class _Registry:
    contexts: dict[Callable[[AnyItem], ItemContext], bool] = field(default_factory=dict)
    facts: list[Callable[[Sequence[int]], Mapping[int, IndexFacts]]] = field(default_factory=list)
    labels: dict[str, Callable[[Iterable[str]], Mapping[str, str]]] = field(default_factory=dict)


_registry = _Registry()


def register_item_context(provider: Callable[[AnyItem], ItemContext], *, of_documents: bool = False) -> None:
    """Let `provider` add to an item's page; called once per page view.

    One `of_documents` is asked only where a published document points to the item, which is of few items true.
    """
    _registry.contexts[provider] = of_documents


def register_index_facts(provider: Callable[[Sequence[int]], Mapping[int, IndexFacts]]) -> None:
    """Let `provider` tell search about items by id. Whoever changes such a fact calls `change_log.touch_items`."""
    if provider not in _registry.facts:
        _registry.facts.append(provider)


def register_facet_labels(facet: str, provider: Callable[[Iterable[str]], Mapping[str, str]]) -> None:
    """Let `provider` name the values of a facet ("hall": slug → title) in the request's language."""
    _registry.labels[facet] = provider


def item_context(item: AnyItem, *, in_documents: bool = True) -> ItemContext:
    """What all providers say about `item`; the first that knows a thing is believed.

    Where the caller knows that no published document points to the item, `in_documents` saves the asking.
    """
    asked = (provider for provider, of_documents in _registry.contexts.items() if in_documents or not of_documents)
    found = [provider(item) for provider in asked]
    first = {
        name: next((value for context in found if (value := getattr(context, name))), "")
        for name in ("place", "hall_url", "view_url")
    }
    first["hall_url"] = first["view_url"] or first["hall_url"]
    following = next((context for context in found if context.next_code), ItemContext())
    links = tuple(link for context in found for link in context.links)
    return ItemContext(**first, next_code=following.next_code, next_note=following.next_note, links=links)


def index_facts(item_ids: Sequence[int]) -> dict[int, IndexFacts]:
    """What all providers say about the items, joined."""
    joined: dict[int, IndexFacts] = {}
    for provider in _registry.facts:
        for item_id, facts in provider(item_ids).items():
            known = joined.get(item_id, IndexFacts())
            joined[item_id] = IndexFacts(known.halls + facts.halls, known.has + facts.has)
    return joined


def facet_labels(facet: str, values: Iterable[str]) -> Mapping[str, str]:
    """Names of a facet's values where a later feature owns them."""
    provider = _registry.labels.get(facet)
    return provider(values) if provider else {}
