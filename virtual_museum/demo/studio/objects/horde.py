"""The Golden Horde: silver coin, paiza, star tile, painted bowl, helmet."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from ..finishes import GILT, IRON, SILVER, Finish, Part, aged, rgb
from ..forms import Form, joined, lathe, projected, torus, tube
from ..noise import noise, noise_picture
from ..ornaments import Board, draw_horns, turned
from ..relief import Sheet, plate, polygon_mask, sheet_of_mask

ARABIC = "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Bold.ttf"
MONGOLIAN = "/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf"
GLAZE = Finish("glaze", roughness=0.16, grain=0.08, grain_size=0.01, coat=0.6)
CLAY = Finish("clay body", roughness=0.9, grain=0.4, grain_size=0.004, marks="cast")


def coin() -> list[Part]:
    """A silver coin, 17 mm across (modelled at that size), struck off centre; square frame and three lines of letters."""
    size = 300
    y, x = np.mgrid[0:size, 0:size] / size * 2 - 1
    angle = np.arctan2(y, x)
    ragged = 0.93 + 0.022 * np.sin(3 * angle + 1) + 0.014 * np.sin(7 * angle) + 0.01 * np.sin(2 * angle + 2)
    mask = np.hypot(x, y) < ragged
    outside = ndimage.gaussian_filter(
        np.where(mask, -ndimage.distance_transform_edt(mask), ndimage.distance_transform_edt(~mask)), 1) * 2 / size
    struck = ndimage.gaussian_filter(_coin_face(size), 1.1)
    worn = np.clip(0.75 + 0.5 * noise_picture(size, size, 130, 3, 4), 0.15, 1)
    heights = 0.055 * struck * worn + 0.012 * noise_picture(size, size, 60, 4, 8)
    form = plate(Sheet(heights, outside, 2.0, 2.0), 0.017, 0.1, 0.7)
    return [Part(aged(form, "#dcd8cf", "#4a443d", 0.006, 0.75, 3), SILVER)]


def _coin_face(size: int) -> np.ndarray:
    image = Image.new("L", (size * 2, size * 2), 0)
    draw = ImageDraw.Draw(image)
    c, r = size * 1.04, size * 0.88
    for radius, width in ((r, 7), (r * 0.93, 4)):
        draw.ellipse([c - radius, c - radius, c + radius, c + radius], outline=255, width=width)
    for a in np.radians(np.arange(0, 360, 7)):
        px, py, d = c + r * 0.965 * np.cos(a), c + r * 0.965 * np.sin(a), 6
        draw.ellipse([px - d, py - d, px + d, py + d], fill=255)
    h = r * 0.62
    for inset in (0, 16):
        draw.rectangle([c - h + inset, c - h + inset, c + h - inset, c + h - inset], outline=255, width=6)
    font = ImageFont.truetype(ARABIC, int(size * 0.27))
    for index, text in enumerate(("ضرب", "سراي", "الجديد")):
        draw.text((c, c - h * 0.62 + index * h * 0.6), text, font=font, fill=255, anchor="mm", stroke_width=2, stroke_fill=255)
    for a in (0, 90, 180, 270):
        px, py = c + r * 0.77 * np.cos(np.radians(a)), c + r * 0.77 * np.sin(np.radians(a))
        draw.ellipse([px - 14, py - 14, px + 14, py + 14], outline=255, width=8)
    return np.asarray(image.resize((size, size), Image.Resampling.BOX)) / 255.0


def paiza() -> list[Part]:
    """A messenger's tablet of gilt silver, 29 cm: two lines of Mongolian letters that run from the top down."""
    width, height, pixels = 1.0, 3.0, 190
    rows = pixels * 3
    mask = _tablet_mask(pixels, rows)
    sheet = sheet_of_mask(mask, width, height, 0.022, 0.03)
    script = ndimage.gaussian_filter(_tablet_script(pixels, rows), 0.8)
    border = np.exp(-(((sheet.outside + 0.065) / 0.018) ** 2))
    heights = sheet.heights + 0.026 * script + 0.02 * border + 0.006 * noise_picture(rows, pixels, 130, 4, 6)
    form = plate(Sheet(heights, sheet.outside, width, height), 0.095, 0.07, 0.7)
    silver = aged(form, "#d8d2c4", "#4c443a", 0.05, 0.5, 9)
    row = np.clip(((1 - form.vertices[:, 2] / form.bounds[1][2]) * (rows - 1)).round().astype(int), 0, rows - 1)
    column = np.clip(((form.vertices[:, 0] / 0.095 + 0.5) * (pixels - 1)).round().astype(int), 0, pixels - 1)
    gilded = np.clip(script + border, 0, 1)[row, column][:, None] * (form.vertices[:, 1:2] < 0)
    wear = np.clip(0.9 + 0.5 * noise(form.vertices, 0.02, 3, 2), 0.2, 1)[:, None]
    return [Part(silver.painted(silver.colours * (1 - gilded * wear) + rgb("#e0a53c") * gilded * wear), SILVER)]


def _tablet_mask(pixels: int, rows: int) -> np.ndarray:
    image = Image.new("L", (pixels * 3, rows * 3), 0)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle([20, 20, pixels * 3 - 20, rows * 3 - 20], radius=pixels * 1.1, fill=255)
    c, r = pixels * 1.5, pixels * 0.27
    draw.ellipse([c - r, pixels * 0.72 - r, c + r, pixels * 0.72 + r], fill=0)
    return np.asarray(image.resize((pixels, rows), Image.Resampling.BOX)) / 255.0


def _tablet_script(pixels: int, rows: int) -> np.ndarray:
    font = ImageFont.truetype(MONGOLIAN, int(pixels * 0.62))
    image = Image.new("L", (rows * 2, pixels * 2), 0)
    draw = ImageDraw.Draw(image)
    for line, text in enumerate(("ᠮᠥᠩᠬᠡ ᠲᠩᠷᠢ ᠶᠢᠨ", "ᠬᠦᠴᠦᠨ ᠳᠦᠷ")):
        draw.text((pixels * 1.15, pixels * (1.38 - 0.76 * line)), text, font=font, fill=255, anchor="lm", stroke_width=2, stroke_fill=255)
    ring = Image.new("L", (pixels * 2, rows * 2), 0)
    c, r = pixels, pixels * 0.25
    ImageDraw.Draw(ring).ellipse([c - r, pixels * 0.48 - r, c + r, pixels * 0.48 + r], outline=255, width=14)
    whole = np.maximum(np.asarray(image.transpose(Image.Transpose.ROTATE_270)), np.asarray(ring))
    return np.asarray(Image.fromarray(whole).resize((pixels, rows), Image.Resampling.BOX)) / 255.0


def _star_points(outer: float, inner: float, count: int = 8) -> list[tuple[float, float]]:
    """Return the corners of a star with `count` points."""
    corners = []
    for k in range(2 * count):
        a, r = np.pi * k / count + np.pi / 2, outer if k % 2 == 0 else inner
        corners.append((r * np.cos(a), r * np.sin(a)))
    return corners


def tile() -> list[Part]:
    """An eight-pointed star tile, 21 cm, of pale paste under cobalt, turquoise and red glaze with gold."""
    mask = polygon_mask([_star_points(0.98, 0.755)], 2, 2, 300)
    sheet = sheet_of_mask(mask, 2, 2, 0.02, 0.05)
    petals = ndimage.gaussian_filter(_tile_relief(300), 1.0)
    form = plate(Sheet(sheet.heights + 0.02 * petals, sheet.outside, 2, 2), 0.21, 0.16)
    return [Part(projected(form), Finish("star tile", roughness=0.14, grain=0.05, grain_size=0.02, coat=0.6, picture=_tile_picture(900)))]


def _tile_relief(size: int) -> np.ndarray:
    grey = _tile_picture(size * 2, plain=True).convert("L").resize((size, size))
    return np.asarray(grey) / 255.0


def _tile_picture(size: int, plain: bool = False) -> Image.Image:
    """Draw the tile's glaze: rosette, eight lilies, ram's-horn scrolls; `plain` gives white lines on black for relief."""
    ground, blue, turquoise, gold, white, red = ("#000000",) * 2 + ("#ffffff",) * 4 if plain else (
        "#12306e", "#0c2150", "#2aa7a4", "#c79a3c", "#e9e3d2", "#8e2f22")
    board = Board(size, size, ground)
    board.fill(_star_points(0.97, 0.75), blue)
    board.fill(_star_points(0.90, 0.695), ground)
    for a in np.arange(0, 360, 45):
        board.brush(turned([(0, 0.30), (0, 0.52), (0, 0.72)], a), [0.02, 0.13, 0.015], turquoise)
        board.brush(turned([(0, 0.34), (0, 0.50), (0, 0.62)], a), [0.012, 0.055, 0.01], white)
        draw_horns(board, turned([(0, 0.52)], a + 22.5)[0], 0.36, a + 22.5, 0.09, gold)
        board.disc(turned([(0, 0.80)], a)[0], 0.04, red if not plain else white)
    board.disc((0, 0), 0.27, gold)
    board.disc((0, 0), 0.245, blue)
    board.fill(_star_points(0.225, 0.12), turquoise)
    board.fill(_star_points(0.13, 0.065), white)
    board.disc((0, 0), 0.035, red)
    outline = _star_points(0.90, 0.695)
    board.line([*outline, outline[0]], 0.014, gold)
    picture = board.picture()
    if plain:
        return picture
    pixels = np.asarray(picture).astype(float)
    flow = 1 + 0.10 * noise_picture(size, size, size // 6, 4, 3)
    crackle = 1 - 0.22 * (np.abs(noise_picture(size, size, size // 9, 3, 12)) < 0.014)
    return Image.fromarray(np.clip(pixels * (flow * crackle)[..., None], 0, 255).astype(np.uint8))


def painted_bowl() -> list[Part]:
    """A bowl of pale paste, 22 cm across, painted under a clear glaze in blue, turquoise and black."""
    profile = [(0.0, 0.004), (0.036, 0.0), (0.040, 0.012), (0.055, 0.018), (0.085, 0.045), (0.104, 0.082), (0.110, 0.095), (0.107, 0.095),
               (0.099, 0.080), (0.078, 0.045), (0.045, 0.022), (0.0, 0.018)]
    form = lathe(profile, 240, 100)
    uv = np.stack([form.vertices[:, 0] / 0.224 + 0.5, form.vertices[:, 1] / 0.224 + 0.5], 1)
    form = Form(form.vertices, form.faces, None, uv)
    return [Part(form, Finish("painted bowl", roughness=0.15, grain=0.05, grain_size=0.02, coat=0.6, picture=_bowl_picture(900)))]


def _bowl_picture(size: int) -> Image.Image:
    board = Board(size, size, "#e8e2d2")
    for radius, colour in ((0.99, "#1f3f86"), (0.945, "#e8e2d2"), (0.93, "#23221f"), (0.92, "#e8e2d2"), (0.50, "#1f3f86"), (0.475, "#e8e2d2")):
        board.disc((0, 0), radius, colour)
    for a in np.arange(0, 360, 30):
        board.brush(turned([(0, 0.52), (0.03, 0.70), (0, 0.88)], a), [0.02, 0.16, 0.02], "#2a9c9c")
        board.brush(turned([(0, 0.56), (0.02, 0.70), (0, 0.82)], a), [0.01, 0.07, 0.01], "#1f3f86")
        board.line(turned([(-0.09, 0.56), (-0.10, 0.72), (-0.03, 0.9)], a), 0.012, "#23221f")
        board.disc(turned([(0, 0.84)], a + 15)[0], 0.026, "#23221f")
    for a in np.arange(0, 360, 60):
        board.brush(turned([(0, 0.06), (0.07, 0.24), (0, 0.42)], a), [0.02, 0.17, 0.02], "#1f3f86")
        board.brush(turned([(0, 0.10), (0.04, 0.24), (0, 0.36)], a), [0.01, 0.08, 0.01], "#2a9c9c")
        board.disc(turned([(0, 0.36)], a + 30)[0], 0.04, "#23221f")
    board.disc((0, 0), 0.10, "#23221f")
    board.disc((0, 0), 0.06, "#2a9c9c")
    pixels = np.asarray(board.picture()).astype(float)
    flow = 1 + 0.09 * noise_picture(size, size, size // 5, 4, 3)
    return Image.fromarray(np.clip(pixels * flow[..., None], 0, 255).astype(np.uint8))


def helmet() -> list[Part]:
    """A horseman's helmet, 24 cm high with its spike: iron dome with flutes, gilt bands, and a curtain of mail."""
    profile = [(0.109, 0.0), (0.112, 0.03), (0.108, 0.07), (0.092, 0.115), (0.062, 0.15), (0.030, 0.172), (0.014, 0.185), (0.009, 0.21),
               (0.006, 0.24), (0.0, 0.245)]
    dome = lathe(profile, 256, 110)
    angle = np.arctan2(dome.vertices[:, 1], dome.vertices[:, 0])
    flute = 1 + 0.022 * np.abs(np.sin(8 * angle)) * np.clip((dome.vertices[:, 2] - 0.04) / 0.05, 0, 1) * (dome.vertices[:, 2] < 0.176)
    dome = dome.bent(lambda v: v * np.stack([flute, flute, np.ones_like(flute)], 1)).scaled(0.93, 1.06, 1)
    mail = [_mail_row(index) for index in range(11)]
    iron = aged(joined([dome, *mail, _nasal()]), "#8f8a83", "#3a2c22", 0.05, 0.5, 5)
    gold = [lathe([(0.1135, 0.0), (0.1165, 0.004), (0.1175, 0.016), (0.1165, 0.028), (0.1135, 0.032)], 160, 20)]
    gold += [lathe([(0.034, 0.166), (0.036, 0.172), (0.024, 0.182), (0.016, 0.186)], 80, 16)]
    gold += [_horn_on_band(a) for a in range(0, 360, 24)]
    gold = [form.scaled(0.93, 1.06, 1) for form in gold]
    return [Part(iron.moved(z=0.12), IRON), Part(aged(joined(gold), "#e3b04d", "#7d4c18", 0.03, 0.4).moved(z=0.12), GILT)]


def _mail_row(index: int) -> Form:
    rings = []
    ring = torus(0.0064, 0.0013, 12, 5)
    for k in range(76):
        a = 2 * np.pi * (k + 0.5 * (index % 2)) / 76
        if abs((np.degrees(a) + 90) % 360) < 48 or abs((np.degrees(a) + 90) % 360) > 312:
            continue
        lean = 72 if (k + index) % 2 else 108
        r = 0.110 + 0.0016 * index
        one = ring.turned("x", lean).turned("z", np.degrees(a) + 90)
        rings.append(one.moved(r * 0.93 * np.cos(a), r * 1.06 * np.sin(a), -0.004 - 0.0098 * index))
    return joined(rings)


def _nasal() -> Form:
    z = np.linspace(0.035, -0.058, 24)
    return tube(np.stack([0 * z, -0.121 - 0.006 * np.sin((0.035 - z) * 30), z], 1), 0.0075, 12, flatten=0.45)


def _horn_on_band(degrees: float) -> Form:
    strokes = []
    for side in (-1, 1):
        t = np.linspace(0, 4.4, 14)
        u = side * (0.006 + 0.005 * (1 - t / 6) * np.cos(t + 2.6))
        v = 0.048 + 0.006 * (1 - t / 6) * np.sin(t + 2.6)
        strokes.append((u, v))
    forms = []
    for u, v in strokes:
        a = np.radians(degrees) + u / 0.112
        r = np.interp(v, [0.03, 0.07], [0.1150, 0.1120])
        forms.append(tube(np.stack([r * np.cos(a), r * np.sin(a), v], 1), 0.0013, 6))
    return joined(forms)
