"""Details marked on pictures and models: checked, ordered, turned with the object, gone with the asset."""

import pytest

from tests.factories.media import make_asset
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.media.details import (
    MAX_DETAILS,
    add_detail,
    change_detail,
    detail_by_id,
    details_data,
    details_of,
    details_of_many,
    move_detail,
    remove_detail,
)
from virtual_museum.media.models import Detail

REGION = {"x": 0.25, "y": 0.5, "w": 0.2, "h": 0.1}
POINT = {"point": [0, 1, 0], "normal": [0, 0, 2]}


def add(asset, name, place=None):
    return add_detail(asset, {"en": name}, {}, place or (REGION if asset.kind == "image" else POINT))


def labels(asset):
    return [detail.label["en"] for detail in details_of(asset)]


def test_details_come_in_order_and_in_the_readers_language(app):
    asset = make_asset()
    add_detail(asset, {"kk": "Мүйіз", "en": "Antler"}, {"ru": "Рог оленя."}, REGION)
    add(asset, "Eye")
    first, second = details_data(asset, "en")
    assert first["place"] == REGION
    assert (first["number"], first["label"], first["label_lang"]) == (1, "Antler", "en")
    assert (first["text"], first["text_lang"]) == ("Рог оленя.", "ru")
    assert (second["number"], second["text"]) == (2, "")


def test_details_are_moved_and_removed(app):
    asset = make_asset()
    one, _two, three = (add(asset, name) for name in "abc")
    move_detail(three, 1)
    assert labels(asset) == ["c", "a", "b"]
    move_detail(three, 99)
    move_detail(one, 0)
    assert labels(asset) == ["a", "b", "c"]
    remove_detail(one)
    assert labels(asset) == ["b", "c"] and [detail.position for detail in details_of(asset)] == [1, 2]


def test_changes_are_on_record(app):
    asset = make_asset()
    detail = add(asset, "Eye")
    change_detail(detail, {"en": "Left eye"}, {"en": "Turquoise."}, {**REGION, "x": 0})
    assert (detail.label["en"], detail.text["en"], detail.place["x"]) == ("Left eye", "Turquoise.", 0)
    change_detail(detail, {"en": "Eye"}, {})
    assert detail.place["x"] == 0 and not detail.text
    remove_detail(detail)
    events = [row.event for row in db.session.query(AuditRecord).filter_by(subject_id=asset.code)]
    assert {"asset.detail_added", "asset.detail_changed", "asset.detail_removed"} <= set(events)


@pytest.mark.parametrize(
    "place",
    [
        {}, {"x": 0.1}, {**REGION, "x": 1.2}, {**REGION, "w": 0}, {**REGION, "x": float("nan")}, {**REGION, "z": 1},
        {**REGION, "x": 1}, POINT,
    ],
)  # fmt: skip
def test_no_place_on_the_picture(app, place):
    with pytest.raises(Invalid) as caught:
        add(make_asset(), "Eye", place or {"none": 1})
    assert "place" in caught.value.fields


def test_a_region_over_the_edge_is_cut(app):
    assert add(make_asset(), "Edge", {"x": 0.9, "y": 0.9, "w": 0.5, "h": 0.5}).place["w"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    "place",
    [
        REGION, {"point": [0, 0]}, {"point": [0, 0, float("inf")]}, {"point": [0, 0, 1e12]},
        {**POINT, "camera": {"position": [1, 1, 1], "target": [1, 1, 1]}}, {**POINT, "camera": {"position": [1, 1, 1]}},
    ],
)  # fmt: skip
def test_no_place_on_the_model(app, place):
    with pytest.raises(Invalid):
        add(make_asset("model"), "Eye", place)


def test_only_pictures_and_models_have_details(app):
    with pytest.raises(Invalid):
        add(make_asset("audio"), "Eye", REGION)
    with pytest.raises(Invalid):
        add_detail(make_asset(), {"en": ""}, {}, REGION)


def test_there_is_a_bound(app):
    asset = make_asset()
    for number in range(MAX_DETAILS):
        add(asset, str(number))
    with pytest.raises(Refused):
        add(asset, "one more")


def test_places_turn_with_the_object(app):
    """What is marked on the upright object lies in the file's own coordinates, and comes back upright."""
    asset = make_asset("model", upright=[-90, 0, 0])
    camera = {"position": [0, 2, 4], "target": [0, 1, 0]}
    detail = add(asset, "Tip", {"point": [0, 1, 0], "normal": [0, 3, 0], "camera": camera})
    assert detail.place["point"] == [0, 0, 1] and detail.place["normal"] == [0, 0, 1]
    shown = details_data(asset, "en")[0]["place"]
    assert shown == {"point": [0, 1, 0], "normal": [0, 1, 0], "camera": camera}
    asset.upright = None
    assert details_data(asset, "en")[0]["place"]["point"] == [0, 0, 1]


def test_several_assets_in_one_statement(app, count_queries):
    assets = [make_asset() for _number in range(5)]
    for asset in assets[1:]:
        add(asset, "Eye")
    db.session.flush()
    with count_queries() as queries:
        found = details_of_many(assets)
    assert queries.count == 1 and sorted(found) == sorted(asset.id for asset in assets[1:])


def test_a_detail_belongs_to_its_asset(app):
    one, other = make_asset(), make_asset()
    detail = add(one, "Eye")
    assert detail_by_id(one, detail.id) is detail and detail_by_id(other, detail.id) is None
    db.session.delete(one)
    db.session.flush()
    assert db.session.query(Detail).count() == 0
