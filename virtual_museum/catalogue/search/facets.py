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
class Asked:
    """One question in one state of the index: how to count it, all of it or only some items of it."""

    key: tuple[Any, ...]
    state: Followed
    searcher: Searcher
    count: Callable[[Searcher, frozenset[int] | None], Counts]


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
        if kept is not None and kept[0] == asked.state:
            counts = kept[1]
        else:
            edited = edited_since(kept[0]) if kept is not None and old is not None else None
            if kept is None or old is None or edited is None:
                counts = asked.count(asked.searcher, None)
            else:
                gone, come = asked.count(old, edited), asked.count(asked.searcher, edited)
                counts = {name: _sum(kept[1][name], gone[name], come[name]) for name in kept[1]}
        with self._lock:
            self._answers[asked.key] = (asked.state, counts)
            self._answers.move_to_end(asked.key)
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return counts

    def _remember(self, state: Followed, searcher: Searcher) -> None:
        self._searchers[state] = searcher
        self._searchers.move_to_end(state)
        while len(self._searchers) > KEPT_STATES:
            self._searchers.popitem(last=False)

    def forget(self) -> None:
        """Count everything anew; benchmarks measure without what is kept."""
        with self._lock:
            self._answers.clear()


def _sum(before: Counter[str], gone: Counter[str], come: Counter[str]) -> Counter[str]:
    counts = Counter(before)
    counts.subtract(gone)
    counts.update(come)
    return +counts
