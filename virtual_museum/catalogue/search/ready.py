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
from pathlib import Path
from threading import Lock

import tantivy

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.best import best, newest
from virtual_museum.catalogue.search.bitmaps import Bitmaps
from virtual_museum.catalogue.search.facets import Known
from virtual_museum.catalogue.search.gathering import gather
from virtual_museum.catalogue.search.generations import Followed, open_index
from virtual_museum.catalogue.search.hits import Hits
from virtual_museum.catalogue.search.question import Question, SearchRequest
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
        counts = self.hits.counts(self._question(request))
        return Known(self.state, self.hits.searcher, counts) if counts is not None else None

    def first(self, now: Question, edited: frozenset[int], wanted: int) -> list[int] | None:
        """Ids of the first `wanted` hits of a question in the present state, since which only some items were edited.

        None where they are not known, or found as quickly without.
        """
        before = self._question(now.request)
        if not now.by_relevance:
            found = newest(self.hits, before, wanted, edited)
            return now.newest_among({*found, *edited}, wanted) if found is not None and edited else found
        known = best(self.hits, before, wanted, edited)
        if known is None:
            return None
        scores = dict(self._scored_now(now, edited, known.rare, wanted))
        for number, score in known.scored:
            scores[number] = max(score, scores.get(number, 0.0))
        return sorted(scores, key=lambda number: (-scores[number], number))[:wanted]

    def _scored_now(
        self, now: Question, edited: frozenset[int], rare: list[tuple[str, str]], wanted: int
    ) -> list[tuple[int, float]]:
        """Id and score of the best hits that were edited or have a rare term."""
        among = [tantivy.Query.term_query(self.schema, name, term, "basic") for name, term in rare]
        if edited:
            among.append(tantivy.Query.term_set_query(self.schema, "id", list(edited)))
        if not among:
            return []
        size = len(edited) + sum(now.searcher.doc_freq(name, term) for name, term in rare)
        return now.ranked(size).scored(q.any_of(among), size, wanted)

    def _question(self, request: SearchRequest) -> Question:
        return Question(self.schema, request, q.parse_query(request.text), self.hits.searcher)


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
