"""Smooth random fields for wear, grain and unevenness; the same seed always gives the same stone."""

import numpy as np

_PRIMES = np.array([374761393, 668265263, 2147483587], dtype=np.uint64)


def _hashed(cells: np.ndarray, seed: int) -> np.ndarray:
    """Map integer lattice cells (n, 3) to fixed pseudo-random numbers in −1..1."""
    mixed = (cells.astype(np.int64).astype(np.uint64) * _PRIMES).sum(axis=1) + np.uint64(seed * 974711)
    mixed = (mixed ^ (mixed >> np.uint64(13))) * np.uint64(1274126177)
    mixed = (mixed ^ (mixed >> np.uint64(16))) & np.uint64(0xFFFFFF)
    return mixed.astype(np.float64) / 0x7FFFFF - 1.0


def _single(points: np.ndarray, seed: int) -> np.ndarray:
    """One octave of value noise at points (n, 3), one lattice cell a unit."""
    base = np.floor(points)
    fraction = points - base
    fade = fraction**3 * (fraction * (fraction * 6 - 15) + 10)
    total = np.zeros(len(points))
    for corner in np.ndindex(2, 2, 2):
        offset = np.array(corner)
        weight = np.prod(np.where(offset == 1, fade, 1 - fade), axis=1)
        total += weight * _hashed(base + offset, seed)
    return total


def noise(points: np.ndarray, size: float, octaves: int = 4, seed: int = 1) -> np.ndarray:
    """Return fractal noise, roughly −1..1, at points (n, 3); `size` is the largest feature in the points' unit."""
    points = np.asarray(points, dtype=np.float64) / size
    total = np.zeros(len(points))
    amplitude, reach = 1.0, 0.0
    for octave in range(octaves):
        total += amplitude * _single(points * 2.0**octave + octave * 17.3, seed + octave)
        reach += amplitude
        amplitude *= 0.5
    return total / reach * 1.6


def noise_picture(height: int, width: int, size: float, octaves: int = 4, seed: int = 1) -> np.ndarray:
    """Return noise as a picture (height, width); `size` is the largest feature in pixels."""
    rows, columns = np.mgrid[0:height, 0:width]
    points = np.stack([columns.ravel(), rows.ravel(), np.zeros(rows.size)], axis=1)
    return noise(points, size, octaves, seed).reshape(height, width)
