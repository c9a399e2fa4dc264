"""Pictures of building materials that tile without a seam: oak boards, stone slabs, limestone courses, plaster.

Painted once as pixels they cost a render one look-up a sample, where layered noise would cost dozens.
"""

import numpy as np
from PIL import Image
from scipy.fft import irfft2

from ..finishes import rgb

Array = np.ndarray


def spectral(rows: int, columns: int, slope: float, seed: int, stretch: tuple[float, float] = (1.0, 1.0)) -> Array:
    """Return seamless noise (mean 0, deviation 1) whose power falls with frequency; `stretch` lengthens it down, across."""
    rng = np.random.default_rng(seed)
    down = (np.fft.fftfreq(rows)[:, None] * stretch[0] * rows).astype(np.float32)
    across = (np.fft.rfftfreq(columns)[None, :] * stretch[1] * columns).astype(np.float32)
    power = np.maximum(down**2 + across**2, 1.0) ** np.float32(-slope / 2)
    power[0, 0] = 0
    waves = rng.standard_normal((rows, across.shape[1], 2), dtype=np.float32).view(np.complex64)[..., 0]
    field = irfft2(power * waves, s=(rows, columns))
    return (field - field.mean()) / (field.std() + 1e-12)


def boards(light: str, dark: str, joint: str, pixels: int = 3072, rows: int = 30, seed: int = 5) -> Image.Image:
    """Return oak boards that run across the picture, `rows` of them, three board lengths wide."""
    rng = np.random.default_rng(seed)
    grain = 0.55 * spectral(pixels, pixels, 1.0, seed, (1.0, 26.0)) + 0.45 * spectral(pixels, pixels, 0.55, seed + 1, (1.0, 60.0))
    pores = np.clip(spectral(pixels, pixels, 0.35, seed + 2, (1.0, 34.0)) - 1.35, 0, 2)
    edges = np.linspace(0, pixels, rows + 1).round().astype(int)
    tone = np.empty((pixels, pixels), dtype=np.float32)
    seam = np.zeros((pixels, pixels), dtype=np.float32)
    for row in range(rows):
        top, bottom = edges[row], edges[row + 1]
        grain[top:bottom] = np.roll(grain[top:bottom], int(rng.integers(pixels)), axis=1)
        offset = int(rng.integers(pixels))
        cuts = (offset + np.array([0, 1, 2]) * pixels / 3 + rng.uniform(-200, 200, 3)).astype(int) % pixels
        strip = np.full(pixels, rng.normal(0, 1))
        for cut in np.sort(cuts):
            strip[cut:] = rng.normal(0, 1)
        strip[: np.sort(cuts)[0]] = strip[-1]
        tone[top:bottom] = strip[None, :]
        seam[top : top + 2], seam[bottom - 1 : bottom] = 0.85, 0.5
        for cut in cuts:
            seam[top:bottom, cut : cut + 2] = 0.85
    mix = np.clip(0.5 + 0.19 * tone + 0.13 * grain - 0.16 * pores, 0, 1)
    return _mixed(mix, seam, light, dark, joint)


def slabs(light: str, dark: str, joint: str, pixels: int = 3072, across: int = 4, seed: int = 3) -> Image.Image:
    """Return square slabs of polished limestone with veins, `across` × `across` of them."""
    rng = np.random.default_rng(seed)
    cloud = spectral(pixels, pixels, 1.7, seed)
    speck = spectral(pixels, pixels, 0.6, seed + 1)
    vein = np.exp(-((spectral(pixels, pixels, 1.55, seed + 2) / 0.035) ** 2))
    size, bed, lines = pixels // across, cloud.copy(), vein.copy()
    tone, seam = np.zeros((pixels, pixels), np.float32), np.zeros((pixels, pixels), np.float32)
    for row in range(across):
        for column in range(across):
            place = np.s_[row * size : (row + 1) * size, column * size : (column + 1) * size]
            tone[place] = rng.normal(0, 0.5)
            shift = tuple(rng.integers(0, pixels, 2))
            cloud[place] = np.roll(bed, shift, (0, 1))[:size, :size]
            vein[place] = np.roll(lines, shift, (0, 1))[:size, :size]
    for k in range(across):
        seam[k * size : k * size + 4, :] = seam[:, k * size : k * size + 4] = 0.9
    mix = np.clip(0.5 + 0.12 * tone + 0.14 * cloud + 0.05 * speck + 0.22 * vein, 0, 1)
    return _mixed(mix, seam, light, dark, joint)


def courses(light: str, dark: str, joint: str, pixels: int = 2048, rows: int = 8, seed: int = 8) -> Image.Image:
    """Return sawn limestone blocks in `rows` courses, four blocks wide, each second course shifted by half a block."""
    rng = np.random.default_rng(seed)
    height, width = pixels // rows, pixels // 4
    cloud, bedding = spectral(pixels, pixels, 1.5, seed), spectral(pixels, pixels, 0.9, seed + 1, (1.0, 7.0))
    pits = np.clip(spectral(pixels, pixels, 0.5, seed + 2) - 1.9, 0, 2)
    tone, seam = np.zeros((pixels, pixels), np.float32), np.zeros((pixels, pixels), np.float32)
    for row in range(rows):
        top = row * height
        shift = (width // 2) * (row % 2)
        for block in range(4):
            columns = (np.arange(width) + block * width + shift) % pixels
            tone[top : top + height, columns] = rng.normal(0, 1)
            seam[top : top + height, [columns[0], columns[1], columns[2]]] = 0.8
        seam[top : top + 4, :] = 0.8
    mix = np.clip(0.52 + 0.11 * tone + 0.11 * cloud + 0.09 * bedding - 0.3 * pits, 0, 1)
    return _mixed(mix, seam, light, dark, joint)


def plaster(code: str, pixels: int = 1536, seed: int = 2) -> Image.Image:
    """Return rolled wall paint: broad unevenness and the fine stipple of the roller."""
    mix = np.clip(0.5 + 0.10 * spectral(pixels, pixels, 1.6, seed) + 0.10 * spectral(pixels, pixels, 0.35, seed + 1), 0, 1)
    colour = rgb(code)
    return _picture(colour * (0.88 + 0.24 * mix[..., None]))


def _mixed(mix: Array, seam: Array, light: str, dark: str, joint: str) -> Image.Image:
    colour = rgb(dark) * (1 - mix[..., None]) + rgb(light) * mix[..., None]
    return _picture(colour * (1 - seam[..., None]) + rgb(joint) * seam[..., None])


def _picture(linear: Array) -> Image.Image:
    linear = np.clip(linear, 0, 1)
    screen = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
    return Image.fromarray((screen * 255 + 0.5).astype(np.uint8))
