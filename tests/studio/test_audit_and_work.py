"""The audit page and the page of background work."""

from datetime import timedelta

import pytest

from virtual_museum.core.actors import Actor, acting_as
from virtual_museum.core.audit import AUDIT_EVENTS, record
from virtual_museum.core.db import utcnow
from virtual_museum.core.jobs import Job
from virtual_museum.studio.audit_queries import PAGE, AuditFilter, audit_page


@pytest.fixture
def lines(app, session):
    for number in range(PAGE + 10):
        with acting_as(Actor(number % 2 + 1, "Айгүл" if number % 2 else "Дәурен")):
            record(AUDIT_EVENTS["user.created"], ("user", number), role="guide")
    old = record(AUDIT_EVENTS["user.deactivated"], ("user", 3))
    old.at = utcnow() - timedelta(days=40)
    session.commit()


def test_pages_follow_one_another_without_gap(lines):
    first = audit_page(AuditFilter())
    second = audit_page(AuditFilter(), before=first.before)
    seen = [line.id for line in (*first.records, *second.records)]
    assert len(first.records) == PAGE and second.before is None
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == PAGE + 11


def test_filters_narrow(lines):
    assert len(audit_page(AuditFilter(event="user.deactivated")).records) == 1
    assert {line.actor_name for line in audit_page(AuditFilter(actor_id=2)).records} == {"Айгүл"}
    assert len(audit_page(AuditFilter(subject_kind="user", subject_id="3")).records) == 2
    today = utcnow().date()
    assert len(audit_page(AuditFilter(last=today - timedelta(days=30))).records) == 1
    assert not audit_page(AuditFilter(actor_id=99)).records


def test_the_audit_page(administrator_client, lines):
    page = administrator_client.get("/studio/audit?actor=2")
    assert page.status_code == 200 and "<table" in page.text and "Дәурен</td>" not in page.text
    assert "before=" in administrator_client.get("/studio/audit").text
    empty = administrator_client.get("/studio/audit?event=user.created&to=2000-01-01&from=nonsense")
    assert empty.status_code == 200 and "<table" not in empty.text


def test_the_audit_is_for_those_who_may_read_it(studio_client):
    assert studio_client.get("/studio/audit").status_code == 403


@pytest.fixture
def failed_job(session):
    job = Job(name="media.convert", arguments={"asset_id": 5}, state="failed", error="Too large.", trace="Trace line")
    session.add(job)
    session.commit()
    return job


def test_failed_work_is_shown_and_tried_again(administrator_client, failed_job, session):
    page = administrator_client.get("/studio/work").text
    assert "Too large." in page and "Trace line" in page and f"/studio/work/{failed_job.id}/retry" in page
    answer = administrator_client.post(f"/studio/work/{failed_job.id}/retry")
    assert answer.status_code == 302
    session.expire_all()
    assert failed_job.state == "queued" and failed_job.error == ""
    assert "Too large." not in administrator_client.get("/studio/work").text


def test_traces_are_not_for_everybody(studio_client, failed_job):
    page = studio_client.get("/studio/work").text
    assert "Too large." in page and "Trace line" not in page


def test_work_that_is_not_there(studio_client):
    assert studio_client.post("/studio/work/999/retry").status_code == 404
    assert studio_client.get("/studio/work?state=nonsense").status_code == 200
