"""A harvester receives everything public exactly once, and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from sqlalchemy import select, update

from tests.factories.halls import make_asset
from tests.shared_data import shared_data
from virtual_museum import create_app
from virtual_museum.api import oai_harvest, oai_pmh
from virtual_museum.api.dublin_core import OAI_DC
from virtual_museum.catalogue import authority_services, services
from virtual_museum.catalogue.changes import undo
from virtual_museum.catalogue.importing import applying
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.lido import LIDO
from virtual_museum.catalogue.models import ChangeSet, Item
from virtual_museum.core.config import load_settings, settings
from virtual_museum.core.db import db
from virtual_museum.media.services import describe_asset

MAPPING = """
[source]
key = "id"
name = "oai"
[fields]
"title.kk" = "kk"
[defaults]
status = "published"
fund = "main"
"""
NAMES = {"o": oai_pmh.OAI, "dc": "http://purl.org/dc/elements/1.1/"}


def token_of(**state: object) -> str:
    """A token as somebody makes it up."""
    return base64.urlsafe_b64encode(json.dumps({"prefix": "oai_dc", **state}).encode()).decode()


def item(number: int, publish: bool = True):
    """A small record."""
    return services.create_item(
        {
            "title": {"kk": f"Қазан {number}", "en": f"Cauldron {number}"},
            "inventory_number": f"КП-0000/{number}",
            "fund": "temporary" if number % 2 else "main",
        },
        publish=publish,
    )


@pytest.fixture
def seven(app, monkeypatch):
    """Seven public records, three to a page."""
    monkeypatch.setattr(oai_pmh, "PAGE", 3)
    return [item(number) for number in range(7)]


def ask(client, **arguments):
    """The parsed answer."""
    answer = client.get("/oai", query_string=arguments)
    assert answer.status_code == 200
    return etree.fromstring(answer.data)


def harvest(client, between=lambda: None, **arguments):
    """All identifiers, following resumption tokens; `between` happens between pages."""
    found, answer = [], ask(client, verb="ListRecords", metadataPrefix="oai_dc", **arguments)
    while True:
        found += answer.xpath("//o:header/o:identifier/text()", namespaces=NAMES)
        token = answer.xpath("string(//o:resumptionToken)", namespaces=NAMES)
        if not token:
            return found
        between()
        answer = ask(client, verb="ListRecords", resumptionToken=token)


def test_a_form_is_answered_as_an_address_is(client, app, seven):
    # As visitors have it: a form of another site without its secret is refused everywhere else.
    app.config["WTF_CSRF_ENABLED"] = True
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    posted = client.post("/oai", data=asked)
    assert posted.status_code == 200
    path = "//o:identifier/text()"
    found = etree.fromstring(posted.data).xpath(path, namespaces=NAMES)
    assert found == ask(client, **asked).xpath(path, namespaces=NAMES) != []


def test_no_harvest_waits_for_a_long_import(client, seven):
    db.session.commit()
    with db.engine.connect() as importing:
        importing.execute(update(Item).values(quantity=2))
        for answer in (client.post("/oai", data={"verb": "Identify"}), client.get("/oai?verb=Identify")):
            assert answer.status_code == 200 and b"earliestDatestamp" in answer.data
        importing.rollback()


def test_everything_once_in_pages(client, seven):
    assert harvest(client) == [oai_harvest.identifier(one) for one in seven]


def test_a_record_edited_during_the_harvest_is_neither_lost_nor_doubled(client, seven):
    def edit():
        services.edit_item(seven[0], {"title": {"kk": "Басқа", "ru": str(len(edits))}})
        services.edit_item(seven[6], {"title": {"kk": "Басқа", "ru": str(len(edits))}})
        edits.append(1)

    edits = []
    found = harvest(client, between=edit)
    assert len(edits) == 2
    assert sorted(found) == sorted(oai_harvest.identifier(one) for one in seven)


def test_drafts_never_appear_and_withdrawn_are_deleted(client, seven):
    hidden = item(8, publish=False)
    services.withdraw_item(seven[1], {"kk": "Қайтарылды"})
    found = harvest(client)
    assert oai_harvest.identifier(hidden) not in found
    answer = ask(client, verb="GetRecord", identifier=oai_harvest.identifier(seven[1]), metadataPrefix="oai_dc")
    assert answer.xpath("//o:header/@status", namespaces=NAMES) == ["deleted"]
    assert not answer.xpath("//o:metadata", namespaces=NAMES)
    answer = ask(client, verb="GetRecord", identifier=oai_harvest.identifier(hidden), metadataPrefix="oai_dc")
    assert answer.xpath("//o:error/@code", namespaces=NAMES) == ["idDoesNotExist"]


def datestamp(client, one) -> str:
    """When the record says that it has changed."""
    answer = ask(client, verb="GetRecord", identifier=oai_harvest.identifier(one), metadataPrefix="lido")
    return answer.xpath("string(//o:datestamp)", namespaces=NAMES)


def imported(tmp_path, rows: int) -> ChangeSet:
    """A committed import of public records."""
    table = tmp_path / "table.csv"
    table.write_text("id,kk\n" + "".join(f"{n},Ожау {n}\n" for n in range(rows)), encoding="utf-8")
    report = import_file(table, read_mapping(MAPPING))
    db.session.commit()
    return db.session.get_one(ChangeSet, report.change_set)


def test_who_harvested_an_import_hears_that_it_was_taken_back(client, seven, tmp_path):
    change_set = imported(tmp_path, 5)
    before = harvest(client)
    assert len(before) == 12
    (gone, *_rest) = db.session.scalars(select(Item).where(Item.source_name == "oai").order_by(Item.id))
    identifier = oai_harvest.identifier(gone)
    undo(change_set)
    db.session.commit()
    assert harvest(client) == before
    answer = ask(client, verb="ListIdentifiers", metadataPrefix="lido", set="fund:main", **{"from": "2020-01-01"})
    assert int(answer.xpath("string(//o:resumptionToken/@completeListSize)", namespaces=NAMES)) == 4 + 5
    for arguments in ({"verb": "GetRecord", "metadataPrefix": "lido"}, {"verb": "ListMetadataFormats"}):
        answer = ask(client, identifier=identifier, **arguments)
        assert not answer.xpath("//o:error", namespaces=NAMES)
    answer = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="lido")
    assert answer.xpath("//o:header/@status", namespaces=NAMES) == ["deleted"]
    assert answer.xpath("//o:setSpec/text()", namespaces=NAMES) == ["fund:main"]
    assert not answer.xpath("//o:metadata", namespaces=NAMES)
    assert ask(client, verb="Identify").xpath("//o:deletedRecord/text()", namespaces=NAMES) == ["persistent"]


def test_an_import_taken_back_during_the_harvest_loses_nothing(client, seven, tmp_path):
    change_set = imported(tmp_path, 5)
    taken_back = []

    def between():
        if not taken_back:
            taken_back.append(undo(change_set))
            db.session.commit()

    found = harvest(client, between=between)
    assert len(found) == len(set(found)) == 12


def test_drafts_that_were_taken_back_leave_no_trace(client, seven, tmp_path):
    mapping = MAPPING.replace("published", "draft")
    table = tmp_path / "table.csv"
    table.write_text("id,kk\n1,Ожау\n", encoding="utf-8")
    report = import_file(table, read_mapping(mapping))
    db.session.commit()
    undo(db.session.get_one(ChangeSet, report.change_set))
    db.session.commit()
    assert len(harvest(client)) == 7


@pytest.mark.parametrize("part", ["term", "agent", "place", "file"])
def test_a_record_has_changed_when_what_it_names_or_shows_has(client, app, part):
    shown = services.create_item(
        {"title": {"kk": "Ожау"}, "materials": ["wood"], "makers": ["Айша"], "place": "Taraz"}, publish=True
    )
    services.attach_media(shown, make_asset("image"))
    long_ago = datetime(2020, 5, 28, tzinfo=UTC)
    db.session.execute(update(Item).values(updated_at=long_ago))
    db.session.commit()
    assert datestamp(client, shown) == "2020-05-28T00:00:00Z"
    item = db.session.get_one(Item, shown.id)
    if part == "file":
        describe_asset(item.media[0].asset, alt={"kk": "Ағаш ожау"})
    elif part == "term":
        authority_services.change(item.terms[0].term, {"label": {"kk": "Қарағаш"}})
    else:
        row = item.makers[0].agent if part == "agent" else item.place
        authority_services.change(row, {"name": {"kk": "Басқа"}})
    db.session.commit()
    assert datestamp(client, shown) > "2020-05-28T00:00:00Z"
    answer = ask(client, verb="ListIdentifiers", metadataPrefix="lido", **{"from": "2020-05-29"})
    assert answer.xpath("count(//o:header)", namespaces=NAMES) == 1


def test_a_long_import_is_dated_by_its_end(client, app, tmp_path, monkeypatch):
    monkeypatch.setattr(applying, "LONG", timedelta(0))
    monkeypatch.setattr(applying, "utcnow", lambda: next(moments))
    moments = iter(datetime(2040, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(100))
    imported(tmp_path, 3)
    answer = ask(client, verb="ListIdentifiers", metadataPrefix="lido", **{"from": "2039-12-31"})
    assert answer.xpath("count(//o:header)", namespaces=NAMES) == 3


def test_sets_are_funds(client, seven):
    assert len(harvest(client, set="fund:temporary")) == 3
    answer = ask(client, verb="ListRecords", metadataPrefix="oai_dc", set="fund:none")
    assert answer.xpath("//o:error/@code", namespaces=NAMES) == ["noRecordsMatch"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"verb": "Nonsense"}, "badVerb"),
        ({}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2030-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "bm9uZQ"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "я"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:x:1"}, "idDoesNotExist"),
        ({"verb": "Identify", "more": "1"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-1-1"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "٢٠٢٠-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2020-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "9999-12-31"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "0001-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": token_of(after=10**30)}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": token_of(after=True)}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": token_of(since=["2020-01-01"])}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": token_of(chosen="fund:none")}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": base64.b64encode(b"[" * 9000).decode()}, "badResumptionToken"),
    ],
)
def test_mistakes_are_answered_by_the_protocols_codes(client, arguments, code):
    assert ask(client, **arguments).xpath("//o:error/@code", namespaces=NAMES) == [code]


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-31T23:59:59Z"])
def test_the_end_of_the_calendar_is_a_date_too(client, seven, until):
    assert len(harvest(client, until=until)) == 7


def test_queries_do_not_grow_with_the_records(client, app, count_queries, monkeypatch):
    counts = []
    for more in (2, 12):
        for number in range(more):
            item(100 * more + number)
        db.session.commit()
        with count_queries() as queries:
            ask(client, verb="ListRecords", metadataPrefix="oai_dc")
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("verb", ["Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers", "ListRecords"])
def test_answers_are_valid_against_the_schema(client, seven, verb):
    folder = shared_data("schemas/oai/OAI-PMH.xsd").parent
    both = f"""<schema xmlns="http://www.w3.org/2001/XMLSchema">
        <import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="{folder}/../lido/xml.xsd"/>
        <import namespace="{oai_pmh.OAI}" schemaLocation="{folder}/OAI-PMH.xsd"/>
        <import namespace="{OAI_DC}" schemaLocation="{folder}/oai_dc.xsd"/></schema>"""
    listing = verb in ("ListIdentifiers", "ListRecords")
    answer = ask(client, verb=verb, **({"metadataPrefix": "oai_dc"} if listing else {}))
    etree.XMLSchema(etree.fromstring(both)).assertValid(answer)


def test_lido_leads_to_the_page_and_to_the_pictures(client, app):
    shown = item(1)
    services.attach_media(shown, make_asset("image", rights_uri="https://creativecommons.org/licenses/by/4.0/"))
    hidden = make_asset("image")
    services.attach_media(shown, hidden)
    hidden.published = False
    db.session.commit()
    answer = ask(client, verb="GetRecord", identifier=oai_harvest.identifier(shown), metadataPrefix="lido")
    names = {"l": LIDO}
    pages = answer.xpath("//l:recordInfoLink/text()", namespaces=names)
    assert pages == [f"{settings().base_url}/{code}/items/{shown.code}" for code in ("kk", "ru", "en")]
    assert len(answer.xpath("//l:resourceSet", namespaces=names)) == 1
    assert hidden.code not in etree.tostring(answer, encoding="unicode")


def test_lido_records_are_valid(client, seven):
    for kind in ("image", "model", "audio", "video", "panorama"):
        services.attach_media(seven[0], make_asset(kind, credit_line={"en": "Museum"}, rights_uri="https://x.test/"))
    db.session.commit()
    schema = etree.XMLSchema(etree.parse(shared_data("schemas/lido/lido-v1.1.xsd")))
    records = ask(client, verb="ListRecords", metadataPrefix="lido").xpath("//l:lido", namespaces={"l": LIDO})
    assert len(records) == 3
    for record in records:
        schema.assertValid(etree.fromstring(etree.tostring(record)))


def test_a_token_keeps_its_format_and_a_record_its_formats(client, seven):
    first = ask(client, verb="ListRecords", metadataPrefix="lido")
    token = first.xpath("string(//o:resumptionToken)", namespaces=NAMES)
    second = ask(client, verb="ListRecords", resumptionToken=token)
    assert second.xpath("count(//l:lido)", namespaces={"l": LIDO}) == 3
    formats = ask(client, verb="ListMetadataFormats", identifier=oai_harvest.identifier(seven[0]))
    assert formats.xpath("//o:metadataPrefix/text()", namespaces=NAMES) == ["oai_dc", "lido"]


def test_the_scheme_of_identifiers_is_told_where_the_museum_has_a_domain(tmp_path, database_url):
    museum = create_app(load_settings(home=tmp_path, database_url=database_url, base_url="https://museum.example.kz"))
    with museum.app_context():
        answer = etree.fromstring(museum.test_client().get("/oai?verb=Identify").data)
        db.engine.dispose()
    scheme = answer.find(f".//{{{oai_pmh.IDENTIFIER}}}oai-identifier")
    assert scheme is not None and scheme[1].text == "museum.example.kz"
    etree.XMLSchema(etree.parse(shared_data("schemas/oai/oai-identifier.xsd"))).assertValid(scheme)


def test_harvesters_of_web_pages_may_ask_too(client, seven):
    answer = client.get("/oai?verb=Identify")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    packed = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
