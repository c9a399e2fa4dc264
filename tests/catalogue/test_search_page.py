"""The collection page: why a thing was found, what is found beside objects, suggestions, and nothing unpublished."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from tests.factories.catalogue import make_item
from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_hall
from virtual_museum.catalogue.collection import listing, query_string, read_request
from virtual_museum.catalogue.search.extracts import Wanted, extract, marked
from virtual_museum.catalogue.search.others import kept_kinds
from virtual_museum.catalogue.services import edit_item, withdraw_item
from virtual_museum.core.db import db


def wanted(*words, unfinished=False):
    return Wanted.of(words, unfinished)


def test_words_are_marked_in_every_form_and_nothing_else_becomes_markup():
    assert marked("Алтынның <b>жарығы</b>", wanted("алтын"), "kk") == (
        "<mark>Алтынның</mark> &lt;b&gt;жарығы&lt;/b&gt;"
    )
    assert marked("Перстня два", wanted("перстень"), "ru") == "<mark>Перстня</mark> два"
    assert marked("Сандық", wanted("сан", unfinished=True), "kk") == "<mark>Сандық</mark>"


def test_an_extract_is_the_piece_where_most_words_stand():
    text = "Алтын. " + "Басқа сөз. " * 60 + "Мұнда *алтын* белдік жатыр. " + "Соңы. " * 60
    found = extract([{"kk": text}], wanted("алтын", "белдік"), "ru")
    assert found is not None
    piece, language = found
    assert language == "kk" and piece.startswith("… ") and piece.endswith(" …")
    assert "<mark>алтын</mark> <mark>белдік</mark>" in piece and len(piece) < 260
    assert extract([{"kk": text}], wanted("күміс"), "kk") is None


def titles(kazakh, russian="Другое"):
    return {"kk": kazakh, "ru": russian, "en": "Other"}


@pytest.fixture
def museum(app):
    make_item(title={"kk": "Алтын тәж"}, description={"kk": "Есік қорғаны."}, makers=["Ахметов, Айдар"])
    make_item(title={"kk": "Құпия"}, makers=["Жасырын, Бек"], publish=False)
    make_hall(slug="saka", title=titles("Сақтар залы", "Зал саков"))
    make_hall(slug="hidden", publish=False, title=titles("Жабық сақтар залы"))
    db.session.commit()


def test_halls_and_makers_stand_above_the_objects(museum, client):
    other = client.get("/ru/collection?q=саки&format=json").get_json()["other"]
    assert [(group["kind"], [one["title"] for one in group["items"]]) for group in other] == [("hall", ["Зал саков"])]
    assert "Зал <mark>саков</mark>" in client.get("/ru/collection?q=саки").text
    makers = client.get("/kk/collection?q=ахметов&format=json").get_json()["other"][0]
    assert makers["items"][0]["title"] == "Айдар Ахметов"
    assert client.get(f"{makers['items'][0]['url']}&format=json").get_json()["total"] == 1


def test_nothing_unpublished_is_found_beside(museum, client):
    for text in ("жабық", "жасырын", "бек", "құпия"):
        assert client.get(f"/kk/collection?q={text}&format=json").get_json()["other"] == []
        assert client.get(f"/kk/collection/suggest?q={text}").get_json() == {"items": [], "other": []}
    assert "Жасырын" not in client.get("/kk/collection?maker=2").text


def test_suggestions_follow_every_edit(museum, client, app):
    assert client.get("/kk/collection/suggest?q=сақтар").get_json()["other"][0]["items"][0]["url"] == "/kk/halls/saka"
    before = kept_kinds().things()
    assert kept_kinds().things() is before
    make_hall(slug="golden", title=titles("Алтын зал"))
    db.session.commit()
    found = client.get("/kk/collection/suggest?q=алт").get_json()
    assert [one["title"] for one in found["items"]] == ["Алтын тәж"]
    assert [one["title"] for one in found["other"][0]["items"]] == ["Алтын зал"]


def test_exhibitions_are_found_by_their_published_title(app, client):
    make_exhibition(slug="gold", title={"kk": "Дала алтыны"}, publish=True)
    db.session.commit()
    other = client.get("/kk/collection?q=алтын&format=json").get_json()["other"]
    assert other[0]["kind"] == "exhibition" and other[0]["items"][0]["url"] == "/kk/exhibitions/gold"


def test_a_maker_loses_the_page_with_the_last_published_item(app, client):
    item = make_item(title={"kk": "Айна"}, makers=["Оспанов, Ерлан"])
    db.session.commit()
    assert client.get("/kk/collection/suggest?q=оспан").get_json()["other"]
    withdraw_item(item)
    db.session.commit()
    assert client.get("/kk/collection/suggest?q=оспан").get_json() == {"items": [], "other": []}


def test_json_says_why_and_how_long(museum, client):
    answer = client.get("/kk/collection?q=қорғандар&format=json").get_json()
    assert set(answer) >= {"total", "items", "facets", "took_ms", "other", "years"}
    assert answer["items"][0]["extract"] == "Есік <mark>қорғаны</mark>."
    assert {"code", "title", "inventory_number"} <= set(answer["items"][0])


def test_an_empty_answer_shows_ways_on(museum, client):
    page = client.get("/kk/collection?q=алтын+айдаһар&fund=temporary").text
    assert "?q=%D0%B0%D0%BB%D1%82%D1%8B%D0%BD" in page
    edit_item(make_item(title={"kk": "Алтын айдаһар"}), {})
    db.session.commit()
    assert "?q=%D0%B0%D0%BB%D1%82%D1%8B%D0%BD+" in client.get("/kk/collection?q=алтын+айдаһар&fund=temporary").text


def test_every_value_of_a_facet_leads_to_the_question_with_it_switched(app):
    for material in ("алтын & күміс", "gold=100%", "felt"):
        make_item(materials=[material], object_type="bowl", culture="Saka", year_from=100, year_to=200)
    make_item(materials=["felt"], object_type="coin", year_from=-500, year_to=-400)
    db.session.commit()
    question = "q=type%3D%2500&type=bowl&material=felt&culture=saka&from=-900&to=2000&sort=title&page=3"
    with app.test_request_context(f"/kk/collection?{question}"):
        asked = read_request(MultiDict(parse_qsl(question)))
        shown = listing(read_request(MultiDict({"material": "felt", "sort": "title"})), "/kk/collection")
        empty = listing(asked, "/kk/collection")
    for found in (shown, empty):
        for facet in found.facets:
            for value in (*facet.values, *facet.more):
                present = found.request.filters.get(facet.name, ())
                toggled = (*present, value.value) if not value.chosen else tuple(v for v in present if v != value.value)
                wanted = query_string(found.request, filters={**found.request.filters, facet.name: toggled})
                assert value.url == "/kk/collection" + wanted
    assert {value.value for value in shown.facets[0].values} == {"bowl", "coin"}
    bars = [dict(parse_qsl(urlsplit(bar.url).query)) for bar in shown.bars]
    assert len(bars) > 1
    for bar, pairs in zip(shown.bars, bars, strict=True):
        assert pairs == {"material": "felt", "from": str(bar.first), "to": str(bar.last), "sort": "title"}
