"""Export: every record as CSV, JSON lines or LIDO, in the order of codes, so that two exports can be compared."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from virtual_museum.catalogue.importing.own import LIST_SEPARATOR, disarmed
from virtual_museum.catalogue.lido import lido_document
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.catalogue.portable import filled, portable
from virtual_museum.catalogue.records import PLAIN, TERM_FIELDS, TERM_LISTS, TRANSLATED
from virtual_museum.core.db import db
from virtual_museum.core.i18n import languages

BATCH = 500
_JSON_COLUMNS = ("dimensions", "weight", "notes", "makers", "authorities", "more_texts")


def export_to(path: Path, kind: str, *, published_only: bool = False) -> int:
    """Write all items to `path`; returns how many. The file appears whole or not at all."""
    writers: dict[str, Callable[[TextIO, Iterable[Item]], int]] = {
        "csv": write_csv,
        "jsonl": write_jsonl,
        "lido": lido_document,
    }
    fresh = path.with_name(f".{path.name}.part")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        count = writers[kind](file, all_items(published_only))
    fresh.replace(path)
    return count


def all_items(published_only: bool = False) -> Iterator[Item]:
    """All items by code, read in batches that do not stay in memory."""
    last = ""
    parts = (
        selectinload(Item.makers).selectinload(ItemMaker.agent),
        selectinload(Item.terms).selectinload(ItemTerm.term),
        *(selectinload(getattr(Item, name)) for name in (*TERM_FIELDS, "place")),
    )
    while True:
        query = select(Item).where(Item.code > last).order_by(Item.code).limit(BATCH).options(*parts)
        if published_only:
            query = query.where(Item.status == "published")
        items = list(db.session.scalars(query))
        if not items:
            return
        yield from items
        last = items[-1].code
        for item in items:
            db.session.expunge(item)


def write_jsonl(file: TextIO, items: Iterable[Item]) -> int:
    """One object a line; empty fields are left out."""
    count = 0
    for item in items:
        file.write(json.dumps(filled(portable(item)), ensure_ascii=False, sort_keys=True) + "\n")
        count += 1
    return count


def columns() -> list[str]:
    """The columns of the CSV: translated fields have one for each language."""
    names = ["code", "status", "source_name", "source_key", "inventory_number"]
    names += [name for name in PLAIN if name != "inventory_number"]
    names += [f"{name}.{language}" for name in TRANSLATED for language in languages()]
    return [*names, "more_texts", *TERM_FIELDS, "place", *TERM_LISTS, "makers", "authorities"]


def write_csv(file: TextIO, items: Iterable[Item]) -> int:
    """One row an item, with a byte-order mark so that Excel reads the letters."""
    file.write("\ufeff")
    names = columns()
    writer = csv.writer(file)
    writer.writerow(names)
    count = 0
    for item in items:
        record = portable(item)
        record["more_texts"] = _more_texts(record)
        writer.writerow([disarmed(_cell(record, name)) for name in names])
        count += 1
    return count


def _cell(record: dict[str, Any], name: str) -> str:
    field, dot, language = name.partition(".")
    value = record.get(field)
    if dot:
        return str((value or {}).get(language, ""))
    if value in (None, "", [], {}):
        return ""
    if field in _JSON_COLUMNS or (isinstance(value, list) and any(_splits(word) for word in value)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else str(value)


def _splits(word: str) -> bool:
    """Whether a word of a list would not come back whole from a cell where bars part the words."""
    return "|" in word or word.startswith("[") or word != word.strip()


def _more_texts(record: dict[str, Any]) -> dict[str, Any]:
    """Texts in languages that the museum does not speak, which have no column of their own."""
    others = {
        name: {code: text for code, text in record[name].items() if code not in languages()} for name in TRANSLATED
    }
    return {name: texts for name, texts in others.items() if texts}
