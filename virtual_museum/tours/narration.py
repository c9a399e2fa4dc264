"""What a stop of the guided route tells: its recording, captions and transcript in the visitor's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from virtual_museum.core.i18n import languages
from virtual_museum.halls.exhibits import Exhibit
from virtual_museum.media.captions import caption_tracks
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import sound_data
from virtual_museum.tours.schemas import Stop


@dataclass(frozen=True)
class Narration:
    """One stop's voice. `url` and `captions` are None where there are none, `transcript` "" likewise.

    `transcript_language` is the language that the transcript is in, which may be another than the visitor's.
    """

    url: str | None = None
    media_type: str = ""
    seconds: float = 0.0
    captions: str | None = None
    captions_language: str = ""
    transcript: str = ""
    transcript_language: str = ""


def recording_of(stop: Stop, assets: Mapping[str, Asset], exhibit: Exhibit | None, language: str) -> Asset | None:
    """The stop's recording in that language, else its one recording for all, else what speaks at its exhibit."""
    for code in (stop.spoken.get(language), stop.audio):
        asset = assets.get(code or "")
        if asset is not None and asset.state == "ready":
            return asset
    return exhibit.sound(language) if exhibit is not None else None


def narration_of(stop: Stop, assets: Mapping[str, Asset], exhibit: Exhibit | None, language: str) -> Narration:
    """What is heard at the stop by a visitor of that language."""
    asset = recording_of(stop, assets, exhibit, language)
    sound = sound_data(asset)
    if asset is None or sound is None:
        return Narration()
    tracks = caption_tracks(asset)
    spoken = list(asset.transcript)
    # The captions of a recording in one language are in that language, whatever the page's.
    track_language = next((code for code in (language, *spoken[:1]) if code in tracks), "")
    track = tracks.get(track_language)
    words, words_language = asset.transcript.best(language, languages())
    return Narration(sound["url"], sound["media_type"], sound["seconds"], track, track_language, words, words_language)
