"""GLB as Sketchfab, Polycam, Blender and gltfpack hand it out: packed by the tools that they use."""

import json
import subprocess
import zipfile
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from tests.media import samples
from tests.media.test_models3d import ball, converted, read_json
from virtual_museum.core.config import CHECKOUT
from virtual_museum.media.conversion.images import guard_libvips
from virtual_museum.media.conversion.models3d.convert import load_scene
from virtual_museum.media.conversion.models3d.facts import measure
from virtual_museum.media.conversion.models3d.glb import write_glb
from virtual_museum.media.conversion.models3d.gltfpack import Gltfpack
from virtual_museum.media.conversion.models3d.normals import with_normals
from virtual_museum.media.conversion.models3d.poster import render_poster
from virtual_museum.media.conversion.models3d.textures import open_pictures
from virtual_museum.media.conversion.refusals import Refusal
from virtual_museum.media.tools import gltfpack_library

REFEREES = CHECKOUT / "tests" / "referees"
PACKED = {
    "plain": [], "best": ["-cc"], "newer-name": ["-c", "-ce", "khr"], "with-fallback": ["-cf"],
    "normalised": ["-vpn"], "without-quantization": ["-c", "-noq"], "instances": ["-cc", "-mi"],
}  # fmt: skip
# Quantised normals and points move a shade; a texture laid on wrongly differs by more than ten.
MOST_DIFFERENCE = 0.6


@pytest.fixture(autouse=True)
def guarded():
    """As in the converting process: only the allowed loaders."""
    guard_libvips()


@pytest.fixture(scope="module")
def packing() -> Future[Gltfpack]:
    library = gltfpack_library()
    if library is None:
        pytest.skip("npm ci has not been run")
    future: Future[Gltfpack] = Future()
    future.set_result(Gltfpack(library))
    return future


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A ball with a texture on it, as plain GLB."""
    guard_libvips()
    scene = ball(40, samples.picture(256, 256))
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    data = write_glb(scene, {0: samples.picture(256, 256)}, "image/jpeg")
    return samples.written(tmp_path_factory.mktemp("gltf"), "ball.glb", data)


def variant(original: Path, name: str) -> Path:
    """The ball written anew by glTF Transform."""
    if not (REFEREES / "node_modules" / "@gltf-transform").exists():
        pytest.skip("npm ci has not been run in tests/referees")
    target = original.parent / f"{name}.glb"
    command = [CHECKOUT / "tools" / "with-node", "node", "gltf_variants.mjs", original, target, name]
    subprocess.run(command, cwd=REFEREES, check=True, capture_output=True)
    return target


def packed(original: Path, name: str, ending: str = ".glb") -> Path:
    """The ball written anew by gltfpack's command line."""
    if gltfpack_library() is None:
        pytest.skip("npm ci has not been run")
    target = original.parent / f"packed-{name}{ending}"
    tool = CHECKOUT / "node_modules" / "gltfpack" / "cli.js"
    command = [CHECKOUT / "tools" / "with-node", "node", tool, "-i", original, "-o", target, *PACKED[name]]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    return target


def seen(path: Path, packing: Future[Gltfpack]) -> tuple[dict, np.ndarray]:
    """The facts and the poster's pixels."""
    scene = load_scene(path, path.suffix[1:], packing)
    scene.check()
    facts = measure(scene)
    pictures = open_pictures(scene)
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    return facts, render_poster(scene, pictures).numpy().astype(float)


@pytest.fixture(scope="module")
def wanted(original, packing) -> tuple[dict, np.ndarray]:
    """What is seen of the ball as it was."""
    return seen(original, packing)


def assert_same(path: Path, original: tuple[dict, np.ndarray], packing: Future[Gltfpack]) -> None:
    (facts, picture), (wanted, poster) = seen(path, packing), original
    assert facts["triangles"] == wanted["triangles"]
    assert facts["size"] == pytest.approx(wanted["size"], rel=2e-3)
    assert picture.shape == poster.shape
    assert np.abs(picture - poster).mean() < MOST_DIFFERENCE


@pytest.mark.parametrize("name", ["draco", "draco-sequential", "meshopt", "quantized"])
def test_packed_geometry_is_the_same_thing(name, original, wanted, packing):
    assert_same(variant(original, name), wanted, packing)


@pytest.mark.parametrize("name", PACKED)
def test_files_of_gltfpack_are_the_same_thing(name, original, wanted, packing):
    assert_same(packed(original, name), wanted, packing)


@pytest.mark.parametrize("name", ["best", "with-fallback", "plain"])
def test_gltf_of_gltfpack_in_an_archive(name, original, wanted, packing):
    """Geometry and texture lie in files of their own; the fallback may be left out of the archive."""
    path = packed(original, name, ".gltf")
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for part in path.parent.glob(f"{path.stem}*"):
            if part.suffix in (".gltf", ".bin") and not part.name.endswith(".fallback.bin"):
                file.write(part, part.name)
    assert_same(archive, wanted, packing)


def test_packed_gltf_without_its_file_is_refused(original, packing):
    path = packed(original, "best", ".gltf")
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as file:
        file.write(path, path.name)
    with pytest.raises(Refusal) as caught:
        load_scene(path.with_suffix(".zip"), "zip", packing)
    assert caught.value.code == "model-missing-file"


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_textures_in_other_formats(form, wanted, packing, tmp_path):
    scene = ball(40, samples.picture(256, 256))
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    picture = samples.picture(256, 256, form=form)
    path = samples.written(tmp_path, "a.glb", write_glb(scene, {0: picture}, f"image/{form.lower()}"))
    assert_same(path, wanted, packing)


@pytest.mark.parametrize("name", ["ktx2", "ktx2-etc1s"])
def test_ktx2_is_refused_by_its_name(name, original, packing):
    with pytest.raises(Refusal) as caught:
        load_scene(variant(original, name), "glb", packing)
    assert (caught.value.code, caught.value.params) == ("model-texture-format", {"format": "KTX2"})


def test_a_plain_picture_beside_ktx2_is_taken(original, wanted, packing, tmp_path):
    """KHR_texture_basisu allows a fallback; nobody needs the other picture then."""
    data = original.read_bytes()
    document = read_json(data)
    document["images"].append({"uri": "data:image/ktx2;base64,q0tUWCAyMLsNChoK", "mimeType": "image/ktx2"})
    document["textures"][0]["extensions"] = {"KHR_texture_basisu": {"source": 1}}
    document["extensionsUsed"] = ["KHR_texture_basisu"]
    binary = data[20 + len_of_json(data) + 8 :]
    assert_same(samples.written(tmp_path, "a.glb", samples.glb(document, binary)), wanted, packing)


def len_of_json(data: bytes) -> int:
    return int.from_bytes(data[12:16], "little")


def test_copies_stand_where_they_are_told(original, packing):
    """EXT_mesh_gpu_instancing: three balls, at 0, at 3 along x and at −3 along z."""
    facts, _picture = seen(variant(original, "instanced"), packing)
    assert facts["triangles"] == 3 * 3200
    assert facts["size"] == pytest.approx([5, 2, 5], abs=1e-4)


def test_copies_turn_and_grow(packing, tmp_path):
    document, binary = samples.gltf_parts()
    places = np.array([[0, 0, 0], [10, 0, 0]], "<f4").tobytes()
    sizes = np.array([[1, 1, 1], [2, 4, 2]], "<f4").tobytes()
    document["bufferViews"] += [{"buffer": 0, "byteOffset": 168, "byteLength": 24},
                                {"buffer": 0, "byteOffset": 192, "byteLength": 24}]  # fmt: skip
    document["accessors"] += [
        {"bufferView": view, "componentType": 5126, "count": 2, "type": "VEC3"} for view in (2, 3)
    ]
    document["buffers"] = [{"byteLength": 216}]
    extension = {"attributes": {"TRANSLATION": 2, "SCALE": 3}}
    document["nodes"] = [{"mesh": 0, "extensions": {"EXT_mesh_gpu_instancing": extension}}]
    path = samples.written(tmp_path, "a.glb", samples.glb(document, binary + places + sizes))
    assert measure(load_scene(path, "glb"))["size"] == pytest.approx([12, 4, 2])


@pytest.mark.parametrize("name", ["draco", "meshopt"])
def test_the_whole_way_to_the_visitor(name, original, tmp_path):
    """Not only read: each rendition is made of it, with its texture."""
    made = converted(variant(original, name), tmp_path / "out")
    assert {"web-model@1", "poster@1", "spin@1", "ar@1"} <= {one.specification for one in made.renditions}
    for glb in (tmp_path / "out" / "web-model@1").glob("*.glb"):
        document = read_json(glb.read_bytes())
        assert document["images"] and "TEXCOORD_0" in json.dumps(document["meshes"])
