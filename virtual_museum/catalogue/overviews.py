"""The collection seen at once, on a map and along a line of time: made from the same question as its list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from virtual_museum.catalogue import queries
from virtual_museum.catalogue.centuries import Stretch, stretch_of
from virtual_museum.catalogue.collection import query_string
from virtual_museum.catalogue.places import Counted, counted_places
from virtual_museum.catalogue.search.schema import CENTURY
from virtual_museum.catalogue.search.searching import SearchRequest, search, values_found

# So many stretches and places bring pictures along; the others say their names and numbers.
PICTURED_STRETCHES = 40
PICTURED_PLACES = 6
SHOWN_OF_EACH = 4


@dataclass(frozen=True)
class Moment:
    """A stretch of time with its items: how many, some of them, how tall it stands beside the others (percent)."""

    stretch: Stretch
    count: int
    height: int
    cards: Sequence[queries.Card]
    query: str


@dataclass(frozen=True)
class Spot:
    """A place with its items; `query` leads to all of them."""

    place: Counted
    cards: Sequence[queries.Card]
    query: str


@dataclass(frozen=True)
class Timeline:
    """All stretches, the earliest first; `undated` items have no year, `total` counts all."""

    request: SearchRequest
    moments: tuple[Moment, ...]
    total: int
    undated: int


@dataclass(frozen=True)
class PlaceMap:
    """All places with items, the fullest first; `placeless` items name none, `total` counts all."""

    request: SearchRequest
    spots: tuple[Spot, ...]
    total: int
    placeless: int


def timeline(request: SearchRequest) -> Timeline:
    """The items of the question by the century in which each was made (or its making began)."""
    total = search(_bare(request)).total
    centuries = {int(value): count for value, count in values_found(request, CENTURY).items()}
    stretches: dict[int, list[int]] = {}
    for century in sorted(centuries):
        stretches.setdefault(stretch_of(century), []).append(century)
    counts = {first: sum(centuries[one] for one in inside) for first, inside in stretches.items()}
    tallest = max(counts.values(), default=1)
    questions = [
        replace(request, filters={**request.filters, CENTURY: tuple(str(one) for one in inside)})
        for inside in stretches.values()
    ]
    cards = _some_of_each(questions[-PICTURED_STRETCHES:])
    cards = [[] for _ in range(len(questions) - len(cards))] + cards
    moments = tuple(
        Moment(
            Stretch(first, tuple(inside)),
            counts[first],
            max(4, round(100 * (counts[first] / tallest) ** 0.5)),
            shown,
            query_string(question),
        )
        for (first, inside), question, shown in zip(stretches.items(), questions, cards, strict=True)
    )
    return Timeline(request, moments, total, total - sum(counts.values()))


def place_map(request: SearchRequest) -> PlaceMap:
    """The items of the question by the place they come from."""
    total = search(_bare(request)).total
    counts: Counter[str] = values_found(request, "place")
    places = counted_places(counts)
    questions = [replace(request, filters={**request.filters, "place": (place.slug,)}) for place in places]
    cards = _some_of_each(questions[:PICTURED_PLACES])
    cards += [[] for _ in range(len(places) - len(cards))]
    spots = tuple(
        Spot(place, shown, query_string(question))
        for place, question, shown in zip(places, questions, cards, strict=True)
    )
    return PlaceMap(request, spots, total, total - sum(place.count for place in places))


def _bare(request: SearchRequest) -> SearchRequest:
    return replace(request, facets=False, size=1, page=1)


def _some_of_each(questions: Sequence[SearchRequest]) -> list[list[queries.Card]]:
    """A few items for each question, the pictured ones first; the cards of all are read together."""
    found = []
    for question in questions:
        asked = replace(question, facets=False, size=SHOWN_OF_EACH, page=1)
        pictured = search(replace(asked, filters={**question.filters, "has": ("picture",)})).ids
        ids = pictured if len(pictured) == SHOWN_OF_EACH or "has" in question.filters else search(asked).ids
        found.append(list(dict.fromkeys((*pictured, *ids)))[:SHOWN_OF_EACH])
    cards = queries.cards_by_id([item_id for ids in found for item_id in ids])
    return [[cards[item_id] for item_id in ids if item_id in cards] for ids in found]
