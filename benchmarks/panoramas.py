"""A panorama of 16384 × 8192 pixels: what its conversion costs beside bare libvips, and how soon one can walk in it.

Processor seconds and memory are those of the converting process and of a process that only cuts the tiles, by the same
libvips with as many threads. "Walkable" counts from the upload's last byte to the moment the museum calls it ready.
"""

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.media_ready import make_panorama, seconds_to_ready
from benchmarks.museum import running_museum
from benchmarks.report import report
from virtual_museum.media.conversion.sandbox import run_conversion

WIDTH = 16384
ROUNDS = 3
MIB = 1 << 20
BARE = (
    "import sys, time, resource, pyvips\n"
    "usage = lambda: (lambda own: own.ru_utime + own.ru_stime)(resource.getrusage(resource.RUSAGE_SELF))\n"
    "began, started = usage(), time.perf_counter()\n"
    "picture = pyvips.Image.new_from_file(sys.argv[1], access='sequential')\n"
    "picture.dzsave(sys.argv[2], tile_size=512, overlap=0, suffix='.jpg[Q=80]', skip_blanks=-1)\n"
    "print(time.perf_counter() - started, usage() - began)\n"
)


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, processor seconds, and the most memory held, in bytes."""

    wall: float
    processor: float
    memory: int


def bare_tiling(path: Path, folder: Path) -> Cost:
    """What libvips alone takes to cut the tiles; its start is not counted."""
    environment = os.environ | {"VIPS_CONCURRENCY": str(min(4, os.cpu_count() or 1))}
    # The converter runs politely, so its peer does too.
    command = ["nice", "-n", "5", sys.executable, "-c", BARE, str(path), str(folder / "bare")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    wall, processor = (float(figure) for figure in done.stdout.split())
    return Cost(wall, processor, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def our_conversion(path: Path, folder: Path) -> Cost:
    """What the whole conversion takes, start of its process included: tiles, base, still picture, placeholder."""
    started = time.perf_counter()
    run_conversion(path, path.name, "panorama", folder / "ours")
    wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def measured(task: Callable[[Path, Path], Cost], path: Path, folder: Path) -> Cost:
    """Run the task in a process of its own, so that the children's greatest memory is that of this task alone."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=folder) as place, ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(task, path, Path(place)).result()


def best(costs: list[Cost]) -> Cost:
    """The least of each figure: what disturbs a measurement only ever adds."""
    return Cost(min(c.wall for c in costs), min(c.processor for c in costs), min(c.memory for c in costs))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as name:
        folder = Path(name)
        panorama = folder / "panorama.jpg"
        make_panorama(panorama, WIDTH)
        rounds = [(measured(our_conversion, panorama, folder), measured(bare_tiling, panorama, folder))
                  for _round in range(ROUNDS)]  # fmt: skip
        ours, bare = best([one for one, _other in rounds]), best([other for _one, other in rounds])
        peer, size = "vips dzsave", f"{WIDTH}x{WIDTH // 2}"
        report(f"panorama.{size}_processor", ours.processor, "s", (peer, bare.processor))
        report(f"panorama.{size}_wall", ours.wall, "s", (peer, bare.wall))
        report(f"panorama.{size}_memory", ours.memory / MIB, "MiB", (peer, bare.memory / MIB))
        with running_museum(demo=False) as museum:
            took = seconds_to_ready(museum, panorama, "panorama")
            report(f"panorama.{size}_walkable", took, "s", (peer, bare.wall))


if __name__ == "__main__":
    main()
