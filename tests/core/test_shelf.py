"""Answers kept before the application: the same to the last header, gone with the next change, never anybody's own."""

import pytest

from tests.factories.media import make_asset
from virtual_museum.core.db import db
from virtual_museum.core.shelf import KeptAnswer, Shelf
from virtual_museum.media.queries import rendition_url


@pytest.fixture
def address(app) -> str:
    return rendition_url(make_asset("audio"), "web-audio@1", "sound.m4a")


def shelf_of(app) -> Shelf:
    return app.wsgi_app


def test_the_second_answer_is_the_first(client, app, address, count_queries):
    first = client.get(address)
    with count_queries() as counted:
        second = client.get(address)
    assert counted.count == 1
    assert (second.status_code, second.data, dict(second.headers)) == (200, first.data, dict(first.headers))
    unchanged = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", first.headers["ETag"])
    part = client.get(address, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, first.data[:5])
    assert client.head(address).status_code == 200


def test_what_is_taken_back_is_gone_at_once(client, app, address):
    from_memory = [client.get(address).status_code for _time in range(2)]
    asset = db.session.scalars(db.select(db.metadata.tables["asset"].c.id)).first()
    db.session.execute(db.update(db.metadata.tables["asset"]).values(published=False))
    db.session.execute(db.text("UPDATE content_revision SET value = value + 1"))
    db.session.commit()
    assert (asset is not None, from_memory) == (True, [200, 200])
    assert client.get(address).status_code == 404


def test_a_curators_own_answer_is_not_kept(studio_client, client, app, address):
    db.session.execute(db.update(db.metadata.tables["asset"]).values(published=False))
    db.session.execute(db.text("UPDATE content_revision SET value = value + 1"))
    db.session.commit()
    assert studio_client.get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_it_is_bounded(app, client, address):
    shelf = Shelf(shelf_of(app)._inner, db.engine, most_bytes=250)
    made = [("/media/x", [("Content-Length", "100")], bytes([number]) * 100) for number in range(5)]
    shelf._take(("", ""), 7)
    for number, (path, headers, body) in enumerate(made):
        shelf._keep((f"{path}{number}", ""), 7, "200 OK", headers, body)
    assert shelf._take(("/media/x2", ""), 7) is None
    assert shelf._take(("/media/x4", ""), 7) == KeptAnswer("200 OK", (("Content-Length", "100"),), b"\4" * 100, "")
    assert shelf._take(("/media/x4", ""), 8) is None
