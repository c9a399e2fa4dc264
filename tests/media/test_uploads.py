"""Resumable uploads by the tus protocol, and the plain form."""

import base64
import hashlib
import io
from datetime import timedelta

import pytest

from tests.factories.accounts import make_user, signed_in
from tests.factories.halls import make_item
from tests.media import samples
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.jobs import run_pending
from virtual_museum.media.models import Asset, UploadSession
from virtual_museum.media.queries import asset_by_code
from virtual_museum.media.uploads import expire_uploads, received_bytes, upload_path

TUS = {"Tus-Resumable": "1.0.0"}
DATA = samples.picture(300, 200)


def words(**values: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def begin(client, length: int = len(DATA), **said: str):
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": words(filename="суret.jpg", **said)}
    return client.post("/studio/media/uploads", headers=headers)


def send(client, place: str, offset: int, data: bytes, **more: str):
    headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **more}
    return client.patch(place, headers=headers, data=data)


def offset_of(client, place: str) -> int:
    return int(client.head(place, headers=TUS).headers["Upload-Offset"])


def test_what_the_server_says_of_itself(studio_client):
    answer = studio_client.options("/studio/media/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "expiration", "checksum", "termination"}


def test_a_file_in_three_pieces(studio_client):
    place = begin(studio_client).headers["Location"]
    for start, end in ((0, 100), (100, 1000), (1000, len(DATA))):
        answer = send(studio_client, place, start, DATA[start:end])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
        assert offset_of(studio_client, place) == end
    told = studio_client.post(f"{place}/finish").get_json()
    asset = asset_by_code(told["asset"])
    assert asset is not None and asset.byte_size == len(DATA) and not told["known"]
    run_pending()
    state = studio_client.get(f"/studio/media/states.json?codes={asset.code}").get_json()["assets"][0]
    assert (state["state"], state["percent"]) == ("ready", 100)
    again = begin(studio_client).headers["Location"]
    send(studio_client, again, 0, DATA)
    assert studio_client.post(f"{again}/finish").get_json() == {"asset": asset.code, "known": True, "reason": None}


def test_a_wrong_offset_is_a_conflict(studio_client):
    place = begin(studio_client).headers["Location"]
    send(studio_client, place, 0, DATA[:50])
    assert send(studio_client, place, 10, DATA[10:]).status_code == 409
    assert offset_of(studio_client, place) == 50


def test_a_damaged_piece_is_dropped(studio_client):
    place = begin(studio_client).headers["Location"]
    right = base64.b64encode(hashlib.sha1(DATA[:50]).digest()).decode()
    assert send(studio_client, place, 0, DATA[1:51], **{"Upload-Checksum": f"sha1 {right}"}).status_code == 460
    assert offset_of(studio_client, place) == 0
    assert send(studio_client, place, 0, DATA[:50], **{"Upload-Checksum": f"sha1 {right}"}).status_code == 204
    assert send(studio_client, place, 50, b"x", **{"Upload-Checksum": "crc99 eA=="}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 412),
        ({**TUS}, 422),
        ({**TUS, "Upload-Length": "0"}, 422),
        ({**TUS, "Upload-Length": str(1 << 50)}, 422),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": "filename ###"}, 422),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": words(kind="weapon")}, 422),
    ],
)
def test_uploads_that_cannot_begin(studio_client, headers, status):
    assert studio_client.post("/studio/media/uploads", headers=headers).status_code == status


def test_more_than_announced_is_refused(studio_client):
    place = begin(studio_client, length=10).headers["Location"]
    assert send(studio_client, place, 0, b"x" * 11).status_code == 422


def test_a_refused_file_says_why(studio_client):
    data = b"<svg></svg>"
    place = begin(studio_client, length=len(data)).headers["Location"]
    assert send(studio_client, place, 0, data).status_code == 204
    told = studio_client.post(f"{place}/finish").get_json()
    assert told["asset"] is None and "SVG" in told["reason"]


def test_uploads_belong_to_who_began_them(app, studio_client):
    place = begin(studio_client).headers["Location"]
    stranger = signed_in(app.test_client(), make_user("administrator"))
    assert stranger.head(place, headers=TUS).status_code == 404
    assert send(stranger, place, 0, DATA).status_code == 404
    assert app.test_client().head(place, headers=TUS).status_code in {302, 403}


def test_giving_up(studio_client):
    place = begin(studio_client).headers["Location"]
    token = place.rpartition("/")[2]
    send(studio_client, place, 0, DATA[:50])
    assert studio_client.delete(place, headers=TUS).status_code == 204
    assert studio_client.head(place, headers=TUS).status_code == 404
    assert not upload_path(token).exists()


def test_old_uploads_are_forgotten(studio_client):
    place = begin(studio_client).headers["Location"]
    upload = db.session.query(UploadSession).one()
    upload.expires_at = utcnow() - timedelta(minutes=1)
    db.session.commit()
    assert studio_client.head(place, headers=TUS).status_code == 404
    assert expire_uploads() == 1


def test_a_complete_upload_survives_a_kill(app, studio_client, monkeypatch):
    """All bytes arrived, then the process died before it made an asset: the periodic job does."""
    place = begin(studio_client).headers["Location"]
    monkeypatch.setattr("virtual_museum.media.tus_views.finish_upload", lambda token: None)
    send(studio_client, place, 0, DATA)
    assert received_bytes(place.rpartition("/")[2]) == len(DATA)
    assert db.session.query(Asset).count() == 0
    monkeypatch.undo()
    told = studio_client.post(f"{place}/finish").get_json()
    assert asset_by_code(told["asset"]) is not None


def test_the_plain_form(studio_client):
    files = [(io.BytesIO(DATA), "a.jpg"), (io.BytesIO(b"<svg/>"), "b.svg")]
    answer = studio_client.post("/studio/media/upload", data={"files": files, "kind": ""}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "a.jpg" in page and "b.svg: " in page
    assert db.session.query(Asset).one().filename == "a.jpg"


def test_the_plain_form_without_files(studio_client):
    assert studio_client.post("/studio/media/upload", data={}).status_code == 302


def test_a_finished_upload_becomes_part_of_its_item(studio_client, app):
    item = make_item(media=())
    place = begin(studio_client, item=item.code.lower()).headers["Location"]
    send(studio_client, place, 0, DATA)
    code = studio_client.post(f"{place}/finish").get_json()["asset"]
    db.session.expire_all()
    assert [tie.asset.code for tie in item.media] == [code]
    form = {"item": item.code, "files": (io.BytesIO(samples.picture(310, 200)), "second.jpg")}
    assert f'value="{item.code}"' in studio_client.get(f"/studio/media/upload?item={item.code}").text
    studio_client.post("/studio/media/upload", data=form)
    db.session.expire_all()
    assert len(item.media) == 2


def test_an_upload_for_no_item_is_kept_all_the_same(studio_client):
    place = begin(studio_client, item="ZZZZZZ").headers["Location"]
    send(studio_client, place, 0, DATA)
    assert studio_client.post(f"{place}/finish").get_json()["asset"]
    assert begin(studio_client, item="far too long").status_code == 422
