"""IIIF manifests: valid by the specification's own model, and telling all that visitors may see and hear."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories.exhibitions import every_block, make_exhibition
from tests.factories.halls import RENDITIONS, make_asset, make_item, texts
from virtual_museum.api import iiif_presentation
from virtual_museum.catalogue import services
from virtual_museum.core import documents
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.media.details import add_detail, remove_detail
from virtual_museum.media.models import Asset, Rendition

JSON = dict[str, Any]
PYRAMID = {"width": 1600, "height": 1000, "file": "pyramid.tif", "tile": 256}


def fetched(client, path: str) -> JSON:
    answer = client.get(f"/iiif/presentation/3/{path}")
    assert answer.status_code == 200, path
    return json.loads(answer.data)


def zoomable(**fields: object) -> Asset:
    """A photograph with a pyramid."""
    asset = make_asset("image", facts={"width": 1600, "height": 1000}, **fields)
    asset.renditions.append(Rendition(specification="pyramid@1", meta=PYRAMID, prefix=f"renditions/{asset.code}"))
    db.session.flush()
    return asset


def item_with(*assets: Asset):
    """A published item that the assets show."""
    item = make_item(media=())
    for asset in assets:
        services.attach_media(item, asset)
    db.session.commit()
    return item


def inner(value: Any) -> Iterator[JSON]:
    """Every structure of a document."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from inner(one)
    elif isinstance(value, list):
        for one in value:
            yield from inner(one)


def check(manifest: JSON) -> None:
    """The specification's model reads it; what it defines is named once, what it points to is there."""
    prezi = pytest.importorskip("iiif_prezi3")
    getattr(prezi, manifest["type"]).model_validate(manifest)
    kinds = ("Canvas", "Annotation", "AnnotationPage", "Range")
    named = [one for one in inner(manifest) if one.get("type") in kinds and ("items" in one or "body" in one)]
    defined = [one["id"] for one in named]
    assert len(defined) == len(set(defined))
    canvases = {one["id"] for one in manifest["items"]}
    for one in inner(manifest):
        if one.get("type") == "Canvas" and "items" not in one:
            assert one["id"] in canvases
        if one.get("type") == "Annotation":
            assert one["target"].partition("#")[0] in set(defined)
        if "id" in one:
            assert one["id"].startswith(("http://", "https://")), one


def test_an_item_with_picture_sound_film_and_model(client, app):
    kinds = ("audio", "video", "model", "panorama")
    others = {kind: make_asset(kind, transcript=texts(kind), credit_line=texts("by")) for kind in kinds}
    item = item_with(zoomable(), *others.values())
    manifest = fetched(client, f"items/{item.code}/manifest")
    check(manifest)
    still, sound, film, model, panorama = manifest["items"]
    assert still["items"][0]["items"][0]["body"]["service"][0]["type"] == "ImageService3"
    assert sound["duration"] == 12.0 and "width" not in sound
    assert sound["accompanyingCanvas"]["items"][0]["items"][0]["body"]["type"] == "Image"
    words = [one["body"] for one in sound["annotations"][0]["items"] if one["body"]["type"] == "TextualBody"]
    assert {one["language"]: one["value"] for one in words} == dict(texts("audio"))
    assert film["duration"] == 9.0 and film["width"] == 1600
    # A model without its plain form is painted by its poster alone, and offered itself.
    assert model["items"][0]["items"][0]["body"]["type"] == "Image"
    assert model["rendering"][0]["format"] == "model/gltf-binary"
    assert panorama["items"][0]["items"][0]["body"]["format"] == "image/jpeg"
    assert manifest["thumbnail"][0]["width"] == 320
    assert {one["profile"] for one in manifest["seeAlso"]} >= {"https://linked.art/ns/v1/linked-art.json"}
    assert manifest["provider"][0]["logo"][0]["id"].startswith(settings().base_url)


def test_a_model_is_painted_itself_with_its_poster_and_offered_in_its_finest_level(client, app):
    model = make_asset("model")
    files = {form: {"file": f"model.{form}", "bytes": 4} for form in ("glb", "usdz")}
    plain = Rendition(specification="ar@1", meta={**files, "true_size": True}, prefix=f"renditions/{model.code}/ar@1")
    model.renditions.append(plain)
    manifest = fetched(client, f"items/{item_with(model).code}/manifest")
    check(manifest)
    (shown,) = manifest["items"]
    turned, poster = (one["body"] for one in shown["items"][0]["items"])
    assert turned["id"].endswith("/ar@1/model.glb")
    assert (turned["type"], turned["format"]) == ("Model", "model/gltf-binary")
    assert poster["type"] == "Image" and shown["thumbnail"]
    (offered,) = shown["rendering"]
    assert offered["id"].endswith("/50k.glb") and offered["type"] == "Model"


def test_a_model_behind_a_photograph_has_a_manifest_by_itself(client, app):
    model = make_asset("model")
    files = {form: {"file": f"model.{form}", "bytes": 4} for form in ("glb", "usdz")}
    plain = Rendition(specification="ar@1", meta={**files, "true_size": True}, prefix=f"renditions/{model.code}/ar@1")
    model.renditions.append(plain)
    item = item_with(zoomable(), model)
    whole = fetched(client, f"items/{item.code}/manifest")
    check(whole)
    _still, behind = whole["items"]
    # A window for pictures takes what is painted first.
    assert [one["body"]["type"] for one in behind["items"][0]["items"]] == ["Image", "Model"]
    (named,) = behind["seeAlso"]
    alone = fetched(client, named["id"].partition("/iiif/presentation/3/")[2])
    check(alone)
    assert alone["id"] == named["id"] and alone["partOf"][0]["id"] == whole["id"]
    (shown,) = alone["items"]
    assert [one["body"]["type"] for one in shown["items"][0]["items"]] == ["Model", "Image"]
    other = item_with(make_asset())
    for path in (f"{other.code}/models/{model.code}", f"{item.code}/models/nothing"):
        assert client.get(f"/iiif/presentation/3/items/{path}/manifest").status_code == 404
    services.withdraw_item(item)
    db.session.commit()
    assert client.get(f"/iiif/presentation/3/items/{item.code}/models/{model.code}/manifest").status_code == 404


def test_details_lie_where_the_curator_marked_them_in_each_language_that_has_words(client, app):
    still, model = zoomable(), make_asset("model")
    add_detail(still, {"kk": "Мүйіз", "en": "Antler"}, {"kk": "Алтын.", "ru": "Рог оленя."},
               {"x": 0.25, "y": 0.5, "w": 0.1, "h": 0.2})  # fmt: skip
    add_detail(still, {"en": "Eye"}, {}, {"x": 0.9, "y": 0.9, "w": 0.3, "h": 0.3})
    add_detail(model, {"ru": "Рукоять"}, {}, {"point": [0, 1, 0]})
    manifest = fetched(client, f"items/{item_with(still, model).code}/manifest")
    check(manifest)
    picture, scan = manifest["items"]
    (page,) = picture["annotations"]
    assert page["label"]["en"] == ["Details to look at"] and set(page["label"]) == {"kk", "ru", "en"}
    first, second = page["items"]
    assert first["motivation"] == "commenting" and first["target"] == picture["id"] + "#xywh=400,500,160,200"
    assert {body["language"]: body["value"] for body in first["body"]} == {
        "kk": "Мүйіз\n\nАлтын.", "ru": "Рог оленя.", "en": "Antler",
    }  # fmt: skip
    # A region never leaves the canvas.
    left, top, width, height = map(int, second["target"].partition("#xywh=")[2].split(","))
    assert (left + width, top + height) == (1600, 1000)
    (on_model,) = scan["annotations"][0]["items"]
    assert on_model["target"] == scan["id"] and on_model["body"][0]["language"] == "ru"


def test_readers_are_told_of_a_detail_that_came_or_went(client, app):
    still, long_ago = zoomable(), datetime(2024, 1, 1, tzinfo=UTC)
    path = f"/iiif/presentation/3/items/{item_with(still).code}/manifest"
    still.updated_at = long_ago
    detail = add_detail(still, {"en": "Antler"}, {}, {"x": 0, "y": 0, "w": 1, "h": 1})
    db.session.commit()
    assert still.updated_at > long_ago and "Antler" in client.get(path).get_data(as_text=True)
    still.updated_at = long_ago
    db.session.flush()
    remove_detail(detail)
    db.session.commit()
    assert still.updated_at > long_ago and "Antler" not in client.get(path).get_data(as_text=True)


def test_the_story_is_read_with_its_pictures(client, app):
    item = make_item("Бірінші")
    blocks = [
        {"id": "t", "type": "text", "text": {"kk": "**Алтын** дәуірі", "ru": "Век *золота*"}},
        {"id": "b", "type": "item", "item": item.code, "caption": {"en": "From the barrow"}},
        {"id": "q", "type": "quote", "text": {"en": "Wonderful things"}, "source": {"en": "A digger"}},
    ]
    make_exhibition(blocks=blocks)
    db.session.commit()
    manifest = fetched(client, "exhibitions/gold-and-wind/manifest")
    check(manifest)
    (canvas,) = manifest["items"]
    said = [one for page in canvas["annotations"] for one in page["items"]]
    assert {one["motivation"] for one in said} == {"describing"} and len(said) == 3
    words = {body["value"] for one in said for body in one["body"]}
    assert words == {"Алтын дәуірі", "Век золота", "From the barrow", "Wonderful things"}


def test_captions_are_offered_by_language(client, app, monkeypatch):
    sound = make_asset("audio")
    if not hasattr(sound, "caption_languages"):
        pytest.skip("this museum keeps no captions")
    sound.caption_languages = ["kk", "ru"]
    manifest = fetched(client, f"items/{item_with(sound).code}/manifest")
    check(manifest)
    bodies = [one["body"] for one in manifest["items"][0]["annotations"][0]["items"]]
    assert [(one["format"], one["language"], one["label"]) for one in bodies] == [
        ("text/vtt", "kk", {"kk": ["Қазақша"]}), ("text/vtt", "ru", {"ru": ["Русский"]}),
    ]  # fmt: skip


def test_hidden_and_unready_files_are_not_in_it(client, app):
    hidden, working, paper = make_asset(), make_asset(state="working"), make_asset("audio")
    item = item_with(make_asset(), hidden, working, paper)
    hidden.published = False
    paper.published = False
    db.session.commit()
    text = json.dumps(fetched(client, f"items/{item.code}/manifest"))
    assert not [one.code for one in (hidden, working, paper) if one.code in text]


def test_an_item_without_pictures_has_an_empty_manifest_that_says_so(client, app):
    manifest = fetched(client, f"items/{item_with().code}/manifest")
    assert manifest["items"] == [] and manifest["label"]["kk"] == ["Алтын бұғы"]


def test_an_exhibition_is_told_chapter_by_chapter(client, app):
    second = make_item("Екінші")
    blocks = [{"id": name, "type": "item", "item": second.code} for name in ("again", "twice")]
    sections = [
        {"id": "one", "title": texts("one"), "blocks": every_block()},
        {"id": "two", "title": texts("two"), "blocks": blocks},
        {"id": "bare", "title": texts("bare"), "blocks": [{"id": "t", "type": "text", "text": texts("only words")}]},
    ]
    make_exhibition(sections=sections)
    db.session.commit()
    manifest = fetched(client, "exhibitions/gold-and-wind/manifest")
    check(manifest)
    first, last = manifest["structures"]
    assert first["label"]["kk"] == ["one қаз"] and last["label"]["kk"] == ["two қаз"]
    # item, two pictures of a gallery, a model's poster, sound, film, before and after
    assert len(first["items"]) == 8 and len(last["items"]) == 2
    kinds = [one["items"][0]["items"][0]["body"]["type"] for one in manifest["items"]]
    assert kinds.count("Sound") == 1 and kinds.count("Video") == 1 and "Model" not in kinds
    listed = fetched(client, "exhibitions")
    check(listed | {"items": []})
    assert [one["id"] for one in listed["items"]] == [manifest["id"]]
    assert fetched(client, "collection")["items"][0]["id"].endswith("/exhibitions")


def test_what_is_taken_back_leaves_every_manifest_at_once(client, app):
    item = make_item("Шақырылған")
    exhibition = make_exhibition(blocks=[{"id": "b", "type": "item", "item": item.code}])
    db.session.commit()
    assert len(fetched(client, "exhibitions/gold-and-wind/manifest")["items"]) == 1
    services.withdraw_item(item)
    db.session.commit()
    manifest = fetched(client, "exhibitions/gold-and-wind/manifest")
    assert manifest["items"] == [] and "structures" not in manifest and "Шақырылған" not in json.dumps(manifest)
    assert client.get(f"/iiif/presentation/3/items/{item.code}/manifest").status_code == 404
    documents.unpublish(exhibition.document)
    db.session.commit()
    assert client.get("/iiif/presentation/3/exhibitions/gold-and-wind/manifest").status_code == 410
    assert fetched(client, "exhibitions")["items"] == []


def test_a_reader_who_has_the_newest_is_told_so(client, app):
    item = item_with(make_asset())
    path = f"/iiif/presentation/3/items/{item.code}/manifest"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    services.edit_item(item, {"title": {"kk": "Басқа атау"}})
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and "Басқа атау" in changed.get_data(as_text=True)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["ETag"].startswith("W/")
    asked = client.options(path, headers={"Origin": "https://viewer.test", "Access-Control-Request-Method": "GET"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]


def test_statements_do_not_grow_with_the_story(client, app, count_queries):
    counts = []
    for number, size in ((1, 1), (2, 12)):
        blocks = [{"id": f"b{n}", "type": "item", "item": make_item(f"{number} {n}").code} for n in range(size)]
        make_exhibition(f"story-{number}", blocks=blocks)
        db.session.commit()
        with count_queries() as queries:
            fetched(client, f"exhibitions/story-{number}/manifest")
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 12


def test_the_media_type_is_that_of_the_specification(client, app):
    item = item_with(make_asset())
    answer = client.get(f"/iiif/presentation/3/items/{item.code.lower()}/manifest")
    assert answer.headers["Content-Type"] == iiif_presentation.MEDIA_TYPE
    assert set(RENDITIONS) >= {"image", "model"}
