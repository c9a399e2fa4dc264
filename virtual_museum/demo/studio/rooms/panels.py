"""What hangs on the walls and plinths: title walls, texts in three languages, labels, time lines, painted horizons."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..lettering import Type
from ..maps import wall_map
from ..noise import noise
from ..ornaments import Board, draw_horns, medallion

CONTENT = Path(__file__).parents[2] / "content"
DARK = {"ground": "#2a1a15", "ink": "#f0e6d4", "quiet": "#c9b79c", "accent": "#d8a94f", "land": "#4a3127", "water": "#1d2326", "line": "#7a5a45"}
BLUE = {"ground": "#16303a", "ink": "#eef0ea", "quiet": "#a9bfc2", "accent": "#d9b25a", "land": "#2c525c", "water": "#0f2027", "line": "#5a848b", "realm": "#8a5a48"}
LIGHT = {"ground": "#f1ebdf", "ink": "#2a241d", "quiet": "#6b6152", "accent": "#9a6a1f", "land": "#ddd0b6", "water": "#b9ccd0", "line": "#9d8c70"}
PALETTES = {"saka": DARK, "horde": BLUE}


@cache
def halls() -> dict[str, dict]:
    """Return the texts of the halls by slug, as the content files hold them."""
    return {one["slug"]: one for one in tomllib.loads((CONTENT / "building.toml").read_text(encoding="utf-8"))["hall"]}


@cache
def exhibits() -> dict[str, dict]:
    """Return the texts of the exhibits by slug, as the content files hold them."""
    found: dict[str, dict] = {}
    for path in sorted((CONTENT / "objects").glob("*.toml")):
        found |= {one["slug"]: one for one in tomllib.loads(path.read_text(encoding="utf-8")).get("object", [])}
    return found


def title_panel(slug: str, size: tuple[int, int]) -> Image.Image:
    """Return the hall's title wall: its name large in Kazakh, in Russian and English below, and its leading sentence."""
    inks, hall = PALETTES.get(slug, LIGHT), halls()[slug]
    image = Image.new("RGB", size, inks["ground"])
    w, h = size
    pen, x = ImageDraw.Draw(image), w * 0.08
    pen.rectangle([x, h * 0.085, x + w * 0.10, h * 0.085 + h * 0.008], fill=inks["accent"])
    y = Type(w * 0.092, "serif", 600).paragraph(image, (x, h * 0.10), hall["title"]["kk"], w * 0.84, inks["ink"], 1.16)
    y = Type(w * 0.038, "serif", 400).paragraph(image, (x, y + h * 0.012), hall["title"]["ru"], w * 0.84, inks["accent"], 1.3)
    y = Type(w * 0.038, "serif", 400).paragraph(image, (x, y), hall["title"]["en"], w * 0.84, inks["accent"], 1.3)
    for code, weight in (("kk", 600), ("ru", 400), ("en", 400)):
        y = Type(w * 0.030, "sans", weight).paragraph(image, (x, y + h * 0.022), hall["lead"][code], w * 0.82, inks["ink" if code == "kk" else "quiet"])
    _foot(image, inks)
    return image


def text_panel(slug: str, size: tuple[int, int]) -> Image.Image:
    """Return the hall's text in three columns under each other: Kazakh larger, Russian and English smaller."""
    inks, hall = PALETTES.get(slug, LIGHT), halls()[slug]
    image = Image.new("RGB", size, inks["ground"])
    w, h = size
    x, y = w * 0.09, h * 0.055
    for code, scale, ink in (("kk", 0.036, "ink"), ("ru", 0.028, "quiet"), ("en", 0.028, "quiet")):
        y = Type(w * scale, "serif" if code == "kk" else "sans", 450).paragraph(image, (x, y), hall["description"][code], w * 0.82, inks[ink], 1.46)
        y += h * 0.02
        ImageDraw.Draw(image).line([(x, y), (x + w * 0.12, y)], fill=inks["accent"], width=max(2, w // 300))
    _foot(image, inks)
    return image


def _foot(image: Image.Image, inks: dict[str, str]) -> None:
    w, h = image.size
    board = Board(w, max(8, h // 16), inks["ground"])
    top = board.size[1] / w
    for k in range(12):
        draw_horns(board, (-0.84 + 1.68 * k / 11, 0), top * 1.1, 0, 0.18, inks["accent"])
    image.paste(board.picture(), (0, h - round(h * 0.085)))


def label(slug: str, size: tuple[int, int] = (720, 430)) -> Image.Image:
    """Return the card on a plinth: the title in three languages, date and number."""
    texts = exhibits().get(slug)
    image = Image.new("RGB", size, "#f2ecdf")
    if texts is None:
        return image
    w, h = size
    y = Type(w * 0.066, "serif", 600).paragraph(image, (w * 0.06, h * 0.03), texts["title"]["kk"], w * 0.88, "#211c16", 1.22)
    for code in ("ru", "en"):
        y = Type(w * 0.043, "sans", 400).paragraph(image, (w * 0.06, y), texts["title"][code], w * 0.88, "#50473b", 1.3)
    date = texts.get("date", {}).get("kk", "")
    Type(w * 0.038, "sans", 400).draw(ImageDraw.Draw(image), (w * 0.06, h * 0.93), date, "#8a5f1c")
    return image


def saka_map(width: int) -> Image.Image:
    """Return the map of the finds of the Saka."""
    places = [("Есік", 77.47, 43.36, "l"), ("Шілікті", 84.2, 47.3, "l"), ("Берел", 86.3, 49.35, "l"), ("Тасмола", 75.6, 51.6, "l"), ("Бесшатыр", 78.3, 44.0, "r"),
              ("Ұйғарақ", 63.6, 45.0, "r"), ("Тақсай", 51.6, 51.0, "r"), ("Шірік-Рабат", 62.9, 44.1, "l")]
    return wall_map(width, (46, 90, 38.5, 57.5), DARK, places)


def stones_map(width: int) -> Image.Image:
    """Return the map of the stones in the entrance: rock drawings, steles, figures."""
    places = [("Тамғалы", 75.5, 43.8, "l"), ("Ешкіөлмес", 78.7, 45.1, "r"), ("Сауысқандық", 67.9, 44.0, "l"), ("Орхонға →", 89.6, 47.6, "l"), ("Жетісу", 76.6, 42.9, "l"), ("Маңғыстау", 52.2, 44.2, "r"),
              ("Арпаөзен", 69.2, 43.6, "r"), ("Мерке", 73.2, 42.6, "l")]
    return wall_map(width, (46, 90, 38.5, 57.5), LIGHT, places)


def horde_map(width: int) -> Image.Image:
    """Return the map of the Ulug Ulus about 1330, its border drawn as roughly as it is known."""
    places = [("Сарай", 47.4, 47.2, "r"), ("Жаңа Сарай", 45.6, 48.7, "l"), ("Сарайшық", 51.75, 47.5, "r"), ("Үргеніш", 59.2, 42.3, "r"), ("Сығанақ", 66.9, 44.2, "r"),
              ("Бұлғар", 49.0, 55.0, "r"), ("Отырар", 68.3, 42.85, "r"), ("Азақ", 39.4, 47.1, "l"), ("Кафа", 35.4, 45.0, "l")]
    realm = [(29, 46), (32, 49.5), (38, 52.5), (44, 56), (52, 57), (62, 57.5), (72, 57), (76, 54), (74, 49.5), (70, 46.5), (67.5, 43.6), (62, 42.6), (58.5, 41.0),
             (54, 44.5), (49.5, 43.4), (44, 43.0), (38, 44.6), (34, 44.6)]
    return wall_map(width, (27, 80, 38.5, 59), BLUE, places, realm, country=False)


def horizon(size: tuple[int, int], sky: tuple[str, str], near: str, seed: int, barrows: int = 0) -> Image.Image:
    """Return a painted horizon: a graded sky, ranges of mountains that darken towards the viewer, burial mounds, grass."""
    w, h = size
    top, low, ground = (np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], float) for code in (*sky, near))
    rows = np.linspace(0, 1, h)[:, None]
    pixels = top * (1 - rows[..., None] ** 1.2) + low * rows[..., None] ** 1.2 + np.zeros((h, w, 3))
    x = np.linspace(0, 5, w)
    for layer in range(6):
        share = layer / 5
        line = noise(np.stack([x * (0.9 + 0.5 * layer), 0 * x, 0 * x + layer], 1), 1.0, 7 - layer // 2, seed + layer)
        ridge = 0.50 + 0.068 * layer - line * (0.15 - 0.020 * layer)
        if layer == 4:
            for k in range(barrows):
                centre, wide = (k + 0.6) * 5 / barrows, 0.16 + 0.07 * ((k * 37) % 5) / 4
                ridge -= 0.085 * (wide / 0.2) * np.clip(1 - ((x - centre) / wide) ** 2, 0, 1) ** 0.75
        colour = low * (1 - 0.24 - 0.70 * share) + ground * (0.24 + 0.70 * share)
        below = np.clip((rows - ridge[None, :]) * h / 2.0, 0, 1)[..., None]
        fade = 1 - 0.18 * np.clip((rows - ridge[None, :]) * 4, 0, 1)[..., None] * (1 - share)
        pixels = pixels * (1 - below) + colour * fade * below
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    pen, rng = ImageDraw.Draw(image), np.random.default_rng(seed)
    blade = tuple(int(v) for v in ground * 0.62 + low * 0.10)
    for _ in range(w):
        gx, gy = rng.uniform(0, w), h * rng.uniform(0.93, 1.02)
        tall = h * rng.uniform(0.02, 0.075)
        pen.line([(gx, gy), (gx + tall * rng.uniform(0.1, 0.5), gy - tall)], fill=blade, width=max(1, w // 1800))
    return image.filter(ImageFilter.GaussianBlur(0.6))


def time_line(slug: str, marks: list[tuple[str, str]], size: tuple[int, int]) -> Image.Image:
    """Return a time line: years in gold on a rule, a few words under each."""
    inks = PALETTES.get(slug, LIGHT)
    image = Image.new("RGB", size, inks["ground"])
    w, h = size
    pen = ImageDraw.Draw(image)
    pen.rectangle([w * 0.03, h * 0.47, w * 0.97, h * 0.48], fill=inks["accent"])
    for k, (year, words) in enumerate(marks):
        x = w * (0.05 + 0.92 * k / len(marks))
        pen.ellipse([x - h * 0.022, h * 0.453, x + h * 0.022, h * 0.497], fill=inks["accent"])
        column = w * 0.80 / len(marks)
        size = min(h * 0.12, h * 0.12 * column / Type(h * 0.12, "serif", 600).width(year))
        Type(size, "serif", 600).draw(pen, (x, h * 0.38), year, inks["accent"])
        Type(h * 0.058, "sans", 400).paragraph(image, (x, h * 0.52), words, column, inks["ink"], 1.35)
    return image


def inlay(light: str, dark: str, pixels: int = 1400) -> Image.Image:
    """Return the round inlay of the floor at the visitor's feet: a medallion of ram's horns in a ring."""
    board = Board(pixels, pixels, dark)
    for radius, colour in ((0.995, light), (0.965, dark), (0.94, light), (0.925, dark)):
        board.disc((0, 0), radius, colour)
    for degrees in range(0, 360, 15):
        a = np.radians(degrees)
        draw_horns(board, (0.80 * np.cos(a), 0.80 * np.sin(a)), 0.17, degrees - 90, 0.16, light)
    board.disc((0, 0), 0.665, light)
    board.disc((0, 0), 0.65, dark)
    medallion(board, (0, 0), 0.50, light, 0.13)
    return board.picture()
