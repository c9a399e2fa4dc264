"""Finding or making terms, agents and places by what a curator or a file calls them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from virtual_museum.catalogue.models import VOCABULARIES, Agent, Place, Term
from virtual_museum.catalogue.naming import guess_language, slugify
from virtual_museum.core.db import TranslatedText, bump_content_revision, db

# Made once, because a file may name thousands who are new.
_INSERTS = {
    kind: insert(model.__table__).returning(model.__table__.c.id)
    for kind, model in (("term", Term), ("agent", Agent), ("place", Place))
}


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


class Authorities:
    """Looks names up in memory after one read of each vocabulary; makes what is missing.

    One object serves one transaction: an import resolves hundreds of thousands of names with it.
    """

    def __init__(self, language: str = "") -> None:
        """`language` is that of new names; guessed from their letters when absent."""
        self._language = language
        self._terms: dict[str, dict[str, int]] = {}
        self._agents: dict[str, int] | None = None
        self._places: dict[str, int] | None = None
        # The stable name of each id met: slug of a term or place, filed name of an agent.
        self._canonical: dict[tuple[str, int], str] = {}
        self.made: dict[str, list[int]] = {"term": [], "agent": [], "place": []}
        # What the record at hand says about the names in it, by (vocabulary, "agent" or "place"; name).
        self._taught: dict[tuple[str, str], Mapping[str, Any]] = {}

    def teach(self, names: Mapping[str, Mapping[str, Mapping[str, Any]]] | None) -> None:
        """What a record of our own export says about its terms, agent and place; forgets what the last one said."""
        if names or self._taught:
            found = (names or {}).items()
            self._taught = {(kind, name): facts for kind, named in found for name, facts in named.items()}

    def term(self, vocabulary: str, name: str, label: Mapping[str, str] | None = None) -> int:
        """Id of the term that has `name` as slug, label or alternative; made with `label` when there is none."""
        known = self._known_terms(vocabulary)
        taught = self._taught.get((vocabulary, name)) if self._taught else None
        # Most names stand in a file again and again, written alike.
        found = known.get(taught["slug"]) if taught else known.get(name) or known.get(_fold(name))
        if found is None:
            slug = taught["slug"] if taught else _free_slug(slugify(name, 110) or "term", known)
            label = taught["label"] if taught else label
            names = TranslatedText(label or {self._language or guess_language(name): name})
            facts: dict[str, Any] = {"vocabulary": vocabulary, "slug": slug, "label": names, "alternatives": []}
            facts |= _further(taught, "external_uri", "alternatives")
            found = self._add("term", facts, slug)
            for key in (slug, name, *names.values()):
                known.setdefault(_fold(key), found)
        return found

    def canonical_term(self, vocabulary: str, name: str) -> str:
        """The slug that `name` stands for; `name` itself where no such term exists."""
        known = self._known_terms(vocabulary)
        taught = self._taught.get((vocabulary, name)) if self._taught else None
        found = known.get(taught["slug"]) if taught else known.get(name) or known.get(_fold(name))
        return name if found is None else self._canonical["term", found]

    def canonical_agent(self, name: str) -> str:
        """The name under which that agent is filed; `name` itself where there is none."""
        found = self._known_agents().get(_fold(name))
        return name if found is None else self._canonical["agent", found]

    def canonical_place(self, name: str) -> str:
        """The slug of that place; `name` itself where there is none."""
        taught = self._taught.get(("place", name))
        found = self._known_places().get(taught["slug"] if taught else _fold(name))
        return name if found is None else self._canonical["place", found]

    def slug_of_term(self, vocabulary: str, term_id: int) -> str:
        """The slug of a term of that vocabulary."""
        self._known_terms(vocabulary)
        return self._stable("term", Term.slug, term_id)

    def slug_of_place(self, place_id: int) -> str:
        """The slug of a place."""
        self._known_places()
        return self._stable("place", Place.slug, place_id)

    def filed_agent(self, agent_id: int) -> str:
        """The name under which an agent is filed."""
        self._known_agents()
        return self._stable("agent", Agent.sort_name, agent_id)

    def _stable(self, kind: str, column: Any, row_id: int) -> str:
        found = self._canonical.get((kind, row_id))
        if found is None:
            # Somebody else made it after this object had read the vocabulary.
            found = db.session.execute(select(column).where(column.class_.id == row_id)).scalar_one()
            self._canonical[kind, row_id] = found
        return found

    def agent(self, name: str) -> int:
        """Id of the agent filed or named so; made when there is none."""
        known = self._known_agents()
        found = known.get(_fold(name))
        if found is None:
            natural = natural_name(name)
            taught = self._taught.get(("agent", name))
            label = taught["label"] if taught else {self._language or guess_language(name): natural}
            facts = {"sort_name": name, "name": TranslatedText(label), "alternatives": []}
            facts |= _further(taught, "kind", "birth_year", "death_year", "external_uri", "alternatives")
            found = self._add("agent", facts, name)
            known[_fold(name)] = known[_fold(natural)] = found
        return found

    def place(self, name: str, label: Mapping[str, str] | None = None) -> int:
        """Id of the place with this slug or name; made when there is none."""
        known = self._known_places()
        taught = self._taught.get(("place", name))
        found = known.get(taught["slug"] if taught else _fold(name))
        if found is None:
            slug = taught["slug"] if taught else _free_slug(slugify(name, 150) or "place", known)
            label = taught["label"] if taught else label
            names = TranslatedText(label or {self._language or guess_language(name): name})
            facts: dict[str, Any] = {"slug": slug, "name": names, "alternatives": []}
            facts |= _further(taught, "latitude", "longitude", "external_uri", "alternatives")
            found = self._add("place", facts, slug)
            for key in (slug, name, *names.values()):
                known.setdefault(_fold(key), found)
        return found

    def _known_agents(self) -> dict[str, int]:
        if self._agents is None:
            self._agents = {}
            columns = select(Agent.id, Agent.sort_name, Agent.name, Agent.alternatives).order_by(Agent.id)
            self._learn("agent", self._agents, db.session.execute(columns).all())
        return self._agents

    def _known_places(self) -> dict[str, int]:
        if self._places is None:
            self._places = {}
            columns = select(Place.id, Place.slug, Place.name, Place.alternatives).order_by(Place.id)
            self._learn("place", self._places, db.session.execute(columns).all())
        return self._places

    def _learn(self, kind: str, known: dict[str, int], rows: Sequence[Any]) -> None:
        # Stable names first: a label of one row never hides another row's slug.
        for row in rows:
            self._canonical[kind, row[0]] = row[1]
            known.setdefault(_fold(row[1]), row[0])
        for row in rows:
            for key in (*dict(row[2] or {}).values(), *(row[3] or [])):
                known.setdefault(_fold(key), row[0])

    def _known_terms(self, vocabulary: str) -> dict[str, int]:
        if vocabulary not in VOCABULARIES:
            raise ValueError(f"{vocabulary} is no vocabulary of the catalogue")
        known = self._terms.get(vocabulary)
        if known is None:
            known = self._terms[vocabulary] = {}
            rows = db.session.execute(
                select(Term.id, Term.slug, Term.label, Term.alternatives)
                .where(Term.vocabulary == vocabulary)
                .order_by(Term.id)
            ).all()
            self._learn("term", known, rows)
        return known

    def _add(self, kind: str, facts: Mapping[str, Any], canonical: str) -> int:
        # A plain statement: thousands of new names would otherwise stay in the session and slow every later flush.
        made: int = db.session.connection().execute(_INSERTS[kind], facts).scalar_one()
        bump_content_revision(db.session())
        self.made[kind].append(made)
        self._canonical[kind, made] = canonical
        return made


def _further(taught: Mapping[str, Any] | None, *names: str) -> dict[str, Any]:
    return {name: taught[name] for name in names if name in taught} if taught else {}


def natural_name(sort_name: str) -> str:
    """The name as one says it: «Blake, Robert» → «Robert Blake»."""
    family, comma, given = sort_name.partition(", ")
    return f"{given} {family}" if comma and given and "," not in given else sort_name


def _free_slug(slug: str, known: Mapping[str, int]) -> str:
    candidate, number = slug, 2
    while candidate in known:
        candidate = f"{slug}-{number}"
        number += 1
    return candidate
