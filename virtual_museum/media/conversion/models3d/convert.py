"""A scan of any format to what visitors turn, see, put into their room and print."""

import struct
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ..archives import Archive
from ..images import write_sizes
from ..refusals import Refusal
from ..results import Conversion, Made, Source
from ..sniff import Sniffed
from . import augmented
from .facts import measure
from .gltf import load_glb, load_gltf
from .gltfpack import Gltfpack
from .levels import thinned, without_excess, write_levels
from .normals import with_normals
from .obj import load_obj
from .ply import load_ply
from .poster import render_poster
from .printing import write_prints
from .scene import Scene
from .spin import write_spin
from .stl import load_stl
from .textures import open_pictures
from .threemf import load_3mf
from .turning import turn_scene

MODEL_ENDINGS = (".glb", ".gltf", ".obj", ".ply", ".stl")
BACKGROUND = "#1c1a19"
POSTER_WIDTHS = (320, 640)

Packing = Future[Gltfpack] | None


def convert_model(source: Source, sniffed: Sniffed) -> Conversion:
    """All renditions of a scan: `web-model@1`, `poster@1`, `spin@1`, `ar@1`, and `print@1` of a closed one.

    Raises Refusal.
    """
    if source.gltfpack is None:
        raise Refusal("model-unsupported", feature="gltfpack")
    with ThreadPoolExecutor(1) as pool:
        # Compiling gltfpack takes most of a second; the scan is read meanwhile.
        packing = pool.submit(Gltfpack, source.gltfpack)
        scene = _read(source, sniffed, packing)
        turn_scene(scene, source.upright)
        facts = {**measure(scene), "format": sniffed.format}
        pictures = open_pictures(scene)
        scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
        # gltfpack works beside the drawing of the poster: it is not Python, so both have a core.
        lighter = pool.submit(without_excess, scene, pictures, packing.result())
        small = pool.submit(lambda: thinned(*lighter.result(), packing.result(), augmented.TRIANGLES))
        folder = source.folder("web-model@1")
        levels = pool.submit(lambda: write_levels(scene, pictures, packing.result(), folder, lighter.result()))
        poster = render_poster(scene, pictures)
        made = [Made("poster@1", write_sizes(poster, poster.width, poster.height, source.folder("poster@1"),
                                             POSTER_WIDTHS))]  # fmt: skip
        made.append(Made("spin@1", write_spin(*small.result(), source.folder("spin@1"))))
        made.append(Made("ar@1", augmented.write_augmented(*small.result(), source.folder("ar@1"))))
        made.append(Made("web-model@1", {"levels": levels.result(), "background": BACKGROUND,
                                         "upright": list(source.upright or ()) or None}))  # fmt: skip
    if facts["printable"]:
        made.append(Made("print@1", write_prints(scene, source.folder("print@1"))))
    return Conversion("model", sniffed.media_type, facts, made)


def _read(source: Source, sniffed: Sniffed, packing: Future[Gltfpack]) -> Scene:
    try:
        scene = load_scene(source.path, sniffed.format, packing)
        scene.check()
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, struct.error, OverflowError) as error:
        # Whatever a broken file makes a reader stumble over is the file's fault.
        raise Refusal("model-damaged") from error
    return scene


def load_scene(path: Path, form: str, packing: Packing = None) -> Scene:
    """The scene of a file of the given format. Raises Refusal."""
    if form == "3mf":
        return load_3mf(Archive(path))
    if form == "zip":
        return _from_archive(Archive(path), packing)
    return _load(path.read_bytes(), form, packing)


def _load(data: bytes, form: str, packing: Packing, archive: Archive | None = None, name: str = "") -> Scene:
    if form == "glb":
        return load_glb(data, packing.result if packing else None)
    if form == "gltf":
        return load_gltf(data, archive, name, packing.result if packing else None)
    if form == "obj":
        return load_obj(data, archive, name)
    if form == "ply":
        return load_ply(data, archive, name)
    return load_stl(data)


def _from_archive(archive: Archive, packing: Packing) -> Scene:
    for ending in MODEL_ENDINGS:
        found = [name for name in archive.names() if name.lower().endswith(ending)]
        if len(found) > 1:
            raise Refusal("archive-several-models", names=", ".join(sorted(found)[:3])[:120])
        if found:
            return _load(archive.read(found[0]), ending[1:], packing, archive, found[0])
    raise Refusal("archive-no-model")
