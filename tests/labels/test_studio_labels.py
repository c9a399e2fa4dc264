"""Labels in the studio and on the command line."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from tests.factories.catalogue import make_item
from virtual_museum.core.audit import AuditRecord
from virtual_museum.labels.fonts import PACKAGES
from virtual_museum.labels.studio_views import PREVIEWS

needs_fonts = pytest.mark.skipif(not PACKAGES.is_dir(), reason="the font packages are not installed")


@pytest.fixture
def items(app, session):
    made = [make_item(), make_item(publish=False, title={"en": "Only English"})]
    session.commit()
    return made


def read_codes(pdf):
    found = []
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        found += [code.text for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())]
    return sorted(found)


def test_the_label_of_an_item_in_all_forms(studio_client, items):
    code = items[0].code
    page = studio_client.get(f"/studio/labels/items/{code}")
    assert page.status_code == 200 and f"http://127.0.0.1:8000/q/{code}" in page.text
    svg = studio_client.get(f"/studio/labels/items/{code}/qr.svg")
    assert svg.mimetype == "image/svg+xml" and svg.text.count("<path") == 2
    assert all(f"/on/{sheet}.svg" in page.text for sheet in PREVIEWS)
    for pixels in (300, 2400):
        png = studio_client.get(f"/studio/labels/items/{code}/qr.png?pixels={pixels}")
        picture = Image.open(io.BytesIO(png.data))
        assert pixels * 0.9 < picture.width <= pixels
        assert zxingcpp.read_barcode(picture.convert("L")).text.endswith(code)
    assert studio_client.get(f"/studio/labels/items/{code.lower()}").status_code == 302
    assert studio_client.get("/studio/labels/items/000000").status_code == 404


def test_items_are_chosen_by_codes(studio_client, items):
    codes = " ".join(item.code.lower() for item in items)
    page = studio_client.get("/studio/labels", query_string={"codes": f"{codes}, nonsense"})
    assert page.text.count('name="item"') == 2 and "nonsense" in page.text
    assert page.text.count("badge busy") == 1, "the draft is marked"


def test_items_are_chosen_by_a_search(studio_client, items):
    page = studio_client.get("/studio/labels", query_string={"q": "Only English"})
    assert items[1].code in page.text and items[0].code not in page.text


def test_an_unknown_exhibition_is_not_found(studio_client):
    assert studio_client.get("/studio/labels?exhibition=none").status_code == 404


@needs_fonts
def test_the_preview_is_the_printed_label(studio_client, items):
    address = f"/studio/labels/items/{items[0].code}/on"
    svg = studio_client.get(f"{address}/a4-70x37.svg")
    assert svg.mimetype == "image/svg+xml" and 'viewBox="0 0 198.4' in svg.text and "<script" not in svg.text
    assert studio_client.get(f"{address}/poster.svg").status_code == 404


@needs_fonts
def test_a_sheet_is_printed_and_noted(studio_client, items, session):
    form = {"sheet": "a4-70x37", "item": [item.code for item in items], "skip": "3", "crop_marks": "1"}
    answer = studio_client.post("/studio/labels/sheet.pdf", data=form)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert read_codes(answer.data) == sorted(f"http://127.0.0.1:8000/q/{item.code}" for item in items)
    line = session.scalar(select(AuditRecord).where(AuditRecord.event == "labels.printed"))
    assert line.details["count"] == 2 and line.actor_name == "curator@museum.test"


@pytest.mark.parametrize("form", [{"sheet": "a4-70x37"}, {"sheet": "poster", "item": "x"}, {}])
def test_nothing_is_printed_without_items_or_sheet(studio_client, form, session):
    answer = studio_client.post("/studio/labels/sheet.pdf", data=form)
    assert answer.status_code in (409, 422) and 'role="alert"' in answer.text
    assert session.scalar(select(AuditRecord).where(AuditRecord.event == "labels.printed")) is None


@needs_fonts
def test_labels_print_from_the_command_line(app, items, tmp_path, session):
    listed, out = tmp_path / "codes.txt", tmp_path / "labels.pdf"
    listed.write_text("\n".join(item.code for item in items) + "\nnot-one\n", encoding="utf-8")
    arguments = ["labels", "print", "--items", str(listed), "--sheet", "a6", "--out", str(out), "--json"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert '"labels": 2' in result.output and "not-one" in result.output
    assert len(read_codes(out.read_bytes())) == 2
    session.expire_all()
    assert session.scalar(select(AuditRecord).where(AuditRecord.event == "labels.printed")).actor_name == "system"


def test_the_command_wants_one_source(app, tmp_path):
    runner = app.test_cli_runner()
    out = str(tmp_path / "x.pdf")
    assert runner.invoke(args=["labels", "print", "--out", out]).exit_code == 2
    assert runner.invoke(args=["labels", "print", "--hall", "none", "--out", out]).exit_code == 1
