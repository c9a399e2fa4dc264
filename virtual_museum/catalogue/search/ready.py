"""Answers that are ready before anybody asks, for the questions with the most hits.

To count every facet exactly takes the longer the more is found, and so does finding the best of it. But few questions
find much: the whole collection, one value of a facet, one common word. They are counted once, by whoever has built or
followed the index, for all processes of the machine. What was counted then is kept together with the state it was
counted in: a snapshot of hard links, which take no room until the index has moved on. What was edited since is counted
in the snapshot and in the present state and the difference applied, so the counts are exact and no older than the last
commit. In the same way the best hits are looked for among those that were best then and all that was edited since.
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
from tantivy import Occur, Order, Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search import ranking
from virtual_museum.catalogue.search.facets import COUNTED, TOTAL, Counts, Known, count
from virtual_museum.catalogue.search.generations import Followed, open_index, replace_text
from virtual_museum.catalogue.search.normalise import exact_words
from virtual_museum.catalogue.search.paging import NEWEST_FIRST
from virtual_museum.catalogue.search.question import ALL_COUNTS, VISITORS, Question, SearchRequest

# Fewer hits are counted in less than a millisecond; a collection with fewer items has no use for ready counts.
FLOOR = 20_000
# So many words at most, the commonest first.
WORDS = 1_000
# From so many hits on it is faster to order the best of before anew than to find the best of all.
MANY = 150_000
# So many more are kept than are ordered by relevance, because edited items drop out; after more edits none are used.
SPARE = 60
# Of the newest items all of one second are kept, because which of them comes first only the present index tells; an
# import has thousands. To order them anew is faster than to order all only where they are one in so many, or fewer.
NEWEST_SHARE = 150
# Making the answers takes at most one part in so many of a machine's time, however often the collection changes.
REST = 20
# The field that holds every word of an item.
EVERYWHERE = "anywhere"


@dataclass(frozen=True)
class Snapshot:
    """A state of the index that stays as it is, with what was counted in it and the ids of the best hits."""

    name: str
    state: Followed
    searcher: tantivy.Searcher
    counts: dict[str, Counts]
    best: dict[str, tuple[int, ...]]


class ReadyAnswers:
    """The ready answers beside one generation of the index, read again when somebody has made new ones."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def known(self, generation: Path, request: SearchRequest) -> Known | None:
        """What is ready of the counts of `request`; None where it is not among the questions with the most hits."""
        found = self._asked(generation, request)
        if found is None:
            return None
        snapshot, question = found
        chosen = [(name, value) for name, values in request.filters.items() for value in values]
        if not question.parsed:
            counts = snapshot.counts.get(_key(*chosen)) if len(chosen) < 2 else None
        else:
            counts = None if chosen else _of_a_word(question, snapshot)
        if counts is None:
            return None
        return Known(snapshot.state, snapshot.searcher, {name: counts[name] for name in question.counted})

    def best(self, generation: Path, request: SearchRequest) -> tuple[Followed, tuple[int, ...]] | None:
        """Ids of the best hits of `request` and the state they were the best in; None where they are not ready."""
        found = self._asked(generation, request)
        if found is None or any(request.filters.values()):
            return None
        snapshot, question = found
        if not question.parsed:
            key = NEWEST_FIRST.number if request.sort in ("relevance", "updated") else ""
        else:
            word = _single_word(question) if request.sort == "relevance" else ""
            key = _spelt_key(question.matching, word) if word else ""
        ids = snapshot.best.get(key)
        return (snapshot.state, ids) if ids else None

    def _asked(self, generation: Path, request: SearchRequest) -> tuple[Snapshot, Question] | None:
        snapshot = self.snapshot(generation)
        if snapshot is None or request.statuses != VISITORS or request.typing:
            return None
        if request.year_from is not None or request.year_to is not None:
            return None
        return snapshot, Question(self._schema, request, q.parse_query(request.text), snapshot.searcher)

    def snapshot(self, generation: Path) -> Snapshot | None:
        """The newest ready answers of a generation."""
        name = _current(generation)
        with self._lock:
            if not name:
                self._snapshot = None
            elif self._snapshot is None or self._snapshot.name != name:
                self._snapshot = _read(generation / name)
            return self._snapshot


def make(generation: Path, schema: tantivy.Schema, folder: Path, state: Followed) -> None:
    """Answer from the snapshot that stands in `folder` and put it in the place of the one before."""
    began = time.monotonic()
    index = open_index(folder)
    index.reload()
    searcher = index.searcher()
    counts = dict(_counted(schema, searcher))
    best = dict(_best(q.Matching(schema, searcher, VISITORS), counts))
    told = {"state": asdict(state), "seconds": time.monotonic() - began, "counts": counts, "best": best}
    (folder / "answers.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    replace_text(generation / "ready", folder.name)
    discard_others(generation)


def discard_others(generation: Path) -> None:
    """Remove every snapshot but the one in use: older ones, and those that were never finished."""
    present = _current(generation)
    for stale in generation.glob("ready-*"):
        if stale.name != present:
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
    """False while the present answers are so young that to make them again and again would keep the machine busy."""
    try:
        file = generation / _current(generation) / "answers.json"
        took = json.loads(file.read_text(encoding="utf-8"))["seconds"]
        return time.time() > file.stat().st_mtime + REST * took
    except FileNotFoundError:
        return True


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """True while nobody else on this machine makes ready answers."""
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
        told = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        index = open_index(folder)
        index.reload()
    except (FileNotFoundError, ValueError):
        # Somebody has just put newer ones in their place; the next question finds those.
        return None
    counts = {key: {name: Counter(values) for name, values in found.items()} for key, found in told["counts"].items()}
    best = {key: tuple(ids) for key, ids in told["best"].items()}
    return Snapshot(folder.name, Followed(**told["state"]), index.searcher(), counts, best)


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


def _best(matching: q.Matching, counts: dict[str, Counts]) -> Iterator[tuple[str, list[int]]]:
    """The best hits of the whole collection and of every word with MANY hits, by its spellings in titles."""
    searcher, wanted = matching.searcher, ranking.BEST + SPARE
    published = q.one_of(matching.schema, "status", VISITORS)
    column = NEWEST_FIRST.number
    most = counts[_key()][TOTAL].total() // NEWEST_SHARE
    newest = searcher.search(published, most + 1, False, order_by_field=column, order=Order.Asc).hits
    last = max((rank for rank, _ in newest[:wanted]), default=0)
    addresses = [address for rank, address in newest if rank <= last]
    if len(addresses) <= most:
        yield column, [int(number or 0) for number in searcher.fast_field_values("id", addresses)]
    ranked = ranking.Ranked(matching, q.ParsedQuery(), published, 0, plain=True)
    common = {key[1:] for key, found in counts.items() if key.startswith("=") and found[TOTAL].total() >= MANY}
    spelt = [word for word, _ in searcher.terms_with_prefix("exact", "", limit=WORDS)]
    asked = {_spelt_key(matching, word): (matching.known_stems(EVERYWHERE, word), word) for word in spelt}
    asked |= {f"{stem}=": ((stem,), "") for stem in common}
    for key, (stems, word) in asked.items():
        if common.intersection(stems):
            yield key, list(ranked.best_of_word(stems, word, wanted))


def _single_word(question: Question) -> str:
    """The one word that is asked for, "" where it is more or something else."""
    parsed = question.parsed
    words = [word for part in parsed.parts for word in exact_words(part.text)]
    if len(words) != 1 or parsed.parts[0].field or parsed.years or question.matching.known_keys(parsed):
        return ""
    return words[0]


def _of_a_word(question: Question, snapshot: Snapshot) -> Counts | None:
    """The counts of a single word in a snapshot: those of its commonest stem, and what only the others find."""
    word = _single_word(question)
    if not word:
        return None
    stems = question.matching.known_stems(EVERYWHERE, word)
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


def _spelt_key(matching: q.Matching, word: str) -> str:
    """What the order of a word's hits depends on: its stems, and its spelling where a title has it."""
    stems = " ".join(sorted(matching.known_stems(EVERYWHERE, word)))
    return f"{stems}={word if matching.searcher.doc_freq('exact', word) else ''}"
