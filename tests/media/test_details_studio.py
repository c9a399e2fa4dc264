"""The page where details are marked, without scripts: add, correct, order, remove; how a model stands."""

import pytest

from tests.factories.media import add_rendition, make_asset
from virtual_museum.core.db import db
from virtual_museum.core.jobs import Job
from virtual_museum.media.details import add_detail, details_of

REGION = {"x": "25", "y": "12,5", "w": "20", "h": "10"}
POINT = {"point.x": "0", "point.y": "1", "point.z": "0", "normal.x": "0", "normal.y": "0", "normal.z": "1"}
VIEW = {"camera.position.x": "0", "camera.position.y": "2", "camera.position.z": "4",
        "camera.target.x": "0", "camera.target.y": "1", "camera.target.z": "0"}  # fmt: skip


def post(client, asset, form, path="details"):
    return client.post(f"/studio/media/{asset.code}/{path}", data=form)


def test_a_detail_of_a_picture(studio_client):
    asset = make_asset()
    answer = post(studio_client, asset, {**REGION, "label.kk": "Мүйіз", "text.ru": "Рог оленя"})
    (detail,) = details_of(asset)
    assert answer.location.endswith(f"/studio/media/{asset.code}/details#detail-{detail.id}")
    assert detail.place == {"x": 0.25, "y": 0.125, "w": 0.2, "h": 0.1}
    page = studio_client.get(f"/studio/media/{asset.code}/details").get_data(as_text=True)
    assert 'value="12.5"' in page and "Рог оленя" in page and "<vm-place-editor" in page
    assert "(1)" in studio_client.get(f"/studio/media/{asset.code}").get_data(as_text=True)


def test_a_detail_of_a_model_with_its_view(studio_client):
    asset = make_asset("model")
    post(studio_client, asset, {**POINT, **VIEW, "label.en": "Tip"})
    (detail,) = details_of(asset)
    assert detail.place["camera"] == {"position": [0, 2, 4], "target": [0, 1, 0]}
    post(studio_client, asset, {**POINT, "label.en": "Tip"}, f"details/{detail.id}")
    assert detail.place["camera"] is None
    data = studio_client.get(f"/media-data/models/{asset.code}.json?lang=en").get_json()
    assert data["details"][0]["label"] == "Tip" and data["details"][0]["place"]["point"] == [0, 1, 0]


@pytest.mark.parametrize(
    ("form", "kept"),
    [({**REGION, "text.en": "No name"}, "No name"), ({"label.en": "No place"}, "No place"),
     ({**REGION, "x": "left", "label.en": "No number"}, "No number")],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_lost(studio_client, form, kept):
    asset = make_asset()
    answer = post(studio_client, asset, form)
    assert answer.status_code == 422 and details_of(asset) == []
    text = answer.get_data(as_text=True)
    assert kept in text and 'class="problem"' in text


def test_order_and_removal(studio_client):
    asset = make_asset()
    place = {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1}
    one, two = (add_detail(asset, {"en": name}, {}, place) for name in "ab")
    post(studio_client, asset, {"action": "up"}, f"details/{two.id}")
    assert [detail.label["en"] for detail in details_of(asset)] == ["b", "a"]
    post(studio_client, asset, {"action": "down"}, f"details/{two.id}")
    post(studio_client, asset, {"action": "remove"}, f"details/{one.id}")
    assert [detail.label["en"] for detail in details_of(asset)] == ["b"]
    assert post(studio_client, make_asset(), {"action": "remove"}, f"details/{two.id}").status_code == 404


def test_a_model_is_turned_upright(studio_client):
    """The angles are kept, its files are made anew, and the viewer turns what it has until then."""
    asset = make_asset("model")
    assert post(studio_client, asset, {"upright.x": "-90", "upright.y": "", "upright.z": "0"}, "upright").location
    assert asset.upright == [-90, 0, 0]
    assert db.session.query(Job).filter_by(unique_key=f"media.convert:{asset.id}").one()
    data = studio_client.get(f"/media-data/models/{asset.code}.json").get_json()
    assert data["turn"] == {"from": [0, 0, 0], "to": [-90, 0, 0]}
    post(studio_client, asset, {"upright.x": "0"}, "upright")
    assert asset.upright is None
    post(studio_client, asset, {"upright.x": "999"}, "upright")
    assert asset.upright is None


def test_only_what_can_have_details_has_a_page(studio_client):
    for asset in (make_asset("audio"), make_asset(state="working")):
        assert studio_client.get(f"/studio/media/{asset.code}/details").status_code == 404
    assert post(studio_client, make_asset(), {"upright.x": "1"}, "upright").status_code == 404


def test_visitors_see_details_with_the_asset_only(client):
    hidden = make_asset("model", published=False)
    add_detail(hidden, {"en": "Secret"}, {}, {"point": [0, 0, 0]})
    assert client.get(f"/media-data/models/{hidden.code}.json").status_code == 404
    assert client.get(f"/studio/media/{hidden.code}/details").status_code in {302, 403}
    hidden.published = True
    db.session.flush()
    assert client.get(f"/media-data/models/{hidden.code}.json").get_json()["details"][0]["label"] == "Secret"


def test_print_files_are_offered_by_rights(client, studio_client):
    """The same file is there for curators always, for visitors only where its rights allow copies."""
    asset = make_asset("model")
    meta = {"stl": {"file": "print.stl", "bytes": 5}}
    add_rendition(asset, "print@1", meta, {"print.stl": b"solid"})
    db.session.flush()
    address = f"/media/{asset.code}/{asset.sha256[:12]}/print@1/print.stl"
    assert client.get(address).status_code == 404
    assert studio_client.get(address).status_code == 200
    asset.rights_uri = "https://creativecommons.org/licenses/by/4.0/"
    db.session.flush()
    assert client.get(address).headers["Content-Disposition"].startswith("attachment")
