"""Scans: every format read alike, levels of detail that keep their texture, a poster that shows the thing."""

import json
import struct

import numpy as np
import pytest
import pyvips

from tests.media import samples
from tests.shared_data import shared_data
from virtual_museum.media.conversion.archives import Archive
from virtual_museum.media.conversion.images import guard_libvips
from virtual_museum.media.conversion.models3d.convert import convert_model, load_scene
from virtual_museum.media.conversion.models3d.facts import measure
from virtual_museum.media.conversion.models3d.glb import write_glb
from virtual_museum.media.conversion.models3d.gltf import load_glb
from virtual_museum.media.conversion.models3d.gltfpack import Gltfpack
from virtual_museum.media.conversion.models3d.levels import write_levels
from virtual_museum.media.conversion.models3d.normals import with_normals
from virtual_museum.media.conversion.models3d.poster import render_poster
from virtual_museum.media.conversion.models3d.scene import Material, Scene, Surface, Texture
from virtual_museum.media.conversion.models3d.textures import open_pictures
from virtual_museum.media.conversion.results import Conversion, Source
from virtual_museum.media.conversion.sniff import sniff
from virtual_museum.media.tools import gltfpack_library


@pytest.fixture(autouse=True)
def guarded():
    """As in the converting process: only the allowed loaders."""
    guard_libvips()


@pytest.fixture(scope="module")
def packer() -> Gltfpack:
    library = gltfpack_library()
    if library is None:
        pytest.skip("npm ci has not been run")
    return Gltfpack(library)


def converted(path, target) -> Conversion:
    library = gltfpack_library()
    if library is None:
        pytest.skip("npm ci has not been run")
    return convert_model(Source(path, path.name, target, library), sniff(path))


def ball(rings: int, texture: bytes | None = None) -> Scene:
    """A sphere of 2 · rings² triangles with texture coordinates."""
    latitude = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    longitude = np.linspace(0, 2 * np.pi, rings + 1)
    grid_lat, grid_lon = np.meshgrid(latitude, longitude, indexing="ij")
    points = np.stack(
        [np.cos(grid_lat) * np.cos(grid_lon), np.sin(grid_lat), np.cos(grid_lat) * -np.sin(grid_lon)], axis=-1
    ).reshape(-1, 3)
    uvs = np.stack([grid_lon / (2 * np.pi), 0.5 - grid_lat / np.pi], axis=-1).reshape(-1, 2)
    row, column = np.meshgrid(np.arange(rings), np.arange(rings), indexing="ij")
    first = (row * (rings + 1) + column).ravel()
    a, b, c, d = first, first + 1, first + rings + 1, first + rings + 2
    # Counter-clockwise seen from outside, as glTF wants it.
    triangles = np.concatenate([np.stack([a, c, b], 1), np.stack([b, c, d], 1)]).astype(np.uint32)[:, ::-1]
    surface = Surface(points.astype(np.float32), np.ascontiguousarray(triangles), uvs=uvs.astype(np.float32))
    scene = Scene([surface])
    if texture:
        scene.textures = [Texture("skin", texture)]
        scene.materials = [Material(color=(1, 1, 1, 1), color_texture=0)]
    return scene


def read_json(glb: bytes) -> dict:
    return json.loads(glb[20 : 20 + struct.unpack_from("<I", glb, 12)[0]])


SOUND = {
    "cube.obj": samples.obj(), "cube.stl": samples.stl(), "ascii.stl": samples.stl_ascii(), "cube.ply": samples.ply(),
    "ascii.ply": samples.ply("ascii"), "big.ply": samples.ply("binary_big_endian"), "cube.glb": samples.glb(),
    "cube.3mf": samples.threemf(),
    "cube.zip": samples.archive({"scan/cube.obj": samples.obj(), "__MACOSX/scan/._cube.obj": b"junk"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_one_cube_in_every_format(name, tmp_path):
    path = samples.written(tmp_path, name, SOUND[name])
    scene = load_scene(path, sniff(path).format)
    scene.check()
    facts = measure(scene)
    assert facts["triangles"] == 12
    assert facts["size"] == [1, 1, 1]
    assert facts["watertight"]


def test_units(tmp_path):
    glb = samples.written(tmp_path, "a.glb", samples.glb())
    printed = samples.written(tmp_path, "a.3mf", samples.threemf())
    assert measure(load_scene(glb, "glb"))["size_mm"] == [1000, 1000, 1000]
    assert measure(load_scene(printed, "3mf"))["size_mm"] == [1, 1, 1]


def test_an_open_surface_is_told(tmp_path):
    text = samples.obj().rsplit(b"\n", 1)[0]
    facts = measure(load_scene(samples.written(tmp_path, "a.obj", text), "obj"))
    assert (facts["watertight"], facts["printable"], facts["not_printable"]) == (False, False, ["open"])


@pytest.mark.parametrize(
    "entries",
    [
        {"m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd skin.jpg"},
        {"m.OBJ": samples.obj("M.MTL"), "m.mtl": b"newmtl skin\nmap_Kd SKIN.JPG"},
        {"s/m.obj": samples.obj("other.mtl"), "s/m.mtl": b"newmtl skin\nmap_Kd C:\\\\scans\\\\skin.jpg"},
        {"m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd -s 1 1 1 skin.jpg"},
        {"m.obj": samples.obj("lost.mtl")},
        {"m.obj": samples.obj()},
    ],
    ids=["plain", "upper-case", "other-names", "options", "lost-material", "no-material"],
)
def test_textures_of_archives_are_found(entries, tmp_path):
    """The one picture beside the model becomes its texture, however its name is spelled."""
    entries = {**entries, "s/skin.jpg" if "s/m.obj" in entries else "skin.jpg": samples.picture()}
    scene = load_scene(samples.written(tmp_path, "m.zip", samples.archive(entries)), "zip")
    shown = scene.materials[scene.surfaces[0].material]
    assert shown.color_texture is not None
    assert len(scene.textures) == 1


def test_a_missing_texture_is_told(tmp_path):
    entries = {"m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd gone.jpg"}
    scene = load_scene(samples.written(tmp_path, "m.zip", samples.archive(entries)), "zip")
    assert measure(scene)["missing_files"] == ["gone.jpg"]


def test_gltf_in_an_archive(tmp_path):
    document, binary = samples.gltf_parts()
    document["buffers"] = [{"uri": "my%20cube.bin", "byteLength": 168}]
    entries = {"a/cube.gltf": json.dumps(document).encode(), "a/my cube.bin": binary}
    path = samples.written(tmp_path, "cube.zip", samples.archive(entries))
    scene = load_scene(path, "zip")
    assert scene.triangle_count == 12
    assert "a/cube.gltf" in Archive(path).names()


def test_nodes_are_laid_out(tmp_path):
    document, binary = samples.gltf_parts(
        nodes=[{"children": [1], "translation": [5, 0, 0]}, {"mesh": 0, "scale": [2, 2, -2]}]
    )
    scene = load_glb(samples.glb(document, binary))
    lowest, highest = scene.bounds()
    assert lowest.tolist() == [5, 0, -2] and highest.tolist() == [7, 2, 0]
    # A mirrored node turns its triangles round, so that outside stays outside.
    assert measure(scene)["printable"]


def test_colours_of_points_are_kept(tmp_path):
    scene = load_scene(samples.written(tmp_path, "a.ply", samples.ply()), "ply")
    colors = scene.surfaces[0].colors
    assert colors is not None and colors.max() == 1.0
    assert 0.5 < colors[7, 0] < 0.6


def test_levels_keep_texture_coordinates(packer, tmp_path):
    scene = ball(300, samples.picture(1024, 512))
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    made = write_levels(scene, open_pictures(scene), packer, tmp_path)
    assert [level["name"] for level in made] == ["50k", "100k", "full"]
    for level, cap in zip(made, (300_000, 900_000, 4_000_000), strict=True):
        data = (tmp_path / level["file"]).read_bytes()
        document = read_json(data)
        assert len(data) == level["bytes"] <= cap
        attributes = document["meshes"][0]["primitives"][0]["attributes"]
        assert {"POSITION", "NORMAL", "TEXCOORD_0"} <= set(attributes)
        assert "EXT_meshopt_compression" in document["extensionsUsed"]
        assert document["images"][0]["mimeType"] == "image/webp"
        drawn = sum(document["accessors"][one["indices"]]["count"] for one in document["meshes"][0]["primitives"]) // 3
        assert drawn <= level["triangles"] * 1.05


def test_meshopt_models_can_be_read_again(packer):
    scene = ball(40)
    plain = write_glb(scene, {}, "image/webp")
    again = load_glb(packer.run(plain, ["-cc"]), lambda: packer)
    assert again.triangle_count == pytest.approx(scene.triangle_count, rel=0.05)


def test_poster_shows_the_scan():
    scene = ball(48, samples.picture(256, 128))
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    poster = render_poster(scene, open_pictures(scene))
    assert (poster.width, poster.height, poster.bands) == (960, 1200, 3)
    middle, edge = poster.crop(430, 550, 100, 100), poster.crop(0, 0, 100, 100)
    assert middle.avg() > edge.avg() + 25
    assert edge.avg() < 60


def test_whole_conversion(tmp_path):
    path = samples.written(tmp_path, "cube.stl", samples.stl())
    made = converted(path, tmp_path / "out")
    poster, _spin, _augmented, model, _print = made.renditions
    assert made.facts["printable"]
    assert poster.meta["sizes"][-1]["width"] == 960
    assert (tmp_path / "out" / "web-model@1" / model.meta["levels"][0]["file"]).exists()
    printed = tmp_path / "out" / "print@1" / "print.stl"
    assert sniff(printed).format == "stl"
    assert measure(load_scene(printed, "stl"))["size"] == [1, 1, 1]
    assert pyvips.Image.new_from_file(str(tmp_path / "out" / "poster@1" / "960.webp")).height == 1200


@pytest.mark.parametrize(
    ("name", "triangles"),
    [
        ("skull.obj", 100_002), ("nefertiti-lowres.obj", 70_000), ("sword.obj", 44_582), ("goathead.obj", 5522),
        ("cycloidal.ply", 43_368), ("victorian-goblet.stl", 10_910), ("fuze.zip", 1000), ("chess-board.glb", 178_848),
        ("vr-gallery.glb", 1930),
    ],
)  # fmt: skip
def test_real_scans_are_read_whole(name, triangles):
    path = shared_data(f"models/{name}")
    scene = load_scene(path, sniff(path).format)
    scene.check()
    assert abs(scene.triangle_count - triangles) <= triangles * 0.002
    open_pictures(scene)
