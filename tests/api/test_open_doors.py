"""What programs of other houses read: IIIF manifests, the sitemap, the feed. Only public things are in them."""

import json
import re

import pytest
from lxml import etree
from werkzeug.http import http_date

from tests.factories.exhibitions import make_exhibition
from virtual_museum.api import iiif_presentation, sitemap
from virtual_museum.catalogue import services
from virtual_museum.core.config import settings
from virtual_museum.core.db import db, utcnow

NAMES = {"s": sitemap.SITEMAP, "a": "http://www.w3.org/2005/Atom"}


def item(number: int, publish: bool = True, **more):
    """A small record."""
    data = {"title": {"kk": f"Қазан {number}", "ru": f"Котёл {number}"}, "inventory_number": f"КП-0000/{number}"}
    return services.create_item({**data, **more}, publish=publish)


@pytest.fixture
def two(app):
    """One public record and one draft."""
    return item(1, rights_uri="https://creativecommons.org/licenses/by/4.0/"), item(2, publish=False)


def test_a_manifest_speaks_every_language_and_names_its_rights(client, two):
    answer = client.get(f"/iiif/presentation/3/items/{two[0].code}/manifest")
    manifest = json.loads(answer.data)
    assert manifest["label"] == {"kk": ["Қазан 1"], "ru": ["Котёл 1"]}
    assert manifest["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert manifest["id"] == f"{settings().base_url}/iiif/presentation/3/items/{two[0].code}/manifest"
    assert set(manifest["requiredStatement"]["label"]) == {"kk", "ru", "en"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "presentation/3/context.json" in answer.headers["Content-Type"]


def test_drafts_have_no_manifest_and_stand_in_no_list(client, two):
    shown, hidden = two
    assert client.get(f"/iiif/presentation/3/items/{hidden.code}/manifest").status_code == 404
    for address in ("/iiif/presentation/3/collection/1", "/sitemap/1.xml", "/feed.atom"):
        text = client.get(address).text
        assert shown.code in text, address
        assert hidden.code not in text, address


def test_the_collection_comes_in_pages(client, app, monkeypatch):
    monkeypatch.setattr(iiif_presentation, "PAGE", 2)
    for number in range(5):
        item(number)
    pages = client.get("/iiif/presentation/3/collection").get_json(force=True)["items"]
    assert len(pages) == 3
    lengths = [len(client.get(f"/iiif/presentation/3/collection/{n}").get_json(force=True)["items"]) for n in (1, 2, 3)]
    assert lengths == [2, 2, 1]
    assert client.get("/iiif/presentation/3/collection/4").status_code == 404


def test_the_sitemap_gives_each_page_in_each_language(client, two):
    index = etree.fromstring(client.get("/sitemap.xml").data)
    assert len(index.xpath("//s:sitemap", namespaces=NAMES)) == 2
    found = etree.fromstring(client.get("/sitemap/1.xml").data).xpath("//s:loc/text()", namespaces=NAMES)
    assert found == [f"{settings().base_url}/{code}/items/{two[0].code}" for code in ("kk", "ru", "en")]
    assert client.get("/sitemap/2.xml").status_code == 404


def test_the_sitemap_names_no_file_that_is_empty(client, app, monkeypatch):
    monkeypatch.setattr(sitemap, "ITEMS_A_FILE", 2)
    shown = [item(number, publish=number not in (2, 3)) for number in range(7)]
    named = etree.fromstring(client.get("/sitemap.xml").data).xpath("//s:loc/text()", namespaces=NAMES)
    files = [address.removeprefix(settings().base_url) for address in named]
    assert len(files) == 1 + 3
    texts = [client.get(path) for path in files]
    assert {answer.status_code for answer in texts} == {200}
    found = [one.code for one in shown if any(f"/kk/items/{one.code}<" in answer.text for answer in texts)]
    assert found == [one.code for one in shown if one.status == "published"]


def test_the_feed_is_in_the_language_asked_for(client, two):
    titles = etree.fromstring(client.get("/feed.atom?lang=ru").data).xpath("//a:entry/a:title/text()", namespaces=NAMES)
    assert titles == ["Котёл 1"]


def test_the_sitemap_names_the_last_change_and_a_language_for_all_others(client, two):
    page = etree.fromstring(client.get("/sitemap/1.xml").data)
    assert page.xpath("count(//s:lastmod)", namespaces=NAMES) == 3
    others = page.xpath("//*[@hreflang='x-default']/@href")
    assert set(others) == {f"{settings().base_url}/kk/items/{two[0].code}"}


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/sitemap/1.xml", "/sitemap/pages.xml"])
def test_who_has_the_newest_gets_no_body(client, two, path):
    first = client.get(path)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    services.create_item({"title": {"kk": "Жаңа"}}, publish=True)
    if path in ("/feed.atom", "/sitemap/1.xml"):
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_reader_of_news_that_asks_by_date_hears_of_what_was_taken_back(client, app):
    old, new = item(1), item(2)
    db.session.commit()
    first = client.get("/feed.atom")
    services.withdraw_item(old)
    when = {"If-Modified-Since": first.headers.get("Last-Modified", http_date(utcnow()))}
    again = client.get("/feed.atom", headers=when)
    assert again.status_code == 200 and old.code not in again.text and new.code in again.text


def test_the_sitemap_is_well_formed_whatever_the_address_of_the_museum(client, app, two):
    settings().base_url = "https://museum.test/a&b'c\"d"
    page = etree.fromstring(client.get("/sitemap/1.xml").data)
    assert page.xpath("string(//s:loc)", namespaces=NAMES) == f"{settings().base_url}/kk/items/{two[0].code}"
    assert page.xpath("string(//*[@hreflang='kk']/@href)") == f"{settings().base_url}/kk/items/{two[0].code}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_readers_of_news_find_the_feed_from_the_lists_that_it_tells_of(client, language):
    shown, _exhibition = item(1), make_exhibition()
    db.session.commit()
    for page in ("", "exhibitions", "collection"):
        head = client.get(f"/{language}/{page}").text.partition("</head>")[0]
        (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head)
        feed = client.get(link)
        assert feed.status_code == 200 and f'xml:lang="{language}"' in feed.text.partition("<id>")[0]
    # An exhibit's page must fit into the first packets, and is no list.
    assert "atom+xml" not in client.get(f"/{language}/items/{shown.code}").text
