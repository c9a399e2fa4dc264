"""Stones of the steppe: the balbal, the slab with the sun-headed figure, the runic stele."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from ..finishes import GRANITE, SANDSTONE, Part, aged, rgb
from ..forms import Form, box, joined
from ..implicit import block, carved, chain, ellipsoid, limb, meshed, united
from ..noise import noise, noise_picture
from ..relief import heightfield

RUNES = "/usr/share/fonts/truetype/noto/NotoSansOldTurkic-Regular.ttf"


def balbal() -> list[Part]:
    """A Turkic warrior's stone figure, 1.55 m: round head, moustache, cup at the breast, hand on the belt."""
    body = united([
        block((0, 0, 0.42), (0.225, 0.14, 0.46), 0.08), block((0, 0, 0.88), (0.245, 0.13, 0.24), 0.09),
        limb((0, -0.01, 1.05), (0, -0.01, 1.22), 0.115), ellipsoid((0, -0.01, 1.335), (0.15, 0.125, 0.185)),
    ], 0.06)
    added = [
        *chain([(-0.21, -0.05, 0.98), (-0.225, -0.09, 0.78), (-0.10, -0.135, 0.82), (-0.02, -0.14, 0.86)], [0.05, 0.045, 0.038, 0.034]),
        *chain([(0.21, -0.05, 0.98), (0.225, -0.09, 0.74), (0.12, -0.135, 0.62), (0.02, -0.14, 0.60)], [0.05, 0.045, 0.038, 0.034]),
        limb((0.0, -0.155, 0.865), (0.0, -0.155, 0.93), 0.026, 0.04),
        *chain([(0.0, -0.13, 1.40), (0.0, -0.15, 1.345), (0.0, -0.142, 1.31)], [0.014, 0.024, 0.02]),
        *chain([(-0.085, -0.105, 1.405), (-0.045, -0.128, 1.42), (0.0, -0.124, 1.40)], [0.012, 0.016, 0.012]),
        *chain([(0.085, -0.105, 1.405), (0.045, -0.128, 1.42), (0.0, -0.124, 1.40)], [0.012, 0.016, 0.012]),
        *chain([(-0.085, -0.10, 1.285), (-0.04, -0.128, 1.278), (0.0, -0.132, 1.288)], [0.006, 0.014, 0.011]),
        *chain([(0.085, -0.10, 1.285), (0.04, -0.128, 1.278), (0.0, -0.132, 1.288)], [0.006, 0.014, 0.011]),
        ellipsoid((-0.05, -0.112, 1.373), (0.028, 0.014, 0.012)), ellipsoid((0.05, -0.112, 1.373), (0.028, 0.014, 0.012)),
        ellipsoid((-0.128, 0, 1.34), (0.018, 0.03, 0.05)), ellipsoid((0.128, 0, 1.34), (0.018, 0.03, 0.05)),
        block((0, -0.115, 0.545), (0.2, 0.02, 0.022), 0.015), limb((0.08, -0.135, 0.56), (-0.13, -0.14, 0.42), 0.016, 0.012),
    ]
    tools = [limb((-0.035, -0.128, 1.245), (0.035, -0.128, 1.245), 0.006), limb((-0.16, -0.02, 1.155), (0.16, -0.02, 1.155), 0.010),
             *[ellipsoid((x, -0.14, 0.545), (0.012, 0.012, 0.012)) for x in (-0.15, -0.09, -0.03, 0.03, 0.15)],
             ellipsoid((0.14, 0.02, 1.5), (0.03, 0.05, 0.03))]
    form = meshed(carved(united([body, united(added, 0.014)], 0.012), tools, 0.008), (-0.34, -0.24, -0.04), (0.34, 0.2, 1.56), 0.0092)
    return [Part(_weathered(form, 0.006), GRANITE)]


def _weathered(form: Form, depth: float) -> Form:
    rough = depth * noise(form.vertices, 0.12, 6, 31)[:, None] + 0.3 * depth * noise(form.vertices, 0.02, 3, 7)[:, None]
    out = form.vertices * np.array([1, 1, 0])
    out = out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-9)
    form = aged(form.bent(lambda v: v + rough * out), "#a39a8c", "#4d463d", 0.09, 0.55, 11)
    spots = (noise(form.vertices, 0.05, 4, 77) > 0.55).astype(float)[:, None] * 0.55
    grey = (noise(form.vertices, 0.07, 4, 99) > 0.5).astype(float)[:, None] * 0.4
    colours = form.colours * (1 - spots) + rgb("#a8833f") * spots
    return form.painted(colours * (1 - grey) + rgb("#b9b7ab") * grey)


def sun_figure_slab() -> list[Part]:
    """A slab of dark sandstone, 1.1 × 1.3 m, pecked with the sun-headed figure, dancers, goats and a chariot."""
    return _pecked_slab(sun_drawing, 280, 330, 1.1)


def chariot_slab() -> list[Part]:
    """A slab of dark sandstone, 0.96 × 0.74 m, pecked with a chariot seen from above, its horses back to back, and beasts."""
    return _pecked_slab(chariot_drawing, 330, 254, 0.96)


def _pecked_slab(draw, columns: int, rows: int, width: float) -> list[Part]:
    """Return a broken slab `width` metres across with a drawing pecked through its desert varnish."""
    height = width * rows / columns
    drawing = draw(columns * 4, rows * 4)
    depth = ndimage.gaussian_filter(np.asarray(drawing.resize((columns, rows), Image.Resampling.BOX)) / 255.0, 0.6)
    relief = 0.022 * noise_picture(rows, columns, 120, 5, 3) + 0.003 * noise_picture(rows, columns, 14, 3, 5)
    relief -= 0.0075 * depth * (0.75 + 0.25 * noise_picture(rows, columns, 5, 2, 9))
    edge = _broken_edge(rows, columns)
    front = heightfield(relief - 0.12 * edge**2, width, height)
    desert = 0.5 + 0.35 * noise(front.vertices, 0.25, 5, 5)[:, None] + 0.2 * noise(front.vertices, 0.02, 3, 6)[:, None]
    varnish = rgb("#2e211a") * (1 - np.clip(desert, 0, 1)) + rgb("#6b4630") * np.clip(desert, 0, 1)
    pecked = np.clip(depth.ravel() * 1.1, 0, 1)[:, None]
    front = front.painted(varnish * (1 - pecked) + rgb("#b98d66") * pecked)
    back = box(width * 0.97, 0.2, height * 0.97, 0.04, 24).moved(y=0.19, z=0.015)
    back = aged(back.bent(lambda v: v + 0.012 * noise(v, 0.2, 5, 2)[:, None]), "#6b4630", "#2e211a", 0.2, 0.3, 8)
    rim = _rim(front, rows, columns, 0.16)
    return [Part(joined([front, rim, back]), SANDSTONE)]


def _broken_edge(rows: int, columns: int) -> np.ndarray:
    y, x = np.mgrid[0:rows, 0:columns]
    distance = np.minimum.reduce([x, columns - 1 - x, y, rows - 1 - y]) / columns
    ragged = distance + 0.018 * noise_picture(rows, columns, 60, 4, 13)
    return np.clip(1 - ragged / 0.05, 0, 1.2)


def _rim(front: Form, rows: int, columns: int, depth: float) -> Form:
    index = np.arange(rows * columns).reshape(rows, columns)
    loop = np.concatenate([index[0, :], index[1:, -1], index[-1, -2::-1], index[-2:0:-1, 0]])
    near = front.vertices[loop]
    far = near + np.array([0, depth, 0])
    n = len(loop)
    a, b = np.arange(n), (np.arange(n) + 1) % n
    faces = np.concatenate([np.stack([a, b, b + n], 1), np.stack([a, b + n, a + n], 1)])
    return aged(Form(np.concatenate([near, far]), faces), "#6b4630", "#2e211a", 0.1, 0.2, 4)


def sun_drawing(width: int, height: int) -> Image.Image:
    """Draw the sun-headed figure, the dancers and four goats, white on black."""
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    unit = width / 1.1

    def place(x: float, y: float) -> tuple[float, float]:
        return x * unit, height - y * unit

    def line(points, thick: float) -> None:
        draw.line([place(*p) for p in points], fill=255, width=int(thick * unit), joint="curve")
        for p in points:
            dot(p, thick / 2)

    def dot(p, r: float) -> None:
        x, y = place(*p)
        draw.ellipse([x - r * unit, y - r * unit, x + r * unit, y + r * unit], fill=255)

    _sun_figure(line, dot, draw, place)
    for index, x in enumerate((0.14, 0.235, 0.33, 0.80, 0.90)):
        _dancer(line, dot, x, 0.17 + 0.012 * (index % 2))
    _goat(line, 0.16, 0.98, 0.15, 1)
    _goat(line, 0.90, 1.06, 0.13, -1)
    _goat(line, 0.90, 0.52, 0.12, -1)
    _goat(line, 0.19, 0.46, 0.11, 1)
    return image


def _sun_figure(line, dot, draw, place) -> None:
    centre = (0.55, 0.90)
    dot(centre, 0.155)
    x, y = place(*centre)
    for radius, fill in ((0.128, 0), (0.098, 255), (0.072, 0)):
        r = radius * (place(1, 0)[0] - place(0, 0)[0])
        draw.ellipse([x - r, y - r, x + r, y + r], fill=fill)
    for a in np.radians(np.arange(0, 360, 20)):
        start, end = 0.17, 0.235
        line([(centre[0] + start * np.cos(a), centre[1] + start * np.sin(a)), (centre[0] + end * np.cos(a), centre[1] + end * np.sin(a))], 0.012)
        dot((centre[0] + 0.25 * np.cos(a), centre[1] + 0.25 * np.sin(a)), 0.012)
    for dx in (-0.035, 0.035):
        dot((centre[0] + dx, centre[1] + 0.015), 0.014)
    line([(0.55, 0.73), (0.55, 0.42)], 0.055)
    line([(0.55, 0.68), (0.40, 0.63), (0.36, 0.74)], 0.026)
    line([(0.55, 0.68), (0.70, 0.63), (0.74, 0.74)], 0.026)
    line([(0.55, 0.43), (0.47, 0.36), (0.46, 0.25), (0.41, 0.25)], 0.03)
    line([(0.55, 0.43), (0.63, 0.36), (0.64, 0.25), (0.69, 0.25)], 0.03)
    line([(0.55, 0.45), (0.60, 0.50)], 0.018)


def _dancer(line, dot, x: float, y: float) -> None:
    dot((x, y + 0.085), 0.017)
    line([(x, y + 0.075), (x, y + 0.02)], 0.016)
    line([(x - 0.045, y + 0.075), (x - 0.03, y + 0.05), (x, y + 0.055), (x + 0.03, y + 0.05), (x + 0.045, y + 0.075)], 0.009)
    line([(x, y + 0.02), (x - 0.025, y - 0.01), (x - 0.02, y - 0.05)], 0.011)
    line([(x, y + 0.02), (x + 0.025, y - 0.01), (x + 0.02, y - 0.05)], 0.011)


def _goat(line, x: float, y: float, size: float, hand: int) -> None:
    def at(points) -> list[tuple[float, float]]:
        return [(x + hand * a * size, y + b * size) for a, b in points]

    line(at([(-0.45, 0.0), (0.3, 0.02)]), 0.2 * size)
    line(at([(0.3, 0.05), (0.45, 0.28), (0.62, 0.22)]), 0.11 * size)
    angles = np.radians(np.linspace(-10, 150, 12))
    line(at([(0.12 + 0.36 * np.cos(a), 0.30 + 0.36 * np.sin(a)) for a in angles]), 0.07 * size)
    for foot in (-0.42, -0.3, 0.18, 0.3):
        line(at([(foot, 0.0), (foot - 0.03, -0.45)]), 0.075 * size)
    line(at([(-0.45, 0.05), (-0.55, 0.16)]), 0.06 * size)


def chariot_drawing(width: int, height: int) -> Image.Image:
    """Draw a chariot: two spoked wheels, the body between them, the pole with two horses back to back, a driver, goats."""
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    unit = width / 0.96

    def line(points, thick: float) -> None:
        draw.line([(x * unit, height - y * unit) for x, y in points], fill=255, width=int(thick * unit), joint="curve")
        for x, y in points:
            r = thick / 2 * unit
            draw.ellipse([x * unit - r, height - y * unit - r, x * unit + r, height - y * unit + r], fill=255)

    angles = np.radians(np.linspace(0, 360, 49))
    for y in (0.235, 0.505):
        line([(0.27 + 0.088 * np.cos(a), y + 0.088 * np.sin(a)) for a in angles], 0.016)
        for a in np.radians(np.arange(0, 360, 45) + 11):
            line([(0.27, y), (0.27 + 0.085 * np.cos(a), y + 0.085 * np.sin(a))], 0.008)
    line([(0.27, 0.235), (0.27, 0.505)], 0.013)
    line([(0.225, 0.31), (0.33, 0.31), (0.345, 0.37), (0.33, 0.43), (0.225, 0.43), (0.225, 0.31)], 0.013)
    line([(0.33, 0.37), (0.80, 0.37)], 0.014)
    line([(0.71, 0.30), (0.71, 0.44)], 0.012)
    for hand in (-1, 1):
        _flat_horse(line, 0.60, 0.37 + hand * 0.052, hand)
    line([(0.245, 0.37), (0.20, 0.37)], 0.03)
    line([(0.215, 0.37), (0.30, 0.335), (0.345, 0.37)], 0.011)
    _goat(line, 0.80, 0.60, 0.13, -1)
    _goat(line, 0.55, 0.64, 0.10, -1)
    _goat(line, 0.83, 0.13, 0.12, -1)
    _goat(line, 0.13, 0.66, 0.08, 1)
    return image


def _flat_horse(line, x: float, y: float, hand: int) -> None:
    """Draw a horse lying along the pole, its back to the pole, its legs turned outwards by `hand`."""
    line([(x - 0.12, y), (x, y + hand * 0.006), (x + 0.11, y)], 0.036)
    line([(x + 0.11, y), (x + 0.165, y + hand * 0.035), (x + 0.20, y + hand * 0.075)], 0.022)
    line([(x + 0.20, y + hand * 0.075), (x + 0.225, y + hand * 0.105)], 0.018)
    line([(x + 0.165, y + hand * 0.02), (x + 0.185, y + hand * 0.02)], 0.010)
    for foot in (-0.115, -0.08, 0.07, 0.105):
        line([(x + foot, y), (x + foot - 0.012, y + hand * 0.055), (x + foot + 0.006, y + hand * 0.105)], 0.012)
    line([(x - 0.12, y), (x - 0.165, y + hand * 0.03)], 0.012)


INSCRIPTION = [
    "𐰚𐰇𐰠𐱅𐰏𐰤", "𐰴𐰆𐰪:𐰖𐰃𐰞𐰴𐰀", "𐰘𐰃𐱅𐰃:𐰘𐰏𐰼𐰢𐰃𐰚𐰀", "𐰆𐰲𐰑𐰃", "𐱅𐰇𐰼𐰰:𐰉𐰆𐰑𐰣",
]


def runic_stele() -> list[Part]:
    """A grey stele, 0.6 × 1.9 m, with columns of Turkic runes, a roof-shaped top and a tamga of a mountain goat."""
    rows, columns = 620, 200
    carving = _runes(columns * 4, rows * 4)
    depth = ndimage.gaussian_filter(np.asarray(carving.resize((columns, rows), Image.Resampling.BOX)) / 255.0, 0.5)
    width, height = 0.6, 1.86
    relief = 0.006 * noise_picture(rows, columns, 110, 5, 23) - 0.009 * depth
    chips = np.clip(noise_picture(rows, columns, 50, 4, 41) - 0.62, 0, 1)
    relief -= 0.05 * chips
    front = heightfield(relief, width, height)
    dirt = np.clip(0.5 + 0.4 * noise(front.vertices, 0.15, 5, 9)[:, None], 0, 1)
    stone = rgb("#6f6a63") * (1 - dirt) + rgb("#a39d92") * dirt
    cut = np.clip(depth.ravel(), 0, 1)[:, None]
    front = front.painted(stone * (1 - cut) + rgb("#39332c") * cut).moved(y=-0.1)
    body = box(width, 0.2, height, 0.012, 40).moved(y=0.03)
    crown = _gable(width, 0.204).moved(y=0.012)
    foot = box(0.86, 0.52, 0.16, 0.03, 24).moved(z=-0.16)
    rest = joined([body, crown.moved(z=height), foot])
    rest = aged(rest.bent(lambda v: v + 0.004 * noise(v, 0.1, 5, 2)[:, None]), "#a39d92", "#5f5a52", 0.15, 0.3, 15)
    return [Part(joined([front, rest]).moved(z=0.16), GRANITE)]


def _gable(width: float, depth: float) -> Form:
    head = box(width, depth, 0.22, 0.02, 24)

    def shape(v: np.ndarray) -> np.ndarray:
        top = np.clip(v[:, 2] / 0.22, 0, 1)
        narrow = 1 - 0.62 * top**1.6
        return np.stack([v[:, 0] * narrow, v[:, 1], v[:, 2]], 1)

    return head.bent(shape)


def _runes(width: int, height: int) -> Image.Image:
    """Draw the inscription in columns that run downwards from the right, as on the stelae of Orkhon, and a goat tamga."""
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(RUNES, int(width * 0.135))
    text = ":".join(INSCRIPTION) + ":"
    step, top, columns = int(width * 0.127), int(height * 0.2), 5
    index = 0
    for column in range(columns):
        x = int(width * (0.86 - 0.18 * column))
        draw.line([(x - int(width * 0.09), top - 20), (x - int(width * 0.09), height * 0.95)], fill=150, width=5)
        for y in range(top, int(height * 0.9), step):
            draw.text((x, y + step / 2), text[index % len(text)], font=font, fill=255, anchor="mm", stroke_width=3, stroke_fill=255)
            index += 1

    def line(points, thick: float) -> None:
        draw.line([(px * width, height * 0.13 - py * width) for px, py in points], fill=255, width=int(thick * width), joint="curve")

    _goat(line, 0.5, 0.02, 0.42, 1)
    return image
