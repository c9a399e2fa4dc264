"""Import as museums need it: real tables and spoiled ones, seen first, undone whole, never half done."""

import gzip
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.factories.catalogue import make_item
from tests.shared_data import shared_data
from virtual_museum.catalogue import changes
from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing import writing
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import mapping_toml, read_mapping
from virtual_museum.catalogue.importing.own import own_mapping
from virtual_museum.catalogue.models import Agent, ChangeEntry, ChangeSet, Item, Term
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import edit_item
from virtual_museum.core.db import db

TATE = Path(writing.__file__).parents[1] / "mappings" / "tate_artwork.toml"
MAPPING = """
[source]
language = "kk"
key = "Нөмірі"
[fields]
inventory_number = "Нөмірі"
title = "Атауы"
makers = { column = "Шебері", split = ";" }
date_text = "Мерзімі"
materials = { column = "Материалы", split = "," }
object_type = { column = "Түрі", map = { "Қылыш" = "sword" } }
quantity = "Саны"
[defaults]
fund = "main"
status = "published"
"""
HEADER = "Нөмірі,Атауы,Шебері,Мерзімі,Материалы,Түрі,Саны,Сөре\n"
ROWS = (
    '"КП-0000/00-а, б",Ақинақ,Шебер А; Шебер Б,б.з.б. V ғ.,"қола, алтын",Қылыш,1,12\n'
    'КП-2,"Кілем «Текемет»",,XIX ғ.,жүн,кілем,2,\n'
)


def run(folder, text, mapping=MAPPING, name="table.csv", **options):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = import_file(path, read_mapping(mapping), **options)
    db.session.commit()
    return report


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_fields_find_their_places(app, tmp_path):
    report = run(tmp_path, HEADER + ROWS)
    assert report.counts() == {"rows": 2, "created": 2, "updated": 0, "unchanged": 0, "failed": 0}
    item = db.session.scalar(select(Item).where(Item.inventory_number == "КП-0000/00-а, б"))
    assert item.title == {"kk": "Ақинақ"}
    assert [made.agent.sort_name for made in item.makers] == ["Шебер А", "Шебер Б"]
    assert (item.year_from, item.year_to) == (-500, -401)
    assert [tie.term.label["kk"] for tie in item.terms] == ["қола", "алтын"]
    assert item.object_type.slug == "sword"
    assert item.notes == {"Сөре": "12"}
    assert (item.status, item.fund, len(item.code)) == ("published", "main", 6)
    assert search(SearchRequest(text="ақинақтар")).total == 1


def test_again_is_unchanged_and_a_change_is_an_update(app, tmp_path):
    run(tmp_path, HEADER + ROWS)
    assert run(tmp_path, HEADER + ROWS).counts()["unchanged"] == 2
    changed = HEADER + ROWS.replace("Ақинақ", "Ақинақ қылышы")
    seen = run(tmp_path, changed, dry_run=True)
    assert (seen.updated, seen.unchanged, seen.change_set) == (1, 1, None)
    report = run(tmp_path, changed)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    entry = db.session.scalar(select(ChangeEntry).where(ChangeEntry.change_set_id == report.change_set))
    assert entry.before == {"title": {"kk": "Ақинақ"}} and entry.after == {"title": {"kk": "Ақинақ қылышы"}}
    changes.undo(db.session.get(ChangeSet, report.change_set))
    db.session.commit()
    assert db.session.scalar(select(Item.title).where(Item.inventory_number == "КП-0000/00-а, б")) == {"kk": "Ақинақ"}


def test_an_unchanged_source_leaves_curators_edits_alone(app, tmp_path):
    run(tmp_path, HEADER + ROWS)
    item = db.session.scalar(select(Item).where(Item.inventory_number == "КП-2"))
    edit_item(item, {"title": {"kk": "Текемет", "en": "Felt carpet"}})
    db.session.commit()
    assert run(tmp_path, HEADER + ROWS).unchanged == 2
    assert item.title["en"] == "Felt carpet"


def test_undo_takes_everything_back_and_warns(app, tmp_path):
    kept = make_item(makers=["Шебер А"])
    db.session.commit()
    before = {model: count(model) for model in (Item, Agent, Term)}
    report = run(tmp_path, HEADER + ROWS)
    assert search(SearchRequest(text="текемет")).total == 1
    item = db.session.scalar(select(Item).where(Item.inventory_number == "КП-2"))
    edit_item(item, {"credit_line": {"en": "Gift of the makers"}})
    db.session.commit()
    code = item.code
    undone = changes.undo(db.session.get(ChangeSet, report.change_set))
    db.session.commit()
    assert (undone.deleted, undone.edited_since, undone.warnings[0].code) == (2, 1, code)
    assert {model: count(model) for model in (Item, Agent, Term)} == before
    undo = select(ChangeSet.id).where(ChangeSet.kind == "undo")
    log = db.session.scalar(select(ChangeEntry).where(ChangeEntry.change_set_id.in_(undo)))
    assert log.before["credit_line"] == {"en": "Gift of the makers"}
    assert search(SearchRequest(text="текемет")).total == 0
    assert search(SearchRequest(text=kept.code)).total == 1
    assert run(tmp_path, HEADER + ROWS).created == 2


def test_dry_run_changes_nothing(app, tmp_path):
    report = run(tmp_path, HEADER + ROWS, dry_run=True)
    assert report.created == 2 and report.change_set is None
    assert count(Item) == count(ChangeSet) == count(Agent) == count(Term) == 0


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("КП-3,Тәж,,,,,көп,\n", "Саны", "көп"),
        ("КП-3,,,,,,,\n", None, None),
        (",Тәж,,,,,,\n", "Нөмірі", ""),
        ("КП-2,Тәж,,,,,,\n", "Нөмірі", "КП-2"),
        ("КП-3,Тәж,,,\n", "", "5"),
        ("КП-3,Тәж,,,,,-4,\n", "Саны", ""),
        ("КП-3,Тә\"ж\",,,,,,\n", None, None),
    ],
)
def test_bad_rows_are_told_and_good_rows_go_in(app, tmp_path, row, column, words):
    report = run(tmp_path, HEADER + ROWS + row)
    assert report.created == 2 + (column is None)
    if column is not None:
        failure = report.failures[0]
        assert (failure.line, failure.column) == (4, column) and words in failure.reason


def test_unclosed_quote_costs_only_its_own_line(app, tmp_path):
    text = HEADER + 'КП-1,"Ашық тырнақша,,,,,,\n' + ROWS + 'КП-9,"Екі\r\nжол",,,,,,\n'
    report = run(tmp_path, text)
    assert [failure.line for failure in report.failures] == [2]
    assert report.created == 3
    assert db.session.scalar(select(Item.title).where(Item.inventory_number == "КП-9")) == {"kk": "Екі\r\nжол"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
def test_encodings_are_recognised(app, tmp_path, encoding):
    assert run(tmp_path, (HEADER + ROWS).encode(encoding)).created == 2
    assert search(SearchRequest(text="«Текемет»")).total == 1


def test_windows_1251_and_semicolons(app, tmp_path):
    text = "Номер;Название\nКП-1;Чаша с крышкой\nКП-2;Ковёр\n".encode("cp1251")
    mapping = '[source]\nkey="Номер"\n[fields]\ninventory_number="Номер"\ntitle="Название"\n'
    assert run(tmp_path, text, mapping).created == 2
    assert {dict(t)["ru"] for t in db.session.scalars(select(Item.title))} == {"Чаша с крышкой", "Ковёр"}


@pytest.mark.parametrize(
    ("content", "mapping"),
    [
        (b"\xff\xfe\x00\x01binary\x00", MAPPING),
        (b"A,B\n1,2\n", MAPPING),
        (b"", MAPPING),
        ((HEADER + ROWS).encode("cp1251", "replace"), MAPPING.replace("[source]", '[source]\nencoding = "utf-8"')),
        ((HEADER.replace("Саны", "Атауы") + ROWS).encode(), MAPPING),
        ((HEADER + ROWS).encode(), "not toml ["),
        ((HEADER + ROWS).encode(), '[fields]\ncolour = "Атауы"\n'),
        ((HEADER + ROWS).encode(), '[fields]\ntitle = { column = "Атауы", spilt = ";" }\n'),
    ],
)
def test_hopeless_files_are_refused_whole(app, tmp_path, content, mapping):
    with pytest.raises(ImportRefused):
        run(tmp_path, content, mapping)
    db.session.rollback()
    assert count(Item) == count(ChangeSet) == 0


def test_nothing_is_half_imported(app, tmp_path, monkeypatch):
    real = writing.touch_new_items
    calls = []

    def fail_late(ids):
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(ids)

    monkeypatch.setattr(writing, "touch_new_items", fail_late)
    text = HEADER + "".join(f"КП-{n},Зат {n},,,,,,\n" for n in range(2500))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, text)
    db.session.rollback()
    assert count(Item) == count(ChangeSet) == 0


def test_excel_and_json_lines(app, tmp_path):
    book = Workbook()
    book.active.append(["Нөмірі", "Атауы", "Саны"])
    book.active.append(["КП-1", "Торсық", 3])
    book.active.append([None, None, None])
    book.save(tmp_path / "table.xlsx")
    mapping = '[source]\nkey="Нөмірі"\n[fields]\ninventory_number="Нөмірі"\ntitle="Атауы"\nquantity="Саны"\n'
    report = import_file(tmp_path / "table.xlsx", read_mapping(mapping))
    assert report.created == 1
    lines = [{"Нөмірі": "КП-1", "Атауы": "Торсық", "Саны": 3}, {"Нөмірі": "КП-2", "Атауы": "Бесік", "Саны": 1}]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n{broken\n"
    report = run(tmp_path, text, mapping, name="table.jsonl")
    assert (report.created, report.failed, report.unchanged) == (1, 1, 1)
    assert report.failures[0].line == 3


def test_report_has_a_line_for_each_row(app, tmp_path):
    with (tmp_path / "report.jsonl").open("w", encoding="utf-8") as details:
        run(tmp_path, HEADER + ROWS + "КП-3,Тәж,,,,,көп,\n", details=details)
    lines = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert sorted(line["action"] for line in lines) == ["create", "create", "failed"]


def test_the_studio_writes_mappings_the_command_line_reads():
    written = mapping_toml(
        read_mapping(MAPPING).source,
        {"title.kk": 'A "quoted" name', "makers": {"column": "B", "split": ";"}},
        {"fund": "main"},
    )
    read = read_mapping(written)
    assert {target.column.column for target in read.targets} == {'A "quoted" name', "B"}
    assert read.source.key == "Нөмірі"


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_export_comes_back_the_same(app, tmp_path, kind):
    runner = app.test_cli_runner()
    make_item(
        makers=[{"name": "Қастеев, Әбілхан", "role": "суретші"}], materials=["май бояу", "кенеп"], keywords=["дала"],
        object_type="сурет", place="Жаркент", date_text={"kk": "1930-жылдар"}, year_from=1930, year_to=1939,
        dimensions=[{"type": "height", "value": 40.5, "unit": "cm"}], weight={"value": 2, "unit": "kg"},
        notes={"Сөре": "12"}, acquisition_date="2021-05-28", acquisition_price="1200.50",
        description={"kk": 'Екі\n"жол"'},
    )  # fmt: skip
    db.session.scalar(select(Item)).source_name = db.session.scalar(select(Item)).source_key = "elsewhere"
    db.session.commit()
    first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
    assert runner.invoke(args=["items", "export", "--format", kind, str(first)]).exit_code == 0
    db.session.delete(db.session.scalar(select(Item)))
    db.session.commit()
    report = import_file(first, own_mapping(first))
    assert (report.created, report.failed) == (1, 0), report.failures
    db.session.commit()
    assert runner.invoke(args=["items", "export", "--format", kind, str(second)]).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert import_file(first, own_mapping(first)).unchanged == 1


def test_tate_sample_by_the_command_line(app):
    file = shared_data("catalogue/tate_artwork_data_502.csv")
    runner = app.test_cli_runner()
    before = {model: count(model) for model in (Item, Agent, Term)}
    db.session.commit()
    arguments = ["items", "import", str(file), "--mapping", str(TATE), "--json"]
    report = json.loads(runner.invoke(args=arguments).output)
    assert list(report) == ["change_set", "rows", "created", "updated", "unchanged", "failed", "failures"]
    assert (report["rows"], report["created"], report["failed"]) == (502, 502, 0)
    assert search(SearchRequest(text="Markt, Coburg")).total >= 1
    assert search(SearchRequest(text="A00139")).ids[0] == db.session.scalar(
        select(Item.id).where(Item.inventory_number == "A00139")
    )
    db.session.commit()
    undone = json.loads(runner.invoke(args=["changes", "undo", str(report["change_set"]), "--json"]).output)
    assert undone["deleted"] == 502
    db.session.expire_all()
    assert {model: count(model) for model in (Item, Agent, Term)} == before
    db.session.commit()
    again = json.loads(runner.invoke(args=arguments).output)
    assert again["created"] == 502


def test_lido_records_of_other_museums(app):
    for name in ("lido_KHB.xml", "lido_Deutsches_Museum.xml", "lido_LWL-Museum.xml"):
        file = shared_data(f"catalogue/{name}")
        report = import_file(file, own_mapping(file))
        assert (report.created, report.failed) == (1, 0), report.failures
    titles = [dict(title) for title in db.session.scalars(select(Item.title))]
    assert any("Enigma" in text for title in titles for text in title.values())


def test_refusal_on_the_command_line_is_status_one(app, tmp_path):
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "bad.csv").write_text("A,B\n1,2\n", encoding="utf-8")
    arguments = ["items", "import", str(tmp_path / "bad.csv"), "--mapping", str(tmp_path / "mapping.toml"), "--json"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert json.loads(result.output)["failures"][0]["column"]


def test_packed_files_are_read(app, tmp_path):
    assert run(tmp_path, gzip.compress((HEADER + ROWS).encode()), name="table.csv.gz").created == 2
