"""The inside of the yurt of the heritage hall: lattice and felt all round, light through the shanyrak, hearth, chests, rugs.

South is the door; to the right of one who enters (east) lies the woman's side, to the left (west) the man's.
"""

import math

import bpy
import numpy as np

from ..blender import add_form, add_parts, area_light, spot_light, surface
from ..exhibits import parts_of
from ..finishes import CLOTH, FELT, IRON, LACQUER, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, projected, smooth_path, torus, tube
from ..implicit import ellipsoid, meshed
from ..noise import noise
from ..objects.home import syrmak_picture, yurt_frame
from ..objects.yurts import RADIUS, door, felt_roof, felt_walls, round_rug
from ..ornaments import Board, border, draw_horns, woolly
from . import surfaces

EYE = (0.0, -0.85, 1.42)


def furnish_yurt() -> dict[str, tuple[float, float, float]]:
    """Build the yurt's inside; return the places (metres) of the exhibits that stand in it."""
    add_parts("frame", yurt_frame(RADIUS))
    _felts()
    _floor()
    places = _households()
    _hearth()
    _quilts()
    _hangings()
    _light()
    places["shanyrak"] = (0.0, 0.0, 3.05)
    return places


def _felts() -> None:
    """Close the yurt with felt, lit through a little where it is thin, and hang the open door."""
    finish = Finish("inner felt", roughness=0.98, sheen=0.4, grain=0.5, grain_size=0.01)
    for form, shade in ((felt_walls(RADIUS, 283, 257), "#b7a98d"), (felt_roof(RADIUS, 0, 360), "#c4b69a")):
        felt = aged(form, shade, "#8d7d63", 0.4, 0.1, 5)
        add_form("felt", felt, surface(finish, True))
    lintel = box(1.35, 0.05, 0.42, 0.01).moved(y=-RADIUS - 0.06, z=1.62)
    add_form("lintel felt", aged(lintel, "#b7a98d", "#8d7d63", 0.3, 0.1), surface(finish, True))
    add_parts("door", door(RADIUS, opened=True))
    reed = [tube(np.array([[1.35 + 0.012 * k, 0.75 + 0.010 * k, 0.02], [1.35 + 0.012 * k, 0.75 + 0.010 * k, 1.15]]), 0.0048, 6) for k in range(75)]
    screen = joined(reed)
    v = screen.vertices
    index = np.round((v[:, 0] - 1.35) / 0.012)
    zigzag = np.abs(((v[:, 2] * 7 + index * 0.09) % 1) - 0.5)
    stripes = (zigzag < 0.16)[:, None]
    colour = np.where(stripes, rgb("#8e2a1e"), rgb("#cdb27c"))
    second = (np.abs(zigzag - 0.32) < 0.07)[:, None]
    add_form("reed screen", screen.painted(np.where(second, rgb("#24424a"), colour)), surface(Finish("reed", roughness=0.6, grain=0.0), True))


def _floor() -> None:
    """Cover the ground with a mat, plain felt and four ornamented rugs."""
    disc = lathe([(RADIUS + 0.25, 0.0), (0.0, 0.001)], 160).moved(z=0.004)
    add_form("ground", aged(disc, "#8a7a5d", "#655640", 0.4, 0.1), surface(Finish("mat", roughness=0.97, grain=0.5, grain_size=0.01), True))
    felt = lathe([(2.25, 0.0), (0.0, 0.001)], 120)
    felt = Form(felt.vertices, felt.faces, None, felt.vertices[:, :2] / 4.5 + 0.5)
    add_form("round felt", felt.moved(y=0.55, z=0.008), surfaces.printed("round felt", round_rug(2400), 0.97))
    rug = syrmak_picture(900, 1400)
    for x, y, turn, scale in ((-1.62, 0.15, 0, 1.0), (1.62, 0.15, 0, 1.0), (0.0, 1.9, 90, 1.05), (0.0, -1.75, 90, 0.8)):
        form = projected(box(1.4, 0.02, 2.2, 0.008, 20)).turned("x", -90).moved(y=-1.1, z=0.012)
        form = form.scaled(scale, scale, 1).bent(lambda v: v + np.stack([0 * v[:, 0], 0 * v[:, 0], 0.006 * noise(v, 0.3, 3, 2)], 1))
        root = add_parts("rug", [Part(form, Finish(f"rug {x} {y}", roughness=0.97, sheen=0.4, grain=0.6, grain_size=0.006, picture=rug))])
        root.location, root.rotation_euler = (x, y, 0.012), (0, 0, math.radians(turn))


def _households() -> dict[str, tuple[float, float, float]]:
    """Place the museum's own pieces: chest at the honoured place, saddle to the west, bag and flask to the east."""
    places = {}
    for slug, x, y, z, turn, scale in (("chest", -0.62, 2.28, 0.03, 12, 0.95), ("saddle", -2.05, 0.62, 0.03, 58, 1.0), ("dombra", -2.42, 1.28, 0.28, 58, 1.05),
                                       ("felt-bag", 2.52, 0.22, 0.62, -84, 0.95), ("flask", 2.1, 1.0, 0.36, -62, 1.0), ("saukele", 0.72, 2.25, 0.62, -14, 0.9)):
        root = add_parts(slug, parts_of(slug))
        root.location, root.rotation_euler, root.scale = (x, y, z), (0, 0, math.radians(turn)), (scale,) * 3
        tall = max(part.form.bounds[1][2] for part in parts_of(slug)) * scale
        places[slug] = (x, y, z + tall * 0.55)
    table = lathe([(0.0, 0.0), (0.3, 0.0), (0.3, 0.02), (0.24, 0.03), (0.22, 0.30), (0.31, 0.31), (0.32, 0.34), (0.31, 0.36), (0.0, 0.36)], 60, 50)
    add_form("stool", aged(table.moved(2.1, 1.0), "#8c3b1f", "#4a1a0d", 0.1, 0.3), surface(LACQUER, True))
    box_ = box(0.7, 0.42, 0.58, 0.012, 6).moved(0.72, 2.25, 0.03)
    add_form("second chest", aged(box_, "#7d2a1a", "#3d120b", 0.15, 0.3), surface(LACQUER, True))
    return places


def _hearth() -> None:
    """Set the cauldron on its iron tripod over embers in the middle."""
    ring = torus(0.30, 0.016, 80, 10).moved(z=0.30)
    legs = [tube(np.array([[0.30 * math.cos(a), 0.30 * math.sin(a), 0.31], [0.36 * math.cos(a), 0.36 * math.sin(a), 0.0]]), 0.014, 10) for a in (0.5, 2.6, 4.7)]
    pot = lathe([(0.0, 0.15), (0.12, 0.16), (0.24, 0.24), (0.295, 0.34), (0.30, 0.40), (0.315, 0.41), (0.31, 0.42), (0.285, 0.40), (0.275, 0.34), (0.22, 0.25), (0.0, 0.18)], 90, 70)
    iron = aged(joined([ring, *legs, pot]), "#4a443e", "#1a1613", 0.06, 0.5, 4).moved(y=0.55)
    add_form("cauldron", iron, surface(IRON, True))
    ash = lathe([(0.46, 0.0), (0.40, 0.03), (0.2, 0.05), (0.0, 0.055)], 60, 20).bent(lambda v: v + 0.012 * noise(v, 0.06, 4, 3)[:, None] * np.array([0, 0, 1]))
    add_form("ash", aged(ash.moved(y=0.55), "#6b645b", "#2a2521", 0.06, 0.2), surface(Finish("ash", roughness=1.0, grain=0.6, grain_size=0.005), True))
    rng = np.random.default_rng(6)
    coals = []
    for _ in range(46):
        a, r = rng.uniform(0, 6.28), rng.uniform(0, 0.26)
        size = rng.uniform(0.018, 0.036)
        coals.append(meshed(ellipsoid((0, 0, 0), (size, size * 0.8, size * 0.7)), (-size,) * 3, (size,) * 3, size / 4).moved(r * math.cos(a), 0.55 + r * math.sin(a), 0.06))
    add_form("embers", joined(coals), surfaces.plain("embers", "#ff5a1c", 0.9, 0.0, 1.6))
    area_light((0, 0.55, 0.10), (0, 0.55, 1.0), 5.0, 0.4, (1.0, 0.42, 0.14)).visible_camera = False
    stones = [meshed(ellipsoid((0, 0, 0.03), (0.085, 0.07, 0.06)), (-0.1, -0.1, -0.04), (0.1, 0.1, 0.1), 0.012).turned("z", 40 * k).moved(0.47 * math.cos(k), 0.55 + 0.47 * math.sin(k)) for k in np.arange(0, 6.28, 0.42)]
    add_form("hearth stones", aged(joined(stones), "#8d857a", "#4b453d", 0.08, 0.4), surface(Finish("stone", roughness=0.9, grain=0.5, grain_size=0.01), True))


def _quilts() -> None:
    """Pile the quilts and pillows (jük) on the chests of the honoured place."""
    rng = np.random.default_rng(9)
    colours = ["#9c2a2a", "#2d5d6b", "#c9973a", "#7d3b58", "#3f6b45", "#b5542c", "#d8cba8", "#5a3a6b"]
    height = 0.64
    for k in range(8):
        quilt = box(0.98 - 0.02 * (k % 3), 0.46, 0.085, 0.038, 14)
        quilt = quilt.bent(lambda v, k=k: v + 0.008 * np.sin(v[:, 0:1] * 34 + k) * np.array([0, 0.3, 1]) + 0.01 * noise(v, 0.2, 3, k)[:, None])
        quilt = quilt.turned("z", 12 + rng.uniform(-2, 2)).moved(-0.62 + rng.uniform(-0.02, 0.02), 2.3, height)
        add_form("quilt", aged(quilt, colours[k], "#2a1512", 0.7, 0.2, k), surface(CLOTH, True))
        height += 0.078
    for side, colour in ((-0.26, "#b5322a"), (0.24, "#2d5d6b")):
        pillow = meshed(ellipsoid((0, 0, 0), (0.26, 0.15, 0.11)), (-0.28, -0.16, -0.12), (0.28, 0.16, 0.12), 0.012).turned("x", -26)
        add_form("pillow", aged(pillow.turned("z", 12).moved(-0.62 + side, 2.24, height + 0.1), colour, "#3a1412", 0.3, 0.2), surface(CLOTH, True))


def _hangings() -> None:
    """Tie woven bands round the wall's top, bands and tassels from the roof, and a wall rug behind the honoured place."""
    band = lathe([(RADIUS - 0.03, 1.40), (RADIUS - 0.035, 1.47), (RADIUS - 0.06, 1.56)], 300, 8).flipped()
    add_form("woven band", band, surfaces.printed("woven band", _band_picture(), 0.95))
    picture = woolly(_tus_kiiz(), 0.1, 4)
    angles = np.linspace(math.radians(62), math.radians(118), 40)
    columns = [[((RADIUS - 0.09) * math.cos(a), (RADIUS - 0.09) * math.sin(a), z) for z in np.linspace(0.30, 1.42, 8)] for a in angles[::-1]]
    grid = np.array(columns).reshape(-1, 3)
    uv = np.array([(i / 39, j / 7) for i in range(40) for j in range(8)])
    faces = [f for i in range(39) for j in range(7) for f in ((i * 8 + j, (i + 1) * 8 + j, (i + 1) * 8 + j + 1), (i * 8 + j, (i + 1) * 8 + j + 1, i * 8 + j + 1))]
    add_form("tus kiiz", Form(grid, np.array(faces), None, uv), surfaces.printed("tus kiiz", picture, 0.95))
    strings = []
    for a in np.radians(np.arange(15, 360, 30)):
        path = smooth_path([(0.8 * math.cos(a), 0.8 * math.sin(a), 2.98), (0.79 * math.cos(a), 0.79 * math.sin(a), 2.8), (0.8 * math.cos(a), 0.8 * math.sin(a), 2.62)], 10)
        strings += [tube(path, 0.006, 6), lathe([(0.0, 0.0), (0.028, -0.13), (0.0, -0.13)], 14).flipped().moved(0.8 * math.cos(a), 0.8 * math.sin(a), 2.62)]
    add_form("tassels", joined(strings).painted(rgb("#a82c22")), surface(FELT, True))


def _band_picture() -> "object":
    board = Board(4096, 60, "#e4d9c0")
    top = 60 / 4096
    for k in range(130):
        x = -1 + (k + 0.5) / 65
        board.fill([(x - 0.005, 0), (x, top * 0.62), (x + 0.005, 0), (x, -top * 0.62)], "#8e2a1e" if k % 2 else "#24424a")
    for y in (-top * 0.86, top * 0.86):
        board.fill([(-1, y - top * 0.1), (1, y - top * 0.1), (1, y + top * 0.1), (-1, y + top * 0.1)], "#8e2a1e")
    return board.picture()


def _tus_kiiz() -> "object":
    """Draw the embroidered wall hanging: black ground, a row of great rosettes, a border on three sides."""
    board = Board(2000, 820, "#8e2a1e")
    top = 0.41
    board.fill([(-0.93, -top), (0.93, -top), (0.93, top - 0.07), (-0.93, top - 0.07)], "#1f1a1d")
    border(board, (-0.95, top - 0.035), (0.95, top - 0.035), 40, 0.05, "#e8dcc0", 0.2)
    for k, x in enumerate((-0.70, -0.35, 0.0, 0.35, 0.70)):
        for radius, colour in ((0.165, "#c9973a"), (0.155, "#8e2a1e" if k % 2 else "#24505a"), (0.05, "#e8dcc0"), (0.03, "#b5322a")):
            board.disc((x, 0.02), radius, colour)
        for degrees in range(0, 360, 60):
            a = math.radians(degrees)
            draw_horns(board, (x + 0.10 * math.cos(a), 0.02 + 0.10 * math.sin(a)), 0.085, degrees - 90, 0.2, "#e8dcc0")
        draw_horns(board, (x, -0.26), 0.13, 0, 0.2, "#c9973a")
    return board.picture()


def _light() -> None:
    """Let the day in: a sun through the shanyrak, the blue of the sky, and brightness at the door."""
    world = bpy.context.scene.world.node_tree.nodes["Background"]
    world.inputs[0].default_value, world.inputs[1].default_value = (0.42, 0.60, 0.90, 1), 0.9
    sun = spot_light((2.6, -4.6, 11.0), (-0.35, 0.75, 0.6), 52000, 13, (1.0, 0.91, 0.76), 0.10)
    sun.data.spot_blend = 0.1
    sky = area_light((0, 0, 3.35), (0, 0, 0), 190, 1.35, (0.86, 0.93, 1.0))
    sky.visible_camera = False
    out = area_light((0, -RADIUS - 0.9, 1.2), (0, 0, 0.6), 60, 1.2, (1.0, 0.95, 0.86))
    out.visible_camera = False
    area_light((0, 0, 1.9), (0, 0, 5), 12, 1.6, (1.0, 0.86, 0.66)).visible_camera = False
    ground = box(6, 6, 0.02, 0.001).moved(y=-RADIUS - 3.2, z=-0.03)
    add_form("outside", ground, surfaces.plain("grass", "#8c8a4e", 0.95))
