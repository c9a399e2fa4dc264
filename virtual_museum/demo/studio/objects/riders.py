"""Bronze of the Saka riders: arrowheads, bridle bits with their cheek-pieces, a mirror with a beast for its handle."""

import numpy as np

from ..finishes import BRONZE, WOOD, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, loft, smooth_path, torus, tube
from ..implicit import chain, ellipsoid, limb, meshed, united
from ..noise import noise
from ..relief import plate
from .beasts import coiled_leopard

STAND = Finish("grey stand", roughness=0.95, grain=0.2, grain_size=0.004, marks="matted")


def _patinated(form: Form, seed: int, size: float = 0.02, green: float = 0.8) -> Form:
    """Paint old bronze: brown metal on the edges, malachite in the hollows."""
    metal = aged(form, "#8a6237", "#2b1d11", size, 0.6, seed)
    patina = np.clip(noise(form.vertices, size * 2.2, 5, seed + 9) * 1.2 + 0.1, 0, 1)[:, None] * green
    pale = np.clip(noise(form.vertices, size * 0.6, 3, seed + 4) - 0.35, 0, 1)[:, None]
    colours = metal.colours * (1 - patina) + rgb("#4a7d68") * patina
    return metal.painted(colours * (1 - pale) + rgb("#86b39a") * pale)


def arrowheads() -> list[Part]:
    """Nine bronze arrowheads, 3–5 cm, pinned upright in three rows on a sloping board: bladed, three-winged, barbed."""
    heads = []
    for row in range(3):
        for column in range(3):
            blades, length = (2, 0.050) if row == 2 else (3, 0.040 - 0.004 * row)
            head = _arrowhead(blades, length + 0.003 * column, 0.0085 + 0.0012 * (2 - column), column == 2, 3 * row + column)
            heads.append(head.turned("z", 17 * column - 20).moved(x=(column - 1) * 0.034, z=0.006 + 0.058 * row))
    bronze = joined(heads).turned("x", -18).moved(y=-0.006)
    pins = [tube(np.array([[(c - 1) * 0.034, 0.02, 0.012 + 0.058 * r], [(c - 1) * 0.034, 0.0, 0.012 + 0.058 * r]]), 0.0009, 8) for r in range(3) for c in range(3)]
    slope = joined([box(0.125, 0.006, 0.185, 0.002, 6).moved(y=0.019), *pins]).turned("x", -18)
    return [Part(_patinated(bronze, 3, 0.008), BRONZE), Part(slope.painted(rgb("#37322b")), STAND)]


def _arrowhead(blades: int, length: float, width: float, barbed: bool, seed: int) -> Form:
    """Return one head on its socket, point upwards: flat wings that meet on a mid-rib."""
    z = np.linspace(0, 1, 60)
    reach = width * np.interp(z, [0, 0.08, 0.30, 0.62, 1.0], [0.55, 1.0, 0.96, 0.60, 0.02])
    drop = np.where(z < 0.08, -0.12 * (1 - z / 0.08), 0.0) if barbed else 0 * z
    wings = []
    for blade in range(blades):
        ring = []
        for t, r, d in zip(z, reach, drop, strict=True):
            thick = 0.0011 * (1 - 0.7 * t)
            height = 0.010 + length * (t + d)
            profile = [(0.0012, thick), (0.5 * r, thick * 0.75), (r, 0.0001), (0.5 * r, -thick * 0.75), (0.0012, -thick), (0.0004, 0.0)]
            ring.append([(a, b, height) for a, b in profile])
        wings.append(loft(np.array(ring)).turned("z", 360 / blades * blade))
    shape = [(0.0022, 0.0), (0.0030, 0.0), (0.0031, 0.010), (0.0028, 0.016), (0.0022, 0.010 + 0.55 * length), (0.0004, 0.010 + length)]
    whole = joined([*wings, lathe(shape, 36, 60)])
    return whole.bent(lambda v: v + 0.00018 * noise(v, 0.004, 3, seed)[:, None])


def horse_bit() -> list[Part]:
    """A jointed bronze bit with stirrup-shaped ends, 24 cm over all, and two cheek-pieces that end as griffins' heads."""
    halves = []
    for side in (-1, 1):
        bar = tube(smooth_path([(side * 0.006, 0, 0.0), (side * 0.03, 0, 0.001), (side * 0.082, 0, 0.0)], 60), 0.0046, 20)
        studs = [torus(0.0048, 0.0012, 30, 8).turned("y", 90).moved(x=side * (0.018 + 0.010 * k)) for k in range(6)]
        inner = torus(0.0095, 0.0034, 40, 14).scaled(1, 0.85, 1).turned("x", 0 if side < 0 else 90).moved(x=side * 0.0035)
        path = [(0.082, 0.0, 0), (0.092, 0.016, 0), (0.118, 0.018, 0), (0.121, 0.0, 0), (0.118, -0.018, 0), (0.092, -0.016, 0)]
        stirrup = tube(smooth_path([(side * x, y, z) for x, y, z in path], 90, closed=True), 0.0036, 16, closed=True)
        halves.append(joined([bar, *studs, inner, stirrup]).turned("z", -side * 9))
    bit = joined(halves).moved(z=0.016)
    cheeks = [_cheek_piece(side).moved(x=side * 0.118, y=-0.018 * side * side, z=0.024) for side in (-1, 1)]
    form = joined([bit, *cheeks])
    form = form.bent(lambda v: v + 0.0004 * noise(v, 0.01, 4, 5)[:, None])
    return [Part(_patinated(form, 12, 0.02, 0.65), BRONZE)]


def _cheek_piece(side: int) -> Form:
    """Return a cheek-piece, 15 cm: a curved rod with three eyes, a griffin's head above and a hoof below."""
    line = [(0, -0.074, 0), (0.002, -0.045, 0), (0, 0, 0), (0.004, 0.04, 0), (0.012, 0.062, 0)]
    rod = chain([tuple(p) for p in smooth_path(line, 9)], np.linspace(0.0056, 0.0050, 9))
    eyes = [ellipsoid((0.001, y, 0), (0.0095, 0.0115, 0.0058)) for y in (-0.03, 0.0, 0.03)]
    head = [ellipsoid((0.015, 0.068, 0), (0.010, 0.0115, 0.008)), *chain([(0.02, 0.074, 0), (0.031, 0.072, 0), (0.034, 0.061, 0)], [0.0068, 0.0052, 0.0026]),
            *chain([(0.009, 0.075, 0), (0.004, 0.085, 0), (0.010, 0.090, 0)], [0.0042, 0.0034, 0.0022])]
    brow = [ellipsoid((0.018, 0.071, s * 0.0066), (0.0042, 0.0042, 0.0024)) for s in (-1, 1)]
    hoof = [limb((0, -0.074, 0), (0.004, -0.082, 0), 0.0072, 0.0092)]
    body = meshed(united([*rod, *eyes, *head, *brow, *hoof], 0.0028), (-0.014, -0.096, -0.012), (0.042, 0.096, 0.012), 0.00095)
    holes = [torus(0.0056, 0.0016, 36, 8).moved(x=0.001, y=y, z=0.0052) for y in (-0.03, 0.0, 0.03)]
    return joined([body, *holes]).scaled(side, 1, 1)


def bronze_mirror() -> list[Part]:
    """A bronze mirror, 17 cm across, its back to the visitor: raised rim, a coiled beast about the knob, a goat as handle."""
    rim = [(0.0, 0.0), (0.080, 0.0), (0.0845, 0.002), (0.0855, 0.006), (0.083, 0.0095), (0.078, 0.0088), (0.0765, 0.0045), (0.060, 0.0040),
           (0.0585, 0.0056), (0.0560, 0.0056), (0.0545, 0.0040), (0.012, 0.0044), (0.0, 0.0046)]
    disc = lathe(rim, 220, 130).turned("x", 90)
    beast = plate(coiled_leopard(240), 0.082, 0.02).scaled(1, 0.55, 1)
    beast = beast.moved(y=-0.0035, z=-0.041)
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    petals = [tube(np.stack([(0.0665 + 0.0042 * np.cos(t)) * np.cos(a) - 0.0046 * np.sin(t) * np.sin(a), 0 * t - 0.0046,
                             (0.0665 + 0.0042 * np.cos(t)) * np.sin(a) + 0.0046 * np.sin(t) * np.cos(a)], 1), 0.0008, 6, closed=True)
              for a in np.arange(0, 2 * np.pi, np.pi / 14)]
    grip = [*chain([(0, 0, -0.080), (0, -0.001, -0.105), (0, 0, -0.135)], [0.011, 0.008, 0.0095])]
    goat = [ellipsoid((0, 0, -0.152), (0.024, 0.008, 0.012)), *chain([(0.016, 0, -0.150), (0.026, 0, -0.138), (0.034, 0, -0.140)], [0.008, 0.0062, 0.004]),
            *chain([(0.027, 0, -0.132), (0.016, 0, -0.124), (0.004, 0, -0.130), (0.004, 0, -0.139)], [0.0036, 0.0034, 0.003, 0.0022])]
    goat += [limb((x, s * 0.004, -0.158), (x - 0.003, s * 0.004, -0.178), 0.0044, 0.0036) for x in (-0.016, 0.014) for s in (-1, 1)]
    handle = meshed(united([*grip, *goat], 0.005), (-0.03, -0.016, -0.186), (0.042, 0.016, -0.074), 0.0013)
    form = joined([disc, beast, *petals, handle])
    form = form.bent(lambda v: v + 0.0005 * noise(v, 0.03, 4, 3)[:, None] * np.array([0, 1, 0]))
    form = form.moved(z=0.196)
    foot = joined([box(0.10, 0.05, 0.010, 0.002), box(0.012, 0.006, 0.13, 0.002).moved(y=0.012)])
    return [Part(_patinated(form, 21, 0.03, 0.7), BRONZE), Part(foot.painted(rgb("#2a251f")), WOOD)]
