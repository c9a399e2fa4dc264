"""Rules of sessions, times and translated texts, on every database the museum runs on."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import abort
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from tests.factories.accounts import make_user
from virtual_museum.accounts.models import User
from virtual_museum.catalogue.models import Place
from virtual_museum.core.db import TranslatedText, content_revision, db, utcnow


def test_moments_come_back_aware_and_in_utc(session):
    almaty = timezone(timedelta(hours=5))
    user = make_user(last_sign_in_at=datetime(2026, 11, 22, 10, 0, tzinfo=almaty))
    session.commit()
    session.expire_all()
    assert user.last_sign_in_at == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert user.last_sign_in_at.utcoffset() == timedelta(0)


def test_naive_moments_are_refused(session):
    with pytest.raises(StatementError, match="time zone"):
        make_user(last_sign_in_at=datetime(2026, 1, 1))


def test_translated_texts_keep_what_is_there(session):
    place = Place(slug="issyk", name={"kk": "Есік", "ru": "Иссык", "en": ""})
    session.add(place)
    session.commit()
    session.expire_all()
    assert place.name == {"kk": "Есік", "ru": "Иссык"}
    place.name["en"] = "Issyk"
    session.commit()
    session.expire_all()
    assert place.name["en"] == "Issyk"


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ({"kk": "а", "ru": "б"}, "ru", ("б", "ru")),
        ({"kk": "а", "ru": "б"}, "en", ("а", "kk")),
        ({"ru": "б", "kk": ""}, "en", ("б", "ru")),
        ({"de": "d"}, "en", ("d", "de")),
        ({}, "en", ("", "en")),
    ],
)
def test_reading_falls_back_in_order(texts, language, expected):
    assert TranslatedText(texts).best(language) == expected


def test_visible_changes_are_counted_once_a_transaction(session):
    before = content_revision()
    session.add_all([Place(slug="a"), Place(slug="b")])
    session.commit()
    assert content_revision() == before + 1
    make_user()
    session.commit()
    assert content_revision() == before + 1, "users are no content"


@pytest.fixture
def writing_app(app):
    @app.post("/write/<int:status>")
    def write(status):
        db.session.add(Place(slug=f"s{status}"))
        db.session.flush()
        if status >= 400:
            abort(app.response_class("no", status=status))
        return "yes", status

    @app.get("/write")
    def write_by_reading():
        db.session.add(Place(slug="read"))
        db.session.flush()
        return "read"

    return app


def test_a_request_commits_once_where_it_succeeds(writing_app, session):
    client = writing_app.test_client()
    for status in (200, 302, 409, 500):
        client.post(f"/write/{status}", headers={"Accept": "application/json"})
    client.get("/write")
    assert set(session.scalars(select(Place.slug))) == {"s200", "s302"}


def test_sqlite_is_safe_on_disk(app, session):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("SQLite only")
    values = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in (
        "journal_mode", "synchronous", "foreign_keys", "busy_timeout"
    )}
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_rows_know_when_they_changed(session):
    user = make_user()
    session.commit()
    made = user.updated_at
    user.name = "Айгүл"
    session.commit()
    assert user.updated_at > made and utcnow() - user.created_at < timedelta(minutes=1)
    assert session.scalar(select(User.name)) == "Айгүл"
