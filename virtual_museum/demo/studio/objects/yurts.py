"""The yurt in its coat: felt walls and roof with their bands, the painted door, and the model of it one tenth the size."""

import numpy as np
from PIL import Image

from ..finishes import FELT, LACQUER, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, projected, torus, tube
from ..noise import noise
from ..ornaments import Board, border, draw_horns, medallion, woolly
from .home import yurt_frame

RADIUS, WALL_HEIGHT, DOOR_DEGREES = 2.95, 1.5, 270.0


def _sector(form: Form, start: float, end: float) -> Form:
    """Keep the faces of a turned form whose direction lies between two angles in degrees, 0..360."""
    angle = np.degrees(np.arctan2(form.vertices[:, 1], form.vertices[:, 0])) % 360
    after, before = angle >= start, angle <= end
    keep = after | before if start > end else after & before
    return Form(form.vertices, form.faces[keep[form.faces].all(axis=1)], form.colours, form.uv)


def felt_walls(radius: float, start: float, end: float) -> Form:
    """Return the felt of the wall between two angles, 4 cm thick, with its soft folds."""
    skin = [(radius + 0.045, 0.0), (radius + 0.05, 0.4), (radius + 0.055, 0.9), (radius + 0.05, 1.36), (radius + 0.02, 1.56)]
    return _draped(_sector(lathe(skin, 360, 60), start, end), 0.012)


def felt_roof(radius: float, start: float, end: float) -> Form:
    """Return the felt of the roof between two angles, from the wall up to the crown."""
    t = np.linspace(0.02, 1.0, 40)
    r = radius + (0.74 - radius) * np.clip((t - 0.06) / 0.94, 0, 1) ** 0.92 + 0.05
    z = 1.35 + 1.72 * np.sin(t * np.pi / 2) ** 0.9 + 0.045
    skin = [*zip(r, z, strict=True), (0.70, 3.14)]
    return _draped(_sector(lathe(skin, 360, 60), start, end), 0.016)


def _draped(form: Form, depth: float) -> Form:
    v = form.vertices
    away = v * np.array([1, 1, 0.4])
    away /= np.linalg.norm(away, axis=1, keepdims=True) + 1e-9
    return form.bent(lambda p: p + depth * noise(p, 0.45, 4, 8)[:, None] * away)


def wall_picture(width: int = 3000, height: int = 500) -> Image.Image:
    """Draw the outside of the wall felt: undyed cream, a broad band of horns under the eaves, a red hem."""
    board = Board(width, height, "#e3d8c0")
    top = height / width
    for low, high, colour in ((top * 0.50, top * 0.98, "#8e2a1e"), (top * 0.53, top * 0.95, "#e9dfc8"), (-top * 0.99, -top * 0.90, "#8e2a1e")):
        board.fill([(-1, low), (1, low), (1, high), (-1, high)], colour)
    border(board, (-1, top * 0.74), (1, top * 0.74), 34, 0.062, "#24424a", 0.2)
    return woolly(board.picture(), 0.13, 4)


def roof_picture(width: int = 3000, height: int = 900) -> Image.Image:
    """Draw the roof felt: cream with red ribs that run to the crown and horns between them."""
    board = Board(width, height, "#e6dcc6")
    top = height / width
    for k in range(16):
        x = -1 + (k + 0.5) / 8
        board.fill([(x - 0.011, -top), (x + 0.011, -top), (x + 0.011, top), (x - 0.011, top)], "#8e2a1e")
        draw_horns(board, (x + 0.0625, -top * 0.45), 0.085, 0, 0.2, "#24424a")
        draw_horns(board, (x + 0.0625, top * 0.1), 0.07, 180, 0.2, "#8e2a1e")
    board.fill([(-1, -top), (1, -top), (1, -top * 0.86), (-1, -top * 0.86)], "#8e2a1e")
    return woolly(board.picture(), 0.12, 7)


def ropes(radius: float) -> Form:
    """Return the horsehair ropes round the wall and the roof."""
    rings = [torus(radius + 0.075, 0.014, 200, 8).moved(z=z) for z in (0.42, 0.98)]
    t = np.linspace(0, 1, 30)
    for a in np.radians(np.arange(0, 360, 30)):
        r = radius + 0.09 + (0.80 - radius) * np.clip((t - 0.06) / 0.94, 0, 1) ** 0.92
        z = 1.42 + 1.70 * np.sin(t * np.pi / 2) ** 0.9
        turn = a + 0.28 * t
        rings.append(tube(np.stack([r * np.cos(turn), r * np.sin(turn), z], 1), 0.012, 7))
    return joined(rings)


def door(radius: float, opened: bool) -> list[Part]:
    """Return the double door in its frame, painted, in the gap that looks to −y; `opened` turns its leaves inwards."""
    parts = []
    picture = _door_picture(420, 1100)
    for side in (-1, 1):
        leaf = projected(box(0.46, 0.035, 1.46, 0.006, 4)).moved(x=-side * 0.23)
        leaf = leaf.turned("z", side * 112 if opened else 0.0).moved(x=side * 0.47, y=-radius + 0.01, z=0.08)
        parts.append(Part(leaf, Finish("door leaf", roughness=0.45, grain=0.12, grain_size=0.004, coat=0.3, picture=picture)))
    sill = box(1.2, 0.14, 0.08, 0.01).moved(y=-radius)
    return [*parts, Part(aged(sill, "#8c3b1f", "#4a1a0d", 0.1, 0.3), LACQUER)]


def _door_picture(width: int, height: int) -> Image.Image:
    board = Board(width, height, "#7d2318")
    top = height / width
    for inset, colour in ((0.06, "#c4933a"), (0.09, "#7d2318"), (0.20, "#c4933a"), (0.225, "#16403f")):
        board.fill([(-1 + inset, -top + inset), (1 - inset, -top + inset), (1 - inset, top - inset), (-1 + inset, top - inset)], colour)
    for y in (-1.55, 0.0, 1.55):
        medallion(board, (0, y), 0.50, "#d9ab4c", 0.2)
        medallion(board, (0, y), 0.30, "#a23a26", 0.2)
    return woolly(board.picture(), 0.07, 5)


def yurt_model() -> list[Part]:
    """A yurt one tenth the size, 60 cm across: the western half in felt, the eastern half open to its lattice and poles."""
    radius = RADIUS
    parts = list(yurt_frame(radius))
    wall = Finish("model wall felt", roughness=0.97, grain=0.6, grain_size=0.003, marks="matted", sheen=0.5, picture=wall_picture())
    roof = Finish("model roof felt", roughness=0.97, grain=0.6, grain_size=0.003, marks="matted", sheen=0.5, picture=roof_picture())
    parts += [Part(felt_walls(radius, 90, 254), wall), Part(felt_roof(radius, 90, 270), roof), *door(radius, opened=True)]
    rope = _sector(ropes(radius), 90, 270)
    parts.append(Part(rope.painted(rgb("#4a3a28")), FELT))
    disc = lathe([(0.0, -0.22), (radius + 0.42, -0.22), (radius + 0.45, -0.19), (radius + 0.45, -0.03), (radius + 0.40, 0.0), (0.0, 0.0)], 200)
    top = lathe([(radius - 0.05, 0.012), (0.0, 0.014)], 160, 24)
    rug = Form(top.vertices, top.faces, None, top.vertices[:, :2] / (2 * radius) + 0.5)
    fibre = np.clip(0.5 + 0.4 * noise(disc.vertices * np.array([1, 0.05, 1]), 0.05, 4, 5), 0, 1)[:, None]
    wood = disc.painted(rgb("#6f4b2a") * (1 - fibre) + rgb("#a87d4b") * fibre)
    parts += [Part(wood, LACQUER), Part(rug, Finish("model rug", roughness=0.97, grain=0.4, grain_size=0.003, marks="matted", sheen=0.4, picture=round_rug(900)))]
    return [Part(part.form.scaled(0.1).moved(z=0.022), part.finish) for part in parts]


def round_rug(size: int) -> Image.Image:
    """Draw the felts of a yurt's floor as one round picture: four syrmaks about the hearth's dark square."""
    board = Board(size, size, "#6b2a1c")
    board.disc((0, 0), 0.98, "#d9cba9")
    board.disc((0, 0), 0.93, "#7d2a1d")
    for degrees in range(0, 360, 20):
        a = np.radians(degrees)
        draw_horns(board, (0.80 * np.cos(a), 0.80 * np.sin(a)), 0.19, degrees - 90, 0.2, "#e3d6b6")
    board.disc((0, 0), 0.68, "#d9cba9")
    board.disc((0, 0), 0.65, "#3a241a")
    for x, y in ((0.30, 0.30), (-0.30, 0.30), (0.30, -0.30), (-0.30, -0.30)):
        medallion(board, (x, y), 0.20, "#b9542c", 0.24)
    board.fill([(-0.13, -0.13), (0.13, -0.13), (0.13, 0.13), (-0.13, 0.13)], "#241d18")
    return woolly(board.picture(), 0.16, 9)
