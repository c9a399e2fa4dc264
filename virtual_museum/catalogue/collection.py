"""The collection page's question read from its address, and the answer made ready for page and JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from virtual_museum.catalogue import queries
from virtual_museum.catalogue.beside import ShownGroup, found_beside, maker_names
from virtual_museum.catalogue.centuries import century_words
from virtual_museum.catalogue.labels import FACET_LABELS, FUND_LABELS, HAS_LABELS
from virtual_museum.catalogue.places import place_names
from virtual_museum.catalogue.search.extracts import Wanted, extract, marked_best
from virtual_museum.catalogue.search.searching import SORTS, Facets, SearchRequest, SearchResult, search
from virtual_museum.core.db import utcnow
from virtual_museum.core.i18n import current_language, languages, translated_text, year_range

PAGE_SIZE = 24
SHOWN_FACETS = ("type", "material", "period", "culture", "hall", "fund", "has")
# Choices that an address may make without a list of values beside the results: map and timeline lead here.
MORE_FILTERS = ("technique", "department", "place", "century", "maker")
SHOWN_VALUES = 10
MOST_VALUES = 40
BARS = 24
MAX_PAGE = 1_000_000


@dataclass(frozen=True)
class Value:
    """One value of a facet with its count and the address that switches it."""

    value: str
    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet with its values, the chosen ones first; `more` values stand behind a fold."""

    name: str
    label: object
    values: tuple[Value, ...]
    more: tuple[Value, ...]


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: its years, its count, its height in percent and its address."""

    first: int
    last: int
    count: int
    height: int
    chosen: bool
    url: str

    @property
    def label(self) -> str:
        """Its years in words."""
        return year_range(self.first, self.last)


@dataclass(frozen=True)
class Hit:
    """Why an item was found: its title with the words marked, and a piece of a text in `language`, "" where none."""

    title: Markup
    extract: Markup
    language: str


@dataclass(frozen=True)
class Listing:
    """One page of the collection, ready to be shown."""

    request: SearchRequest
    result: SearchResult
    cards: Sequence[queries.Card]
    facets: tuple[Facet, ...]
    bars: tuple[Bar, ...]
    pages: int
    address: str
    beside: tuple[Value, ...] = ()
    groups: tuple[ShownGroup, ...] = ()
    without_choice: int = 0

    @property
    def chosen(self) -> list[Value]:
        """All chosen values, to be taken away one by one."""
        shown = [value for facet in self.facets for value in (*facet.values, *facet.more) if value.chosen]
        return [*shown, *self.beside]

    @cached_property
    def wanted(self) -> Wanted:
        """The words that were searched for, to be marked in titles and texts."""
        parsed = self.result.parsed
        return Wanted.of(parsed.words, unfinished=self.result.unfinished)

    def hit(self, card: queries.Card) -> Hit:
        """Why the item was found: its title marked, and a piece of its text."""
        language = current_language()
        title = marked_best(card.title, self.wanted, language, languages()) or Markup.escape(card.inventory_number)
        return Hit(title, *(self.extract(card) or (Markup(""), language)))

    def extract(self, card: queries.Card) -> tuple[Markup, str] | None:
        """The piece of its text that holds the words, marked, and its language; None where no text holds any."""
        return extract(card.texts, self.wanted, current_language()) if self.wanted else None

    def url(self, **changes: Any) -> str:
        """This page's address with some parameters changed."""
        return self.address + query_string(self.request, **changes)


def read_request(arguments: MultiDict[str, str], statuses: tuple[str, ...] = ("published",)) -> SearchRequest:
    """The question of an address; what makes no sense is left out, so every address works."""
    filters = {
        name: tuple(dict.fromkeys(value for value in arguments.getlist(name) if 0 < len(value) <= 120))[:20]
        for name in (*SHOWN_FACETS, *MORE_FILTERS)
    }
    sort = arguments.get("sort", "relevance")
    return SearchRequest(
        text=arguments.get("q", "")[:300].replace("\x00", ""),
        filters={name: values for name, values in filters.items() if values},
        year_from=_number(arguments.get("from")),
        year_to=_number(arguments.get("to")),
        statuses=statuses,
        sort=sort if sort in SORTS else "relevance",
        language=current_language(),
        page=max(1, min(_number(arguments.get("page")) or 1, MAX_PAGE)),
        size=PAGE_SIZE,
    )


def _number(text: str | None) -> int | None:
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if abs(number) < 10_000_000 else None


def listing(request: SearchRequest, address: str) -> Listing:
    """Search and make the page; `address` is the page's path."""
    result = search(request)
    cards = queries.cards(result.ids, texts=bool(request.text))
    pages = max(1, -(-result.total // request.size))
    facets = _facets(request, result.facets, address)
    bars = _bars(request, result.facets, address)
    chosen = _beside(request, result.total, address)
    first = request.page == 1 and request.statuses == ("published",)
    groups = tuple(found_beside(request.text)) if first else ()
    return Listing(
        request, result, cards, facets, bars, pages, address, chosen, groups, _without_choice(request, result)
    )


def _without_choice(request: SearchRequest, result: SearchResult) -> int:
    """Where nothing was found: how many items the words alone would find."""
    narrowed = any(request.filters.values()) or request.year_from is not None or request.year_to is not None
    if result.total or not narrowed:
        return 0
    alone = SearchRequest(text=request.text, statuses=request.statuses, facets=False, size=1)
    return search(alone).total


def _beside(request: SearchRequest, total: int, address: str) -> tuple[Value, ...]:
    """The chosen values of facets that have no list on the page."""
    chosen = {name: request.filters[name] for name in MORE_FILTERS if request.filters.get(name)}
    if not chosen:
        return ()
    names = queries.all_facet_names({name: chosen[name] for name in ("technique", "department") if name in chosen})
    names["century"] = {value: century_words(value) for value in chosen.get("century", ())}
    places = place_names(chosen["place"]) if "place" in chosen else {}
    names["maker"] = maker_names(chosen.get("maker", ()))
    names["place"] = {slug: translated_text(name) for slug, name in places.items()}
    return tuple(
        _value(request, name, value, names[name].get(value, value), total, address)
        for name, values in chosen.items()
        for value in values
    )


def query_string(request: SearchRequest, **changes: Any) -> str:
    """The query string of `request`, "" where nothing is asked; paging starts anew unless `page` is given."""
    toggled: Mapping[str, tuple[str, ...]] = changes.pop("filters", request.filters)
    pairs: list[tuple[str, Any]] = [("q", request.text)] if request.text else []
    pairs += [(name, value) for name, values in toggled.items() for value in values]
    plain = {"from": request.year_from, "to": request.year_to, "sort": request.sort, "page": 1} | changes
    for name, default in (("from", None), ("to", None), ("sort", "relevance"), ("page", 1)):
        if plain[name] not in (default, None):
            pairs.append((name, plain[name]))
    return "?" + urlencode(pairs) if pairs else ""


# Stands where a value will be written; a question never holds it.
_BLANK = "\x00"


def _additions(request: SearchRequest, name: str, address: str) -> Callable[[str], str]:
    """Addresses that add one more value of a facet to the choice; what they share is encoded once."""
    added = {**request.filters, name: (*request.filters.get(name, ()), _BLANK)}
    before, mark, after = (address + query_string(request, filters=added)).rpartition(f"{name}=%00")
    return lambda value: f"{before}{mark[:-3]}{quote_plus(value)}{after}"


def _facets(request: SearchRequest, found: Facets, address: str) -> tuple[Facet, ...]:
    values = {
        name: [value for value, _ in found.counts.get(name, ())]
        + [v for v in request.filters.get(name, ()) if v not in dict(found.counts.get(name, ()))]
        for name in SHOWN_FACETS
    }
    names = queries.all_facet_names({name: values[name] for name in SHOWN_FACETS if name not in ("fund", "has")})
    names["fund"] = {key: str(label) for key, label in FUND_LABELS.items()}
    names["has"] = {key: str(label) for key, label in HAS_LABELS.items()}
    facets = []
    for name in SHOWN_FACETS:
        counts = dict(found.counts.get(name, ()))
        present, added = request.filters.get(name, ()), _additions(request, name, address)
        ready = [
            _value(request, name, v, names[name].get(v, v), counts.get(v, 0), address)
            if v in present
            else Value(v, names[name].get(v, v), counts.get(v, 0), False, added(v))
            for v in values[name]
        ]
        ready.sort(key=lambda value: not value.chosen)
        if ready:
            facets.append(
                Facet(name, FACET_LABELS[name], tuple(ready[:SHOWN_VALUES]), tuple(ready[SHOWN_VALUES:MOST_VALUES]))
            )
    return tuple(facets)


def _value(request: SearchRequest, name: str, value: str, label: str, count: int, address: str) -> Value:
    """A chosen value, with the address that takes it away."""
    others = tuple(v for v in request.filters[name] if v != value)
    filters = {**request.filters, name: others}
    return Value(value, label, count, True, address + query_string(request, filters=filters))


def _bars(request: SearchRequest, found: Facets, address: str) -> tuple[Bar, ...]:
    """Centuries joined into at most two dozen bars of equal length."""
    if len(found.years) < 2:
        return ()
    # A few very early things must not squeeze all others into one bar.
    centuries = [century for century, _ in found.years]
    first, last = max(centuries[0], centuries[-1] - 4000), centuries[-1]
    step = 100 * max(1, -(-((last - first) // 100 + 1) // BARS))
    counts: dict[int, int] = {}
    for century, count in found.years:
        start = max(first, first + (century - first) // step * step)
        counts[start] = counts.get(start, 0) + count
    tallest = max(counts.values())
    blank = address + query_string(request, **{"from": _BLANK, "to": _BLANK})
    bars = []
    for start in range(first, last + 1, step):
        count, end = counts.get(start, 0), min(start + step - 1, max(utcnow().year, last))
        chosen = _overlaps(request, start, end)
        height = max(3, round(100 * (count / tallest) ** 0.5)) if count else 0
        url = blank.replace("from=%00&to=%00", f"from={start}&to={end}")
        bars.append(Bar(start, end, count, height, chosen, url))
    return tuple(bars)


def _overlaps(request: SearchRequest, start: int, end: int) -> bool:
    if request.year_from is None and request.year_to is None:
        return False
    after = request.year_from is None or request.year_from <= end
    return after and (request.year_to is None or request.year_to >= start)


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The pages a pager names; None is a gap."""
    named = sorted({1, pages, *(n for n in range(page - 2, page + 3) if 1 <= n <= pages)})
    numbers: list[int | None] = []
    for number in named:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
