"""Seconds from upload to ready for a panorama of 8192×4096 and a model of 100,000 triangles.

Against the bare tools doing the same main step: libvips' tiling, and gltfpack's simplifying and packing.
"""

import subprocess
import tempfile
import time
from pathlib import Path

import numpy
import pyvips
import trimesh

from benchmarks.museum import running_museum
from benchmarks.report import report
from tests.support.servers import LiveServer
from virtual_museum.core.config import CHECKOUT
from virtual_museum.core.db import db, read_only_transactions
from virtual_museum.media.models import Asset
from virtual_museum.media.services import receive_file

WIDTH = 8192
RINGS = 158
LIMIT_SECONDS = 600


def make_panorama(path: Path, width: int = WIDTH) -> None:
    """A picture twice as wide as high with the detail of a photograph: waves and some grain."""
    x = numpy.linspace(0, 60 * numpy.pi, width, dtype=numpy.float32)
    y = numpy.linspace(0, 30 * numpy.pi, width // 2, dtype=numpy.float32)[:, None]
    grain = numpy.random.default_rng(1).integers(0, 24, (width // 2, width), dtype=numpy.uint8)
    planes = [(numpy.sin(x * k) * numpy.cos(y / k) * 90 + 128).astype(numpy.uint8) // 2 + grain for k in (1, 1.7, 2.3)]
    pyvips.Image.new_from_array(numpy.dstack(planes)).write_to_file(str(path), Q=90)


def make_model(path: Path) -> int:
    """A bumpy sphere with vertex colours; returns how many triangles it has."""
    mesh = trimesh.creation.uv_sphere(radius=50, count=[RINGS + 1, RINGS])
    bumps = 1 + 0.05 * numpy.sin(mesh.vertices * 0.8).sum(axis=1, keepdims=True)
    mesh.vertices *= bumps
    shades = (128 + 100 * numpy.sin(mesh.vertices * 0.3)).astype(numpy.uint8)
    mesh.visual.vertex_colors = numpy.hstack([shades, numpy.full((len(shades), 1), 255, numpy.uint8)])
    mesh.export(path)
    return len(mesh.faces)


def seconds_to_ready(museum: LiveServer, path: Path, kind: str) -> float:
    """Hand the file in as a curator's upload does and wait for the worker."""
    started = time.perf_counter()
    with museum.app.app_context():
        code = receive_file(path, path.name, kind).asset.code
        db.session.commit()
    while time.perf_counter() - started < LIMIT_SECONDS:
        with read_only_transactions(), museum.app.app_context():
            asset = db.session.query(Asset).filter_by(code=code).one()
            state, why = asset.state, asset.failure_code
        if state == "ready":
            return time.perf_counter() - started
        if state == "failed":
            raise RuntimeError(f"{path.name}: {why}")
        time.sleep(0.05)
    raise RuntimeError(f"{path.name} was not ready after {LIMIT_SECONDS} s")


def bare_tiling(path: Path, folder: Path) -> float:
    """Seconds that libvips alone takes to cut the tiles."""
    started = time.perf_counter()
    picture = pyvips.Image.new_from_file(str(path), access="sequential")
    picture.dzsave(str(folder / "tiles"), tile_size=512, overlap=0, suffix=".jpg[Q=75]", skip_blanks=-1)
    return time.perf_counter() - started


def bare_packing(path: Path, folder: Path) -> float | None:
    """Seconds that gltfpack alone takes, None where it is not installed."""
    tool = CHECKOUT / "node_modules" / ".bin" / "gltfpack"
    if not tool.exists():
        return None
    plain = folder / "plain.glb"
    trimesh.load(path).export(plain)
    started = time.perf_counter()
    command = [CHECKOUT / "tools" / "with-node", tool, "-i", plain, "-o", folder / "packed.glb", "-cc", "-si", "0.5"]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as name:
        folder = Path(name)
        panorama, model = folder / "panorama.jpg", folder / "model.ply"
        make_panorama(panorama)
        triangles = make_model(model)
        with running_museum(demo=False) as museum:
            took = seconds_to_ready(museum, panorama, "panorama")
            report("media.panorama_8192x4096_ready", took, "s", ("vips dzsave", bare_tiling(panorama, folder)))
            took = seconds_to_ready(museum, model, "model")
            packing = bare_packing(model, folder)
            against = ("gltfpack -cc -si 0.5", packing) if packing else None
            report(f"media.model_{triangles}_triangles_ready", took, "s", against)


if __name__ == "__main__":
    main()
