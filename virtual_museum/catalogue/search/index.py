"""The index on this machine's disk: one writer at a time across processes, readers that are never behind.

The folder holds generations. A generation is a tantivy index and `followed.json`, which says up to which event of
the change log it has come; the file `current` names the generation in use. Whoever wants to read and finds the
database newer takes the writer's lock and follows the log, or waits a breath for who holds it. A writer killed at
any point leaves the last commit standing: its successor repeats the events since, which does no harm.
"""

import fcntl
import logging
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import tantivy
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from virtual_museum.catalogue.change_log import Revision, committed_revision, events_after
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search import ready, snapshots
from virtual_museum.catalogue.search.documents import Authorities, agent_documents, documents
from virtual_museum.catalogue.search.facets import KeptCounts, Known
from virtual_museum.catalogue.search.generations import (
    Followed,
    current_generation,
    open_index,
    read_followed,
    register_tokenizers,
    replace_text,
    write_followed,
)
from virtual_museum.catalogue.search.question import Question, SearchRequest
from virtual_museum.catalogue.search.ranking import Foreknown
from virtual_museum.catalogue.search.schema import SCHEMA_VERSION, build_schema
from virtual_museum.core.config import settings
from virtual_museum.core.db import db, read_only_transactions

log = logging.getLogger("museum.search")

EXTENSION = "museum.search"
# The folder the package lies in, where another process finds it.
CODE = Path(__file__).resolve().parents[3]
BATCH = 2_000
# Events that one reader works off before it answers; an import follows its own log to the end.
READER_EVENTS = 4_000
# After more edits than these an answer is counted anew instead of being brought up.
FEW_EVENTS = 500
# So long nobody tries again to make ready answers that could not be made.
REST_SECONDS = 600
PATIENCE = 1.5
BUSY_SECONDS = 3.0
SMALL_HEAP = 20_000_000
LARGE_HEAP = 256_000_000


@contextmanager
def committed_view() -> Iterator[Session]:
    """A session of its own that sees only what is committed: the index never learns of what may be rolled back."""
    with read_only_transactions(), Session(db.engine) as session:
        yield session


class SearchIndex:
    """The copy of the index on this machine, shared by the threads of a process."""

    def __init__(self, folder: Path, floor: int = ready.FLOOR) -> None:
        self.folder = folder
        # Words with fewer items have no bitmaps, nor has a collection with fewer items.
        self.floor = floor
        self._lock = threading.RLock()
        self._generation = ""
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None
        self._followed = Followed()
        self._busy_until = 0.0
        # True while the last answer came from an index that a large import had left behind.
        self.lagging = False
        self.schema = build_schema()
        self.kept = KeptCounts()
        self.ready = ready.ReadyAnswers(self.schema)
        self._making: threading.Thread | None = None
        self._rest_until = 0.0

    def searcher(self) -> tuple[tantivy.Searcher, Followed]:
        """A searcher that knows every committed change, and the event it stands at."""
        # Every search asks this first, so it goes past the session.
        with read_only_transactions(), db.engine.connect() as connection:
            wanted = committed_revision(connection)
        with self._lock:
            first = self._searcher is None
            if first or not self._is_current(wanted):
                self._refresh()
            if not self._is_current(wanted):
                with committed_view() as session:
                    self._catch_up(session, wanted)
            if first and self._searcher is not None and self._settled():
                # Whoever was to gather was killed, or has found the disk full.
                self._make_ready_aside()
            self.lagging = not self._is_current(wanted)
            return self._searcher or self._empty(), self._followed

    def edited_since(self, state: Followed, until: Followed) -> frozenset[int] | None:
        """Ids of the items edited between two states; None where they are too many or not known."""
        if (state.lineage, state.generation) != (until.lineage, until.generation):
            return None
        with committed_view() as session:
            if state.revision < committed_revision(session).pruned:
                return None
            events = events_after(session, state.revision, state.item_id, FEW_EVENTS + 1)
        if len(events) > FEW_EVENTS:
            return None
        return frozenset(item_id for *event, item_id in events if (*event, item_id) <= (until.revision, until.item_id))

    def ready_counts(self, request: SearchRequest, state: Followed) -> Known | None:
        """The counts of `request` in the state in which this machine has last gathered what is common."""
        snapshot = self.ready.snapshot(self.folder / state.generation)
        return snapshot.known(request) if snapshot is not None else None

    def foreknown(self, question: Question, state: Followed) -> Foreknown | None:
        """What was gathered of a question's hits, brought up to a state of the index; None after too many edits."""
        snapshot = self.ready.snapshot(self.folder / state.generation)
        if snapshot is None:
            return None
        edited = frozenset[int]() if snapshot.state == state else self.edited_since(snapshot.state, state)
        return ready.Gathered(snapshot, question, edited) if edited is not None else None

    def follow(self, progress: Callable[[int], None] | None = None) -> int:
        """Apply everything the log holds, however long it takes; returns the number of events.

        Builds the index where this machine has none yet or none that fits. What is common is gathered by another
        process, which goes on when this one ends.
        """
        with committed_view() as session, self._writing(deadline=None):
            if self._fits(committed_revision(session)):
                done = self._follow(session, None, progress)
            else:
                done = self._rebuild(session, progress)
        if self._settled():
            self._make_ready_aside()
        return done

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Build a new generation from the database and put it in the place of the old; returns its size."""
        with committed_view() as session, self._writing(deadline=None):
            size = self._rebuild(session, progress)
            self._follow(session, None, None)
        if self._settled():
            self.make_ready()
        return size

    def make_ready(self) -> bool:
        """Gather what is common for all processes of this machine; False where that could not be done.

        Does nothing where another process is at it.
        """
        with snapshots.alone(self.folder) as alone:
            if not alone:
                return True
            generation = self.folder / current_generation(self.folder)
            try:
                with self._writing(deadline=None):
                    generation, state = self.folder / current_generation(self.folder), read_followed(self.folder)
                    snapshot = snapshots.link(generation)
                ready.make(snapshot, self.schema, state, self.floor)
            except OSError:
                # What is ready only saves time: a full disk must not keep the museum from answering.
                log.warning("ready answers could not be made", exc_info=True)
                snapshots.discard_others(generation)
                self._rest_until = time.monotonic() + REST_SECONDS
                return False
        return True

    def _settled(self) -> bool:
        """Read what was just written; True where it is time to gather anew."""
        with self._lock:
            self._refresh()
        with committed_view() as session:
            return self._outdated(session)

    def _outdated(self, session: Session) -> bool:
        """True where the ready answers are missing, or so much was edited since that soon they will be of no use."""
        if self._searcher is None or self._searcher.num_docs < self.floor or time.monotonic() < self._rest_until:
            return False
        generation = self.folder / self._generation
        snapshot = self.ready.snapshot(generation)
        if snapshot is None:
            return True
        edited = events_after(session, snapshot.state.revision, snapshot.state.item_id, FEW_EVENTS // 2)
        return len(edited) == FEW_EVENTS // 2 and snapshots.may_be_made(generation)

    def _is_current(self, wanted: Revision) -> bool:
        have = self._followed
        return have.lineage == wanted.lineage and have.revision >= wanted.number and have.schema == SCHEMA_VERSION

    def _empty(self) -> tantivy.Searcher:
        # Nobody has built an index yet and another process is about to: an empty answer for a breath.
        index = tantivy.Index(self.schema)
        register_tokenizers(index)
        return index.searcher()

    def _catch_up(self, session: Session, wanted: Revision) -> None:
        if time.monotonic() < self._busy_until:
            return
        deadline = time.monotonic() + PATIENCE
        while not self._is_current(wanted) and time.monotonic() < deadline:
            with self._writing(deadline=0.01) as held:
                if held:
                    self._bring_up(session, wanted)
                    self._refresh()
                    if self._is_current(wanted) and self._outdated(session):
                        self._make_ready_aside()
                    return
            time.sleep(0.01)
            self._refresh()
        if not self._is_current(wanted):
            # A large import is being followed elsewhere: not every reader shall wait for it in turn.
            self._busy_until = time.monotonic() + BUSY_SECONDS

    def _make_ready_aside(self) -> None:
        # Who asks does not wait for it: until it is done these questions are answered as any other. Gathering makes
        # an object for each hit of each word; in this process all who ask would wait for that.
        if self._making is None or not self._making.is_alive():
            words = [sys.executable, "-m", "virtual_museum.catalogue.search.aside", str(self.folder), str(self.floor)]
            # It is there before this returns: a command that ends now leaves it behind at its work.
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, cwd=CODE)
            self._making = threading.Thread(target=self._wait_for, args=(process,), name="ready-answers", daemon=True)
            self._making.start()

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        if process.wait():
            self._rest_until = time.monotonic() + REST_SECONDS

    def _bring_up(self, session: Session, wanted: Revision) -> None:
        if not self._fits(wanted):
            self._rebuild(session, None)
        self._follow(session, READER_EVENTS, None)

    def _fits(self, wanted: Revision) -> bool:
        """True where the generation in use can follow the log to where the database stands."""
        have = read_followed(self.folder)
        return have.lineage == wanted.lineage and have.schema == SCHEMA_VERSION and have.revision >= wanted.pruned

    def _refresh(self) -> None:
        """Open the generation in use, or reload it; quick when nothing has happened."""
        name = current_generation(self.folder)
        if not name:
            return
        followed = read_followed(self.folder)
        if name != self._generation or self._index is None:
            self._index = open_index(self.folder / name)
            self._generation = name
        elif followed == self._followed:
            return
        self._index.reload()
        self._searcher = self._index.searcher()
        self._followed = followed

    def _follow(self, session: Session, limit: int | None, progress: Callable[[int], None] | None) -> int:
        have = read_followed(self.folder)
        if not current_generation(self.folder):
            return 0
        events = events_after(session, have.revision, have.item_id, min(BATCH, limit or BATCH))
        if not events:
            return 0
        index = open_index(self.folder / current_generation(self.folder))
        writer = index.writer(heap_size=SMALL_HEAP if len(events) < BATCH else LARGE_HEAP, num_threads=1)
        known, done, highest = Authorities(), 0, highest_id(index)
        while events:
            ids = sorted({item_id for _, item_id in events})
            for item_id in ids:
                if item_id <= highest:
                    writer.delete_documents_by_term("id", item_id)
            highest = max(highest, ids[-1])
            for _, document in documents(session, ids, known):
                writer.add_document(document)
            done += len(events)
            have = Followed(have.lineage, events[-1][0], events[-1][1])
            more = limit is None or done < limit
            events = events_after(session, have.revision, have.item_id, BATCH) if more else []
            if not events or done % (BATCH * 10) == 0:
                for agent_id, document in agent_documents(known):
                    writer.delete_documents_by_term("agent", agent_id)
                    writer.add_document(document)
                writer.commit()
                write_followed(self.folder / current_generation(self.folder), have)
            if progress is not None:
                progress(done)
        writer.wait_merging_threads()
        return done

    def _rebuild(self, session: Session, progress: Callable[[int], None] | None) -> int:
        start = committed_revision(session)
        old = current_generation(self.folder)
        name = f"generation-{token_hex(6)}"
        folder = self.folder / name
        folder.mkdir(parents=True)
        index = tantivy.Index(self.schema, path=str(folder))
        register_tokenizers(index)
        writer = index.writer(heap_size=LARGE_HEAP, num_threads=1)
        known, last, size = Authorities(), 0, 0
        while ids := list(session.scalars(select(Item.id).where(Item.id > last).order_by(Item.id).limit(BATCH))):
            for _, document in documents(session, ids, known):
                writer.add_document(document)
            last, size = ids[-1], size + len(ids)
            if progress is not None:
                progress(size)
        for _, document in agent_documents(known):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        # The last event of the revision seen at the start: items of later ones are looked at again.
        write_followed(folder, Followed(start.lineage, start.number, 2**31 - 1))
        replace_text(self.folder / "current", name)
        for stale in self.folder.glob("generation-*"):
            if stale.name not in (name, old):
                shutil.rmtree(stale, ignore_errors=True)
        return size

    @contextmanager
    def _writing(self, deadline: float | None) -> Iterator[bool]:
        """Hold the writer's lock of this machine; yields False when somebody else holds it until `deadline`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writer.lock").open("w") as file:
            held = _lock(file.fileno(), deadline)
            try:
                yield held
            finally:
                if held:
                    fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def highest_id(index: tantivy.Index) -> int:
    """The highest id of an item in the index: what is newer has nothing that needs to be taken out first."""
    found = index.searcher().aggregate(tantivy.Query.all_query(), {"highest": {"max": {"field": "id"}}})
    return int(found["highest"]["value"] or 0)


def _lock(descriptor: int, deadline: float | None) -> bool:
    if deadline is None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def search_index(app: Flask | None = None) -> SearchIndex:
    """The running museum's index; it lives in the data folder, each machine has its own."""
    extensions = (app or current_app).extensions
    found = extensions.get(EXTENSION)
    if found is None:
        found = extensions[EXTENSION] = SearchIndex(settings().data_folder / "search")
    return found  # type: ignore[no-any-return]
