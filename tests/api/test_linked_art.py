"""Linked Art: the record is right by the rules of the standard, and every address of ours in it opens."""

import json

import pytest

from tests.api.linked_art_rules import faults
from tests.factories.catalogue import make_item
from tests.factories.halls import make_asset
from virtual_museum.api.linked_art import CONTEXT, MEDIA_TYPE, moment
from virtual_museum.catalogue import services
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.i18n import languages

FULL = {
    "inventory_number": "КП-0000/14-а, б",
    "scientific_number": "Н-7",
    "object_type": "sculpture",
    "label_text": {"kk": "Алтын бас.", "en": "A golden head."},
    "inscriptions": {"en": "none"},
    "makers": [{"name": "Blake, Robert"}, {"name": "Workshop of Issyk", "role": "workshop"}],
    "date_text": {"kk": "б.з.б. V ғ.", "en": "5th century BCE"},
    "year_from": -500,
    "year_to": -401,
    "culture": "saka",
    "period": "iron-age",
    "place": "Issyk",
    "materials": ["gold", "wood"],
    "techniques": ["casting"],
    "keywords": ["ibex"],
    "dimensions": [{"type": "height", "value": 6.2, "unit": "cm", "part": "horn"},
                   {"type": "span", "value": 2, "unit": "ells"}],
    "weight": {"value": 12.5, "unit": "g"},
    "rights_uri": "https://creativecommons.org/licenses/by/4.0/",
    "credit_line": {"en": "Given by a friend"},
}  # fmt: skip


@pytest.fixture
def full(app) -> Item:
    """A published item in which every field says something, with a picture."""
    item = make_item(**FULL)
    services.ensure_term("object_type", "sculpture").external_uri = "http://vocab.getty.edu/aat/300047090"
    services.ensure_agent(
        "Blake, Robert", birth_year=1762, death_year=1787, external_uri="https://www.wikidata.org/entity/Q1"
    )
    services.ensure_place("Issyk", latitude=43.36, longitude=77.45)
    services.attach_media(item, make_asset("image"))
    db.session.flush()
    return item


def record(client, item: Item) -> dict:
    """The record as a program receives it."""
    return json.loads(client.get(f"/api/v1/items/{item.code}?format=linked-art").data)


def test_a_full_record_keeps_every_rule(client, full):
    found = record(client, full)
    assert faults(found) == []
    assert found["id"] == f"{settings().base_url}/api/v1/items/{full.code}"
    names = {one["language"][0]["_label"]: one["content"] for one in found["identified_by"] if one["type"] == "Name"}
    assert names == {"kk": "Тау теке басы", "Russian": "Голова горного козла", "English": "Head of an ibex"}
    kinds = {one["content"]: one["classified_as"][0]["id"] for one in found["identified_by"] if one["type"] != "Name"}
    assert kinds[FULL["inventory_number"]].endswith("/300312355") and kinds[full.code].endswith("/300435704")
    assert found["classified_as"][0]["id"] == "http://vocab.getty.edu/aat/300047090"
    assert [one["_label"] for one in found["made_of"]] == ["gold", "wood"]
    made = found["produced_by"]
    assert made["timespan"]["begin_of_the_begin"] == "-0499-01-01T00:00:00Z"
    assert made["timespan"]["end_of_the_end"] == "-0400-12-31T23:59:59Z"
    assert made["part"][0]["_label"] == "workshop" and made["technique"][0]["_label"] == "casting"
    assert [(one["value"], one["unit"]["_label"]) for one in found["dimension"]] == [
        (6.2, "centimeters"),
        (12.5, "grams"),
    ]
    assert "span 2 ells" in json.dumps(found["referred_to_by"])
    shown = found["representation"][0]["digitally_shown_by"][0]
    assert shown["access_point"][0]["id"].startswith(settings().base_url)
    assert found["current_owner"][0]["type"] == "Group" and found["member_of"][0]["_label"] == "Main fund"


def test_every_address_of_ours_opens_and_keeps_the_rules(client, full):
    own = f"{settings().base_url}/api/v1/"

    def addresses(value) -> set[str]:
        if isinstance(value, dict):
            here = {value["id"]} if str(value.get("id", "")).startswith(own) else set()
            return here.union(*(addresses(inner) for inner in value.values()))
        return set().union(*(addresses(inner) for inner in value)) if isinstance(value, list) else set()

    asked = addresses(record(client, full)) - {f"{own}items/{full.code}"}
    assert len(asked) >= 9
    for address in asked:
        answer = client.get(address.removeprefix(settings().base_url))
        assert answer.status_code == 200, address
        told = json.loads(answer.data)
        assert told["id"] == address and faults(told) == [], address
        assert answer.headers["Content-Type"] == MEDIA_TYPE and answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_only_a_draft_names_cannot_be_opened(client, app):
    draft = make_item(publish=False, makers=["Hidden, Donor"], place="Secret", materials=["unobtainium"])
    db.session.commit()
    agent, place = draft.makers[0].agent, draft.place
    for path in (f"agents/{agent.id}", f"places/{place.slug}", "concepts/material/unobtainium", f"items/{draft.code}"):
        answer = client.get(f"/api/v1/{path}?format=linked-art")
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json", path


def test_the_media_type_alone_asks_for_it(client, full):
    asked = {"Accept": f'application/ld+json;profile="{CONTEXT}"'}
    answer = client.get(f"/api/v1/items/{full.code}", headers=asked)
    assert answer.headers["Content-Type"] == MEDIA_TYPE and "Accept" in answer.headers["Vary"]
    assert json.loads(answer.data)["type"] == "HumanMadeObject"
    assert client.get(f"/api/v1/items/{full.code}", headers={"Accept": "*/*"}).mimetype == "application/json"
    again = client.get(f"/api/v1/items/{full.code}", headers={**asked, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_what_is_entrusted_is_kept_and_not_owned(client, app):
    lent, held = make_item(acquisition_method="loan"), make_item(fund="temporary")
    for item in (lent, held):
        found = record(client, item)
        assert "current_custodian" in found and "current_owner" not in found and faults(found) == []


def test_a_bare_record_is_right_too(client, app):
    item = services.create_item({"title": {"ru": "Без всего"}}, publish=True)
    assert faults(record(client, item)) == []


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(1880, "1880-01-01T00:00:00Z", "1880-12-31T23:59:59Z"), (-1, "0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z"),
     (-40000, "-39999-01-01T00:00:00Z", "-39999-12-31T23:59:59Z"), (7, "0007-01-01T00:00:00Z", "0007-12-31T23:59:59Z")],
)  # fmt: skip
def test_years_are_counted_as_xml_schema_counts(year, first, last):
    assert (moment(year, False), moment(year, True)) == (first, last)


def test_the_rules_can_be_broken(client, full):
    good = record(client, full)
    assert set(languages()) >= {"kk", "ru", "en"}
    for spoil in (
        lambda r: r.pop("_label"),
        lambda r: r.update(title="x"),
        lambda r: r.update(made_of=[]),
        lambda r: r["member_of"][0].pop("id"),
        lambda r: r["produced_by"]["timespan"].update(begin_of_the_begin="500 BC"),
        lambda r: r["dimension"][0].update(unit="cm"),
        lambda r: r.update(current_owner={"type": "Group"}),
    ):
        broken = json.loads(json.dumps(good))
        spoil(broken)
        assert faults(broken)
