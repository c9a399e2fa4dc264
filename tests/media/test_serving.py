"""What visitors receive: published files only, in ranges, for a year."""

import json

import pytest

from tests.factories.media import make_asset
from virtual_museum.media.queries import rendition_url


@pytest.fixture
def film(app):
    return make_asset("audio")


def address(asset, specification="web-audio@1", path="sound.m4a") -> str:
    return rendition_url(asset, specification, path)


def test_a_file_and_its_headers(client, film):
    answer = client.get(address(film))
    assert answer.data == b"sound" * 40
    assert answer.headers["Content-Type"] == "audio/mp4"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    again = client.get(address(film), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("wanted", "status", "said", "data"),
    [
        ("bytes=0-4", 206, "bytes 0-4/200", b"sound"),
        ("bytes=195-", 206, "bytes 195-199/200", b"sound"),
        ("bytes=-5", 206, "bytes 195-199/200", b"sound"),
        ("bytes=5-900", 206, "bytes 5-199/200", b"sound" * 39),
        ("bytes=200-", 416, "bytes */200", b""),
        ("bytes=0-1,4-5", 200, None, b"sound" * 40),
        ("lines=1-2", 200, None, b"sound" * 40),
    ],
)
def test_ranges(client, film, wanted, status, said, data):
    answer = client.get(address(film), headers={"Range": wanted})
    assert (answer.status_code, answer.headers.get("Content-Range"), answer.data) == (status, said, data)


def test_head_sends_no_body(client, film):
    answer = client.head(address(film))
    assert (answer.data, answer.headers["Content-Length"]) == (b"", "200")


def test_tiles_come_out_of_their_pack(client, app):
    pano = make_asset("panorama")
    answer = client.get(address(pano, "pano@1", "0/3_1.jpg"))
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, b"tile", "image/jpeg")
    assert client.get(address(pano, "pano@1", "0/4_0.jpg")).status_code == 404


@pytest.mark.parametrize(
    "path", ["tiles.zip", "index.json", "../../secret", "..%2f..%2fsecret", "sound.txt", "a/b.jpg"]
)
def test_nothing_else_is_served(client, app, path):
    assert client.get(address(make_asset("panorama"), "pano@1", path)).status_code == 404


def test_unpublished_files_are_for_curators(client, studio_client, app):
    hidden = make_asset("audio", published=False)
    assert client.get(address(hidden)).status_code == 404
    answer = studio_client.get(address(hidden))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_wrong_stamp_is_not_found(client, film):
    assert client.get(f"/media/{film.code}/000000000000/web-audio@1/sound.m4a").status_code == 404
    assert client.get("/media/zzzzzzzzzzzz/000000000000/web-audio@1/sound.m4a").status_code == 404


def test_model_data(client, app):
    model = make_asset("model", alt={"kk": "Дулыға", "en": "Helmet"}, facts={"triangles": 12, "watertight": True})
    answer = client.get(f"/media-data/models/{model.code}.json?lang=en")
    data = json.loads(answer.data)
    assert data["alt"] == "Helmet"
    assert data["levels"][0] == {
        "name": "50k", "url": rendition_url(model, "web-model@1", "model-50k.glb"), "triangles": 12, "bytes": 4,
    }  # fmt: skip
    assert data["facts"]["watertight"]
    assert client.get(data["poster"]).status_code == 200
    assert client.get(f"/media-data/models/{make_asset('model', published=False).code}.json").status_code == 404
    assert client.get(f"/media-data/models/{make_asset('image').code}.json").status_code == 404


def test_one_statement_a_tile(client, app, count_queries):
    pano = make_asset("panorama")
    url = address(pano, "pano@1", "0/0_0.jpg")
    client.get(url)
    with count_queries() as queries:
        client.get(url)
    assert queries.count <= 2
