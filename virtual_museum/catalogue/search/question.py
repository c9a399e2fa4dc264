"""A question to the index, read against one of its states: what it finds, how that is counted, one page of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tantivy
from tantivy import Occur, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.facets import COUNTED, TOTAL, YEARS, Counts, count
from virtual_museum.catalogue.search.paging import Paging, order_of
from virtual_museum.catalogue.search.ranking import BEST, Ranked
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
        counts = count(searcher, within(asked.query()), [name for name in self.counted if name not in chosen])
        for name in chosen if self.request.facets else ():
            # A facet's own choice does not narrow its own counts: one sees what else could be chosen.
            counts |= count(searcher, within(asked.query(leave_out=name)), [name])
        return counts

    def page(self, total: int, likely: Callable[[], tuple[int, ...]] = tuple) -> tuple[int, ...]:
        """Ids of the items on the page that is asked for; `likely` are ids among which the best are known to be."""
        request, searcher = self.request, self.searcher
        start = (max(request.page, 1) - 1) * request.size
        if start >= total:
            return ()
        wanted = min(request.size, total - start)
        asked = self.query()
        if request.sort == "relevance" and self.parsed.parts:
            begun = self._prefixes() if request.typing else ()
            ranked = Ranked(self.matching, self.parsed, asked, total, self._plain, begun, likely())
            addresses = ranked.addresses(start, wanted)
        else:
            spoken = request.language if request.language in SORT_LANGUAGES else SORT_LANGUAGES[0]
            if start + wanted <= BEST and (among := likely()):
                asked = q.all_of([asked, Query.term_set_query(self.schema, "id", list(among))])
            order = order_of("updated" if request.sort == "relevance" else request.sort, spoken)
            addresses = Paging(self.schema, searcher, asked).addresses(order, start, wanted)
        return tuple(int(number or 0) for number in searcher.fast_field_values("id", addresses))

    @property
    def _plain(self) -> bool:
        """True where a visitor asks for words and nothing else."""
        request, parsed = self.request, self.parsed
        bare = not (request.typing or parsed.years or request.year_from is not None or request.year_to is not None)
        words_only = all(not part.field for part in parsed.parts)
        return bare and words_only and request.statuses == VISITORS and not any(request.filters.values())
