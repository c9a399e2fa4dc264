"""What our own exports say about the names in a record: slugs, labels in all languages, coordinates, addresses.

The same shape is written and read: {"material": {"gold": {"slug", "label", …}}, "agent": {…}, "place": {…}}.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from virtual_museum.catalogue.models import AGENT_KINDS, VOCABULARIES, Agent, Item, Place, Term
from virtual_museum.catalogue.records import TERM_LISTS

KINDS = (*VOCABULARIES, "agent", "place")


class _Named(BaseModel):
    """Facts about one name; anything else makes the whole worthless, since it is not ours."""

    model_config = ConfigDict(extra="forbid")
    label: dict[str, str]
    slug: str = Field("", max_length=160, pattern=r"^[a-z0-9-]*$")
    external_uri: str = Field("", max_length=500)
    alternatives: list[str] = Field(default_factory=list)
    kind: str = ""
    birth_year: int | None = None
    death_year: int | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


_NAMES = TypeAdapter(dict[str, dict[str, _Named]])


def checked_names(value: Any) -> dict[str, Any] | None:
    """`value` where it has the shape of ours, else None: a name alone will do."""
    if not isinstance(value, dict) or not value:
        return None
    try:
        found = _NAMES.validate_python(value)
    except ValidationError:
        return None
    plain = {
        kind: {name: facts.model_dump(exclude_defaults=True) | {"label": facts.label} for name, facts in named.items()}
        for kind, named in found.items()
        if kind in KINDS
    }
    whole = all(
        facts.get("kind", "person") in AGENT_KINDS if kind == "agent" else facts.get("slug")
        for kind, named in plain.items()
        for facts in named.values()
    )
    return plain if whole else None


def term_name(term: Term | Place) -> str:
    """What a term or place is called in an export: words for people, English ones where there are some."""
    label = term.name if isinstance(term, Place) else term.label
    return label.best("en")[0] or term.slug


def names_of(item: Item) -> dict[str, dict[str, Any]]:
    """All that must be known to make the terms, agents and the place of an item anew."""
    found: dict[str, dict[str, Any]] = {}
    terms = [(term_name(term), term) for term in (item.object_type, item.department, item.culture, item.period) if term]
    lists = written_terms(item)
    for field, (_vocabulary, relation) in TERM_LISTS.items():
        terms += zip(lists[field], (tie.term for tie in item.terms if tie.relation == relation), strict=True)
    for name, term in terms:
        found.setdefault(term.vocabulary, {})[name] = _facts(term, ("slug",), term.label)
    for made in item.makers:
        columns = ("kind", "birth_year", "death_year")
        found.setdefault("agent", {})[made.agent.sort_name] = _facts(made.agent, columns, made.agent.name)
    if item.place is not None:
        columns = ("slug", "latitude", "longitude")
        found["place"] = {term_name(item.place): _facts(item.place, columns, item.place.name)}
    return found


def written_terms(item: Item) -> dict[str, list[str]]:
    """The lists of terms of an item by the names an export uses; two of one name are told apart by their slugs."""
    lists: dict[str, list[str]] = {}
    for field, (_vocabulary, relation) in TERM_LISTS.items():
        terms = [tie.term for tie in item.terms if tie.relation == relation]
        called = [term_name(term) for term in terms]
        lists[field] = [
            name if called.count(name) == 1 else term.slug for name, term in zip(called, terms, strict=True)
        ]
    return lists


def _facts(row: Term | Agent | Place, columns: tuple[str, ...], label: Mapping[str, str]) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in (*columns, "external_uri", "alternatives")}
    return {"label": dict(sorted(label.items()))} | {
        name: value for name, value in facts.items() if value not in (None, "", [])
    }
