"""Export, empty database, import, export again: the same bytes in every format, however nasty the values."""

import csv
import os
import re
from random import Random

import pytest
from lxml import etree
from sqlalchemy import delete, select

from tests.factories.catalogue import make_item
from tests.shared_data import shared_data
from virtual_museum.catalogue.exporting import export_to
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.own import own_mapping
from virtual_museum.catalogue.models import (
    ACQUISITION_METHODS,
    CONDITIONS,
    FUNDS,
    SOURCE_CATEGORIES,
    Agent,
    Item,
    MintedCode,
    Place,
    Term,
)
from virtual_museum.catalogue.services import apply_status, ensure_agent, ensure_place, ensure_term
from virtual_museum.core.db import db

KINDS = ("csv", "jsonl", "lido")
NASTY = (
    'Екі\n"жол"', "CR\rжалғыз", "CRLF\r\nжұп", "үтір, нүктелі үтір; таб\tтік | сызық", "=1+1", "'", '"', '""', "«»",
    "[1]", "{}", '{"a": 1}', "\ufeffBOM", "emoji 🏺", "e\u0301", "\u200bнөл", "<b>&amp;</b>", "]]>", "\\n", "None", "0",
    "ҚАЗАҚ ə ӘІҢҒҮҰҚӨҺ", "a" * 3000, "\u2028жол", "\x0bтік таб", "\x1f", "%(name)s", "# түсініктеме", "-1",
    "'=1", "''+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "-",
)  # fmt: skip


def nasty_items(seed, count):
    random = Random(seed)

    def word(limit=3000):
        return (random.choice(NASTY) + str(random.randrange(100)))[:limit].strip() or "x"

    def texts():
        return {code: word() for code in random.sample(("kk", "ru", "en", "de"), random.randrange(4))}

    for number in range(count):
        year = random.randrange(-3000, 2000)
        item = make_item(
            publish=False, title={"kk": word()} | texts(), label_text=texts(), description=texts(), date_text=texts(),
            inscriptions=texts(), distinguishing_features=texts(), credit_line=texts(), withdrawal_story=texts(),
            inventory_number=f"КП-{number}/00-а, б", scientific_number=word(100), fund=random.choice(FUNDS),
            department=random.choice(("", word(100))), object_type=random.choice(("", word(100))),
            culture=random.choice(("", word(100))), period=random.choice(("", word(100))),
            place=random.choice(("", word(100))), makers=[{"name": word(100), "role": word(40)} for _ in range(2)],
            materials=[word(100) for _ in range(random.randrange(4))], techniques=["a | b", "[x"], keywords=[word(90)],
            year_from=random.choice((None, year)), year_to=random.choice((None, year + 5)),
            dimensions=[{"type": "height", "value": random.choice((0, 1.5, 40, 0.1)), "unit": "cm", "part": word(50)}],
            weight=random.choice((None, {"value": 2, "unit": "kg"}, {"value": 0.25, "unit": "g"})),
            quantity=random.choice((0, 1, 250)), acquisition_method=random.choice(("", *ACQUISITION_METHODS)),
            acquisition_source_category=random.choice(("", *SOURCE_CATEGORIES)), acquisition_source=word(200),
            acquisition_date=random.choice((None, "1901-02-03", "2021-05-28")), acquisition_document=word(100),
            acquisition_price=random.choice((None, "1200.5", "0", "999999999.99")), acquisition_currency="KZT",
            condition=random.choice(("", *CONDITIONS)), condition_note=word(), notes={word(50): word()},
            rights_uri="https://creativecommons.org/publicdomain/zero/1.0/", image_url="https://example.org/a b.jpg",
        )  # fmt: skip
        apply_status(item, random.choice(("draft", "published", "withdrawn")))
        if number % 2:
            item.source_name, item.source_key = word(60), f"{word(100)} {number}"
    named = ensure_term("material", "Gold", {"kk": "алтын", "ru": "золото", "en": "Gold"})
    ensure_term("material", "Gold leaf", {"kk": "алтын жапырақ", "en": "Gold"})
    named.external_uri = "http://vocab.getty.edu/aat/300011021"
    ensure_place("Otyrar", {"kk": "Отырар", "ru": "Отрар"}, latitude=42.85, longitude=68.3)
    ensure_agent("Қастеев, Әбілхан", {"ru": "Абылхан Кастеев"}, birth_year=1904, death_year=1973, kind="person")
    make_item(materials=["gold", "gold-leaf"], place="otyrar", makers=["Қастеев, Әбілхан"], inventory_number="НВ-1")
    db.session.commit()


def emptied():
    for model in (Item, Term, Agent, Place, MintedCode):
        db.session.execute(delete(model))
    db.session.commit()


def same_again(folder, kind):
    first, second = folder / f"first.{kind}", folder / f"second.{kind}"
    count = export_to(first, kind)
    emptied()
    report = import_file(first, own_mapping(first))
    db.session.commit()
    assert (report.created, report.failed) == (count, 0), report.failures[:3]
    assert export_to(second, kind) == count
    assert first.read_bytes() == second.read_bytes()
    again = import_file(first, own_mapping(first))
    assert (again.unchanged, again.updated) == (count, 0)
    return first


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_bytes(app, tmp_path, kind, seed, monkeypatch):
    names = {"csv": "csv", "jsonl": "jsonl", "lido": "lido"}
    nasty_items(seed, int(os.environ.get("NASTY_ITEMS", "12")))
    file = same_again(tmp_path, names[kind])
    item = db.session.scalar(select(Item).where(Item.inventory_number == "НВ-1"))
    assert [tie.term.slug for tie in item.terms] == ["gold", "gold-leaf"]
    assert item.terms[0].term.label == {"kk": "алтын", "ru": "золото", "en": "Gold"}
    assert item.terms[0].term.external_uri.endswith("300011021")
    assert (item.place.latitude, item.makers[0].agent.death_year) == (42.85, 1973)
    assert item.makers[0].agent.name["ru"] == "Абылхан Кастеев"
    assert file.stat().st_size > 1000


def test_all_three_formats_bring_the_same_records(app, tmp_path):
    nasty_items(5, 6)
    files = {kind: tmp_path / f"all.{kind}" for kind in KINDS}
    for kind, file in files.items():
        export_to(file, kind)
    wanted = files["jsonl"].read_bytes()
    for file in files.values():
        emptied()
        assert not import_file(file, own_mapping(file)).failed
        db.session.commit()
        export_to(tmp_path / "again.jsonl", "jsonl")
        assert (tmp_path / "again.jsonl").read_bytes() == wanted


def test_no_cell_is_a_formula(app, tmp_path):
    nasty_items(5, 60)
    export_to(tmp_path / "all.csv", "csv")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    armed = [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert [cell for cell in armed if not re.fullmatch(r"-\d+(\.\d+)?", cell)] == []
    assert any(cell.startswith("'=") for cell in cells) and any(cell.startswith("''=") for cell in cells)


def test_a_full_lido_export_is_valid(app, tmp_path):
    schema = etree.XMLSchema(etree.parse(shared_data("schemas/lido/lido-v1.1.xsd")))
    nasty_items(3, 4)
    export_to(tmp_path / "all.lido", "lido")
    schema.assertValid(etree.parse(tmp_path / "all.lido"))
