"""A tour from its draft to the visitor's screen, and back again."""

from tests.factories.halls import make_asset, make_hall, make_item
from tests.factories.tours import make_tour, tour_body
from virtual_museum.catalogue.extensions import index_facts, item_context
from virtual_museum.core import documents
from virtual_museum.core.document_rows import save_draft
from virtual_museum.media.models import Asset
from virtual_museum.media.services import usages
from virtual_museum.tours import queries, services


def test_the_page_without_javascript_shows_scenes_and_exhibits(client, app):
    item = make_item()
    make_tour(items=(item.code,))
    for language in ("kk", "ru", "en"):
        page = client.get(f"/{language}/tours/museum")
        assert page.status_code == 200
        assert f'src="/{language}/tours/museum/data.json"' in page.text
        assert f"/{language}/items/{item.code}" in page.text
        assert f"entrance {language}" in page.text and f"hall {language}" in page.text
        assert client.get(f"/{language}/tours").status_code == 200


def test_the_scene_of_the_address_comes_first(client, app):
    make_tour()
    first = client.get("/kk/tours/museum").text
    other = client.get("/kk/tours/museum?scene=hall&yaw=10&pitch=0&fov=60").text
    assert first.index('id="entrance"') < first.index('id="hall"')
    assert other.index('id="hall"') < other.index('id="entrance"')


def test_a_draft_is_not_found_and_what_was_taken_back_is_gone(client, app):
    tour = make_tour(publish=False)
    for path in ("", "/data.json"):
        assert client.get(f"/kk/tours/museum{path}").status_code == 404
    documents.publish(tour.document)
    assert client.get("/kk/tours/museum").status_code == 200
    documents.unpublish(tour.document)
    for path in ("", "/data.json"):
        assert client.get(f"/kk/tours/museum{path}").status_code == 410


def test_the_tours_pictures_are_open_exactly_while_it_is_published(app):
    tour = make_tour(publish=False)
    asset = Asset.__table__.c.code == tour.document.draft.body["scenes"][0]["panorama"]
    panorama = documents.db.session.query(Asset).filter(asset).one()
    assert not panorama.published
    documents.publish(tour.document)
    assert panorama.published
    body = tour.document.draft.body | {"scenes": tour.document.draft.body["scenes"][1:], "start_scene": "hall"}
    save_draft(tour, body, based_on=1)
    assert panorama.published
    documents.publish(tour.document)
    assert not panorama.published


def test_whoever_wants_to_delete_a_panorama_learns_where_it_is_used(app):
    tour = make_tour(publish=False)
    code = tour.document.draft.body["scenes"][0]["panorama"]
    asset = documents.db.session.query(Asset).filter_by(code=code).one()
    with app.test_request_context("/en/"):
        assert [(use.label, use.url, use.is_public) for use in usages(asset)] == [
            ("Tour “Tour of the museum”", "/studio/tours/museum", False)
        ]
        documents.publish(tour.document)
        assert [use.is_public for use in usages(asset)] == [True]


def test_an_item_knows_its_view_in_the_tour_and_search_knows_it_too(app):
    make_hall()
    item = make_item()
    tour = make_tour(items=(item.code,), halls=("golden-man", None))
    with app.test_request_context("/en/"):
        context = item_context(item)
        assert context.hall_url == "/en/tours/museum?scene=entrance&yaw=0&pitch=-3"
        assert [(link.title, link.note) for link in context.links] == [("Tour of the museum", "Virtual tour")]
        assert index_facts([item.id])[item.id].has == ("tour",)
        documents.unpublish(tour.document)
        assert item_context(item).links == ()
        assert index_facts([item.id]) == {}


def test_the_hall_page_walks_in_its_scene(client, app):
    make_hall(panorama=make_asset("panorama").code)
    make_tour(halls=(None, "golden-man"))
    page = client.get("/kk/halls/golden-man").text
    assert 'src="/kk/tours/museum/data.json" scene="hall"' in page
    assert "/kk/tours/museum?scene=hall" in page


def test_the_secret_link_shows_the_draft_with_its_unpublished_pictures(client, app):
    tour = make_tour(publish=False)
    page = client.get(f"/en/preview/{tour.document.preview_token}")
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    data = client.get(f"/en/preview/{tour.document.preview_token}/data.json")
    assert [scene["id"] for scene in data.json["scenes"]] == ["entrance", "hall"]
    assert client.get("/en/preview/guess").status_code == 404
    assert client.get("/en/preview/guess/data.json").status_code == 404


def test_a_curator_builds_a_tour(studio_client, app):
    made = studio_client.post("/studio/tours", data={"slug": "saka", "title.kk": "Сақтар туры"})
    assert made.location.endswith("/studio/tours/saka")
    added = studio_client.post("/studio/tours/saka", data={
        "based_on": "1", "title.kk": "Сақтар туры", "action": "add", "new_scene.en": "First room",
    })  # fmt: skip
    assert added.location.endswith("/studio/tours/saka/scenes/first-room")
    panorama, item = make_asset("panorama"), make_item()
    assert panorama.code in studio_client.get("/studio/tours/saka/scenes/first-room/choose").text
    studio_client.post("/studio/tours/saka/scenes/first-room/choose", data={"based_on": "2", "code": panorama.code})
    scene = queries.tour_by_slug("saka").document.draft.body["scenes"][0]
    assert (scene["panorama"], scene["initial"]["yaw"]) == (panorama.code, 15.0)
    for page in ("", "/scenes/first-room", "/scenes/first-room/hotspots", "/route", "/publishing", "/history"):
        assert studio_client.get(f"/studio/tours/saka{page}").status_code == 200, page
    placed = studio_client.post("/studio/tours/saka/scenes/first-room/hotspots", data={
        "based_on": "3", "spot-new0-kind": "item", "spot-new0-yaw": "12,5", "spot-new0-pitch": "-3",
        "spot-new0-item": item.code.lower(), "spot-new0-label.kk": "Бұғы",
    })  # fmt: skip
    assert placed.status_code == 302
    studio_client.post("/studio/tours/saka/publish", data={"number": "4"})
    data = studio_client.get("/kk/tours/saka/data.json").json
    assert [(spot["label"], spot["yaw"]) for spot in data["scenes"][0]["hotspots"]] == [("Бұғы", 12.5)]


def test_the_editors_json_counts_before_the_ordinary_fields(studio_client, app):
    make_tour(publish=False)
    packed = '[{"id": "", "kind": "note", "yaw": 359.99, "pitch": 4, "label": {"kk": "Белгі"}, "item": null, "x": 1}]'
    answer = studio_client.post("/studio/tours/museum/scenes/hall/hotspots", data={
        "based_on": "1", "hotspots": packed, "initial_yaw": "33", "initial_pitch": "1", "initial_fov": "80",
    })  # fmt: skip
    assert answer.status_code == 302
    scene = queries.tour_by_slug("museum").document.draft.body["scenes"][1]
    assert [spot["label"] for spot in scene["hotspots"]] == [{"kk": "Белгі"}]
    assert scene["initial"] == {"yaw": 33.0, "pitch": 1.0, "fov": 80.0}
    wrong = studio_client.post("/studio/tours/museum/scenes/hall/hotspots", data={"based_on": "2", "hotspots": "{"})
    assert wrong.status_code == 422


def test_the_guided_route(studio_client, app):
    make_tour(publish=False)
    studio_client.post("/studio/tours/museum/route", data={"based_on": "1", "scene": "hall"})
    stop = queries.tour_by_slug("museum").document.draft.body["stops"][0]
    sound = make_asset("audio")
    studio_client.post(f"/studio/tours/museum/route/{stop['id']}", data={
        "based_on": "2", "scene": "entrance", "title.kk": "Басы", "view_yaw": "90", "seconds": "25",
    })  # fmt: skip
    studio_client.post(f"/studio/tours/museum/route/{stop['id']}/sound", data={"based_on": "3", "code": sound.code})
    assert studio_client.get("/studio/tours/museum/route").status_code == 200
    stop = queries.tour_by_slug("museum").document.draft.body["stops"][0]
    assert (stop["scene"], stop["view"]["yaw"], stop["seconds"], stop["audio"]) == ("entrance", 90.0, 25.0, sound.code)
    refused = studio_client.post(f"/studio/tours/museum/route/{stop['id']}", data={
        "based_on": "4", "scene": "entrance", "item": "nothing",
    })  # fmt: skip
    assert refused.status_code == 422


def test_removing_a_scene_removes_the_ways_to_it(studio_client, app):
    make_tour(publish=False)
    studio_client.post("/studio/tours/museum", data={
        "based_on": "1", "title.kk": "Т", "start_scene": "entrance", "action": "remove:entrance",
    })  # fmt: skip
    body = queries.tour_by_slug("museum").document.draft.body
    assert [(scene["id"], scene["hotspots"]) for scene in body["scenes"]] == [("hall", [])]
    assert body["start_scene"] == "hall"


def test_suggestions_for_the_editor(studio_client, app):
    item = make_item("Тұлпар")
    found = studio_client.get("/studio/tours/items.json?q=Тұлп").json["items"]
    assert [one["code"] for one in found] == [item.code]


def test_a_body_of_nothing_but_a_title_can_be_kept(app):
    tour = services.create_tour("empty", {"title": {"kk": "Бос"}})
    documents.publish(tour.document)
    assert queries.tour_cards()[0].still is None
    assert tour_body()["start_scene"] == "entrance"
