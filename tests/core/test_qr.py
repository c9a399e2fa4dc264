"""QR codes: read back by an independent decoder."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from virtual_museum.core.qr import QUIET_ZONE, qr_matrix, qr_path, qr_png, qr_svg

ADDRESSES = (
    "http://127.0.0.1:8000/q/7K3M9X",
    "https://virtual.ulttyq-muzei.kz/q/00000Z",
    "otpauth://totp/Museum:a%40b.kz?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Museum",
)


def drawn(path: str, side: int, scale: int = 8) -> Image.Image:
    """The path as pixels: only the commands that it may consist of."""
    picture = Image.new("L", (side * scale, side * scale), 255)
    for part in path.split("M")[1:]:
        place, run = part.split("h", 1)
        x, y = (int(number) for number in place.split(" "))
        length = int(run.split("v", 1)[0])
        assert run == f"{length}v1h-{length}z"
        picture.paste(0, (x * scale, y * scale, (x + length) * scale, (y + 1) * scale))
    return picture


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_decoder_reads_svg_and_png(address):
    svg = ElementTree.fromstring(str(qr_svg(address, title="x")))
    side = int(svg.attrib["viewBox"].split()[2])
    paths = [element.attrib["d"] for element in svg.iter("{http://www.w3.org/2000/svg}path")]
    assert len(paths) == 2, "one ground, one path"
    assert zxingcpp.read_barcode(drawn(paths[1], side)).text == address
    png = Image.open(BytesIO(qr_png(address, 300)))
    assert zxingcpp.read_barcode(png.convert("L")).text == address


def test_the_quiet_zone_is_light():
    matrix = qr_matrix(ADDRESSES[0])
    xs = [int(part.split(" ")[0]) for part in qr_path(matrix).split("M")[1:]]
    assert min(xs) == QUIET_ZONE == 4


def test_a_label_survives_a_scratch():
    picture = Image.open(BytesIO(qr_png(ADDRESSES[0], 600))).convert("L")
    side = picture.width
    picture.paste(255, (side // 2, side // 2, side // 2 + side // 8, side // 2 + side // 8))
    assert zxingcpp.read_barcode(picture).text == ADDRESSES[0]


def test_short_addresses_make_small_symbols():
    assert len(qr_matrix(ADDRESSES[0])) == 29


def test_a_title_cannot_break_out():
    assert "<script>" not in qr_svg("x", title="<script>")
