"""The files made of a scan, judged by others: Khronos' validator, Pixar's library, and by their bytes."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import pyvips

from tests.media import samples
from tests.media.gltf_referee import gltf_errors
from tests.media.test_models3d import ball, converted
from virtual_museum.media.conversion.images import guard_libvips
from virtual_museum.media.conversion.models3d.augmented import standing, write_augmented
from virtual_museum.media.conversion.models3d.color_patches import painted
from virtual_museum.media.conversion.models3d.convert import convert_model, load_scene
from virtual_museum.media.conversion.models3d.facts import measure
from virtual_museum.media.conversion.models3d.glb import write_glb
from virtual_museum.media.conversion.models3d.normals import with_normals
from virtual_museum.media.conversion.models3d.scene import Scene
from virtual_museum.media.conversion.models3d.textures import open_pictures
from virtual_museum.media.conversion.models3d.turning import turn_scene, turning_matrix
from virtual_museum.media.conversion.models3d.usd import write_usdz
from virtual_museum.media.conversion.results import Source
from virtual_museum.media.conversion.sniff import sniff
from virtual_museum.media.tools import gltfpack_library


@pytest.fixture(autouse=True)
def guarded():
    """As in the converting process: only the allowed loaders."""
    guard_libvips()


def ready(scene: Scene) -> Scene:
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    return scene


def skin(side: int = 512, form: str = "JPEG") -> bytes:
    return samples.picture(side, side, form=form)


def textured_obj(folder: Path) -> Path:
    entries = {"m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd skin.jpg", "skin.jpg": skin()}
    return samples.written(folder, "m.zip", samples.archive(entries))


INPUTS = {"cube.ply": samples.ply(), "cube.glb": samples.glb(), "cube.3mf": samples.threemf()}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The renditions of one scan of each kind, in a folder each."""
    guard_libvips()
    folder = tmp_path_factory.mktemp("made")
    for name, data in INPUTS.items():
        converted(samples.written(folder, name, data), folder / name.replace(".", "-"))
    converted(textured_obj(folder), folder / "textured")
    large = ball(260, skin(1024))
    (folder / "large.glb").write_bytes(write_glb(ready(large), {0: skin(1024)}, "image/jpeg"))
    converted(folder / "large.glb", folder / "large")
    return folder


def test_every_glb_is_without_an_error(made):
    files = sorted(made.glob("*/*/*.glb"))
    assert len(files) >= 3 * len(INPUTS)
    assert gltf_errors(files) == {}


def test_the_referee_finds_errors(tmp_path):
    document, binary = samples.gltf_parts()
    document["accessors"][0]["count"] = 9999
    assert gltf_errors([samples.written(tmp_path, "wrong.glb", samples.glb(document, binary))])


def test_usdz_is_stored_and_aligned(made):
    """As Pixar's specification wants it: nothing deflated, each file at a multiple of 64, the scene first."""
    packages = sorted(made.glob("*/ar@1/model.usdz"))
    assert len(packages) == len(INPUTS) + 2
    for package in packages:
        data = package.read_bytes()
        with zipfile.ZipFile(package) as archive:
            assert archive.testzip() is None
            entries = archive.infolist()
        assert entries[0].filename == "model.usda"
        for entry in entries:
            length, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
            assert entry.compress_type == zipfile.ZIP_STORED
            assert (entry.header_offset + 30 + length + extra) % 64 == 0


def test_usdz_is_what_pixars_library_reads(made):
    usd = pytest.importorskip("pxr.Usd")
    geometry, validation = pytest.importorskip("pxr.UsdGeom"), pytest.importorskip("pxr.UsdValidation")
    validators = validation.ValidationRegistry().GetOrLoadAllValidators()
    for name in ("textured", "cube-ply", "cube-glb", "large"):
        stage = usd.Stage.Open(str(made / name / "ar@1" / "model.usdz"))
        found = validation.ValidationContext(validators).Validate(stage)
        assert [(one.GetName(), one.GetMessage()) for one in found] == []
        assert geometry.GetStageMetersPerUnit(stage) == 0.01 and geometry.GetStageUpAxis(stage) == "Y"
        mesh = next(geometry.Mesh(prim) for prim in stage.Traverse() if prim.IsA(geometry.Mesh))
        points, indices = mesh.GetPointsAttr().Get(), mesh.GetFaceVertexIndicesAttr().Get()
        assert max(indices) < len(points) and min(point[1] for point in points) == pytest.approx(0, abs=1e-3)
        if name != "cube-glb":
            coordinates = geometry.PrimvarsAPI(mesh).GetPrimvar("st")
            assert len(coordinates.Get()) in (len(points), len(indices))


def test_augmented_models_stand_in_metres():
    """A known size is kept, an unknown or impossible one becomes that of a vase; both stand on the floor."""
    for unit, height, is_true in ((0.1, 0.4, False), (100.0, 0.2, True), (1e6, 0.4, False), (None, 0.4, False)):
        scene = ball(8)
        scene.unit_mm = unit
        placed, known = standing(scene)
        lowest, highest = placed.bounds()
        assert known is is_true and lowest[1] == pytest.approx(0, abs=1e-6)
        assert float((highest - lowest).max()) == pytest.approx(height, rel=1e-3)


def test_textures_with_holes_stay_png(tmp_path):
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:32, :, 3] = 255
    encoded = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb").pngsave_buffer()
    scene = ready(ball(8, encoded))
    scene.materials[0].alpha_mode = "MASK"
    write_augmented(scene, open_pictures(scene), tmp_path)
    names = zipfile.ZipFile(tmp_path / "model.usdz").namelist()
    assert names == ["model.usda", "textures/0.png"]
    assert gltf_errors([tmp_path / "model.glb"]) == {}


def test_colours_of_points_become_a_picture():
    """The corners of a patch have the colours of the triangle's corners."""
    scene = ready(ball(12))
    surface = scene.surfaces[0]
    surface.colors = np.column_stack([surface.positions * 0.5 + 0.5, np.ones(len(surface.positions))]).astype(
        np.float32
    )
    described, textures = painted(scene, {})
    (picture,) = textures.values()
    pixels = pyvips.Image.new_from_buffer(picture, "").numpy().astype(float) / 255
    patched = described.surfaces[0]
    assert patched.uvs is not None and len(patched.uvs) == 3 * len(patched.triangles)
    places = np.floor(patched.uvs * pixels.shape[0]).astype(int)
    seen = pixels[places[:, 1], places[:, 0]]
    wanted = surface.colors[patched.triangles.ravel(), :3]
    wanted = np.where(wanted <= 0.0031308, wanted * 12.92, 1.055 * wanted ** (1 / 2.4) - 0.055)
    assert np.abs(seen - wanted).mean() < 0.02
    assert b"primvars:st" in zipfile.ZipFile(io.BytesIO(write_usdz(described, textures))).read("model.usda")


def test_print_files_are_read_again_as_they_were(made, tmp_path):
    """The 3MF in true millimetres on the plate, the STL with the same triangles; both closed."""
    for name, size in (("cube-glb", [1000, 1000, 1000]), ("cube-3mf", [1, 1, 1])):
        folder = made / name / "print@1"
        again = load_scene(folder / "print.3mf", "3mf")
        facts = measure(again)
        assert facts["size_mm"] == size and facts["printable"] and facts["triangles"] == 12
        assert again.bounds()[0][1] == 0
        assert measure(load_scene(folder / "print.stl", "stl"))["printable"]


def test_an_open_scan_gets_no_print_files(tmp_path):
    path = samples.written(tmp_path, "a.obj", samples.obj().rsplit(b"\n", 1)[0])
    assert "print@1" not in [one.specification for one in converted(path, tmp_path / "out").renditions]


def test_spin_turns_once_around(made):
    sheet = pyvips.Image.new_from_file(str(made / "cube-glb" / "spin@1" / "spin.webp"))
    assert (sheet.width, sheet.height) in {(6 * 400, 4 * 500), (6 * 480, 4 * 360)}
    frames = [sheet.crop(x * sheet.width // 6, y * sheet.height // 4, sheet.width // 6, sheet.height // 4)
              for y in range(4) for x in range(6)]  # fmt: skip
    # A cube looks the same after each quarter, and differs in between.
    assert (frames[0] - frames[3]).abs().avg() > 2 * (frames[0] - frames[6]).abs().avg()


def test_turning_upright(tmp_path):
    """A scan that lies on its back stands up in every file, facts and picture included."""
    assert turning_matrix([90, 0, 0]).tolist() == [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    scene = ball(8)
    scene.surfaces[0].positions *= np.float32([1, 2, 3])
    turn_scene(scene, (90, 0, 0))
    assert measure(scene)["size"] == pytest.approx([2, 6, 4], rel=0.05)
    library = gltfpack_library()
    if library is None:
        pytest.skip("npm ci has not been run")
    path = samples.written(tmp_path, "a.glb", samples.glb(*samples.gltf_parts(nodes=[{"mesh": 0, "scale": [1, 2, 4]}])))
    made = convert_model(Source(path, path.name, tmp_path / "out", library, upright=(-90.0, 0.0, 0.0)), sniff(path))
    assert made.facts["size"] == pytest.approx([1, 4, 2])
    assert next(one for one in made.renditions if one.specification == "web-model@1").meta["upright"] == [-90, 0, 0]
