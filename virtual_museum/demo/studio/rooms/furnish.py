"""Furnishing a hall: exhibits on their stands, spotlights, and the large pieces that give each room its face."""

import math
from dataclasses import replace

import bpy
import numpy as np

from ..blender import add_form, add_parts, corners, surface
from ..exhibits import parts_of
from ..finishes import Finish, Part, aged
from ..forms import Form, box, joined, lathe, projected, smooth_path, tube
from ..objects import horde
from ..objects.beasts import deer
from ..objects.home import syrmak_picture, yurt_frame
from ..ornaments import horns
from ..relief import plate
from . import children, surfaces
from .architecture import Shell
from .plan import ROOM_X, ROOM_Y, Room, Stand, door_place
from .walls import hang

YURT = (2.2, 2.0)
INLAYS = {"oak": ("#a37a41", "#2c1c10"), "oak-pale": ("#8a6a3f", "#c2a478"), "slabs": ("#8a6c3c", "#cdbfa8"), "slabs-dark": ("#a88745", "#262a2c")}


def furnish(room: Room) -> dict[str, tuple[float, float, float]]:
    """Build a hall; return for each exhibit the place (metres) where its hotspot belongs."""
    shell = Shell(room)
    shell.build()
    places = {stand.exhibit: _stand(shell, stand) for stand in room.stands}
    if "floor-map" not in room.extras:
        shell.inlay(*INLAYS[room.floor])
    for panel in room.panels:
        hang(shell, panel)
    for x, y, turn in room.benches:
        shell.bench(x, y, turn)
    for extra in room.extras:
        EXTRAS[extra](shell)
    for door in room.doors:
        _teaser(shell, door)
    return places


def _stand(shell: Shell, stand: Stand) -> tuple[float, float, float]:
    if stand.kind == "yurt":
        return (YURT[0], YURT[1], 3.25)
    root = add_parts(stand.exhibit, parts_of(stand.exhibit))
    root.scale = (stand.scale,) * 3
    root.rotation_euler = (-math.radians(stand.tilt), 0, math.radians(stand.direction))
    size = _height(stand)
    if stand.kind == "wall":
        root.location = (stand.x, stand.y, stand.base)
        shell.lamp((stand.x, stand.y, stand.base + size / 2), 2.6, shell.room.spot * 1.1, 34)
        return (stand.x, stand.y, stand.base + size / 2)
    lift = 0.03 if stand.kind == "case" and stand.exhibit not in ("cauldron",) else 0.0
    root.location = (stand.x, stand.y, stand.base + lift + _sink(root))
    shell.plinth(stand.x, stand.y, stand.direction, stand.width, stand.base, stand.exhibit)
    if stand.kind == "case":
        _cloth(shell, stand)
        shell.case(stand.x, stand.y, stand.direction, stand.width, stand.base, max(0.5, size + 0.22))
    target = (stand.x, stand.y, stand.base + lift + size / 2)
    shell.lamp(target, 1.5, shell.room.spot, 26 if stand.kind == "case" else 38)
    return target


def _height(stand: Stand) -> float:
    forms = [part.form for part in parts_of(stand.exhibit)]
    turn = Form(np.concatenate([form.vertices for form in forms]), np.zeros((0, 3), int)).turned("x", -stand.tilt)
    low, high = turn.bounds
    return float(high[2] - low[2]) * stand.scale


def _sink(root: bpy.types.Object) -> float:
    """Return how far the turned exhibit must rise so that it touches its stand and does not sink into it."""
    return -corners(root)[0].z


def _cloth(shell: Shell, stand: Stand) -> None:
    cloth = box(stand.width - 0.1, stand.width - 0.1, 0.03, 0.006).turned("z", stand.direction).moved(stand.x, stand.y, stand.base)
    add_form("cloth", cloth, surfaces.plain("case cloth", "#26221d" if shell.room.slug != "heritage" else "#6b5f4e", 0.95))


def _teaser(shell: Shell, door) -> None:
    if not door.teaser:
        return
    x, y, out = door_place(door)
    angle = math.radians(out)
    px, py = x + 2.6 * math.cos(angle), y + 2.6 * math.sin(angle)
    root = add_parts(f"teaser {door.teaser}", parts_of(door.teaser))
    root.rotation_euler = (0, 0, math.radians(out - 90))
    tall = max(part.form.bounds[1][2] for part in parts_of(door.teaser))
    base = 0.2 if tall > 1.2 else 1.0
    root.location = (px, py, base + _sink(root))
    add_form("teaser plinth", box(0.7, 0.7, base, 0.006).turned("z", out).moved(px, py), shell.stone)


def _deer_wall(shell: Shell) -> None:
    """A gilded deer, 4.2 m wide, on the north wall, and words under it."""
    form = plate(deer(360), 2.6, 0.03).scaled(1, 0.3, 1)
    gold = aged(form, "#c9983f", "#6d4417", 0.5, 0.3)
    add_form("wall deer", gold.moved(y=ROOM_Y / 2 - 0.02, z=2.42), surface(Finish("leaf", metallic=0.9, roughness=0.45, grain=0.4, grain_size=0.05), True))
    for x in (-1.4, 1.4):
        shell.lamp((x * 0.7, ROOM_Y / 2, 3.2), 2.4, 460, 66)
    _horn_band(shell, 3.95, "#a87a30", 1.5)


def _horn_band(shell: Shell, height: float, code: str, gap: float = 0.0) -> None:
    """A thin line of ram's horns round the room below the ceiling, broken on the north wall within `gap` of its middle."""
    forms = []
    for stroke in horns(0.34):
        points = smooth_path(stroke, 18)
        forms.append(tube(np.stack([points[:, 0], 0 * points[:, 0], points[:, 1]], 1), 0.012, 5))
    one = joined(forms)
    copies = []
    for side, length, half in ((0, ROOM_X, ROOM_Y / 2), (180, ROOM_X, ROOM_Y / 2), (90, ROOM_Y, ROOM_X / 2), (270, ROOM_Y, ROOM_X / 2)):
        count = int(length / 0.46)
        for k in range(count):
            if side == 0 and abs((k + 0.5 - count / 2) * 0.46) < gap:
                continue
            copies.append(one.moved(x=(k + 0.5 - count / 2) * 0.46, y=half - 0.01, z=height).turned("z", side))
    add_form("horns", joined(copies), surfaces.plain("horn band", code, 0.4, 0.8))


def _frieze(shell: Shell) -> None:
    """The museum's name on the south wall under a line of ornament."""
    shell.text("ҰЛЫ ДАЛА МУЗЕЙІ", 0.46, (0, -ROOM_Y / 2 + 0.03, 2.7), 270)
    shell.text("Музей Великой степи   ·   Museum of the Great Steppe", 0.17, (0, -ROOM_Y / 2 + 0.03, 2.3), 270)
    for x in (-2.0, 2.0):
        shell.lamp((x, -ROOM_Y / 2, 2.6), 2.2, 300, 60)
    _horn_band(shell, 3.95, "#8a6426")


def _desk(shell: Shell) -> None:
    """The reception desk below the museum's name."""
    add_form("desk", box(2.6, 0.7, 1.02, 0.02).moved(x=0, y=-3.75), shell.oak)
    add_form("desk top", box(2.75, 0.8, 0.05, 0.01).moved(x=0, y=-3.75, z=1.02), shell.stone)
    add_form("screen", box(0.5, 0.03, 0.32, 0.008).turned("x", 12).moved(x=0.6, y=-3.9, z=1.1), shell.metal)


def _tile_wall(shell: Shell) -> None:
    """A field of star and cross tiles on the north wall."""
    star, finish = horde.tile()[0].form, horde.tile()[0].finish
    size, copies = 0.46, []
    form = star.scaled(size / 0.21)
    form = Form(*_thinned(form))
    for row in range(5):
        for column in range(9):
            copies.append(form.moved(x=(column - 4) * size * 0.985, y=ROOM_Y / 2 - 0.04, z=1.15 + row * size * 0.985))
    matt = replace(finish, roughness=0.42, coat=0.0)
    add_form("tile wall", joined(copies), surface(matt, False))
    back = box(9 * size, 0.05, 5 * size, 0.004).moved(y=ROOM_Y / 2 - 0.02, z=1.14)
    add_form("cross tiles", back, surfaces.plain("cross tile", "#1d8583", 0.45))
    for x in (-1.3, 1.3):
        shell.lamp((x, ROOM_Y / 2, 2.2), 2.3, 380, 62)
    _horn_band(shell, 3.95, "#b08a3c")


def _thinned(form: Form) -> tuple:
    """Return a front-only, flat star of a few triangles with the tile's picture, light enough for a whole wall."""
    low, high = form.bounds
    middle, reach = (low + high) / 2, (high[0] - low[0]) / 2
    corners = [(np.pi * k / 8 + np.pi / 2, reach * (1.0 if k % 2 == 0 else 0.77)) for k in range(16)]
    ring = np.array([[middle[0] + r * np.cos(a), low[1], middle[2] + r * np.sin(a)] for a, r in corners])
    vertices = np.concatenate([ring, [[middle[0], low[1], middle[2]]]])
    faces = np.array([[16, k, (k + 1) % 16] for k in range(16)])
    flat = projected(Form(vertices, faces))
    return flat.vertices, flat.faces, None, flat.uv


def _banner(shell: Shell) -> None:
    """Two tall cloths with a gilt sign, as at a khan's tent."""
    for x in (-4.2, 4.2):
        cloth = box(0.9, 0.02, 3.1, 0.004, 20).moved(y=-ROOM_Y / 2 + 0.12, z=1.0)
        cloth = cloth.bent(lambda v: v + np.stack([0 * v[:, 0], 0.05 * np.sin(v[:, 0] * 16) * (4.1 - v[:, 2]) / 3.1, 0 * v[:, 0]], 1))
        add_form("banner", aged(cloth, "#7c2620", "#531613", 0.5, 0.1).moved(x=x), surface(Finish("banner", roughness=0.8, sheen=0.5), True))


def _yurt(shell: Shell) -> None:
    """The frame of a yurt one can look into, in the north-east corner."""
    root = add_parts("yurt", yurt_frame(1.95))
    root.location = (*YURT, 0)
    root.rotation_euler = (0, 0, math.radians(-45))
    rug = Part(projected(box(2.0, 0.02, 2.0, 0.006)).turned("x", -90).moved(z=0.02), Finish("floor rug", roughness=0.97, sheen=0.4, picture=syrmak_picture(800, 800)))
    floor = add_parts("yurt rug", [rug])
    floor.rotation_euler = (0, 0, math.radians(-45))
    floor.location = (YURT[0] - 0.71, YURT[1] + 0.71, 0.0)
    shell.lamp((YURT[0], YURT[1], 0.6), 1.0, 420, 80)
    shell.lamp((YURT[0] + 0.3, YURT[1] + 0.3, 3.2), 1.6, 300, 60)
    pole = lathe([(0.0, 0.0), (0.05, 0.0), (0.04, 0.1), (0.04, 0.9), (0.0, 0.9)], 20)
    add_form("hearth stand", aged(pole, "#4b4038", "#241c16", 0.2).moved(YURT[0], YURT[1]), shell.metal)


def _rugs(shell: Shell) -> None:
    """The ornament line, and a second felt rug beside the door to the art hall."""
    root = add_parts("rug", parts_of("syrmak"))
    root.location, root.rotation_euler, root.scale = (-0.55, ROOM_Y / 2 - 0.05, 0.75), (0, 0, 0), (1.2,) * 3
    shell.lamp((-0.55, ROOM_Y / 2, 2.0), 2.4, 320, 46)
    _horn_band(shell, 3.95, "#7a2a1c")


EXTRAS = {"deer-wall": _deer_wall, "frieze": _frieze, "desk": _desk, "tile-wall": _tile_wall, "banner": _banner, "yurt": _yurt, "rugs": _rugs,
          "floor-map": children.floor_map, "asyk-seats": children.asyk_seats, "swing": children.swing, "cushions": children.cushions,
          "tracing-wall": children.tracing_wall, "sky": children.sky}
