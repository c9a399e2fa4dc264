"""Visitor pages of halls, and the studio's way of hanging an item."""

import pytest

from tests.factories.halls import make_asset, make_hall, make_item
from virtual_museum.halls import queries, services


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_hall_shows_its_text_panorama_and_exhibits(client, app, language):
    hall = make_hall(panorama=make_asset("panorama").code, description={"kk": "Мәтін", "ru": "Текст", "en": "Text"})
    item = make_item()
    services.place_item(hall, item)
    page = client.get(f"/{language}/halls/golden-man")
    assert page.status_code == 200
    assert hall.title[language] in page.text
    assert f"/{language}/items/{item.code}" in page.text
    assert f'src="/{language}/halls/golden-man/data.json"' in page.text
    data = client.get(f"/{language}/halls/golden-man/data.json").json
    assert data["scenes"][0]["panorama"]["levels"][0]["columns"] == 4
    assert client.get(f"/{language}/halls").status_code == 200


def test_a_hidden_hall_is_not_found(client, app):
    make_hall(publish=False)
    assert client.get("/kk/halls/golden-man").status_code == 404
    assert client.get("/kk/halls/golden-man/data.json").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_exhibits(client, app, count_queries):
    hall = make_hall()

    def queries_of_page():
        with count_queries() as counted:
            assert client.get("/kk/halls/golden-man").status_code == 200
        return counted.count

    services.place_item(hall, make_item("Бір"))
    few = queries_of_page()
    for number in range(6):
        services.place_item(hall, make_item(f"Зат {number}", media=("image", "model")))
    assert queries_of_page() == few


def test_a_curator_makes_a_hall_and_hangs_an_item(studio_client):
    made = studio_client.post("/studio/halls/new", data={
        "slug": "saka", "title.kk": "Сақтар", "title.ru": "Саки", "title.en": "The Saka", "floor": "2",
        "plan_x": "25,5", "plan_y": "40",
    })  # fmt: skip
    assert made.status_code == 302
    hall = queries.hall_by_slug("saka")
    assert (hall.floor, hall.plan_x) == (2, 0.255)
    item, panorama = make_item(), make_asset("panorama")
    assert item.code in studio_client.get("/studio/halls/saka/items/choose").text
    assert panorama.code in studio_client.get("/studio/halls/saka/choose/panorama").text
    studio_client.post("/studio/halls/saka/choose/panorama", data={"code": panorama.code})
    studio_client.post("/studio/halls/saka/items", data={"code": item.code.lower()})
    page = studio_client.get("/studio/halls/saka/items")
    assert item.title["kk"] in page.text
    studio_client.post("/studio/halls/saka/publish")
    assert item.code in studio_client.get("/kk/halls/saka").text
    assert queries.hall_by_slug("saka").panorama.code == panorama.code


def test_a_curator_moves_an_item_and_sends_it_away(studio_client):
    hall = make_hall()
    first, second = (services.place_item(hall, make_item(name)) for name in ("Бір", "Екі"))
    studio_client.post("/studio/halls/golden-man/items/order", data={
        "order": [str(first.id), str(second.id)], "action": f"down:{first.id}",
    })  # fmt: skip
    assert [hung.placement.id for hung in queries.hall_page(hall).exhibits] == [second.id, first.id]
    assert studio_client.get(f"/studio/halls/golden-man/items/{first.id}").status_code == 200
    studio_client.post(f"/studio/halls/golden-man/items/{first.id}", data={"action": "loan", "whereabouts": "Орал"})
    assert [hung.placement.id for hung in queries.hall_page(hall).exhibits] == [second.id]


def test_a_wrong_form_is_shown_again_with_what_was_entered(studio_client):
    answer = studio_client.post("/studio/halls/new", data={"slug": "Бос орын", "title.kk": "Зал"})
    assert answer.status_code == 422
    assert "Бос орын".lower() in answer.text.lower()
    answer = studio_client.post("/studio/halls/new", data={"slug": "hall", "title.kk": "Зал", "floor": "екі"})
    assert answer.status_code == 422
    unknown = make_hall() and studio_client.post("/studio/halls/golden-man/items", data={"code": "ZZZZZZ"})
    assert unknown.status_code == 422


def test_visitors_are_kept_out(client, app):
    make_hall()
    assert client.get("/studio/halls/golden-man").status_code == 302
    assert client.post("/studio/halls/golden-man/publish").status_code == 403
