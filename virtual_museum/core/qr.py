"""QR codes, drawn as one path: small files, sharp at any size, no picture library in the browser."""

from io import BytesIO
from typing import Literal

from markupsafe import Markup
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode

Level = Literal["M", "Q"]
Matrix = list[list[bool]]

# Light modules that ISO/IEC 18004 asks for around the symbol.
QUIET_ZONE = 4
_LEVELS = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q}


def qr_matrix(text: str) -> Matrix:
    """Rows of modules, True where dark, without the quiet zone.

    The smallest symbol that holds `text` and survives 15 % of damage (level M); where 25 % (level Q) fits
    into the same size, that. Parts in capitals and digits are packed in the denser alphanumeric mode.
    """
    usual, strong = _matrix(text, "M"), _matrix(text, "Q")
    return strong if len(strong) == len(usual) else usual


def _matrix(text: str, level: Level) -> Matrix:
    # Six is the shortest run for which changing the mode and back costs less than it saves.
    code = QRCode(error_correction=_LEVELS[level], border=0)
    code.add_data(text, optimize=6)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_path(matrix: Matrix, offset: int = QUIET_ZONE) -> str:
    """The dark modules as the `d` of one SVG path, one unit a module; each run of a row is one rectangle."""
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                parts.append(f"M{x + offset} {y + offset}h{length}v1h-{length}z")
            x += length + 1
    return "".join(parts)


def qr_svg(text: str, title: str = "") -> Markup:
    """The symbol as an SVG element with its quiet zone: black on white, whatever the page's colours are."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    name = Markup("<title>{}</title>").format(title) if title else ""
    role = Markup(' role="img"') if title else Markup(' aria-hidden="true"')
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"{role}>'
        '{name}<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" shape-rendering="crispEdges" d="{path}"/></svg>'
    ).format(side=side, role=role, name=name, path=qr_path(matrix))


def qr_png(text: str, pixels: int = 1200) -> bytes:
    """The symbol as a PNG of whole pixels a module, as near to `pixels` wide as that allows."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    picture = Image.new("1", (side, side), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    scale = max(1, pixels // side)
    held = BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(held, "PNG")
    return held.getvalue()
