"""What records in Linked Art point to: the museum, its funds, people, places and concepts, each at its own address.

Only what some published item names can be opened; a donor of a draft cannot be guessed by number.
"""

from typing import Any

from flask import Blueprint, Response, current_app, json
from sqlalchemy import ColumnElement, exists, or_, select

from virtual_museum.api import aat, linked_art
from virtual_museum.api.language_maps import in_all_languages
from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.catalogue.labels import FUND_LABELS
from virtual_museum.catalogue.models import FUNDS, Agent, Item, ItemMaker, ItemTerm, Place, Term
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages

blueprint = Blueprint("linked_authorities", __name__, url_prefix="/api/v1")
open_to_all(blueprint)

JSON = dict[str, Any]
# What a column of keys can hold: a larger number is no key, and no question to the database.
LARGEST_KEY = 2**31 - 1


def linked_answer(body: JSON) -> Response:
    """`body` as a Linked Art document."""
    full = {"@context": linked_art.CONTEXT, **body}
    response = current_app.response_class(json.dumps(full, ensure_ascii=False), mimetype="application/ld+json")
    response.headers["Content-Type"] = linked_art.MEDIA_TYPE
    return response


def _document(reference: JSON, name: TranslatedText, uri: str = "", **more: Any) -> Response:
    """The document of an authority: its reference with its names and what it equals elsewhere."""
    body = {**reference, "identified_by": list(linked_art.names(name)), **more}
    if uri and uri != reference["id"]:
        body["equivalent"] = [{"id": uri, "type": reference["type"]}]
    return answered(linked_answer({key: value for key, value in body.items() if value}))


def _shown(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: some published item fulfils `conditions`."""
    return exists().where(Item.status == "published", *conditions)


@blueprint.get("/museum")
def museum() -> Response:
    """The museum itself."""
    name = TranslatedText({code: settings().museum_name(code) for code in languages()})
    page = {"id": settings().base_url, "type": "DigitalObject", "_label": "Web site"}
    return _document(linked_art.museum(), name, classified_as=[aat.concept(aat.MUSEUM)], subject_of=[page])


@blueprint.get("/sets/fund:<fund>")
def fund(fund: str) -> Response:
    """One of the museum's funds, as a set of objects."""
    if fund not in FUNDS:
        raise NotFound()
    name = TranslatedText({code: texts[0] for code, texts in in_all_languages(FUND_LABELS[fund]).items()})
    return _document(linked_art.fund_ref(fund), name, classified_as=[aat.concept(aat.COLLECTION)])


@blueprint.get("/agents/<int:number>")
def agent(number: int) -> Response:
    """A maker of some published item."""
    shown = _shown(ItemMaker.item_id == Item.id, ItemMaker.agent_id == Agent.id)
    found = db.session.scalar(select(Agent).where(Agent.id == number, shown)) if number <= LARGEST_KEY else None
    if found is None:
        raise NotFound()
    years = {"born": found.birth_year, "died": found.death_year}
    events = {
        name: {"type": kind, "timespan": _year(years[name])}
        for name, kind in (("born", "Birth"), ("died", "Death"))
        if years[name] is not None and found.kind == "person"
    }
    told = list(linked_art.statements(found.biography, aat.DESCRIPTION))
    return _document(linked_art.agent_ref(found), found.name, found.external_uri, referred_to_by=told, **events)


def _year(year: int | None) -> JSON:
    if year is None:
        return {}
    begin, end = linked_art.moment(year, False), linked_art.moment(year, True)
    return {"type": "TimeSpan", "begin_of_the_begin": begin, "end_of_the_end": end}


@blueprint.get("/places/<slug>")
def place(slug: str) -> Response:
    """A place from which some published item comes."""
    shown = _shown(Item.place_id == Place.id)
    found = db.session.scalar(select(Place).where(Place.slug == slug, shown))
    if found is None:
        raise NotFound()
    point = ""
    if found.latitude is not None and found.longitude is not None:
        point = f"POINT({found.longitude:g} {found.latitude:g})"
    return _document(linked_art.place_ref(found), found.name, found.external_uri, defined_by=point)


@blueprint.get("/concepts/<vocabulary>/<slug>")
def concept(vocabulary: str, slug: str) -> Response:
    """A term by which some published item is described."""
    named = or_(Item.object_type_id == Term.id, Item.culture_id == Term.id, Item.period_id == Term.id)
    tied = exists().where(ItemTerm.item_id == Item.id, ItemTerm.term_id == Term.id)
    query = select(Term).where(Term.vocabulary == vocabulary, Term.slug == slug, _shown(or_(named, tied)))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    own = linked_art.address(f"concepts/{vocabulary}/{slug}")
    kind = "Material" if vocabulary == "material" else "Type"
    reference = {"id": own, "type": kind, "_label": linked_art.label(found.label, found.slug)}
    return _document(reference, found.label, found.external_uri)
