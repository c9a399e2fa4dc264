"""Life in the yurt: shanyrak, syrmak, asyks, wedding headdress, chest, leather flask, and the frame of the yurt itself."""

import numpy as np
from PIL import Image

from ..finishes import BONE, CLOTH, FELT, LACQUER, LEATHER, SILVER, WOOD, Finish, Part, aged, rgb
from ..forms import Form, box, joined, lathe, loft, projected, smooth_path, torus, tube
from ..implicit import carved, ellipsoid, limb, meshed, united
from ..noise import noise
from ..ornaments import Board, border, draw_horns, horns, medallion, woolly

RED_WOOD = ("#8c3b1f", "#4a1a0d")


def _grained(form: Form, light: str, dark: str, seed: int = 1) -> Form:
    fine = noise(form.vertices, 0.012, 4, seed) * 0.3 + noise(form.vertices, 0.12, 3, seed + 1) * 0.4
    mix = np.clip(0.5 + fine, 0, 1)[:, None]
    return form.painted(rgb(dark) * (1 - mix) + rgb(light) * mix)


def shanyrak() -> list[Part]:
    """The crown of a yurt, 1.7 m across, lying on z = 0: a bent rim with sockets and two crossing triplets of arches."""
    rim = torus(0.80, 0.05, 160, 18).scaled(1, 1, 1.15).moved(z=0.075)
    bands = [torus(r, 0.012, 160, 8).moved(z=z) for r, z in ((0.848, 0.10), (0.848, 0.05))]
    arches = [_arch(offset).turned("z", turn) for turn in (0, 90) for offset in (-0.11, 0.0, 0.11)]
    sockets = [box(0.035, 0.05, 0.045, 0.006).moved(y=-0.862, z=0.045).turned("z", a) for a in np.arange(0, 360, 6)]
    wood = _grained(joined([rim, *arches, *sockets]), *RED_WOOD, seed=4)
    paint = _grained(joined(bands + _carved_signs()), "#d2a24a", "#8a5a1c", 6)
    return [Part(wood, LACQUER), Part(paint, LACQUER)]


def _arch(offset: float) -> Form:
    half = np.sqrt(0.80**2 - offset**2)
    t = np.linspace(-1, 1, 60)
    path = np.stack([half * t, offset + 0 * t, 0.09 + 0.30 * (1 - t**2)], 1)
    return tube(path, 0.019, 12, flatten=0.8)


def _carved_signs() -> list[Form]:
    signs = []
    for degrees in range(0, 360, 30):
        for stroke in horns():
            points = smooth_path(stroke, 24)
            flat = np.stack([points[:, 0] * 0.10, np.full(24, -0.856), 0.075 + points[:, 1] * 0.07], 1)
            signs.append(tube(flat, 0.004, 6).turned("z", degrees + 15))
    return signs


def syrmak(width: int = 900, height: int = 1400) -> list[Part]:
    """A quilted felt rug, 1.4 × 2.2 m, upright: three medallions of ram's horns in a double border."""
    sheet = box(1.4, 0.028, 2.2, 0.012, 60)
    quilt = 0.005 * np.abs(np.sin(sheet.vertices[:, 0] * 42)) + 0.005 * np.abs(np.sin(sheet.vertices[:, 2] * 42))
    soft = 0.008 * noise(sheet.vertices, 0.5, 3, 5)
    sheet = sheet.bent(lambda v: v + np.stack([0 * soft, (soft + quilt) * np.sign(v[:, 1]), 0 * soft], 1))
    return [Part(projected(sheet), Finish("syrmak felt", roughness=0.97, grain=0.7, grain_size=0.006, marks="matted", sheen=0.5, picture=syrmak_picture(width, height)))]


def syrmak_picture(width: int, height: int) -> Image.Image:
    """Draw the rug: madder red and undyed cream, dark brown cord."""
    red, cream, brown, ochre = "#8e2a1e", "#e6dcc4", "#33211a", "#c08a35"
    board = Board(width, height, brown)
    top = height / width
    for inset, colour in ((0.02, cream), (0.05, brown), (0.065, red), (0.27, brown), (0.285, cream)):
        x, y = 1 - inset, top - inset
        board.fill([(-x, -y), (x, -y), (x, y), (-x, y)], colour)
    inner_x, inner_y = 0.83, top - 0.17
    for start, end, count in (((-inner_x, -inner_y), (inner_x, -inner_y), 8), ((inner_x, inner_y), (-inner_x, inner_y), 8),
                              ((inner_x, -inner_y), (inner_x, inner_y), 13), ((-inner_x, inner_y), (-inner_x, -inner_y), 13)):
        border(board, start, end, count, 0.17, cream, 0.17)
    for centre in (-0.80, 0.0, 0.80):
        for scale, colour, width_ in ((0.365, brown, 0.27), (0.36, red, 0.2)):
            medallion(board, (0, centre), scale, colour, width_)
        board.disc((0, centre), 0.05, ochre)
        for side in (-1, 1):
            draw_horns(board, (side * 0.58, centre + 0.36), 0.24, side * 90, 0.2, ochre)
    for side in (-1, 1):
        for y in (-1.12, 1.12):
            draw_horns(board, (side * 0.5, y), 0.2, 0 if y < 0 else 180, 0.2, red)
    return woolly(board.picture(), scale=max(1.0, width / 900))


def asyks() -> list[Part]:
    """Five knucklebones of a sheep as they fell, and the larger red-dyed saka; bones 3.5 cm long."""
    thrown = [(0.0, 0.0, 15, "x", 0), (0.05, 0.025, 80, "x", 90), (-0.052, 0.018, 140, "x", 180), (0.018, -0.05, 200, "x", 0), (-0.035, -0.045, 300, "x", 270)]
    bones = []
    for index, (x, y, turn, axis, fall) in enumerate(thrown):
        bone = knucklebone(index).turned(axis, fall).turned("z", turn)
        light, dark = (("#e4d3ae", "#8e6c3f"), ("#d8c49a", "#7d5c34"), ("#e4d3ae", "#8e6c3f"), ("#4b6f8f", "#22384a"), ("#dcc9a0", "#86653a"))[index]
        bones.append(aged(bone.moved(x, y, -bone.bounds[0][2]), light, dark, 0.012, 0.5, index + 2))
    saka = knucklebone(9).scaled(1.35).turned("z", 250)
    bones.append(aged(saka.moved(0.075, -0.045, -saka.bounds[0][2]), "#a3261c", "#4d0f0b", 0.012, 0.5, 12))
    return [Part(joined(bones), BONE)]


def knucklebone(seed: int) -> Form:
    """Return one ankle bone of a sheep, 3.5 cm long."""
    body = united([
        limb((-0.009, -0.0065, 0.003), (-0.009, 0.0065, 0.003), 0.0085), limb((0.010, -0.007, 0.0), (0.010, 0.007, 0.0), 0.0085),
        ellipsoid((0, 0, 0), (0.012, 0.0115, 0.009)), ellipsoid((0.015, 0.007, 0.005), (0.006, 0.005, 0.006)),
        ellipsoid((-0.014, -0.010, -0.002), (0.005, 0.005, 0.006)),
    ], 0.005)
    hollow = [ellipsoid((0.0, 0.0, 0.0125), (0.008, 0.006, 0.006)), ellipsoid((0.001, 0, -0.012), (0.005, 0.008, 0.004)),
              limb((-0.02, 0, 0.006), (-0.012, 0, 0.012), 0.003), limb((0.02, 0, 0.004), (0.012, 0, 0.012), 0.003)]
    form = meshed(carved(body, hollow, 0.003), (-0.024, -0.024, -0.016), (0.026, 0.024, 0.018), 0.0009)
    return form.bent(lambda v: v + 0.0005 * noise(v, 0.01, 3, seed)[:, None])


def saukele() -> list[Part]:
    """A bride's headdress, 60 cm: red cone, silver plates and carnelians, fur rim, pendants to the shoulders."""
    cone = lathe([(0.112, 0.0), (0.108, 0.08), (0.096, 0.18), (0.078, 0.30), (0.058, 0.42), (0.045, 0.50), (0.0, 0.505)], 160, 90)
    back = box(0.17, 0.016, 0.34, 0.007, 14).bent(
        lambda v: v + np.stack([0 * v[:, 0], 0.112 - 4.2 * v[:, 0] ** 2 + 0.12 * (0.34 - v[:, 2]) ** 2, 0 * v[:, 0] - 0.33], 1))
    cloth = aged(joined([cone, back]), "#9c1c22", "#570c12", 0.05, 0.15, 5)
    fur = torus(0.115, 0.021, 200, 26).moved(z=0.012)
    fur = fur.bent(lambda v: v + 0.005 * noise(v, 0.011, 3, 3)[:, None] * v / (np.linalg.norm(v, axis=1, keepdims=True) + 1e-6))
    fur = aged(fur, "#5d4028", "#22140b", 0.012, 0.4, 6)
    silver, stones = [], []
    for z, count, size in ((0.07, 14, 0.016), (0.13, 13, 0.014), (0.19, 12, 0.013), (0.25, 11, 0.012), (0.31, 10, 0.011), (0.37, 9, 0.010), (0.43, 8, 0.009)):
        _studs(z, count, size, silver, stones)
    silver.append(lathe([(0.047, 0.48), (0.052, 0.49), (0.047, 0.505), (0.02, 0.515), (0.012, 0.54), (0.016, 0.555), (0.008, 0.575), (0.0, 0.585)], 60, 50))
    for side in (-1, 1):
        for k in range(5):
            _pendant(side * (0.085 + 0.010 * k), -0.075 + 0.028 * k, 0.30 - 0.02 * k, silver, stones)
    metal = aged(joined(silver), "#dcd7cc", "#6a625a", 0.02, 0.5, 8)
    carnelian = aged(joined(stones), "#b5341c", "#6d150b", 0.01, 0.2, 9)
    fur_finish = Finish("fur", roughness=1.0, grain=0.9, grain_size=0.003, marks="matted", sheen=1.0)
    return [Part(form.moved(z=0.36), finish) for form, finish in
            ((cloth, CLOTH), (fur, fur_finish), (metal, SILVER), (carnelian, Finish("carnelian", roughness=0.18, grain=0.0, coat=0.5)))]


def _studs(z: float, count: int, size: float, silver: list[Form], stones: list[Form]) -> None:
    radius = float(np.interp(z, [0, 0.08, 0.18, 0.30, 0.42, 0.5], [0.112, 0.108, 0.096, 0.078, 0.058, 0.045]))
    plate = lathe([(size, 0.0), (size, 0.002), (size * 0.8, 0.003), (size * 0.78, 0.0015), (size * 0.5, 0.002), (0, 0.002)], 20)
    ring = torus(size * 0.9, 0.0011, 24, 6).moved(z=0.0025)
    gem = lathe([(size * 0.52, 0.0015), (size * 0.45, 0.005), (size * 0.2, 0.007), (0.0, 0.0075)], 16)
    for k in range(count):
        degrees = 360 * (k + 0.5 * (round(z * 100) % 4 > 1)) / count
        for form, to in ((plate, silver), (ring, silver), (gem, stones)):
            to.append(form.turned("y", 90).turned("y", -9).moved(x=radius, z=z).turned("z", degrees))


def _pendant(x: float, y: float, length: float, silver: list[Form], stones: list[Form]) -> None:
    for k in range(int(length / 0.02)):
        z = -0.01 - 0.02 * k
        if k % 3 == 2:
            stones.append(meshed(ellipsoid((x, y, z), (0.006, 0.006, 0.008)), (x - 0.01, y - 0.01, z - 0.01), (x + 0.01, y + 0.01, z + 0.01), 0.0022))
        else:
            silver.append(torus(0.0065, 0.0016, 16, 6).turned("x", 90).turned("z", 90 * (k % 2)).moved(x, y, z))
    silver.append(lathe([(0.0, 0.0), (0.009, 0.003), (0.006, 0.02), (0.002, 0.028)], 20, 14).moved(x, y, -0.02 * int(length / 0.02) - 0.03))


def chest() -> list[Part]:
    """A kebezhe, the painted chest of a yurt, 1.1 m wide, front towards −y."""
    body = box(1.08, 0.46, 0.52, 0.012, 10).moved(z=0.10)
    frame = [box(1.12, 0.50, 0.04, 0.008).moved(z=z) for z in (0.08, 0.60)]
    frame += [box(0.05, 0.05, 0.62, 0.008).moved(x=x, y=y) for x in (-0.53, 0.53) for y in (-0.22, 0.22)]
    wood = _grained(joined([body, *frame]), "#6b2417", "#3b110a", 4)
    front = projected(box(0.98, 0.016, 0.46, 0.006).moved(y=-0.232, z=0.13))
    return [Part(wood, LACQUER), Part(front, Finish("painted front", roughness=0.4, grain=0.1, grain_size=0.004, coat=0.4, picture=_chest_picture(1200, 564)))]


def _chest_picture(width: int, height: int) -> Image.Image:
    board = Board(width, height, "#6f1d14")
    top = height / width
    for inset, colour in ((0.02, "#c4933a"), (0.032, "#16403f"), (0.10, "#c4933a"), (0.11, "#7c2217")):
        x, y = 1 - inset, top - inset
        board.fill([(-x, -y), (x, -y), (x, y), (-x, y)], colour)
    border(board, (-0.9, -top + 0.065), (0.9, -top + 0.065), 22, 0.06, "#e0c27a", 0.16)
    border(board, (0.9, top - 0.065), (-0.9, top - 0.065), 22, 0.06, "#e0c27a", 0.16)
    for x in (-0.56, 0.0, 0.56):
        medallion(board, (x, 0), 0.235, "#d9ab4c", 0.2)
        medallion(board, (x, 0), 0.16, "#2f7d78", 0.2)
    for x in (-0.28, 0.28):
        board.fill([(x - 0.012, -0.34), (x + 0.012, -0.34), (x + 0.012, 0.34), (x - 0.012, 0.34)], "#c4933a")
    return woolly(board.picture(), 0.08, 9)


def flask() -> list[Part]:
    """A torsyk, the rider's leather flask for kumis, 31 cm high, with horned shoulders and tooled ornament."""
    rings = []
    for z in np.linspace(0.004, 0.225, 60):
        w = _flask_width(z)
        t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        rings.append(np.stack([w * np.cos(t), 0.36 * w * np.sin(t), 0 * t + z], 1))
    body = loft(np.array(rings))
    horn = [tube(smooth_path([(s * 0.06, 0, 0.19), (s * 0.10, 0, 0.225), (s * 0.135, 0, 0.215), (s * 0.125, 0, 0.185)], 30), np.linspace(0.02, 0.006, 30), 14)
            for s in (-1, 1)]
    neck = lathe([(0.03, 0.215), (0.021, 0.235), (0.019, 0.265), (0.025, 0.272), (0.024, 0.278), (0.0, 0.278)], 48, 30)
    stopper = lathe([(0.013, 0.275), (0.015, 0.295), (0.02, 0.305), (0.014, 0.318), (0.0, 0.322)], 32, 24)
    leather = joined([body, *horn, neck, *_tooling()])
    leather = leather.bent(lambda v: v + 0.0012 * noise(v, 0.03, 4, 3)[:, None] * np.array([0, 1, 0]))
    return [Part(aged(leather, "#7a4423", "#29140a", 0.03, 0.6, 4), LEATHER), Part(_grained(stopper, "#8a5a2c", "#43230f", 3), WOOD)]


def _flask_width(z) -> np.ndarray:
    outline = smooth_path([(0.0, 0.068), (0.05, 0.098), (0.12, 0.112), (0.18, 0.083), (0.225, 0.026)], 120)
    return np.interp(z, outline[:, 0], outline[:, 1])


def _tooling() -> list[Form]:
    signs = []
    for side in (-1, 1):
        for stroke in horns():
            points = smooth_path(stroke, 30)
            x, z = points[:, 0] * 0.13, 0.105 + points[:, 1] * 0.13
            w = _flask_width(z)
            y = side * 0.36 * np.sqrt(np.maximum(w**2 - x**2, 0))
            signs.append(tube(np.stack([x, y, z], 1), 0.0024, 8))
    return signs


def yurt_frame(radius: float = 2.3) -> list[Part]:
    """The bare frame of a yurt: lattice wall 1.5 m, poles, and the crown at 3.1 m; the door gap looks to −y."""
    lattice = []
    for hand in (-1, 1):
        for start in np.arange(0, 360, 6.0):
            angles = np.radians(start + hand * np.linspace(0, 34, 14))
            middle = np.degrees(angles.mean()) % 360
            if abs(middle - 270) < 24:
                continue
            r = radius + 0.012 * hand
            path = np.stack([r * np.cos(angles), r * np.sin(angles), np.linspace(0.02, 1.5, 14)], 1)
            lattice.append(tube(path, 0.013, 8))
    poles = [_pole(radius, a) for a in np.arange(0, 360, 6.0)]
    crown = [Part(part.form.scaled(0.86).moved(z=3.0), part.finish) for part in shanyrak()]
    posts = [box(0.09, 0.09, 1.62, 0.01).moved(x=x, y=-radius) for x in (-0.52, 0.52)] + [box(1.2, 0.1, 0.1, 0.01).moved(y=-radius, z=1.56)]
    wood = _grained(joined(lattice + poles + posts), *RED_WOOD, seed=8)
    return [Part(wood, LACQUER), *crown, Part(_band(radius), FELT)]


def _pole(radius: float, degrees: float) -> Form:
    t = np.linspace(0, 1, 16)
    r = radius + (0.74 - radius) * np.clip((t - 0.06) / 0.94, 0, 1) ** 0.92
    z = 1.35 + 1.72 * np.sin(np.clip(t, 0, 1) * np.pi / 2) ** 0.9
    a = np.radians(degrees)
    return tube(np.stack([r * np.cos(a), r * np.sin(a), z], 1), 0.014, 8)


def _band(radius: float) -> Form:
    """Return the woven band (basqur) that holds the poles above the wall, cream with a red stripe."""
    band = lathe([(radius + 0.03, 1.40), (radius + 0.02, 1.47), (radius - 0.02, 1.54)], 240, 12)
    v = band.vertices
    angle = np.arctan2(v[:, 1], v[:, 0])
    keep = ~(np.abs((np.degrees(angle) % 360) - 270) < 14)
    band = Form(v, band.faces[keep[band.faces].all(axis=1)])
    stripe = (np.sin(angle * 60) > 0)[:, None]
    return band.painted(np.where(stripe, rgb("#8e2a1e"), rgb("#e0d5bb")))
