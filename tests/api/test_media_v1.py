"""Files by the JSON API: handed over whole or in pieces, converted, described, shown; refused with reasons."""

import base64
import io

import pytest

from tests.factories.accounts import make_token, make_user, signed_in
from tests.factories.catalogue import make_item
from tests.factories.media import make_asset
from tests.media import samples
from virtual_museum.core.db import db
from virtual_museum.core.jobs import run_pending
from virtual_museum.media.models import Asset, UploadSession

PHOTO = samples.picture(640, 400)
TUS = {"Tus-Resumable": "1.0.0"}


def holder(role: str = "curator") -> dict[str, str]:
    """The headers of a program that acts for a person of that role."""
    token = make_token(make_user(role, f"{role}@files.test"))
    db.session.commit()
    return {"Authorization": f"Bearer {token}"}


def hand_over(client, headers, data: bytes = PHOTO, name: str = "суық.jpg", **fields: str):
    form = {"file": (io.BytesIO(data), name), **fields}
    return client.post("/api/v1/media", data=form, headers=headers, content_type="multipart/form-data")


def test_a_photograph_becomes_part_of_a_record(client, app):
    item, headers = make_item(), holder()
    made = hand_over(client, headers, item=item.code.lower())
    assert made.status_code == 201, made.get_data(as_text=True)
    told = made.get_json()
    assert (told["state"], told["kind"], told["reason"], told["bytes"]) == ("received", "image", None, len(PHOTO))
    assert made.headers["Cache-Control"] == "private, no-store"
    run_pending()
    ready = client.get(made.headers["Location"], headers=headers).get_json()
    assert (ready["state"], ready["percent"], ready["facts"]["width"]) == ("ready", 100, 640)
    assert client.get(ready["picture"]).status_code == 200
    shown = client.get(f"/api/v1/items/{item.code}").get_json()["media"]
    assert [one["asset"] for one in shown] == [told["asset"]]
    again = hand_over(client, headers)
    assert again.status_code == 200 and again.get_json()["asset"] == told["asset"]


def test_a_file_is_described_and_tied_and_untied(client, app):
    asset, item, headers = make_asset(published=False), make_item(), holder()
    path = f"/api/v1/media/{asset.code}"
    words = {"alt": {"kk": "Алтын", "ru": "Золото"}, "rights_uri": "https://creativecommons.org/publicdomain/zero/1.0/"}
    changed = client.patch(path, json=words, headers=headers)
    assert changed.status_code == 200 and changed.get_json()["alt"] == words["alt"]
    assert client.get(path, headers=headers).get_json()["rights_uri"] == words["rights_uri"]
    ties = f"/api/v1/items/{item.code}/media"
    tied = client.post(ties, json={"asset": asset.code, "caption": {"en": "Front"}}, headers=headers)
    assert tied.status_code == 200 and tied.get_json()["media"][0]["caption"] == {"en": "Front"}
    assert client.get(f"/api/v1/items/{item.code}").get_json()["media"][0]["alt"] == words["alt"]
    assert client.delete(f"{ties}/{asset.code}", headers=headers).status_code == 204
    assert client.get(f"/api/v1/items/{item.code}").get_json()["media"] == []
    assert client.delete(f"{ties}/{asset.code}", headers=headers).status_code == 404
    assert client.get(path, headers=headers).status_code == 200


def test_a_file_in_pieces_with_a_token(client, app):
    item, headers = make_item(), holder()
    said = {"filename": "ine.jpg", "item": item.code}
    words = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    begun = client.post(
        "/api/v1/media/uploads",
        headers={**headers, **TUS, "Upload-Length": str(len(PHOTO)), "Upload-Metadata": words},
    )
    assert begun.status_code == 201
    place = begun.headers["Location"]
    assert place.startswith("/api/v1/media/uploads/") and begun.headers["Tus-Resumable"] == "1.0.0"
    for start, end in ((0, 1000), (1000, len(PHOTO))):
        piece = {**headers, **TUS, "Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        assert client.patch(place, headers=piece, data=PHOTO[start:end]).status_code == 204
        assert client.head(place, headers={**headers, **TUS}).headers["Upload-Offset"] == str(end)
    told = client.post(f"{place}/finish", headers=headers).get_json()
    assert client.get(f"/api/v1/media/{told['asset']}", headers=headers).get_json()["bytes"] == len(PHOTO)
    db.session.expire_all()
    assert [tie.asset.code for tie in item.media] == [told["asset"]]
    # The pieces of one person are nobody else's.
    assert client.head(place, headers={**holder("editor"), **TUS}).status_code == 404


def test_why_a_file_failed_is_told_in_the_askers_language(client, app):
    headers = holder()
    made = hand_over(client, headers, PHOTO[:900], "cut.jpg").get_json()
    run_pending()
    told = {
        code: client.get(f"/api/v1/media/{made['asset']}", headers={**headers, "Accept-Language": code}).get_json()
        for code in ("kk", "ru", "en")
    }
    assert {one["state"] for one in told.values()} == {"failed"}
    assert len({one["reason"] for one in told.values()}) == 3
    assert "damaged" in told["en"]["reason"]


def test_what_is_no_file_of_a_museum_is_refused(client, app):
    headers = {**holder(), "Accept-Language": "ru"}
    refused = hand_over(client, headers, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg")
    assert refused.status_code == 422 and refused.mimetype == "application/problem+json"
    assert refused.get_json()["code"] == "unsafe-type"
    assert hand_over(client, headers, PHOTO, kind="hologram").get_json()["errors"][0]["field"] == "kind"
    assert hand_over(client, headers, PHOTO, item="ZZZZZZ").get_json()["errors"][0]["field"] == "item"
    nothing = client.post("/api/v1/media", headers=headers, data={}, content_type="multipart/form-data")
    assert nothing.get_json()["errors"][0]["field"] == "file"
    assert db.session.query(Asset).count() == 0


def test_nothing_beyond_the_limit_is_read(client, app, monkeypatch):
    monkeypatch.setattr("virtual_museum.api.media_v1.largest_file", lambda kind: 1000)
    monkeypatch.setattr("virtual_museum.api.media_v1.MIB", 0)
    answer = hand_over(client, holder())
    assert answer.status_code == 413 and answer.mimetype == "application/problem+json"
    assert db.session.query(Asset).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"alt": "text"}, {"alt": {"kk": 5}}, {"caption": {"de": "x"}}, {"state": "ready"}, {"rights_uri": "javascript:1"}],
)
def test_wrong_words_are_named(client, app, wrong):
    asset = make_asset()
    answer = client.patch(f"/api/v1/media/{asset.code}", json=wrong, headers=holder())
    assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"] == next(iter(wrong))
    item = make_item()
    untied = client.post(f"/api/v1/items/{item.code}/media", json={"asset": "nothing"}, headers=holder("editor"))
    assert untied.status_code == 422 and untied.get_json()["errors"][0]["field"] == "asset"


def test_only_tokens_with_the_right_come_in(client, app):
    asset, guide = make_asset(), holder("guide")
    item = make_item()
    db.session.commit()
    browser = signed_in(app.test_client(), make_user("curator", "browser@files.test"))
    for who, status in ((client, 401), (browser, 401)):
        assert hand_over(who, {}).status_code == status
        assert who.get(f"/api/v1/media/{asset.code}").status_code == status
        assert who.patch(f"/api/v1/media/{asset.code}", json={}).status_code == status
        assert who.post("/api/v1/media/uploads", headers={**TUS, "Upload-Length": "5"}).status_code == status
        assert who.post(f"/api/v1/items/{item.code}/media", json={"asset": asset.code}).status_code == status
        assert who.delete(f"/api/v1/items/{item.code}/media/{asset.code}").status_code == status
    assert hand_over(client, guide).status_code == 403
    assert client.post("/api/v1/media/uploads", headers={**guide, **TUS, "Upload-Length": "5"}).status_code == 403
    assert client.get(f"/api/v1/media/{asset.code}", headers=guide).status_code == 200
    assert client.get("/api/v1/media/nothing", headers=guide).status_code == 404
    assert db.session.query(Asset).count() == 1 and db.session.query(UploadSession).count() == 0
