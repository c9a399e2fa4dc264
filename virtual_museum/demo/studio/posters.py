"""Two posters drawn by hand, as far as a script has one: cut paper and dry ink, titles in the museum's face."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .forms import smooth_path
from .lettering import Type
from .noise import noise, noise_picture
from .ornaments import Board, draw_horns, medallion

WIDTH, HEIGHT = 1600, 2263
TOP = HEIGHT / WIDTH
PAPER, INK, RED, GOLD, BLUE, GREEN = "#efe6d0", "#221d18", "#a8361f", "#c8922f", "#1f4a57", "#5f6b34"


def draw(folder: Path) -> None:
    """Write both posters as JPEG files, 1600 × 2263 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, poster in (("poster-great-steppe", great_steppe), ("poster-living-heritage", living_heritage)):
        poster().save(folder / f"{name}.jpg", quality=86, optimize=True)


def great_steppe() -> Image.Image:
    """«Ұлы дала»: a great sun over barrows, the Saka deer leaping before it, grass in front."""
    board = Board(WIDTH, HEIGHT, PAPER)
    for k in range(64):
        a = 2 * np.pi * k / 64 + 0.03 * np.sin(k * 5)
        start, end = 0.70 + 0.012 * np.sin(k * 3), 0.80 + 0.20 * (k % 2) + 0.03 * np.sin(k * 7)
        board.brush([(start * np.cos(a), 0.30 + start * np.sin(a)), ((start + end) / 2 * np.cos(a), 0.30 + (start + end) / 2 * np.sin(a)), (end * np.cos(a), 0.30 + end * np.sin(a))], [0.020, 0.013, 0.003], GOLD)
    board.fill(_wobbly((0, 0.30), 0.665, 3), GOLD)
    board.fill(_wobbly((0, 0.30), 0.60, 5), RED)
    _deer(board, (0.02, 0.16), 0.62, PAPER)
    for y, rise, colour, seed in ((-0.36, 0.10, "#8b5a32", 4), (-0.50, 0.09, "#5d3a22", 9), (-0.66, 0.05, INK, 12)):
        _ridge(board, y, rise, colour, seed, barrows=3 if seed == 9 else 0)
    _grass(board, -0.72, 420, INK, PAPER)
    return _printed(_titled(board, "Ұлы дала", "Ұлы дала музейі", "тас · алтын · жазу · күй"), 3)


def living_heritage() -> Image.Image:
    """«Тірі мұра»: a dombra grows like a tree out of a felt ornament; two yurts, birds, hills."""
    board = Board(WIDTH, HEIGHT, BLUE)
    for k in range(130):
        x, y = np.sin(k * 12.9898) * 0.96, 0.40 + 0.9 * abs(np.sin(k * 78.233))
        board.disc((x, y), 0.003 + 0.004 * abs(np.sin(k)), "#dfe0cf")
    board.fill(_wobbly((0.0, 0.42), 0.60, 7), "#e8d8ae")
    for k in range(36):
        a = 2 * np.pi * k / 36
        draw_horns(board, (0.685 * np.cos(a), 0.42 + 0.685 * np.sin(a)), 0.105, np.degrees(a) - 90, 0.17, GOLD)
    for y, rise, colour, seed in ((-0.42, 0.11, "#2e5d5c", 2), (-0.56, 0.07, GREEN, 7), (-0.74, 0.05, "#39431f", 15)):
        _ridge(board, y, rise, colour, seed)
    _dombra(board)
    for x, y, s in ((-0.60, -0.62, 0.25), (0.62, -0.58, 0.20)):
        _yurt(board, x, y, s)
    for x, y, s, lean in ((-0.46, 0.86, 0.15, 8), (0.50, 0.70, 0.12, -10), (0.36, 1.02, 0.09, 4)):
        _bird(board, x, y, s, lean)
    return _printed(_titled(board, "Тірі мұра", "Ұлы дала музейі", "күй · киіз үй · ою · асық"), 11)


def _wobbly(centre: tuple[float, float], radius: float, seed: int) -> list[tuple[float, float]]:
    """Return a circle as scissors cut it."""
    a = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    r = radius * (1 + 0.008 * noise(np.stack([np.cos(a), np.sin(a), 0 * a], 1), 0.6, 3, seed))
    return list(zip(centre[0] + r * np.cos(a), centre[1] + r * np.sin(a), strict=True))


def _ridge(board: Board, y: float, rise: float, colour: str, seed: int, barrows: int = 0) -> None:
    x = np.linspace(-1.05, 1.05, 260)
    line = y + rise * noise(np.stack([x, 0 * x, 0 * x], 1), 0.8, 4, seed)
    for k in range(barrows):
        middle, wide = -0.62 + 0.62 * k, 0.24 - 0.05 * (k % 2)
        line = np.maximum(line, y - 0.02 + 0.17 * np.sqrt(np.clip(1 - ((x - middle) / wide) ** 2, 0, 1)))
    board.fill([*zip(x, line, strict=True), (1.1, -TOP - 0.1), (-1.1, -TOP - 0.1)], colour)


def _grass(board: Board, y: float, count: int, dark: str, light: str) -> None:
    rng = np.random.default_rng(8)
    for _ in range(count):
        x, foot = rng.uniform(-1.05, 1.05), y - rng.uniform(-0.04, 0.16)
        tall, lean = rng.uniform(0.08, 0.24), rng.uniform(0.02, 0.12)
        board.brush([(x, foot), (x + lean * 0.3, foot + tall * 0.6), (x + lean, foot + tall)], [0.010, 0.008, 0.002], light if rng.random() < 0.18 else dark)


def _deer(board: Board, centre: tuple[float, float], scale: float, colour: str) -> None:
    """Draw the flying deer of the Saka in broad strokes: legs tucked, antlers in waves along its back."""
    def at(points) -> list[tuple[float, float]]:
        return [(centre[0] + x * scale, centre[1] + y * scale) for x, y in points]

    def stroke(points, widths) -> None:
        board.brush(at(points), [w * scale for w in widths], colour)

    stroke([(-0.62, 0.02), (-0.30, 0.06), (0.05, 0.08), (0.30, 0.13)], [0.36, 0.33, 0.35, 0.38])
    stroke([(0.28, 0.16), (0.43, 0.36), (0.55, 0.50)], [0.38, 0.25, 0.18])
    stroke([(0.52, 0.50), (0.68, 0.50), (0.84, 0.46), (0.96, 0.43)], [0.18, 0.15, 0.09, 0.05])
    stroke([(0.38, 0.0), (0.50, -0.18), (0.40, -0.28), (0.16, -0.30), (-0.06, -0.33)], [0.20, 0.13, 0.10, 0.08, 0.07])
    stroke([(-0.60, -0.06), (-0.38, -0.24), (-0.56, -0.37), (-0.26, -0.41), (0.12, -0.42)], [0.26, 0.15, 0.10, 0.08, 0.07])
    stroke([(-0.74, 0.12), (-0.90, 0.18), (-0.98, 0.05)], [0.10, 0.09, 0.03])
    stroke([(0.50, 0.57), (0.38, 0.60), (0.24, 0.56)], [0.05, 0.09, 0.02])
    beam = [(0.60, 0.58), (0.44, 0.66), (0.20, 0.52), (-0.12, 0.38), (-0.46, 0.32), (-0.84, 0.32)]
    stroke(beam, [0.075, 0.08, 0.075, 0.07, 0.06, 0.03])
    for k in range(7):
        x = 0.34 - 0.18 * k
        y = float(np.interp(x, [p[0] for p in beam[::-1]], [p[1] for p in beam[::-1]]))
        t = np.linspace(0, 4.4, 16)
        curl = [(x + 0.02 + 0.085 * np.cos(2.7 - a) * (1 - a / 7), y + 0.20 + 0.085 * np.sin(2.7 - a) * (1 - a / 7)) for a in t]
        stroke([(x, y), (x - 0.05, y + 0.09), *curl], [0.075, 0.07, *np.linspace(0.065, 0.035, 16)])
    eye = at([(0.655, 0.525)])[0]
    board.disc(eye, 0.030 * scale, RED)
    for arc in ([(-0.46, 0.16), (-0.50, 0.0), (-0.40, -0.12)], [(0.14, 0.22), (0.10, 0.06), (0.18, -0.08)]):
        board.brush(at(arc), [0.012 * scale, 0.030 * scale, 0.010 * scale], RED)


def _dombra(board: Board) -> None:
    """Draw a dombra upright in the middle, roots of ornament below, leaves of ornament about its head."""
    outline = [(0.0, -0.52), (0.14, -0.47), (0.225, -0.33), (0.215, -0.16), (0.13, 0.02), (0.045, 0.13), (0.034, 0.20)]
    right = smooth_path(outline, 120)
    body = [*map(tuple, right), *[(-x, y) for x, y in right[::-1]]]
    board.fill([(x * 1.07, y * 1.03 - 0.003) for x, y in body], INK)
    board.fill(body, "#b9722d")
    board.fill([(x * 0.87, -0.165 + (y + 0.165) * 0.90) for x, y in body if y < 0.14], "#dba455")
    board.fill([(-0.034, 0.10), (0.034, 0.10), (0.022, 0.98), (-0.022, 0.98)], INK)
    board.fill([(-0.036, 0.97), (0.036, 0.97), (0.050, 1.16), (-0.050, 1.16)], INK)
    for side, y in ((1, 1.03), (-1, 1.09)):
        board.brush([(side * 0.03, y), (side * 0.10, y), (side * 0.135, y)], [0.014, 0.012, 0.036], INK)
    for k in range(1, 13):
        y = 1.0 - 1.36 * (1 - 2 ** (-k / 12))
        board.line([(-0.030, y), (0.030, y)], 0.007, "#e8d8ae")
    for x in (-0.012, 0.012):
        board.line([(x, -0.40), (x * 0.8, 1.02)], 0.005, "#f3ead2")
    board.line([(-0.06, -0.40), (0.06, -0.40)], 0.018, INK)
    board.disc((0, -0.14), 0.036, INK)
    for degrees, y in ((0, -0.03), (180, -0.25)):
        draw_horns(board, (0, y), 0.13, degrees, 0.15, "#7d3a16")
    for side in (-1, 1):
        for k, y in enumerate((0.34, 0.52, 0.70, 0.88)):
            reach = 0.34 - 0.04 * k
            board.brush([(side * 0.03, y - 0.06), (side * reach * 0.5, y + 0.01), (side * reach, y + 0.05)], [0.014, 0.012, 0.008], RED)
            draw_horns(board, (side * (reach + 0.045), y + 0.07), 0.15, -side * 58, 0.18, RED)
    for side in (-1, 1):
        for k in range(3):
            board.brush([(side * 0.05, -0.50), (side * (0.16 + 0.15 * k), -0.62 - 0.05 * k), (side * (0.30 + 0.22 * k), -0.66 - 0.08 * k)], [0.030, 0.020, 0.006], INK)
    medallion(board, (0, -0.70), 0.115, GOLD, 0.22)


def _yurt(board: Board, x: float, y: float, s: float) -> None:
    light, dark = "#eadfc4", "#2b241d"
    board.fill([(x - s * 0.72, y - s * 0.3), (x + s * 0.72, y - s * 0.3), (x + s * 0.68, y + s * 0.14), (x - s * 0.68, y + s * 0.14)], light)
    board.fill([(x + s * 0.70 * np.cos(a), y + s * 0.13 + s * 0.46 * np.sin(a)) for a in np.linspace(0, np.pi, 50)], light)
    board.fill([(x - s * 0.15, y + s * 0.56), (x + s * 0.15, y + s * 0.56), (x + s * 0.11, y + s * 0.65), (x - s * 0.11, y + s * 0.65)], RED)
    for k in range(-6, 7):
        board.line([(x + k * s * 0.105, y + s * 0.14), (x + k * s * 0.024, y + s * 0.57)], 0.004, dark)
    board.line([(x - s * 0.68, y + s * 0.14), (x + s * 0.68, y + s * 0.14)], s * 0.06, RED)
    board.fill([(x - s * 0.12, y - s * 0.3), (x + s * 0.12, y - s * 0.3), (x + s * 0.12, y + s * 0.09), (x - s * 0.12, y + s * 0.09)], GOLD)
    board.brush([(x + s * 0.05, y + s * 0.66), (x - s * 0.1, y + s * 0.9), (x + s * 0.08, y + s * 1.15)], [s * 0.05, s * 0.07, s * 0.01], "#c9d2cb")


def _bird(board: Board, x: float, y: float, s: float, lean: float) -> None:
    for side in (-1, 1):
        a = np.radians(lean)
        points = [(0, 0), (side * 0.45, 0.22 + 0.1 * side * np.sin(a)), (side * 1.0, 0.10)]
        board.brush([(x + p * s, y + q * s) for p, q in points], [0.03, 0.022, 0.003], "#f3ead2")


def _titled(board: Board, title: str, house: str, line: str) -> Image.Image:
    image = board.picture()
    pen, ink = ImageDraw.Draw(image), "#f3ead2"
    size = WIDTH * 0.165
    while Type(size, "serif", 700).width(title) > WIDTH * 0.84:
        size *= 0.96
    Type(size, "serif", 700).draw(pen, (WIDTH / 2, HEIGHT * 0.885), title, ink, "m")
    Type(WIDTH * 0.030, "sans", 600, 0.12).draw(pen, (WIDTH / 2, HEIGHT * 0.93), line.upper(), GOLD, "m")
    Type(WIDTH * 0.027, "serif", 500).draw(pen, (WIDTH / 2, HEIGHT * 0.963), house, ink, "m")
    return image


def _printed(image: Image.Image, seed: int) -> Image.Image:
    """Return the drawing as a hand-pulled print: dry ink, soft register, grain of the paper."""
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.8))).astype(np.float64)
    pixels[..., 0] = np.roll(pixels[..., 0], 1, axis=1)
    h, w = pixels.shape[:2]
    fine = np.asarray(Image.fromarray(noise_picture(h // 2, w // 2, 5, 3, seed).astype(np.float32)).resize((w, h)))
    wide = np.asarray(Image.fromarray(noise_picture(h // 8, w // 8, 30, 4, seed + 1).astype(np.float32)).resize((w, h), Image.Resampling.BICUBIC))
    dark = 1 - pixels.mean(axis=2, keepdims=True) / 255
    dry = np.clip(fine + 0.5 * wide - 0.55, 0, 1)[..., None]
    pixels = pixels + dark * dry * 90
    pixels *= (1 + 0.030 * fine + 0.022 * wide)[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
