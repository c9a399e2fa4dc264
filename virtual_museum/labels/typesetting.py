"""Sheets of labels as PDF: words set by typst, codes as vector paths, Kazakh letters from the museum's own faces."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from virtual_museum.core.config import settings
from virtual_museum.core.qr import qr_svg
from virtual_museum.labels.addresses import label_address
from virtual_museum.labels.fonts import print_fonts
from virtual_museum.labels.queries import Label
from virtual_museum.labels.sheets import Sheet

TEMPLATE = Path(__file__).with_name("sheet.typ")


def sheet_pdf(
    labels: Sequence[Label], sheet: Sheet, crop_marks: bool | None = None, skip: int = 0
) -> bytes:
    """The labels on as many pages of `sheet` as they need; the first `skip` places of page one stay empty.

    Raises FontsMissing where the front-end packages are not installed. Half a second for a page, about three
    for a thousand labels; call it without an open transaction.
    """
    return _set(labels, _sheet_facts(sheet, crop_marks, skip), "pdf")


def label_svg(label: Label, sheet: Sheet) -> bytes:
    """One label as it will be printed on `sheet`, in its own size; letters are outlines, so it needs no fonts."""
    return _set([label], _sheet_facts(sheet.single(), crop_marks=False, skip=0), "svg")


def _set(labels: Sequence[Label], sheet: dict[str, object], form: Literal["pdf", "svg"]) -> bytes:
    fonts = _fonts(print_fonts(settings().data_folder))
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts)
    facts = [_label_facts(label) for label in labels]
    inputs = {"sheet": json.dumps(sheet), "labels": json.dumps(facts, ensure_ascii=False)}
    return _bytes(compiler.compile(format=form, sys_inputs=inputs))


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("typst made several pages where one file was asked for")
    return made


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> typst.Fonts:
    """Only the folder's faces: with system fonts beside them a missing letter would come from anywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _sheet_facts(sheet: Sheet, crop_marks: bool | None, skip: int) -> dict[str, object]:
    return {
        "page": sheet.page,
        "width": sheet.width,
        "height": sheet.height,
        "columns": sheet.columns,
        "rows": sheet.rows,
        "left": sheet.left,
        "top": sheet.top,
        "gap": sheet.gap,
        "marks": sheet.crop_marks if crop_marks is None else crop_marks,
        "skip": skip % sheet.labels,
    }


def _label_facts(label: Label) -> dict[str, object]:
    return {
        "code": label.code,
        "qr": str(qr_svg(label_address(label.code))),
        "titles": label.titles,
        "dates": label.dates,
        "texts": label.texts,
        "number": label.inventory_number,
    }
