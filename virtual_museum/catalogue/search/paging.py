"""Page 5,000 of an ordered list as fast as page 1: nothing counts its way through all pages before.

A sort key is kept in pieces. How many items have which first piece is one quick count; it tells in which of them the
page begins, and only there the next piece is looked at. At the bottom there are a page's own items to be sorted, or
items whose keys are equal, which keep the order in which the index holds them.
"""

from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from virtual_museum.catalogue.search.schema import (
    DATE_LEVELS,
    NUMBER_LEVELS,
    TITLE_LEVELS,
    UNDATED,
    UPDATED_LEVELS,
)

# More different values than any piece has.
VALUES = 65_000
# Up to here an order that is one number is simply sorted by it.
SHALLOW = 1_000


@dataclass(frozen=True)
class Ordering:
    """Columns from the coarsest to the finest piece, and the number that gives the same order, if one does."""

    levels: tuple[str, ...]
    number: str = ""
    falling: bool = False


_BY_DATE = Ordering(DATE_LEVELS, "rank_date")
_BY_DATE_FALLING = Ordering(DATE_LEVELS, "rank_-date", falling=True)
_BY_NUMBER = Ordering(NUMBER_LEVELS)
NEWEST_FIRST = Ordering(UPDATED_LEVELS, "rank_updated", falling=True)


def order_of(sort: str, language: str) -> Ordering:
    """The ordering of a sort; titles by the alphabet of `language`."""
    if sort == "title":
        return Ordering(TITLE_LEVELS[language])
    return {"number": _BY_NUMBER, "date": _BY_DATE, "-date": _BY_DATE_FALLING}.get(sort, NEWEST_FIRST)


@dataclass(frozen=True)
class Paging:
    """Pages of what `query` finds."""

    schema: Schema
    searcher: Searcher
    query: Query

    def addresses(self, order: Ordering, start: int, wanted: int) -> list[DocAddress]:
        """`wanted` documents after the first `start` of that order."""
        if order.number and start + wanted <= SHALLOW:
            return self._sorted(self.query, order.number, start, wanted)
        return self._descend(self.query, order, 0, start, wanted)

    def _sorted(self, query: Query, column: str, start: int, wanted: int) -> list[DocAddress]:
        found = self.searcher.search(query, wanted, False, offset=start, order_by_field=column, order=Order.Asc)
        return [address for _, address in found.hits]

    def _descend(self, query: Query, order: Ordering, level: int, start: int, wanted: int) -> list[DocAddress]:
        if level == len(order.levels):
            return self._sorted(query, order.number or "tie", start, wanted)
        column = order.levels[level]
        found: list[DocAddress] = []
        whole: list[tuple[str, int]] = []
        passed = 0
        for value, count in self._values(query, column, order):
            begin, passed = passed, passed + count
            if passed <= start:
                continue
            offset = max(0, start - begin)
            take = min(count - offset, wanted - len(found) - sum(size for _, size in whole))
            if offset == 0 and take == count:
                whole.append((value, count))
            else:
                found += self._all_of(query, order, column, whole)
                whole = []
                within = self._with(query, column, [value])
                found += self._descend(within, order, level + 1, offset, take)
            if passed >= start + wanted:
                break
        return found + self._all_of(query, order, column, whole)

    def _values(self, query: Query, column: str, order: Ordering) -> list[tuple[str, int]]:
        asked = {"terms": {"field": column, "size": VALUES, "segment_size": VALUES, "order": {"_key": "asc"}}}
        buckets: list[dict[str, Any]] = self.searcher.aggregate(query, {"values": asked})["values"]["buckets"]
        values = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
        if order.falling:
            values.reverse()
            if values and values[0][0] == UNDATED:
                # The undated come last, whichever end of time comes first.
                values.append(values.pop(0))
        return values

    def _all_of(self, query: Query, order: Ordering, column: str, whole: list[tuple[str, int]]) -> list[DocAddress]:
        if not whole:
            return []
        within = self._with(query, column, [value for value, _ in whole])
        return self._sorted(within, order.number or order.levels[-1], 0, sum(count for _, count in whole))

    def _with(self, query: Query, column: str, values: list[str]) -> Query:
        if len(values) == 1:
            only = Query.term_query(self.schema, column, values[0], "basic")
        else:
            only = Query.term_set_query(self.schema, column, values)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(only, 0.0))])
