"""Making the bitmaps of a snapshot out of its index: every value that is counted, the common words, years, the newest.

The index answers with one object a hit, so this takes seconds for a national collection and is never done while
somebody waits. Only what visitors see is gathered.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from pyroaring import BitMap
from tantivy import Order, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.bitmaps import BitmapWriter, Impacts, Positions, bitmap_of
from virtual_museum.catalogue.search.facets import COUNTED, YEARS, count
from virtual_museum.catalogue.search.paging import NEWEST_FIRST
from virtual_museum.catalogue.search.question import VISITORS
from virtual_museum.catalogue.search.ranking import spelling_reasons, stem_reasons
from virtual_museum.catalogue.search.schema import CENTURY, FACETS, NOTHING, PART_FIELDS

# Of a common word also those spellings are gathered that only one in so many of its items may have.
SPELT_SHARE = 4
# So many words of a field at most, the commonest first.
WORDS = 1_000
# The fields that hold every word of an item, those of its title, and the spellings of its title and names.
EVERYWHERE, TITLE, SPELT = "anywhere", "title", "exact"
# The ends of a span of years; each is gathered by century and by year.
ENDS = ("year_from", "year_to")
# Before a year: everything until its end.
UNTIL = "until "
# A word in more than one of so many items has its impacts written for every item.
DENSE = 4
# A word's top has so many items, its larger top one item in so many.
TOP, TOP_SHARE = 4_000, 32
# So many different scores a word may give.
CODES = 2**16 - 1

Ids = NDArray[np.int64]


def gather(folder: Path, schema: tantivy.Schema, searcher: tantivy.Searcher, floor: int) -> None:
    """Write the bitmaps of `searcher` into `folder`; words with fewer than `floor` items are left to the index."""
    source = _Source(schema, searcher)
    with BitmapWriter(folder) as writer:
        values = dict(source.values(floor))
        place = source.places(values)
        writer.order(source.ids[place.order].astype(np.uint32), place.of(source.newest, ordered=True))
        for (name, value), ids in values.items():
            writer.value(name, value, bitmap_of(place.of(ids)))
        dated = source.years()
        for name, (dated_ids, years) in dated.items():
            for key, ids in _by_years(dated_ids, years):
                writer.value(name, key, bitmap_of(place.of(ids)))
        for name in PART_FIELDS:
            for word in source.words(name, floor):
                writer.word(name, word, bitmap_of(place.of(source.having(name, word))))
        for name in (TITLE, EVERYWHERE, SPELT):
            for word in source.words(name, floor // SPELT_SHARE if name == SPELT else floor):
                ids, scores = source.scored(name, word)
                writer.word(name, word, bitmap_of(place.of(ids)))
                if name != TITLE:
                    writer.impacts(name, word, _impacts(place, ids, scores))
        centuries = {name: _centuries(years) for name, (_ids, years) in dated.items()}
        writer.finish(complete=[CENTURY if name == YEARS else name for name in (*COUNTED, YEARS)], centuries=centuries)


def _centuries(years: Ids) -> list[int]:
    """The last years of the centuries that years are in."""
    return [int(century) + 99 for century in np.unique(years // 100 * 100)]


def _by_years(ids: Ids, years: Ids) -> Iterator[tuple[str, Ids]]:
    """Items of single years, and of all years until the end of a century."""
    order = np.argsort(years, kind="stable")
    ids, years = ids[order], years[order]
    for year in np.unique(years):
        first, last = np.searchsorted(years, (year, year + 1))
        yield str(year), ids[first:last]
    for last in _centuries(years):
        yield f"{UNTIL}{last}", ids[: np.searchsorted(years, last + 1)]


def _impacts(place: "_Places", ids: Ids, scores: NDArray[np.float32]) -> Impacts:
    """What a word adds to the scores of items, in the order of positions."""
    order = np.argsort(place.of(ids, ordered=True))
    ids, scores = ids[order], scores[order]
    positions = place.of(ids, ordered=True)
    table, codes = np.unique(scores, return_inverse=True)
    if len(table) > CODES:
        table = np.linspace(table[0], table[-1], CODES, dtype=np.float32)
        codes = np.searchsorted(table, scores).clip(max=CODES - 1)
    tops = [_top(positions, ids, codes, table, size) for size in (TOP, max(place.size // TOP_SHARE, TOP))]
    dense = len(ids) * DENSE > place.size
    if not dense:
        return Impacts(table.astype(np.float32), codes.astype(np.uint16), dense, tops)
    # Place 0 of the table is for items without the word.
    every = np.zeros(place.size, dtype=np.uint16)
    every[positions] = codes + 1
    return Impacts(np.concatenate(([0.0], table)).astype(np.float32), every, dense, tops)


def _top(positions: Positions, ids: Ids, codes: Ids, table: NDArray[np.float32], size: int) -> tuple[BitMap, float]:
    """The `size` items that score highest, the lowest ids of those that score alike; and what others score at most."""
    if len(codes) <= size:
        return bitmap_of(positions), 0.0
    lowest = codes[np.argpartition(codes, -size)[-size]]
    above, level = codes > lowest, codes == lowest
    # That many of the lowest level belong to it.
    few = size - np.count_nonzero(above)
    last = np.partition(ids[level], few - 1)[few - 1]
    return bitmap_of(positions[above | (level & (ids <= last))]), float(table[lowest])


class _Places:
    """Positions of items, given by the order in which they shall stand."""

    def __init__(self, ids: Ids, order: NDArray[np.int64]) -> None:
        self.order = order
        self.size = len(ids)
        self._place = np.zeros(int(ids.max(initial=0)) + 1, dtype=np.uint32)
        self._place[ids[order]] = np.arange(len(ids), dtype=np.uint32)

    def of(self, ids: Ids, *, ordered: bool = False) -> Positions:
        """Positions of items, rising unless their order is kept."""
        places = self._place[ids]
        return places if ordered else np.sort(places)


class _Source:
    """What a searcher knows of published items."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher
        self._published = q.one_of(schema, "status", VISITORS)
        found = searcher.search(Query.const_score_query(self._published, 1.0), max(searcher.num_docs, 1), False).hits
        self._addresses = [address for _, address in found]
        self.ids: Ids = self._column("id")
        # One number gives the order of the newest, without ties.
        self.newest = self.ids[np.argsort(self._column(NEWEST_FIRST.number))]

    def _column(self, name: str) -> Ids:
        return np.array(self._searcher.fast_field_values(name, self._addresses), dtype=np.int64)

    def values(self, floor: int) -> Iterator[tuple[tuple[str, str], Ids]]:
        """(facet, value) with ids: all of those that are counted, and of the others what is common."""
        counts = count(self._searcher, self._published, (*COUNTED, YEARS))
        for name, found in counts.items():
            column = CENTURY if name == YEARS else name
            for value in found:
                yield (column, value), self.having(column, value)
        for name in FACETS:
            if name not in COUNTED:
                for value in self.words(name, floor):
                    if value != NOTHING:
                        yield (name, value), self.having(name, value)

    def having(self, name: str, value: str) -> Ids:
        """Ids of the published items with a value or word in a field."""
        found = q.all_of([q.one_of(self._schema, name, (value,)), self._published])
        most = max(self._searcher.doc_freq(name, value), 1)
        hits = self._searcher.search(found, most, False, order_by_field="id", order=Order.Asc).hits
        return np.array([number for number, _ in hits], dtype=np.int64)

    def places(self, values: dict[tuple[str, str], Ids]) -> _Places:
        """The order in which bitmaps are smallest: by type, then by century."""
        codes = {name: np.zeros(int(self.ids.max(initial=0)) + 1, dtype=np.uint32) for name in ("type", CENTURY)}
        for number, ((name, _value), ids) in enumerate(values.items(), start=1):
            if name in codes:
                codes[name][ids] = number
        return _Places(self.ids, np.lexsort((self.ids, codes[CENTURY][self.ids], codes["type"][self.ids])))

    def years(self) -> dict[str, tuple[Ids, Ids]]:
        """For each end of the span of years: ids of the dated items and their years."""
        found = {}
        for name in ENDS:
            known = self._searcher.fast_field_values(name, self._addresses)
            dated = np.array([year is not None for year in known], dtype=bool)
            years = np.array([year for year in known if year is not None], dtype=np.int64)
            found[name] = (self.ids[dated], years)
        return found

    def words(self, name: str, floor: int) -> list[str]:
        """The commonest words of a field, or values of a column."""
        found = self._searcher.terms_with_prefix(name, "", limit=WORDS)
        return [word for word, number in found if number >= floor]

    def scored(self, name: str, word: str) -> tuple[Ids, NDArray[np.float32]]:
        """Ids of the items with a word in a field, and what it adds to their scores.

        For a stem that is what it adds wherever it stands, for an exact spelling all that the word adds in any form.
        """
        matching = q.Matching(self._schema, self._searcher, VISITORS)
        stems = matching.known_stems(EVERYWHERE, word) if name == SPELT else (word,)
        reasons = stem_reasons(matching, stems) + (spelling_reasons(matching, word) if name == SPELT else [])
        adding = [reason.query for reason in reasons]
        asked = q.one_of(self._schema, name, (word,)) if name == TITLE else q.any_of(adding)
        field = EVERYWHERE if name == SPELT else name
        most = max(sum(self._searcher.doc_freq(field, stem) for stem in stems), 1)
        hits = self._searcher.search(asked, most, False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return np.array(ids, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)
