"""Beasts of the steppe for the children's hall: a saiga and a snow leopard, cast in bronze under a coloured patina."""

import numpy as np
from scipy.spatial import cKDTree

from ..finishes import Finish, Part, aged, rgb
from ..forms import Form, smooth_path
from ..implicit import block, carved, chain, ellipsoid, limb, meshed, united
from ..noise import noise

PELT = Finish("patinated bronze", metallic=0.4, roughness=0.46, grain=0.25, grain_size=0.006, marks="cast")
ROCK = Finish("rock", roughness=0.9, grain=0.5, grain_size=0.01, marks="pecked")
HORN = Finish("amber horn", roughness=0.35, grain=0.1, grain_size=0.004, coat=0.3)


def saiga() -> list[Part]:
    """A saiga ram, 82 cm at the withers, listening: the drooping nose, amber ringed horns, slender legs."""
    body = [
        *chain([(-0.40, 0, 0.70), (-0.20, 0, 0.725), (0.05, 0, 0.72), (0.26, 0, 0.71)], [0.150, 0.158, 0.160, 0.150]),
        ellipsoid((0.27, 0, 0.66), (0.15, 0.125, 0.19)), ellipsoid((-0.40, 0, 0.68), (0.155, 0.13, 0.17)),
        *chain([(0.34, 0, 0.76), (0.45, 0, 0.90), (0.50, 0, 1.00)], [0.115, 0.083, 0.070]),
    ]
    head = [
        ellipsoid((0.535, 0, 1.045), (0.085, 0.066, 0.078)), *chain([(0.56, 0, 1.04), (0.64, 0, 1.015), (0.705, 0, 0.965), (0.715, 0, 0.915)], [0.066, 0.060, 0.052, 0.043]),
        limb((0.56, 0, 0.985), (0.655, 0, 0.925), 0.045, 0.030),
    ]
    ears = [ellipsoid((0.475, s * 0.092, 1.075), (0.018, 0.052, 0.030), "x", s * 24) for s in (-1, 1)]
    legs = []
    for s in (-1, 1):
        step = 0.03 * s
        legs += chain([(0.29, s * 0.085, 0.60), (0.305 + step, s * 0.085, 0.42), (0.295 + step, s * 0.082, 0.36), (0.30 + step, s * 0.08, 0.12), (0.315 + step, s * 0.08, 0.055)],
                      [0.070, 0.037, 0.032, 0.020, 0.027])
        legs += chain([(-0.42, s * 0.09, 0.63), (-0.37 - step, s * 0.092, 0.47), (-0.475 - step, s * 0.09, 0.36), (-0.445 - step, s * 0.085, 0.13), (-0.425 - step, s * 0.085, 0.055)],
                      [0.100, 0.056, 0.030, 0.020, 0.027])
        legs += [limb((0.315 + step, s * 0.08, 0.035), (0.345 + step, s * 0.08, 0.014), 0.026, 0.020), limb((-0.425 - step, s * 0.085, 0.035), (-0.395 - step, s * 0.085, 0.014), 0.026, 0.020)]
    tail = chain([(-0.545, 0, 0.70), (-0.59, 0, 0.65), (-0.595, 0, 0.60)], [0.034, 0.026, 0.014])
    cuts = [ellipsoid((0.735, s * 0.020, 0.895), (0.020, 0.013, 0.018)) for s in (-1, 1)]
    cuts += [ellipsoid((0.575, s * 0.066, 1.058), (0.015, 0.008, 0.011)) for s in (-1, 1)]
    cuts += [limb((0.66, -0.03, 0.905), (0.69, 0.03, 0.905), 0.004), *[limb((0.565, s * 0.085, 1.066), (0.60, s * 0.068, 1.062), 0.005) for s in (-1, 1)]]
    whole = united([united(body + tail, 0.07), united(head, 0.03), united(legs, 0.035)], 0.04)
    form = meshed(carved(united([whole, *ears], 0.018), cuts, 0.006), (-0.64, -0.22, -0.01), (0.78, 0.22, 1.16), 0.0085)
    eyes = meshed(united([ellipsoid((0.575, s * 0.0615, 1.056), (0.012, 0.009, 0.010)) for s in (-1, 1)], 0.001), (0.55, -0.08, 1.03), (0.6, 0.08, 1.08), 0.003)
    horns = [_ringed_horn(s) for s in (-1, 1)]
    parts = [Part(_saiga_pelt(_chiselled(form)), PELT), Part(eyes.painted(rgb("#140d08")), HORN)]
    return parts + [Part(horn, HORN) for horn in horns] + [Part(_ground((0.62, 0.27), 31), ROCK)]


def _ringed_horn(side: int) -> Form:
    line = [(0.51, side * 0.040, 1.105), (0.478, side * 0.062, 1.19), (0.460, side * 0.088, 1.27), (0.472, side * 0.090, 1.34), (0.500, side * 0.078, 1.395)]
    path = smooth_path(line, 44)
    rings = np.interp(np.arange(44), [0, 30, 43], [0.0225, 0.0145, 0.005]) * (1 + 0.16 * np.maximum(np.sin(np.arange(44) * 1.25), 0) * (np.arange(44) < 34))
    form = meshed(united(chain([tuple(p) for p in path], rings), 0.004), (0.43, -0.13, 1.08), (0.55, 0.13, 1.42), 0.0036)
    tip = np.clip((form.vertices[:, 2] - 1.33) / 0.05, 0, 1)[:, None]
    amber = aged(form, "#d9a861", "#8f5c26", 0.03, 0.7, 3)
    return amber.painted(amber.colours * (1 - tip) + rgb("#3a2413") * tip)


def _chiselled(form: Form) -> Form:
    """Let the modeller's tool show: shallow facets over the whole body."""
    facets = 0.0035 * np.abs(noise(form.vertices, 0.05, 2, 19))[:, None] + 0.0012 * noise(form.vertices, 0.012, 2, 7)[:, None]
    middle = np.array([0.0, 0.0, 0.65])
    away = form.vertices - middle
    return form.bent(lambda v: v - facets * away / (np.linalg.norm(away, axis=1, keepdims=True) + 1e-9))


def _saiga_pelt(form: Form) -> Form:
    """Patinate: sand above, cream below, a dark back and hooves, and the nose bright from many hands."""
    x, z = form.vertices[:, 0], form.vertices[:, 2]
    base = aged(form, "#c99a62", "#8c6338", 0.10, 0.5, 5)
    cream = np.clip((0.60 - z) / 0.10, 0, 1) * np.clip((z - 0.02) / 0.05, 0, 1)
    cream, stroked = cream[:, None], np.clip((x - 0.655) / 0.05, 0, 1)[:, None]
    back = (np.clip((z - 0.83) / 0.06, 0, 1) * np.clip((0.34 - x) / 0.1, 0, 1))[:, None] * 0.45
    hoof = np.clip((0.045 - z) / 0.012, 0, 1)[:, None]
    colour = base.colours * (1 - cream) + rgb("#e6d2ab") * cream * (0.82 + 0.18 * noise(form.vertices, 0.02, 3, 4)[:, None])
    colour = colour * (1 - back) + rgb("#7a5330") * back
    colour = colour * (1 - stroked) + rgb("#e6ae55") * stroked
    return form.painted(colour * (1 - hoof) + rgb("#2b1e14") * hoof)


def snow_leopard() -> list[Part]:
    """A snow leopard, 1.3 m to the tip of its tail, half risen on a rock; grey-white pelt with rosettes."""
    body = [
        *chain([(-0.36, 0, 0.52), (-0.14, 0, 0.545), (0.10, 0, 0.565), (0.30, 0, 0.60)], [0.150, 0.150, 0.152, 0.148]),
        ellipsoid((0.31, 0, 0.56), (0.15, 0.135, 0.17)), *chain([(0.36, 0, 0.66), (0.46, 0, 0.745)], [0.115, 0.098]),
    ]
    head = [
        ellipsoid((0.515, 0, 0.795), (0.108, 0.104, 0.094)), ellipsoid((0.600, 0, 0.765), (0.060, 0.060, 0.046)), ellipsoid((0.622, 0, 0.742), (0.040, 0.048, 0.030)),
        limb((0.56, 0, 0.83), (0.628, 0, 0.787), 0.034, 0.022), *[ellipsoid((0.555, s * 0.066, 0.758), (0.055, 0.040, 0.046)) for s in (-1, 1)],
    ]
    ears = [ellipsoid((0.475, s * 0.086, 0.878), (0.020, 0.038, 0.034)) for s in (-1, 1)]
    legs = []
    for s in (-1, 1):
        step = 0.055 * s
        legs += chain([(0.31, s * 0.10, 0.50), (0.33 + step, s * 0.105, 0.34), (0.33 + step, s * 0.105, 0.17)], [0.098, 0.064, 0.056])
        legs += [ellipsoid((0.365 + step, s * 0.105, 0.142), (0.078, 0.060, 0.046))]
        legs += chain([(-0.37, s * 0.105, 0.47), (-0.30 - step, s * 0.115, 0.34), (-0.41 - step, s * 0.11, 0.25), (-0.38 - step, s * 0.11, 0.16)], [0.132, 0.085, 0.056, 0.052])
        legs += [ellipsoid((-0.345 - step, s * 0.11, 0.14), (0.078, 0.058, 0.044))]
    tail = chain([tuple(p) for p in smooth_path([(-0.50, 0.0, 0.54), (-0.66, 0.02, 0.44), (-0.76, 0.06, 0.28), (-0.74, 0.12, 0.17), (-0.60, 0.20, 0.155), (-0.46, 0.235, 0.19)], 16)],
                 np.interp(np.arange(16), [0, 6, 15], [0.062, 0.060, 0.066]))
    cuts = [ellipsoid((0.604, s * 0.050, 0.822), (0.014, 0.013, 0.011)) for s in (-1, 1)]
    cuts += [limb((0.652, 0, 0.765), (0.650, 0, 0.742), 0.004), *[limb((0.650, 0, 0.742), (0.612, s * 0.052, 0.728), 0.0042) for s in (-1, 1)]]
    cuts += [limb((0.43 + 0.055 * s, s * 0.105 + k * 0.026, 0.10), (0.41 + 0.055 * s, s * 0.105 + k * 0.026, 0.175), 0.0055) for s in (-1, 1) for k in (-1, 0, 1)]
    whole = united([united(body, 0.06), united(head, 0.028), united(legs, 0.045), united(tail, 0.03)], 0.045)
    form = meshed(carved(united([whole, *ears], 0.02), cuts, 0.007), (-0.84, -0.26, 0.08), (0.70, 0.34, 0.93), 0.0085)
    eyes = meshed(united([ellipsoid((0.600, s * 0.0475, 0.821), (0.012, 0.0115, 0.0095)) for s in (-1, 1)], 0.001), (0.57, -0.08, 0.8), (0.63, 0.08, 0.84), 0.003)
    nose = meshed(ellipsoid((0.650, 0, 0.777), (0.014, 0.021, 0.012)), (0.62, -0.04, 0.75), (0.68, 0.04, 0.8), 0.003)
    rock = _ground((0.66, 0.34), 57, 0.10)
    dark = Finish("glass eye", roughness=0.15, grain=0.0, coat=0.6)
    return [Part(_leopard_pelt(_chiselled(form)), PELT), Part(eyes.painted(rgb("#8fa35a")), dark), Part(nose.painted(rgb("#6b3f3a")), dark), Part(rock, ROCK)]


def _leopard_pelt(form: Form) -> Form:
    """Paint rosettes: rings of dark spots on smoke-grey, plain cream belly, small spots on head and legs."""
    v = form.vertices
    x, y, z = v[:, 0], v[:, 1], v[:, 2]
    base = aged(form, "#cfc6b6", "#8f8778", 0.09, 0.4, 5).colours
    belly = np.clip((0.46 - z) / 0.06, 0, 1) * np.clip((z - 0.30) / 0.08, 0, 1) * (np.abs(x) < 0.3)
    colour = base * (1 - belly[:, None]) + rgb("#e9e2d2") * belly[:, None]
    rng = np.random.default_rng(12)
    ink = np.zeros(len(v))
    picks = v[rng.permutation(len(v))]
    centres: list[np.ndarray] = []
    for point in picks[:2600]:
        small = point[0] > 0.38 or point[2] < 0.34
        if all(np.linalg.norm(point - other) > (0.042 if small else 0.098) for other in centres):
            centres.append(point)
    wobble, tree = 1 + 0.2 * noise(v, 0.03, 2, 9), cKDTree(v)
    for point in centres:
        near = np.array(tree.query_ball_point(point, 0.07))
        distance = np.linalg.norm(v[near] - point, axis=1) * wobble[near]
        small = point[0] > 0.38 or point[2] < 0.34
        spot = np.clip(1.4 - distance / 0.012, 0, 1) if small else np.clip(1.5 - np.abs(distance - 0.034) / 0.0085, 0, 1) * (0.65 + 0.35 * np.sin(7 * np.arctan2(z[near] - point[2], x[near] - point[0])))
        ink[near] = np.maximum(ink[near], np.clip(spot, 0, 1))
    tail = (x < -0.62) | ((y > 0.16) & (z < 0.3))
    ink = np.where(tail, np.clip(np.sin(48 * (x - y + z)) * 1.6, 0, 1), ink) * (1 - belly)
    muzzle = np.clip((x - 0.575) / 0.03, 0, 1) * np.clip((0.775 - z) / 0.03, 0, 1)
    ink *= 1 - muzzle
    colour = colour * (1 - 0.86 * ink[:, None]) + rgb("#2a2621") * 0.86 * ink[:, None]
    return form.painted(colour)


def _ground(half: tuple[float, float], seed: int, height: float = 0.0) -> Form:
    """Return the low rock under a beast; its top lies at `height`."""
    body = united([block((0, 0, height - 0.03), (half[0], half[1], 0.045), 0.03), ellipsoid((0.2, 0.03, height - 0.035), (half[0] * 0.6, half[1] * 0.8, 0.05))], 0.05)
    form = meshed(body, (-half[0] - 0.05, -half[1] - 0.05, height - 0.10), (half[0] + 0.05, half[1] + 0.05, height + 0.05), 0.012)
    form = form.bent(lambda v: v + 0.010 * noise(v, 0.12, 5, seed)[:, None] * np.array([0.6, 0.6, 0.35]))
    return aged(form, "#8d8577", "#4e483f", 0.06, 0.6, seed)
