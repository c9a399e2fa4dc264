"""Kept pages are quick, and never older than the last change."""

from datetime import timedelta

import pytest

from virtual_museum import create_app
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import ContentRevision, bump_content_revision, db, utcnow
from virtual_museum.core.documents import Document
from virtual_museum.core.page_cache import KeptPage, PageCache, Schedule, cached_page, next_scheduled_change


@pytest.fixture
def counted(tmp_path):
    """An application with one cached view that counts how often it really ran."""
    app = create_app(load_settings(home=tmp_path))
    runs = []

    @cached_page
    def view():
        runs.append(1)
        return f"run {len(runs)}"

    app.add_url_rule("/counted", view_func=view)
    with app.app_context():
        db.create_all()
        db.session.commit()
    return app, runs


def test_second_reading_comes_from_memory_until_something_changes(counted):
    app, runs = counted
    client = app.test_client()
    first, second = client.get("/counted"), client.get("/counted")
    assert (first.text, second.text, len(runs)) == ("run 1", "run 1", 1)
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    with app.app_context():
        bump_content_revision(db.session())
        db.session.commit()
    assert client.get("/counted").text == "run 2"


def test_a_browser_that_has_the_page_gets_no_body(counted):
    app, _ = counted
    client = app.test_client()
    tag = client.get("/counted").headers["ETag"]
    again = client.get("/counted", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_the_display_cookie_has_a_page_of_its_own(counted):
    app, runs = counted
    client = app.test_client()
    client.get("/counted")
    client.set_cookie("display", "large")
    client.get("/counted")
    assert len(runs) == 2


def test_a_change_is_counted_once_a_transaction(counted):
    app, _ = counted
    with app.app_context():
        db.session.add_all([Document(kind="note"), Document(kind="note")])
        db.session.flush()
        db.session.add(Document(kind="note"))
        db.session.commit()
        assert db.session.get(ContentRevision, 1).value == 1


def test_a_page_ends_when_something_opens_by_schedule(counted):
    app, _ = counted
    soon = utcnow().replace(microsecond=0) + timedelta(minutes=5)
    with app.app_context():
        db.session.add(Document(kind="note", published_id=1, publish_from=soon))
        db.session.commit()
        assert next_scheduled_change(utcnow()) == soon
    cache = PageCache(2)
    cache.put(("a",), KeptPage(b"", (), 1, soon))
    assert cache.get(("a",), 1, soon - timedelta(seconds=1))
    assert cache.get(("a",), 1, soon) is None


def test_the_schedule_is_read_again_after_a_change_and_after_its_moment(app, count_queries):
    now = utcnow()
    soon, later = now + timedelta(hours=1), now + timedelta(hours=2)
    schedule = Schedule()
    db.session.add(Document(kind="counted", published_id=1, publish_from=later))
    db.session.flush()
    assert schedule.next_change(1, now) == later
    db.session.add(Document(kind="counted", published_id=1, publish_from=soon))
    db.session.flush()
    with count_queries() as queries:
        assert schedule.next_change(1, now) == later and queries.count == 0
    assert schedule.next_change(2, now) == soon
    assert schedule.next_change(2, soon) == later
    assert schedule.next_change(2, later) is None


def test_the_least_recently_used_page_leaves_first():
    cache, now = PageCache(2), utcnow()
    page = KeptPage(b"", (), 1, None)
    for name in "ab":
        cache.put((name,), page)
    cache.get(("a",), 1, now)
    cache.put(("c",), page)
    assert cache.get(("b",), 1, now) is None
    assert cache.get(("a",), 1, now) is page
