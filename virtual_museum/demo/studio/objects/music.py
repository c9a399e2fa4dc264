"""Dombra and kobyz, built the way a luthier builds them: body, neck, pegs, frets, strings."""

import numpy as np

from ..finishes import LACQUER, LEATHER, STRING, WOOD, Part, aged, rgb
from ..forms import Form, box, joined, lathe, loft, smooth_path, tube
from ..implicit import block, carved, chain, ellipsoid, limb, meshed, united
from ..noise import noise
from ..ornaments import horns


def _wood(form: Form, light: str, dark: str, seed: int = 1, along: int = 2) -> Form:
    """Paint long fibres along one axis."""
    stretch = np.array([1.0, 1.0, 1.0])
    stretch[along] = 0.06
    fibre = noise(form.vertices * stretch, 0.006, 4, seed) * 0.35 + noise(form.vertices * stretch, 0.03, 3, seed + 3) * 0.35
    mix = np.clip(0.5 + fibre, 0, 1)[:, None]
    return form.painted(rgb(dark) * (1 - mix) + rgb(light) * mix)


PEAR = [(0.0, 0.004), (0.02, 0.052), (0.07, 0.085), (0.14, 0.096), (0.21, 0.088), (0.28, 0.062), (0.34, 0.034), (0.38, 0.019)]


def dombra() -> list[Part]:
    """A two-stringed dombra, 1.0 m, standing upright with its face towards −y."""
    back = _wood(_pear_back(), "#9a5a2a", "#4b2410", 3)
    stave = np.abs(np.sin(np.arctan2(back.vertices[:, 0], back.vertices[:, 1] + 0.004) * 3.5))
    back = back.painted(back.colours * (0.62 + 0.38 * np.clip(stave * 2.2, 0, 1))[:, None])
    board = _wood(_pear_board(), "#d9a763", "#b27c3d", 7)
    neck = _wood(joined([_neck(), _head()]), "#5a3018", "#2c160a", 5)
    details = _wood(joined([_rosette(), *_pegs(), _bridge()]), "#2a170d", "#150b06", 9)
    frets = [tube(np.array([[-w, -0.0215, z], [0, -0.0245, z], [w, -0.0215, z]]), 0.0011, 6) for z, w in _fret_places()]
    strings = [tube(np.array([[x, -0.024, 0.085], [x * 0.9, -0.030, 0.10], [x * 0.75, -0.0275, 0.905], [x, -0.012, 0.95]]), 0.0007, 6)
               for x in (-0.009, 0.009)]
    return [Part(joined([back, board, neck]), LACQUER), Part(details, WOOD), Part(joined(frets + strings).painted(rgb("#d8cfb8")), STRING)]


def _pear_width(z: np.ndarray) -> np.ndarray:
    path = smooth_path(PEAR, 200)
    return np.interp(z, path[:, 0], path[:, 1])


def _pear_back() -> Form:
    rings = []
    angles = np.linspace(0, np.pi, 49)
    for z in np.linspace(0.001, 0.379, 110):
        w = float(_pear_width(np.array([z]))[0])
        depth = 0.75 * w + 0.004
        around = [(w * np.cos(a), depth * np.sin(a), z) for a in angles]
        around += [(-w * np.cos(a), -0.004, z) for a in np.linspace(0, np.pi, 12)]
        rings.append(around)
    return loft(rings)


def _pear_board() -> Form:
    rings = []
    for z in np.linspace(0.001, 0.379, 110):
        w = float(_pear_width(np.array([z]))[0]) * 1.008
        x = np.linspace(-w, w, 28)
        swell = 0.006 * np.clip(1 - (x / max(w, 1e-4)) ** 2, 0, 1) * np.clip(w / 0.09, 0, 1)
        front = [(a, -0.0075 - b, z) for a, b in zip(x, swell, strict=True)]
        rings.append(front + [(a, -0.004, z) for a in x[::-1]])
    return loft(rings)


def _neck() -> Form:
    rings = []
    angles = np.linspace(0, np.pi, 20)
    for z in np.linspace(0.33, 0.90, 60):
        w = np.interp(z, [0.33, 0.40, 0.90], [0.020, 0.0165, 0.0125])
        back = [(w * np.cos(a), 0.5 * w + 1.0 * w * np.sin(a) - 0.016, z) for a in angles]
        rings.append(back + [(-w, -0.0195, z), (0, -0.0215, z), (w, -0.0195, z)])
    return loft(rings)


def _head() -> Form:
    head = box(0.034, 0.02, 0.13, 0.006, 8)
    return head.bent(lambda v: v * np.stack([0.8 + 3.4 * v[:, 2], np.ones(len(v)), np.ones(len(v))], 1)).turned("x", -10).moved(y=-0.008, z=0.893)


def _fret_places() -> list[tuple[float, float]]:
    scale = 0.81
    places = [0.905 - scale * (1 - 2 ** (-k / 12)) for k in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14)]
    return [(z, float(np.interp(z, [0.33, 0.40, 0.90], [0.020, 0.0168, 0.0128]))) for z in places]


def _rosette() -> Form:
    forms = [lathe([(0.0, 0.0), (0.0105, 0.0), (0.0105, 0.0012), (0.0, 0.0012)], 40).turned("x", 90).moved(y=-0.0138, z=0.20)]
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    forms.append(tube(np.stack([0.016 * np.cos(t), 0 * t - 0.0135, 0.20 + 0.016 * np.sin(t)], 1), 0.0012, 6, closed=True))
    for stroke in horns():
        for scale, z, flip in ((0.05, 0.245, 1), (0.05, 0.155, -1)):
            points = smooth_path([(x * scale, -0.0132, z + flip * y * scale) for x, y in stroke], 40)
            forms.append(tube(points, 0.0011, 6))
    return joined(forms)


def _pegs() -> list[Form]:
    peg = lathe([(0.0, -0.006), (0.004, -0.005), (0.0035, 0.03), (0.006, 0.034), (0.0115, 0.044), (0.0105, 0.056), (0.0, 0.06)], 24, 40)
    return [peg.scaled(1, 0.7, 1).turned("y", side * 90).moved(x=side * 0.012, y=0.002 - 0.006, z=z) for side, z in ((1, 0.955), (-1, 0.985))]


def _bridge() -> Form:
    return joined([box(0.05, 0.006, 0.006, 0.002).moved(y=-0.016, z=0.098), box(0.03, 0.004, 0.012, 0.0015).moved(y=-0.022, z=0.098),
                   box(0.02, 0.012, 0.012, 0.003).moved(y=-0.004, z=-0.002)])


def kobyz() -> list[Part]:
    """A shaman's kobyz, 72 cm, hollowed of one block: open bowl, skin below, bowed neck, horsehair, and its bow."""
    bowl = united([ellipsoid((0, 0.01, 0.14), (0.082, 0.07, 0.13)), ellipsoid((0, 0.02, 0.27), (0.098, 0.082, 0.1))], 0.05)
    arm = united(chain([(0, 0.03, 0.34), (0, 0.075, 0.44), (0, 0.07, 0.54), (0, 0.02, 0.62)], [0.03, 0.022, 0.02, 0.024])
                 + [block((0, 0.005, 0.66), (0.034, 0.018, 0.06), 0.014), limb((0, 0, 0.0), (0, 0.01, 0.05), 0.02, 0.03)], 0.03)
    hollow = united([ellipsoid((0, -0.03, 0.275), (0.082, 0.085, 0.088)), block((0, -0.14, 0.25), (0.2, 0.1, 0.3), 0.01)], 0.01)
    body = meshed(carved(united([bowl, arm], 0.03), [hollow], 0.008), (-0.12, -0.08, -0.03), (0.12, 0.12, 0.74), 0.0046)
    body = aged(_wood(body, "#6b4426", "#2b170b", 4), "#7a4e2b", "#2b170b", 0.05, 0.45, 2)
    skin = meshed(ellipsoid((0, -0.038, 0.115), (0.07, 0.012, 0.088)), (-0.09, -0.06, 0.0), (0.09, -0.02, 0.22), 0.004)
    skin = aged(skin, "#cdb489", "#8d6d42", 0.04, 0.4, 8)
    strings = [tube(_bundle(x, phase), 0.0032, 8) for x, phase in ((-0.012, 0.0), (0.012, 1.0))]
    bridge = box(0.05, 0.012, 0.03, 0.004, 4).moved(y=-0.058, z=0.10)
    pegs = [lathe([(0.0, 0), (0.006, 0.0), (0.005, 0.08), (0.012, 0.10), (0.0, 0.115)], 20, 30).turned("y", s * 90).moved(x=-s * 0.02, y=0.005, z=z)
            for s, z in ((1, 0.645), (-1, 0.685))]
    wood = joined([body, _wood(joined([bridge, *pegs, _bow_stick()]), "#7a4e2b", "#3a2010", 6)])
    hair = joined([*strings, _bow_hair()]).painted(rgb("#1d1814"))
    return [Part(wood, WOOD), Part(skin, LEATHER), Part(hair, STRING)]


def _bundle(x: float, phase: float) -> np.ndarray:
    z = np.linspace(0.02, 0.65, 60)
    y = np.interp(z, [0.02, 0.12, 0.65], [-0.03, -0.076, -0.018])
    return np.stack([x * (1 - 0.3 * z) + 0.0006 * np.sin(z * 90 + phase), y, z], 1)


def _bow_stick() -> Form:
    t = np.linspace(0, 1, 50)
    return tube(np.stack([0.17 + 0.075 * np.sin(np.pi * t), 0.02 + 0 * t, 0.02 + 0.56 * t], 1), 0.0065, 12)


def _bow_hair() -> Form:
    t = np.linspace(0, 1, 30)
    return tube(np.stack([0.172 - 0.004 * np.sin(np.pi * t), 0.02 + 0 * t, 0.03 + 0.54 * t], 1), 0.004, 8, flatten=0.4)
