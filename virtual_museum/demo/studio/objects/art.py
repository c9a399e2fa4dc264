"""The art hall: four prints cut as vectors, a bronze argali, a marble mother, a granite eagle."""

import numpy as np
from PIL import Image, ImageFilter

from ..finishes import BRONZE, GRANITE, MARBLE, WOOD, Finish, Part, aged, rgb
from ..forms import box, joined, projected
from ..implicit import block, carved, chain, ellipsoid, limb, meshed, united
from ..noise import noise, noise_picture
from ..ornaments import Board, draw_horns, medallion, turned
from ..relief import spiral

INK, PAPER = "#1b1a18", "#ece5d6"
WIDE = 1000  # pixels across a print as it hangs in the hall; a reproduction is drawn larger, its grain with it


def framed(picture: Image.Image, width: float, name: str) -> list[Part]:
    """Return a print in a thin oak frame with a wide mount, `width` metres across the picture, standing upright."""
    height = width * picture.height / picture.width
    mount, rail = 0.11, 0.028
    w, h = width + 2 * mount, height + 2 * mount
    sheet = projected(box(width, 0.004, height, 0.001).moved(y=-0.008, z=mount))
    card = box(w, 0.012, h, 0.002, 6).painted(rgb("#e9e4d9"))
    rails = [box(w + 2 * rail, 0.034, rail, 0.003).moved(z=z) for z in (-rail, h)] + [box(rail, 0.034, h, 0.003).moved(x=x) for x in (-(w + rail) / 2, (w + rail) / 2)]
    oak = joined(rails)
    fibre = np.clip(0.5 + 0.5 * noise(oak.vertices * np.array([0.2, 1, 0.2]), 0.01, 4, 3), 0, 1)[:, None]
    oak = oak.painted(rgb("#3a2818") * (1 - fibre) + rgb("#6d4d2d") * fibre)
    paper = Finish(name, roughness=0.9, grain=0.15, grain_size=0.002, picture=picture)
    parts = [Part(oak, WOOD), Part(card, Finish("mount", roughness=0.95, grain=0.05)), Part(sheet, paper)]
    return [Part(part.form.moved(z=rail), part.finish) for part in parts]


def _pressed(board: Board, seed: int) -> Image.Image:
    """Return the drawing as printed by hand: uneven ink, softened edges, toned paper."""
    scale = board.size[0] / WIDE
    picture = board.picture().filter(ImageFilter.GaussianBlur(0.7 * scale**0.5))
    pixels = np.asarray(picture).astype(float)
    h, w = pixels.shape[:2]
    ink = noise_picture(h // 2, w // 2, 6 * scale**0.5, 3 if scale == 1 else 5, seed)
    fine = np.asarray(Image.fromarray(ink.astype(np.float32)).resize((w, h)))
    light = pixels.mean(axis=2, keepdims=True) / 255
    pixels += (1 - light) * np.maximum(fine[..., None], 0) * 42
    pixels *= 1 - 0.04 * np.maximum(-fine[..., None], 0)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _hills(board: Board, y: float, height: float, seed: int, colour: str, cut: str | None, top: float) -> None:
    x = np.linspace(-1.1, 1.1, 160)
    line = y + height * noise(np.stack([x, 0 * x, 0 * x], 1), 0.9, 3, seed)
    board.fill([*zip(x, line, strict=True), (1.1, -top), (-1.1, -top)], colour)
    if cut is None:
        return
    for k in range(1, 16):
        fall = line - 0.012 * k * (1 + 0.35 * k / 4)
        part = np.sin(x * 5 + k * 0.7 + seed) > -0.25
        for start in range(0, 156, 4):
            if part[start]:
                board.line(list(zip(x[start:start + 4], fall[start:start + 4], strict=True)), 0.004 + 0.0006 * (k % 3), cut)


def steppe_road(wide: int = WIDE) -> Image.Image:
    """«Дала жолы»: a road to the horizon, feather grass, a low sun of cut rings."""
    board = Board(wide, round(wide * 1.28), PAPER)
    top = 1.28
    for k in range(30):
        y = 1.2 - 0.036 * k
        board.line([(-1, y), (1, y + 0.004 * np.sin(k))], 0.002 + 0.0005 * k, INK if k % 2 else "#a33d22")
    for radius, colour in ((0.30, PAPER), (0.27, "#a33d22"), (0.20, PAPER), (0.185, "#a33d22")):
        board.disc((0.26, 0.32), radius, colour)
    _hills(board, 0.20, 0.10, 4, "#3d3833", PAPER, top)
    _hills(board, 0.02, 0.07, 9, INK, PAPER, top)
    for side in (-1, 1):
        board.brush([(0.14 * side * 0.3 - 0.02, 0.0), (side * 0.10 - 0.05, -0.35), (side * 0.26 - 0.02, -0.8), (side * 0.52, -1.3)], [0.006, 0.014, 0.03, 0.055], PAPER)
    rng = np.random.default_rng(5)
    for _ in range(260):
        y = -rng.uniform(0.12, 1.25)
        x = rng.uniform(-1, 1)
        if abs(x + 0.02) < 0.1 + 0.36 * (-y / 1.25):
            continue
        size = 0.05 + 0.2 * (-y / 1.25)
        lean = rng.uniform(0.2, 0.5)
        board.brush([(x, y - size * 0.4), (x + 0.1 * size, y), (x + lean * size, y + size * 0.55)], [0.003, 0.005 + 0.012 * size, 0.002], PAPER)
    return _pressed(board, 3)


def eagle_hunter(wide: int = WIDE) -> Image.Image:
    """«Бүркітші»: a horseman on a ridge, the eagle opening its wings above his glove."""
    board = Board(wide, round(wide * 1.28), PAPER)
    for k in range(46):
        a = np.radians(8 * k)
        board.line([(0.30 + 0.36 * np.cos(a), 0.62 + 0.36 * np.sin(a)), (0.30 + 1.9 * np.cos(a), 0.62 + 1.9 * np.sin(a))], 0.006 + 0.004 * (k % 3), "#b9ab8f")
    board.disc((0.30, 0.62), 0.34, "#c9862c")
    _hills(board, -0.45, 0.12, 6, "#5b5147", PAPER, 1.28)
    for body in ([(-0.62, -0.28), (-0.40, -0.20), (-0.10, -0.22), (0.12, -0.12)],):
        board.brush(body, [0.26, 0.30, 0.27, 0.26], INK)
    board.brush([(0.10, -0.10), (0.26, 0.08), (0.38, 0.22)], [0.24, 0.16, 0.12], INK)
    board.brush([(0.36, 0.24), (0.50, 0.16), (0.60, 0.06)], [0.13, 0.10, 0.06], INK)
    for leg in ([(0.10, -0.2), (0.22, -0.46), (0.16, -0.72)], [(0.0, -0.2), (0.02, -0.5), (0.06, -0.74)],
                [(-0.60, -0.26), (-0.66, -0.5), (-0.56, -0.76)], [(-0.50, -0.26), (-0.46, -0.52), (-0.40, -0.76)]):
        board.brush(leg, [0.14, 0.07, 0.055], INK)
    board.brush([(-0.70, -0.22), (-0.84, -0.38), (-0.80, -0.66)], [0.06, 0.09, 0.02], INK)
    board.brush([(-0.24, -0.14), (-0.22, 0.14), (-0.16, 0.36)], [0.30, 0.30, 0.22], INK)
    board.disc((-0.13, 0.50), 0.10, INK)
    board.fill([(-0.28, 0.55), (0.02, 0.55), (-0.10, 0.74)], INK)
    board.brush([(-0.16, 0.32), (0.02, 0.24), (0.14, 0.36)], [0.11, 0.09, 0.09], INK)
    board.brush([(-0.26, 0.0), (-0.10, -0.24), (-0.16, -0.46)], [0.16, 0.10, 0.07], INK)
    board.brush([(0.16, 0.40), (0.18, 0.54), (0.22, 0.66)], [0.10, 0.14, 0.09], INK)
    board.brush([(0.22, 0.68), (0.30, 0.70), (0.33, 0.66)], [0.07, 0.05, 0.015], INK)
    for side, span in ((-1, 0.62), (1, 0.52)):
        for k in range(9):
            tip = (0.18 + side * span * (1 - 0.06 * k), 0.98 - 0.075 * k)
            board.brush([(0.18, 0.58), (0.18 + side * 0.24, 0.82 - 0.05 * k), tip], [0.08, 0.06, 0.012], INK)
    for k in range(5):
        board.line([(-0.34 + 0.03 * k, -0.06 - 0.01 * k), (-0.30 + 0.03 * k, 0.24)], 0.008, PAPER)
    _hills(board, -0.78, 0.05, 12, INK, PAPER, 1.28)
    return _pressed(board, 8)


def moon_yurt(wide: int = WIDE) -> Image.Image:
    """«Ай астында»: two yurts under a large moon, smoke, the river of stars."""
    board = Board(wide, round(wide * 1.28), "#16233a")
    rng = np.random.default_rng(11)
    for _ in range(420):
        x, y = rng.uniform(-1, 1), rng.uniform(-0.2, 1.28)
        board.disc((x, y), rng.uniform(0.002, 0.006), "#dfe3da")
    for k in range(26):
        x = -1 + 0.08 * k
        board.line([(x, 1.3), (x + 0.22, 0.3)], 0.003, "#2e4360")
    board.disc((0.34, 0.70), 0.33, "#efe3bd")
    for k in range(7):
        board.line([tuple(p) for p in spiral((0.34, 0.70), 0.30 - 0.035 * k, 0.8, 40 * k, 1, 0.9)], 0.005, "#d4bd82")
    _hills(board, 0.06, 0.12, 3, "#22324b", "#4b6282", 1.28)
    _hills(board, -0.20, 0.06, 8, "#131b29", "#4b6282", 1.28)
    for x, y, s in ((-0.34, -0.55, 0.60), (0.48, -0.42, 0.38)):
        _yurt(board, x, y, s)
    for k in range(4):
        board.brush([(-0.34 + 0.02 * k, -0.06), (-0.44 + 0.05 * k, 0.14), (-0.28 + 0.04 * k, 0.34), (-0.42, 0.58)], [0.012, 0.02, 0.014, 0.004], "#8fa3b8")
    for k in range(18):
        y = -0.86 - 0.026 * k
        board.line([(-1, y), (1, y + 0.03 * np.sin(k))], 0.003 + 0.001 * (k % 4), "#3c5270" if k % 2 else "#0d131d")
    return _pressed(board, 14)


def _yurt(board: Board, x: float, y: float, s: float) -> None:
    light, dark = "#e7dfc9", "#16233a"
    board.fill([(x - s * 0.7, y - s * 0.3), (x + s * 0.7, y - s * 0.3), (x + s * 0.66, y + s * 0.12), (x - s * 0.66, y + s * 0.12)], light)
    dome = [(x + s * 0.68 * np.cos(a), y + s * 0.12 + s * 0.5 * np.sin(a)) for a in np.linspace(0, np.pi, 40)]
    board.fill(dome, light)
    board.fill([(x - s * 0.16, y + s * 0.56), (x + s * 0.16, y + s * 0.56), (x + s * 0.12, y + s * 0.66), (x - s * 0.12, y + s * 0.66)], "#a33d22")
    for k in range(-6, 7):
        board.line([(x + k * s * 0.10, y + s * 0.12), (x + k * s * 0.025, y + s * 0.58)], 0.005, dark)
    board.line([(x - s * 0.67, y + s * 0.12), (x + s * 0.67, y + s * 0.12)], s * 0.07, "#a33d22")
    board.fill([(x - s * 0.13, y - s * 0.3), (x + s * 0.13, y - s * 0.3), (x + s * 0.13, y + s * 0.08), (x - s * 0.13, y + s * 0.08)], "#c9862c")
    for k in range(-5, 6):
        if abs(k) > 1:
            draw_horns(board, (x + k * s * 0.115, y - s * 0.1), s * 0.10, 0, 0.16, "#a33d22")


def ornament_sheet(wide: int = WIDE) -> Image.Image:
    """«Қошқар мүйіз»: a study of ornament in three colours."""
    board = Board(wide, round(wide * 1.28), PAPER)
    board.fill([(-0.9, -1.18), (0.9, -1.18), (0.9, 1.18), (-0.9, 1.18)], "#7b2a1d")
    board.fill([(-0.86, -1.14), (0.86, -1.14), (0.86, 1.14), (-0.86, 1.14)], PAPER)
    for y in (-0.62, 0.62):
        medallion(board, (0, y), 0.42, "#7b2a1d", 0.19)
        medallion(board, (0, y), 0.20, "#b98a2f", 0.16)
    for a in range(0, 360, 45):
        draw_horns(board, turned([(0, 0.3)], a)[0], 0.3, a, 0.13, "#1f4a49")
    for x in (-0.68, 0.68):
        for y in (-0.95, -0.62, -0.29, 0.04, 0.37, 0.70, 1.0):
            draw_horns(board, (x, y), 0.24, 90 if x > 0 else -90, 0.15, "#1f4a49")
    return _pressed(board, 21)


def print_steppe_road():
    """The framed print «Дала жолы»."""
    return framed(steppe_road(), 0.56, "steppe road")


def print_eagle_hunter():
    """The framed print «Бүркітші»."""
    return framed(eagle_hunter(), 0.56, "eagle hunter")


def print_moon_yurt():
    """The framed print «Ай астында»."""
    return framed(moon_yurt(), 0.56, "under the moon")


def print_ornament():
    """The framed print «Қошқар мүйіз»."""
    return framed(ornament_sheet(), 0.56, "ram's horn")


def argali() -> list[Part]:
    """A bronze argali, 42 cm long, gathered to leap from its rock."""
    body = [
        *chain([(-0.15, 0, 0.26), (-0.06, 0, 0.285), (0.05, 0, 0.285), (0.13, 0, 0.30)], [0.068, 0.06, 0.06, 0.066]),
        *chain([(0.13, 0, 0.31), (0.185, 0, 0.39), (0.20, 0, 0.435)], [0.058, 0.04, 0.034]),
        *chain([(0.195, 0, 0.44), (0.25, 0, 0.425), (0.285, 0, 0.402)], [0.036, 0.027, 0.019]),
        limb((-0.215, 0, 0.285), (-0.235, 0, 0.255), 0.014, 0.008),
    ]
    for y in (-0.036, 0.036):
        reach = 0.03 if y < 0 else -0.015
        body += chain([(0.13, y, 0.28), (0.155 + reach, y, 0.20), (0.14 + reach, y, 0.12), (0.155 + reach, y, 0.065)], [0.04, 0.022, 0.0155, 0.017])
        body += chain([(-0.165, y, 0.26), (-0.135, y, 0.185), (-0.195 - reach / 2, y, 0.125), (-0.175 - reach / 2, y, 0.065)], [0.056, 0.032, 0.017, 0.017])
    for side in (-1, 1):
        angles = np.linspace(0, 5.4, 20)
        horn = [(0.185 - 0.062 * np.sin(a) * (1 - 0.05 * a), side * (0.022 + 0.013 * a), 0.415 + 0.062 * np.cos(a) * (1 - 0.05 * a)) for a in angles]
        body += chain(horn, np.linspace(0.024, 0.007, 20) * (1 + 0.09 * np.cos(np.arange(20) * np.pi)))
        body.append(ellipsoid((0.17, side * 0.045, 0.415), (0.012, 0.024, 0.009)))
    rock = united([block((0, 0, 0.03), (0.24, 0.085, 0.035), 0.02), ellipsoid((0.12, 0.01, 0.05), (0.09, 0.07, 0.03))], 0.03)
    form = meshed(united([united(body, 0.014), rock], 0.006), (-0.28, -0.16, -0.005), (0.31, 0.16, 0.52), 0.0048)
    form = form.bent(lambda v: v + 0.0016 * noise(v, 0.025, 3, 5)[:, None])
    green = np.clip(noise(form.vertices, 0.08, 5, 14) - 0.25, 0, 1)[:, None]
    bronze = aged(form, "#8f653a", "#24170d", 0.05, 0.75, 6)
    return [Part(bronze.painted(bronze.colours * (1 - green) + rgb("#4d7764") * green), BRONZE)]


def mother() -> list[Part]:
    """A marble mother in a kimeshek who bends over a child, 64 cm, kept almost to a pebble."""
    body = united([
        ellipsoid((0, 0.02, 0.13), (0.19, 0.15, 0.15)), ellipsoid((0, 0.03, 0.30), (0.145, 0.115, 0.19)),
        ellipsoid((0.0, 0.0, 0.455), (0.085, 0.075, 0.10)), ellipsoid((0.0, -0.035, 0.515), (0.066, 0.066, 0.078), "x", -20),
        limb((-0.13, 0.0, 0.36), (-0.14, -0.10, 0.22), 0.05, 0.042), limb((-0.14, -0.10, 0.22), (0.02, -0.15, 0.20), 0.042, 0.032),
        limb((0.13, 0.0, 0.36), (0.145, -0.09, 0.21), 0.05, 0.042), limb((0.145, -0.09, 0.21), (0.0, -0.14, 0.16), 0.042, 0.032),
    ], 0.06)
    child = united([limb((-0.08, -0.13, 0.225), (0.09, -0.125, 0.215), 0.05, 0.04), ellipsoid((-0.095, -0.135, 0.262), (0.045, 0.045, 0.048))], 0.03)
    face = [ellipsoid((0, -0.115, 0.495), (0.037, 0.026, 0.05), "x", -20)]
    whole = carved(united([body, child], 0.018), face, 0.012)
    form = meshed(united([whole, ellipsoid((0, -0.086, 0.493), (0.030, 0.024, 0.042), "x", -20)], 0.006), (-0.24, -0.24, 0.0), (0.24, 0.22, 0.64), 0.006)
    vein = np.abs(noise(form.vertices, 0.25, 5, 9))
    mix = np.clip(1 - vein * 9, 0, 1)[:, None] * 0.45
    stone = rgb("#e9e3d8") * (1 - mix) + rgb("#8d867d") * mix
    return [Part(form.painted(stone), MARBLE)]


def eagle() -> list[Part]:
    """A granite eagle, 58 cm, on its crag with folded wings, cut in large planes."""
    body = united([
        limb((0, 0.05, 0.17), (0, -0.01, 0.42), 0.085, 0.105), ellipsoid((0, -0.03, 0.515), (0.062, 0.078, 0.06)),
        limb((0, 0.0, 0.42), (0, -0.025, 0.5), 0.085, 0.06), block((0, 0.13, 0.13), (0.055, 0.022, 0.13), 0.012, "x", 24),
        limb((-0.045, -0.03, 0.2), (-0.05, -0.055, 0.1), 0.05, 0.034), limb((0.045, -0.03, 0.2), (0.05, -0.055, 0.1), 0.05, 0.034),
    ], 0.03)
    wings = [block((s * 0.104, 0.035, 0.30), (0.026, 0.085, 0.17), 0.022, "x", 14) for s in (-1, 1)]
    wings += [limb((s * 0.10, -0.03, 0.44), (s * 0.075, 0.14, 0.10), 0.045, 0.022) for s in (-1, 1)]
    beak = united(chain([(0, -0.085, 0.525), (0, -0.125, 0.522), (0, -0.15, 0.503), (0, -0.152, 0.478)], [0.034, 0.026, 0.016, 0.006]), 0.01)
    brow = [limb((s * 0.02, -0.105, 0.548), (s * 0.062, -0.055, 0.546), 0.012, 0.014) for s in (-1, 1)]
    crag = united([block((0, 0.02, 0.045), (0.17, 0.15, 0.06), 0.02), ellipsoid((0.05, -0.04, 0.08), (0.12, 0.1, 0.05))], 0.03)
    cuts = [ellipsoid((s * 0.056, -0.085, 0.527), (0.013, 0.013, 0.011)) for s in (-1, 1)]
    cuts += [limb((s * 0.135, -0.04, 0.40 - 0.06 * k), (s * 0.12, 0.13, 0.30 - 0.06 * k), 0.006) for s in (-1, 1) for k in range(4)]
    cuts += [limb((s * 0.05, -0.115, 0.40 - 0.05 * k), (0, -0.125, 0.375 - 0.05 * k), 0.006) for s in (-1, 1) for k in range(4)]
    bird = united([united([body, *wings], 0.012), beak, *brow], 0.01)
    form = meshed(united([carved(bird, cuts, 0.005), crag], 0.012), (-0.2, -0.18, -0.02), (0.2, 0.2, 0.6), 0.0054)
    form = form.bent(lambda v: v + 0.0018 * noise(v, 0.03, 5, 8)[:, None])
    return [Part(aged(form, "#8b8178", "#3c3632", 0.02, 0.6, 12), GRANITE)]
