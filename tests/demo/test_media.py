"""The committed pictures and models are as large and as fine as the demo promises; no database is needed."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from virtual_museum.demo.content import MEDIA
from virtual_museum.demo.studio.finishes import Finish, Part
from virtual_museum.demo.studio.forms import Form, box, lathe, with_edges_split
from virtual_museum.demo.studio.glb import write_glb
from virtual_museum.media.conversion.models3d.gltf import load_glb

PANORAMAS = {path.stem: path for path in sorted((MEDIA / "panoramas").glob("*.jpg"))}
PHOTOGRAPHS = {path.stem: path for path in sorted((MEDIA / "photographs").glob("*.jpg"))}
MODELS = {path.stem: path for path in sorted((MEDIA / "models").glob("*.glb"))}
WIDE = {"saka": 8192, "horde": 8192}
OTHERS_WIDE = 6144
FULL_WIDTH, FULL_BYTES = 2400, 640_000


@pytest.mark.parametrize("slug", PANORAMAS)
def test_panorama_is_a_whole_sphere_and_sharp_enough_to_read_a_wall(slug: str):
    with Image.open(PANORAMAS[slug]) as picture:
        width, height = picture.size
    assert width == 2 * height and width >= WIDE.get(slug, OTHERS_WIDE)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_photograph_has_the_catalogue_format(name: str):
    with Image.open(PHOTOGRAPHS[name]) as picture:
        width, height = picture.size
        progressive = picture.info.get("progressive")
    assert width * 5 == height * 4
    assert PHOTOGRAPHS[name].stat().st_size <= FULL_BYTES
    assert width == FULL_WIDTH and progressive


def _document(path: Path) -> dict:
    data = path.read_bytes()
    (length,) = struct.unpack("<I", data[12:16])
    return json.loads(data[20 : 20 + length])


@pytest.mark.parametrize("slug", MODELS)
def test_model_is_fine_enough_and_packed_in_whole_numbers(slug: str):
    document = _document(MODELS[slug])
    drawn = [one for mesh in document["meshes"] for one in mesh["primitives"]]
    triangles = sum(document["accessors"][one["indices"]]["count"] // 3 for one in drawn)
    assert 50_000 <= triangles <= 500_000
    assert document["extensionsRequired"] == ["KHR_mesh_quantization"]
    assert MODELS[slug].stat().st_size <= 25 * triangles


@pytest.mark.parametrize("slug", MODELS)
def test_museum_reads_model_with_its_own_normals(slug: str):
    scene = load_glb(MODELS[slug].read_bytes())
    assert all(surface.normals is not None for surface in scene.surfaces)
    assert all(surface.colors is not None or surface.uvs is not None for surface in scene.surfaces)


def test_model_comes_back_as_it_was_written(tmp_path: Path):
    form = lathe([(0.1, 0.0), (0.2, 0.3), (0.05, 0.5)], 24)
    colours = np.column_stack([np.linspace(0, 1, len(form.vertices))] * 3)
    part = Part(Form(form.vertices, form.faces, colours), Finish("clay"))
    assert write_glb(tmp_path / "pot.glb", "pot", [part]) == len(form.faces)
    (surface,) = load_glb((tmp_path / "pot.glb").read_bytes()).surfaces
    expected = form.vertices[:, [0, 2, 1]] * np.array([1, 1, -1])
    assert np.abs(surface.positions - expected).max() < 0.5 / 65_535
    assert np.allclose(np.linalg.norm(surface.normals, axis=1), 1, atol=1e-6)
    assert np.allclose(surface.colors[:, :3], colours, atol=1e-4)
    assert (surface.triangles == form.faces).all()


def _area(form: Form) -> float:
    a, b, c = (form.vertices[form.faces[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def test_dividing_edges_keeps_the_shape_and_leaves_no_gap():
    whole = box(0.3, 0.2, 0.1)
    fine = with_edges_split(whole, 0.02)
    edges = fine.vertices[fine.faces] - fine.vertices[np.roll(fine.faces, 1, axis=1)]
    assert np.linalg.norm(edges, axis=2).max() <= 0.02
    assert _area(fine) == pytest.approx(_area(whole), rel=1e-9)
    pairs = np.sort(fine.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(pairs, axis=0, return_counts=True)[1] == 2).all()
    assert all((one == other).all() for one, other in zip(fine.bounds, whole.bounds, strict=True))
