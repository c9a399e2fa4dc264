"""Taking files in, converting them by job, publishing, describing and deleting them."""

from unittest.mock import patch

import pytest
from sqlalchemy import select

from tests.factories.media import make_asset
from tests.media import samples
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db
from virtual_museum.core.errors import Refused
from virtual_museum.core.jobs import run_pending
from virtual_museum.core.storage import ObjectMissing
from virtual_museum.media import usage
from virtual_museum.media.conversion.refusals import REFUSALS
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import AssetFilter, asset_page, panorama_data, picture, sound_data
from virtual_museum.media.reasons import UploadRefused, declared_reasons, reason
from virtual_museum.media.services import (
    delete_asset,
    describe_asset,
    publish_assets,
    rebuild_renditions,
    receive_file,
    refresh_published,
    retry_conversion,
)
from virtual_museum.media.usage import Usage, register_usage_provider
from virtual_museum.media.verifying import verify_media


@pytest.fixture
def received(app, tmp_path):
    """A photograph that was just handed over."""
    return receive_file(samples.written(tmp_path, "a.jpg", samples.picture(800, 600)), "Ағаш ат.jpg").asset


@pytest.fixture
def providers():
    """A place for usage providers that is emptied afterwards."""
    with patch.dict(usage._providers, clear=True):
        yield


def test_every_refusal_has_words():
    assert declared_reasons() == frozenset(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_words_name_their_values(app, code, language):
    with app.test_request_context(f"/?lang={language}", headers={"Accept-Language": language}):
        words = reason(code, {name: "V" for name in REFUSALS[code]})
    assert words and "%(" not in words


def test_an_upload_becomes_ready(received, storage):
    assert (received.state, received.kind, received.filename) == ("received", "image", "Ағаш ат.jpg")
    assert storage.size(received.original_key) == received.byte_size
    run_pending()
    assert received.state == "ready", received.failure_code
    assert received.facts["width"] == 800
    shown = picture(received)
    assert shown is not None and (shown.width, shown.height) == (800, 600)
    assert shown.sources[0].media_type == "image/webp"
    assert db.session.scalar(select(AuditRecord.event).where(AuditRecord.subject_kind == "asset")) == "asset.received"


def test_the_original_is_never_touched(received, storage, tmp_path):
    before = storage.open(received.original_key).read()
    run_pending()
    assert storage.open(received.original_key).read() == before == (tmp_path / "a.jpg").read_bytes()


def test_the_same_file_again_is_the_same_asset(received, tmp_path):
    again = receive_file(tmp_path / "a.jpg", "other name.jpg")
    assert again.known and again.asset.id == received.id
    other = receive_file(samples.written(tmp_path, "p.jpg", samples.panorama(1024, 512)), "p.jpg", "panorama")
    assert not other.known


def test_what_is_no_museum_file_is_refused_at_once(app, tmp_path):
    with pytest.raises(UploadRefused) as caught:
        receive_file(samples.written(tmp_path, "a.svg", b"<svg/>"), "a.svg")
    assert caught.value.code == "unsafe-type"
    with pytest.raises(UploadRefused) as caught:
        receive_file(samples.written(tmp_path, "a.jpg", samples.picture()), "a.jpg", "model")
    assert caught.value.code == "wrong-kind"
    assert db.session.scalar(select(Asset.id)) is None


def test_a_broken_file_fails_with_words_and_can_be_tried_again(app, tmp_path):
    broken = samples.written(tmp_path, "a.jpg", samples.picture(200, 200)[:-900])
    asset = receive_file(broken, "a.jpg").asset
    run_pending()
    assert (asset.state, asset.failure_code) == ("failed", "image-damaged")
    assert reason(asset.failure_code, asset.failure_params)
    assert picture(asset) is None
    retry_conversion(asset)
    assert asset.state == "received"
    run_pending()
    assert asset.state == "failed"


def test_a_rebuild_keeps_what_visitors_see(received, storage):
    run_pending()
    old = received.renditions[0].prefix
    shown = picture(received)
    rebuild_renditions(received)
    assert picture(received) == shown
    run_pending()
    assert received.state == "ready" and received.renditions[0].prefix != old
    assert picture(received) == shown
    run_pending()
    assert list(storage.list(old)) == []


def test_verify_counts_what_is_missing_and_damaged(received, storage):
    run_pending()
    assert verify_media().as_json() | {"checked": 0} == {"checked": 0, "missing": 0, "damaged": 0, "problems": []}
    first = next(iter(storage.list(received.renditions[0].prefix)))
    storage.put_bytes(first.key, b"other bytes")
    storage.delete(received.original_key)
    found = verify_media()
    assert (found.missing, found.damaged) == (1, 1)
    assert {problem["problem"] for problem in found.problems} == {"missing", "damaged"}


def test_publishing_follows_use(app, providers):
    asset = make_asset(published=False)
    publish_assets([asset.code])
    assert asset.published
    refresh_published([asset.code])
    assert not asset.published
    register_usage_provider("test", lambda _asset: [Usage("the wall", "/studio", True)])
    refresh_published([asset.code])
    assert asset.published


def test_what_is_used_is_not_deleted(app, providers):
    asset = make_asset()
    register_usage_provider("test", lambda _asset: [Usage("Golden Man", "/studio/items/1", False)])
    with pytest.raises(Refused, match="Golden Man"):
        delete_asset(asset)


def test_deletion_removes_the_files(app, storage, providers):
    asset = make_asset()
    keys = [file.key for file in storage.list()]
    assert len(keys) > 2
    delete_asset(asset)
    assert len(list(storage.list())) == len(keys)
    run_pending()
    assert list(storage.list()) == []
    with pytest.raises(ObjectMissing):
        storage.size(asset.original_key)


def test_texts_are_kept(app):
    asset = make_asset()
    describe_asset(asset, alt={"kk": "Ат", "ru": ""}, rights_uri="https://creativecommons.org/publicdomain/zero/1.0/")
    db.session.commit()
    assert asset.alt == {"kk": "Ат"} and asset.rights_uri.endswith("zero/1.0/")


def test_lists_are_filtered_and_paged(app):
    for number in range(5):
        make_asset("model" if number == 0 else "image", filename=f"кесе_{number}.jpg")
    described = make_asset(alt={"kk": "бар"})
    page = asset_page(AssetFilter(kind="image"), 1, per_page=4)
    assert (page.total, page.pages, len(page.assets)) == (5, 2, 4)
    assert asset_page(AssetFilter(text="кесе_3"), 1).total == 1
    assert asset_page(AssetFilter(text="%"), 1).total == 0
    assert asset_page(AssetFilter(text=described.code), 1).assets == [described]
    assert asset_page(AssetFilter(lacks="alt"), 1).total == 5


def test_data_of_viewers(app):
    pano, sound = make_asset("panorama"), make_asset("audio")
    data = panorama_data(pano)
    assert data is not None and data["tiles"].endswith("/pano@1/{level}/{column}_{row}.jpg")
    assert set(data) == {"width", "height", "base", "placeholder", "tiles", "levels", "crop", "heading", "pose"}
    assert sound_data(sound) == {
        "url": f"/media/{sound.code}/{sound.sha256[:12]}/web-audio@1/sound.m4a", "media_type": "audio/mp4",
        "seconds": 11.0, "waveform": [10, 80], "captions": {}, "unchanged": False,
    }  # fmt: skip
    assert panorama_data(make_asset("panorama", state="working")) is None
