"""Large tables in the studio: read and written by jobs, in the curator's language, with nothing half done."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from virtual_museum.catalogue import jobs
from virtual_museum.catalogue.importing import applying
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet, Item
from virtual_museum.core.db import db
from virtual_museum.core.jobs import Job, run_pending

TABLE = "Нөмірі;Атауы;Саны\n" + "".join(f"КП-{n};Зат {n};1\n" for n in range(30)) + "КП-99;Тәж;көп\n"


@pytest.fixture
def everything_by_job(monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(jobs, "AT_ONCE_ROWS", 0)


@pytest.fixture
def number(studio_client, everything_by_job):
    sent = {"file": (BytesIO(TABLE.encode()), "опись.csv")}
    address = studio_client.post("/studio/imports/new", data=sent).headers["Location"]
    return int(address.rsplit("/", 1)[1])


def choose(client, number, **more):
    fields = {"field": ["inventory_number", "title", "quantity"], "column": ["Нөмірі", "Атауы", "Саны"]}
    return client.post(f"/studio/imports/{number}", data={**fields, "key": "Нөмірі", "fund": "main", **more})


def items():
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(Item))


def test_a_large_table_is_read_and_written_in_the_background(studio_client, number):
    assert choose(studio_client, number).status_code == 302
    waiting = studio_client.get(f"/studio/changes/{number}")
    assert waiting.headers["Refresh"] and "<progress" in waiting.text
    assert run_pending()
    db.session.expire_all()
    change_set = db.session.get(ChangeSet, number)
    assert (change_set.state, change_set.counts["created"], change_set.counts["failed"]) == ("preview", 30, 1)
    assert items() == 0
    page = studio_client.get(f"/studio/changes/{number}?action=failed")
    assert "Refresh" not in page.headers and "көп" in page.text
    left_out = db.session.scalar(select(ChangeEntry.id).where(ChangeEntry.line == 2))
    out = {"action": "apply", "shown": [left_out], "entry": []}
    assert studio_client.post(f"/studio/changes/{number}/accept", data=out).status_code == 302
    assert items() == 0
    assert run_pending()
    assert items() == 29
    assert db.session.get(ChangeSet, number).state == "applied"
    assert studio_client.post(f"/studio/changes/{number}/undo").status_code == 302
    assert items() == 0


def test_faults_are_told_in_the_curators_language(studio_client, number):
    studio_client.set_cookie("language", "ru")
    assert choose(studio_client, number).status_code == 302
    run_pending()
    reason = db.session.scalar(select(ChangeEntry.reason).where(ChangeEntry.action == "failed"))
    arguments = db.session.scalar(select(Job.arguments).where(Job.name == "catalogue.stage_import"))
    assert ("не число" in reason or "числ" in reason) is (arguments["language"] == "ru"), reason


def test_a_wrong_mapping_is_told_at_once(studio_client, number):
    answer = choose(studio_client, number, toml="not toml [")
    assert answer.status_code == 422 and db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_missing_column_leads_back_to_the_columns(studio_client, number):
    toml = '[source]\nkey = "Кілт"\n[fields]\ntitle = "Атауы"\n'
    assert choose(studio_client, number, toml=toml).status_code == 302
    run_pending()
    db.session.expire_all()
    change_set = db.session.get(ChangeSet, number)
    assert change_set.state == "staging" and "Кілт" in change_set.message
    assert "Кілт" in studio_client.get(f"/studio/imports/{number}").text


def test_a_crash_while_writing_leaves_the_preview(studio_client, number, monkeypatch):
    choose(studio_client, number)
    run_pending()
    studio_client.post(f"/studio/changes/{number}/accept", data={"action": "apply"})

    def crash(*_arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr(applying, "insert_items", crash)
    for _attempt in range(2):
        db.session.execute(Job.__table__.update().values(run_at=Job.created_at))
        db.session.commit()
        run_pending()
    db.session.expire_all()
    change_set = db.session.get(ChangeSet, number)
    assert items() == 0 and change_set.state == "preview"
    assert db.session.scalar(select(func.count()).select_from(ChangeEntry)) == 31
