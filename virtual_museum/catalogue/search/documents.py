"""Items as documents of the index: read in batches with a fixed number of queries, whatever the batch size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import tantivy
from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from virtual_museum.catalogue.extensions import IndexFacts, index_facts
from virtual_museum.catalogue.models import Agent, Item, ItemMaker, ItemMedia, ItemTerm, Place, Term
from virtual_museum.catalogue.naming import inventory_key, loose_key
from virtual_museum.catalogue.search import schema
from virtual_museum.catalogue.search.normalise import GAP, Streams
from virtual_museum.catalogue.search.orders import date_levels, number_levels, title_levels, updated_levels
from virtual_museum.core.db import TranslatedText, read_json
from virtual_museum.media.models import Asset

HAS_OF_KIND = {"model": "model", "panorama": "panorama", "audio": "sound", "video": "video", "image": "picture"}
UNDATED_RANK = 100_000_000
_PART_FIELDS = frozenset(schema.PART_FIELDS)
# So many bits of the rank by time hold the id; the seconds above them fit until the year 3058.
ID_BITS = 28

# Tables and their columns, not classes: so nothing looks for objects to fill.
_item, _tie, _made, _shown = Item.__table__, ItemTerm.__table__, ItemMaker.__table__, ItemMedia.__table__
_PLAIN = (
    "id", "code", "status", "inventory_number", "inventory_key", "scientific_number", "fund", "year_from", "year_to",
    "object_type_id", "department_id", "culture_id", "period_id", "place_id", "updated_at",
)  # fmt: skip
_TEXTS = ("title", "label_text", "description", "inscriptions", "date_text", "credit_line")
# Texts come as the database keeps them: most say nothing, and that is seen without reading them.
_WANTED = select(*(_item.c[name] for name in _PLAIN), *(cast(_item.c[name], Text).label(name) for name in _TEXTS))
_NO_TEXT = "{}"
_NO_FACTS = IndexFacts()
# Every column as it is where the record says nothing.
_BLANK = dict.fromkeys(schema.COLUMNS, schema.NOTHING)


class Known(Streams):
    """The streams of one term, agent or place; hundreds of documents write the same stems."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def join(self) -> "Known":
        """Keep the stems as they are written into a document."""
        self.text = " ".join(self.stems)
        return self


class Authorities:
    """What documents need of terms, agents and places, read once and kept while a batch or a rebuild runs."""

    def __init__(self) -> None:
        self._terms: dict[int, tuple[str, str, Known]] = {}
        self._agents: dict[int, Known] = {}
        # Makers of the documents made so far; who writes these agents' own documents empties it.
        self.makers: set[int] = set()
        self._places: dict[int, tuple[str, Known]] = {}

    def load(self, session: Session, terms: set[int], agents: set[int], places: set[int]) -> None:
        """Read those not known yet; parents of terms are named too, so that «weapon» finds a sword."""
        self.makers |= agents
        missing = terms - self._terms.keys()
        parents: dict[int, int | None] = {}
        while missing:
            found: set[int] = set()
            for part in _parts(missing):
                rows = session.execute(
                    select(Term.id, Term.vocabulary, Term.slug, Term.label, Term.alternatives, Term.parent_id).where(
                        Term.id.in_(part)
                    )
                )
                for row in rows:
                    self._terms[row[0]] = (row[1], row[2], _streams(row[3], row[4]))
                    parents[row[0]] = row[5]
                    if row[5] is not None and row[5] not in self._terms:
                        found.add(row[5])
            missing = found
        for term_id, parent_id in reversed(parents.items()):
            if parent_id in self._terms:
                self._terms[term_id][2].extend([self._terms[parent_id][2]])
                self._terms[term_id][2].join()
        for part in _parts(agents - self._agents.keys()):
            for agent in session.execute(select(Agent.id, Agent.name, Agent.alternatives).where(Agent.id.in_(part))):
                self._agents[agent[0]] = _streams(agent[1], agent[2])
        for part in _parts(places - self._places.keys()):
            named = select(Place.id, Place.name, Place.alternatives, Place.slug).where(Place.id.in_(part))
            for place in session.execute(named):
                self._places[place[0]] = place[3], _streams(place[1], place[2])

    def term(self, term_id: int) -> tuple[str, str, Known]:
        """(vocabulary, slug, token streams) of a term."""
        return self._terms.get(term_id) or ("", "", Known())

    def agent(self, agent_id: int) -> Known:
        """Token streams of an agent's names."""
        return self._agents.get(agent_id) or Known()

    def place(self, place_id: int) -> tuple[str, Known]:
        """(slug, token streams) of a place."""
        return self._places.get(place_id) or ("", Known())


def _streams(names: TranslatedText, alternatives: Iterable[str] | None) -> Known:
    streams = Known()
    streams.add_texts(names)
    for other in alternatives or ():
        streams.add(other, "ru")
        streams.add(other, "kk")
    return streams.join()


def _parts(ids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    ordered = sorted(ids)
    if ordered and _in_one_row(ordered):
        size = len(ordered)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def _in_one_row(ids: Sequence[int]) -> bool:
    return ids[-1] - ids[0] + 1 == len(ids)


def _among(column: Any, part: Sequence[int]) -> ColumnElement[bool]:
    """SQL: one of those ids, in order. An import's stand in one row: naming the ends is quicker than naming each."""
    if _in_one_row(part):
        return column.between(part[0], part[-1])  # type: ignore[no-any-return]
    return column.in_(part)  # type: ignore[no-any-return]


def documents(session: Session, item_ids: Sequence[int], known: Authorities) -> Iterator[tuple[int, tantivy.Document]]:
    """(item id, document) of the items that exist among `item_ids` (at most some thousands at a time)."""
    rows = [row for part in _parts(item_ids) for row in session.execute(_WANTED.where(_among(_item.c.id, part))).all()]
    ids = [row.id for row in rows]
    ties, makers, kinds = _parts_of(session, ids)
    terms = {term for found in ties.values() for _, term in found}
    terms.update(*((row.object_type_id, row.department_id, row.culture_id, row.period_id) for row in rows))
    known.load(
        session,
        terms - {None},
        {agent for found in makers.values() for agent in found},
        {row.place_id for row in rows} - {None},
    )
    facts = index_facts(ids)
    for row in rows:
        item_id = row.id
        own = facts.get(item_id, _NO_FACTS)
        yield item_id, _document(row, ties.get(item_id, ()), makers.get(item_id, ()), kinds.get(item_id), own, known)


def _parts_of(session: Session, ids: Sequence[int]) -> tuple[Any, Any, Any]:
    ties: dict[int, list[tuple[str, int]]] = defaultdict(list)
    makers: dict[int, list[int]] = defaultdict(list)
    kinds: dict[int, set[str]] = defaultdict(set)
    for part in _parts(ids):
        tied = select(_tie.c.item_id, _tie.c.relation, _tie.c.term_id).where(_among(_tie.c.item_id, part))
        for item_id, relation, term_id in session.execute(tied.order_by(_tie.c.position)).all():
            ties[item_id].append((relation, term_id))
        made = select(_made.c.item_id, _made.c.agent_id).where(_among(_made.c.item_id, part))
        for item_id, agent_id in session.execute(made.order_by(_made.c.position)).all():
            makers[item_id].append(agent_id)
        shown = select(_shown.c.item_id, Asset.kind).join(Asset, Asset.id == _shown.c.asset_id)
        for item_id, kind in session.execute(shown.where(_among(_shown.c.item_id, part), Asset.state == "ready")):
            kinds[item_id].add(kind)
    return ties, makers, kinds


def _document(
    row: Any,
    ties: Sequence[tuple[str, int]],
    makers: Sequence[int],
    kinds: set[str] | None,
    facts: IndexFacts,
    known: Authorities,
) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", row.id)
    columns = _BLANK.copy()
    columns["status"], columns["fund"] = row.status, row.fund
    keys = {row.code.lower(), row.inventory_key, loose_key(row.inventory_key)}
    if row.scientific_number:
        number = inventory_key(row.scientific_number)
        keys |= {number, loose_key(number)}
    keys.discard("")
    for key in sorted(keys):
        document.add_text("keys", key)
    names = _add_authorities(document, columns, row, ties, makers, known)
    names.add(row.inventory_number, "en")
    title, body = Streams(), Streams()
    for streams, written in (
        (title, row.title), (body, row.label_text), (body, row.description), (body, row.inscriptions),
        (body, row.date_text), (body, row.credit_line),
    ):  # fmt: skip
        if written != _NO_TEXT:
            streams.add_texts(read_json(written))
    _add_streams(document, title, names, body, row.status)
    _add_order(document, columns, row)
    if facts.halls:
        columns["hall"] = facts.halls[0]
        document.add_text("shown", "hall")
    if kinds or facts.has:
        has = sorted({HAS_OF_KIND[kind] for kind in kinds or () if kind in HAS_OF_KIND} | set(facts.has))
        for flag in has:
            document.add_text("has", flag)
        columns[schema.HAS_TOGETHER] = " ".join(has)
    _add_columns(document, columns)
    return document


def _add_columns(document: tantivy.Document, columns: Mapping[str, str]) -> None:
    add = document.add_text
    for name, value in columns.items():
        add(name, value or schema.NOTHING)


@lru_cache(maxsize=4_000)
def _title_levels(written: str) -> dict[str, str]:
    """The columns of a title, by the title as the database keeps it; many objects bear the same."""
    return title_levels(TranslatedText(read_json(written)))


def _add_authorities(
    document: tantivy.Document,
    columns: dict[str, str],
    row: Any,
    ties: Sequence[tuple[str, int]],
    makers: Sequence[int],
    known: Authorities,
) -> Streams:
    """Write the facets and the words of each part; returns the words of all names together."""
    add = document.add_text
    found: list[Known] = []
    for term_id in (row.object_type_id, row.culture_id, row.period_id, row.department_id):
        if term_id is not None:
            vocabulary, slug, streams = known.term(term_id)
            facet = "type" if vocabulary == "object_type" else vocabulary
            columns[facet] = slug
            found.append(streams)
            if (field := f"{facet}_text") in _PART_FIELDS:
                add(field, streams.text)
    if ties:
        found += _add_ties(document, columns, ties, known)
    if makers:
        agents = [known.agent(agent_id) for agent_id in makers]
        for agent_id in makers:
            add("maker", str(agent_id))
        add("maker_text", " ".join([streams.text for streams in agents]))
        found += agents
    if row.place_id is not None:
        slug, streams = known.place(row.place_id)
        columns["place"] = slug
        add("place_text", streams.text)
        found.append(streams)
    names = Streams()
    names.extend(found)
    return names


def _add_ties(
    document: tantivy.Document, columns: dict[str, str], ties: Sequence[tuple[str, int]], known: Authorities
) -> list[Known]:
    """The same for materials, techniques and keywords."""
    add = document.add_text
    substance: list[Known] = []
    keywords: list[Known] = []
    materials: dict[str, None] = {}
    for relation, term_id in ties:
        _, slug, streams = known.term(term_id)
        add(relation, slug)
        (keywords if relation == "keyword" else substance).append(streams)
        if relation == "material":
            materials[slug] = None
    if substance:
        add("material_text", " ".join([streams.text for streams in substance]))
    columns |= zip(schema.MATERIAL_SLOTS, materials, strict=False)
    if len(materials) > len(schema.MATERIAL_SLOTS):
        columns[schema.MATERIAL_REST] = " ".join(list(materials)[len(schema.MATERIAL_SLOTS) :])
    return substance + keywords


def _add_streams(document: tantivy.Document, title: Streams, names: Streams, body: Streams, status: str) -> None:
    add, join = document.add_text, " ".join
    prefix = "" if status == "published" else schema.HIDDEN
    add(f"{prefix}title", join(title.stems))
    add(f"{prefix}names", join(names.stems))
    add(f"{prefix}body", join(body.stems))
    add(f"{prefix}exact", join(title.exact + names.exact))
    add(f"{prefix}words", join(dict.fromkeys(title.words + names.words + body.words)))
    everything = dict.fromkeys(title.stems + names.stems + body.stems)
    everything.pop(GAP, None)
    add(f"{prefix}anywhere", join(everything))


def _add_order(document: tantivy.Document, columns: dict[str, str], row: Any) -> None:
    add = document.add_integer
    first = row.year_from if row.year_from is not None else row.year_to
    # The undated come last, whichever end of time comes first.
    forth = back = UNDATED_RANK
    if first is not None:
        forth, back = first, -first
        add("year_from", first)
        add("year_to", row.year_to if row.year_to is not None else row.year_from)
        columns[schema.CENTURY] = str(first // 100 * 100)
    add("rank_date", forth)
    add("rank_-date", back)
    # Thousands of one import have the same second; by their ids the order is the same everywhere and always.
    add("rank_updated", -(int(row.updated_at.timestamp()) << ID_BITS | row.id % (1 << ID_BITS)))
    add("tie", 0)
    columns |= _title_levels(row.title)
    columns |= number_levels(row.inventory_key)
    columns |= date_levels(first)
    columns |= updated_levels(row.updated_at)


def agent_documents(known: Authorities) -> Iterator[tuple[int, tantivy.Document]]:
    """(agent id, document) of the makers of what was made last, to be found by their names.

    Whoever has nothing published is found too, so readers ask how many published items an agent has.
    """
    for agent_id in sorted(known.makers):
        streams = known.agent(agent_id)
        document = tantivy.Document()
        document.add_integer("agent", agent_id)
        _add_columns(document, _BLANK)
        for name in schema.NUMBERS:
            document.add_integer(name, 0)
        document.add_text("agent_stems", " ".join(dict.fromkeys(streams.stems)))
        document.add_text("agent_words", " ".join(dict.fromkeys(streams.words)))
        yield agent_id, document
    known.makers.clear()
