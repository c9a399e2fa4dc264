"""A question to the index, read against one of its states: what it finds, how that is counted, one page of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import tantivy
from tantivy import Occur, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.facets import COUNTED, TOTAL, YEARS, Counts, count
from virtual_museum.catalogue.search.paging import NEWEST_FIRST, Paging, order_of
from virtual_museum.catalogue.search.ranking import BEST, Foreknown, Ranked
from virtual_museum.catalogue.search.schema import SORT_LANGUAGES

# What visitors see.
VISITORS = ("published",)
# What is counted of an answer that shows facets.
ALL_COUNTS = (TOTAL, *COUNTED, YEARS)


@dataclass(frozen=True)
class SearchRequest:
    """A question to the index. `filters` maps a facet to values, any of which will do; all facets must hold."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    statuses: tuple[str, ...] = VISITORS
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
class Question:
    """A request read against one state of the index."""

    schema: tantivy.Schema
    request: SearchRequest
    parsed: q.ParsedQuery
    searcher: tantivy.Searcher

    @property
    def counted(self) -> tuple[str, ...]:
        """What is counted of the answer."""
        return ALL_COUNTS if self.request.facets else (TOTAL,)

    @property
    def chosen(self) -> frozenset[str]:
        """The counted facets (and YEARS) of which something was chosen."""
        request = self.request
        spans = request.year_from is not None or request.year_to is not None
        facets = {name for name, values in request.filters.items() if values and name in COUNTED}
        return frozenset(facets | ({YEARS} if spans else set()))

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

        counts = count(searcher, within(asked.query()), [name for name in self.counted if name not in self.chosen])
        for name in self.chosen.intersection(self.counted):
            # A facet's own choice does not narrow its own counts: one sees what else could be chosen.
            counts |= count(searcher, within(asked.query(leave_out=name)), [name])
        return counts

    @property
    def by_relevance(self) -> bool:
        """True where the words decide what comes first; else the newest does, or what was chosen."""
        return self.request.sort == "relevance" and bool(self.parsed.parts)

    def page(self, total: int, foreknown: Callable[[], Foreknown | None]) -> tuple[int, ...]:
        """Ids of the items on the page that is asked for; `foreknown` is asked where its knowledge is of use."""
        request = self.request
        start = (max(request.page, 1) - 1) * request.size
        if start >= total:
            return ()
        wanted = min(request.size, total - start)
        if self.by_relevance:
            return tuple(self.ranked(total, foreknown()).ids(start, wanted))
        if request.sort in ("relevance", "updated") and start + wanted <= BEST:
            known = foreknown()
            first = known.first(start + wanted) if known is not None else None
            if first is not None:
                return tuple(first[start:])
        spoken = request.language if request.language in SORT_LANGUAGES else SORT_LANGUAGES[0]
        order = order_of("updated" if request.sort == "relevance" else request.sort, spoken)
        addresses = Paging(self.schema, self.searcher, self.query()).addresses(order, start, wanted)
        return self._ids(addresses)

    def ranked(self, total: int, known: Foreknown | None = None) -> Ranked:
        """The hits in order of relevance; `total` is their number or more."""
        begun = self._prefixes() if self.request.typing else ()
        return Ranked(self.matching, self.parsed, self.query(), total, self._plain, begun, known)

    def newest_among(self, ids: Collection[int], wanted: int, also: Sequence[Query] = ()) -> list[int]:
        """Ids of the newest `wanted` hits among some ids, for which something else may have to hold also."""
        among = q.all_of([self.query(), *also, Query.term_set_query(self.schema, "id", list(ids))])
        return list(self._ids(Paging(self.schema, self.searcher, among).addresses(NEWEST_FIRST, 0, wanted)))

    def _ids(self, addresses: list[tantivy.DocAddress]) -> tuple[int, ...]:
        return tuple(int(number or 0) for number in self.searcher.fast_field_values("id", addresses))

    @property
    def _plain(self) -> bool:
        """True where a visitor asks for words and nothing else."""
        request, parsed = self.request, self.parsed
        bare = not (request.typing or parsed.years or request.year_from is not None or request.year_to is not None)
        words_only = all(not part.field for part in parsed.parts)
        return bare and words_only and request.statuses == VISITORS and not any(request.filters.values())
