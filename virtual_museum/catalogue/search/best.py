"""The best of very many hits without looking at each: what words add to scores has been gathered before.

Each word has a top: the items to which it adds most. Whoever is in no word's top, and not on show, can score no more
than the sum of what the words add at most below their tops. Where the best found among the tops score as high as that,
nobody else needs to be looked at (R. Fagin, A. Lotem, M. Naor: Optimal aggregation algorithms for middleware, 2003).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from virtual_museum.catalogue.search.bitmaps import Bitmaps, Impacts, Positions, positions_of
from virtual_museum.catalogue.search.gathering import EVERYWHERE, SPELT
from virtual_museum.catalogue.search.hits import Hits
from virtual_museum.catalogue.search.question import Question
from virtual_museum.catalogue.search.ranking import ON_SHOW_WEIGHT, asked_words

# Fewer hits are soon ordered without.
MANY = 1_000
# So many of the newest are looked at one by one before all hits are looked up at once.
ONE_BY_ONE = 8_192
Scores = NDArray[np.float32]


class Best(NamedTuple):
    """Ids with their scores, best first; what items with one of the `rare` terms of fields score is not known."""

    scored: list[tuple[int, float]]
    rare: list[tuple[str, str]]


def best(hits: Hits, question: Question, wanted: int, without: frozenset[int]) -> Best | None:
    """The best `wanted` hits `without` some ids; None where nobody knows, or they are found as quickly in the index."""
    found = _many(hits, question, without)
    if found is None:
        return None
    terms, rare = [], []
    for word in asked_words(question.parsed):
        whole = _term(hits.bitmaps, SPELT, word)
        if whole is None and question.matching.searcher.doc_freq(SPELT, word):
            rare.append((SPELT, word))
        for stem in () if whole is not None else question.matching.known_stems(EVERYWHERE, word):
            term = _term(hits.bitmaps, EVERYWHERE, stem)
            if term is not None:
                terms.append(term)
            elif question.matching.searcher.doc_freq(EVERYWHERE, stem):
                rare.append((EVERYWHERE, stem))
        if whole is not None:
            terms.append(whole)
    return Best(_highest(hits.bitmaps, found, terms, wanted), rare)


def newest(hits: Hits, question: Question, wanted: int, without: frozenset[int]) -> list[int] | None:
    """Ids of the `wanted` newest hits `without` some; None where they are found as quickly in the index."""
    found = _many(hits, question, without)
    if found is None:
        return None
    first = [place for place in hits.bitmaps.newest[:ONE_BY_ONE].tolist() if place in found][:wanted]
    if len(first) < wanted:
        return hits.bitmaps.newest_of(found, 0, wanted)
    return hits.bitmaps.ids[first].tolist()  # type: ignore[no-any-return]


def tiers(hits: Hits, question: Question, without: Collection[int]) -> tuple[BitMap, BitMap] | None:
    """The hits `without` some ids that have all words in the title, and the others; None as for `best`."""
    found = _many(hits, question, without)
    if found is None:
        return None
    titled = hits.in_title(question)
    return found & titled, found - titled


def _many(hits: Hits, question: Question, without: Collection[int]) -> BitMap | None:
    found = hits.found(question)
    if found is None or len(found) < MANY:
        return None
    return found - BitMap(hits.bitmaps.places(without)) if without else found


@dataclass(frozen=True)
class _Term:
    """A term of the question: what it adds, and the items that have it."""

    impacts: Impacts
    having: BitMap

    def add(self, size: int, asked: BitMap, positions: Positions, scores: Scores) -> None:
        """Add to the scores of the items asked for, which stand at `positions`."""
        codes, table = self.impacts.codes, self.impacts.table
        if self.impacts.dense:
            scores += table[codes[positions]]
            return
        both = asked & self.having
        among = np.zeros(size, dtype=bool)
        among[positions_of(both)] = True
        scores[np.searchsorted(positions, positions_of(both))] += table[codes[among[positions_of(self.having)]]]


def _term(bitmaps: Bitmaps, name: str, word: str) -> _Term | None:
    impacts, having = bitmaps.impacts(name, word), bitmaps.word(name, word)
    return _Term(impacts, having) if impacts is not None and having is not None else None


def _highest(bitmaps: Bitmaps, found: BitMap, terms: list[_Term], wanted: int) -> list[tuple[int, float]]:
    for tops in zip(*(term.impacts.tops for term in terms), strict=True):
        among = found & BitMap.union(bitmaps.on_show, *(top for top, _ in tops))
        if 2 * len(among) < len(found):
            highest = _ordered(bitmaps, among, terms, wanted)
            if len(highest) == wanted and highest[-1][1] >= sum(below for _, below in tops):
                return highest
    return _ordered(bitmaps, found, terms, wanted)


def _ordered(bitmaps: Bitmaps, asked: BitMap, terms: list[_Term], wanted: int) -> list[tuple[int, float]]:
    """Id and score of the best of some items; of those that score alike the lower ids come first."""
    positions = positions_of(asked)
    scores = np.zeros(len(positions), dtype=np.float32)
    for term in terms:
        term.add(bitmaps.size, asked, positions, scores)
    scores[np.searchsorted(positions, positions_of(asked & bitmaps.on_show))] += ON_SHOW_WEIGHT
    ids = bitmaps.ids[positions]
    if len(ids) > wanted:
        last = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        above, level = scores > last, scores == last
        alike = np.sort(ids[level])[: wanted - np.count_nonzero(above)]
        ids = np.concatenate((ids[above], alike))
        scores = np.concatenate((scores[above], np.full(len(alike), last)))
    order = np.lexsort((ids, -scores))
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))
