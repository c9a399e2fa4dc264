"""Films: H.264 and AAC in MP4 that every phone plays and seeks in, and a still picture.

`web-video@1` and `poster@1`. Without ffmpeg an MP4 or WebM is handed on as it is, and `meta.note` says so.
"""

import shutil

import pyvips

from . import limits
from .images import WIDTHS, write_sizes
from .probing import Probe, probe, transcode
from .refusals import Refusal
from .results import Conversion, Made, Source
from .sniff import Sniffed
from .sound import NOTE_UNCHANGED, check_length

MAX_HEIGHT = 1080
PLAYABLE = {"mp4", "webm"}


def convert_video(source: Source, sniffed: Sniffed) -> Conversion:
    """`web-video@1` and `poster@1` of a film. Raises Refusal."""
    folder = source.folder("web-video@1")
    if not (source.ffmpeg and source.ffprobe):
        return _unchanged(source, sniffed)
    found = probe(source, "video-damaged")
    if not found.video_codec or found.seconds <= 0:
        raise Refusal("video-damaged")
    check_length(found.seconds, limits.MAX_VIDEO_SECONDS)
    settings = _settings(found)
    transcode(source, settings, folder / "film.mp4", "video-damaged")
    poster = _poster(source, found)
    facts = {
        "width": found.width, "height": found.height, "seconds": round(found.seconds, 2), "format": sniffed.format,
        "has_sound": bool(found.audio_codec),
    }  # fmt: skip
    meta = {"file": "film.mp4", "media_type": "video/mp4", "seconds": round(found.seconds, 2), "note": ""}
    return Conversion("video", sniffed.media_type, facts, [Made("web-video@1", meta), Made("poster@1", poster)])


def _settings(found: Probe) -> list[str]:
    playable = found.video_codec == "h264" and found.audio_codec in ("aac", "") and found.height <= MAX_HEIGHT
    if playable:
        return ["-c", "copy", "-movflags", "+faststart"]
    scale = f"scale=-2:'min({MAX_HEIGHT},ih)':flags=lanczos,format=yuv420p"
    return [
        "-vf", scale, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-c:a", "aac", "-b:a", "128k", "-ac", "2",
        "-movflags", "+faststart",
    ]  # fmt: skip


def _poster(source: Source, found: Probe) -> dict[str, object]:
    picture = source.target / "poster.png"
    moment = f"{min(found.seconds / 3, 10):.2f}"
    transcode(source, ["-ss", moment, "-frames:v", "1", "-an"], picture, "video-damaged")
    image = pyvips.Image.new_from_file(str(picture)).colourspace("srgb").extract_band(0, n=3).copy_memory()
    picture.unlink()
    image = image if image.width <= WIDTHS[3] else image.thumbnail_image(WIDTHS[3])
    return write_sizes(image, image.width, image.height, source.folder("poster@1"), (640, 1024))


def _unchanged(source: Source, sniffed: Sniffed) -> Conversion:
    if sniffed.format not in PLAYABLE:
        raise Refusal("video-needs-converter", format=sniffed.format.upper())
    name = f"film.{sniffed.format}"
    shutil.copyfile(source.path, source.folder("web-video@1") / name)
    meta = {"file": name, "media_type": sniffed.media_type, "seconds": 0, "note": NOTE_UNCHANGED}
    return Conversion("video", sniffed.media_type, {"format": sniffed.format}, [Made("web-video@1", meta)])
