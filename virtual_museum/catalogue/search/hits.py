"""A question answered from bitmaps alone: what it finds, and how that is counted."""

from collections import Counter
from dataclasses import dataclass, field
from functools import reduce

import tantivy
from pyroaring import BitMap
from tantivy import Order

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.bitmaps import Bitmaps, bitmap_of
from virtual_museum.catalogue.search.facets import TOTAL, YEARS, Counts
from virtual_museum.catalogue.search.gathering import ENDS, EVERYWHERE, TITLE, UNTIL
from virtual_museum.catalogue.search.normalise import exact_words
from virtual_museum.catalogue.search.question import VISITORS, Question
from virtual_museum.catalogue.search.schema import CENTURY, PART_FIELDS

# None: a condition without a bitmap.
Found = BitMap | None


@dataclass(frozen=True)
class Hits:
    """Answers questions in the state of the index that `bitmaps` were gathered from.

    What is asked for with something that is not common enough to have a bitmap is answered None: it finds so little
    that the index counts it quickly.
    """

    bitmaps: Bitmaps
    searcher: tantivy.Searcher
    _rare: dict[tuple[str, str], BitMap] = field(default_factory=dict)

    def counts(self, question: Question) -> Counts | None:
        """What the question finds, counted as the question wants it."""
        hits = self.found(question)
        if hits is None:
            return None
        counts = {name: self._counted(hits, name) for name in question.counted if name not in question.chosen}
        for name in question.chosen.intersection(question.counted):
            # Less is asked than before, so that is known too.
            counts[name] = self._counted(self.found(question, leave_out=name) or BitMap(), name)
        return counts

    def found(self, question: Question, leave_out: str = "") -> Found:
        """The items found; `leave_out` names a facet (or YEARS) whose own choice is not applied."""
        request, parsed = question.request, question.parsed
        if request.typing or request.statuses != VISITORS or question.matching.known_keys(parsed):
            return None
        conditions = [self._part(question.matching, part) for part in parsed.parts]
        chosen = ((name, values) for name, values in request.filters.items() if name != leave_out and values)
        conditions += [self._one_of(name, values) for name, values in chosen]
        spans = [*parsed.years, *([(request.year_from, request.year_to)] if leave_out != YEARS else [])]
        conditions += [self._touching(first, last) for first, last in spans if (first, last) != (None, None)]
        return _in_all(conditions) if conditions else self.bitmaps.everything

    def in_title(self, question: Question) -> BitMap:
        """The items that have all words of the question in the title; none where it asks for no words."""
        matching, words = question.matching, question.parsed.words
        stems = [matching.known_stems(TITLE, word) for word in words]
        found = [BitMap.union(BitMap(), *(self._having(matching, TITLE, one) for one in some)) for some in stems]
        return reduce(BitMap.intersection, found) if found else BitMap()

    def _counted(self, hits: BitMap, name: str) -> Counter[str]:
        if name == TOTAL:
            return Counter({VISITORS[0]: len(hits)})
        counted = self.bitmaps.values(CENTURY if name == YEARS else name)
        return Counter({value: number for value, one in counted if (number := hits.intersection_cardinality(one))})

    def _part(self, matching: q.Matching, part: q.Part) -> Found:
        words = exact_words(part.text)
        if part.field == "fund":
            return self._one_of("fund", (q.fund_named(part.text),))
        if part.field == "keys" or (part.phrase and len(words) > 1 and part.field in ("", "title")):
            return None
        name = part.field if part.field in PART_FIELDS else part.field or EVERYWHERE
        return _in_all([self._word(matching, name, word) for word in words])

    def _word(self, matching: q.Matching, name: str, word: str) -> Found:
        stems = matching.known_stems(name, word)
        if all(self.bitmaps.word(name, stem) is None for stem in stems):
            return None
        return BitMap.union(*(self._having(matching, name, stem) for stem in stems))

    def _having(self, matching: q.Matching, name: str, stem: str) -> BitMap:
        found = self.bitmaps.word(name, stem)
        return found if found is not None else self._fetched(matching, name, stem)

    def _fetched(self, matching: q.Matching, name: str, stem: str) -> BitMap:
        """The items with a stem that is not common."""
        kept = self._rare.get((name, stem))
        if kept is None:
            asked = [q.one_of(matching.schema, name, (stem,)), q.one_of(matching.schema, "status", VISITORS)]
            most = max(self.searcher.doc_freq(name, stem), 1)
            hits = self.searcher.search(q.all_of(asked), most, False, order_by_field="id", order=Order.Asc).hits
            kept = self._rare[name, stem] = bitmap_of(self.bitmaps.places([number for number, _ in hits]))
        return kept

    def _one_of(self, name: str, values: tuple[str, ...]) -> Found:
        found = [self.bitmaps.value(name, value) for value in values]
        known = [one for one in found if one is not None]
        # Of a facet that is counted every value is known: what is not there has no items.
        whole = len(known) == len(found) or self.bitmaps.complete(name)
        return BitMap.union(*known, BitMap()) if whole else None

    def _touching(self, first: int | None, last: int | None) -> Found:
        """Items whose span of years touches [first, last]; None is open."""
        begins, ends = ENDS
        found = self._until(begins, last) if last is not None else self._until(begins, None)
        return found - self._until(ends, first - 1) if first is not None else found

    def _until(self, end: str, year: int | None) -> BitMap:
        """Dated items with this end of their span no later than `year`."""
        centuries = self.bitmaps.centuries(end)
        whole = [last for last in centuries if year is None or last <= year]
        found = [self._known(end, f"{UNTIL}{whole[-1]}")] if whole else []
        if year is not None and len(whole) < len(centuries):
            begun = range(centuries[len(whole)] - 99, year + 1)
            found += [one for single in begun if (one := self.bitmaps.value(end, str(single))) is not None]
        return BitMap.union(*found, BitMap())

    def _known(self, name: str, value: str) -> BitMap:
        return self.bitmaps.value(name, value) or BitMap()


def _in_all(conditions: list[Found]) -> Found:
    known = [one for one in conditions if one is not None]
    if not known or len(known) < len(conditions):
        return None
    return reduce(BitMap.intersection, sorted(known, key=len))
