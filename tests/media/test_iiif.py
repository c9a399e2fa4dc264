"""The IIIF Image API: every region, size, turn, quality and format that level 2 asks for, and right errors."""

import io

import pytest
import pyvips
from PIL import Image

from tests.factories.media import add_rendition, make_asset
from tests.media import samples
from virtual_museum.api.iiif_cache import shrink
from virtual_museum.api.iiif_request import RequestError, read_request
from virtual_museum.core.db import db
from virtual_museum.media.conversion.images import write_pyramid

WIDTH, HEIGHT = 1200, 800


@pytest.fixture(scope="module")
def pyramid(tmp_path_factory) -> bytes:
    """A tiled pyramid, red growing to the right, green growing downward."""
    folder = tmp_path_factory.mktemp("pyramid")
    image = pyvips.Image.new_from_buffer(samples.picture(WIDTH, HEIGHT, "PNG"), "")
    write_pyramid(image, folder / "pyramid.tif")
    return (folder / "pyramid.tif").read_bytes()


@pytest.fixture
def code(app, pyramid) -> str:
    """The code of a published picture with that pyramid."""
    asset = make_asset()
    meta = {"width": WIDTH, "height": HEIGHT, "file": "pyramid.tif", "tile": 256}
    add_rendition(asset, "pyramid@1", meta, {"pyramid.tif": pyramid})
    db.session.commit()
    return asset.code


def opened(answer) -> Image.Image:
    assert answer.status_code == 200, answer.data
    return Image.open(io.BytesIO(answer.data))


def test_description(client, code):
    answer = client.get(f"/iiif/image/3/{code}/info.json")
    body = answer.get_json()
    assert (body["width"], body["height"], body["profile"], body["type"]) == (WIDTH, HEIGHT, "level2", "ImageService3")
    assert body["id"].endswith(f"/iiif/image/3/{code}")
    assert body["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="profile"' in answer.headers["Link"]
    linked = client.get(f"/iiif/image/3/{code}/info.json", headers={"Accept": "application/ld+json"})
    assert linked.headers["Content-Type"].startswith("application/ld+json;profile=")


def test_base_address(client, code):
    answer = client.get(f"/iiif/image/3/{code}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/iiif/image/3/{code}/info.json")


@pytest.mark.parametrize(
    ("region", "size", "rotation", "expected"),
    [
        ("full", "max", "0", (1200, 800)), ("square", "max", "0", (800, 800)), ("full", "300,", "0", (300, 200)),
        ("full", ",200", "0", (300, 200)), ("full", "300,100", "0", (300, 100)), ("full", "!300,300", "0", (300, 200)),
        ("full", "pct:25", "0", (300, 200)), ("100,100,400,200", "max", "0", (400, 200)),
        ("1000,700,900,900", "max", "0", (200, 100)), ("pct:50,50,25,25", "max", "0", (300, 200)),
        ("full", "300,", "90", (200, 300)), ("full", "300,", "180", (300, 200)), ("full", "300,", "270", (200, 300)),
        ("full", "300,", "!0", (300, 200)), ("0,0,100,100", "^200,", "0", (200, 200)), ("0,0,7,5", "max", "0", (7, 5)),
        ("512,512,512,288", "512,", "0", (512, 288)), ("full", "!2000,800", "0", (1200, 800)),
        ("full", "^!2400,2400", "0", (2400, 1600)),
    ],
)  # fmt: skip
def test_regions_sizes_and_turns(client, code, region, size, rotation, expected):
    assert opened(client.get(f"/iiif/image/3/{code}/{region}/{size}/{rotation}/default.png")).size == expected


@pytest.mark.parametrize(("form", "name"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_formats(client, code, form, name):
    answer = client.get(f"/iiif/image/3/{code}/full/200,/0/default.{form}")
    assert opened(answer).format == name
    assert answer.headers["Content-Type"] == f"image/{'jpeg' if form == 'jpg' else form}"
    assert "immutable" in answer.headers["Cache-Control"] or "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("quality", "mode"), [("default", "RGB"), ("color", "RGB"), ("gray", "L"), ("bitonal", "L")])
def test_qualities(client, code, quality, mode):
    image = opened(client.get(f"/iiif/image/3/{code}/full/200,/0/{quality}.png"))
    assert image.mode in {mode, "1"}
    if quality == "bitonal":
        assert {value for _count, value in image.convert("L").getcolors()} <= {0, 255}


def test_the_right_pixels(client, code):
    """The corners of a region, its mirror image and its half turn."""
    part = opened(client.get(f"/iiif/image/3/{code}/600,400,300,200/max/0/default.png")).convert("RGB")
    assert part.getpixel((0, 0))[0] == pytest.approx(600 / 1200 * 255, abs=4)
    assert part.getpixel((299, 199))[1] == pytest.approx(599 / 800 * 255, abs=4)
    mirrored = opened(client.get(f"/iiif/image/3/{code}/full/300,/!0/default.png")).convert("RGB")
    assert mirrored.getpixel((2, 100))[0] > 240
    turned = opened(client.get(f"/iiif/image/3/{code}/full/300,/180/default.png")).convert("RGB")
    assert turned.getpixel((2, 2))[0] > 240 and turned.getpixel((2, 2))[1] > 240
    quarter = opened(client.get(f"/iiif/image/3/{code}/full/300,/90/default.png")).convert("RGB")
    assert quarter.getpixel((2, 2))[1] > 240


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("full/max/0/default.tif", 501), ("full/max/0/default.xyz", 400), ("full/max/0/sepia.jpg", 400),
        ("full/max/45/default.jpg", 501), ("full/max/361/default.jpg", 400), ("full/max/-90/default.jpg", 400),
        ("full/max/!/default.jpg", 400), ("full/0,/0/default.jpg", 400), ("full/,/0/default.jpg", 400),
        ("full/pct:0/0/default.jpg", 400), ("full/pct:200/0/default.jpg", 400), ("full/2000,/0/default.jpg", 400),
        ("full/^99999,/0/default.jpg", 400), ("1300,0,10,10/max/0/default.jpg", 400),
        ("0,0,0,10/max/0/default.jpg", 400),
        ("pct:0,0,0,0/max/0/default.jpg", 400), ("pct:110,0,10,10/max/0/default.jpg", 400),
        ("abc/max/0/default.jpg", 400), ("full/abc/0/default.jpg", 400), ("-1,0,10,10/max/0/default.jpg", 400),
        ("full/!2000,2000/0/default.jpg", 400), ("full/!,100/0/default.jpg", 400), ("full/full/0/default.jpg", 400), ("full/max/0/default", 400),
    ],
)  # fmt: skip
def test_errors(client, code, path, status):
    answer = client.get(f"/iiif/image/3/{code}/{path}")
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_hidden_pictures_do_not_exist(client, studio_client, code):
    db.session.execute(db.text("UPDATE asset SET published = false"))
    db.session.commit()
    for path in ("", "/info.json", "/full/max/0/default.jpg"):
        assert client.get(f"/iiif/image/3/{code}{path}").status_code == 404
    assert studio_client.get(f"/iiif/image/3/{code}/info.json").status_code == 200


def test_answers_are_cached_within_a_bound(client, code, app, tmp_path):
    address = f"/iiif/image/3/{code}/full/300,/0/default.jpg"
    first = client.get(address)
    cached = list((tmp_path / "iiif-cache").glob("*/*.jpg"))
    assert len(cached) == 1
    assert client.get(address).data == first.data
    for number in range(20):
        path = tmp_path / "iiif-cache" / "00" / f"{number}.jpg"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(1000))
    assert shrink(tmp_path / "iiif-cache", 10_000) <= 8_000


def test_canonical_address():
    wanted = read_request("pct:0,0,100,100", "!600,600", "!90", "color.webp", WIDTH, HEIGHT, 10**9)
    assert wanted.canonical == "full/600,400/!90/color.webp"
    with pytest.raises(RequestError):
        read_request("full", "9999,", "0", "default.jpg", WIDTH, HEIGHT, 10**9)
