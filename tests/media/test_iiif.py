"""The IIIF Image API: every region, size, turn, quality and format that level 2 asks for, and right errors."""

import glob
import io
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import pyvips
from PIL import Image

from tests.factories.media import add_rendition, make_asset
from tests.media import samples
from virtual_museum.api.iiif_cache import shrink
from virtual_museum.api.iiif_request import RequestError, read_request
from virtual_museum.core.db import db
from virtual_museum.core.storage import get_storage
from virtual_museum.media.conversion.images import write_pyramid
from virtual_museum.media.models import Asset

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
        ("full/!2000,2000/0/default.jpg", 400), ("full/!,100/0/default.jpg", 400), ("full/full/0/default.jpg", 400),
        ("full/max/0/default", 400),
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


def tile_as_stored(path, level: int, left: int, top: int) -> pyvips.Image:
    """What libvips finds in the file where a tile of 512 pixels lies."""
    return pyvips.Image.tiffload(str(path), page=level).extract_area(left, top, 512, 512)


@pytest.fixture(scope="module")
def big_pyramid(tmp_path_factory):
    """A pyramid of several tiles, with odd sides so that levels are not exact halves."""
    path = tmp_path_factory.mktemp("big") / "pyramid.tif"
    image = pyvips.Image.new_from_buffer(samples.picture(2301, 1301, "PNG"), "")
    noise = pyvips.Image.gaussnoise(2301, 1301, sigma=20, mean=0, seed=3)
    write_pyramid((image + noise).cast("uchar").copy(interpretation="srgb"), path)
    return path


def add_pyramid(path, asset: Asset | None = None) -> Asset:
    """A published picture with that pyramid."""
    asset = asset or make_asset()
    meta = {"width": 2301, "height": 1301, "file": "pyramid.tif", "tile": 512}
    add_rendition(asset, "pyramid@1", meta, {"pyramid.tif": path.read_bytes()})
    db.session.commit()
    return asset


@pytest.mark.parametrize(
    ("place", "level", "left", "top"),
    [
        ("0,0,512,512/512,512", 0, 0, 0), ("1024,512,512,512/max", 0, 1024, 512),
        ("512,0,512,512/512,", 0, 512, 0), ("0,0,1024,1024/512,512", 1, 0, 0), ("1024,0,1024,1024/512,", 1, 512, 0),
    ],
)  # fmt: skip
def test_a_stored_tile_is_handed_out_untouched(client, big_pyramid, tmp_path, place, level, left, top):
    """Pixel for pixel what the pyramid holds, without a second loss, and nothing is kept twice on disk."""
    code = add_pyramid(big_pyramid).code
    answer = client.get(f"/iiif/image/3/{code}/{place}/0/default.jpg")
    assert opened(answer).info["jfif"] == 257
    found = pyvips.Image.new_from_buffer(answer.data, "")
    assert (found - tile_as_stored(big_pyramid, level, left, top)).abs().max() == 0
    assert list(tmp_path.glob("iiif-cache/*/*")) == []


@pytest.mark.parametrize(
    "path",
    [
        "0,0,512,512/512,512/0/gray.jpg", "0,0,512,512/512,512/90/default.jpg", "0,0,512,512/512,512/!0/default.jpg",
        "0,0,512,512/512,512/0/default.webp", "0,0,512,512/256,256/0/default.jpg", "1,0,512,512/512,512/0/default.jpg",
        "0,0,1024,512/512,512/0/default.jpg", "2048,0,512,512/253,/0/default.jpg", "0,1024,512,512/,277/0/default.jpg",
        "1,0,1024,1024/512,512/0/default.jpg", "1536,512,765,512/max/0/default.jpg",
    ],
)  # fmt: skip
def test_whatever_differs_from_a_stored_tile_is_computed(client, big_pyramid, tmp_path, path):
    assert client.get(f"/iiif/image/3/{add_pyramid(big_pyramid).code}/{path}").status_code == 200
    assert len(list(tmp_path.glob("iiif-cache/*/*"))) == 1


def test_computed_and_stored_tiles_fit_together(client, big_pyramid):
    """A level is exactly half of the one before, whatever an odd side has left over: no seam between the tiles."""
    code = add_pyramid(big_pyramid).code
    across = opened(client.get(f"/iiif/image/3/{code}/512,0,1024,1024/512,512/0/default.png")).convert("RGB")
    expected = tile_as_stored(big_pyramid, 1, 256, 0)
    found = pyvips.Image.new_from_memory(across.tobytes(), 512, 512, 3, "uchar")
    assert (found - expected).abs().max() == 0


def test_tiles_of_earlier_pyramids(client, tmp_path):
    """Smaller and heavier tiles, colours as red, green and blue: computed, never handed out as they are."""
    path = tmp_path / "pyramid.tif"
    image = pyvips.Image.new_from_buffer(samples.picture(2301, 1301, "PNG"), "")
    image.tiffsave(str(path), tile=True, tile_width=256, tile_height=256, pyramid=True, compression="jpeg", Q=90)
    code = add_pyramid(path).code
    for place in ("0,0,256,256/max", "512,512,512,512/512,512"):
        found = pyvips.Image.new_from_buffer(client.get(f"/iiif/image/3/{code}/{place}/0/default.jpg").data, "")
        left, top, width, height = (int(part) for part in place.split("/")[0].split(","))
        assert (found - image.extract_area(left, top, width, height)).abs().avg() < 3
    assert len(list(tmp_path.glob("iiif-cache/*/*"))) == 2


def test_a_pyramid_beyond_four_gigabytes_is_read_alike(client, tmp_path):
    """The form of TIFF with 64-bit places, which big pictures are written in."""
    path = tmp_path / "pyramid.tif"
    image = pyvips.Image.new_from_buffer(samples.picture(2301, 1301, "PNG"), "")
    image.tiffsave(
        str(path), tile=True, tile_width=512, tile_height=512, pyramid=True, compression="jpeg", Q=85, bigtiff=True
    )
    answer = client.get(f"/iiif/image/3/{add_pyramid(path).code}/512,512,512,512/512,512/0/default.jpg")
    assert (pyvips.Image.new_from_buffer(answer.data, "") - tile_as_stored(path, 0, 512, 512)).abs().max() == 0


def test_a_picture_made_anew_is_served_at_once(client, big_pyramid, tmp_path):
    """Neither the index of tiles nor a browser's ETag outlives the pyramid it belongs to."""
    asset = add_pyramid(big_pyramid)
    addresses = [f"/iiif/image/3/{asset.code}/{place}/0/default.jpg" for place in ("0,0,512,512/max", "9,9,90,90/max")]
    before = [client.get(address) for address in addresses]
    path = tmp_path / "pyramid.tif"
    write_pyramid(pyvips.Image.new_from_file(str(big_pyramid)).invert(), path)
    old = asset.rendition("pyramid@1")
    prefix = old.prefix.replace("-00000000", "-11111111")
    get_storage().put_file(f"{prefix}/pyramid.tif", path)
    get_storage().delete_prefix(old.prefix)
    old.prefix = prefix
    db.session.commit()
    for address, first in zip(addresses, before, strict=True):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 200
        mean = pyvips.Image.new_from_buffer(first.data, "").avg() + pyvips.Image.new_from_buffer(again.data, "").avg()
        assert mean == pytest.approx(255, abs=3)


def open_files(ending: str) -> list[str]:
    """What this process has open under a path with that ending."""
    links = [os.readlink(link) for link in glob.glob("/proc/self/fd/*") if os.path.islink(link)]
    return [link for link in links if link.endswith(ending)]


def test_several_at_once(app, big_pyramid):
    """Threads get the same bytes as one alone, and nothing but the bounded cache of libvips holds a file open."""
    asset = add_pyramid(big_pyramid)
    code, key = asset.code, f"{asset.rendition('pyramid@1').prefix}/pyramid.tif"
    # Reading the asset began a transaction that would keep the threads waiting.
    db.session.rollback()
    places = [f"{left},{top},512,512/512,512" for left in (0, 512, 700) for top in (0, 512, 600)]
    addresses = [f"/iiif/image/3/{code}/{place}/0/default.jpg" for place in places]

    def ask(address: str) -> bytes:
        with app.app_context():
            return app.test_client().get(address).data

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, addresses * 2))
    shrink(app.extensions["museum.settings"].data_folder / "iiif-cache", 0)
    assert together == [ask(address) for address in addresses] * 2
    bound = pyvips.cache_get_max()
    assert 0 < pyvips.cache_get_max_files() <= 100 and bound <= 100
    pyvips.cache_set_max(0)
    left_open = open_files(key)
    pyvips.cache_set_max(bound)
    assert left_open == []
