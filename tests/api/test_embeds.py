"""Cards of ours on other sites: found by oEmbed, framed by everybody, and only they."""

import json
from urllib.parse import quote

import pytest
from lxml import etree, html

from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_item
from tests.factories.tours import make_tour
from virtual_museum.catalogue import services
from virtual_museum.core import documents
from virtual_museum.core.config import settings
from virtual_museum.core.db import db


@pytest.fixture
def shown(app):
    """A published object, exhibition and tour: (kind, key) by kind."""
    item = make_item(media=("image", "model"))
    make_exhibition()
    make_tour()
    db.session.commit()
    return {"items": item.code, "exhibitions": "gold-and-wind", "tours": "museum"}


def oembed(client, page: str, **more: object):
    more = "".join(f"&{name}={value}" for name, value in more.items())
    return client.get(f"/oembed?url={quote(page, safe='')}{more}")


@pytest.mark.parametrize("kind", ["items", "exhibitions", "tours"])
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_card_is_framed_by_everybody_and_leaves_no_cookie(client, shown, kind, lang):
    for _again in range(2):
        # The second answer is the kept page: its headers must be the same.
        answer = client.get(f"/{lang}/embed/{kind}/{shown[kind]}")
        assert answer.status_code == 200
        assert "frame-ancestors 'self' *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers and "Set-Cookie" not in answer.headers
    page = html.fromstring(answer.text)
    assert page.get("lang") == lang and page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//base/@target") == ["_blank"] and not page.xpath("//form")
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{settings().base_url}/{lang}/{kind}/{shown[kind]}"]
    assert page.xpath("//h1/a/@href") == [f"/{lang}/{kind}/{shown[kind]}"]


def test_no_other_page_is_framed(client, shown):
    pages = [f"/kk/{kind}/{key}" for kind, key in shown.items()] + ["/kk/", "/kk/collection", "/studio/sign-in"]
    for path in pages:
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN", path
        assert "frame-ancestors 'self';" in answer.headers["Content-Security-Policy"] + ";", path


def test_models_and_tours_are_alive_in_the_card(client, shown):
    assert html.fromstring(client.get(f"/kk/embed/items/{shown['items']}").text).xpath("//vm-model/@src")
    answer = client.get("/ru/embed/tours/museum?scene=hall&yaw=30")
    page = html.fromstring(answer.text)
    assert page.xpath("//vm-panorama/@src") == ["/ru/tours/museum/data.json"]
    assert page.xpath("//vm-panorama/@scene") == ["hall"]
    assert page.xpath("//h1/a/@href") == ["/ru/tours/museum?scene=hall&yaw=30"]


@pytest.mark.parametrize("kind", ["items", "exhibitions", "tours"])
def test_pages_lead_to_their_card(client, shown, kind):
    page = html.fromstring(client.get(f"/ru/{kind}/{shown[kind]}").text)
    links = {link.get("type"): link.get("href") for link in page.xpath("//link[contains(@type, '+oembed')]")}
    found = client.get(links["application/json+oembed"].removeprefix(settings().base_url))
    body = found.get_json()
    assert (body["version"], body["type"]) == ("1.0", "rich") and body["provider_url"].endswith("/ru/")
    frame = html.fragment_fromstring(body["html"])
    assert frame.tag == "iframe" and frame.get("title").startswith(body["title"])
    assert (frame.get("width"), frame.get("height")) == (str(body["width"]), str(body["height"]))
    assert client.get(frame.get("src").removeprefix(settings().base_url)).status_code == 200
    told = etree.fromstring(client.get(links["text/xml+oembed"].removeprefix(settings().base_url)).data)
    assert told.tag == "oembed" and told.findtext("html") == body["html"]
    assert found.headers["Access-Control-Allow-Origin"] == "*" and found.headers["ETag"]


def test_the_card_fits_into_the_room_there_is(client, shown):
    page = f"{settings().base_url}/kk/items/{shown['items']}"
    body = oembed(client, page, maxwidth=300, maxheight=2000).get_json()
    assert (body["width"], body["height"]) == (300, 480)
    assert "thumbnail_url" not in oembed(client, page, maxwidth=300).get_json()
    assert "thumbnail_url" in oembed(client, page, maxwidth=320).get_json()
    assert oembed(client, page, maxwidth=1).get_json()["width"] == 1
    for wrong in ("-1", "x", "٣", "0"):
        assert oembed(client, page, maxwidth=wrong).status_code == 422


def test_a_view_of_a_tour_stays_that_view(client, shown):
    page = f"{settings().base_url}/en/tours/museum?scene=hall&yaw=12.5&evil=1"
    source = html.fragment_fromstring(oembed(client, page).get_json()["html"]).get("src")
    assert source == f"{settings().base_url}/en/embed/tours/museum?scene=hall&yaw=12.5"


def test_labels_and_cards_are_addresses_too(client, shown):
    code = shown["items"]
    for path in (f"/q/{code}", f"/en/embed/items/{code}", f"/en/items/{code}/golden-deer", f"/en/items/{code}/"):
        assert oembed(client, settings().base_url + path).status_code == 200, path


@pytest.mark.parametrize(
    "address",
    ["", "https://example.org/kk/items/000000", "javascript:alert(1)", "//127.0.0.1/kk/items/1", "{base}",
     "{base}.evil.test/kk/items/000000", "{base}/kk/items/000000", "{base}/xx/tours/museum", "{base}/studio"],
)  # fmt: skip
def test_foreign_and_unknown_addresses_are_not_found(client, shown, address):
    answer = oembed(client, address.replace("{base}", settings().base_url))
    assert answer.status_code == 404


def test_other_forms_are_not_implemented(client, shown):
    answer = oembed(client, f"{settings().base_url}/kk/tours/museum", format="yaml")
    assert answer.status_code == 501


def test_a_title_cannot_leave_its_frame(client, app):
    item = make_item('"><script>alert(1)</script>')
    db.session.commit()
    body = oembed(client, f"{settings().base_url}/kk/items/{item.code}").get_json()
    assert "<script" not in body["html"] and len(html.fragments_fromstring(body["html"])) == 1
    page = client.get(f"/kk/items/{item.code}").text
    assert "<script>alert" not in page


def test_what_is_taken_back_says_so_in_the_frame(client, app):
    item, tour = make_item(), make_tour()
    services.withdraw_item(item)
    documents.unpublish(tour.document)
    db.session.commit()
    for path in (f"items/{item.code}", "tours/museum", "exhibitions/none"):
        answer = client.get(f"/kk/embed/{path}")
        assert (
            answer.status_code in (404, 410) and "frame-ancestors 'self' *" in answer.headers["Content-Security-Policy"]
        )
        assert "Алтын бұғы" not in answer.text and "Музей туры" not in answer.text
        assert oembed(client, f"{settings().base_url}/kk/{path}").status_code == 404


def test_search_engines_read_what_the_page_says(client, shown):
    kinds = {
        "/kk/": "Museum", f"/kk/items/{shown['items']}": "VisualArtwork",
        "/kk/exhibitions/gold-and-wind": "ExhibitionEvent",
        "/kk/tours/museum": "CreativeWork",
    }  # fmt: skip
    for path, kind in kinds.items():
        page = html.fromstring(client.get(path).text)
        (block,) = page.xpath("//script[@type='application/ld+json']/text()")
        data = json.loads(block)
        assert (data["@context"], data["@type"]) == ("https://schema.org", kind), path
        assert data["name"] and data["url"].startswith(settings().base_url)
    work = json.loads(html.fromstring(client.get(f"/ru/items/{shown['items']}").text).xpath("//script/text()")[0])
    assert {one["@language"] for one in work["alternateName"]} == {"kk", "en"} and work["inLanguage"] == "ru"
    assert work["associatedMedia"][0]["@type"] == "3DModel"
    event = json.loads(html.fromstring(client.get("/en/exhibitions/gold-and-wind").text).xpath("//script/text()")[0])
    assert event["name"] == "Gold and wind" and event["location"][0]["@type"] == "Museum"
