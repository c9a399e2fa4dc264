"""The museum's two faces as TrueType files for print, joined from the subsets that the web pages load.

Nothing but WOFF2 subsets is shipped. Each face is joined once and kept below the museum's data folder; the
folder's name tells which files it was made from, so that a new release of the fonts is joined anew.
"""

import logging
import os
import tempfile
import threading
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from virtual_museum.core.config import CHECKOUT

PACKAGES = CHECKOUT / "node_modules"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
# Face → pattern of its subsets below node_modules, and the weight taken where the file is variable.
FACES: dict[str, tuple[str, int | None]] = {
    "Literata-Regular": ("@fontsource-variable/literata/files/literata-{}-wght-normal.woff2", 400),
    "GolosText-Regular": ("@fontsource/golos-text/files/golos-text-{}-400-normal.woff2", None),
    "GolosText-SemiBold": ("@fontsource/golos-text/files/golos-text-{}-600-normal.woff2", None),
}

# Joining takes seconds of a processor: threads that want the faces at the same time wait for one of them.
_joining = threading.Lock()


class FontsMissing(Exception):
    """The front-end packages with the fonts are not installed."""


def print_fonts(kept_in: Path) -> Path:
    """A folder with exactly one TTF per face and nothing else: beside subsets typst would mix faces."""
    sources = {face: _subsets(pattern) for face, (pattern, _weight) in FACES.items()}
    stamp = sha256("".join(f"{p}{p.stat().st_size}" for ps in sources.values() for p in ps).encode())
    folder = kept_in / f"print-fonts-{stamp.hexdigest()[:12]}"
    with _joining:
        if not folder.is_dir():
            _make(folder, sources)
    return folder


def _subsets(pattern: str) -> list[Path]:
    found = [path for subset in SUBSETS if (path := PACKAGES / pattern.format(subset)).exists()]
    if not found:
        raise FontsMissing("run `make build`: the font packages of package.json are not installed")
    return found


def _make(folder: Path, sources: dict[str, list[Path]]) -> None:
    """Join all faces aside, then rename: two processes at once end with one whole folder."""
    # fontTools tells at length what every merge drops; nobody can act on that.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        fresh = Path(aside) / "fonts"
        fresh.mkdir()
        for face, paths in sources.items():
            weight = FACES[face][1]
            Merger().merge([_plain(path, weight) for path in paths]).save(fresh / f"{face}.ttf")
        try:
            os.rename(fresh, folder)
        except OSError:
            if not folder.is_dir():
                raise


def _plain(path: Path, weight: int | None) -> BytesIO:
    """The WOFF2 file as plain TrueType of one weight."""
    font = TTFont(path)
    if weight is not None:
        font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    held = BytesIO()
    font.save(held)
    held.seek(0)
    return held
