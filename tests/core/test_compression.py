"""Answers are compressed for those who can read it, and for nobody else."""

import gzip

from flask import Flask
from flask.testing import FlaskClient

from virtual_museum.core.compression import KEPT_BYTES, CompressedBodies

GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_smaller_and_the_same(client: FlaskClient) -> None:
    plain = client.get("/en/enter")
    small = client.get("/en/enter", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert gzip.decompress(small.data) == plain.data
    assert "Accept-Encoding" in plain.vary and "Accept-Encoding" in small.vary


def test_whoever_refuses_gets_it_plain(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/en/enter", headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_a_kept_page_says_not_modified_in_either_form(client: FlaskClient) -> None:
    first = client.get("/en/", headers=GZIP)
    client.set_cookie("language", "en")
    first = client.get("/en/", headers=GZIP)
    again = client.get("/en/", headers=GZIP)
    assert first.data == again.data
    tag = first.headers["ETag"]
    assert tag.startswith("W/")
    assert client.get("/en/", headers={**GZIP, "If-None-Match": tag}).status_code == 304
    assert client.get("/en/", headers={"If-None-Match": tag}).status_code == 304


def test_static_files_are_compressed_and_ranges_are_not(client: FlaskClient) -> None:
    icons = client.get("/static/img/icons.svg", headers=GZIP)
    again = client.get("/static/img/icons.svg", headers=GZIP)
    assert icons.headers["Content-Encoding"] == "gzip" and icons.data == again.data
    assert gzip.decompress(icons.data).startswith(b"<svg")
    part = client.get("/static/img/icons.svg", headers={**GZIP, "Range": "bytes=0-9"})
    assert part.status_code == 206 and "Content-Encoding" not in part.headers


def test_studio_pages_stay_plain(client: FlaskClient) -> None:
    answer = client.get("/studio/sign-in", headers=GZIP)
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_the_memory_is_bounded(app: Flask) -> None:
    bodies = CompressedBodies()
    for number in range(20):
        bodies.put((str(number), "tag"), bytes(KEPT_BYTES // 10))
    assert bodies.get(("0", "tag")) is None
    assert bodies.get(("19", "tag")) is not None
