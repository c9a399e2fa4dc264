"""Walls with doorways, floor, ceiling with its skylight, furniture of a museum hall."""

import math

import bpy
import numpy as np

from ..blender import add_form, aim, area_light, spot_light
from ..forms import Form, box, lathe, projected
from . import panels, surfaces
from .plan import DOOR_HEIGHT, DOOR_WIDTH, ROOM_HEIGHT, ROOM_X, ROOM_Y, WALL, Door, Room, door_place

LIMESTONE = ("#c9bca6", "#a5977f", "#7d705c")
SERIF = "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf"


class Shell:
    """The empty hall; keeps its materials so that they are made once."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.wall = surfaces.masonry(*LIMESTONE) if room.slug == "entrance" else surfaces.plaster(room.wall)
        self.ceiling = surfaces.plain("ceiling", room.ceiling, 0.9)
        self.floor = surfaces.floor(room.floor)
        self.metal = surfaces.plain("dark metal", "#1d1a17", 0.4, 0.7)
        self.stone = surfaces.plain("plinth", "#d7d0c3" if _light(room.wall) else "#3b332d", 0.7)
        self.letters = surfaces.plain("letters", "#2b241c" if _light(room.wall) else "#d8a94f", 0.4, 0.0 if _light(room.wall) else 0.8, 0.0 if _light(room.wall) else 0.22)
        self.base = surfaces.plain("skirting", room.ceiling if room.dim else "#8d8271", 0.6)
        self.trim = surfaces.plain("bronze trim", "#6d4a24", 0.35, 0.9)
        self.oak = surfaces.plain("oak", "#7a5532", 0.45)
        self.glass = surfaces.glass()
        self.led = surfaces.pane("case light", 0.9, 0.55)

    def build(self) -> None:
        """Raise floor, walls, ceiling, skylight and the vestibules beyond the doors."""
        add_form("floor", box(ROOM_X + 12, ROOM_Y + 12, 0.1, 0.001).moved(z=-0.1), self.floor)
        for side in ("north", "south", "east", "west"):
            self._wall_side(side, [door for door in self.room.doors if door.wall == side])
        self._roof()
        for door in self.room.doors:
            self._vestibule(door)

    def _wall_side(self, side: str, doors: list[Door]) -> None:
        length = ROOM_X if side in ("north", "south") else ROOM_Y
        cuts = sorted(door.shift for door in doors)
        start, before = -length / 2 - WALL, -length / 2
        for cut in cuts:
            self._piece(side, start, cut - DOOR_WIDTH / 2, 0, ROOM_HEIGHT)
            self._piece(side, cut - DOOR_WIDTH / 2, cut + DOOR_WIDTH / 2, DOOR_HEIGHT, ROOM_HEIGHT)
            for edge in (-1, 1):
                self._piece(side, cut + edge * (DOOR_WIDTH / 2 + 0.05) - 0.05, cut + edge * (DOOR_WIDTH / 2 + 0.05) + 0.05, 0, DOOR_HEIGHT + 0.1, 0.05)
            self._piece(side, cut - DOOR_WIDTH / 2, cut + DOOR_WIDTH / 2, DOOR_HEIGHT, DOOR_HEIGHT + 0.1, 0.05)
            start = cut + DOOR_WIDTH / 2
            self._skirting(side, before, cut - DOOR_WIDTH / 2 - 0.1)
            before = cut + DOOR_WIDTH / 2 + 0.1
        self._skirting(side, before, length / 2)
        self._piece(side, start, length / 2 + WALL, 0, ROOM_HEIGHT)
        self._piece(side, -length / 2, length / 2, ROOM_HEIGHT - 0.16, ROOM_HEIGHT, 0.03)

    def _piece(self, side: str, first: float, last: float, low: float, high: float, proud: float = 0.0) -> None:
        if last - first < 0.01:
            return
        half = (ROOM_Y if side in ("north", "south") else ROOM_X) / 2
        form = box(last - first, WALL + 2 * proud, high - low, 0.004).moved(x=(first + last) / 2, y=half + WALL / 2, z=low)
        turned = {"north": 0, "south": 180, "east": -90, "west": 90}[side]
        if side in ("south", "east"):
            form = form.scaled(-1, 1, 1)
        add_form(f"wall {side}", form.turned("z", turned), self.trim if proud > 0.04 else self.wall)

    def _skirting(self, side: str, first: float, last: float) -> None:
        self._strip(side, first, last, 0.0, 0.13, 0.018, self.base)
        self._strip(side, first, last, 0.13, 0.142, 0.024, self.trim)

    def _strip(self, side: str, first: float, last: float, low: float, high: float, proud: float, material: bpy.types.Material) -> None:
        """Fix a strip to a wall's face, `proud` metres thick."""
        half = (ROOM_Y if side in ("north", "south") else ROOM_X) / 2
        form = box(last - first, proud, high - low, 0.002).moved(x=(first + last) / 2, y=half - proud / 2, z=low)
        if side in ("south", "east"):
            form = form.scaled(-1, 1, 1)
        add_form("strip", form.turned("z", {"north": 0, "south": 180, "east": -90, "west": 90}[side]), material)

    def _roof(self) -> None:
        width, depth, strength = self.room.skylight
        top = ROOM_HEIGHT
        for form in (
            box(ROOM_X, (ROOM_Y - depth) / 2, 0.2, 0.002).moved(y=(ROOM_Y + depth) / 4, z=top),
            box(ROOM_X, (ROOM_Y - depth) / 2, 0.2, 0.002).moved(y=-(ROOM_Y + depth) / 4, z=top),
            box((ROOM_X - width) / 2, depth, 0.2, 0.002).moved(x=(ROOM_X + width) / 4, z=top),
            box((ROOM_X - width) / 2, depth, 0.2, 0.002).moved(x=-(ROOM_X + width) / 4, z=top),
        ):
            add_form("ceiling", form, self.ceiling)
        self._curb(width, depth, top)
        sky = box(width + 0.2, depth + 0.2, 0.02, 0.001).moved(z=top + 0.75)
        add_form("skylight", sky, surfaces.pane("sky", 1.05, self.room.warm * 0.25))
        colour = (1.0, 0.98 - 0.05 * self.room.warm, 0.96 - 0.14 * self.room.warm)
        lamp = area_light((0, 0, top + 0.7), (0, 0, 0), strength * width * depth * 3.1, width, colour, depth)
        lamp.rotation_euler = (0, 0, 0)
        lamp.visible_camera = lamp.visible_glossy = False
        bars = max(2, round(width / 1.1))
        for k in range(1, bars):
            add_form("bar", box(0.07, depth, 0.16, 0.004).moved(x=-width / 2 + width * k / bars, z=top + 0.55), self.ceiling)
        for k in range(1, max(1, round(depth / 1.4))):
            add_form("bar", box(width, 0.07, 0.16, 0.004).moved(y=-depth / 2 + depth * k / round(depth / 1.4), z=top + 0.55), self.ceiling)

    def _curb(self, width: float, depth: float, top: float) -> None:
        for side in (-1, 1):
            add_form("curb", box(0.12, depth + 0.24, 0.8, 0.002).moved(x=side * (width / 2 + 0.06), z=top), self.ceiling)
            add_form("curb", box(width + 0.24, 0.12, 0.8, 0.002).moved(y=side * (depth / 2 + 0.06), z=top), self.ceiling)

    def _vestibule(self, door: Door) -> None:
        x, y, out = door_place(door)
        back, wide, tall = 3.6, 3.8, 3.5
        parts = [
            box(0.2, wide, tall, 0.002).moved(x=WALL + back),
            box(back, 0.2, tall, 0.002).moved(x=WALL + back / 2, y=wide / 2),
            box(back, 0.2, tall, 0.002).moved(x=WALL + back / 2, y=-wide / 2),
            box(back, wide, 0.2, 0.002).moved(x=WALL + back / 2, z=tall),
        ]
        paint = surfaces.plaster(_wall_of(door.to), "next hall")
        for form in parts:
            add_form("vestibule", _out(form, x, y, out), paint)
        angle = math.radians(out)
        reach = WALL + 1.7
        place = (x + reach * math.cos(angle), y + reach * math.sin(angle), tall - 0.05)
        lamp = area_light(place, (place[0], place[1], 0), 75, 1.8, (1, 0.94, 0.86))
        lamp.visible_camera = lamp.visible_glossy = False
        self.text(door.name, 0.22, _inward(x, y, out, 0.075, DOOR_HEIGHT + 0.24), out)

    def text(self, words: str, size: float, place: tuple[float, float, float], out: float, material: bpy.types.Material | None = None) -> None:
        """Write raised letters on a wall whose outward direction is `out` (0 = east, 90 = north)."""
        curve = bpy.data.curves.new(words, "FONT")
        curve.body, curve.size, curve.extrude, curve.align_x = words, size, 0.008, "CENTER"
        curve.font = bpy.data.fonts.load(SERIF, check_existing=True)
        curve.space_character = 1.15
        item = bpy.data.objects.new(words, curve)
        item.location, item.rotation_euler = place, (math.pi / 2, 0, math.radians(out - 90))
        curve.materials.append(material or self.letters)
        bpy.context.scene.collection.objects.link(item)

    def plinth(self, x: float, y: float, facing: float, width: float, height: float, exhibit: str) -> None:
        """Place a plinth with a shadow gap and a card that looks the way the exhibit does."""
        add_form("gap", box(width - 0.08, width - 0.08, 0.05, 0.004).turned("z", facing).moved(x, y), self.metal)
        add_form("plinth", box(width, width, height - 0.05, 0.006).turned("z", facing).moved(x, y, 0.05), self.stone)
        if height < 0.2:
            return
        tall = min(0.2, height * 0.55)
        card = projected(box(tall * 1.674, 0.006, tall, 0.0012)).moved(y=-width / 2 - 0.006, z=height - tall - 0.09)
        add_form("card", card.turned("z", facing).moved(x, y), surfaces.printed(f"card {exhibit}", panels.label(exhibit)))

    def inlay(self, light: str, dark: str) -> None:
        """Lay a round inlay, 1.5 m across, into the floor under the visitor's feet."""
        ring = np.linspace(0, 2 * np.pi, 97)[:-1]
        vertices = np.array([(0.0, 0.0, 0.002), *[(0.75 * np.cos(a), 0.75 * np.sin(a), 0.002) for a in ring]])
        faces = np.array([(0, k + 1, (k + 1) % 96 + 1) for k in range(96)])
        uv = vertices[:, :2] / 1.5 + 0.5
        x, y = self.room.eye
        add_form("inlay", Form(vertices, faces, None, uv).moved(x, y), surfaces.printed("inlay", panels.inlay(light, dark), 0.35))

    def case(self, x: float, y: float, facing: float, width: float, base: float, tall: float) -> None:
        """Place a glass hood, lit from its cap, on a plinth of the same width."""
        hood = box(width - 0.03, width - 0.03, tall, 0.003).turned("z", facing).moved(x, y, base)
        add_form("glass", hood, self.glass)
        cap = box(width, width, 0.045, 0.004).turned("z", facing).moved(x, y, base + tall)
        add_form("case cap", cap, self.metal)
        glow = box(width * 0.7, width * 0.7, 0.006, 0.001).turned("z", facing).moved(x, y, base + tall - 0.012)
        add_form("case light", glow, self.led)
        lamp = area_light((x, y, base + tall - 0.02), (x, y, base), 11 * (width / 0.6) ** 2 * max(1.0, tall / 0.6), width * 0.7, (1, 0.94, 0.84))
        lamp.visible_camera = lamp.visible_glossy = False
        add_form("tray", box(width + 0.01, width + 0.01, 0.03, 0.004).turned("z", facing).moved(x, y, base - 0.03), self.trim)

    def bench(self, x: float, y: float, turn: float) -> None:
        """Place an oak bench on two dark feet."""
        add_form("seat", box(1.8, 0.42, 0.07, 0.012).moved(z=0.40).turned("z", turn).moved(x, y), self.oak)
        for side in (-0.7, 0.7):
            add_form("foot", box(0.06, 0.36, 0.40, 0.004).moved(x=side).turned("z", turn).moved(x, y), self.metal)

    def lamp(self, target: tuple[float, float, float], away: float = 1.6, power: float = 300.0, degrees: float = 30.0) -> None:
        """Hang a spotlight from the ceiling between the room's middle and a target."""
        reach = math.hypot(target[0], target[1]) or 1.0
        factor = max(0.15, (reach - away) / reach)
        place = (target[0] * factor, target[1] * factor, ROOM_HEIGHT - 0.35)
        spot_light(place, target, power, degrees, (1, 0.9 - 0.06 * self.room.warm, 0.78 - 0.12 * self.room.warm))
        can = lathe([(0.0, 0.0), (0.035, 0.0), (0.05, -0.16), (0.046, -0.16), (0.03, -0.02), (0.0, -0.02)], 24)
        item = add_form("lamp", can.flipped(), self.metal)
        item.location = (place[0], place[1], place[2] + 0.1)
        aim(item, target)
        add_form("rod", box(0.02, 0.02, 0.3, 0.002).moved(place[0], place[1], ROOM_HEIGHT - 0.3), self.metal)


def _light(code: str) -> bool:
    return int(code[1:3], 16) > 0x90


def _wall_of(slug: str) -> str:
    return {"entrance": "#cfc6b6", "saka": "#4a2c24", "horde": "#2a4d5a", "heritage": "#b9a78d", "art": "#dedad2", "children": "#e6dcc6", "yurt-inside": "#8d3a26"}[slug]


def _out(form: Form, x: float, y: float, out: float) -> Form:
    return form.turned("z", out).moved(x, y)


def _inward(x: float, y: float, out: float, step: float, z: float) -> tuple[float, float, float]:
    angle = math.radians(out)
    return (x - step * math.cos(angle), y - step * math.sin(angle), z)
