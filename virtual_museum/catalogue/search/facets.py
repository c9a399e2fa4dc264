"""Counts of an answer: the exact total, the values of each facet, the years.

A count reads one column for each hit, so the commonest words cost most. What was counted is kept, and after an edit
only the edited items are counted anew: those of the old state are taken off, those of the new one added.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tantivy import Query, Searcher

from virtual_museum.catalogue.search.generations import Followed
from virtual_museum.catalogue.search.schema import CENTURY, HAS_TOGETHER, MATERIAL_REST, MATERIAL_SLOTS, NOTHING

COUNTED = ("type", "material", "period", "culture", "hall", "fund", "has")
YEARS = "years"
TOTAL = "status"
FACET_SIZE = 40
VALUES = 65_000
KEPT_ANSWERS = 512
KEPT_STATES = 8
# The columns that count a facet; a value stands in one of them at most.
_COLUMNS = {"material": (*MATERIAL_SLOTS, MATERIAL_REST), "has": (HAS_TOGETHER,), YEARS: (CENTURY,)}
# Facets with columns that hold several values in one, with a space between.
_TOGETHER = {"material", "has"}


@dataclass(frozen=True)
class Facets:
    """Counts for each value of each facet, commonest first, and items per stretch of years."""

    total: int = 0
    counts: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    years: tuple[tuple[int, int], ...] = ()
    year_step: int = 100


# Counts of every value, by facet; TOTAL holds the total by status.
Counts = dict[str, Counter[str]]


def count(searcher: Searcher, query: Query, facets: Iterable[str]) -> Counts:
    """What `query` finds, counted by each of `facets` (TOTAL gives the number of hits)."""
    columns = {column: name for name in facets for column in _COLUMNS.get(name, (name,))}
    asked = {column: {"terms": {"field": column, "size": VALUES, "segment_size": VALUES}} for column in columns}
    answers = searcher.aggregate(query, asked)
    counts: Counts = {name: Counter() for name in columns.values()}
    for column, name in columns.items():
        for bucket in answers[column]["buckets"]:
            if bucket["key"] != NOTHING:
                counts[name][str(bucket["key"])] += int(bucket["doc_count"])
    for name in _TOGETHER & counts.keys():
        counts[name] = _apart(counts[name])
    return counts


def _apart(together: Counter[str]) -> Counter[str]:
    """How many have each value, from how many have which values together."""
    counts: Counter[str] = Counter()
    for flags, number in together.items():
        for flag in flags.split():
            counts[flag] += number
    return counts


def as_facets(counts: Counts) -> Facets:
    """Counts in the order in which they are shown."""
    total = sum(counts[TOTAL].values())
    shown = {
        name: tuple(sorted(counts[name].items(), key=lambda pair: (-pair[1], pair[0]))[:FACET_SIZE])
        for name in COUNTED
        if name in counts
    }
    years = tuple(sorted((int(century), number) for century, number in counts.get(YEARS, {}).items()))
    return Facets(total, shown, years)


@dataclass(frozen=True)
class Known:
    """The counts of a question in an earlier state of the index, and that state, to count single items in it."""

    state: Followed
    searcher: Searcher
    counts: Counts


@dataclass(frozen=True)
class Asked:
    """One question in one state of the index: how to count it, all of it or only some items of it.

    `ready` gives counts that somebody has made before, for whoever has not asked yet.
    """

    key: tuple[Any, ...]
    state: Followed
    searcher: Searcher
    count: Callable[[Searcher, frozenset[int] | None], Counts]
    ready: Callable[[], Known | None] = lambda: None

    def brought_up(self, known: Known, edited: frozenset[int]) -> Counts:
        """The counts now, from those that are known and the items edited since."""
        gone, come = self.count(known.searcher, edited), self.count(self.searcher, edited)
        return {name: _sum(known.counts[name], gone[name], come[name]) for name in gone}


class KeptCounts:
    """The last counts of one process. Those of an earlier state are brought up by the items edited since."""

    def __init__(self) -> None:
        self._searchers: OrderedDict[Followed, Searcher] = OrderedDict()
        self._answers: OrderedDict[tuple[Any, ...], tuple[Followed, Counts]] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked, edited_since: Callable[[Followed], frozenset[int] | None]) -> Counts:
        """The counts of `asked`. `edited_since` names the items edited after a state, None where they are too many."""
        with self._lock:
            self._remember(asked.state, asked.searcher)
            kept = self._answers.get(asked.key)
            old = self._searchers.get(kept[0]) if kept is not None else None
        known = Known(kept[0], old, kept[1]) if kept is not None and old is not None else None
        counts = self._now(asked, known, edited_since) or self._now(asked, asked.ready(), edited_since)
        if counts is None:
            counts = asked.count(asked.searcher, None)
        with self._lock:
            self._answers[asked.key] = (asked.state, counts)
            self._answers.move_to_end(asked.key)
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return counts

    @staticmethod
    def _now(
        asked: Asked, known: Known | None, edited_since: Callable[[Followed], frozenset[int] | None]
    ) -> Counts | None:
        """What is known, brought up to the state that is asked; None where nothing is, or too much was edited since."""
        if known is None:
            return None
        if known.state == asked.state:
            return known.counts
        edited = edited_since(known.state)
        return asked.brought_up(known, edited) if edited is not None else None

    def _remember(self, state: Followed, searcher: Searcher) -> None:
        self._searchers[state] = searcher
        self._searchers.move_to_end(state)
        while len(self._searchers) > KEPT_STATES:
            self._searchers.popitem(last=False)

    def forget(self) -> None:
        """Forget what this process has counted; benchmarks measure without it."""
        with self._lock:
            self._answers.clear()


def _sum(before: Counter[str], gone: Counter[str], come: Counter[str]) -> Counter[str]:
    counts = Counter(before)
    counts.subtract(gone)
    counts.update(come)
    return +counts
