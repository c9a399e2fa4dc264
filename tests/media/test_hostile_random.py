"""Every format cut off and damaged at random places: refused by a declared reason, or taken for what is left of it.

The places are drawn anew for each name, and the same in every run.
"""

import random
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.media import samples
from tests.media.test_hostile import ARCHIVES, BROKEN_MODELS, OTHERS, SOUND, take
from tests.media.test_hostile_models import FILES, SECRET
from virtual_museum.core.errors import Invalid
from virtual_museum.media.captions import read_cues, write_captions
from virtual_museum.media.conversion.convert import convert
from virtual_museum.media.conversion.images import guard_libvips
from virtual_museum.media.conversion.panoramas import convert_panorama
from virtual_museum.media.conversion.refusals import REFUSALS, Refusal
from virtual_museum.media.conversion.results import Source
from virtual_museum.media.conversion.sniff import sniff

CUTS, WOUNDS = 6, 8
WHOLE = {
    **SOUND,
    "gray.tif": samples.picture(form="TIFF", mode="L", compression="tiff_lzw"),
    "cmyk.jpg": samples.picture(mode="CMYK"),
    "progressive.jpg": samples.picture(progressive=True),
    "painted.ply": samples.ply("ascii", colors=True),
    "textured.zip": samples.archive({
        "m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd s.jpg", "s.jpg": samples.picture()}),
}  # fmt: skip
CAPTIONS = (
    "WEBVTT\n\nNOTE of the house\n\n1\n00:00.000 --> 00:02.000\nАлтын адам\n\n"
    "2\n00:02.000 --> 00:04.000 align:start\nThe <b>golden</b> man\n"
)
RECORDINGS = {
    "tone.mp3": ["-c:a", "libmp3lame"], "tone.wav": ["-c:a", "pcm_s16le"], "tone.ogg": ["-c:a", "libvorbis"],
    "tone.flac": ["-c:a", "flac"], "tone.m4a": ["-c:a", "aac"],
    "film.mp4": ["-c:v", "libx264", "-c:a", "aac", "-pix_fmt", "yuv420p"],
    "film.webm": ["-c:v", "libvpx", "-c:a", "libvorbis"],
}  # fmt: skip


def chance(name: str) -> random.Random:
    return random.Random(zlib.crc32(name.encode()))


def cut(data: bytes, name: str) -> list[bytes]:
    """The file ending at random places, the last byte at the most."""
    places = chance(f"cut {name}")
    return [data[: places.randrange(1, len(data))] for _ in range(CUTS)]


def wounded(data: bytes, name: str) -> list[bytes]:
    """The file with some bytes changed: few or many, anywhere or close together."""
    places, found = chance(f"wound {name}"), []
    for _ in range(WOUNDS):
        body = bytearray(data)
        start = places.randrange(len(body))
        for _ in range(places.choice((1, 4, 32))):
            spot = places.choice((places.randrange(len(body)), min(len(body) - 1, start + places.randrange(64))))
            body[spot] = places.choice((0, 255, places.randrange(256)))
        found.append(bytes(body))
    return found


def survive(path: Path, action) -> None:
    """Nothing comes out of it but success or a declared refusal."""
    try:
        action(path)
    except Refusal as refusal:
        assert refusal.code in REFUSALS
        assert SECRET not in str(refusal.params)


@pytest.mark.parametrize("name", WHOLE)
def test_pictures_and_scans(name, tmp_path):
    for number, data in enumerate([*cut(WHOLE[name], name), *wounded(WHOLE[name], name)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        survive(samples.written(folder, name, data), take)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_panoramas(form, tmp_path):
    guard_libvips()
    data = samples.picture(1024, 512, form=form)

    def tile(path: Path) -> None:
        convert_panorama(Source(path, path.name, path.parent / "out"), sniff(path))

    for number, part in enumerate([*cut(data, form)[:3], *wounded(data, form)[:3]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        survive(samples.written(folder, "p.bin", part), tile)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory) -> dict[str, bytes]:
    """Two seconds of a tone, and of a film with that tone, in every format that comes in."""
    tool = shutil.which("ffmpeg")
    if tool is None:
        pytest.skip("ffmpeg is not installed")
    folder, made = tmp_path_factory.mktemp("recordings"), {}
    for name, settings in RECORDINGS.items():
        inputs = ["-f", "lavfi", "-i", "sine=duration=2"]
        if name.startswith("film"):
            inputs = ["-f", "lavfi", "-i", "testsrc=duration=2:size=160x120:rate=10", *inputs]
        subprocess.run([tool, "-v", "error", *inputs, *settings, str(folder / name)], check=True)
        made[name] = (folder / name).read_bytes()
    return made


def play(path: Path) -> None:
    """Convert as the worker does; what is called a success lasts for some time."""
    source = Source(
        path, path.name, path.parent / "out", ffmpeg=shutil.which("ffmpeg"), ffprobe=shutil.which("ffprobe")
    )
    made = convert(source, "")
    assert made.facts["seconds"] > 0


@pytest.mark.parametrize("name", RECORDINGS)
def test_recordings(name, recordings, tmp_path):
    data = recordings[name]
    for number, part in enumerate([*cut(data, name)[:3], *wounded(data, name)[:3]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        survive(samples.written(folder, name, part), play)


PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
FOREIGN = {
    "list.m3u8": PLAYLIST,
    "list.mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00" + PLAYLIST,
    "list.mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + PLAYLIST,
    "joined.wav": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "joined-inside.wav": b"RIFF\xff\xff\xff\x7fWAVEfmt " + b"ffconcat version 1.0\nfile /etc/passwd\n",
    "rate-zero.wav": b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00" + bytes(24),
    "endless.ogg": b"OggS\x00\x02" + b"\xff" * 8 + bytes(400),
    "page.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00<html><script>1</script></html>",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_recordings_that_name_other_files(name, tmp_path):
    """Play lists and joined files stay closed, alone and in the coat of a recording."""
    path = samples.written(tmp_path, name, FOREIGN[name])
    with pytest.raises(Refusal) as caught:
        play(path)
    assert caught.value.code in REFUSALS and SECRET not in str(caught.value.params)


def test_a_film_whose_data_lie_in_another_file(recordings, tmp_path):
    """MP4 can point to its data by address (`dref`); only what is inside the file is read."""
    data = recordings["film.mp4"]
    inside = b"url \x00\x00\x00\x01"
    assert data.count(inside) >= 1
    outside = data.replace(inside, b"url \x00\x00\x00\x00")
    survive(samples.written(tmp_path, "film.mp4", outside), play)
    made = [file.read_bytes() for file in tmp_path.rglob("out/*/*") if file.is_file()]
    assert not any(SECRET.encode() in body for body in made)


CAPTION_FILES = {
    "script.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\n<script>alert(1)</script><img src=x onerror=alert(1)>\n",
    "style.vtt": b"WEBVTT\n\nSTYLE\n::cue { background: url(http://127.0.0.1:1/x) }\n\n00:00.000 --> 00:02.000\nA\n",
    "backwards.vtt": b"WEBVTT\n\n00:05.000 --> 00:02.000\nA\n",
    "far.vtt": b"WEBVTT\n\n99999999999999999999:00:00.000 --> 99999999999999999999:00:01.000\nA\n",
    "nul.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nA\x00B\n",
    "utf16.vtt": CAPTIONS.encode("utf-16"),
    "arrows.vtt": b"WEBVTT\n\n" + b"-->" * 100_000,
    "one-line.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\n" + b"a" * 2_000_000,
    "nothing.vtt": b"",
}


@pytest.mark.parametrize("name", [*CAPTION_FILES, "cut", "wounded"])
def test_captions(name):
    """Refused with words, or written anew without anything that a browser would run or fetch."""
    whole = CAPTIONS.encode()
    files = {"cut": cut(whole, name), "wounded": wounded(whole, name)}.get(name) or [CAPTION_FILES[name]]
    for data in files:
        try:
            written = write_captions(read_cues(data))
        except Invalid:
            continue
        assert not any(word in written for word in ("<script", "<img", "STYLE", "url(", "\x00"))


def test_the_set_is_large():
    """The hostile files made here, each by itself and without those cut and damaged at random."""
    own = sum(map(len, (BROKEN_MODELS, ARCHIVES, OTHERS, FILES, FOREIGN, CAPTION_FILES)))
    assert own >= 150
    assert (len(WHOLE) * (CUTS + WOUNDS)) >= 250
