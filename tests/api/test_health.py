"""Alive, ready, measured."""

import re

from tests.factories.accounts import make_token, make_user
from virtual_museum.api import health
from virtual_museum.core.jobs import JobWorker
from virtual_museum.core.storage import StorageError


def test_alive_asks_nothing_of_the_database(client, count_queries):
    with count_queries() as queries:
        answer = client.get("/healthz")
    assert answer.status_code == 200 and answer.json == {"status": "alive"} and queries.count == 0


def test_ready_needs_a_worker(client, session):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": True, "storage": True, "worker": False}
    session.add(JobWorker(id="w1", machine="m", process="1"))
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json["status"] == "ready"


def test_a_silent_store_is_named(client, monkeypatch):
    def silent():
        raise StorageError("no answer")

    monkeypatch.setattr(health, "get_storage", silent)
    assert client.get("/readyz").json["checks"]["storage"] is False


def test_metrics_count_requests_and_hold_no_persons(client, app):
    client.get("/healthz")
    text = client.get("/metrics").text
    assert re.search(r'museum_requests_total\{endpoint="health.alive",method="GET",status="200"\} [1-9]', text)
    assert "museum_workers 0.0" in text and "museum_content_revision" in text
    assert "127.0.0.1" not in text and "@" not in text


def test_metrics_are_for_this_machine_and_for_bearers(client, app, session):
    outside = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_base=outside).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    for role, status in (("curator", 403), ("administrator", 200)):
        header = {"Authorization": f"Bearer {make_token(make_user(role))}"}
        assert client.get("/metrics", environ_base=outside, headers=header).status_code == status
