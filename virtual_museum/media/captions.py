"""Captions of sounds and films: WebVTT by language, read from what the curator hands over (WebVTT or SubRip).

Source: https://www.w3.org/TR/webvtt1/. What visitors receive is written anew: cues with times and words, nothing else,
so that no style, note or foreign markup of the file reaches a page.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.core import audit
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid
from virtual_museum.media.models import Asset

MAX_CAPTION_BYTES = 1 << 20
MAX_CUES = 20_000
CAPTIONED_KINDS = ("audio", "video")

CAPTIONED = audit.declare_event("asset.captioned", _l("Captions of a file changed"))

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?$")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cue:
    """Words to read from `start` until `end`, both in seconds of the recording."""

    start: float
    end: float
    text: str


def read_cues(data: bytes) -> list[Cue]:
    """The cues of a WebVTT or SubRip file in UTF-8. Raises Invalid naming what is wrong."""
    if len(data) > MAX_CAPTION_BYTES:
        raise _wrong(_l("A file of captions is smaller than one megabyte."))
    try:
        # As the standard asks: a zero character stands for one that was lost (PostgreSQL keeps none).
        text = data.decode("utf-8-sig").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        raise _wrong(_l("Captions must be saved as UTF-8 text.")) from error
    cues = list(_cues(text))
    if not cues:
        raise _wrong(_l("The file holds no captions: there is no line with two times, such as 00:01.0 --> 00:04.0."))
    if len(cues) > MAX_CUES:
        raise _wrong(_l("There are too many captions in one file."))
    return sorted(cues, key=lambda cue: cue.start)


def _wrong(words: object) -> Invalid:
    return Invalid(fields={"captions": words})


def _cues(text: str) -> Iterator[Cue]:
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None:
            continue
        found = _TIMING.match(lines[at])
        if found is None:
            raise _wrong(_l("This line is no time: %(line)s", line=lines[at][:80]))
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        if end <= start:
            raise _wrong(_l("This caption ends before it begins: %(line)s", line=lines[at][:80]))
        words = "\n".join(html.unescape(_MARKUP.sub("", line)).strip() for line in lines[at + 1 :])
        if words.strip():
            yield Cue(start, end, words.strip())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def write_captions(cues: list[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{html.escape(cue.text, quote=False)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def set_captions(asset: Asset, language: str, data: bytes) -> int:
    """Keep the captions of one language; returns how many there are. Raises Invalid."""
    if asset.kind not in CAPTIONED_KINDS:
        raise _wrong(_l("Only sounds and films have captions."))
    cues = read_cues(data)
    _keep(asset, {**asset.caption_texts, language: write_captions(cues)})
    return len(cues)


def remove_captions(asset: Asset, language: str) -> None:
    """Take the captions of one language away."""
    _keep(asset, {code: text for code, text in asset.caption_texts.items() if code != language})


def _keep(asset: Asset, texts: dict[str, str]) -> None:
    asset.caption_texts, asset.caption_languages = texts, sorted(texts)
    audit.record(CAPTIONED, ("asset", asset.code), languages=sorted(texts))


def captions_of_many(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """The WebVTT of several files by code and language, in one statement; files without captions are left out."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = db.session.execute(select(Asset.code, Asset.caption_texts).where(Asset.code.in_(wanted)))
    return {code: texts for code, texts in rows if texts}


def captions_etag(text: str) -> str:
    """A mark that changes with the captions."""
    return sha256(text.encode()).hexdigest()[:16]


def caption_tracks(asset: Asset | None) -> dict[str, str]:
    """Addresses of the asset's captions by language; they answer visitors as soon as the asset is public."""
    if asset is None or asset.state != "ready":
        return {}
    return {code: f"/media-data/captions/{asset.code}/{code}.vtt" for code in asset.caption_languages}
