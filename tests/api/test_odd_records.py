"""Whatever stands in a record, every door writes what its readers can read."""

import json

import pytest
from lxml import etree

from tests.shared_data import shared_data
from virtual_museum.api.oai_pmh import OAI
from virtual_museum.catalogue import services
from virtual_museum.catalogue.lido import LIDO
from virtual_museum.catalogue.models import Item, ItemMaker
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid

ODD = "<b>&amp;\"'\ufffe\uffff\x0b\x1f]]>\u2028{x}\\end %$#_~^ \r\nER  - \r\nTY  - JOUR\nAU  - x"
DOORS = (
    "/api/v1/items/{0}", "/api/v1/items/{0}?format=linked-art", "/api/v1/items/{0}?format=lido",
    "/api/v1/items/{0}?format=dc", "/api/v1/items/{0}?format=bibtex", "/api/v1/items/{0}?format=ris",
    "/api/v1/items/{0}?format=text", "/iiif/presentation/3/items/{0}/manifest", "/iiif/search/2/items/{0}?q=x",
    "/kk/embed/items/{0}", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListRecords&metadataPrefix=lido",
    "/feed.atom", "/sitemap/1.xml", "/iiif/presentation/3/collection/1", "/api/v1/items", "/api/v1/search?q=x",
)  # fmt: skip


def odd_item() -> Item:
    """A published item whose every text is a trap for one format or another."""
    texts = ("title", "label_text", "description", "inscriptions", "credit_line", "date_text")
    return services.create_item(
        {
            **{name: {"kk": ODD, "ru": ODD} for name in texts},
            "inventory_number": "КП-1\ufffe\nER  - ",
            "year_from": -450,
            "year_to": -1,
            "makers": [{"name": "А\ufffe\nER  - ", "role": "r\ufffe"}, "B and C", {"name": "D{", "role": "maker"}],
            "materials": ["м\ufffe<"],
            "keywords": ["k\nTY  - X"],
            "place": "p\ufffe",
            "dimensions": [{"type": "h\ufffe", "value": 1e300, "unit": "cm"}, {"type": "weight", "value": 0}],
            "weight": {"value": 1.5, "unit": "pood"},
            "rights_uri": 'https://x.test/"><script>',
        },
        publish=True,
    )


def bare_item() -> Item:
    """A published item that has lost its title and never had anything else."""
    item = services.create_item({"title": {"kk": "x"}}, publish=True)
    services.edit_item(item, {"title": {}})
    return item


def old_item() -> Item:
    """An item of which only one end of its years is known, four million of them ago."""
    return services.create_item({"title": {"kk": "x"}, "year_from": -4_000_000}, publish=True)


@pytest.mark.parametrize("make", [odd_item, bare_item, old_item])
@pytest.mark.parametrize("door", DOORS)
def test_every_door_opens(client, app, make, door):
    item = make()
    db.session.commit()
    answer = client.get(door.format(item.code))
    assert answer.status_code == 200
    if "json" in answer.mimetype:
        json.loads(answer.data, parse_constant=pytest.fail)
    if "xml" in answer.mimetype:
        etree.fromstring(answer.data)


@pytest.mark.parametrize("make", [odd_item, bare_item, old_item])
def test_portals_get_valid_records(client, app, make):
    make()
    db.session.commit()
    schema = etree.XMLSchema(etree.parse(shared_data("schemas/lido/lido-v1.1.xsd")))
    (record,) = etree.fromstring(client.get("/oai?verb=ListRecords&metadataPrefix=lido").data).iter(f"{{{LIDO}}}lido")
    schema.assertValid(etree.fromstring(etree.tostring(record)))
    plain = etree.fromstring(client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").data)
    assert plain.find(f"{{{OAI}}}ListRecords") is not None


def test_no_line_of_a_record_ends_its_citation(client, app):
    item = odd_item()
    db.session.commit()
    lines = client.get(f"/api/v1/items/{item.code}?format=ris").text.split("\r\n")
    assert [line[:6] for line in lines if line.startswith(("ER", "TY"))] == ["TY  - ", "ER  -"]
    assert all(line[2:6] in ("  - ", "  -") for line in lines if line)
    record = client.get(f"/api/v1/items/{item.code}?format=bibtex").text
    body = record.partition("\n")[2].rpartition("\n}")[0]
    assert all(" = {" in line and line.startswith("  ") for line in body.split("\n"))
    assert record.count("{") - record.count("\\{") == record.count("}") - record.count("\\}")


@pytest.mark.parametrize("language", ["", "!", "kk ru", "kk_KZ", "қаз", "a" * 9])
def test_a_text_has_a_language_that_xml_can_name(app, language):
    with pytest.raises(Invalid) as refused:
        services.create_item({"title": {"kk": "Қобыз", language: "x"}})
    assert list(refused.value.fields) == ["title"]
    assert services.create_item({"title": {"kk": "Қобыз", "kaa-Latn": "Qobız"}}).title["kaa-Latn"] == "Qobız"


def test_three_makers_stand_in_their_order(client, app):
    names = ["Бірінші", "Екінші", "Үшінші"]
    item = services.create_item({"title": {"kk": "x"}, "makers": names}, publish=True)
    db.session.commit()
    assert db.session.query(ItemMaker).filter_by(item_id=item.id).count() == 3
    record = etree.fromstring(client.get(f"/api/v1/items/{item.code}?format=lido").data)
    path = ".//l:nameActorSet/l:appellationValue/text()"
    assert record.xpath(path, namespaces={"l": LIDO}) == names
