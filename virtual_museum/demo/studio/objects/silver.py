"""Kazakh silver: the belt kemer and a pair of bracelets."""

import numpy as np

from ..finishes import SILVER, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, smooth_path, tube
from ..noise import noise
from ..ornaments import horns

CARNELIAN = Finish("carnelian", roughness=0.16, grain=0.0, coat=0.5)
VELVET = Finish("belt leather", roughness=0.75, grain=0.35, grain_size=0.003, marks="creased")
PILLOW = Finish("stand", roughness=0.95, grain=0.2, grain_size=0.004, marks="matted")


def _silvered(form: Form, seed: int) -> Form:
    dull = form.bent(lambda v: v + 0.00025 * noise(v, 0.006, 3, seed)[:, None])
    return aged(dull, "#e2ddd2", "#4a443c", 0.012, 0.75, seed)


def _cabochon(radius: float, height: float) -> Form:
    """Return a polished stone lying on y = 0, its dome towards −y."""
    profile = [(radius, 0.0), (radius * 0.97, height * 0.35), (radius * 0.75, height * 0.78), (radius * 0.4, height * 0.96), (0.0, height)]
    return lathe(profile, 48, 30).turned("x", 90)


def _setting(radius: float) -> Form:
    """Return the bezel round a stone: a smooth collar, a twisted wire, a ring of granulation."""
    t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    collar = lathe([(radius * 1.16, 0.0), (radius * 1.16, 0.0016), (radius * 1.04, 0.0030), (radius * 0.99, 0.0028), (radius * 0.98, 0.0)], 60).turned("x", 90)
    wire = tube(np.stack([radius * 1.30 * np.cos(t), -0.0014 - 0.0004 * np.sin(18 * t), radius * 1.30 * np.sin(t)], 1), 0.0009, 8, closed=True)
    grain = lathe([(0.00145, 0.0), (0.0013, 0.0009), (0.0008, 0.0015), (0.0, 0.0017)], 12).turned("x", 90)
    count = int(2 * np.pi * radius * 1.52 / 0.0036)
    dots = [grain.moved(x=radius * 1.52 * np.cos(a), z=radius * 1.52 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, count, endpoint=False)]
    return joined([collar, wire, *dots])


def _filigree(width: float, height: float) -> list[Form]:
    """Return ram's horns in wire, a pair above and below the middle of a plate of width × height metres."""
    forms = []
    size = min(width, height)
    for x, z, turn in ((0, 0.33 * height, 0), (0, -0.33 * height, 180), (0.36 * width, 0, -90), (-0.36 * width, 0, 90)):
        for stroke in horns(size * 0.30):
            points = smooth_path(stroke, 26)
            a = np.radians(turn)
            px, pz = points[:, 0] * np.cos(a) - points[:, 1] * np.sin(a), points[:, 0] * np.sin(a) + points[:, 1] * np.cos(a)
            forms.append(tube(np.stack([x + px, 0 * px - 0.0011, z + pz], 1), 0.00075, 7))
    return forms


def _plaque(width: float, height: float, stone: float) -> tuple[Form, Form]:
    """Return one belt plaque facing −y about the origin: its silver and its stones."""
    sheet = box(width, 0.0024, height, 0.0011, 10).moved(z=-height / 2)
    edge = np.array([(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]) * 0.93
    line = np.concatenate([np.linspace(edge[k], edge[(k + 1) % 4], 24, endpoint=False) for k in range(4)])
    rope = tube(np.stack([line[:, 0], np.full(96, -0.0016) - 0.0004 * np.sin(np.arange(96) * 1.6), line[:, 1]], 1), 0.0010, 8, closed=True)
    silver = [sheet, rope, _setting(stone), *_filigree(width, height)]
    stones = [_cabochon(stone, stone * 0.55).moved(y=-0.0010)]
    for x in (-0.40, 0.40):
        for z in (-0.38, 0.38):
            silver.append(_setting(stone * 0.26).moved(x=x * width, z=z * height))
            stones.append(_cabochon(stone * 0.26, stone * 0.2).moved(x=x * width, y=-0.0008, z=z * height))
    return joined(silver), joined(stones)


def belt_set() -> list[Part]:
    """A kemer laid round an oval stand, 30 cm across: nine plaques, a three-part clasp, pendants, leather behind."""
    silver, stones, leather = [], [], []
    a, b, lift = 0.150, 0.098, 0.062
    slots = [(0.0, 0.058, 0.072, 0.0150), *[(s, 0.036, 0.050, 0.0105) for s in np.delete(np.linspace(-165, 165, 12), [])]]
    for degrees, width, height, stone in slots:
        if degrees != 0.0 and abs(degrees) < 22:
            continue
        metal, gems = _plaque(width, height, stone)
        silver.append(_round_oval(metal, degrees, a, b, lift))
        stones.append(_round_oval(gems, degrees, a, b, lift))
    for degrees in (-31, 31):
        for k, drop in enumerate((-0.012, 0.0, 0.012)):
            silver.append(_round_oval(_pendant().moved(x=drop), degrees, a, b, lift - 0.019 - 0.002 * (k == 1)))
    t = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    band = [np.stack([(a - off) * np.sin(t), -(b - off) * np.cos(t), 0 * t + z], 1) for off, z in ((0.0, lift - 0.020), (0.0, lift + 0.020), (0.003, lift + 0.021), (0.003, lift - 0.021))]
    rings = np.stack([*band, band[0]], 1).reshape(-1, 3)
    faces = [(5 * i + k, 5 * ((i + 1) % 240) + k, 5 * ((i + 1) % 240) + k + 1, 5 * i + k + 1) for i in range(240) for k in range(4)]
    quads = np.array(faces)
    leather.append(Form(rings, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])))
    pillow = lathe([(0.0, 0.0), (0.96, 0.0), (1.0, 0.04), (0.93, 0.9), (0.88, 1.0), (0.0, 1.0)], 96, 50).scaled(a - 0.008, b - 0.008, 0.094)
    return [Part(_silvered(joined(silver), 4), SILVER), Part(aged(joined(stones), "#b23a1c", "#6a160b", 0.008, 0.2, 6), CARNELIAN),
            Part(joined(leather).painted(rgb("#3a1d12")), VELVET), Part(pillow.painted(rgb("#39342d")), PILLOW)]


def _round_oval(form: Form, degrees: float, a: float, b: float, lift: float) -> Form:
    """Bend a piece that faces −y round the oval stand: its middle at `degrees` from the front."""

    def wrap(v: np.ndarray) -> np.ndarray:
        angle = np.radians(degrees) + v[:, 0] / (0.5 * (a + b))
        normal = np.stack([np.sin(angle) / a, -np.cos(angle) / b], 1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        out = 0.003 - v[:, 1]
        return np.stack([a * np.sin(angle) + normal[:, 0] * out, -b * np.cos(angle) + normal[:, 1] * out, lift + v[:, 2]], 1)

    return form.bent(wrap)


def _pendant() -> Form:
    t = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    links = []
    for k in range(3):
        turn = np.pi / 2 * (k % 2)
        links.append(tube(np.stack([0.0022 * np.cos(t) * np.cos(turn), -0.0022 * np.cos(t) * np.sin(turn) - 0.002, 0.0028 * np.sin(t) - 0.0046 * k], 1), 0.00065, 7, closed=True))
    drop = lathe([(0.0, 0.0), (0.0036, 0.0010), (0.0030, 0.006), (0.0012, 0.0105), (0.0, 0.0110)], 24, 16).moved(y=-0.002, z=-0.0235)
    return joined([*links, drop])


def silver_bracelet() -> list[Part]:
    """A pair of bilezik, each of two halves on a hinge, 6.8 cm across, with carnelians, wire and granulation."""
    silver, stones = [], []
    for x, turn in ((-0.043, 14), (0.043, -10)):
        metal, gems = _bracelet()
        silver.append(metal.turned("z", turn).moved(x=x))
        stones.append(gems.turned("z", turn).moved(x=x))
    return [Part(_silvered(joined(silver), 8), SILVER), Part(aged(joined(stones), "#b23a1c", "#6a160b", 0.006, 0.2, 3), CARNELIAN)]


def _bracelet() -> tuple[Form, Form]:
    radius, height, lift = 0.032, 0.034, 0.019
    gap = np.radians(24)
    angle = np.linspace(-np.pi + gap, np.pi - gap, 220)
    section = [(0.0, -0.5), (0.0013, -0.495), (0.0017, -0.46), (0.0006, -0.42), (0.0006, 0.42), (0.0017, 0.46), (0.0013, 0.495), (0.0, 0.5), (-0.0012, 0.49), (-0.0012, -0.49)]
    rows = []
    for out, z in [*section, section[0]]:
        rows.append(np.stack([(radius + out) * np.sin(angle), -(radius + out) * np.cos(angle), 0 * angle + lift + z * height], 1))
    skin = np.stack(rows, 1)
    count, around = skin.shape[:2]
    index = np.arange(count * around).reshape(count, around)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], -1).reshape(-1, 4)
    shell = Form(skin.reshape(-1, 3), np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))
    silver, stones = [shell], []
    for degrees, stone in ((0, 0.0088), (-44, 0.0058), (44, 0.0058), (-84, 0.0058), (84, 0.0058), (-122, 0.005), (122, 0.005)):
        pieces = [_setting(stone), *(_filigree(0.020, 0.030) if degrees else [])]
        silver.append(_round_oval(joined(pieces), degrees, radius - 0.002, radius - 0.002, lift))
        stones.append(_round_oval(_cabochon(stone, stone * 0.6).moved(y=-0.0008), degrees, radius - 0.002, radius - 0.002, lift))
    hinge = lathe([(0.0, -0.5), (0.0026, -0.5), *[(r, z + d) for z in np.linspace(-0.4, 0.4, 5) for r, d in ((0.0021, -0.012), (0.0026, 0.0), (0.0021, 0.012))], (0.0026, 0.5), (0.0, 0.5)], 28)
    silver.append(_round_oval(hinge.scaled(1, 1, height).moved(y=-0.0012), 64, radius - 0.002, radius - 0.002, lift))
    for z in (-0.34, 0.34):
        wave = np.linspace(-np.pi + gap + 0.05, np.pi - gap - 0.05, 400)
        r = radius + 0.0016
        silver.append(tube(np.stack([r * np.sin(wave), -r * np.cos(wave), lift + z * height + 0.0013 * np.sin(wave * 46)], 1), 0.0006, 6))
    return joined(silver), joined(stones)
