"""The JSON of the walk: exactly what the viewer expects, only what visitors may see, few queries."""

import pytest

from tests.factories.halls import make_asset, make_hall, make_item
from tests.factories.tours import make_tour, tour_body
from virtual_museum.catalogue.services import withdraw_item
from virtual_museum.core import documents
from virtual_museum.core.errors import Invalid
from virtual_museum.tours import services


def data(client, language="kk"):
    answer = client.get(f"/{language}/tours/museum/data.json")
    assert answer.status_code == 200
    return answer.json


def test_the_data_is_complete(client, app):
    item = make_item(media=("image", "model", "audio"))
    make_hall()
    make_tour(items=(item.code,), halls=("golden-man", None))
    tour = data(client, "en")
    assert (tour["title"], tour["start"], tour["plan"]) == ("Tour of the museum", "entrance", None)
    scene = tour["scenes"][0]
    assert scene["hall"] == {"slug": "golden-man", "title": "Hall of the Golden Man", "url": "/en/halls/golden-man"}
    assert scene["panorama"]["levels"] == [{"level": 0, "width": 2048, "columns": 4, "rows": 2}]
    assert scene["still"]["alt"] == "Picture"
    assert scene["initial"] == {"yaw": 0.0, "pitch": 0.0, "fov": 75.0}
    spot, way = scene["hotspots"]
    assert (spot["kind"], spot["yaw"], spot["pitch"], spot["label"]) == ("item", 0.0, -3.0, "Алтын бұғы (en)")
    shown = spot["item"]
    assert (shown["code"], shown["url"], shown["lead"]) == (item.code, f"/en/items/{item.code}", "In short.")
    assert shown["has_model"] and shown["model"].startswith("/media-data/models/")
    assert shown["audio"].endswith("sound.m4a") and shown["image"]["alt"] == "Picture"
    assert (way["kind"], way["scene"], way["label"]) == ("scene", "hall", "hall en")


def test_what_visitors_may_not_see_is_left_out(client, app):
    draft, withdrawn = make_item("Жоба", publish=False), make_item("Кеткен")
    make_hall(publish=False)
    make_tour(items=(draft.code, withdrawn.code), halls=("golden-man", None))
    withdraw_item(withdrawn)
    scene = data(client)["scenes"][0]
    assert [spot["kind"] for spot in scene["hotspots"]] == ["scene"]
    assert scene["hall"] is None


def test_a_scene_whose_panorama_is_not_ready_is_left_out_with_the_ways_to_it(client, app):
    body = tour_body()
    body["scenes"][1]["panorama"] = make_asset("panorama", state="working").code
    documents.publish(services.create_tour("museum", body).document)
    tour = data(client)
    assert [scene["id"] for scene in tour["scenes"]] == ["entrance"]
    assert tour["scenes"][0]["hotspots"] == []


def test_the_number_of_queries_does_not_grow_with_scenes_and_exhibits(client, app, count_queries):
    small = make_tour("small", items=(make_item().code,))
    body = tour_body(items=tuple(make_item(f"Зат {n}", media=("image", "audio")).code for n in range(8)))
    scene = body["scenes"][0]
    body["scenes"] += [{**scene, "id": f"more-{n}", "panorama": make_asset("panorama").code} for n in range(4)]
    documents.publish(services.create_tour("large", body).document)
    # The first page of all reads the schedule of what opens and closes.
    client.get("/kk/visit")
    counts = []
    for slug in (small.slug, "large"):
        for part in ("", "/data.json"):
            with count_queries() as counted:
                assert client.get(f"/kk/tours/{slug}{part}").status_code == 200
            counts.append(counted.count)
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    "change",
    [
        {"pitch": 91}, {"pitch": -91}, {"yaw": 1000}, {"yaw": float("nan")}, {"kind": "door"}, {"id": "Ә"},
        {"item": "7K3M9U"}, {"label": {"de": "x"}}, {"surprise": 1},
    ],
)  # fmt: skip
def test_a_wrong_hotspot_is_refused(app, change):
    body = tour_body()
    body["scenes"][0]["hotspots"] = [{"id": "one", "kind": "note", "yaw": 0, "pitch": 0, **change}]
    with pytest.raises(Invalid):
        services.create_tour("museum", body)


def test_identifiers_are_unique(app):
    body = tour_body()
    body["scenes"][1]["id"] = "entrance"
    with pytest.raises(Invalid):
        services.create_tour("museum", body)
    body = tour_body()
    body["scenes"][0]["hotspots"] *= 2
    with pytest.raises(Invalid):
        services.create_tour("museum", body)


def test_the_warnings_name_every_gap(app):
    item = make_item(publish=False)
    body = tour_body(items=(item.code, "000000"))
    body["scenes"][0]["panorama"] = None
    body["scenes"][0]["hotspots"].append({"id": "lost", "kind": "scene", "yaw": 0, "pitch": 0, "scene": "nowhere"})
    body["scenes"][0]["hotspots"].append({"id": "empty", "kind": "note", "yaw": 0, "pitch": 0})
    tour = services.create_tour("museum", {**body, "title": {"kk": "Тур"}})
    with app.test_request_context("/en/"):
        found = documents.warnings(tour.document)
    assert len(found) == 6
    assert "The title is missing in: Русский, English." in found
