"""The demo comes and goes: loaded once, completed after an interruption, removed without a trace of it or of others."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from virtual_museum.audience.counting import add_counts
from virtual_museum.audience.models import KINDS, ViewCount
from virtual_museum.audience.queries import audience, last_days, most_viewed
from virtual_museum.catalogue.models import Item, MintedCode, Place, Term
from virtual_museum.catalogue.services import create_item
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.documents import Document
from virtual_museum.demo import loader, marks
from virtual_museum.demo.content import read_content
from virtual_museum.demo.events import load_events
from virtual_museum.demo.remover import remove_demo
from virtual_museum.demo.visits import HOLIDAYS
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall, Placement
from virtual_museum.media.models import Asset
from virtual_museum.tours.models import Tour
from virtual_museum.visits.models import Event, EventSession, WalkIn
from virtual_museum.visits.queries import coming_sessions, past_sessions, sessions_to_come

TABLES = (
    Item, Hall, Placement, Tour, Exhibition, Document, Asset, Term, Place, MintedCode, ViewCount, Event, EventSession,
    WalkIn,
)  # fmt: skip


def _counts() -> dict[str, int]:
    counted = {model.__name__: db.session.scalar(select(func.count()).select_from(model)) for model in TABLES}
    db.session.commit()
    return counted


@pytest.fixture
def without_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the renditions wait, as they do for the worker of a museum that runs."""
    monkeypatch.setattr(loader, "run_pending", lambda: 0)


@pytest.fixture
def demo(app: Flask, without_conversion: None) -> loader.Loaded:
    """The demo, loaded into an empty museum."""
    return loader.load_demo()


def test_second_load_changes_nothing(demo: loader.Loaded):
    content = read_content()
    assert (demo.items, demo.halls) == (len(content.objects), len(content.halls))
    assert (demo.tours, demo.exhibitions, demo.events) == (1, len(content.exhibitions), len(content.events))
    before = _counts()
    again = loader.load_demo()
    assert (again.items, again.halls, again.tours, again.exhibitions, again.events) == (0, 0, 0, 0, 0)
    assert _counts() == before


def test_the_programme_lies_around_the_day_of_loading(demo: loader.Loaded):
    slugs = {event["slug"] for event in read_content().events}
    assert {session.event.slug for session in coming_sessions().sessions} <= slugs
    assert coming_sessions().pages > 1 and past_sessions().sessions
    assert db.session.scalar(select(func.sum(WalkIn.came))) > 100


def test_a_programme_that_is_over_begins_anew(demo: loader.Loaded):
    events = db.session.scalars(select(Event)).all()
    before = db.session.scalar(select(func.count()).select_from(EventSession))
    later = max(db.session.scalars(select(EventSession.ends_at))).date() + timedelta(days=30)
    content = read_content()
    assert load_events(content, later, loader.receive, lambda line: None) == 0
    assert db.session.scalar(select(func.count()).select_from(EventSession)) == before
    db.session.execute(delete(EventSession).where(EventSession.ends_at > utcnow()))
    load_events(content, later, loader.receive, lambda line: None)
    assert all(sessions_to_come(event) for event in events)


def test_interrupted_load_is_completed(app: Flask, without_conversion: None, monkeypatch: pytest.MonkeyPatch):
    place_item = loader.place_item
    placed = []

    def place_and_die(hall: Hall, item: Item, **when: object) -> Placement:
        placed.append(item.code)
        if len(placed) == 7:
            raise KeyboardInterrupt
        return place_item(hall, item, **when)

    monkeypatch.setattr(loader, "place_item", place_and_die)
    with pytest.raises(KeyboardInterrupt):
        loader.load_demo()
    db.session.rollback()
    monkeypatch.setattr(loader, "place_item", place_item)
    loader.load_demo()
    content = read_content()
    assert len(marks.demo_items()) == len(content.objects)
    assert len(marks.demo_halls([hall["slug"] for hall in content.halls])) == len(content.halls)
    assert len(marks.demo_exhibitions()) == len(content.exhibitions)


def test_removing_touches_nothing_else(app: Flask, without_conversion: None):
    own = create_item({"title": {"en": "Our own bowl"}, "materials": ["silver"], "place": "astana"}, publish=True)
    db.session.commit()
    before = _counts()
    loader.load_demo()
    removed = remove_demo()
    db.session.commit()
    assert removed.items == len(read_content().objects) and removed.kept == 0
    assert _counts() == before
    assert db.session.get(Item, own.id).status == "published"
    assert loader.load_demo().items == removed.items


def test_only_invented_views_go_with_the_demo(demo: loader.Loaded):
    code, yesterday = read_content().codes["headdress"], last_days(2).first
    invented = _views("item", code)
    assert invented > 100
    keys = (
        (yesterday, 12, "item", code, "kk"),
        (yesterday, 12, "item", "0WN0WN", "kk"),
        (yesterday, 12, "home", "", "ru"),
    )
    before = [_views(kind, subject) for _, _, kind, subject, _ in keys]
    add_counts(Counter(dict.fromkeys(keys, 3)))
    assert [_views(kind, subject) for _, _, kind, subject, _ in keys] == [count + 3 for count in before]
    remove_demo()
    db.session.commit()
    assert [_views(kind, subject) for _, _, kind, subject, _ in keys] == [3, 3, 3]
    assert db.session.scalar(select(func.sum(ViewCount.views))) == 9
    loader.load_demo()
    assert _views("item", code) == invented + 3


def _views(kind: str, subject: str) -> int:
    seen = select(func.coalesce(func.sum(ViewCount.views), 0)).where(
        ViewCount.kind == kind, ViewCount.subject == subject
    )
    counted = db.session.scalar(seen)
    db.session.commit()
    return counted


def test_every_chart_of_the_audience_has_something_to_show(demo: loader.Loaded):
    year = audience(last_days(365))
    assert {kind for kind, _ in year.by_kind} == set(KINDS) - {"scan"}
    assert [language for language, _ in year.by_language] == ["kk", "ru", "en"]
    assert year.views > year.scans > year.views / 5
    # Nobody scans a label at night; from home the evening is fullest.
    night = select(func.count()).where(ViewCount.kind == "scan", ViewCount.hour.notin_(range(10, 19)))
    assert db.session.scalar(night) == 0
    assert max(year.by_hour) == max(year.by_hour[19:22])
    closed = [scans for day, _, scans in year.by_day if day.weekday() == 0 and (day.month, day.day) not in HOLIDAYS]
    assert sum(closed) == 0
    for kind in ("scan", "item", "exhibition", "tour", "hall"):
        assert most_viewed(last_days(30), kind), kind
    assert most_viewed(last_days(365), "scan")[0][0] == read_content().codes["headdress"]


def test_visitor_meets_the_demo_in_three_languages(demo: loader.Loaded, client: FlaskClient):
    content = read_content()
    code = content.codes["headdress"]
    for language in ("kk", "ru", "en"):
        page = client.get(f"/{language}/items/{code}", follow_redirects=True)
        assert page.status_code == 200
        assert content.object("headdress")["title"][language] in page.text
        assert content.reconstruction[language] in page.text
        for address in ("", "exhibitions", "exhibitions/golden-man", "halls/saka", "tours/great-steppe", "collection"):
            answer = client.get(f"/{language}/{address}", follow_redirects=True)
            assert answer.status_code == 200, address


def test_load_if_empty_leaves_a_used_museum_alone(app: Flask):
    create_item({"title": {"en": "Our own bowl"}})
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["demo", "load", "--if-empty", "--json"])
    assert answer.exit_code == 0 and '"loaded": false' in answer.output
    assert marks.demo_items() == []
