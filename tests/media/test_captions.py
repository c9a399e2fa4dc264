"""Captions: read from what museums have, written anew, shown to whoever may hear the recording."""

import io

import pytest

from tests.factories.halls import make_asset
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid
from virtual_museum.media.captions import Cue, caption_tracks, read_cues, set_captions, write_captions
from virtual_museum.media.queries import assets_by_code, sound_data

WEBVTT = b"""\xef\xbb\xbfWEBVTT - Balbal

STYLE
::cue { background-image: url(https://example.org/x) }

NOTE nobody reads this

intro
00:01.500 --> 00:04.000 align:start position:10%
<v Guide>The <b>stone</b> &amp; the steppe
second line

01:00:00.000 --> 01:00:02.250
<img src=x onerror=alert(1)>An hour later
"""
SUBRIP = "1\r\n00:00:02,000 --> 00:00:03,5\r\nЕкінші\r\n\r\n2\r\n00:00:00,250 --> 00:00:01,000\r\nБірінші\r\n".encode()


def test_webvtt_is_read_and_written_without_anything_foreign():
    cues = read_cues(WEBVTT)
    assert cues == [Cue(1.5, 4.0, "The stone & the steppe\nsecond line"), Cue(3600, 3602.25, "An hour later")]
    written = write_captions(cues)
    assert written.startswith("WEBVTT\n\n00:00:01.500 --> 00:00:04.000\nThe stone &amp; the steppe\n")
    assert "url(" not in written and "<" not in written.replace("-->", "")
    assert read_cues(written.encode()) == cues


def test_subrip_is_read_in_the_order_of_time():
    assert [(cue.start, cue.end, cue.text) for cue in read_cues(SUBRIP)] == [
        (0.25, 1.0, "Бірінші"),
        (2.0, 3.5, "Екінші"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT\n",
        b"\xff\xfe\x00",
        "WEBVTT\n\n00:01.0 --> 00:04.0\nсөз".encode("cp1251", "replace"),
        b"WEBVTT\n\n00:04.000 --> 00:01.000\nbackwards\n",
        b"WEBVTT\n\n99:99.000 --> soon\nno time\n",
        b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\nx\n\n" * 20_001,
        b"x" * (1 << 20) + b"y",
    ],
    ids=["empty", "no cue", "binary", "not UTF-8", "backwards", "no time", "too many", "too large"],
)
def test_what_cannot_be_used_is_refused_with_a_reason(data):
    with pytest.raises(Invalid) as refused:
        read_cues(data)
    assert str(refused.value.fields["captions"])


def test_only_sounds_and_films_have_captions(app):
    with pytest.raises(Invalid):
        set_captions(make_asset("image"), "en", WEBVTT)


def test_visitors_receive_them_with_the_recording_and_not_before(client, app):
    sound = make_asset("audio")
    set_captions(sound, "kk", SUBRIP)
    db.session.commit()
    url = f"/media-data/captions/{sound.code}/kk.vtt"
    assert sound_data(sound)["captions"] == caption_tracks(sound) == {"kk": url}
    sound.published = False
    db.session.commit()
    assert client.get(url).status_code == 404
    sound.published = True
    db.session.commit()
    answer = client.get(url)
    assert (answer.status_code, answer.content_type) == (200, "text/vtt; charset=utf-8")
    assert "Бірінші" in answer.text
    assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get(url.replace("kk.vtt", "ru.vtt")).status_code == 404


def test_lists_of_files_do_not_read_them(app, count_queries):
    codes = []
    for _number in range(3):
        sound = make_asset("audio")
        set_captions(sound, "kk", SUBRIP)
        codes.append(sound.code)
    db.session.commit()
    db.session.expire_all()
    with count_queries() as counted:
        assert all(caption_tracks(asset) for asset in assets_by_code(codes).values())
    assert counted.count <= 2
    assert not any("caption_texts" in str(statement) for statement in counted.statements)


def test_a_curator_hands_them_in_and_takes_them_away(studio_client, app):
    sound = make_asset("audio")
    db.session.commit()
    page = f"/studio/media/{sound.code}"
    sent = {"language": "kk", "captions": (io.BytesIO(SUBRIP), "guide.srt")}
    assert "2" in studio_client.post(f"{page}/captions", data=sent, follow_redirects=True).text
    assert f"/media-data/captions/{sound.code}/kk.vtt" in studio_client.get(page).text
    wrong = {"language": "ru", "captions": (io.BytesIO(b"nothing"), "guide.vtt")}
    refused = studio_client.post(f"{page}/captions", data=wrong, follow_redirects=True)
    assert f"{sound.code}/ru.vtt" not in refused.text
    studio_client.post(f"{page}/captions", data={"language": "kk", "action": "remove"})
    assert f"{sound.code}/kk.vtt" not in studio_client.get(page).text
    assert studio_client.post(f"{page}/captions", data={"language": "xx"}).status_code == 404
