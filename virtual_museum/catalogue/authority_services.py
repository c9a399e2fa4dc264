"""Changes to terms, agents and places; search hears of every item that names them through the change log."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from virtual_museum.catalogue import services
from virtual_museum.catalogue.models import AGENT_KINDS, VOCABULARIES, Agent, Item, ItemMaker, ItemTerm, Place, Term
from virtual_museum.core.audit import declare_event
from virtual_museum.core.audit import record as audit
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.errors import Invalid, NotFound, Refused

AUTHORITY_CHANGED = declare_event("vocabulary.changed", _l("Vocabulary changed"))
AUTHORITY_DELETED = declare_event("vocabulary.deleted", _l("Term deleted"))
Authority = Term | Agent | Place


def counts() -> dict[str, int]:
    """Numbers of terms by vocabulary, of agents and of places."""
    found = {name: 0 for name in VOCABULARIES}
    for vocabulary, count in db.session.execute(select(Term.vocabulary, func.count()).group_by(Term.vocabulary)):
        found[vocabulary] = count
    found["agents"] = db.session.scalar(select(func.count(Agent.id))) or 0
    found["places"] = db.session.scalar(select(func.count(Place.id))) or 0
    return found


def add(kind: str, names: Mapping[str, str]) -> Authority:
    """A term of vocabulary `kind`, an agent ("agents") or a place ("places"); the present one where it exists."""
    name = next(iter(names.values()))
    row: Authority
    if kind == "agents":
        row = services.ensure_agent(name, names)
    elif kind == "places":
        row = services.ensure_place(name, names)
    elif kind in VOCABULARIES:
        row = services.ensure_term(kind, name, names)
    else:
        raise NotFound()
    audit(AUTHORITY_CHANGED, (kind, row.id))
    return row


def change(row: Authority, facts: Mapping[str, Any]) -> None:
    """Set columns; raises Invalid for a name without text, a life that ends before it began, a circle of parents."""
    values = dict(facts)
    naming = "label" if isinstance(row, Term) else "name"
    if not values.get(naming):
        raise Invalid(fields={"label": _l("Write a name in at least one language.")})
    if values.get("external_uri") and not values["external_uri"].startswith(("http://", "https://")):
        raise Invalid(fields={"external_uri": _l("An address begins with https://.")})
    if isinstance(row, Agent):
        _check_agent(values)
    if "parent" in values and not isinstance(row, Agent):
        values["parent_id"] = _parent(row, values.pop("parent"))
    if isinstance(row, Place):
        _check_coordinates(values)
    for name, value in values.items():
        setattr(row, name, TranslatedText(value) if name in ("label", "name", "biography") else value)
    db.session.flush()
    audit(AUTHORITY_CHANGED, (type(row).__name__.lower(), row.id))


def _check_agent(values: dict[str, Any]) -> None:
    birth, death = values.get("birth_year"), values.get("death_year")
    if birth is not None and death is not None and death < birth:
        raise Invalid(fields={"death_year": _l("The year of death is before the year of birth.")})
    if values.get("kind") not in AGENT_KINDS:
        values["kind"] = "person"
    if not values.get("sort_name"):
        values["sort_name"] = next(iter(values["name"].values()))


def _check_coordinates(values: Mapping[str, Any]) -> None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is not None and not -90 <= latitude <= 90:
        raise Invalid(fields={"latitude": _l("Latitude lies between −90 and 90 degrees.")})
    if longitude is not None and not -180 <= longitude <= 180:
        raise Invalid(fields={"longitude": _l("Longitude lies between −180 and 180 degrees.")})


def _parent(row: Term | Place, text: str) -> int | None:
    if not text:
        return None
    parent: Term | Place = (
        services.ensure_term(row.vocabulary, text) if isinstance(row, Term) else services.ensure_place(text)
    )
    above: Term | Place | None = parent
    while above is not None:
        if above.id == row.id:
            raise Invalid(fields={"parent": _l("A term cannot stand above itself.")})
        above = above.parent
    return parent.id


def used_by(row: Authority) -> int:
    """How many records name it."""
    if isinstance(row, Agent):
        query = select(func.count(func.distinct(ItemMaker.item_id))).where(ItemMaker.agent_id == row.id)
    elif isinstance(row, Place):
        query = select(func.count(Item.id)).where(Item.place_id == row.id)
    else:
        columns = (Item.object_type_id, Item.department_id, Item.culture_id, Item.period_id)
        tied = select(ItemTerm.item_id).where(ItemTerm.term_id == row.id)
        query = select(func.count(Item.id)).where(or_(*(column == row.id for column in columns), Item.id.in_(tied)))
    return db.session.scalar(query) or 0


def delete(row: Authority) -> None:
    """Delete what no record names. Raises Refused otherwise."""
    if used_by(row):
        raise Refused(_l("Records use this name, so it cannot be deleted."))
    audit(AUTHORITY_DELETED, (type(row).__name__.lower(), row.id))
    db.session.delete(row)
    db.session.flush()
