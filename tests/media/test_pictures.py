"""Photographs and panoramas: right colours, right way up, nothing told about the photographer's place."""

import json

import numpy as np
import pytest
import pyvips

from tests.media import samples
from tests.shared_data import shared_data
from virtual_museum.media.conversion.gpano import sphere_of
from virtual_museum.media.conversion.images import convert_image, guard_libvips, open_upright, reduced
from virtual_museum.media.conversion.panoramas import convert_panorama, frame_of, grid_columns
from virtual_museum.media.conversion.perspective import perspective
from virtual_museum.media.conversion.results import Conversion, Source
from virtual_museum.media.conversion.sniff import guess_kind, sniff


@pytest.fixture(autouse=True)
def guarded():
    """As in the converting process: only the allowed loaders."""
    guard_libvips()


def converted(converter, path, target) -> Conversion:
    return converter(Source(path, path.name, target), sniff(path))


def corner(image: pyvips.Image, x: float, y: float) -> list[float]:
    """The colour at fractions of the picture."""
    return image.getpoint(int(x * (image.width - 1)), int(y * (image.height - 1)))


def test_sizes_and_pyramid(tmp_path):
    path = samples.written(tmp_path, "a.jpg", samples.picture(3000, 2000))
    made = converted(convert_image, path, tmp_path / "out")
    sizes, pyramid = made.renditions
    assert made.facts == {"width": 3000, "height": 2000, "format": "jpeg"}
    assert [one["width"] for one in sizes.meta["sizes"]] == [320, 640, 1024, 1600, 2400]
    assert sizes.meta["placeholder"].startswith("data:image/webp;base64,")
    assert len(sizes.meta["placeholder"]) < 700
    tiled = pyvips.Image.new_from_file(str(tmp_path / "out" / "pyramid@1" / "pyramid.tif"))
    assert (tiled.width, tiled.height, tiled.get("n-pages")) == (3000, 2000, 4)
    for one in sizes.meta["sizes"]:
        for name in (one["webp"], one["jpeg"]):
            image = pyvips.Image.new_from_file(str(tmp_path / "out" / "sizes@1" / name))
            assert (image.width, image.height) == (one["width"], one["height"])
    assert pyramid.meta["width"] == 3000


def test_small_pictures_are_not_blown_up(tmp_path):
    path = samples.written(tmp_path, "a.png", samples.picture(100, 50, "PNG"))
    made = converted(convert_image, path, tmp_path / "out")
    assert [one["width"] for one in made.renditions[0].meta["sizes"]] == [100]


def test_orientation_and_place_of_the_camera(tmp_path):
    """Turned as EXIF says; EXIF, with its GPS position, is gone from everything that is made."""
    image = pyvips.Image.new_from_buffer(samples.picture(400, 200), "").copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", 6)
    image.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitude", "51/1 8/1 0/1 (51, 8, 0, Rational, 3 components)")
    path = tmp_path / "turned.jpg"
    image.jpegsave(str(path))
    assert b"Exif" in path.read_bytes()
    made = converted(convert_image, path, tmp_path / "out")
    assert (made.facts["width"], made.facts["height"]) == (200, 400)
    for file in (tmp_path / "out").rglob("*.*"):
        data = file.read_bytes()
        assert b"Exif" not in data and b"GPS" not in data, file
    small = pyvips.Image.new_from_file(str(tmp_path / "out" / "sizes@1" / "200.jpg"))
    # The red that grew to the right now grows downward.
    assert corner(small, 0.5, 1)[0] > corner(small, 0.5, 0)[0] + 100


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "1", "RGBA", "LA", "I;16"])
def test_colour_models(mode, tmp_path):
    form = {"CMYK": "JPEG"}.get(mode, "PNG")
    if mode == "I;16":
        grey = (np.linspace(0, 65535, 64)[None, :] * np.ones((48, 1))).astype(np.uint16)
        path = tmp_path / "a.png"
        pyvips.Image.new_from_array(grey).copy(interpretation="grey16").pngsave(str(path), bitdepth=16)
    else:
        path = samples.written(tmp_path, f"a.{form.lower()}", samples.picture(64, 48, form, mode))
    # The upright picture is read once from top to bottom; two looks at it want it in memory.
    for image in (open_upright(path).copy_memory(), reduced(path, 32)):
        assert (image.bands, image.format, image.interpretation) == (3, "uchar", "srgb")
        half = image.width // 2
        left, right = image.crop(0, 0, half, image.height), image.crop(half, 0, half, image.height)
        assert left.extract_band(0).avg() != right.extract_band(0).avg()
    if mode == "I;16":
        assert corner(open_upright(path), 1, 0.5) == [255, 255, 255]


def test_transparent_pictures_lie_on_white(tmp_path):
    image = pyvips.Image.black(20, 20, bands=4).copy(interpretation="srgb")
    path = tmp_path / "clear.png"
    image.pngsave(str(path))
    assert corner(open_upright(path), 0.5, 0.5) == [255, 255, 255]


def test_a_profile_is_applied(tmp_path):
    """A picture in another profile than sRGB comes out in sRGB."""
    plain = pyvips.Image.new_from_buffer(samples.picture(64, 48, "PNG"), "")
    path = tmp_path / "p3.png"
    plain.icc_transform("p3", input_profile="srgb", depth=8).pngsave(str(path))
    back = open_upright(path)
    assert max((back - plain).abs().max() for _once in (0,)) < 16


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (1024, 4),
        (2048, 4),
        (2200, 4),
        (4000, 8),
        (4096, 8),
        (4400, 8),
        (5000, 16),
        (8168, 16),
        (16384, 32),
        (32768, 64),
    ],
)
def test_columns_are_powers_of_two(width, columns):
    assert grid_columns(width) == columns


def test_a_whole_panorama(tmp_path):
    path = samples.written(tmp_path, "p.jpg", samples.panorama(3000, 1500))
    made = converted(convert_panorama, path, tmp_path / "out")
    pano, still = made.renditions
    assert (pano.meta["width"], pano.meta["height"], pano.meta["crop"]) == (4096, 2048, None)
    assert pano.meta["levels"] == [
        {"level": 0, "width": 2048, "columns": 4, "rows": 2},
        {"level": 1, "width": 4096, "columns": 8, "rows": 4},
    ]
    index = json.loads((tmp_path / "out" / "pano@1" / "index.json").read_text())
    pack = (tmp_path / "out" / "pano@1" / "tiles.zip").read_bytes()
    assert len(index) == 8 + 32
    for name, (start, length) in index.items():
        tile = pyvips.Image.new_from_buffer(pack[start : start + length], "")
        assert (tile.width, tile.height) == (512, 512), name
    # Red grows to the right: the last column is redder than the first, on both levels.
    for level, last in (("0", 3), ("1", 7)):
        first_tile, last_tile = (
            pyvips.Image.new_from_buffer(pack[index[name][0] : sum(index[name])], "")
            for name in (f"{level}/0_0.jpg", f"{level}/{last}_0.jpg")
        )
        assert corner(last_tile, 0.9, 0.5)[0] > corner(first_tile, 0.1, 0.5)[0] + 150
    assert still.meta["width"] == 1600
    base = pyvips.Image.new_from_file(str(tmp_path / "out" / "pano@1" / "base.webp"))
    assert (base.width, base.height) == (1024, 512)


def test_a_cropped_panorama(tmp_path):
    """A strip of 180° by 60° in the middle of the sphere lies where its metadata says."""
    xmp = samples.gpano(
        ProjectionType="equirectangular", FullPanoWidthPixels=4096, FullPanoHeightPixels=2048,
        CroppedAreaImageWidthPixels=2048, CroppedAreaImageHeightPixels=682, CroppedAreaLeftPixels=1024,
        CroppedAreaTopPixels=683, PoseHeadingDegrees=90,
    )  # fmt: skip
    path = samples.written(tmp_path, "p.jpg", samples.panorama(2048, 682, xmp))
    made = converted(convert_panorama, path, tmp_path / "out")
    meta = made.renditions[0].meta
    assert (meta["width"], meta["heading"]) == (4096, 90.0)
    assert meta["crop"] == {
        "x": 0.25,
        "y": pytest.approx(0.3335, abs=0.001),
        "width": 0.5,
        "height": pytest.approx(0.333, abs=0.001),
    }
    assert meta["initial"]["yaw"] == 0
    base = pyvips.Image.new_from_file(str(tmp_path / "out" / "pano@1" / "base.jpg"))
    assert max(corner(base, 0.05, 0.5)) < 60
    assert corner(base, 0.70, 0.5)[0] > 180


def test_initial_view_of_the_file():
    sphere = sphere_of(samples.gpano(InitialViewHeadingDegrees=45, InitialViewPitchDegrees=-10), 4000, 2000)
    assert sphere is not None and (sphere.yaw, sphere.pitch) == (45, -10)
    assert sphere_of("<a/>", 4000, 2000) is None


@pytest.mark.parametrize("size", [(4000, 2000), (4000, 1990), (2000, 1000)])
def test_shapes_that_count_as_whole(size):
    assert frame_of(*size, None).is_whole


def test_perspective_looks_where_it_is_told():
    """Red tells the longitude, green the latitude of what the middle of the flat picture shows."""
    sphere = pyvips.Image.new_from_buffer(samples.panorama(2048, 1024), "")
    for yaw, pitch in ((0, 0), (90, 0), (-90, 30), (170, -45)):
        red, green, _blue = perspective(sphere, yaw, pitch, 60, (160, 90)).getpoint(80, 45)
        assert red == pytest.approx(((yaw / 360 + 0.5) % 1) * 255, abs=4)
        assert green == pytest.approx((0.5 - pitch / 180) * 255, abs=4)


@pytest.mark.parametrize(("pitch", "roll"), [(12, 0), (0, 8), (-15, 20), (30, -170)])
def test_a_tilted_camera_gives_a_level_picture(pitch, roll, tmp_path):
    """GPano's pose: what the flat picture shows is the level hall, as from a camera that stood straight."""
    level = pyvips.Image.new_from_buffer(samples.panorama(2048, 1024), "")
    stills = []
    for name, picture, told in (
        ("level", level, samples.gpano(InitialViewHeadingDegrees=30, InitialViewPitchDegrees=10)),
        ("tilted", samples.tilted(level, pitch, roll), samples.gpano(
            InitialViewHeadingDegrees=30, InitialViewPitchDegrees=10, PosePitchDegrees=pitch, PoseRollDegrees=roll)),
    ):  # fmt: skip
        picture = picture.copy()
        picture.set_type(pyvips.GValue.blob_type, "xmp-data", told.encode())
        path = samples.written(tmp_path, f"{name}.jpg", picture.jpegsave_buffer(Q=95))
        made = converted(convert_panorama, path, tmp_path / name)
        assert made.renditions[0].meta["pose"] == (None if name == "level" else {"pitch": pitch, "roll": roll})
        stills.append(pyvips.Image.new_from_file(str(tmp_path / name / "still@1" / "800.jpg")))
    assert (stills[0] - stills[1]).abs().avg() < 2


def test_kinds_are_guessed(tmp_path):
    whole = samples.written(tmp_path, "a.jpg", samples.panorama(3072, 1536))
    wide = samples.written(tmp_path, "b.jpg", samples.picture(200, 100))
    told = samples.written(tmp_path, "c.jpg", samples.panorama(1024, 512, samples.gpano(UsePanoramaViewer="True")))
    assert [guess_kind(path, sniff(path)) for path in (whole, wide, told)] == ["panorama", "image", "panorama"]


def test_real_panorama_with_initial_view(tmp_path):
    path = shared_data("panoramas/gpano_07-Initial_View_at_+45.jpg")
    made = converted(convert_panorama, path, tmp_path / "out")
    assert made.renditions[0].meta["initial"]["yaw"] == 45
    assert made.renditions[0].meta["width"] == 8192
