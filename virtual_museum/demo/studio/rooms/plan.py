"""The building on paper: which room lies where, what stands in it, where its doors lead. Metres; y points north on the plan."""

import math
from dataclasses import dataclass

ROOM_X, ROOM_Y, ROOM_HEIGHT, WALL = 10.0, 9.5, 4.5, 0.45
DOOR_WIDTH, DOOR_HEIGHT = 2.2, 2.9


@dataclass(frozen=True)
class Stand:
    """An exhibit's place: x, y in the room from its centre, the furniture under it, the furniture's height, and by how
    many degrees (counter-clockwise) it is turned away from the visitor, or from the south when it hangs on a wall."""

    exhibit: str
    x: float
    y: float
    kind: str = "case"  # case, plinth, floor, wall
    base: float = 1.0
    facing: float = 0.0
    scale: float = 1.0
    width: float = 0.6
    tilt: float = 0.0

    @property
    def direction(self) -> float:
        """Return the direction the face looks: degrees, 0 = south, 90 = east, counter-clockwise seen from above."""
        return self.facing if self.kind == "wall" else self.facing - math.degrees(math.atan2(self.x, self.y))


@dataclass(frozen=True)
class Panel:
    """What hangs flat on a wall: its kind, the wall, the middle's place along it, its width, lower edge and height in metres."""

    kind: str  # title, text, map, times, horizon
    wall: str
    shift: float
    width: float
    base: float = 0.9
    height: float = 2.0
    lit: float = 1.0


@dataclass(frozen=True)
class Door:
    """A doorway in a wall (north, south, east, west), shifted along it by metres, that leads to another room."""

    wall: str
    to: str
    name: str
    teaser: str = ""
    shift: float = 0.0


@dataclass(frozen=True)
class Room:
    """One hall: its cell on the building's grid, colours, light, exhibits, doors and the first view of its panorama."""

    slug: str
    title: str
    cell: tuple[int, int]
    wall: str
    floor: str
    ceiling: str
    skylight: tuple[float, float, float]
    warm: float
    stands: tuple[Stand, ...]
    doors: tuple[Door, ...]
    start_yaw: float = 0.0
    panels: tuple[Panel, ...] = ()
    benches: tuple[tuple[float, float, float], ...] = ()
    extras: tuple[str, ...] = ()
    eye: tuple[float, float] = (0.0, 0.0)
    spot: float = 300.0
    exposure: float = 0.5
    dim: bool = False


ENTRANCE = Room(
    "entrance", "ҰЛЫ ДАЛА МУЗЕЙІ", (0, 0), "#b9ab95", "slabs", "#cfc6b7", (4.6, 3.8, 4.6), 0.2,
    (
        Stand("balbal", -2.15, 2.35, "floor", 0.24, 12, 1.12, 0.95),
        Stand("runic-stele", 2.2, 2.45, "floor", 0.12, -10, 1.0, 1.1),
        Stand("sun-slab", 2.6, -1.25, "floor", 0.34, 8, 1.12, 1.45),
        Stand("petroglyph-chariot", 1.45, -2.5, "floor", 0.46, -6, 1.15, 1.25),
        Stand("cauldron", -2.25, -1.85, "plinth", 0.62, 20, 1.2, 1.0),
    ),
    (Door("west", "saka", "АЛТЫН АДАМ ЖӘНЕ САҚТАР", "headdress"), Door("north", "horde", "ҰЛЫҚ ҰЛЫС", "helmet"),
     Door("east", "heritage", "ТІРІ МҰРА", "saukele")),
    panels=(Panel("map", "north", -2.75, 2.7, 1.0), Panel("text", "north", 2.55, 1.6, 0.85, 2.15)),
    start_yaw=-12.0, benches=((-3.4, -4.1, 0), (3.6, -4.1, 0)), extras=("frieze", "desk"), spot=420.0,
)
SAKA = Room(
    "saka", "АЛТЫН АДАМ ЖӘНЕ САҚТАР", (-1, 0), "#6b4033", "oak", "#6e5546", (5.4, 1.6, 22.0), 0.75,
    (
        Stand("headdress", 0.0, 2.35, "case", 0.78, 18, 1.2, 0.8),
        Stand("deer-plaque", -1.95, 1.7, "case", 1.05, 0, 1.8, 0.66),
        Stand("leopard-plaque", -2.55, -0.5, "case", 1.08, 0, 2.2, 0.6),
        Stand("torque", 1.95, 1.7, "case", 1.04, 0, 1.8, 0.62, 30),
        Stand("bronze-mirror", 2.55, -0.95, "case", 0.98, 0, 1.5, 0.6),
        Stand("akinak", 1.83, -1.96, "case", 0.98, 0, 1.4, 0.6),
        Stand("arrowheads", 0.78, -2.45, "case", 1.06, 0, 1.75, 0.6),
        Stand("horse-bit", -0.55, -2.55, "case", 1.08, 0, 1.5, 0.66, 52),
        Stand("silver-bowl", -1.8, -2.0, "case", 1.08, 0, 2.0, 0.6, 24),
    ),
    (Door("east", "entrance", "КІРЕБЕРІС", "balbal"), Door("north", "children", "МЕНІҢ ҚАЗАҚСТАНЫМ", "snow-leopard", -3.4)),
    panels=(
        Panel("title", "north", 3.15, 2.5, 0.85, 2.5), Panel("text", "east", 3.05, 1.6, 0.85, 2.15), Panel("map", "east", -3.05, 2.7, 1.0),
        Panel("times", "south", 0.0, 6.6, 1.25, 1.5), Panel("horizon", "west", 0.0, 8.4, 0.4, 3.1),
    ),
    benches=((-3.6, 1.1, 90), (-3.6, -1.7, 90)), extras=("deer-wall",), spot=700.0, exposure=0.55, dim=True,
)
HORDE = Room(
    "horde", "ҰЛЫҚ ҰЛЫС", (0, 1), "#38606e", "slabs-dark", "#55646b", (4.4, 3.4, 13.0), 0.4,
    (
        Stand("helmet", 0.0, 2.3, "case", 1.0, 20, 1.35, 0.72),
        Stand("star-tile", 2.05, 1.5, "case", 1.05, 0, 1.9, 0.66, -14),
        Stand("painted-bowl", -2.05, 1.5, "case", 1.04, 0, 1.8, 0.66, 40),
        Stand("paiza", -2.1, -1.5, "case", 1.0, 0, 1.8, 0.6),
        Stand("coin", 1.95, -1.8, "case", 1.10, 0, 13.0, 0.55, -12),
        Stand("glazed-jug", 1.15, -2.5, "case", 1.0, 0, 1.3, 0.62),
        Stand("manuscript-page", -1.2, -2.45, "case", 0.98, 0, 1.84, 0.7),
    ),
    (Door("south", "entrance", "КІРЕБЕРІС", "balbal"), Door("east", "art", "ГРАФИКА ЖӘНЕ МҮСІН", "mother"),
     Door("west", "children", "МЕНІҢ ҚАЗАҚСТАНЫМ", "saiga")),
    panels=(
        Panel("title", "north", 3.55, 2.3, 0.85, 2.3), Panel("map", "north", -3.5, 2.5, 1.0), Panel("times", "east", -3.05, 3.1, 1.25, 1.2),
        Panel("text", "east", 3.05, 1.6, 0.85, 2.15), Panel("horizon", "west", 3.05, 3.2, 0.5, 2.7), Panel("horizon", "west", -3.05, 3.2, 0.5, 2.7),
        Panel("horizon", "south", 2.55, 2.2, 0.9, 2.0), Panel("horizon", "south", -2.55, 2.2, 0.9, 2.0),
    ),
    benches=((3.4, 1.9, 90), (3.4, -2.3, 90)), extras=("tile-wall", "banner"), spot=700.0, exposure=0.55, dim=True,
)
HERITAGE = Room(
    "heritage", "ТІРІ МҰРА", (1, 0), "#a8957a", "oak", "#c2b59f", (4.4, 3.4, 5.5), 0.5,
    (
        Stand("dombra", -0.55, 2.75, "case", 0.60, 10, 1.15, 0.62),
        Stand("sybyzgy", -2.75, 1.15, "case", 0.80, 0, 1.3, 0.55),
        Stand("kobyz", -2.45, -0.85, "case", 0.78, -10, 1.25, 0.72),
        Stand("asyks", -1.9, -1.95, "case", 1.02, 0, 3.0, 0.72),
        Stand("belt-set", -1.15, -2.6, "case", 1.02, 0, 1.45, 0.72),
        Stand("saukele", -0.15, -2.75, "case", 0.85, 10, 1.1, 0.72),
        Stand("silver-bracelet", 0.85, -2.75, "case", 1.10, 0, 2.3, 0.6),
        Stand("chest", 2.1, -2.95, "floor", 0.14, 0, 1.12, 1.45),
        Stand("saddle", 2.8, -1.6, "plinth", 0.34, 62, 1.25, 1.05),
        Stand("flask", 2.95, -0.4, "case", 1.06, 0, 1.5, 0.6),
        Stand("shanyrak", 2.2, 2.0, "yurt"),
        Stand("syrmak", -4.94, 3.3, "wall", 0.75, 90, 1.2),
        Stand("felt-bag", -2.3, -4.66, "wall", 0.95, 180, 1.6),
    ),
    (Door("west", "entrance", "КІРЕБЕРІС", "runic-stele"), Door("north", "art", "ГРАФИКА ЖӘНЕ МҮСІН", "eagle", -3.0)),
    panels=(Panel("title", "west", -2.95, 2.3, 0.85, 2.3), Panel("text", "east", -2.9, 1.6, 1.0, 2.15), Panel("horizon", "south", 2.4, 3.6, 0.9, 2.4)),
    start_yaw=20.0, extras=("yurt", "rugs"), spot=480.0, exposure=0.75,
)
ART = Room(
    "art", "ГРАФИКА ЖӘНЕ МҮСІН", (1, 1), "#cfcac0", "oak-pale", "#dcd7cd", (5.6, 4.4, 4.2), 0.1,
    (
        Stand("mother", -2.0, 1.9, "plinth", 1.0, 10, 1.1, 0.58),
        Stand("argali", 2.05, 1.8, "plinth", 1.02, 10, 1.25, 0.74),
        Stand("eagle", -1.9, -1.9, "plinth", 1.05, 10, 1.1, 0.55),
        Stand("steppe-road", -1.75, 4.70, "wall", 0.95, 0, 1.4),
        Stand("eagle-hunter", 0.0, 4.70, "wall", 0.95, 0, 1.4),
        Stand("under-the-moon", 1.75, 4.70, "wall", 0.95, 0, 1.4),
        Stand("rams-horn", 4.95, 0.4, "wall", 0.95, -90, 1.4),
    ),
    (Door("west", "horde", "ҰЛЫҚ ҰЛЫС", "painted-bowl"), Door("south", "heritage", "ТІРІ МҰРА", "saukele", -3.0)),
    panels=(Panel("title", "west", -2.95, 2.3, 0.85, 2.3), Panel("text", "south", 0.6, 1.6, 0.85, 2.15)),
    benches=((1.9, -1.7, 20), (-3.4, 2.2, 90)), spot=300.0,
)
CHILDREN = Room(
    "children", "МЕНІҢ ҚАЗАҚСТАНЫМ", (-1, 1), "#e9dfc8", "oak-pale", "#f1ebdf", (5.6, 4.4, 5.2), 0.15,
    (
        Stand("yurt-model", 0.0, 2.35, "plinth", 0.62, 24, 1.3, 1.0),
        Stand("saiga", -2.45, 2.15, "plinth", 0.30, -28, 1.0, 1.35),
        Stand("snow-leopard", 2.45, 2.05, "plinth", 0.36, -62, 1.0, 1.45),
    ),
    (Door("south", "saka", "АЛТЫН АДАМ ЖӘНЕ САҚТАР", "akinak", -3.4), Door("east", "horde", "ҰЛЫҚ ҰЛЫС", "helmet")),
    panels=(Panel("title", "south", 0.9, 2.4, 1.0, 2.4), Panel("text", "east", -2.95, 1.6, 0.85, 2.15)),
    extras=("sky", "floor-map", "asyk-seats", "swing", "cushions", "tracing-wall"), spot=330.0, exposure=0.2,
)
ROOMS: dict[str, Room] = {room.slug: room for room in (ENTRANCE, SAKA, HORDE, HERITAGE, ART, CHILDREN)}


def door_place(door: Door) -> tuple[float, float, float]:
    """Return x, y of a doorway's middle in its room and the direction (degrees, 0 = east, 90 = north) that leads out."""
    half_x, half_y = ROOM_X / 2, ROOM_Y / 2
    return {
        "north": (door.shift, half_y, 90.0), "south": (door.shift, -half_y, 270.0),
        "east": (half_x, door.shift, 0.0), "west": (-half_x, door.shift, 180.0),
    }[door.wall]
