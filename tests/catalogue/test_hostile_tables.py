"""Tables that would cost a server its memory or its time, and cells that mean something else than they say."""

import json
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.converting import Converter
from virtual_museum.catalogue.importing.days import day_of
from virtual_museum.catalogue.importing.mapping import Source, read_mapping
from virtual_museum.catalogue.importing.reading import read_rows
from virtual_museum.catalogue.importing.rows import Failure
from virtual_museum.catalogue.importing.sheets import sheet_header

HEAD = ("Номер", "Название", "Место")


def workbook(path, rows, change=lambda sheet: None):
    """A workbook with these rows."""
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(list(row))
    change(book.active)
    book.save(path)
    return path


def repacked(path, change):
    """The same workbook with its sheet's XML changed."""
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name])
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    path.write_bytes(packed.getvalue())
    return path


def values(path):
    return [dict(row.values) for row in read_rows(path, Source())]


def test_a_stray_cell_in_the_last_corner_costs_nothing(app, tmp_path):
    def stray(sheet):
        sheet["XFD1048576"] = "x"

    path = workbook(tmp_path / "far.xlsx", [("КП-1", "Чаша", "Есик")], stray)
    assert sheet_header(path, Source()) == list(HEAD)
    assert values(path) == [{"Номер": "КП-1", "Название": "Чаша", "Место": "Есик"}]


def test_merged_cells_speak_for_their_rows_alone(app, tmp_path):
    def merge(sheet):
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("B5:C5")

    rows = [("1", "а", "Есик"), ("2", "б", None), ("3", "в", None), ("4", "г", None)]
    found = values(workbook(tmp_path / "merged.xlsx", rows, merge))
    assert [row["Место"] for row in found] == ["Есик", "Есик", "", ""]


def test_a_sheet_that_lies_about_its_size_is_read_whole(app, tmp_path):
    path = workbook(tmp_path / "lies.xlsx", [(str(number), "а", "б") for number in range(5)])
    repacked(path, lambda text: text.replace(b'ref="A1:C6"', b'ref="A1"'))
    assert len(values(path)) == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"</sheetData>", b"<row><c><v>" + b"1" * 60_000_000 + b"</v></c></row></sheetData>"),
        lambda text: b'<!DOCTYPE l [<!ENTITY l "lol">]>' + text,
        lambda text: text[: len(text) // 2],
        lambda text: b"",
    ],
    ids=["bomb", "entities", "torn", "empty"],
)
def test_bombs_and_torn_sheets_are_refused(app, tmp_path, change):
    path = repacked(workbook(tmp_path / "bad.xlsx", [("1", "а", "б")]), change)
    with pytest.raises(ImportRefused):
        values(path)


def test_numbers_and_depths_that_no_record_has(app, tmp_path):
    from_mapping = read_mapping('[fields]\ninventory_number = "n"\nquantity = "q"\nnotes = "d"\n')
    path = tmp_path / "numbers.csv"
    deep = "[" * 100_000
    path.write_text(
        "n,q,d\n" + "".join(f"{n},{q},\n" for n, q in enumerate(("1e400", "nan", "-inf", "1.5"))) + f"9,2,{deep}\n"
    )
    found = list(Converter(from_mapping).convert(read_rows(path, Source())))
    assert [isinstance(one, Failure) for one in found] == [True] * 4 + [False]


def test_json_lines_that_are_too_deep_or_hold_zero_bytes(app, tmp_path):
    path = tmp_path / "deep.jsonl"
    lines = ['{"a": ' + "[" * 100_000, json.dumps({"title": "а\x00б"}), json.dumps({"title": "в"})]
    path.write_text("\n".join(lines))
    found = list(read_rows(path, Source()))
    assert [row.failure is not None for row in found] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28.05.2021", "2021-05-28"),
        ("28.05.2021 г.", "2021-05-28"),
        ("28/5/2021", "2021-05-28"),
        ("2021-05-28", "2021-05-28"),
        ("2021-05-28T10:30:00", "2021-05-28"),
        ("28 мая 2021 г.", "2021-05-28"),
        ("«28» мая 2021 года", "2021-05-28"),
        ("3 марта 1985", "1985-03-03"),
        ("2021 жылғы 28 мамыр", "2021-05-28"),
        ("2021 ж. 1 қазан", "2021-10-01"),
        ("28 May 2021", "2021-05-28"),
        ("May 28, 2021", "2021-05-28"),
        ("май 1985 г.", "1985-05-01"),
        ("05.1985", "1985-05-01"),
        ("1985", "1985-01-01"),
        ("1985 ж.", "1985-01-01"),
        # As Excel keeps 1 May 2020 in a cell that nobody formatted.
        ("43952", "2020-05-01"),
        ("31.02.2020", "2020-02-31"),
        ("99999", ""),
        ("вчера", ""),
        ("28.05.21", ""),
    ],
)
def test_days(text, day):
    assert day_of(text) == day
