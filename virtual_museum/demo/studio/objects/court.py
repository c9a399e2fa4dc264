"""The cities of the Horde: a turquoise jug, a page from a scribe's hand."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..finishes import Finish, Part, rgb
from ..forms import box, joined, lathe, projected, smooth_path, tube
from ..noise import noise, noise_picture
from ..ornaments import Board, draw_horns, turned
from ..relief import spiral

TURQUOISE = Finish("turquoise glaze", roughness=0.14, grain=0.05, grain_size=0.02, coat=0.7)
PAPER = Finish("manuscript page", roughness=0.9, grain=0.2, grain_size=0.003)


def glazed_jug() -> list[Part]:
    """A jug, 29 cm: ribbed body under turquoise glaze that stops short of the foot, black scrolls, a twisted handle."""
    profile = [(0.0, 0.004), (0.050, 0.0), (0.053, 0.006), (0.049, 0.018), (0.062, 0.040), (0.088, 0.085), (0.094, 0.120), (0.084, 0.158),
               (0.054, 0.188), (0.034, 0.206), (0.029, 0.232), (0.033, 0.258), (0.043, 0.280), (0.045, 0.288), (0.042, 0.290), (0.038, 0.282),
               (0.028, 0.258), (0.024, 0.230), (0.028, 0.205), (0.0, 0.19)]
    body = lathe(profile, 320, 260)
    angle = np.arctan2(body.vertices[:, 1], body.vertices[:, 0])
    z = body.vertices[:, 2]
    ribs = 1 + 0.018 * np.cos(26 * angle) * np.clip((z - 0.035) / 0.03, 0, 1) * np.clip((0.165 - z) / 0.02, 0, 1)
    spout = 0.012 * np.clip((z - 0.262) / 0.025, 0, 1) * np.exp(-((angle + np.pi / 2) / 0.42) ** 2)
    body = body.bent(lambda v: v * np.stack([ribs, ribs, np.ones_like(ribs)], 1) + np.stack([0 * spout, -spout, 0 * spout], 1))
    path = smooth_path([(0, 0.036, 0.262), (0, 0.075, 0.272), (0, 0.108, 0.238), (0, 0.104, 0.186), (0, 0.084, 0.152)], 140)
    strands = []
    for phase in (0, 2 * np.pi / 3, 4 * np.pi / 3):
        turn = np.linspace(0, 9 * np.pi, 140) + phase
        strands.append(tube(path + 0.0046 * np.stack([np.cos(turn), np.sin(turn) * 0.6, np.sin(turn) * 0.8], 1), 0.0055, 14))
    form = joined([body, *strands])
    form = form.bent(lambda v: v + 0.0006 * noise(v, 0.05, 3, 4)[:, None])
    return [Part(form.painted(_glaze(form.vertices)), TURQUOISE)]


def _glaze(vertices: np.ndarray) -> np.ndarray:
    """Return colours: turquoise that pools dark, black scrolls under it, buff clay where the glaze ran out."""
    angle, z = np.arctan2(vertices[:, 1], vertices[:, 0]), vertices[:, 2]
    pool = np.clip(0.5 + 0.5 * noise(vertices, 0.06, 4, 7) - 1.2 * np.cos(26 * angle) * 0.12, 0, 1)[:, None]
    colour = rgb("#0f6e78") * (1 - pool) + rgb("#3fb9b4") * pool
    wave = 0.176 + 0.0055 * np.sin(12 * angle)
    lines = np.minimum.reduce([np.abs(z - wave) / 0.0018, np.abs(z - 0.164) / 0.0014, np.abs(z - 0.189) / 0.0014, np.abs(z - 0.272) / 0.0016])
    leaf = np.hypot((((angle * 12 / np.pi) % 2) - 1) * 0.010, z - 0.236) / 0.0052
    ink = np.clip(1.3 - np.minimum(lines, leaf), 0, 1)[:, None] * 0.9
    colour = colour * (1 - ink) + rgb("#10201f") * ink
    edge = 0.022 + 0.007 * noise(np.stack([angle * 0.02, 0 * angle, 0 * angle], 1), 0.02, 3, 5)
    bare = np.clip((edge - z) / 0.0016, 0, 1)[:, None]
    clay = rgb("#b38a5e") * (0.85 + 0.15 * noise(vertices, 0.01, 3, 2))[:, None]
    crackle = 1 - 0.2 * (np.abs(noise(vertices, 0.018, 2, 31)) < 0.02)[:, None]
    return np.clip(colour * crackle * (1 - bare) + clay * bare, 0, 1)


def manuscript_page() -> list[Part]:
    """A page on a sloping stand, 17 × 24.5 cm, its head towards the wall."""
    sheet = box(0.26, 0.0012, 0.36, 0.0004, 40)
    sheet = sheet.bent(lambda v: v + np.stack([0 * v[:, 0], -0.004 * np.cos(v[:, 0] * 14) + 0.0016 * noise(v, 0.09, 3, 2), 0 * v[:, 0]], 1))
    page = projected(sheet).turned("x", -32)
    board = box(0.30, 0.012, 0.37, 0.003, 4).moved(y=0.012).turned("x", -32)
    ledge = box(0.30, 0.022, 0.012, 0.003).moved(y=-0.004)
    stand = joined([board, ledge]).painted(rgb("#2c2722"))
    return [Part(page.scaled(0.68), replace(PAPER, picture=manuscript_picture(1300, 1800))),
            Part(stand.scaled(0.68), Finish("page stand", roughness=0.8, grain=0.1))]


def manuscript_picture(width: int = 1300, height: int = 1800) -> Image.Image:
    """Draw the page: an illuminated head-piece, eleven lines in two columns of strokes that say nothing, a margin of scrolls."""
    board = Board(width, height, "#e2d3ae")
    top = height / width
    for inset, colour in ((0.13, "#8f6a1e"), (0.138, "#e2d3ae"), (0.150, "#21406f"), (0.156, "#e6d9b8")):
        x, y = 1 - inset, top - inset
        board.fill([(-x, -y), (x, -y), (x, y), (-x, y)], colour)
    _head_piece(board, top)
    rng = np.random.default_rng(17)
    for line in range(11):
        for start, end in ((0.76, 0.09), (-0.04, -0.72)):
            _line_of_strokes(board, (start, end), 0.54 - 0.142 * line, rng, "#7b2219" if line in (0, 6) else "#1e1a16")
    for x, colour in ((0.012, "#8f6a1e"), (0.004, "#e6d9b8")):
        board.fill([(x, -1.21), (x + 0.008, -1.21), (x + 0.008, 0.72), (x, 0.72)], colour)
    for k in range(15):
        y = -top + 0.24 + 0.148 * k
        for side in (-1, 1):
            draw_horns(board, (side * 0.925, y), 0.085, side * 90, 0.14, "#8f6a1e" if k % 2 else "#21406f")
    return _old_paper(board.picture(), width / 1300)


def _head_piece(board: Board, top: float) -> None:
    """The illuminated rectangle above the text: lapis ground, gold cartouche, lilies."""
    low, high = top - 0.60, top - 0.19
    middle = (low + high) / 2
    for x, a, b, colour in ((0.80, low, high, "#8f6a1e"), (0.79, low + 0.01, high - 0.01, "#17305c")):
        board.fill([(-x, a), (x, a), (x, b), (-x, b)], colour)
    t = np.linspace(0, 2 * np.pi, 120)
    lobed = [((0.56 + 0.03 * np.cos(8 * a)) * np.cos(a), middle + (0.125 + 0.012 * np.cos(8 * a)) * np.sin(a)) for a in t]
    board.fill(lobed, "#b98a2f")
    board.fill([(x * 0.965, middle + (y - middle) * 0.93) for x, y in lobed], "#1f4d57")
    for x in np.linspace(-0.42, 0.42, 7):
        board.brush([(x, middle - 0.075), (x + 0.012, middle), (x, middle + 0.075)], [0.006, 0.05, 0.006], "#d8b45a")
        board.disc((x, middle), 0.014, "#8e2f22")
    for side in (-1, 1):
        for y in (low + 0.085, high - 0.085):
            curl = [tuple(p) for p in spiral((side * 0.70, y), 0.06, 1.6, 90, side, 0.1)]
            board.line(curl, 0.012, "#d8b45a")
            board.disc((side * 0.62, y), 0.016, "#b0412e")


def _line_of_strokes(board: Board, reach: tuple[float, float], y: float, rng: np.random.Generator, colour: str) -> None:
    """Draw strokes in the rhythm of a cursive hand, right to left: bowls, stems, loops, dots; no letters of any language."""
    x, last = reach
    while x > last + 0.06:
        kind, wide = rng.integers(0, 6), rng.uniform(0.045, 0.10)
        if kind <= 1:
            board.brush([(x, y + 0.012), (x - wide * 0.5, y - 0.048), (x - wide, y + 0.004)], [0.010, 0.024, 0.006], colour)
        elif kind == 2:
            board.brush([(x - 0.010, y + 0.098), (x - 0.014, y + 0.040), (x - 0.006, y)], [0.015, 0.012, 0.007], colour)
        elif kind == 3:
            points = turned(spiral((0, 0), 0.03, 0.95, 20, 1, 0.5), 0, (x - 0.035, y + 0.012))
            board.line(points, 0.012, colour)
            board.brush([(x - 0.05, y - 0.004), (x - wide, y - 0.012)], [0.013, 0.007], colour)
        elif kind == 4:
            board.brush([(x, y), (x - wide, y - 0.006), (x - wide * 1.5, y + 0.010)], [0.008, 0.019, 0.007], colour)
        else:
            board.brush([(x, y + 0.03), (x - 0.03, y - 0.022), (x - 0.075, y - 0.046)], [0.008, 0.017, 0.005], colour)
        if rng.random() < 0.55:
            for k in range(int(rng.integers(1, 3))):
                at = (x - wide * 0.5 - 0.02 * k, y + (0.05 if rng.random() < 0.5 else -0.075))
                board.fill([(at[0] + a, at[1] + b) for a, b in ((-0.009, 0), (0, 0.009), (0.009, 0), (0, -0.009))], colour)
        x -= wide + rng.uniform(0.012, 0.05)


def _old_paper(picture: Image.Image, scale: float) -> Image.Image:
    """Return the drawing on burnished paper: laid lines, browned edges, stains, worn ink; at `scale` 1 the page is 1,300
    pixels wide."""
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6 * scale**0.5))).astype(np.float64)
    h, w = pixels.shape[:2]
    wide = np.asarray(Image.fromarray(noise_picture(h // 8, w // 8, 40 * scale, 4, 5).astype(np.float32)).resize((w, h), Image.Resampling.BICUBIC))
    fine = np.asarray(Image.fromarray(noise_picture(h // 2, w // 2, 4 * scale, 2 if scale == 1 else 4, 8).astype(np.float32)).resize((w, h)))
    mask = Image.new("L", (w, h), 0)
    ImageDraw.Draw(mask).rectangle([30 * scale, 30 * scale, w - 30 * scale, h - 30 * scale], fill=255)
    inner = np.asarray(mask.filter(ImageFilter.GaussianBlur(45 * scale))) / 255.0
    laid = 1 + 0.012 * np.sin(np.arange(w) * 0.42 / scale)[None, :]
    shade = (1 + 0.05 * wide + 0.035 * fine) * laid * (0.72 + 0.28 * inner)
    stain = np.clip(wide - 0.75, 0, 1)[..., None] * np.array([0.10, 0.16, 0.26])
    return Image.fromarray(np.clip(pixels * shade[..., None] * (1 - stain), 0, 255).astype(np.uint8))
