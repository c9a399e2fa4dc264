"""Counts that are ready before anybody asks, for the questions with the most hits.

To count every facet exactly takes the longer the more is found. But few questions find much: the whole collection,
one value of a facet, one common word. They are counted once, by whoever has built or followed the index, for all
processes of the machine. What was counted then is kept together with the state it was counted in: a snapshot of hard
links, which take no room until the index has moved on. What was edited since is counted in the snapshot and in the
present state and the difference applied, so the counts are exact and no older than the last commit.
"""

import fcntl
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from threading import Lock

import tantivy
from tantivy import Occur, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.facets import COUNTED, Counts, Known, count
from virtual_museum.catalogue.search.generations import Followed, open_index, replace_text
from virtual_museum.catalogue.search.normalise import exact_words
from virtual_museum.catalogue.search.question import ALL_COUNTS, VISITORS, Question, SearchRequest

# Fewer hits are counted in less than a millisecond; a collection with fewer items has no use for ready counts.
FLOOR = 20_000
# So many words at most, the commonest first.
WORDS = 1_000
# Making the counts takes at most one part in so many of a machine's time, however often the collection changes.
REST = 20
# The field that holds every word of an item.
EVERYWHERE = "anywhere"


@dataclass(frozen=True)
class Snapshot:
    """A state of the index that stays as it is, with what was counted in it."""

    name: str
    state: Followed
    searcher: tantivy.Searcher
    counts: dict[str, Counts]


class ReadyCounts:
    """The ready counts beside one generation of the index, read again when somebody has made new ones."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def known(self, generation: Path, request: SearchRequest) -> Known | None:
        """What is ready of the counts of `request`; None where it is not among the questions with the most hits."""
        snapshot = self.snapshot(generation)
        if snapshot is None or request.statuses != VISITORS or request.typing:
            return None
        if request.year_from is not None or request.year_to is not None:
            return None
        question = Question(self._schema, request, q.parse_query(request.text), snapshot.searcher)
        chosen = [(name, value) for name, values in request.filters.items() for value in values]
        if not question.parsed:
            counts = snapshot.counts.get(_key(*chosen)) if len(chosen) < 2 else None
        else:
            counts = None if chosen else _of_a_word(question, snapshot)
        if counts is None:
            return None
        return Known(snapshot.state, snapshot.searcher, {name: counts[name] for name in question.counted})

    def snapshot(self, generation: Path) -> Snapshot | None:
        """The newest ready counts of a generation."""
        name = _current(generation)
        with self._lock:
            if not name:
                self._snapshot = None
            elif self._snapshot is None or self._snapshot.name != name:
                self._snapshot = _read(generation / name)
            return self._snapshot


def make(generation: Path, schema: tantivy.Schema, folder: Path, state: Followed) -> None:
    """Count in the snapshot that stands in `folder` and put it in the place of the one before."""
    began = time.monotonic()
    index = open_index(folder)
    index.reload()
    counts = dict(_counted(schema, index.searcher()))
    answers = {key: {name: dict(values) for name, values in found.items()} for key, found in counts.items()}
    told = {"state": asdict(state), "seconds": time.monotonic() - began, "answers": answers}
    (folder / "counts.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    replace_text(generation / "ready", folder.name)
    for stale in generation.glob("ready-*"):
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)


def link(generation: Path) -> Path:
    """A snapshot of the index as it stands, in a folder of its own; the caller holds the writer's lock."""
    folder = generation / f"ready-{token_hex(6)}"
    folder.mkdir()
    for name in json.loads((generation / ".managed.json").read_text(encoding="utf-8")):
        if (generation / name).exists() and name != "meta.json":
            _link(generation / name, folder / name)
    shutil.copy2(generation / "meta.json", folder)
    return folder


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        # A file system without hard links pays with the room of a copy.
        shutil.copy2(source, target)


def may_be_made(generation: Path) -> bool:
    """False while the present counts are so young that to make them again and again would keep the machine busy."""
    try:
        file = generation / _current(generation) / "counts.json"
        took = json.loads(file.read_text(encoding="utf-8"))["seconds"]
        return time.time() > file.stat().st_mtime + REST * took
    except FileNotFoundError:
        return True


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """True while nobody else on this machine makes ready counts."""
    with (folder / "ready.lock").open("w") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _current(generation: Path) -> str:
    try:
        return (generation / "ready").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _read(folder: Path) -> Snapshot | None:
    try:
        told = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
        index = open_index(folder)
        index.reload()
    except (FileNotFoundError, ValueError):
        # Somebody has just put newer ones in their place; the next question finds those.
        return None
    counts = {key: {name: Counter(values) for name, values in found.items()} for key, found in told["answers"].items()}
    return Snapshot(folder.name, Followed(**told["state"]), index.searcher(), counts)


def _counted(schema: tantivy.Schema, searcher: tantivy.Searcher) -> Iterator[tuple[str, Counts]]:
    """Each question that finds FLOOR items or more, with its counts."""
    everything = SearchRequest()

    def counted(request: SearchRequest) -> Counts:
        return Question(schema, request, q.parse_query(""), searcher).count(searcher, None)

    whole = counted(everything)
    yield _key(), whole
    for name in COUNTED:
        for value, number in whole[name].items():
            if number >= FLOOR:
                yield _key((name, value)), counted(replace(everything, filters={name: (value,)}))
    for stem, number in searcher.terms_with_prefix(EVERYWHERE, "", limit=WORDS):
        if number >= FLOOR:
            yield _word_key(stem), count(searcher, _with(schema, stem), ALL_COUNTS)


def _of_a_word(question: Question, snapshot: Snapshot) -> Counts | None:
    """The counts of a single word in a snapshot: those of its commonest stem, and what only the others find."""
    parsed = question.parsed
    words = [word for part in parsed.parts for word in exact_words(part.text)]
    if len(words) != 1 or parsed.parts[0].field or parsed.years or question.matching.known_keys(parsed):
        return None
    stems = question.matching.known_stems(EVERYWHERE, words[0])
    commonest = max(stems, key=lambda stem: snapshot.searcher.doc_freq(EVERYWHERE, stem))
    ready = snapshot.counts.get(_word_key(commonest))
    others = [stem for stem in stems if stem != commonest]
    if ready is None or not others:
        return ready
    schema = question.schema
    beyond = [(Occur.Must, q.any_of([_with(schema, stem) for stem in others]))]
    rest = Query.boolean_query([*beyond, (Occur.MustNot, _with(schema, commonest))])
    more = count(snapshot.searcher, rest, question.counted)
    return {name: ready[name] + more[name] for name in question.counted}


def _with(schema: tantivy.Schema, stem: str) -> Query:
    return Query.term_query(schema, EVERYWHERE, stem, "freq")


def _key(*chosen: tuple[str, str]) -> str:
    return "".join(f"{name}={value}" for name, value in chosen)


def _word_key(stem: str) -> str:
    # No facet's name is empty.
    return f"={stem}"
