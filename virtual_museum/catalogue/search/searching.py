"""Asking the index: one call gives the page of items, the exact total, facets with counts and the years."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tantivy
from tantivy import Occur, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.facets import (
    COUNTED,
    TOTAL,
    YEARS,
    Asked,
    Counts,
    Facets,
    as_facets,
    count,
)
from virtual_museum.catalogue.search.index import Followed, SearchIndex, search_index
from virtual_museum.catalogue.search.paging import Paging, order_of
from virtual_museum.catalogue.search.ranking import Ranked
from virtual_museum.catalogue.search.schema import FACETS, SORT_LANGUAGES
from virtual_museum.catalogue.search.spelling import correct

SORTS = ("relevance", "title", "date", "-date", "number", "updated")
MAX_PAGE_SIZE = 100


@dataclass(frozen=True)
class SearchRequest:
    """A question to the index. `filters` maps a facet to values, any of which will do; all facets must hold."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    statuses: tuple[str, ...] = ("published",)
    sort: str = "relevance"
    language: str = "kk"
    page: int = 1
    size: int = 24
    facets: bool = True
    typing: bool = False

    def key(self) -> tuple[Any, ...]:
        """What the counts depend on: everything but sorting and paging."""
        chosen = tuple(sorted((name, tuple(values)) for name, values in self.filters.items()))
        return (self.text, chosen, self.year_from, self.year_to, self.statuses, self.typing, self.facets)


@dataclass(frozen=True)
class SearchResult:
    """Ids of one page in order, with the rest of the answer. `corrected` is the spelling that was searched for
    instead when the one typed found nothing; `unfinished` says that the last word was read as a beginning."""

    ids: tuple[int, ...]
    total: int
    facets: Facets
    took_ms: float
    corrected: str = ""
    parsed: q.ParsedQuery = field(default_factory=q.ParsedQuery)
    unfinished: bool = False


def search(request: SearchRequest) -> SearchResult:
    """Answer `request`; a text that finds nothing is tried as the beginning of a word, then in another spelling."""
    began = time.perf_counter()
    index = search_index()
    searcher, state = index.searcher()
    ask = _asking(index, searcher, state)
    result = ask(request)
    if not result.total and request.text.strip() and not request.typing:
        result = ask(replace(request, typing=True))
        if not result.total:
            better = correct(q.Matching(index.schema, searcher, request.statuses), result.parsed, request.text)
            second = ask(replace(request, text=better)) if better else result
            if second.total:
                result = replace(second, corrected=better)
    return replace(result, took_ms=round((time.perf_counter() - began) * 1000, 2))


def values_found(request: SearchRequest, name: str) -> Counter[str]:
    """How many of the items found have each value of one single-valued facet or of CENTURY, its own choice included."""
    index = search_index()
    searcher, _state = index.searcher()
    question = _Question(index.schema, request, q.parse_query(request.text), searcher)
    return count(searcher, question.query(), [name])[name]


def _asking(index: SearchIndex, searcher: tantivy.Searcher, state: Followed) -> Callable[[SearchRequest], SearchResult]:
    def ask(request: SearchRequest) -> SearchResult:
        question = _Question(index.schema, request, q.parse_query(request.text), searcher)
        kept = index.kept.get(
            Asked(request.key(), state, searcher, question.count),
            # What somebody is typing is read against the words of one state; it is not brought up.
            (lambda _: None) if request.typing else (lambda old: index.edited_since(old, state)),
        )
        facets = as_facets(kept)
        ids = question.page(facets.total)
        return SearchResult(ids, facets.total, facets, 0.0, parsed=question.parsed, unfinished=request.typing)

    return ask


@dataclass(frozen=True)
class _Question:
    """A request read against one state of the index."""

    schema: tantivy.Schema
    request: SearchRequest
    parsed: q.ParsedQuery
    searcher: tantivy.Searcher

    @property
    def matching(self) -> q.Matching:
        return q.Matching(self.schema, self.searcher, self.request.statuses)

    def query(self, leave_out: str = "") -> Query:
        """What is asked for; `leave_out` names a facet (or YEARS) whose own choice is not applied."""
        request, schema = self.request, self.schema
        conditions, implied = self.matching.conditions(self.parsed, self._prefixes() if request.typing else ())
        if not implied:
            conditions.append(q.one_of(schema, "status", request.statuses))
        for name, values in request.filters.items():
            if name != leave_out and values:
                conditions.append(q.one_of(schema, name, tuple(values)))
        if leave_out != YEARS:
            conditions += q.year_conditions(schema, request.year_from, request.year_to)
        return q.all_of(conditions)

    def _prefixes(self) -> tuple[str, ...]:
        found: list[tuple[str, int]] = []
        for form in q.last_word_forms(self.parsed):
            for name in self.matching.fields_of("words"):
                found += self.searcher.terms_with_prefix(name, form, limit=q.EXPANSIONS)
        return tuple(word for word, _ in found)

    def count(self, searcher: tantivy.Searcher, only: frozenset[int] | None) -> Counts:
        """The counts of this question in a state of the index, of all items or `only` of some."""
        asked = replace(self, searcher=searcher)

        def within(query: Query) -> Query:
            if only is None:
                return query
            some = Query.term_set_query(self.schema, "id", sorted(only)) if only else Query.empty_query()
            return Query.boolean_query([(Occur.Must, query), (Occur.Must, some)])

        chosen = {name for name, values in self.request.filters.items() if values and name in COUNTED}
        if self.request.year_from is not None or self.request.year_to is not None:
            chosen.add(YEARS)
        wanted = (TOTAL, *COUNTED, YEARS) if self.request.facets else (TOTAL,)
        counts = count(searcher, within(asked.query()), [name for name in wanted if name not in chosen])
        for name in chosen if self.request.facets else ():
            # A facet's own choice does not narrow its own counts: one sees what else could be chosen.
            counts |= count(searcher, within(asked.query(leave_out=name)), [name])
        return counts

    def page(self, total: int) -> tuple[int, ...]:
        """Ids of the items on the page that is asked for."""
        request, searcher = self.request, self.searcher
        start = (max(request.page, 1) - 1) * request.size
        if start >= total:
            return ()
        wanted = min(request.size, total - start)
        asked = self.query()
        if request.sort == "relevance" and self.parsed.parts:
            begun = self._prefixes() if request.typing else ()
            ranked = Ranked(self.matching, self.parsed, asked, total, self._plain, begun)
            addresses = ranked.addresses(start, wanted)
        else:
            spoken = request.language if request.language in SORT_LANGUAGES else SORT_LANGUAGES[0]
            order = order_of("updated" if request.sort == "relevance" else request.sort, spoken)
            addresses = Paging(self.schema, searcher, asked).addresses(order, start, wanted)
        return tuple(int(number or 0) for number in searcher.fast_field_values("id", addresses))

    @property
    def _plain(self) -> bool:
        """True where a visitor asks for words and nothing else."""
        request, parsed = self.request, self.parsed
        bare = not (request.typing or parsed.years or request.year_from is not None or request.year_to is not None)
        words_only = all(not part.field for part in parsed.parts)
        return bare and words_only and request.statuses == ("published",) and not any(request.filters.values())


__all__ = ["FACETS", "SORTS", "Facets", "SearchRequest", "SearchResult", "search"]
