"""Sheets of labels: every code read back from the printed page, Kazakh letters from the right faces."""

import io
import math
import shutil

import pypdfium2
import pytest
import zxingcpp

from virtual_museum.catalogue.codes import random_code
from virtual_museum.core.db import db
from virtual_museum.core.jobs import enqueue, run_pending
from virtual_museum.labels.fonts import PACKAGES, print_fonts
from virtual_museum.labels.queries import Label
from virtual_museum.labels.sheets import SHEETS
from virtual_museum.labels.typesetting import sheet_pdf

pytestmark = pytest.mark.skipif(not PACKAGES.is_dir(), reason="the font packages are not installed")

KAZAKH = "Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і"


@pytest.fixture(scope="module")
def joined_fonts(tmp_path_factory):
    """The faces, joined once for all tests of this module."""
    return print_fonts(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(autouse=True)
def fonts(app, joined_fonts):
    """Every test's museum has them already."""
    shutil.copytree(joined_fonts, app.extensions["museum.settings"].data_folder / joined_fonts.name)


def label(long: bool = False) -> Label:
    times = 8 if long else 1
    return Label(
        code=random_code(),
        titles=(("kk", "Алтын адам " * times), ("ru", "Золотой человек " * times), ("en", "Golden Man " * times)),
        dates=(("kk", "б.з.б. V–IV ғғ."),),
        texts=(("kk", KAZAKH + " Есік қорғаны. " * times), ("ru", "Курган Иссык. " * times), ("en", "Issyk. " * times)),
        inventory_number="КП-0000/00-а, б",
        status="published",
    )


def pages(pdf: bytes) -> list:
    return list(pypdfium2.PdfDocument(io.BytesIO(pdf)))


def codes_on(page) -> list[str]:
    picture = page.render(scale=300 / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("name", list(SHEETS))
def test_every_code_is_read_back_from_the_page(app, name):
    sheet = SHEETS[name]
    labels = [label(long=number == 0) for number in range(sheet.labels + 1)]
    made = pages(sheet_pdf(labels, sheet))
    assert len(made) == 2
    width, height = made[0].get_size()
    assert math.isclose(width / 72 * 25.4, sheet.page[0], abs_tol=0.1)
    assert math.isclose(height / 72 * 25.4, sheet.page[1], abs_tol=0.1)
    read = {text for page in made for text in codes_on(page)}
    assert read == {f"http://127.0.0.1:8000/q/{each.code}" for each in labels}


def test_words_numbers_and_codes_stand_on_the_label(app):
    one = label()
    text = pages(sheet_pdf([one], SHEETS["a6"]))[0].get_textpage().get_text_bounded()
    for words in ("Алтын адам", "Золотой человек", "Golden Man", one.code, one.inventory_number, "б.з.б."):
        assert words in text
    assert set(KAZAKH) <= set(text)


def test_only_the_museums_faces_are_used(app):
    pdf = sheet_pdf([label()], SHEETS["a4-105x74"])
    objects = pages(pdf)[0].get_objects(max_depth=8)
    words = [each for each in objects if each.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
    names = {each.get_font().get_base_name().split("+")[-1] for each in words}
    assert names == {"Literata-Regular", "GolosText-Regular", "GolosText-SemiBold"}


def test_codes_are_vectors(app):
    objects = list(pages(sheet_pdf([label()], SHEETS["a6"]))[0].get_objects(max_depth=8))
    kinds = {each.type for each in objects}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds and pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds


def test_used_places_stay_empty(app):
    sheet = SHEETS["a4-70x37"]
    made = pages(sheet_pdf([label(), label()], sheet, skip=23))
    assert [len(codes_on(page)) for page in made] == [1, 1]


def test_a_worker_joins_the_fonts_beforehand(app, joined_fonts):
    data = app.extensions["museum.settings"].data_folder
    enqueue("labels.fonts")
    db.session.commit()
    run_pending()
    assert [path.name for path in data.glob("print-fonts-*")] == [joined_fonts.name]


def test_fonts_are_joined_once(joined_fonts):
    first = joined_fonts
    assert sorted(path.name for path in first.iterdir()) == [
        "GolosText-Regular.ttf",
        "GolosText-SemiBold.ttf",
        "Literata-Regular.ttf",
    ]
    stamp = first.stat().st_mtime_ns
    assert print_fonts(first.parent) == first and first.stat().st_mtime_ns == stamp
