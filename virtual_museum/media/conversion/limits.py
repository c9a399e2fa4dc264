"""What each kind of file may cost. A file beyond a limit is refused before it is read whole."""

from dataclasses import dataclass

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """Caps of one kind: bytes of the original, and seconds and bytes of memory for converting it.

    `memory_bytes` bounds the private memory of the converting process, `wall_seconds` its time by the clock.
    """

    max_bytes: int
    wall_seconds: int
    memory_bytes: int


KIND_LIMITS = {
    "image": Limits(1 * GIB, 240, 3 * GIB),
    "panorama": Limits(1 * GIB, 300, 3 * GIB),
    "model": Limits(1 * GIB, 300, 4 * GIB),
    "audio": Limits(512 * MIB, 900, 1 * GIB),
    "video": Limits(4 * GIB, 3600, 2 * GIB),
    "document": Limits(256 * MIB, 60, 1 * GIB),
}

MAX_UPLOAD_BYTES = max(limit.max_bytes for limit in KIND_LIMITS.values())

# The largest panorama of the trade is 32768 × 16384; photographs of paintings reach about the same.
MAX_PIXELS = 32768 * 16384
MAX_SIDE = 65_000
MIN_PANORAMA_WIDTH = 1024

MAX_TRIANGLES = 10_000_000
MAX_VERTICES = 30_000_000
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
