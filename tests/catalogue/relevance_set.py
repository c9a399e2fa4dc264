"""A set of questions with expected objects, and how well a search answers them (mean reciprocal rank)."""

import gzip
import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import select

from virtual_museum.catalogue.models import Agent, Item, ItemMaker, ItemTerm, Place, Term
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import create_item, publish_item
from virtual_museum.core.db import db
from virtual_museum.demo.content import read_content
from virtual_museum.demo.loader import load_vocabulary, record_of

HERE = Path(__file__).parent / "relevance"
DEPTH = 10
# As many sentences as the questions reach into.
SENTENCES = 1_600
Ask = Callable[[str], list[int]]


@dataclass(frozen=True)
class Judged:
    """A question and the ids of the items that answer it."""

    text: str
    expected: frozenset[int]


def load_demo_records() -> dict[str, int]:
    """Put the demo museum's records without their media into the present museum; returns ids by name."""
    content = read_content()
    load_vocabulary(content)
    ids = {}
    for thing in content.objects:
        item = create_item(record_of(thing, content))
        publish_item(item)
        ids[str(thing["slug"])] = item.id
    db.session.commit()
    return ids


def _sentences(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for filled, words in groupby(lines, key=lambda line: bool(line.strip())):
            if filled:
                yield " ".join(line.rsplit(" ", 1)[0] for line in words)


def load_sentences(path: Path) -> dict[str, int]:
    """Make an item of each of the first sentences of KazNERD; returns ids by their numbers."""
    ids: dict[str, int] = {}
    for number, sentence in enumerate(islice(_sentences(path), SENTENCES)):
        record = {
            "title": {"kk": f"Сөйлем {number}"},
            "description": {"kk": sentence},
            "inventory_number": f"KN-{number}",
        }
        item = create_item(record)
        publish_item(item)
        ids[str(number)] = item.id
    db.session.commit()
    return ids


def questions(name: str, ids: Mapping[str, int]) -> dict[str, list[Judged]]:
    """The groups of a set; `ids` are the items by the names that the set uses."""
    groups = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return {
        group: [Judged(text, frozenset(ids[one] for one in _names(named))) for text, named in judged.items()]
        for group, judged in groups.items()
    }


def _names(named: str | list[int]) -> Iterable[str]:
    return named.split() if isinstance(named, str) else map(str, named)


def mean_reciprocal_rank(judged: Iterable[Judged], ask: Ask) -> tuple[float, list[str]]:
    """The mean of 1/rank of the first expected answer among the first ten, and what was not answered first."""
    reciprocal, missed = [], []
    for one in judged:
        rank = next((place for place, found in enumerate(ask(one.text)[:DEPTH], 1) if found in one.expected), 0)
        reciprocal.append(1 / rank if rank else 0.0)
        if rank != 1:
            missed.append(f"{one.text} ({rank or 'not found'})")
    return sum(reciprocal) / len(reciprocal), missed


def ours(text: str) -> list[int]:
    """The museum's own search."""
    return list(search(SearchRequest(text=text, size=DEPTH, facets=False)).ids)


def plain_full_text() -> Ask:
    """SQLite's FTS5 as it comes, over the same texts: titles, texts and all names of terms, places and makers."""
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
    for item in db.session.scalars(select(Item).order_by(Item.id)):
        body = [*item.label_text.values(), *item.description.values(), item.inventory_number, *_named(item)]
        peer.execute(
            "INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)",
            (item.id, " ".join(item.title.values()), " ".join(body)),
        )

    def ask(text: str) -> list[int]:
        words = "".join(letter if letter.isalnum() else " " for letter in text).split()
        match = " ".join(f'"{word}"' for word in words)
        found = peer.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 4.0, 1.0) LIMIT ?", (match, DEPTH)
        )
        return [row[0] for row in found]

    return ask


def _named(item: Item) -> Iterable[str]:
    singles = (item.object_type_id, item.culture_id, item.period_id, item.department_id)
    tied = select(ItemTerm.term_id).where(ItemTerm.item_id == item.id)
    for label in db.session.scalars(select(Term.label).where(Term.id.in_(singles) | Term.id.in_(tied))):
        yield from label.values()
    for name in db.session.scalars(select(Place.name).where(Place.id == item.place_id)):
        yield from name.values()
    made = select(ItemMaker.agent_id).where(ItemMaker.item_id == item.id)
    for name in db.session.scalars(select(Agent.name).where(Agent.id.in_(made))):
        yield from name.values()
