"""The visitors' shell: languages, type-a-code, the version for impaired sight, what a phone may install."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.factories.catalogue import TEXTS, make_item, make_ready_picture
from tests.factories.exhibitions import make_exhibition
from tests.factories.tours import make_tour
from virtual_museum.catalogue.services import withdraw_item

LANGUAGES = ("kk", "ru", "en")
# What a connection carries before it waits for the first acknowledgement: ten packets of 1,460 bytes (RFC 6928).
FIRST_FLIGHT = 14_600


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("", "kk"), ("ru-KZ,ru;q=0.9,en;q=0.5", "ru"), ("en-GB", "en"), ("de,fr;q=0.5", "kk"), ("kk,ru;q=0.9", "kk")],
)
def test_the_entrance_asks_the_browser(client: FlaskClient, accepts: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepts} if accepts else {})
    assert (answer.status_code, answer.location) == (302, f"/{language}/")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_chosen_language_is_remembered(client: FlaskClient) -> None:
    client.get("/ru/enter")
    assert client.get("/", headers={"Accept-Language": "en"}).location == "/ru/"


def test_the_switch_keeps_page_and_question(client: FlaskClient) -> None:
    page = client.get("/kk/collection?q=алтын&sort=title").text
    for language in LANGUAGES:
        link = re.search(rf'href="(/{language}/collection\?[^"]+)" lang="{language}"', page)
        assert link and "sort=title" in link[1]
        assert f'hreflang="{language}"' in page


def test_an_unknown_language_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/de/")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "enter", "visit", "display", "offline"])
def test_pages_stand_in_an_empty_museum(client: FlaskClient, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert 'href="#main"' in answer.text and '<main id="main"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_museum_tells_the_curator_where_to_begin(client: FlaskClient, language: str) -> None:
    assert 'href="/studio"' in client.get(f"/{language}/").text
    make_exhibition()
    assert 'href="/studio"' not in client.get(f"/{language}/").text


def test_home_leads_two_ways_and_names_what_is_on_show(client: FlaskClient) -> None:
    make_tour()
    exhibition = make_exhibition()
    page = client.get("/ru/").text
    assert "/ru/tours/museum" in page and f"/ru/exhibitions/{exhibition.slug}" in page
    assert "Золото и ветер" in page
    assert 'action="/ru/enter"' in page
    # The words over the picture belong to the main part: the way past the menu leads to them.
    assert page.index("<main") < page.index("<h1")


class TestTypingACode:
    """The six characters as people type them."""

    def test_case_spaces_and_hyphens_do_not_matter(self, client: FlaskClient) -> None:
        code = make_item().code
        for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
            answer = client.get("/en/enter", query_string={"code": typed})
            assert (answer.status_code, answer.location) == (302, f"/q/{code}"), typed

    def test_letters_that_look_like_digits_are_read_as_digits(self, client: FlaskClient) -> None:
        for _attempt in range(40):
            code = make_item().code
            if set(code) & {"0", "1"}:
                break
        typed = code.replace("0", "O").replace("1", "l")
        assert client.get("/kk/enter", query_string={"code": typed}).location == f"/q/{code}"

    def test_an_unknown_code_is_told_kindly(self, client: FlaskClient) -> None:
        answer = client.get("/en/enter", query_string={"code": "<b>zz"})
        assert answer.status_code == 404
        assert 'role="alert"' in answer.text and "&lt;b&gt;zz" in answer.text and "<b>zz" not in answer.text

    def test_a_draft_is_unknown_and_a_withdrawn_exhibit_has_its_story(self, client: FlaskClient) -> None:
        draft, gone = make_item(publish=False), make_item()
        withdraw_item(gone)
        assert client.get("/en/enter", query_string={"code": draft.code}).status_code == 404
        assert client.get("/en/enter", query_string={"code": gone.code}).location == f"/q/{gone.code}"


class TestImpairedSight:
    """The version that ST RK 2191-2023 asks for, without a script."""

    CHOICE = {"text": "largest", "colours": "black", "spacing": "wide", "pictures": "off", "back": "/kk/enter"}

    def test_every_page_leads_there_and_back(self, client: FlaskClient) -> None:
        assert "/kk/display?back=/kk/enter" in client.get("/kk/enter").text
        assert 'name="back" value="/kk/enter"' in client.get("/kk/display?back=/kk/enter").text

    def test_the_choice_is_written_on_every_page_and_taken_back(self, client: FlaskClient) -> None:
        assert client.get("/kk/display/choose", query_string=self.CHOICE).location == "/kk/enter"
        for page in ("/kk/", "/ru/collection", "/en/nowhere"):
            html = re.search(r"<html[^>]*>", client.get(page).text)
            assert html, page
            for attribute in ("text=", "colours=", "spacing=", "pictures="):
                assert f"data-{attribute}" in html[0], page
        client.get("/kk/display/choose")
        assert "data-text" not in client.get("/kk/enter").text

    def test_what_is_not_offered_is_not_kept(self, client: FlaskClient) -> None:
        client.get("/kk/display/choose", query_string={"text": '"><script>', "colours": "black"})
        page = client.get("/kk/enter").text
        assert 'data-colours="black"' in page and "<script>" not in page.partition("<head>")[0]

    @pytest.mark.parametrize(
        "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example"]
    )
    def test_nobody_is_sent_elsewhere(self, client: FlaskClient, back: str) -> None:
        assert "elsewhere" not in client.get("/kk/display/choose", query_string={"back": back}).location


def test_a_phone_can_keep_the_museum(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.json["icons"]:
        assert client.get(icon["src"]).status_code == 200
    script = client.get("/service-worker.js")
    assert script.mimetype == "text/javascript" and "no-cache" in script.headers["Cache-Control"]


def test_robots_are_shown_the_way(client: FlaskClient) -> None:
    told = client.get("/robots.txt").text
    assert "Disallow: /studio" in told and "/sitemap.xml" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exhibit_is_readable_from_the_first_packets(client: FlaskClient, language: str) -> None:
    item = make_item(description={language: "Бұл бас кейіптемесі баскиімнің маңдайына тағылған. " * 30})
    make_ready_picture(item)
    zipped = {"Accept-Encoding": "gzip"}
    page = client.get(f"/{language}/items/{item.code}", headers=zipped)
    text = gzip.decompress(page.data).decode()
    assert TEXTS[language] in text
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', text)
    assert style and text.count('rel="stylesheet"') == 1
    sheet = client.get(style[1], headers=zipped)
    assert len(page.data) + len(sheet.data) + len(str(page.headers)) + len(str(sheet.headers)) < FIRST_FLIGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_speak_the_visitor_s_language(client: FlaskClient, language: str) -> None:
    answer = client.get(f"/{language}/exhibitions/nothing")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.text and f'href="/{language}/enter"' in answer.text
