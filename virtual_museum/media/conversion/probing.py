"""Asking ffprobe what a sound or film holds, and ffmpeg for another form of it. Both only ever read local files."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .refusals import Refusal
from .results import Source

PROBE_SECONDS = 60
# Play lists and other inputs that name further files stay closed: only the one file is read.
_SAFE_INPUT = ("-protocol_whitelist", "file,pipe")


@dataclass(frozen=True)
class Probe:
    """What ffprobe measured: seconds, and the codecs and picture size found ("" and 0 where there is none)."""

    seconds: float
    audio_codec: str
    video_codec: str
    width: int
    height: int


def probe(source: Source, damaged: str) -> Probe:
    """Measure the file. Raises Refusal `damaged` when it cannot be read as sound or film."""
    assert source.ffprobe
    order = [
        source.ffprobe,
        "-v",
        "error",
        *_SAFE_INPUT,
        "-show_format",
        "-show_streams",
        "-of",
        "json",
        str(source.path),
    ]
    try:
        answer = subprocess.run(order, capture_output=True, timeout=PROBE_SECONDS, check=True)
        found = json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refusal(damaged) from error
    streams = found.get("streams", [])
    audio = _first(streams, "audio")
    video = _first(streams, "video")
    durations = [found.get("format", {}).get("duration"), audio.get("duration"), video.get("duration")]
    seconds = max((float(value) for value in durations if _is_number(value)), default=0.0)
    return Probe(
        seconds, audio.get("codec_name", ""), video.get("codec_name", ""),
        int(video.get("width") or 0), int(video.get("height") or 0),
    )  # fmt: skip


def _first(streams: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The first stream of the kind; the cover picture of a recording is no film."""
    for stream in streams:
        if stream.get("codec_type") == kind and not stream.get("disposition", {}).get("attached_pic"):
            return stream
    return {}


def _is_number(value: object) -> bool:
    try:
        return value is not None and 0 <= float(str(value)) < 1e9
    except ValueError:
        return False


def transcode(source: Source, arguments: list[str], target: Path, damaged: str) -> None:
    """Let ffmpeg write `target` from the source; metadata is dropped. Raises Refusal `damaged` when it cannot."""
    assert source.ffmpeg
    order = [
        source.ffmpeg, "-v", "error", "-nostdin", "-y", *_SAFE_INPUT, "-i", str(source.path),
        "-map_metadata", "-1", "-map_chapters", "-1", *arguments, str(target),
    ]  # fmt: skip
    try:
        subprocess.run(order, capture_output=True, check=True)
    except subprocess.SubprocessError as error:
        raise Refusal(damaged) from error
    if not target.exists() or target.stat().st_size == 0:
        raise Refusal(damaged)
