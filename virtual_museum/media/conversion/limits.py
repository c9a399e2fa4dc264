"""What each kind of file may cost. A file beyond a limit is refused before it is read whole."""

from collections.abc import Mapping
from dataclasses import dataclass

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What converting an original of one kind may take.

    `memory_bytes` bounds the private memory of the converting process, `wall_seconds` its time by the clock.
    """

    wall_seconds: int
    memory_bytes: int


KIND_LIMITS = {
    "image": Limits(240, 3 * GIB),
    "panorama": Limits(300, 3 * GIB),
    "model": Limits(300, 4 * GIB),
    "audio": Limits(900, 1 * GIB),
    "video": Limits(3600, 2 * GIB),
    "document": Limits(60, 1 * GIB),
}


@dataclass(frozen=True)
class Intake:
    """What a museum's settings say of originals: bytes by kind, pixels of a picture, triangles of a model."""

    max_bytes: Mapping[str, int]
    max_pixels: int
    max_triangles: int


# The largest panorama of the trade is 32768 × 16384; photographs of paintings reach about the same.
MAX_PIXELS = 32768 * 16384
MAX_SIDE = 65_000
MIN_PANORAMA_WIDTH = 1024

MAX_TRIANGLES = 10_000_000
# Three corners of its own for each triangle: nothing that is taken has more.
MAX_VERTICES = 3 * MAX_TRIANGLES
MAX_TEXTURE_PIXELS = 16384 * 16384
MAX_TEXTURES = 256
MAX_NODES = 20_000

MAX_ARCHIVE_ENTRIES = 2_000
MAX_ARCHIVE_BYTES = 2 * GIB
# Deflate reaches about 1000 : 1 on zeros; scans and pictures stay far below 100 : 1.
MAX_ARCHIVE_RATIO = 100
# Small text files compress well without harm; the ratio counts from this size on.
RATIO_FREE_BYTES = 16 * MIB

MAX_SOUND_SECONDS = 6 * 3600
MAX_VIDEO_SECONDS = 4 * 3600


def allow(intake: Intake) -> None:
    """Let pictures and models be as large as `intake` says: for the converting process, before it reads its file."""
    global MAX_PIXELS, MAX_TRIANGLES, MAX_VERTICES
    MAX_PIXELS, MAX_TRIANGLES, MAX_VERTICES = intake.max_pixels, intake.max_triangles, 3 * intake.max_triangles
