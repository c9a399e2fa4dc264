"""Animal-style beasts as strokes: the recumbent deer, the coiled snow leopard, the winged horse, the argali."""

from dataclasses import replace

import numpy as np

from ..relief import Sheet, Stroke, sheet_of_strokes, spiral


def _ring(centre, radius: float, width: float, rise: float) -> Stroke:
    angles = np.linspace(0, 2 * np.pi, 13)
    points = tuple((centre[0] + radius * np.cos(a), centre[1] + radius * np.sin(a)) for a in angles)
    return Stroke(points, (width,) * 13, rise, "added")


def _curl(centre, radius: float, turns: float, start: float, hand: int, thick: float, rise: float = 1.1,
          section: str = "round") -> Stroke:
    points = tuple(spiral(centre, radius, turns, start, hand, 0.12))
    radii = tuple(np.linspace(thick, thick * 0.55, len(points)))
    return Stroke(points, radii, rise, section)


def _shifted(strokes: list[Stroke], x: float, y: float) -> list[Stroke]:
    return [replace(stroke, points=tuple((a + x, b + y) for a, b in stroke.points)) for stroke in strokes]


def _antlers() -> list[Stroke]:
    """The beam sweeps back over the whole body; S-shaped tines stand on it like a row of waves."""
    beam = ((0.60, 0.58), (0.46, 0.62), (0.22, 0.46), (-0.10, 0.32), (-0.42, 0.25), (-0.80, 0.24))
    strokes = [Stroke(beam, (0.05, 0.052, 0.05, 0.046, 0.04, 0.03), 1.2)]
    for index in range(6):
        x, size = 0.32 - index * 0.19, 0.15 - index * 0.009
        foot = (x, float(np.interp(x, [a for a, _ in beam[::-1]], [b for _, b in beam[::-1]])) + 0.01)
        stem = [foot, (x - 0.05, foot[1] + 0.09), (x - 0.02, foot[1] + 0.17)]
        points = tuple(stem + spiral((x + 0.035, foot[1] + 0.19), size * 0.52, 1.15, 165, -1, 0.15))
        radii = tuple(np.linspace(0.043, 0.02, len(points)))
        strokes.append(Stroke(points, radii, 1.15))
    for x, y, start in ((0.66, 0.80, 200), (0.80, 0.74, 220)):
        points = tuple([(0.60, 0.62), (x - 0.06, y - 0.06)] + spiral((x, y), 0.075, 1.1, start, -1, 0.15))
        strokes.append(Stroke(points, tuple(np.linspace(0.04, 0.02, len(points))), 1.15))
    return strokes


def deer(pixels: int = 420) -> Sheet:
    """Return the deer lying with folded legs, antlers along its back."""
    body = [
        Stroke(((-0.62, 0.02), (-0.30, 0.06), (0.05, 0.08), (0.30, 0.12)), (0.21, 0.185, 0.2, 0.23), 0.62),
        Stroke(((0.28, 0.14), (0.42, 0.34), (0.55, 0.50)), (0.22, 0.14, 0.10), 0.75),
        Stroke(((0.52, 0.50), (0.68, 0.51), (0.84, 0.47), (0.95, 0.44)), (0.10, 0.085, 0.055, 0.04), 1.0),
        Stroke(((0.30, 0.02), (0.30, 0.10), (0.24, 0.20)), (0.15, 0.19, 0.10), 0.95),
        Stroke(((-0.66, -0.04), (-0.62, 0.04), (-0.54, 0.16)), (0.15, 0.19, 0.12), 0.95),
        Stroke(((0.40, -0.02), (0.50, -0.16), (0.44, -0.24)), (0.10, 0.07, 0.058), 1.0),
        Stroke(((0.45, -0.25), (0.22, -0.30), (0.02, -0.29), (-0.10, -0.31)), (0.058, 0.05, 0.045, 0.06), 1.15),
        Stroke(((-0.56, -0.10), (-0.34, -0.22), (-0.44, -0.28)), (0.12, 0.075, 0.06), 1.0),
        Stroke(((-0.42, -0.30), (-0.62, -0.37), (-0.34, -0.40), (-0.02, -0.39), (0.12, -0.41)),
               (0.05, 0.05, 0.05, 0.045, 0.06), 1.15),
        Stroke(((-0.74, 0.12), (-0.88, 0.16), (-0.94, 0.04)), (0.06, 0.06, 0.035), 1.0),
        Stroke(((0.50, 0.56), (0.38, 0.58), (0.25, 0.55)), (0.03, 0.055, 0.015), 1.2),
        _ring((0.66, 0.525), 0.034, 0.016, 0.9),
    ]
    cuts = [
        Stroke(((0.12, 0.24), (0.06, 0.08), (0.14, -0.08)), (0.02, 0.024, 0.02), 0.9, "groove"),
        Stroke(((-0.40, 0.20), (-0.44, 0.04), (-0.36, -0.10)), (0.02, 0.024, 0.02), 0.9, "groove"),
        Stroke(((0.36, 0.40), (0.48, 0.30), (0.54, 0.24)), (0.014, 0.016, 0.012), 0.8, "groove"),
        Stroke(((0.95, 0.425), (0.88, 0.43), (0.82, 0.44)), (0.010, 0.010, 0.008), 1.0, "groove"),
        Stroke(tuple(spiral((-0.60, 0.02), 0.11, 1.2, 60, 1, 0.2)), (0.013,) * len(spiral((0, 0), 0.1, 1.2)), 0.9, "groove"),
        Stroke(tuple(spiral((0.30, 0.06), 0.11, 1.2, 120, -1, 0.2)), (0.013,) * len(spiral((0, 0), 0.1, 1.2)), 0.9, "groove"),
    ]
    return sheet_of_strokes(_shifted(body + _antlers() + cuts, 0.02, -0.22), 2.16, 1.46, pixels)


def coiled_leopard(pixels: int = 360) -> Sheet:
    """Return the snow leopard curled into a ring, nose to tail, with ringed eye, ear, paws and tail tip."""
    angles = np.radians(np.linspace(112, -205, 14))
    body = tuple((0.6 * np.cos(a), 0.6 * np.sin(a)) for a in angles)
    radii = (0.15, 0.17, 0.23, 0.25, 0.21, 0.18, 0.17, 0.18, 0.23, 0.23, 0.17, 0.1, 0.085, 0.08)
    strokes = [
        Stroke(body, radii, 0.7),
        Stroke(((-0.20, 0.58), (-0.42, 0.52), (-0.58, 0.36), (-0.56, 0.20)), (0.19, 0.22, 0.16, 0.12), 0.95),
        Stroke(((-0.57, 0.14), (-0.44, 0.10)), (0.11, 0.07), 1.0),
        Stroke(((0.50, 0.22), (0.26, 0.22), (0.08, 0.10)), (0.15, 0.1, 0.08), 1.0),
        _curl((0.03, 0.0), 0.12, 1.3, 90, 1, 0.045, 1.6),
        Stroke(((-0.20, -0.54), (-0.24, -0.30), (-0.16, -0.16)), (0.16, 0.11, 0.08), 1.0),
        _curl((-0.04, -0.22), 0.12, 1.3, 140, -1, 0.045, 1.6),
        _curl((-0.36, -0.04), 0.13, 1.4, 170, 1, 0.05, 1.6),
        _ring((-0.42, 0.44), 0.075, 0.034, 0.8),
        _ring((-0.42, 0.44), 0.012, 0.02, 1.0),
        _curl((-0.14, 0.66), 0.13, 1.2, 200, -1, 0.05, 0.8, "added"),
        _ring((-0.60, 0.22), 0.03, 0.022, 0.8),
        _curl((0.50, 0.28), 0.15, 1.3, 100, -1, 0.035, 0.8, "added"),
        _curl((-0.16, -0.56), 0.15, 1.3, 260, -1, 0.035, 0.8, "added"),
        Stroke(((-0.67, 0.08), (-0.58, 0.18), (-0.46, 0.2)), (0.02, 0.026, 0.016), 1.2, "groove"),
    ]
    for degrees in (66, 2, -26, -54, -82, -136):
        a = np.radians(degrees)
        strokes.append(_ring((0.61 * np.cos(a), 0.61 * np.sin(a)), 0.075, 0.022, 0.8))
    return sheet_of_strokes(strokes, 1.9, 1.9, pixels)


def winged_horse(pixels: int = 200) -> Sheet:
    """Return the fore part of a horse with a curled wing and ibex horns, as on the Golden Man's headdress."""
    strokes = [
        Stroke(((-0.35, -0.35), (-0.12, -0.12), (0.05, 0.08)), (0.16, 0.24, 0.22), 0.8),
        Stroke(((0.08, 0.06), (0.22, 0.34), (0.34, 0.52)), (0.2, 0.13, 0.1), 0.9),
        Stroke(((0.32, 0.53), (0.5, 0.46), (0.64, 0.34)), (0.11, 0.08, 0.05), 1.0),
        Stroke(((0.34, 0.6), (0.2, 0.82), (-0.06, 0.86), (-0.22, 0.72)), (0.045, 0.045, 0.04, 0.025), 1.3),
        Stroke(((0.12, -0.05), (0.4, -0.12), (0.36, -0.3), (0.5, -0.36)), (0.1, 0.07, 0.055, 0.05), 1.0),
        Stroke(((-0.02, -0.2), (0.14, -0.34), (0.02, -0.48), (0.16, -0.55)), (0.1, 0.07, 0.05, 0.05), 1.0),
        _ring((0.42, 0.52), 0.032, 0.016, 0.9),
    ]
    for index in range(4):
        points = ((-0.1 - 0.04 * index, 0.0 - 0.07 * index), (-0.4, 0.22 - 0.1 * index), (-0.72, 0.4 - 0.16 * index),
                  (-0.8, 0.54 - 0.17 * index))
        strokes.append(Stroke(points, (0.08, 0.07, 0.05, 0.03), 1.2))
    return sheet_of_strokes(strokes, 1.8, 1.9, pixels)
