"""How large a file may be is a setting: told beforehand, kept at every door, named in the refusal."""

import base64

import pytest

from tests.factories.accounts import make_token, make_user
from tests.media import samples
from virtual_museum.core.config import SettingsError, load_settings, settings
from virtual_museum.core.db import db
from virtual_museum.core.jobs import run_pending
from virtual_museum.media.conversion.limits import MIB, Intake
from virtual_museum.media.conversion.refusals import Refusal
from virtual_museum.media.conversion.sandbox import run_conversion
from virtual_museum.media.intake_limits import intake
from virtual_museum.media.models import Asset
from virtual_museum.media.reasons import UploadRefused, reason
from virtual_museum.media.services import receive_file
from virtual_museum.media.tools import gltfpack_library
from virtual_museum.media.uploads import begin_upload

# A picture of so many bytes: what stands behind its end is never looked at.
LARGE = samples.picture() + bytes(3 * MIB)


@pytest.fixture
def narrow(app):
    """A museum that takes photographs of one megabyte and a million pixels, and nothing larger than two."""
    for kind in ("panorama", "model", "audio", "video", "document"):
        setattr(settings(), f"max_{kind}_mb", 2)
    settings().max_image_mb, settings().max_pixels = 1, 1_000_000


def test_a_file_is_as_large_as_the_setting_says(narrow, tmp_path):
    path = samples.written(tmp_path, "a.jpg", LARGE)
    with pytest.raises(UploadRefused, match="1") as refused:
        receive_file(path, "a.jpg")
    assert refused.value.code == "too-large" and refused.value.params == {"size": 3, "limit": 1}
    settings().max_image_mb = 4
    assert receive_file(path, "a.jpg").asset.byte_size == len(LARGE)


def test_an_upload_in_pieces_is_refused_before_its_first_byte(narrow, client):
    for kind, limit in (("image", 1), ("audio", 2), ("", 2)):
        with pytest.raises(UploadRefused) as refused:
            begin_upload(5 * MIB, "a", kind, None)
        assert refused.value.params == {"size": 5, "limit": limit}
    token = make_token(make_user("curator", "large@files.test"))
    db.session.commit()
    headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0", "Upload-Length": str(5 * MIB)}
    headers["Upload-Metadata"] = f"filename {base64.b64encode(b'a.jpg').decode()}"
    answer = client.post("/api/v1/media/uploads", headers=headers | {"Accept-Language": "ru"})
    assert answer.status_code == 422 and "2 МБ" in answer.get_json()["title"]
    asked = client.options("/api/v1/media/uploads", headers=headers)
    assert asked.headers["Tus-Max-Size"] == str(2 * MIB)


def test_the_converting_process_is_told_of_the_setting(narrow, app, tmp_path):
    received = receive_file(samples.written(tmp_path, "a.jpg", samples.picture(1100, 1000)), "a.jpg").asset
    db.session.commit()
    run_pending()
    asset = db.session.get_one(Asset, received.id)
    assert (asset.state, asset.failure_code) == ("failed", "image-too-many-pixels")
    assert "1 миллион" in reason(asset.failure_code, asset.failure_params)


def test_a_model_has_no_more_triangles_than_is_allowed(tmp_path):
    path = samples.written(tmp_path, "a.stl", samples.stl())
    few = Intake(max_pixels=10**6, max_triangles=1, max_bytes={})
    with pytest.raises(Refusal) as refused:
        run_conversion(path, "a.stl", "model", tmp_path / "out", gltfpack=gltfpack_library(), intake=few)
    assert refused.value.code == "model-too-many-triangles" and refused.value.params["limit"] == 1


def test_the_upload_page_says_what_is_taken(narrow, studio_client):
    settings().max_triangles = 123_000
    page = studio_client.get("/studio/media/upload", headers={"Accept-Language": "en"}).text
    assert "At most 1 MB." in page and "At most 2 MB." in page and "At most 1 million pixels." in page
    assert "At most 123\u202f000 triangles." in page
    assert f'data-limit="{2 * MIB}"' in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("max_image_mb", "0"), ("max_video_mb", "9000"), ("max_pixels", "5"), ("max_triangles", "many")],
)
def test_a_limit_without_sense_stops_the_start(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(f"MUSEUM_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"MUSEUM_{name.upper()}"):
        load_settings(home=tmp_path)


def test_the_usual_limits_are_those_of_the_converters(app):
    found = intake()
    assert found.max_pixels == 32768 * 16384 and found.max_triangles == 10_000_000
    assert found.max_bytes["video"] == 4096 * MIB and set(found.max_bytes) == {
        "image", "panorama", "model", "audio", "video", "document",
    }  # fmt: skip


def test_a_refusal_of_an_older_version_can_still_be_read(app):
    assert "70000 × 5" in reason("image-too-many-pixels", {"width": 70000, "height": 5})
