"""The media library's pages and the command line."""

import json

import pytest

from tests.factories.media import make_asset
from tests.media import samples
from virtual_museum.core.db import db
from virtual_museum.media.models import KINDS, Asset


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_page(studio_client, kind):
    asset = make_asset(kind, alt={"kk": "Сурет"})
    page = studio_client.get(f"/studio/media/{asset.code}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert asset.filename in text
    assert ("<vm-panorama" in text, "<vm-model" in text) == (kind == "panorama", kind == "model")


@pytest.mark.parametrize("state", ["received", "working", "failed"])
def test_pages_before_it_is_ready(studio_client, state):
    asset = make_asset(state=state, failure_code="image-damaged" if state == "failed" else "")
    text = studio_client.get(f"/studio/media/{asset.code}").get_data(as_text=True)
    assert ("/retry" in text) == (state == "failed")


def test_the_library(studio_client):
    for number in range(50):
        make_asset(filename=f"{number}.jpg")
    failed = make_asset("model", state="failed", failure_code="model-damaged", filename="broken.glb")
    text = studio_client.get("/studio/media").get_data(as_text=True)
    assert "broken.glb" in text and "page=2" in text
    only = studio_client.get("/studio/media?state=failed").get_data(as_text=True)
    assert failed.code in only and "1.jpg" not in only
    assert studio_client.get("/studio/media?kind=weapon&page=99&q=%25").status_code == 200


def test_the_library_asks_no_more_for_more(studio_client, count_queries):
    counts = []
    for _round in range(2):
        for _number in range(10):
            make_asset()
        with count_queries() as queries:
            studio_client.get("/studio/media")
        counts.append(queries.count)
    assert counts[0] == counts[1]


def test_upload_page(studio_client):
    text = studio_client.get("/studio/media/upload").get_data(as_text=True)
    assert 'enctype="multipart/form-data"' in text and "upload-texts" in text


def test_describing(studio_client):
    asset = make_asset()
    form = {"alt.kk": "Алтын адам", "alt.ru": " Золотой человек ", "rights_uri": "javascript:alert(1)"}
    assert studio_client.post(f"/studio/media/{asset.code}", data=form).status_code == 302
    assert asset.alt == {"kk": "Алтын адам", "ru": "Золотой человек"} and asset.rights_uri == ""


def test_deleting_and_trying_again(administrator_client):
    asset = make_asset(state="failed", failure_code="image-damaged")
    assert administrator_client.post(f"/studio/media/{asset.code}/retry").status_code == 302
    assert asset.state == "received"
    assert administrator_client.post(f"/studio/media/{asset.code}/delete").status_code == 302
    assert db.session.query(Asset).count() == 0


def test_the_original_is_handed_back(studio_client):
    asset = make_asset(filename="Қобыз.jpg")
    answer = studio_client.get(f"/studio/media/{asset.code}/original")
    assert answer.data.startswith(b"original image")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["", "/upload", "/states.json", "/abc", "/abc/original", "/abc/panorama.json"])
def test_visitors_see_nothing(client, path):
    assert client.get(f"/studio/media{path}").status_code in {302, 403}


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["media", *map(str, arguments)])


def test_media_add_verify_and_rebuild(app, tmp_path):
    good = samples.written(tmp_path, "a.jpg", samples.picture(400, 300))
    bad = samples.written(tmp_path, "b.jpg", b"\xff\xd8\xff" + bytes(50))
    result = run(app, "add", good, bad, "--kind", "image", "--wait", "--json")
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert result.exit_code == 1
    assert (first["state"], first["kind"], first["reason"]) == ("ready", "image", None)
    assert set(first["renditions"]) == {"sizes@1", "pyramid@1"} and first["seconds"] > 0
    assert first["file"] == str(good) and len(first["asset"]) == 12
    assert second["state"] == "failed" and second["reason"]
    verified = run(app, "verify", "--json")
    assert verified.exit_code == 0 and json.loads(verified.output)["missing"] == 0
    rebuilt = run(app, "rebuild", first["asset"], "--wait", "--json")
    assert json.loads(rebuilt.output) == {"queued": 1, "failed": []}


def test_media_add_refuses_at_once(app, tmp_path):
    result = run(app, "add", samples.written(tmp_path, "a.svg", b"<svg/>"), "--json")
    told = json.loads(result.output)
    assert result.exit_code == 1 and told["asset"] is None and told["state"] == "failed" and told["renditions"] == {}


def test_media_add_for_an_unknown_item(app, tmp_path):
    result = run(app, "add", samples.written(tmp_path, "a.jpg", samples.picture()), "--item", "ZZZZZZ")
    assert result.exit_code == 2
