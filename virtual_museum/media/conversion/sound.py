"""Recordings: what every phone plays, with the shape of the sound as a line.

`web-audio@1`: AAC in MP4 (every browser) and the waveform as numbers. Without ffmpeg a file that browsers play by
themselves (MP3, AAC, WAV) is handed on as it is, and `meta.note` says so.
"""

import shutil
import struct
import subprocess
import wave
from pathlib import Path

from . import limits
from .probing import probe, transcode
from .refusals import Refusal
from .results import Conversion, Made, Source
from .sniff import Sniffed

WAVEFORM_POINTS = 240
WAVEFORM_RATE = 4000
PLAYABLE = {"mp3": "mp3", "aac": "aac", "m4a": "m4a", "wav": "wav"}
NOTE_UNCHANGED = "unchanged"


def convert_sound(source: Source, sniffed: Sniffed) -> Conversion:
    """`web-audio@1` of a recording. Raises Refusal."""
    folder = source.folder("web-audio@1")
    if source.ffmpeg and source.ffprobe:
        found = probe(source, "sound-damaged")
        if not found.audio_codec or found.seconds <= 0:
            raise Refusal("sound-damaged")
        seconds = found.seconds
        check_length(seconds, limits.MAX_SOUND_SECONDS)
        meta: dict[str, object] = {"file": "sound.m4a", "media_type": "audio/mp4", "note": ""}
        quiet_settings = ["-vn", "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "44100", "-movflags", "+faststart"]
        transcode(source, quiet_settings, folder / "sound.m4a", "sound-damaged")
        meta["waveform"] = _waveform(source)
    else:
        if sniffed.format not in PLAYABLE:
            raise Refusal("sound-needs-converter", format=sniffed.format.upper())
        seconds = _seconds_without_tools(source.path, sniffed.format)
        name = f"sound.{PLAYABLE[sniffed.format]}"
        shutil.copyfile(source.path, folder / name)
        meta = {"file": name, "media_type": sniffed.media_type, "note": NOTE_UNCHANGED, "waveform": []}
    meta["seconds"] = round(seconds, 2)
    facts = {"seconds": round(seconds, 2), "format": sniffed.format}
    return Conversion("audio", sniffed.media_type, facts, [Made("web-audio@1", meta)])


def check_length(seconds: float, limit: int) -> None:
    """Raise Refusal for a recording longer than `limit` seconds."""
    if seconds > limit:
        raise Refusal("too-long", minutes=round(seconds / 60), limit=limit // 60)


def _waveform(source: Source) -> list[int]:
    """Loudness of 240 equal parts of the recording, 0 to 100."""
    assert source.ffmpeg
    order = [
        source.ffmpeg, "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-i", str(source.path),
        "-vn", "-ac", "1", "-ar", str(WAVEFORM_RATE), "-f", "s8", "-",
    ]  # fmt: skip
    samples = subprocess.run(order, capture_output=True, check=False).stdout
    if not samples:
        return []
    step = max(1, len(samples) // WAVEFORM_POINTS)
    peaks = [
        max(abs(value) for value in struct.unpack(f"{len(part)}b", part))
        for part in (samples[start : start + step] for start in range(0, len(samples), step))
    ][:WAVEFORM_POINTS]
    loudest = max(peaks) or 1
    return [round(100 * peak / loudest) for peak in peaks]


# Bits per second by MPEG-1 layer III header index, and samples per second.
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def _seconds_without_tools(path: Path, name: str) -> float:
    """A length good enough for a label: exact for WAV, by the first frame's bit rate for MP3, else 0."""
    if name == "wav":
        try:
            with wave.open(str(path)) as file:
                return file.getnframes() / file.getframerate()
        except (wave.Error, EOFError, ZeroDivisionError) as error:
            raise Refusal("sound-damaged") from error
    if name == "mp3":
        head = path.open("rb").read(1 << 16)
        start = head.find(b"\xff\xfb")
        if start >= 0 and start + 2 < len(head):
            rate = _BITRATES[min(head[start + 2] >> 4, 14)]
            return path.stat().st_size * 8 / (rate * 1000) if rate else 0.0
    return 0.0
