"""A second import that says something else: every kind of field is compared, written and taken back."""

import gc
import json

import pytest
from sqlalchemy import select

from virtual_museum.catalogue import changes
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet, Item
from virtual_museum.catalogue.records import ItemRecord, snapshot
from virtual_museum.core.db import db
from virtual_museum.core.rubbish import SELDOM, seldom_collected

FIRST = {
    "inventory_number": "КП-1", "scientific_number": "А-7", "fund": "main", "department": "Археология",
    "object_type": "sword", "title": {"kk": "Ақинақ"}, "label_text": {"kk": "Бірінші"}, "description": {"en": "Short"},
    "inscriptions": {"ru": "Нет"}, "distinguishing_features": {"ru": "Скол"},
    "makers": [{"name": "Шебер А", "role": "maker"}], "date_text": {"kk": "1850 ж."}, "year_from": 1850,
    "year_to": 1850, "culture": "saka", "period": "iron", "place": "Berel", "materials": ["gold", "bone"],
    "techniques": ["casting"], "keywords": ["grave"],
    "dimensions": [{"type": "height", "value": 6.5, "unit": "cm", "part": ""}], "weight": {"value": 12.5, "unit": "g"},
    "quantity": 1, "acquisition_method": "gift", "acquisition_source_category": "individual",
    "acquisition_source": "Somebody", "acquisition_date": "1950-05-28", "acquisition_document": "12",
    "acquisition_price": "10.50", "acquisition_currency": "KZT", "condition": "good", "condition_note": "Dry",
    "rights_uri": "https://example.org/1", "credit_line": {"en": "Gift"}, "notes": {"shelf": "1"},
    "image_url": "https://example.org/1.jpg", "withdrawal_story": {"kk": "Жоқ"},
}  # fmt: skip
SECOND = {
    "inventory_number": "НВ-2", "scientific_number": "", "fund": "temporary", "department": "Этнография",
    "object_type": "", "title": {"kk": "Қанжар", "en": "Dagger"}, "label_text": {}, "description": {"en": "Longer"},
    "inscriptions": {}, "distinguishing_features": {"ru": "Без скола"},
    "makers": [{"name": "Шебер Б", "role": "engraver"}, {"name": "Шебер А", "role": "maker"}],
    "date_text": {"kk": "б.з.б. 5 ж."}, "year_from": -5, "year_to": None, "culture": "hun", "period": "",
    "place": "Taraz", "materials": ["bone"], "techniques": [], "keywords": ["steppe", "grave"], "dimensions": [],
    "weight": None, "quantity": 3, "acquisition_method": "purchase", "acquisition_source_category": "purchase",
    "acquisition_source": "", "acquisition_date": None, "acquisition_document": "13", "acquisition_price": None,
    "acquisition_currency": "", "condition": "poor", "condition_note": "", "rights_uri": "",
    "credit_line": {"ru": "Дар"}, "notes": {}, "image_url": "", "withdrawal_story": {},
}  # fmt: skip
MAPPING = '[source]\nkey = "id"\nformat = "jsonl"\n[fields]\n'


def run(folder, values, fields=tuple(FIRST)):
    """Import one row under the key 7."""
    path = folder / "table.jsonl"
    path.write_text(json.dumps({"id": "7", **values}), encoding="utf-8")
    report = import_file(path, read_mapping(MAPPING + "".join(f'"{name}" = "{name}"\n' for name in fields)))
    db.session.commit()
    assert not report.failures
    return report


def present():
    item = db.session.scalar(select(Item).where(Item.source_key == "7").execution_options(populate_existing=True))
    return item, snapshot(item)


def entry_of(report):
    return db.session.scalar(select(ChangeEntry).where(ChangeEntry.change_set_id == report.change_set))


def named(record):
    """A record with what the catalogue makes of names: their slugs."""
    slugs = {"Археология": "arheologiia", "Этнография": "etnografiia", "Berel": "berel", "Taraz": "taraz"}
    return record | {name: slugs.get(record[name], record[name]) for name in ("department", "place")}


def test_every_field_is_named_here():
    assert set(FIRST) == set(SECOND) == set(ItemRecord.model_fields)
    assert not [name for name in FIRST if FIRST[name] == SECOND[name]]


def test_every_kind_of_field_changes_and_comes_back(app, tmp_path):
    run(tmp_path, FIRST)
    item, before = present()
    assert (before, item.version) == (named(FIRST), 1)
    filled = {name: value for name, value in SECOND.items() if value}
    report = run(tmp_path, filled)
    item, after = present()
    assert report.updated == 1
    assert {name: after[name] for name in filled} == {name: named(SECOND)[name] for name in filled}
    # What the second file is silent about stays; notes are always said.
    silent = set(FIRST) - set(filled) - {"notes"}
    assert {name: after[name] for name in silent} == {name: before[name] for name in silent}
    assert (item.version, item.inventory_key) == (2, "нв.2")
    entry = entry_of(report)
    assert set(entry.before) == set(entry.after) == set(filled) | {"notes"}
    changes.undo(db.session.get(ChangeSet, report.change_set))
    db.session.commit()
    item, restored = present()
    assert (restored, item.version, item.inventory_key) == (before, 3, "кп.1")


def test_emptied_fields_are_emptied_by_undo(app, tmp_path):
    sparse = {"title": {"kk": "Ақинақ"}, "notes": {"shelf": "1"}}
    run(tmp_path, sparse)
    bare = present()[1]
    report = run(tmp_path, FIRST)
    assert present()[1] == named(FIRST)
    changes.undo(db.session.get(ChangeSet, report.change_set))
    db.session.commit()
    assert present()[1] == bare


def test_parts_that_a_file_leaves_out_are_no_change(app, tmp_path):
    values = {
        "title": "Ақинақ", "makers": [{"name": "Шебер А"}], "weight": {"value": 3},
        "dimensions": [{"type": "width", "value": 2}],
    }  # fmt: skip
    mapping = {"title": "title", "dimensions": "dimensions", "makers": "makers", "weight": "weight"}
    run(tmp_path, values, mapping)
    record = present()[1]
    assert record["dimensions"] == [{"type": "width", "value": 2.0, "unit": "cm", "part": ""}]
    assert record["makers"] == [{"name": "Шебер А", "role": "maker"}]
    assert record["weight"] == {"value": 3.0, "unit": "g"}
    report = run(tmp_path, values | {"title": "Қанжар"}, mapping)
    assert set(entry_of(report).before) == {"title"}


def test_rubbish_is_looked_for_as_before_once_an_import_is_over():
    before = gc.get_threshold()
    with pytest.raises(KeyError), seldom_collected():
        assert gc.get_threshold()[0] == SELDOM
        raise KeyError
    assert gc.get_threshold() == before
