"""Tables as they really arrive: each file of this corpus says which of its rows go in and which line is told to be bad.

Every file is made here, byte by byte. A failure names its line; the reasons speak the curator's language.
"""

import gzip
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from flask_babel import force_locale
from openpyxl import Workbook
from sqlalchemy import func, select

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.models import ChangeSet, Item
from virtual_museum.core.db import db

MAPPING = """
[source]
key = "Номер"
[fields]
inventory_number = "Номер"
title = "Название"
date_text = "Датировка"
quantity = "Количество"
acquisition_date = "Поступил"
rights_uri = "Права"
"""
FIELDS = ("Номер", "Название", "Датировка", "Количество", "Поступил", "Права")
HEAD = ",".join(FIELDS)
CELL = '"Чаша\r\nвторая"'
QUOTED = '"Ковёр ""Текемет"""'
A, B = "КП-1,Чаша,XIX в.,1,1985-05-28,", "КП-2,Ковёр,1920-е гг.,2,28.05.1990,"
GOOD = f"{HEAD}\n{A}\n{B}\n"


@dataclass(frozen=True)
class Broken:
    """A file and what becomes of it: rows that go in, and (line, column) of those that stay out; None is refusal."""

    name: str
    content: bytes | str
    created: int
    failures: tuple[tuple[int, str], ...] = ()
    refused: bool = False
    suffix: str = "csv"

    @property
    def packed(self) -> bytes:
        return self.content.encode() if isinstance(self.content, str) else self.content


def semicolons(text):
    return text.replace(",", ";")


def row(number, *, title="Зат", dated="", quantity="1", acquired="", rights=""):
    return f"{number},{title},{dated},{quantity},{acquired},{rights}"


def book(fill, header=True):
    made = Workbook()
    if header:
        made.active.append(FIELDS)
    fill(made.active)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def merged(sheet):
    sheet.append(["КП-1", "Сервиз", "XIX в.", 1])
    sheet.append(["КП-2", None, "XIX в.", 1])
    sheet.merge_cells("B2:B3")


def lido(records):
    return f'<lido:lidoWrap xmlns:lido="http://www.lido-schema.org">{records}</lido:lidoWrap>'


def cut_in_half(content):
    return content[: len(content) // 2]


CORPUS = (
    Broken("plain", GOOD, 2),
    Broken("with a mark", b"\xef\xbb\xbf" + GOOD.encode(), 2),
    Broken("with a mark and quoted names", "\ufeff" + ",".join(f'"{name}"' for name in FIELDS) + f"\n{A}\n", 1),
    Broken("UTF-16 with a mark", GOOD.encode("utf-16"), 2),
    Broken("UTF-16 from the big end", b"\xfe\xff" + GOOD.encode("utf-16-be"), 2),
    Broken("Windows-1251", GOOD.encode("cp1251"), 2),
    Broken("Kazakh code page", GOOD.replace("Чаша", "Тұғыр әшекейі").encode("kz1048"), 2),
    Broken("semicolons", semicolons(GOOD), 2),
    Broken("semicolons in Windows-1251 with CRLF", semicolons(GOOD).replace("\n", "\r\n").encode("cp1251"), 2),
    Broken("tabs", GOOD.replace(",", "\t"), 2),
    Broken("tabs called tsv", GOOD.replace(",", "\t"), 2, suffix="tsv"),
    Broken("bars", GOOD.replace(",", "|"), 2),
    Broken("CRLF", GOOD.replace("\n", "\r\n"), 2),
    Broken("old Macintosh", GOOD.replace("\n", "\r"), 2),
    Broken("no end of the last line", GOOD.rstrip("\n"), 2),
    Broken("empty lines between", GOOD.replace("\n", "\n\n"), 2),
    Broken("rows of empty cells", GOOD + ",,,,,\n , ,,,,\n", 2),
    Broken("CRLF inside a cell", f"{HEAD}\n{row('КП-1', title=CELL)}\n{B}\n", 2),
    Broken("quotes inside quotes", f"{HEAD}\n{row('КП-1', title=QUOTED)}\n", 1),
    Broken("a comma inside quotes", f'{HEAD}\n"КП-0000/00-а, б",Чаша,,1,,\n', 1),
    Broken("a quote that nobody closes", f'{HEAD}\nКП-1,"Чаша,,1,,\n{B}\n', 1, ((2, ""),)),
    Broken("a quote that nobody closes, at the end", f'{GOOD}КП-3,"Чаша,,1,,', 2, ((4, ""),)),
    Broken("a quote in the middle", f'{HEAD}\n"КП-1"x,Чаша,,1,,\n{B}\n', 1, ((2, ""),)),
    Broken("two bad quotes far apart",
           f'{HEAD}\nКП-1,"A,,1,,\n{B}\nКП-3,"C,,1,,\n{row("КП-4")}\n', 2, ((2, ""), (4, ""))),
    Broken("too many cells", f"{GOOD}{row('КП-3')},лишнее,ещё\n", 2, ((4, ""),)),
    Broken("empty cells too many", f"{GOOD}{row('КП-3')},,,\n", 3),
    Broken("too few cells", f"{GOOD}КП-3,Чаша\n", 2, ((4, ""),)),
    Broken("a zero byte in a cell", GOOD.replace("Чаша", "Ча\x00ша"), 1, ((2, "Название"),)),
    Broken("a key twice", f"{GOOD}{row('КП-2')}\n", 2, ((4, "Номер"),)),
    Broken("a key missing", f"{GOOD}{row('')}\n", 2, ((4, "Номер"),)),
    Broken("a key too long", f"{GOOD}{row('К' * 300)}\n", 2, ((4, "Номер"),)),
    Broken("a number too long for its field", f"{GOOD}{row('К' * 150)}\n", 2, ((4, "Номер"),)),
    Broken("a cell of 100,000 letters", f"{HEAD}\n{row('КП-1', title='ә' * 100_000)}\n", 1),
    Broken("a cell too long to be one", f"{HEAD}\n{row('КП-1', title='x' * 300_000)}\n{B}\n", 1, ((2, ""),)),
    Broken("words instead of a number", f"{GOOD}{row('КП-3', quantity='много')}\n", 2, ((4, "Количество"),)),
    Broken("less than nothing", f"{GOOD}{row('КП-3', quantity='-4')}\n", 2, ((4, "Количество"),)),
    Broken("a number with a space", f"{GOOD}{row('КП-3', quantity='1 250')}\n", 3),
    Broken("a day that was not", f"{GOOD}{row('КП-3', acquired='31.02.1999')}\n", 2, ((4, "Поступил"),)),
    Broken("a day in words", f"{GOOD}{row('КП-3', acquired='прошлой весной')}\n", 2, ((4, "Поступил"),)),
    Broken("no address", f"{GOOD}{row('КП-3', rights='свободно')}\n", 2, ((4, "Права"),)),
    Broken("packed", gzip.compress(GOOD.encode()), 2, suffix="csv.gz"),
    Broken("packed and cut", cut_in_half(gzip.compress(GOOD.encode() * 50)), 0, refused=True, suffix="csv.gz"),
    Broken("no text at all", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, 0, refused=True),
    Broken("nothing", b"", 0, refused=True),
    Broken("a header alone", HEAD + "\n", 0),
    Broken("a column named twice", GOOD.replace("Датировка", "Название"), 0, refused=True),
    Broken("a mapped column missing", GOOD.replace("Датировка", "Время"), 0, refused=True),
    Broken("bytes of no encoding", GOOD.encode() + b"\xc3\x28\xff caf\xe9 \xa0\xa1\n", 0, refused=True),
    Broken("workbook", book(lambda s: s.append(["КП-1", "Чаша", 1905, 1, date(1985, 5, 28)])), 1, suffix="xlsx"),
    Broken("workbook with merged cells", book(merged), 2, suffix="xlsx"),
    Broken("workbook with an unsaved formula", book(lambda s: s.append(["КП-1", "Чаша", None, "=1+1"])), 0,
           ((2, "Количество"),), suffix="xlsx"),
    Broken("workbook with an error", book(lambda s: s.append(["КП-1", "Чаша", "#REF!", 1])), 0, ((2, "Датировка"),),
           suffix="xlsx"),
    Broken("workbook with empty rows",
           book(lambda s: (s.append([None]), s.append(["КП-1", "Чаша"]))), 1, suffix="xlsx"),
    Broken("workbook without rows", book(lambda sheet: None, header=False), 0, refused=True, suffix="xlsx"),
    Broken("no workbook", GOOD, 0, refused=True, suffix="xlsx"),
    Broken("workbook cut in half", cut_in_half(book(lambda s: s.append(["КП-1"]))), 0, refused=True, suffix="xlsx"),
    Broken("JSON lines", '{"Номер": "КП-1", "Название": "Чаша", "Количество": 3}\n\n[1]\n{"Номер": \n', 1,
           ((3, ""), (4, "")), suffix="jsonl"),
    Broken("JSON lines with tables in cells", '{"Номер": "КП-1", "Название": {"kk": "Тостаған"}}\n', 1, suffix="jsonl"),
)  # fmt: skip


def run(folder, broken):
    path = folder / f"table.{broken.suffix}"
    path.write_bytes(broken.packed)
    report = import_file(path, read_mapping(MAPPING))
    db.session.commit()
    return report


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 50 and len({broken.name for broken in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("broken", CORPUS, ids=lambda broken: broken.name)
def test_what_becomes_of_it(app, tmp_path, broken):
    if broken.refused:
        with pytest.raises(ImportRefused) as refusal:
            run(tmp_path, broken)
        db.session.rollback()
        assert str(refusal.value) and count(Item) == count(ChangeSet) == 0
        return
    report = run(tmp_path, broken)
    assert [(one.line, one.column) for one in report.failures] == list(broken.failures)
    assert all(one.reason for one in report.failures)
    assert report.created == count(Item) == broken.created
    assert report.rows == broken.created + len(broken.failures)


def test_merged_cells_speak_for_all_their_rows(app, tmp_path):
    run(tmp_path, next(broken for broken in CORPUS if broken.name == "workbook with merged cells"))
    assert {dict(title)["ru"] for title in db.session.scalars(select(Item.title))} == {"Сервиз"}


def test_a_date_of_a_workbook_is_a_date(app, tmp_path):
    run(tmp_path, next(broken for broken in CORPUS if broken.name == "workbook"))
    item = db.session.scalar(select(Item))
    assert (item.acquisition_date, item.year_from) == (date(1985, 5, 28), 1905)


def test_line_ends_inside_cells_survive(app, tmp_path):
    run(tmp_path, next(broken for broken in CORPUS if broken.name == "CRLF inside a cell"))
    assert {"ru": "Чаша\r\nвторая"} in [dict(title) for title in db.session.scalars(select(Item.title))]


def test_unmapped_columns_are_notes_by_name(app, tmp_path):
    run(
        tmp_path,
        Broken("", GOOD.replace(HEAD, HEAD + ",Шкаф").replace("28,\n", "28,,12\n").replace("90,\n", "90,,\n"), 2),
    )
    assert [item.notes for item in db.session.scalars(select(Item).order_by(Item.id))] == [{"Шкаф": "12"}, {}]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_reasons_speak_the_curators_language(app, tmp_path, language):
    told = "".join(
        f"{line}\n"
        for line in (
            HEAD, row("КП-1", quantity="-4"), row("КП-2", rights="x"), row("К" * 150),
            row("КП-3", quantity="99999999999"), row("КП-4", acquired="x"), row("КП-5", acquired="31.02.1999"),
            row(""), 'КП-6,"x,,,,', "КП-7",
        )
    )  # fmt: skip
    with force_locale(language):
        report = run(tmp_path, Broken("", told, 0))
    assert report.failed == 9
    for failure in report.failures:
        assert any(letter in "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі" for letter in failure.reason.casefold()), (
            failure
        )
        assert not any(word in failure.reason for word in ("should", "String", "Input", "must ")), failure
