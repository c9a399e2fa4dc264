"""The collection on a map and along a line of time: the same question as the list, the same numbers."""

import pytest

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.centuries import Stretch, century_words, stretch_of
from virtual_museum.catalogue.services import ensure_place
from virtual_museum.core.db import db


@pytest.fixture
def things(app):
    ensure_place("Otyrar", {"kk": "Отырар", "en": "Otyrar"}, latitude=42.85, longitude=68.3)
    ensure_place("Berel", {"kk": "Берел", "en": "Berel"})
    for number in range(3):
        make_item(title={"kk": f"Құмыра {number}"}, place="otyrar", year_from=1301, year_to=1400, materials=["clay"])
    make_item(title={"kk": "Ер-тоқым"}, place="berel", year_from=-400, year_to=-301, materials=["felt"])
    make_item(title={"kk": "Тас балта"}, year_from=-3500, year_to=-3000)
    make_item(title={"kk": "Белгісіз зат"})
    make_item(title={"kk": "Жоба"}, place="otyrar", year_from=1301, year_to=1400, publish=False)
    db.session.commit()


def test_the_map_counts_places_and_leads_to_the_list(client, things):
    page = client.get("/kk/collection/map").text
    assert 'data-lat="42.85" data-lon="68.3" data-count="3"' in page
    assert "Берел" in page and page.count("data-lat=") == 1
    listed = client.get("/kk/collection?place=otyrar&format=json").json
    assert listed["total"] == 3
    assert 'href="/kk/collection?place=otyrar"' in page
    chosen = client.get("/kk/collection?place=otyrar").text
    assert "Отырар" in chosen and 'class="chip"' in chosen


def test_the_map_obeys_the_question(client, things):
    assert "Отырар" not in client.get("/kk/collection/map?material=felt").text
    assert "Берел" not in client.get("/kk/collection/map?q=құмыра").text
    nothing = client.get("/kk/collection/map?q=ештеңежоқ")
    assert nothing.status_code == 200 and "<vm-map" not in nothing.text
    assert client.get("/fr/collection/map").status_code == 404


def test_the_timeline_goes_from_the_earliest_to_the_latest(client, things):
    page = client.get("/ru/collection/timeline").text
    words = ("IV тысячелетие до н. э.", "IV век до н. э.", "XIV век")
    places = [page.index(f">{word}</a></h2>") for word in words]
    assert places == sorted(places)
    assert "Белгісіз зат" not in page and "Жоба" not in page
    assert client.get("/kk/collection?century=1300&format=json").json["total"] == 3
    assert 'href="/ru/collection?century=1300"' in page


def test_overviews_ask_no_more_for_more_items(client, things, count_queries):
    def statements(address):
        # The first look after a change brings the index up.
        client.get(address)
        with count_queries() as queries:
            assert client.get(f"{address}?q=").status_code == 200
        return queries.count

    addresses = ("/en/collection/map", "/en/collection/timeline")
    before = [statements(address) for address in addresses]
    for number in range(12):
        make_item(title={"kk": f"Зат {number}"}, place=f"Жер {number}", year_from=1300, year_to=1350)
    for number in range(60):
        make_item(title={"kk": f"Ұсақ зат {number}"}, place="berel", year_from=-400, year_to=-301)
    db.session.commit()
    after = [statements(address) for address in addresses]
    # The map asks for pictures of its six fullest places; more items and more places cost nothing more.
    assert after[1] == before[1] and after[0] - before[0] <= 2 * 6, (before, after)


@pytest.mark.parametrize(
    ("lang", "value", "words"),
    [
        ("en", "1800", "19th century"), ("en", "0", "1st century"), ("en", "1000", "11th century"),
        ("en", "2000", "21st century"), ("en", "-500", "5th century BCE"), ("kk", "-500", "б.з.б. V ғасыр"),
        ("kk", "1300", "XIV ғасыр"), ("ru", "1900", "XX век"), ("ru", "-100", "I век до н. э."), ("ru", "x", "x"),
    ],
)  # fmt: skip
def test_centuries_in_words(app, lang, value, words):
    with app.test_request_context(f"/{lang}/collection"):
        app.preprocess_request()
        assert century_words(value) == words


def test_stretches():
    assert [stretch_of(year) for year in (1800, -500, -1000, -1100, -3500, -10_000, -300_000)] == [
        1800, -500, -1000, -2000, -4000, -10_000, -10_001,
    ]  # fmt: skip
    assert Stretch(1800, (1800,)).first == 1800


def test_the_item_shows_its_place(client, things):
    item = make_item(title={"kk": "Тостаған"}, place="otyrar")
    db.session.commit()
    page = client.get(f"/kk/items/{item.code}").text
    assert 'data-lat="42.85"' in page and "/kk/collection?place=otyrar" in page


@pytest.mark.parametrize("century", ["9" * 12, "9" * 20, "-" + "9" * 20, "9" * 6_000, "abc", "", "1e9", "٣"])
@pytest.mark.parametrize("page", ["", "/map", "/timeline"])
def test_a_made_up_century_costs_nothing(client, things, page, century):
    answer = client.get(f"/kk/collection{page}", query_string={"century": century})
    assert answer.status_code == 200
    assert len(answer.data) < 200_000
