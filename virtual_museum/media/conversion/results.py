"""What a conversion hands back."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Made:
    """One rendition: its files lie in the folder `specification` of the conversion's target."""

    specification: str
    meta: dict[str, Any]


@dataclass
class Conversion:
    """Facts measured on the original, and the renditions made from it."""

    kind: str
    media_type: str
    facts: dict[str, Any] = field(default_factory=dict)
    renditions: list[Made] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Conversion":
        """The conversion that `as_json` wrote."""
        made = [Made(**one) for one in value["renditions"]]
        return cls(value["kind"], value["media_type"], value["facts"], made)


@dataclass(frozen=True)
class Source:
    """The original to convert: where it lies, its name as handed over (for messages only), and its tools.

    `upright` turns a scan that lies on its side: degrees about x, y and z (models3d/turning.py).
    """

    path: Path
    filename: str
    target: Path
    gltfpack: Path | None = None
    ffmpeg: str | None = None
    ffprobe: str | None = None
    upright: tuple[float, ...] | None = None

    def folder(self, specification: str) -> Path:
        """The folder for a rendition's files, made."""
        folder = self.target / specification
        folder.mkdir(parents=True, exist_ok=True)
        return folder
