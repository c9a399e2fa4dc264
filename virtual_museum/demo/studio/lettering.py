"""Typesetting on pictures in the museum's own faces: Literata for titles and texts, Golos Text for small labels.

The faces come as the front end's font files, one a script, so a line is set in runs; without them Noto stands in.
"""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MODULES = Path(__file__).parents[3] / "node_modules"
SERIF = MODULES / "@fontsource-variable/literata/files"
SANS = MODULES / "@fontsource/golos-text/files"
KAZAKH = frozenset("әғқңөүһӘҒҚҢӨҮҺ")  # the files keep ұ and і among the common Cyrillic letters
STAND_IN = "/usr/share/fonts/truetype/noto/Noto{kind}-{weight}.ttf"


@cache
def _font(family: str, script: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return the face for one script; Noto when the front end's packages are not installed."""
    if family == "serif":
        path = SERIF / f"literata-{script}-wght-normal.woff2"
    else:
        path = SANS / f"golos-text-{script}-{600 if weight > 500 else 400}-normal.woff2"
    if not path.exists():
        kind = "Serif" if family == "serif" else "Sans"
        return ImageFont.truetype(STAND_IN.format(kind=kind, weight="Bold" if weight > 500 else "Regular"), size)
    font = ImageFont.truetype(str(path), size)
    if family == "serif":
        font.set_variation_by_axes([weight])
    return font


def _script(letter: str) -> str:
    if letter in KAZAKH:
        return "cyrillic-ext"
    return "cyrillic" if "\u0400" <= letter <= "\u04ff" else "latin"


def _runs(words: str) -> list[tuple[str, str]]:
    """Split words into runs of one script; blanks stay with the run before them."""
    runs: list[tuple[str, str]] = []
    for letter in words:
        script = runs[-1][0] if letter == " " and runs else _script(letter)
        if runs and runs[-1][0] == script:
            runs[-1] = (script, runs[-1][1] + letter)
        else:
            runs.append((script, letter))
    return runs


class Type:
    """One face in one size: measures and draws lines, and sets paragraphs."""

    def __init__(self, size: float, family: str = "serif", weight: int = 400, tracking: float = 0.0) -> None:
        self.size, self.family, self.weight = max(4, round(size)), family, weight
        self.tracking = tracking * self.size

    def width(self, words: str) -> float:
        """Return the width of a line in pixels."""
        return sum(self._face(script).getlength(run) for script, run in _runs(words)) + self.tracking * len(words)

    def draw(self, pen: ImageDraw.ImageDraw, place: tuple[float, float], words: str, colour: str, anchor: str = "l") -> None:
        """Write a line; `place` is the start (anchor l), middle (m) or end (r) of its base line."""
        x, y = place
        x -= {"l": 0.0, "m": 0.5, "r": 1.0}[anchor] * self.width(words)
        for script, run in _runs(words):
            face = self._face(script)
            for piece in run if self.tracking else [run]:
                pen.text((x, y), piece, font=face, fill=colour, anchor="ls")
                x += face.getlength(piece) + (self.tracking if len(piece) == 1 else 0)

    def lines(self, words: str, width: float) -> list[str]:
        """Break words into lines no wider than `width` pixels."""
        lines = [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def paragraph(self, image: Image.Image, place: tuple[float, float], words: str, width: float, colour: str,
                  leading: float = 1.42, anchor: str = "l") -> float:
        """Set a paragraph below a place; return the y where the next one may begin."""
        pen = ImageDraw.Draw(image)
        x, y = place
        for line in self.lines(words, width):
            y += leading * self.size
            self.draw(pen, (x, y), line, colour, anchor)
        return y + 0.25 * self.size

    def _face(self, script: str) -> ImageFont.FreeTypeFont:
        return _font(self.family, script, self.size, self.weight)
