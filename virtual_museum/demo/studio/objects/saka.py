"""Gold, bronze and iron of the Saka: plaques, torque, sword, headdress, cauldron, bowl."""

import numpy as np

from ..finishes import BRONZE, CLOTH, GILT, GOLD, IRON, SILVER, Part, aged, rgb
from ..forms import Form, box, joined, lathe, smooth_path, tube
from ..implicit import carved, chain, ellipsoid, limb, meshed, united
from ..noise import noise
from ..relief import plate, polygon_mask, sheet_of_mask
from .beasts import coiled_leopard, deer, winged_horse

GOLD_LIGHT, GOLD_DARK = "#f3c465", "#9a5f1c"


def _golden(form: Form, seed: int = 1) -> Form:
    dent = 0.0006 * noise(form.vertices, 0.02, 3, seed)[:, None]
    return aged(form.bent(lambda v: v + dent * np.array([0, 1, 0])), GOLD_LIGHT, GOLD_DARK, 0.03, 0.35, seed)


def deer_plaque() -> list[Part]:
    """A shield plaque, 22 cm wide: the lying deer."""
    return [Part(_golden(plate(deer(), 0.22, 0.05)), GOLD)]


def leopard_plaque() -> list[Part]:
    """A harness plaque, 11 cm across: the coiled snow leopard."""
    return [Part(_golden(plate(coiled_leopard(), 0.11, 0.05).scaled(1, 0.8, 1), 4), GOLD)]


def torque() -> list[Part]:
    """A neck ring of three turns with two rams' heads, 15 cm across, lying on z = 0."""
    angle = np.radians(np.linspace(-66, 3 * 360 + 66 - 180, 560))
    height = 0.012 + 0.0125 * (angle - angle[0]) / (2 * np.pi)
    radius = 0.074 + 0.001 * np.sin(angle / 3)
    path = np.stack([radius * np.sin(angle), -radius * np.cos(angle), height], 1)
    rope = tube(path, 0.0056, 24)
    turn = np.arange(560).repeat(24) * 0.55
    around = np.tile(np.linspace(0, 2 * np.pi, 24, endpoint=False), 560)
    swell = np.concatenate([1 + 0.10 * np.cos(3 * around + turn), [1, 1]])[:, None]
    centre = np.concatenate([path.repeat(24, axis=0), path[:1], path[-1:]])
    rope = rope.bent(lambda v: centre + (v - centre) * swell)
    heads = [_ram_head(path[0], path[0] - path[12]), _ram_head(path[-1], path[-1] - path[-13])]
    return [Part(_golden(joined([rope, *heads])), GOLD)]


def _ram_head(place, direction) -> Form:
    """A ram's head of 4 cm at the end of the ring, muzzle forward, horns curled at its sides."""
    fields = [
        limb((0, 0, 0), (0.012, 0, 0), 0.0068, 0.0082), limb((0.012, 0, 0.001), (0.031, 0, -0.003), 0.0085, 0.0048),
        ellipsoid((0.014, 0.0066, 0.004), (0.003, 0.002, 0.003)), ellipsoid((0.014, -0.0066, 0.004), (0.003, 0.002, 0.003)),
    ]
    for side in (-1, 1):
        angles = np.linspace(-0.6, 4.6, 12)
        curl = [(0.008 - 0.0085 * np.cos(a), side * (0.006 + 0.0009 * a), 0.001 + 0.0085 * np.sin(a)) for a in angles]
        fields += chain(curl, np.linspace(0.0034, 0.0014, 12))
    head = meshed(united(fields, 0.0016), (-0.012, -0.016, -0.014), (0.038, 0.016, 0.016), 0.00075)
    direction = direction / np.linalg.norm(direction)
    sideways = np.cross([0, 0, 1], direction)
    frame = np.stack([direction, sideways, np.cross(direction, sideways)], 1)
    return head.bent(lambda v: v @ frame.T + place)


def akinak() -> list[Part]:
    """A short sword, 56 cm, standing on its point: iron blade, gold butterfly guard and antenna pommel."""
    outline = [(0, -0.215), (0.012, -0.18), (0.024, -0.04), (0.027, 0.14), (0.026, 0.2)]
    right = smooth_path(outline, 60)
    blade = polygon_mask([[*map(tuple, right), *[(-x, y) for x, y in right[::-1]]]], 0.09, 0.46, 220)
    iron = plate(sheet_of_mask(blade, 0.09, 0.46, 0.005, 0.026), 0.054, 0.004)
    pits = 0.0012 * np.minimum(0, noise(iron.vertices, 0.02, 4, 8) + 0.15)[:, None]
    iron = aged(iron.bent(lambda v: v - pits * np.sign(v[:, 1:2]) * np.array([0, 1, 0])), "#8c857c", "#4a2f20", 0.05, 0.5, 6)
    top = iron.bounds[1][2]
    return [Part(iron, IRON), Part(_golden(_hilt().moved(z=top - 0.028), 3), GOLD)]


def _hilt() -> Form:
    heart = [(-0.02, -0.03), (-0.052, -0.012), (-0.056, 0.012), (-0.02, 0.02), (0, 0.012), (0.02, 0.02), (0.056, 0.012),
             (0.052, -0.012), (0.02, -0.03), (0, -0.014)]
    points = [tuple(p) for p in smooth_path(heart, 120, closed=True)]
    guard = plate(sheet_of_mask(polygon_mask([points], 0.14, 0.08, 260), 0.14, 0.08, 0.012, 0.016), 0.112, 0.006)
    grip = lathe([(0.0, 0.0), (0.014, 0.0), (0.0155, 0.03), (0.0145, 0.06), (0.013, 0.1), (0, 0.1)], 48, 40).scaled(1, 0.6, 1)
    rings = [tube(_ellipse(0.0165, 0.0105, z), 0.0022, 10, closed=True) for z in np.linspace(0.036, 0.112, 9)]
    fields = []
    for side in (-1, 1):
        angles = np.linspace(-1.2, 3.7, 12)
        arms = [(side * (0.018 + 0.0165 * np.sin(a)), 0, 0.018 - 0.0165 * np.cos(a)) for a in angles]
        fields += chain(arms, np.linspace(0.0072, 0.0042, 12))
    pommel = meshed(united(fields, 0.003), (-0.05, -0.012, -0.012), (0.05, 0.012, 0.05), 0.0013).moved(z=0.126)
    return joined([guard, grip.moved(z=0.024), *rings, pommel])


def _ellipse(a: float, b: float, z: float) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    return np.stack([a * np.cos(t), b * np.sin(t), np.full(64, z)], 1)


def bowl() -> list[Part]:
    """A shallow silver bowl, 8 cm across, with petals and two lines of scratched signs."""
    profile = [(0.0, 0.001), (0.014, 0.0), (0.028, 0.004), (0.037, 0.014), (0.0385, 0.0235), (0.037, 0.0235), (0.0355, 0.015),
               (0.027, 0.006), (0.012, 0.0025), (0.0, 0.0025)]
    form = lathe(profile, 220, 90)
    angle = np.arctan2(form.vertices[:, 1], form.vertices[:, 0])
    radius = np.hypot(form.vertices[:, 0], form.vertices[:, 1])
    petal = 0.0009 * np.abs(np.sin(8 * angle)) * np.clip((radius - 0.008) / 0.02, 0, 1) * np.clip((0.019 - form.vertices[:, 2]) / 0.006, 0, 1)
    form = form.bent(lambda v: v + np.stack([petal * np.cos(angle), petal * np.sin(angle), 0 * petal], 1))
    form = form.scaled(2.0)
    return [Part(aged(form, "#d9d5cc", "#57504a", 0.03, 0.6, 5), SILVER)]


def cauldron() -> list[Part]:
    """A bronze cauldron on three legs that end as snow leopards, with four ring handles, 62 cm high."""
    wall = [(0.0, 0.24), (0.10, 0.245), (0.20, 0.29), (0.265, 0.38), (0.275, 0.47), (0.258, 0.54), (0.272, 0.565), (0.270, 0.575),
            (0.250, 0.57), (0.238, 0.54), (0.253, 0.47), (0.24, 0.385), (0.18, 0.31), (0.09, 0.27), (0.0, 0.268)]
    body = lathe(wall, 160, 150)
    rope = [tube(_circle(r, z), 0.007, 12, closed=True) for r, z in ((0.278, 0.44), (0.276, 0.50), (0.274, 0.57))]
    wave = _circle(0.279, 0.47, 240)
    wave[:, 2] += 0.016 * np.sin(np.linspace(0, 2 * np.pi * 18, 240, endpoint=False))
    legs = [_beast_leg().turned("z", degrees) for degrees in (90, 210, 330)]
    handles = [_handle().turned("z", degrees) for degrees in (30, 120, 210, 300)]
    form = joined([body, *rope, tube(wave, 0.0055, 10, closed=True), *legs, *handles])
    dents = 0.0022 * noise(form.vertices, 0.09, 4, 12)[:, None]
    form = form.bent(lambda v: v * (1 + dents * 3 * np.array([1, 1, 0])))
    green = np.clip(noise(form.vertices, 0.16, 5, 21) * 1.1 - 0.05, 0, 1)[:, None]
    soot = np.clip(0.36 - form.vertices[:, 2], 0, 0.3)[:, None] * 1.6
    bronze = aged(form, "#8a6237", "#2a1c10", 0.08, 0.55, 7)
    colours = bronze.colours * (1 - 0.75 * green) + rgb("#4f7a64") * 0.75 * green
    return [Part(bronze.painted(colours * (1 - np.minimum(soot, 0.5))), BRONZE)]


def _circle(radius: float, z: float, count: int = 120) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([radius * np.cos(t), radius * np.sin(t), np.full(count, z)], 1)


def _beast_leg() -> Form:
    """A leg in the shape of a leopard's fore part: head and chest above, paw below."""
    fields = [
        *chain([(0.17, 0, 0.31), (0.215, 0, 0.22), (0.225, 0, 0.12), (0.235, 0, 0.035)], [0.055, 0.045, 0.032, 0.034]),
        ellipsoid((0.262, 0, 0.026), (0.042, 0.034, 0.026)),
        ellipsoid((0.262, 0, 0.265), (0.046, 0.04, 0.042)), ellipsoid((0.305, 0, 0.252), (0.028, 0.026, 0.022)),
        ellipsoid((0.245, 0.034, 0.305), (0.014, 0.01, 0.02)), ellipsoid((0.245, -0.034, 0.305), (0.014, 0.01, 0.02)),
    ]
    eyes = [ellipsoid((0.291, y, 0.278), (0.009, 0.009, 0.008)) for y in (0.024, -0.024)]
    mouth = [limb((0.335, -0.02, 0.242), (0.335, 0.02, 0.242), 0.004)]
    claws = [limb((0.31, y, 0.0), (0.285, y, 0.04), 0.004) for y in (-0.015, 0.0, 0.015)]
    body = carved(united(fields, 0.02), eyes + mouth + claws, 0.004)
    return meshed(body, (0.1, -0.06, 0.0), (0.34, 0.06, 0.37), 0.0045)


def _handle() -> Form:
    t = np.linspace(0, np.pi, 40)
    path = np.stack([np.full(40, 0.272), 0.048 * np.cos(t), 0.545 + 0.075 * np.sin(t)], 1)
    knob = meshed(ellipsoid((0.272, 0, 0.632), (0.014, 0.014, 0.016)), (0.25, -0.02, 0.61), (0.29, 0.02, 0.65), 0.003)
    return joined([tube(path, 0.0105, 14), knob])


HAT_HEIGHT = 0.62


def headdress() -> list[Part]:
    """The pointed hat: red felt 62 cm high, gold bands, a pair of winged horses, four arrows, mountains and birds."""
    felt = lathe([(0.105, 0.0), (0.108, 0.05), (0.104, 0.13), (0.082, 0.24), (0.055, 0.36), (0.032, 0.48), (0.014, 0.59), (0.0, 0.615)], 140, 160)
    felt = joined([felt.bent(_lean), _flap(-1), _flap(1), _neck_guard()])
    felt = aged(felt, "#8d1f1b", "#4a0d0e", 0.05, 0.15, 3)
    gold = [_band(0.012, 0.020), _band(0.055, 0.008), _band(0.30, 0.006)]
    gold += [_on_hat(_triangle(0.030, 0.032), a, 0.076) for a in range(0, 360, 20)]
    gold += [_on_hat(plate(winged_horse(), 0.085, 0.05).scaled(side, 0.5, 1), side * 27.0, 0.118) for side in (1, -1)]
    gold += [_arrow(a) for a in (-42, -14, 14, 42)]
    gold += [_on_hat(_triangle(0.020, 0.05), a, 0.235) for a in range(60, 301, 24)]
    gold += [_on_hat(plate(coiled_leopard(110), 0.036, 0.05).scaled(1, 0.5, 1), a, 0.13) for a in (78, 118, 160, 200, 242, 282)]
    gold.append(_finial())
    return [Part(felt, CLOTH), Part(aged(joined(gold), GOLD_LIGHT, GOLD_DARK, 0.03, 0.3), GILT)]


def _lean(v: np.ndarray) -> np.ndarray:
    """Let the tall tip nod a little backwards."""
    return v + np.stack([0 * v[:, 0], 0.05 * np.clip(v[:, 2] / HAT_HEIGHT, 0, 1) ** 2, 0 * v[:, 0]], 1)


def _hat_radius(z: np.ndarray) -> np.ndarray:
    return np.interp(z, [0, 0.05, 0.13, 0.24, 0.36, 0.48, 0.59, 0.62], [0.105, 0.108, 0.104, 0.082, 0.055, 0.032, 0.014, 0.003])


def _on_hat(form: Form, degrees: float, height: float) -> Form:
    """Wrap an upright form about the hat: its x runs round, its −y stands out; 0° is the front (−y)."""

    def wrap(v: np.ndarray) -> np.ndarray:
        z = height + v[:, 2]
        radius = _hat_radius(z)
        angle = np.radians(degrees) + v[:, 0] / np.maximum(_hat_radius(np.array([height + 0.02]))[0], 0.02)
        r = radius + 0.0012 - v[:, 1]
        return np.stack([r * np.sin(angle), -r * np.cos(angle), z], 1)

    return form.bent(wrap).bent(_lean)


def _band(height: float, width: float) -> Form:
    z = np.linspace(height, height + width, 6)
    profile = [(float(_hat_radius(np.array([h]))[0]) + 0.0025, float(h)) for h in z]
    return lathe(profile, 120).bent(_lean)


def _triangle(width: float, height: float) -> Form:
    steps = [(-0.5, -0.5), (0.5, -0.5), (0.17, -0.1), (0.25, -0.1), (0, 0.5), (-0.25, -0.1), (-0.17, -0.1)]
    mask = polygon_mask([[(x * width, y * height) for x, y in steps]], width * 1.2, height * 1.2, 44)
    return plate(sheet_of_mask(mask, width * 1.2, height * 1.2, 0.0016, 0.003), width, 0.001)


def _arrow(degrees: float) -> Form:
    z = np.linspace(0, 0.24, 30)
    shaft = tube(np.stack([0 * z, 0 * z - 0.004, z], 1), 0.0022, 8)
    head = _triangle(0.022, 0.05).moved(z=0.235)
    feather = _triangle(0.018, 0.03)
    return _on_hat(joined([shaft, head, feather]), degrees, 0.20)


def _flap(side: int) -> Form:
    return box(0.012, 0.085, 0.13, 0.006, 6).turned("y", side * 6).moved(x=side * 0.1, y=0.015, z=-0.115)


def _neck_guard() -> Form:
    sheet = box(0.15, 0.012, 0.11, 0.006, 8)
    return sheet.bent(lambda v: v + np.stack([0 * v[:, 0], 0.098 - v[:, 0] ** 2 * 6, 0 * v[:, 0] - 0.095], 1))


def _finial() -> Form:
    ram = united([ellipsoid((0, 0, 0.02), (0.018, 0.008, 0.01)), limb((0.014, 0, 0.024), (0.022, 0, 0.036), 0.006, 0.005),
                  limb((0.022, 0, 0.036), (0.032, 0, 0.033), 0.005, 0.003),
                  *[limb((x, y, 0), (x, y, 0.018), 0.0026) for x in (-0.012, 0.012) for y in (-0.004, 0.004)],
                  *chain([(0.022, 0, 0.040), (0.012, 0, 0.050), (0.004, 0, 0.044), (0.008, 0, 0.036)], [0.003, 0.003, 0.002, 0.0015])], 0.003)
    return meshed(ram, (-0.03, -0.015, -0.004), (0.04, 0.015, 0.06), 0.0011).moved(y=0.05, z=0.617)
