"""A scan of a million triangles with a 4096² texture: its whole conversion, and its packing against gltfpack itself.

Processor seconds of both, in one run and on the same mesh; bytes of the levels that visitors load.
"""

import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pyvips

from benchmarks.report import report
from virtual_museum.core.config import CHECKOUT
from virtual_museum.media.conversion.images import guard_libvips
from virtual_museum.media.conversion.models3d.convert import load_scene
from virtual_museum.media.conversion.models3d.glb import write_glb
from virtual_museum.media.conversion.models3d.gltfpack import Gltfpack
from virtual_museum.media.conversion.models3d.levels import LEVELS, write_levels
from virtual_museum.media.conversion.models3d.scene import Material, Scene, Surface, Texture
from virtual_museum.media.conversion.models3d.textures import open_pictures
from virtual_museum.media.conversion.sandbox import run_conversion
from virtual_museum.media.tools import gltfpack_library

RINGS = 708
TEXTURE_SIDE = 4096


def make_scan(path: Path) -> Scene:
    """A sphere of 2 · RINGS² triangles with the roughness and the grain of a stone."""
    latitude, longitude = np.linspace(-np.pi / 2, np.pi / 2, RINGS + 1), np.linspace(0, 2 * np.pi, RINGS + 1)
    grid_lat, grid_lon = np.meshgrid(latitude, longitude, indexing="ij")
    radius = 1 + 0.06 * np.sin(9 * grid_lon) * np.cos(7 * grid_lat) + 0.004 * np.sin(120 * grid_lon) * np.cos(grid_lat)
    points = np.stack([np.cos(grid_lat) * np.cos(grid_lon), np.sin(grid_lat), -np.cos(grid_lat) * np.sin(grid_lon)], -1)
    uvs = np.stack([grid_lon / (2 * np.pi), 0.5 - grid_lat / np.pi], axis=-1).reshape(-1, 2)
    row, column = np.meshgrid(np.arange(RINGS), np.arange(RINGS), indexing="ij")
    first = (row * (RINGS + 1) + column).ravel()
    a, b, c, d = first, first + 1, first + RINGS + 1, first + RINGS + 2
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)]).astype(np.uint32)
    positions = (points * radius[..., None]).reshape(-1, 3).astype(np.float32)
    scene = Scene([Surface(positions, triangles, normals=None, uvs=uvs.astype(np.float32))])
    scene.materials = [Material(color=(1, 1, 1, 1), color_texture=0)]
    scene.textures = [Texture("stone", stone())]
    path.write_bytes(write_glb(scene, {0: scene.textures[0].data}, "image/jpeg"))
    return scene


def stone() -> bytes:
    """A photograph's worth of detail as JPEG."""
    x = np.linspace(0, 40, TEXTURE_SIDE, dtype=np.float32)
    waves = np.sin(x[None, :] * 3 + np.sin(x[:, None])) * 40 + np.sin(x[:, None] * 5) * 30 + 130
    grain = np.random.default_rng(2).normal(0, 9, (TEXTURE_SIDE, TEXTURE_SIDE)).astype(np.float32)
    planes = [np.clip(waves * tone + grain, 0, 255).astype(np.uint8) for tone in (1, 0.9, 0.75)]
    return bytes(pyvips.Image.new_from_array(np.dstack(planes)).copy(interpretation="srgb").jpegsave_buffer(Q=88))


def children_seconds() -> float:
    """Processor seconds of all processes that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def whole_conversion(path: Path, folder: Path) -> None:
    """The museum's job, in its child process: its processor seconds, its memory, and the bytes of each level."""
    before = children_seconds()
    made = run_conversion(path, path.name, "model", folder / "made", gltfpack=gltfpack_library())
    triangles = made.facts["triangles"]
    report(f"media.model_{triangles}_triangles_processor", children_seconds() - before, "s")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    report(f"media.model_{triangles}_triangles_memory", memory, "GB")
    levels = next(one for one in made.renditions if one.specification == "web-model@1").meta["levels"]
    for level, cap in zip(levels, LEVELS, strict=True):
        report(f"media.model_level_{level['name']}", level["bytes"], "bytes", ("cap", cap.max_bytes))


def packing(path: Path, folder: Path) -> None:
    """Simplifying and compressing to 100,000 triangles: our level against `gltfpack -cc -si` on the same mesh."""
    tool, library = CHECKOUT / "node_modules" / ".bin" / "gltfpack", gltfpack_library()
    if not tool.exists() or library is None:
        return
    scene = load_scene(path, "glb")
    for surface in scene.surfaces:
        surface.uvs, surface.material = None, 0
    scene.materials, scene.textures = [Material()], []
    plain = folder / "plain.glb"
    plain.write_bytes(write_glb(scene, {}, "image/webp"))
    ratio = f"{100_000 / scene.triangle_count:.4f}"
    before = children_seconds()
    command = [CHECKOUT / "tools" / "with-node", tool, "-i", plain, "-o", folder / "peer.glb", "-cc", "-si", ratio]
    subprocess.run(command, check=True, capture_output=True)
    peer = children_seconds() - before
    packer = Gltfpack(library)
    (folder / "levels").mkdir()
    started = time.process_time()
    levels = write_levels(scene, open_pictures(scene), packer, folder / "levels")
    ours = time.process_time() - started
    sharp = next(level for level in levels if level["name"] == "100k")
    against = ("gltfpack -cc -si", (folder / "peer.glb").stat().st_size)
    report("media.model_100k_bytes", sharp["bytes"], "bytes", against)
    report("media.model_all_levels_processor", ours, "s", ("gltfpack -cc -si, one level", peer))


def main() -> None:
    guard_libvips()
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as name:
        folder = Path(name)
        path = folder / "stone.glb"
        make_scan(path)
        whole_conversion(path, folder)
        packing(path, folder)


if __name__ == "__main__":
    main()
