"""What the demo museum consists of, read from the TOML files beside this module and the files that the studio made.

Every text is a mapping of the three languages. Nothing here touches the database, so tests can check it alone.
"""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CONTENT = FOLDER / "content"
MEDIA = FOLDER / "media"
LANGUAGES = ("kk", "ru", "en")

Data = dict[str, Any]
Texts = dict[str, str]


@dataclass(frozen=True)
class MediaFile:
    """One file of the demo: where it lies, what it is, what is said about it."""

    path: Path
    kind: str
    alt: Texts
    transcript: Texts
    caption: Texts
    focus: Sequence[float] | None = None

    @property
    def captions(self) -> bytes | None:
        """The WebVTT that was written beside a recording."""
        path = self.path.with_suffix(".vtt")
        return path.read_bytes() if self.kind == "audio" and path.exists() else None

    @property
    def filename(self) -> str:
        """The name under which the museum receives it; the prefix marks it as the demo's."""
        return f"demo-{self.path.parent.name}-{self.path.name}"


@dataclass(frozen=True)
class Content:
    """All texts and tables of the demo."""

    vocabulary: dict[str, dict[str, Data]]
    objects: tuple[Data, ...]
    building: Data
    exhibitions: tuple[Data, ...]
    codes: dict[str, str]
    details: tuple[Data, ...]
    events: tuple[Data, ...]

    @property
    def halls(self) -> list[Data]:
        """The halls in their order."""
        return self.building["hall"]

    @property
    def places(self) -> list[Data]:
        """All that may be a scene of the tour: the halls, then places within them."""
        return [*self.halls, *self.building["scene"]]

    @property
    def notes(self) -> list[Data]:
        """Notes that hang in the scenes."""
        return self.building["note"]

    @property
    def reconstruction(self) -> Texts:
        """The sentence that says what the objects of the demo are."""
        return self.building["museum"]["reconstruction"]

    @property
    def synthetic(self) -> Texts:
        """The words that mark a voice as made by a machine."""
        return self.building["museum"]["synthetic"]

    def object(self, slug: str) -> Data:
        """The object of that name. Raises KeyError."""
        return next(one for one in self.objects if one["slug"] == slug)


@cache
def read_content() -> Content:
    """Read everything once."""
    objects = [one for path in sorted((CONTENT / "objects").glob("*.toml")) for one in _toml(path)["object"]]
    exhibitions = [_toml(path) for path in sorted((CONTENT / "exhibitions").glob("*.toml"))]
    return Content(
        _toml(CONTENT / "vocabulary.toml"), tuple(objects), _toml(CONTENT / "building.toml"), tuple(exhibitions),
        _toml(CONTENT / "codes.toml"), tuple(_toml(CONTENT / "details.toml")["detail"]),
        tuple(_toml(CONTENT / "events.toml")["event"]),
    )  # fmt: skip


def _toml(path: Path) -> Data:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def exhibition_slugs(content: Content) -> list[str]:
    """The addresses of the demo's exhibitions."""
    return [story["slug"] for story in content.exhibitions]


def stripped(texts: Texts) -> Texts:
    """Texts without the line breaks that stand around them in the files."""
    return {language: text.strip() for language, text in texts.items()}


def media_of_object(thing: Data) -> Iterator[MediaFile]:
    """The object's photographs, its 3D model and its audio guides, as far as the studio has made them."""
    slug, alt = thing["slug"], thing["alt"]
    for path in sorted((MEDIA / "photographs").glob(f"{slug}-[0-9].jpg")):
        yield MediaFile(path, "image", alt, {}, {}, thing.get("focus"))
    model = MEDIA / "models" / f"{slug}.glb"
    if model.exists():
        yield MediaFile(model, "model", alt, {}, {})
    for language in LANGUAGES:
        guide = MEDIA / "sound" / f"{slug}-{language}.mp3"
        if guide.exists():
            said = {language: spoken_text(thing, language)}
            yield MediaFile(guide, "audio", thing["title"], said, read_content().synthetic)


def details_of_file(file: MediaFile) -> list[Data]:
    """What is worth a look on a model or a photograph of an object, in order."""
    slug, _dash, number = file.path.stem.rpartition("-")
    named = (file.path.stem, "model") if file.kind == "model" else (slug, number)
    return [one for one in read_content().details if (one["object"], one["file"]) == named]


def spoken_text(thing: Data, language: str) -> str:
    """What the audio guide of an object says: its name, then its label."""
    return f"{thing['title'][language]}. {thing['label'][language].strip()}"


def panorama_of(place: Data) -> MediaFile | None:
    """The panorama of a hall or scene, or None where the studio has not rendered it."""
    path = MEDIA / "panoramas" / f"{place['slug']}.jpg"
    return MediaFile(path, "panorama", place["alt"], {}, {}) if path.exists() else None


def plan_picture(content: Content) -> MediaFile | None:
    """The floor plan."""
    path = MEDIA / "plan" / "floor.png"
    return MediaFile(path, "image", content.building["tour"]["plan_alt"], {}, {}) if path.exists() else None


def directions(slug: str) -> Data:
    """What the studio measured in the panorama: initial view, directions of exhibits and of doors; {} without one."""
    path = MEDIA / "panoramas" / f"{slug}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def plan_places() -> Data:
    """Places of halls and exhibits on the floor plan as fractions of the picture."""
    path = MEDIA / "plan" / "floor.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
