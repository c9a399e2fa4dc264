"""What a Kazakh household carried: the saddle, the felt bag, the reed flute."""

import numpy as np
from PIL import Image

from ..finishes import FELT, IRON, LEATHER, SILVER, WOOD, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, projected, smooth_path, torus, tube
from ..implicit import block, carved, chain, ellipsoid, meshed, united
from ..noise import noise
from ..ornaments import Board, border, draw_horns, medallion, woolly

PAINT = Finish("painted saddle", roughness=0.42, grain=0.12, grain_size=0.004, marks="fibrous", coat=0.35)


def saddle() -> list[Part]:
    """A Kazakh saddle, 52 cm long, on a trestle: painted wooden tree with a swan-necked pommel, silver studs, felt, stirrups."""
    tree = _tree()
    tree = _painted_tree(tree)
    studs = joined([*_studs(), *_pommel_plate()])
    felt = joined([_felt(-1), _felt(1), _seat_pad()])
    felt = aged(felt, "#7d2a20", "#47140f", 0.05, 0.25, 4)
    strap = joined([part for side in (-1, 1) for part in _stirrup_strap(side)])
    iron = joined([_stirrup(side) for side in (-1, 1)])
    trestle = _trestle()
    return [Part(tree, PAINT), Part(aged(studs, "#ddd8cc", "#57504a", 0.01, 0.6, 5), SILVER), Part(felt, FELT),
            Part(aged(strap, "#5f3218", "#27130a", 0.02, 0.5, 8), LEATHER), Part(aged(iron, "#7d766d", "#3a2a20", 0.02, 0.5, 9), IRON), Part(trestle, WOOD)]


BASE = 0.52


def _tree() -> Form:
    """Return the wooden tree; x runs to the horse's head, the seat lies at about 0.6 m."""
    bars = []
    for s in (-1, 1):
        bars += chain([(-0.25, s * 0.105, BASE + 0.035), (-0.10, s * 0.125, BASE - 0.01), (0.08, s * 0.122, BASE - 0.008), (0.22, s * 0.095, BASE + 0.045)], [0.022, 0.030, 0.030, 0.022])
        bars.append(block((0, s * 0.135, BASE - 0.035), (0.22, 0.013, 0.055), 0.010, "x", s * 24))
    pommel = [*chain([(0.175, -0.10, BASE + 0.02), (0.19, -0.062, BASE + 0.095), (0.20, 0, BASE + 0.125), (0.19, 0.062, BASE + 0.095), (0.175, 0.10, BASE + 0.02)], [0.024, 0.026, 0.030, 0.026, 0.024]),
              *chain([(0.20, 0, BASE + 0.12), (0.222, 0, BASE + 0.185), (0.262, 0, BASE + 0.225)], [0.030, 0.023, 0.026]), ellipsoid((0.275, 0, BASE + 0.228), (0.036, 0.034, 0.022), "y", 24)]
    cantle = [ellipsoid((-0.235, 0, BASE + 0.075), (0.030, 0.150, 0.085), "y", -28), *chain([(-0.215, -0.125, BASE + 0.03), (-0.25, 0, BASE + 0.085), (-0.215, 0.125, BASE + 0.03)], [0.020, 0.026, 0.020])]
    seat = [block((-0.02, 0, BASE + 0.028), (0.20, 0.10, 0.014), 0.012)]
    hollow = [ellipsoid((-0.02, 0, BASE + 0.135), (0.205, 0.14, 0.10)), ellipsoid((0, 0, BASE - 0.09), (0.4, 0.085, 0.10))]
    whole = carved(united([united(bars, 0.03), united(pommel, 0.022), united(cantle, 0.02), united(seat, 0.03)], 0.035), hollow, 0.02)
    return meshed(whole, (-0.32, -0.2, BASE - 0.12), (0.34, 0.2, BASE + 0.28), 0.0046)


def _painted_tree(form: Form) -> Form:
    """Paint the tree red lacquer with gold horns along its flanks and worn edges."""
    v = form.vertices
    base = aged(form, "#9a2b1c", "#4e110c", 0.05, 0.35, 3).colours
    band = np.exp(-(((np.abs(v[:, 1]) - 0.145) / 0.004) ** 2)) + np.exp(-(((v[:, 2] - BASE - 0.105) / 0.003) ** 2)) * (v[:, 0] > 0.15)
    wave = np.exp(-(((v[:, 2] - (BASE - 0.03) - 0.016 * np.sin(v[:, 0] * 62)) / 0.0042) ** 2)) * (np.abs(v[:, 1]) > 0.125) * (np.abs(v[:, 0]) < 0.2)
    gold = np.clip(band + wave, 0, 1)[:, None] * 0.9
    return form.painted(base * (1 - gold) + rgb("#c9983f") * gold)


def _studs() -> list[Form]:
    stud = lathe([(0.0065, 0.0), (0.006, 0.002), (0.0035, 0.0038), (0.0, 0.0044)], 24)
    t = np.linspace(-1, 1, 13)
    arc = [(-0.262 + 0.032 * a * a, 0.128 * a, BASE + 0.146 - 0.078 * a * a) for a in t]
    forms = [stud.turned("y", -52).moved(*place) for place in arc]
    return forms + [torus(0.0262, 0.0032, 60, 10).turned("y", 30).moved(0.262, 0, BASE + 0.222), torus(0.0245, 0.0024, 60, 10).turned("y", 30).moved(0.238, 0, BASE + 0.2)]


def _pommel_plate() -> list[Form]:
    disc = lathe([(0.024, 0.0), (0.024, 0.002), (0.018, 0.0042), (0.010, 0.0042), (0.007, 0.007), (0.0, 0.0085)], 60)
    return [disc.turned("y", 24).moved(0.287, 0, BASE + 0.246)]


def _felt(side: int) -> Form:
    """Return one hanging flap of the felt pad."""
    sheet = box(0.52, 0.014, 0.36, 0.006, 40)
    x, z = sheet.vertices[:, 0], sheet.vertices[:, 2]
    trim = (0.05 * np.clip(1 - z / 0.10, 0, 1) ** 2) * np.sign(x) * (np.abs(x) > 0.15)
    out = 0.10 + 0.105 * np.sin(np.clip((0.36 - z) / 0.36, 0, 1) * 1.35) + 0.004 * np.sin(x * 30)
    return sheet.bent(lambda v: np.stack([v[:, 0] - trim, side * (out + v[:, 1]), BASE - 0.335 + v[:, 2] + 0.0 * x], 1)) if side > 0 else \
        sheet.bent(lambda v: np.stack([v[:, 0] - trim, -(out + v[:, 1]), BASE - 0.335 + v[:, 2]], 1)).flipped()


def _seat_pad() -> Form:
    pad = meshed(united([ellipsoid((-0.03, 0, BASE + 0.048), (0.185, 0.098, 0.022)), ellipsoid((-0.15, 0, BASE + 0.064), (0.075, 0.095, 0.024))], 0.03), (-0.25, -0.12, BASE), (0.2, 0.12, BASE + 0.12), 0.005)
    return pad.bent(lambda v: v + 0.003 * np.abs(np.sin(v[:, 0:1] * 60)) * np.array([0, 0, 1]))


def _stirrup_strap(side: int) -> list[Form]:
    path = smooth_path([(0.03, side * 0.14, BASE + 0.005), (0.03, side * 0.205, BASE - 0.10), (0.03, side * 0.222, BASE - 0.22), (0.03, side * 0.224, BASE - 0.315)], 40)
    girth = smooth_path([(-0.06, side * 0.15, BASE + 0.0), (-0.06, side * 0.212, BASE - 0.12), (-0.06, side * 0.222, BASE - 0.3)], 40)
    return [tube(path, 0.013, 12, flatten=0.22), tube(girth, 0.018, 12, flatten=0.18)]


def _stirrup(side: int) -> Form:
    t = np.linspace(-2.55, 2.55, 60)
    arch = np.stack([0.03 + 0.058 * np.sin(t), 0 * t + side * 0.226, BASE - 0.375 + 0.062 * np.cos(t)], 1)
    tread = box(0.085, 0.052, 0.010, 0.004, 4).moved(0.03, side * 0.226, BASE - 0.433)
    return joined([tube(arch, np.interp(np.abs(t), [0, 2.55], [0.006, 0.0078]), 14), tread, torus(0.010, 0.0032, 36, 10).turned("x", 90).moved(0.03, side * 0.226, BASE - 0.308)])


def _trestle() -> Form:
    beam = box(0.56, 0.075, 0.07, 0.012, 8).moved(z=BASE - 0.09)
    legs = [tube(np.array([[x, s * 0.02, BASE - 0.08], [x * 1.1, s * 0.185, 0.0]]), 0.016, 14) for x in (-0.22, 0.22) for s in (-1, 1)]
    bars = [tube(np.array([[x * 1.07, -0.14, 0.14], [x * 1.07, 0.14, 0.14]]), 0.010, 12) for x in (-0.22, 0.22)]
    form = joined([beam, *legs, *bars])
    fibre = np.clip(0.5 + 0.4 * noise(form.vertices * np.array([0.1, 1, 1]), 0.012, 4, 5), 0, 1)[:, None]
    return form.painted(rgb("#4a2d18") * (1 - fibre) + rgb("#8a6038") * fibre)


def felt_bag() -> list[Part]:
    """An ayaq-qap, the felt bag for bowls that hangs on the lattice: 62 × 46 cm, applied ornament, tassels, cord."""
    sheet = box(0.62, 0.036, 0.46, 0.016, 70)
    x, z = sheet.vertices[:, 0] / 0.31, sheet.vertices[:, 2] / 0.46
    belly = 0.034 * np.clip(1 - x**2, 0, 1) ** 0.6 * np.clip(1 - (1.9 * (z - 0.42)) ** 2, 0, 1)
    soft = 0.006 * noise(sheet.vertices, 0.12, 4, 6)
    bag = projected(sheet).bent(lambda v: v + np.stack([0 * soft, np.sign(v[:, 1]) * (belly * (v[:, 1] < 0) + 0.4 * soft), 0.014 * x**2 * (z > 0.6) + 0.4 * soft], 1))
    picture = Finish("bag felt", roughness=0.97, grain=0.75, grain_size=0.004, marks="matted", sheen=0.5, picture=bag_picture(1240, 920))
    cord = [_cord(smooth_path([(-0.30, 0, 0.455), (-0.15, -0.004, 0.60), (0.0, 0.0, 0.68), (0.15, -0.004, 0.60), (0.30, 0, 0.455)], 160), 0.0052)]
    edge = [(-0.31, 0.46), (-0.312, 0.2), (-0.30, 0.005), (0.0, -0.004), (0.30, 0.005), (0.312, 0.2), (0.31, 0.46)]
    cord.append(_cord(np.stack([smooth_path(edge, 300)[:, 0], np.full(300, -0.004), smooth_path(edge, 300)[:, 1]], 1), 0.0046))
    tassels = [_tassel(k).moved(x=-0.27 + 0.54 * k / 8, y=-0.004, z=0.0) for k in range(9)]
    tassels += [_tassel(k + 11).scaled(1.3).moved(x=s * 0.31, y=-0.004, z=0.44) for k, s in enumerate((-1, 1))]
    wool = aged(joined(cord), "#e2d3b0", "#a5875a", 0.006, 0.4, 3)
    red = aged(joined(tassels), "#a2321f", "#541309", 0.008, 0.4, 6)
    peg = tube(np.array([[0, 0.04, 0.675], [0, -0.03, 0.682]]), 0.010, 20).painted(rgb("#5a3a20"))
    return [Part(part.form.moved(z=0.17), part.finish) for part in (Part(bag, picture), Part(wool, FELT), Part(red, FELT), Part(peg, WOOD))]


def _cord(path: np.ndarray, radius: float) -> Form:
    strands = []
    for phase in (0.0, np.pi):
        turn = np.arange(len(path)) * 0.75 + phase
        away = np.stack([np.cos(turn) * 0.4, np.sin(turn), np.cos(turn)], 1) * radius * 0.55
        strands.append(tube(path + away, radius * 0.62, 9))
    return joined(strands)


def _tassel(seed: int) -> Form:
    rng = np.random.default_rng(seed)
    threads = []
    for _ in range(36):
        a, r = rng.uniform(0, 2 * np.pi), rng.uniform(0.001, 0.011)
        tip = (r * np.cos(a) * 1.3, r * np.sin(a) * 0.8, -0.098 - rng.uniform(0, 0.02))
        threads.append(tube(smooth_path([(0.002 * np.cos(a), 0.002 * np.sin(a), -0.006), (0.006 * np.cos(a), 0.005 * np.sin(a), -0.03), tip], 9), 0.0013, 5))
    knot = lathe([(0.0, -0.034), (0.007, -0.030), (0.0078, -0.018), (0.006, -0.006), (0.0, 0.0)], 24, 20)
    return joined([*threads, knot])


def bag_picture(width: int, height: int) -> Image.Image:
    """Draw the bag's face: madder felt horns edged with cream cord on dark brown, a border, yellow couching."""
    brown, cream, red, ochre = "#3a2319", "#e5d9be", "#98301f", "#c9953f"
    board = Board(width, height, red)
    top = height / width
    for inset, colour in ((0.03, cream), (0.042, red), (0.16, ochre), (0.172, brown)):
        board.fill([(-1 + inset, -top + inset), (1 - inset, -top + inset), (1 - inset, top - inset), (-1 + inset, top - inset)], colour)
    x, y = 0.90, top - 0.10
    for start, end, count in (((-x, -y), (x, -y), 13), ((x, y), (-x, y), 13), ((x, -y), (x, y), 9), ((-x, y), (-x, -y), 9)):
        border(board, start, end, count, 0.10, cream, 0.17)
    for centre in (-0.42, 0.42):
        for scale, colour, wide in ((0.345, cream, 0.32), (0.34, red, 0.21)):
            medallion(board, (centre, 0.0), scale, colour, wide)
        board.disc((centre, 0), 0.045, cream)
    for yy, turn in ((0.30, 180), (-0.30, 0)):
        draw_horns(board, (0, yy), 0.32, turn, 0.2, ochre)
        for side in (-1, 1):
            draw_horns(board, (side * 0.72, yy), 0.20, turn, 0.2, ochre)
    return woolly(board.picture(), 0.18, 6)


def sybyzgy() -> list[Part]:
    """A sybyzgy, the open reed flute of herdsmen, 62 cm, upright on a small stand: five holes, gut bindings, horn rim."""
    nodes = np.array([0.10, 0.245, 0.385, 0.515])
    z = np.linspace(0, 0.62, 320)
    swell = sum(0.0011 * np.exp(-(((z - n) / 0.004) ** 2)) for n in nodes)
    outer = [(r, h) for r, h in zip(0.0108 + swell + 0.0004 * np.sin(z * 21), z, strict=True)]
    pipe = lathe([*outer, (0.0076, 0.62), (0.0072, 0.605), (0.0072, 0.45), (0.0, 0.449)], 64)
    stretch = pipe.vertices * np.array([1, 1, 0.04])
    fibre = np.clip(0.55 + 0.45 * noise(stretch, 0.0025, 4, 6) + 0.25 * noise(pipe.vertices, 0.09, 3, 2), 0, 1)[:, None]
    ring = np.clip(swell * 420, 0, 1)
    colour = rgb("#8f5f27") * (1 - fibre) + rgb("#d8ae62") * fibre
    height = np.interp(pipe.vertices[:, 2], z, ring)[:, None] * 0.55
    pipe = pipe.painted(colour * (1 - height) + rgb("#4d2f14") * height)
    holes = [lathe([(0.0, 0.0), (0.0042, 0.0), (0.0046, 0.0003), (0.0042, 0.0006), (0.0, 0.0004)], 30).turned("x", 90).moved(y=-0.0109, z=h) for h in (0.075, 0.125, 0.175, 0.215, 0.270)]
    binding = [tube(np.stack([0.0118 * np.cos(t), 0.0118 * np.sin(t), h + 0.0011 * t / 6.28], 1), 0.00075, 7)
               for h in (0.020, 0.330, 0.455, 0.570) for t in [np.linspace(0, 2 * np.pi * 11, 260)]]
    rim = lathe([(0.0112, 0.604), (0.0122, 0.607), (0.0124, 0.616), (0.0108, 0.6225), (0.0080, 0.6225), (0.0076, 0.61)], 60, 30)
    foot = joined([lathe([(0.0, 0.0), (0.062, 0.0), (0.064, 0.004), (0.062, 0.012), (0.016, 0.016), (0.0135, 0.05), (0.0, 0.05)], 80, 60)])
    parts = [Part(pipe, Finish("reed", roughness=0.45, grain=0.1, grain_size=0.003, marks="fibrous", coat=0.25)), Part(joined(holes).painted(rgb("#120b06")), WOOD),
             Part(joined(binding).painted(rgb("#b99a63")), LEATHER), Part(aged(rim, "#5a4a36", "#241a10", 0.006, 0.3, 3), WOOD)]
    return [*(Part(part.form.moved(z=0.012), part.finish) for part in parts), Part(foot.painted(rgb("#2a241d")), WOOD)]
