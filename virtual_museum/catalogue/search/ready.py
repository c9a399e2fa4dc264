"""Answers that are ready before anybody asks, for questions that find much.

To count every facet exactly takes the index the longer the more is found, and so does finding the best of it. So which
items have which value and which common word is gathered once, by whoever has built or followed the index, for all
processes of the machine. It is kept together with the state it was gathered in: a snapshot of hard links, which take
no room until the index has moved on. What was edited since is counted in the snapshot and in the present state and the
difference applied, so the counts are exact and no older than the last commit. In the same way the best hits are looked
for among those that were best then and all that was edited since.
"""

import json
import time
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import tantivy

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.best import best, newest, tiers
from virtual_museum.catalogue.search.bitmaps import Bitmaps
from virtual_museum.catalogue.search.facets import Known
from virtual_museum.catalogue.search.gathering import gather
from virtual_museum.catalogue.search.generations import Followed, open_index
from virtual_museum.catalogue.search.hits import Hits
from virtual_museum.catalogue.search.question import Question, SearchRequest
from virtual_museum.catalogue.search.ranking import BEST
from virtual_museum.catalogue.search.snapshots import name_in_use, put_in_use

# Fewer hits are counted in less than a millisecond; a collection with fewer items has no use for bitmaps.
FLOOR = 20_000


@dataclass(frozen=True)
class Snapshot:
    """A state of the index that stays as it is, with what was gathered in it."""

    name: str
    state: Followed
    schema: tantivy.Schema
    hits: Hits

    def known(self, request: SearchRequest) -> Known | None:
        """The counts of `request`; None where it asks for something that has no bitmap."""
        counts = self.hits.counts(self.question(request))
        return Known(self.state, self.hits.searcher, counts) if counts is not None else None

    def question(self, request: SearchRequest) -> Question:
        """The request read against the state that was gathered."""
        return Question(self.schema, request, q.parse_query(request.text), self.hits.searcher)


@dataclass(frozen=True)
class Gathered:
    """The hits of the question `now`, of which only the items `edited` were edited since they were gathered."""

    snapshot: Snapshot
    now: Question
    edited: frozenset[int]

    @cached_property
    def _before(self) -> Question:
        return self.snapshot.question(self.now.request)

    def first(self, wanted: int) -> list[int] | None:
        """Ids of the first `wanted` hits; None where they are not known, or found as quickly without."""
        if not self.now.by_relevance:
            found = newest(self.snapshot.hits, self._before, wanted, self.edited)
            known = found is not None and self.edited
            return self.now.newest_among({*(found or ()), *self.edited}, wanted) if known else found
        # Always as many as are ordered by relevance: who scores alike stands in the same order on every page.
        known_best = best(self.snapshot.hits, self._before, max(BEST, wanted), self.edited)
        if known_best is None:
            return None
        scores = dict(self._scored_now(known_best.rare, max(BEST, wanted)))
        for number, score in known_best.scored:
            scores[number] = max(score, scores.get(number, 0.0))
        return sorted(scores, key=lambda number: (-scores[number], number))[:wanted]

    def later(self, best: list[int], start: int, wanted: int) -> list[int] | None:
        """Ids of `wanted` hits after the `best` and `start` others; None where they are found as quickly without.

        Those in titles come first, then the others, each newest first; what was edited is newer than all else.
        """
        before = tiers(self.snapshot.hits, self._before, {*best, *self.edited})
        if before is None:
            return None
        found: list[int] = []
        for tier, edited in zip(before, self._edited_tiers(set(best)), strict=True):
            size = len(edited) + len(tier)
            if start < size and len(found) < wanted:
                found += edited[start : start + wanted - len(found)]
                offset = max(0, start - len(edited))
                found += self.snapshot.hits.bitmaps.newest_of(tier, offset, wanted - len(found))
            start = max(0, start - size)
        return found

    def _edited_tiers(self, best: set[int]) -> tuple[list[int], list[int]]:
        """Ids of the edited hits that are not among the best: those in titles, and the others."""
        edited = self.edited - best
        if not edited:
            return [], []
        found = self.now.newest_among(edited, len(edited))
        in_title = self.now.matching.in_title(self.now.parsed)
        titled = self.now.newest_among(edited, len(edited), (in_title,)) if in_title is not None else []
        return titled, [number for number in found if number not in set(titled)]

    def _scored_now(self, rare: list[tuple[str, str]], wanted: int) -> list[tuple[int, float]]:
        """Id and score of the best hits that were edited or have a rare term."""
        schema, searcher = self.snapshot.schema, self.now.searcher
        among = [tantivy.Query.term_query(schema, name, term, "basic") for name, term in rare]
        if self.edited:
            among.append(tantivy.Query.term_set_query(schema, "id", list(self.edited)))
        if not among:
            return []
        size = len(self.edited) + sum(searcher.doc_freq(name, term) for name, term in rare)
        return self.now.ranked(size).scored(q.any_of(among), size, wanted)


class ReadyAnswers:
    """The snapshot beside one generation of the index, read again when somebody has made a new one."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def snapshot(self, generation: Path) -> Snapshot | None:
        """The newest snapshot of a generation."""
        name = name_in_use(generation)
        with self._lock:
            if not name:
                self._snapshot = None
            elif self._snapshot is None or self._snapshot.name != name:
                self._snapshot = self._read(generation / name)
            return self._snapshot

    def _read(self, folder: Path) -> Snapshot | None:
        try:
            state = Followed(**json.loads((folder / "state.json").read_text(encoding="utf-8")))
            index = open_index(folder)
            index.reload()
            hits = Hits(Bitmaps(folder), index.searcher())
        except (FileNotFoundError, ValueError):
            # Somebody has just put a newer one in its place; the next question finds that.
            return None
        return Snapshot(folder.name, state, self._schema, hits)


def make(folder: Path, schema: tantivy.Schema, state: Followed, floor: int) -> None:
    """Gather from the snapshot that stands in `folder` and put it in the place of the one before."""
    began = time.monotonic()
    index = open_index(folder)
    index.reload()
    gather(folder, schema, index.searcher(), floor)
    (folder / "state.json").write_text(json.dumps(asdict(state)), encoding="utf-8")
    put_in_use(folder, time.monotonic() - began)
