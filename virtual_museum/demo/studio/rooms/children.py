"""The children's hall «Менің Қазақстаным»: the map on the floor, giant asyks, an altybaqan swing, cushions, a wall to trace."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..blender import add_form, add_parts, surface
from ..finishes import Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, projected, smooth_path, tube
from ..lettering import Type
from ..maps import LAKES, RIVERS, Projection, outlines
from ..noise import noise
from ..objects.home import knucklebone
from ..objects.stones import chariot_drawing, sun_drawing
from ..ornaments import Board, medallion, woolly
from . import panels, surfaces
from .architecture import Shell
from .plan import ROOM_X, ROOM_Y

CLAY = Finish("toy", roughness=0.55, grain=0.1, grain_size=0.01)
FLOOR_MAP = 7.6
CITIES = [
    ("Астана", 71.45, 51.15, "r"), ("Алматы", 76.9, 43.25, "l"), ("Шымкент", 69.6, 42.3, "l"), ("Түркістан", 68.25, 43.3, "l"), ("Қызылорда", 65.5, 44.85, "l"),
    ("Ақтау", 51.15, 43.65, "r"), ("Атырау", 51.9, 47.1, "r"), ("Орал", 51.4, 51.2, "r"), ("Ақтөбе", 57.2, 50.3, "r"), ("Қостанай", 63.6, 53.2, "r"),
    ("Петропавл", 69.15, 54.85, "r"), ("Павлодар", 76.95, 52.3, "l"), ("Семей", 80.2, 50.4, "l"), ("Өскемен", 82.6, 49.95, "l"), ("Қарағанды", 73.1, 49.8, "r"),
    ("Жезқазған", 67.7, 47.8, "r"), ("Тараз", 71.4, 42.9, "r"), ("Талдықорған", 78.4, 45.0, "l"), ("Байқоңыр", 63.3, 45.6, "r"),
]


def floor_map(shell: Shell) -> None:
    """Lay the map of Kazakhstan, 7.6 m wide, on the floor: soft colours of steppe, desert and mountains, rivers, cities."""
    picture = _floor_picture(4096)
    tall = FLOOR_MAP * picture.height / picture.width
    x, y = FLOOR_MAP / 2, tall / 2
    form = Form(np.array([(-x, -y, 0.003), (x, -y, 0.003), (x, y, 0.003), (-x, y, 0.003)]), np.array([(0, 1, 2), (0, 2, 3)]), None, np.array([(0.0, 0.0), (1, 0), (1, 1), (0, 1)]))
    add_form("floor map", form.moved(y=0.15), surfaces.printed("floor map", picture, 0.45))


def _floor_picture(width: int) -> Image.Image:
    """Draw the map with rounded land, its colours from green north to sandy south, white ridges in the south-east."""
    view = Projection(44.6, 89.0, 39.4, 56.6, width)
    w, h = view.size
    ground = Image.new("RGB", (w, h), "#cfa877")
    rows, columns = np.mgrid[0:h:4, 0:w:4]
    share = np.clip(rows / h + 0.06 * np.sin(columns / w * 9) + 0.05 * np.sin(columns / w * 23 + 2), 0, 1)[..., None]
    stops = [(0.0, "#7da65a"), (0.35, "#b3b768"), (0.6, "#e2c06f"), (1.0, "#dfa35c")]
    colours = np.array([[int(code[i : i + 2], 16) for i in (1, 3, 5)] for _, code in stops], float)
    field = np.stack([np.interp(share[..., 0], [s for s, _ in stops], colours[:, k]) for k in range(3)], -1)
    land = Image.fromarray(field.astype(np.uint8)).resize((w, h), Image.Resampling.BICUBIC)
    mask = Image.new("L", (w, h), 0)
    ImageDraw.Draw(mask).polygon(view.line(outlines()["kazakhstan"]), fill=255)
    shadow = mask.filter(ImageFilter.GaussianBlur(w / 140)).point(lambda v: v * 0.45)
    ground.paste("#6b4a26", (w // 300, w // 260), shadow)
    ground.paste(land, mask=mask)
    pen = ImageDraw.Draw(ground)
    _mountains(pen, view, w)
    water = Image.new("RGB", (w, h), "#4fa3c4")
    wet = Image.new("L", (w, h), 0)
    brush = ImageDraw.Draw(wet)
    for name in ("balqash", "aral", "zaisan", "alakol"):
        brush.polygon(view.line(smooth_path(LAKES[name], 90, closed=True)), fill=255)
    for name in ("irtysh", "esil", "syrdarya", "zhaiyq", "ile", "shu"):
        brush.line(view.line(smooth_path(RIVERS[name], 120)), fill=255, width=w // 330, joint="curve")
    inside = Image.fromarray(np.minimum(np.asarray(wet), np.asarray(mask)))
    ground.paste(water, mask=inside)
    ring = view.line(outlines()["kazakhstan"])
    pen.line([*ring, ring[0]], fill="#fff7e2", width=w // 220, joint="curve")
    face = Type(w / 74, "sans", 600)
    for name, longitude, latitude, side in CITIES:
        px, py = view.place(longitude, latitude)
        r = w / 330
        pen.ellipse([px - r, py - r, px + r, py + r], fill="#a52a1c", outline="#fff7e2", width=w // 900)
        face.draw(pen, (px + (2 * r if side == "r" else -2 * r), py + face.size * 0.34), name, "#3a2412", "l" if side == "r" else "r")
    return ground


def _mountains(pen: ImageDraw.ImageDraw, view: Projection, width: int) -> None:
    ranges = [((69.8, 42.4), (74.2, 43.1), 6), ((74.6, 43.1), (80.0, 43.0), 9), ((79.2, 44.7), (82.0, 45.4), 5), ((83.6, 47.2), (86.6, 49.2), 8), ((81.6, 49.4), (84.4, 50.6), 4), ((68.6, 43.9), (70.4, 43.1), 3)]
    for (x1, y1), (x2, y2), count in ranges:
        for k in range(count):
            x, y = view.place(x1 + (x2 - x1) * (k + 0.5) / count, y1 + (y2 - y1) * (k + 0.5) / count)
            size = width / 95 * (1 + 0.25 * ((k * 7) % 3))
            pen.polygon([(x - size, y + size * 0.6), (x, y - size), (x + size, y + size * 0.6)], fill="#8f7a6a")
            pen.polygon([(x - size * 0.32, y - size * 0.49), (x, y - size), (x + size * 0.32, y - size * 0.49), (x + size * 0.1, y - size * 0.32), (x - size * 0.1, y - size * 0.4)], fill="#fbf7ee")


def asyk_seats(shell: Shell) -> None:
    """Set giant asyks to sit on, half a metre long, where the thrower let them fall."""
    colours = [("#c23a26", "#8d2116"), ("#e9dcc0", "#b79c6c"), ("#2f7fa8", "#1b516e"), ("#e0a92e", "#a8741a"), ("#e9dcc0", "#b79c6c")]
    places = [(-2.55, -1.85, 20, 0), (-3.25, -2.5, 110, 90), (-1.75, -2.75, 200, 0), (-3.75, -1.45, 300, 180), (-2.7, -3.4, 60, 0)]
    for k, ((light, dark), (x, y, turn, fall)) in enumerate(zip(colours, places, strict=True)):
        bone = knucklebone(k + 3).scaled(12.5).turned("x", fall).turned("z", turn)
        bone = aged(bone.moved(x, y, -bone.bounds[0][2]), light, dark, 0.25, 0.35, k)
        add_form("asyk", bone, surface(CLAY, True))


def swing(shell: Shell) -> None:
    """Raise an altybaqan in the corner: six poles in two tripods, a beam, the swing on woollen ropes."""
    middle, turn = (3.35, -3.15), 38.0
    wood, wool = [], []
    for side in (-1, 1):
        for dx, dy in ((0.75, 0.0), (-0.35, 0.62), (-0.35, -0.62)):
            wood.append(tube(np.array([[side * (1.15 + dx * 0.9), dy, 0.0], [side * 1.13, dy * -0.06, 2.55]]), 0.045, 16))
        wool.append(_wrapped((side * 1.13, 0.0, 2.42)))
    wood.append(tube(np.array([[-1.4, 0, 2.42], [1.4, 0, 2.42]]), 0.05, 18))
    wood.append(box(1.15, 0.30, 0.05, 0.015, 4).moved(z=0.52))
    for side in (-1, 1):
        wool.append(tube(smooth_path([(side * 0.55, 0, 2.40), (side * 0.56, 0.02, 1.5), (side * 0.55, 0, 0.56)], 30), 0.018, 10))
        wool.append(_wrapped((side * 0.55, 0, 2.40)))
    timber = joined(wood)
    fibre = np.clip(0.5 + 0.4 * noise(timber.vertices * np.array([1, 1, 0.1]), 0.04, 4, 3), 0, 1)[:, None]
    timber = timber.painted(rgb("#8d5f33") * (1 - fibre) + rgb("#c89a62") * fibre)
    cushion = projected(box(1.1, 0.05, 0.30, 0.022, 10)).turned("x", -90).moved(y=-0.14, z=0.585)
    parts = [Part(timber, CLAY), Part(joined(wool).painted(rgb("#b23a24")), Finish("wool", roughness=0.95, grain=0.6, grain_size=0.004, sheen=0.5)),
             Part(cushion, Finish("seat felt", roughness=0.97, grain=0.5, grain_size=0.005, sheen=0.4, picture=_mat_picture("#b23a24", "#f0e3c4")))]
    root = add_parts("swing", parts)
    root.location, root.rotation_euler = (*middle, 0), (0, 0, math.radians(turn))


def _wrapped(place: tuple[float, float, float]) -> Form:
    t = np.linspace(0, 2 * np.pi * 7, 180)
    return tube(np.stack([place[0] + 0.012 * (t / 6 - 3.5), place[1] + 0.066 * np.cos(t), place[2] + 0.066 * np.sin(t)], 1), 0.014, 8)


def cushions(shell: Shell) -> None:
    """Scatter felt seats and two rugs, and set a low round table with its stools."""
    profile = [(0.0, 0.0), (0.25, 0.0), (0.29, 0.05), (0.29, 0.15), (0.25, 0.20), (0.0, 0.215)]
    for x, y, light, dark in ((3.2, 0.9 + 1.0, "#d9822b", "#a85a18"), (-0.9, -3.6, "#3f8fb0", "#22607d"), (0.1, -3.3, "#7fa653", "#55773a"), (0.9, -3.75, "#c9432e", "#8d2116"), (-3.9, 1.9, "#d9b02b", "#a17c17")):
        seat = lathe(profile, 48, 30).bent(lambda v: v + 0.008 * noise(v, 0.1, 3, 4)[:, None])
        add_form("cushion", aged(seat.moved(x, y), light, dark, 0.15, 0.2), surface(Finish("cushion felt", roughness=0.97, grain=0.6, grain_size=0.005, sheen=0.5), True))
    rug = projected(box(2.3, 0.014, 1.5, 0.005)).turned("x", -90)
    finish = Finish("alasha", roughness=0.97, grain=0.5, grain_size=0.005, sheen=0.4, picture=_alasha())
    root = add_parts("alasha", [Part(rug, finish)])
    root.location, root.rotation_euler = (0.1, -4.2, 0.004), (0, 0, 0)


def _alasha() -> Image.Image:
    """Draw a striped woven rug."""
    board = Board(1380, 900, "#b23a24")
    rng = np.random.default_rng(4)
    x, colours = -1.0, ["#b23a24", "#e9dcc0", "#2f6f8a", "#d9a43a", "#4f7a43", "#7d2318", "#e07f3a"]
    index = 0
    while x < 1:
        wide = rng.uniform(0.02, 0.10)
        board.fill([(x, -1), (x + wide, -1), (x + wide, 1), (x, 1)], colours[index % 7])
        if wide > 0.06:
            for y in np.arange(-0.62, 0.63, 0.09):
                board.fill([(x + wide / 2, y + 0.03), (x + wide * 0.8, y), (x + wide / 2, y - 0.03), (x + wide * 0.2, y)], colours[(index + 3) % 7])
        x, index = x + wide, index + 1
    return woolly(board.picture(), 0.15, 5)


def _mat_picture(ground: str, ink: str) -> Image.Image:
    board = Board(900, 280, ground)
    for x in (-0.62, 0.0, 0.62):
        medallion(board, (x, 0), 0.22, ink, 0.22)
    return woolly(board.picture(), 0.14, 6)


def tracing_wall(shell: Shell) -> None:
    """Hang the wall to trace on the west side: rock drawings in outline on three slabs of slate, and chalk below."""
    for shift, drawing, ratio in ((2.55, sun_drawing, 330 / 280), (0.35, chariot_drawing, 254 / 330)):
        wide = 1.75 if ratio > 1 else 2.2
        picture = _slate(drawing, 900, round(900 * ratio))
        slab = projected(box(wide, 0.05, wide * ratio, 0.012)).moved(x=shift, y=ROOM_X / 2 - 0.03, z=0.75 if ratio > 1 else 0.95).turned("z", 90)
        add_form("slate", slab, surfaces.printed(f"slate {shift}", picture, 0.9))
        shell.lamp((-ROOM_X / 2, shift, 1.6), 2.2, shell.room.spot * 0.6, 56)
    shelf = box(4.6, 0.14, 0.04, 0.008).moved(x=1.4, y=ROOM_X / 2 - 0.07, z=0.62).turned("z", 90)
    add_form("chalk shelf", shelf, shell.oak)
    for k in range(9):
        stick = tube(np.array([[-ROOM_X / 2 + 0.1, -0.6 + 0.42 * k, 0.672], [-ROOM_X / 2 + 0.1, -0.53 + 0.42 * k, 0.672]]), 0.011, 10)
        add_form("chalk", stick.painted(rgb(("#f4efe4", "#e0a92e", "#d2553c", "#6fa9c4")[k % 4])), surface(CLAY, True))
    shell.text("Сызып көр!", 0.26, (-ROOM_X / 2 + 0.03, 1.4, 3.05), 180)


def _slate(drawing, width: int, height: int) -> Image.Image:
    """Return a slab of slate with a rock drawing chalked in outline, and what children have traced of it in colours."""
    lines = drawing(width, height)
    edge = np.asarray(lines.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(0.8))) / 255.0
    grain = np.random.default_rng(3).normal(0, 1, (height, width))
    slate = np.array([58, 62, 64]) + 4 * grain[..., None] + 5 * np.sin(np.arange(height) / 37)[:, None, None]
    chalk = np.clip(edge * (0.75 + 0.35 * grain), 0, 1)[..., None]
    pixels = slate * (1 - chalk) + np.array([236, 230, 214]) * chalk
    filled = np.asarray(lines) / 255.0 * (np.arange(width)[None, :] < width * 0.42) * (np.arange(height)[:, None] > height * 0.55)
    rub = np.clip(filled * (0.55 + 0.4 * grain), 0, 1)[..., None]
    return Image.fromarray(np.clip(pixels * (1 - rub) + np.array([224, 169, 46]) * rub, 0, 255).astype(np.uint8))


def sky(shell: Shell) -> None:
    """Paint the north wall as mountains and steppe from corner to corner, and hang eagles below the ceiling."""
    picture = panels.horizon((3600, round(3600 * 3.2 / ROOM_X)), ("#8fc6dc", "#f6ead0"), "#6f8f4a", 14)
    wall = projected(box(ROOM_X - 0.04, 0.012, 3.2, 0.002)).moved(y=ROOM_Y / 2 - 0.01, z=0.16)
    add_form("sky", wall, surfaces.printed("sky", picture, 0.9))
    for step in (-3.0, 0.0, 3.0):
        shell.lamp((step, ROOM_Y / 2, 2.1), 2.2, shell.room.spot * 0.7, 64)
    for x, y, z, turn, size in ((-1.6, 2.6, 3.5, 30, 1.25), (1.5, 1.6, 3.75, -40, 1.0), (2.7, -1.5, 3.5, 200, 0.9), (-2.4, -0.9, 3.8, 130, 0.8)):
        bird = _kite().scaled(size).turned("z", turn).moved(x, y, z)
        add_form("eagle", bird.painted(rgb("#5b3a22")), surface(Finish("paper eagle", roughness=0.9, grain=0.0), True))
        add_form("thread", tube(np.array([[x, y, z], [x, y, 4.5]]), 0.003, 5), shell.metal)


def _kite() -> Form:
    """Return a paper eagle with raised wings, 1 m across."""
    outline = [(0, 0.16), (0.05, 0.10), (0.20, 0.13), (0.38, 0.10), (0.50, 0.02), (0.44, -0.01), (0.47, -0.05), (0.39, -0.06), (0.40, -0.11), (0.31, -0.09), (0.22, -0.12),
               (0.06, -0.08), (0.05, -0.17), (0.08, -0.25), (0, -0.23)]
    ring = np.array([*outline, *[(-x, y) for x, y in outline[::-1][1:-1]]])
    count = len(ring)
    vertices = np.concatenate([np.column_stack([ring, 0.55 * np.abs(ring[:, 0]) ** 1.25]), [[0, -0.05, 0]]])
    faces = np.array([(count, k, (k + 1) % count) for k in range(count)])
    thin = Form(vertices, faces)
    return joined([thin, thin.moved(z=-0.004).flipped()])
