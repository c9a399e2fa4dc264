"""What is searched beside items: exhibitions, halls, tours and whatever else a later feature declares; and agents.

The declared kinds are few things each, so every process keeps their words and reads them anew when anything that
visitors see has changed or a published document opens or closes. Agents may be many: they stand in the index, and are
shown where they have something published.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import current_app
from sqlalchemy import select
from tantivy import Occur, Query, Schema, Searcher

from virtual_museum.catalogue.models import Agent
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.catalogue.search.normalise import Streams, exact_words, query_stems, query_text, query_words
from virtual_museum.catalogue.search.query import parse_query
from virtual_museum.core.db import TranslatedText, content_revision, db, utcnow
from virtual_museum.core.page_cache import next_scheduled_change

EXTENSION = "museum.search.kinds"
MOST_SHOWN = 4
AGENTS = "agent"
# Agents whose published items are counted before the first few are shown.
LOOKED_AT = 24
BEGINNINGS = 20
# More than all other reasons of a query together.
TITLE_WEIGHT = 1_000
EXACT_WEIGHT = 3


@dataclass(frozen=True)
class Findable:
    """One thing that visitors see. `path` is its address below the language («halls/golden-man»); `texts` is what it
    is found by beside its title; `picture` is the address of a small picture."""

    title: TranslatedText
    path: str
    texts: tuple[Mapping[str, str], ...] = ()
    note: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `label` names the kind in the plural."""

    kind: str
    label: object
    found: tuple[Findable, ...]


@dataclass(frozen=True)
class _Words:
    stems: frozenset[str]
    words: frozenset[str]
    title_stems: frozenset[str]
    title_words: frozenset[str]
    title_exact: frozenset[str]


@dataclass(frozen=True)
class _Kind:
    label: object
    provider: Callable[[], Iterable[Findable]]


_kinds: dict[str, _Kind] = {}


def register_findable(name: str, label: object, provider: Callable[[], Iterable[Findable]]) -> None:
    """Let `provider` name everything of a kind that visitors may see at this moment, in order of importance.

    It is called when content has changed, not at every search, and must not depend on the request's language.
    """
    _kinds[name] = _Kind(label, provider)


class KeptKinds:
    """The things of all kinds with their words, as of one content revision."""

    def __init__(self) -> None:
        self._revision = -1
        self._until: datetime | None = None
        self._things: dict[str, list[tuple[Findable, _Words]]] = {}

    def things(self) -> Mapping[str, list[tuple[Findable, _Words]]]:
        """Read anew where anything has changed since."""
        revision, now = content_revision(), utcnow()
        if revision != self._revision or (self._until is not None and self._until <= now):
            things = {name: [(one, _words_of(one)) for one in kind.provider()] for name, kind in _kinds.items()}
            self._things, self._revision, self._until = things, revision, next_scheduled_change(now)
        return self._things


def kept_kinds() -> KeptKinds:
    """What this process keeps of the running museum."""
    found: KeptKinds = current_app.extensions.setdefault(EXTENSION, KeptKinds())
    return found


def _words_of(one: Findable) -> _Words:
    title = tuple(sorted(one.title.items()))
    return _read(title, tuple(tuple(sorted(text.items())) for text in one.texts))


@lru_cache(maxsize=10_000)
def _read(title: tuple[tuple[str, str], ...], texts: tuple[tuple[tuple[str, str], ...], ...]) -> _Words:
    named, all_of = Streams(), Streams()
    named.add_texts(dict(title))
    for text in texts:
        all_of.add_texts(dict(text))
    all_of.extend([named])
    return _Words(*(frozenset(words) for words in (all_of.stems, all_of.words, named.stems, named.words, named.exact)))


def others(text: str, unfinished: bool = False, most: int = MOST_SHOWN) -> list[Group]:
    """What of each kind holds all words of `text`, the best first; `unfinished` reads the last word as a beginning."""
    parsed = parse_query(text)
    words = exact_words(query_text(text)) if all(not part.field for part in parsed.parts) else []
    if not words or parsed.years:
        return []
    groups = []
    for name, things in kept_kinds().things().items():
        scored = [(score, one) for one, known in things if (score := _score(words, known, unfinished))]
        named = [pair for pair in scored if pair[0] >= TITLE_WEIGHT * len(words)]
        # Where titles hold the words, mentions in texts would only stand in the way; while one types, always.
        scored = named if named or unfinished else scored
        scored.sort(key=lambda pair: -pair[0])
        if scored:
            groups.append(Group(name, _kinds[name].label, tuple(one for _, one in scored[:most])))
    return groups


def _score(words: Sequence[str], known: _Words, unfinished: bool) -> int:
    """0 where a word is missing."""
    score = 0
    for place, word in enumerate(words):
        stems = query_stems(word)
        begun = unfinished and place == len(words) - 1
        in_title = any(stem in known.title_stems for stem in stems) or (begun and _begins_one(word, known.title_words))
        somewhere = in_title or any(stem in known.stems for stem in stems)
        if not somewhere and not (begun and _begins_one(word, known.words)):
            return 0
        score += 1 + TITLE_WEIGHT * in_title + EXACT_WEIGHT * (word in known.title_exact)
    return score


def _begins_one(word: str, words: frozenset[str]) -> bool:
    return any(one.startswith(form) for form in query_words(word) for one in words)


@dataclass(frozen=True)
class FoundAgent:
    """A maker with something published, and how much."""

    agent: Agent
    items: int


def agents(text: str, unfinished: bool = False, most: int = MOST_SHOWN) -> list[FoundAgent]:
    """Makers of published items whose names hold all words of `text`, those with the most items first."""
    index = search_index()
    searcher, _state = index.searcher()
    parsed = parse_query(text)
    words = exact_words(query_text(text)) if all(not part.field for part in parsed.parts) else []
    if not words or parsed.years:
        return []
    conditions = []
    for place, word in enumerate(words):
        either = [Query.term_set_query(index.schema, "agent_stems", list(query_stems(word)))]
        if unfinished and place == len(words) - 1:
            begun = [
                known
                for form in query_words(word)
                for known, _ in searcher.terms_with_prefix("agent_words", form, limit=BEGINNINGS)
            ]
            either.append(Query.term_set_query(index.schema, "agent_words", begun))
        conditions.append((Occur.Must, Query.boolean_query([(Occur.Should, one) for one in either])))
    hits = searcher.search(Query.boolean_query(conditions), LOOKED_AT, False).hits
    numbers = [int(number or 0) for number in searcher.fast_field_values("agent", [address for _, address in hits])]
    counted = {number: _published_items(index.schema, searcher, number) for number in numbers}
    shown = sorted((number for number, count in counted.items() if count), key=lambda number: -counted[number])[:most]
    known = {agent.id: agent for agent in db.session.scalars(select(Agent).where(Agent.id.in_(shown)))}
    return [FoundAgent(known[number], counted[number]) for number in shown if number in known]


def published_items_of(agent_id: int) -> int:
    """How many published items an agent made."""
    index = search_index()
    searcher, _state = index.searcher()
    return _published_items(index.schema, searcher, agent_id)


def _published_items(schema: Schema, searcher: Searcher, agent_id: int) -> int:
    made = [
        (Occur.Must, Query.term_query(schema, "maker", str(agent_id), "basic")),
        (Occur.Must, Query.term_query(schema, "status", "published", "basic")),
    ]
    counted = searcher.search(Query.boolean_query(made), limit=1, count=True)
    return int(counted.count or 0)  # type: ignore[attr-defined]
