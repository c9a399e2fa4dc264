"""What comes first when one asks for words: exact numbers, title over text, on show over stored, the exact spelling.

A score is the sum of reasons. For a single word, which is where the largest answers come from, the index needs not look
at every hit: it takes the best by words alone, the best of what is on show, the exact numbers, and merges the three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

from tantivy import DocAddress, Occur, Query, Searcher

from virtual_museum.catalogue.search.normalise import exact_words, query_stems
from virtual_museum.catalogue.search.paging import NEWEST_FIRST, Paging
from virtual_museum.catalogue.search.query import Matching, ParsedQuery, all_of, any_of

# How much a word counts by where it stands; the exact spelling counts on top.
WEIGHTS = {"title": 4.0, "names": 2.0, "body": 1.0}
EXACT_WEIGHT = 2.5
ON_SHOW_WEIGHT = 1.5
KEY_WEIGHT = 10_000.0
# So many are ordered by how well they match; whoever reads on finds the title's hits first, then the newest.
BEST = 240
BEGINNINGS = 12
# To look up one hit among those of a reason takes as long as to read so many of them one after the other (measured).
LOOK_UP = 8


class Reason(NamedTuple):
    """What adds to a score, and how many documents it stands in."""

    query: Query
    documents: int


class Foreknown(Protocol):
    """What is known of a question's hits without asking the index; None where it is found as quickly without."""

    def first(self, wanted: int) -> list[int] | None:
        """Ids of the first `wanted` hits."""

    def later(self, best: list[int], start: int, wanted: int) -> list[int] | None:
        """Ids of `wanted` hits after the `best` and `start` others: those in titles, then the rest, newest first."""


@dataclass(frozen=True)
class Ranked:
    """Hits of `match` in order of relevance. `total` is their number; `plain` says that nothing but words was asked."""

    matching: Matching
    parsed: ParsedQuery
    match: Query
    total: int
    plain: bool
    # Whole words that an unfinished last word may become.
    beginnings: tuple[str, ...] = ()
    known: Foreknown | None = None

    @property
    def _searcher(self) -> Searcher:
        return self.matching.searcher

    def ids(self, start: int, wanted: int) -> list[int]:
        """Ids of `wanted` hits after the first `start`."""
        if start + wanted <= BEST or self.total <= BEST:
            return self._best(start + wanted)[start:]
        best = self._best(BEST)
        found = best[start:]
        offset = max(0, start - BEST)
        later = self.known.later(best, offset, wanted - len(found)) if self.known is not None else None
        if later is not None:
            return found + later
        for tier in self._tiers():
            if len(found) >= wanted:
                break
            listed = self._listed(tier, best)
            size = self._count(tier) - len(listed)
            if offset < size:
                found += self._newest(tier, listed, offset, min(wanted - len(found), size - offset))
            offset = max(0, offset - size)
        return found

    def scored(self, among: Query, hits: int, wanted: int) -> list[tuple[int, float]]:
        """Id and score of the best `wanted` of those hits that are `among` so many."""
        words = asked_words(self.parsed)
        query = self._scored(all_of([self.match, among]), hits, self._reasons(words), ())
        found = self._searcher.search(query, wanted, False).hits
        return list(zip(self._ids([address for _, address in found]), (score for score, _ in found), strict=True))

    def _ids(self, addresses: list[DocAddress]) -> list[int]:
        return [int(number or 0) for number in self._searcher.fast_field_values("id", addresses)]

    def _tiers(self) -> list[Query]:
        in_title = self.matching.in_title(self.parsed)
        if in_title is None or not self._count(all_of([self.match, in_title])):
            return [self.match]
        elsewhere = Query.boolean_query([(Occur.Must, self.match), (Occur.MustNot, in_title)])
        return [all_of([self.match, in_title]), elsewhere]

    def _count(self, query: Query) -> int:
        return int(self._searcher.search(query, limit=1, count=True).count or 0)  # type: ignore[attr-defined]

    def _listed(self, tier: Query, best: list[int]) -> list[DocAddress]:
        """Those of `best` that belong to a tier."""
        return self._top(all_of([tier, Query.term_set_query(self.matching.schema, "id", best)]), len(best))

    def _newest(self, tier: Query, listed: list[DocAddress], start: int, wanted: int) -> list[int]:
        """Ids of a stretch of a tier, newest first, as if those `listed` already were not in it."""
        paging = Paging(self.matching.schema, self._searcher, tier)
        stretch = self._ranks(paging.addresses(NEWEST_FIRST, start, wanted + len(listed)))
        ranks = self._ranks(listed)
        # How many of the listed ones stand before the stretch, so many too early it begins.
        early = sum(rank < min(stretch) for rank in ranks)
        taken = set(ranks.values())
        return [number for number in stretch.values() if number not in taken][early : early + wanted]

    def _ranks(self, addresses: list[DocAddress]) -> dict[int, int]:
        """The place of each item among the newest, with its id."""
        ranks = self._searcher.fast_field_values(NEWEST_FIRST.number, addresses)
        return dict(zip((int(rank or 0) for rank in ranks), self._ids(addresses), strict=True))

    def _best(self, wanted: int) -> list[int]:
        words = asked_words(self.parsed)
        reasons = self._reasons(words)
        if not reasons:
            return self._ids(self._top(self.match, wanted))
        keys = self.matching.known_keys(self.parsed)
        known = self.known.first(wanted) if self.known is not None and not keys else None
        if known is not None:
            return known
        if self.plain and len(words) == 1 and not keys:
            return self._ids(self._merged(reasons, wanted))
        return self._ids(self._top(self._scored(self.match, self.total, reasons, keys), wanted))

    def _merged(self, reasons: Sequence[Reason], wanted: int) -> list[DocAddress]:
        # Every hit of a single word has one of the reasons, so their union is the match.
        scores: dict[tuple[int, int], tuple[float, DocAddress]] = {}
        on_show = self._scored(all_of([self.match, self._on_show()]), self.total, reasons, ())
        for query in (any_of([reason.query for reason in reasons]), on_show):
            for score, address in self._searcher.search(query, wanted, False).hits:
                scores[address.segment_ord, address.doc] = (score, address)
        ordered = sorted(scores.items(), key=lambda hit: (-hit[1][0], hit[0]))
        return [address for _, (_, address) in ordered[:wanted]]

    def _top(self, query: Query, wanted: int) -> list[DocAddress]:
        return [address for _, address in self._searcher.search(query, wanted, False).hits]

    def _on_show(self) -> Query:
        return Query.term_query(self.matching.schema, "shown", "hall", "basic")

    def _scored(self, match: Query, hits: int, reasons: Sequence[Reason], keys: tuple[str, ...]) -> Query:
        """What matches, at most so many `hits`, each with the sum of its reasons as its score."""
        schema = self.matching.schema
        scored = Query.boost_query(Query.const_score_query(match, 1.0), 0.0)
        also = [_constant(self._on_show(), ON_SHOW_WEIGHT)]
        also += [_constant(Query.term_query(schema, "keys", key, "basic"), KEY_WEIGHT) for key in keys]
        optional = [*(reason.query for reason in reasons), *also]
        if hits * len(reasons) * LOOK_UP > sum(reason.documents for reason in reasons):
            return Query.boolean_query([(Occur.Must, scored), *((Occur.Should, one) for one in optional)])
        # Several options in one query are read from end to end; one alone is looked up for each hit.
        for one in optional:
            scored = Query.boolean_query([(Occur.Must, scored), (Occur.Should, one)])
        return scored

    def _reasons(self, words: list[str]) -> list[Reason]:
        matching = self.matching
        reasons: list[Reason] = []
        for word in words:
            known = (matching.known_stems(field, word) for field in matching.fields_of("anywhere"))
            reasons += stem_reasons(matching, tuple(dict.fromkeys(chain.from_iterable(known))))
            reasons += spelling_reasons(matching, word)
        begun = {stem: None for word in self.beginnings[:BEGINNINGS] for stem in query_stems(word)}
        for stem in begun:
            reasons += _where(matching, "title", stem, WEIGHTS["title"])
        return reasons


def stem_reasons(matching: Matching, stems: Sequence[str]) -> list[Reason]:
    """All that stems add to a score, wherever they stand."""
    return [
        reason for stem in stems for face, weight in WEIGHTS.items() for reason in _where(matching, face, stem, weight)
    ]


def spelling_reasons(matching: Matching, word: str) -> list[Reason]:
    """What it adds to a score that titles and names spell a word just so."""
    return _where(matching, "exact", word, EXACT_WEIGHT)


def _where(matching: Matching, face: str, term: str, weight: float) -> list[Reason]:
    return [
        Reason(Query.boost_query(Query.term_query(matching.schema, field, term, "freq"), weight), documents)
        for field in matching.fields_of(face)
        if (documents := matching.searcher.doc_freq(field, term))
    ]


def asked_words(parsed: ParsedQuery) -> list[str]:
    """The words whose places in an item make its score."""
    return [word for part in parsed.parts if part.field != "keys" for word in exact_words(part.text)]


def _constant(query: Query, score: float) -> Query:
    return Query.boost_query(Query.const_score_query(query, 1.0), score)
