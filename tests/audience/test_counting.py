"""Counting visits without persons: exact, cheap, and never in a visitor's way."""

import threading
from datetime import date

import pytest
from sqlalchemy import inspect, select

from virtual_museum.audience.charts import Bar, bar_chart
from virtual_museum.audience.counting import Counter, add_counts, counter
from virtual_museum.audience.counting_views import kind_and_subject
from virtual_museum.audience.models import ViewCount
from virtual_museum.audience.queries import Span, audience, last_days, most_viewed, today
from virtual_museum.core.db import db

BROWSER = {"User-Agent": "Mozilla/5.0 (Android 16) Firefox/140"}
DAY = date(2026, 11, 20)


def counted(session):
    session.commit()
    counter().write()
    rows = session.scalars(select(ViewCount).order_by(ViewCount.kind, ViewCount.subject))
    return [(row.kind, row.subject, row.language, row.views) for row in rows]


def test_a_page_is_counted_also_when_it_is_ready_in_memory(client, session):
    for _visit in range(3):
        assert client.get("/kk/", headers=BROWSER).status_code == 200
    client.get("/ru/enter", headers=BROWSER)
    assert counted(session) == [("enter", "", "ru", 1), ("home", "", "kk", 3)]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/kk/", {"User-Agent": "Googlebot/2.1"}),
        ("/kk/", {"User-Agent": ""}),
        ("/kk/", BROWSER | {"Sec-Purpose": "prefetch;prerender"}),
        ("/kk/halls/none", BROWSER),
        ("/healthz", BROWSER),
        ("/studio/sign-in", BROWSER),
    ],
)
def test_machines_errors_and_the_studio_are_not_counted(client, session, path, headers):
    client.get(path, headers=headers)
    assert counted(session) == []


def test_nothing_about_the_person_is_kept(client, session):
    client.get("/kk/", headers=BROWSER)
    assert {cookie.key for cookie in client._cookies.values()} <= {"language", "display"}
    columns = {column.key for column in inspect(ViewCount).columns}
    assert columns == {"day", "hour", "kind", "subject", "language", "views", "invented"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/kk/", ("home", "")),
        ("/ru/exhibitions", ("exhibitions", "")),
        ("/en/exhibitions/gold", ("exhibition", "gold")),
        ("/kk/items/7K3M9X/tau-teke", ("item", "7K3M9X")),
        ("/kk/tours/great", ("tour", "great")),
        ("/kk/visit", ("page", "visit")),
    ],
)
def test_addresses_have_kinds(path, expected):
    assert kind_and_subject(path) == expected


def test_processes_add_up(app, session):
    counts = Counter({(DAY, 9, "item", "7K3M9X", "kk"): 2, (DAY, 9, "home", "", "ru"): 1})
    threads = [threading.Thread(target=_add, args=(app, counts)) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.views for row in session.scalars(select(ViewCount).order_by(ViewCount.kind))] == [8, 16]


def _add(app, counts):
    with app.app_context():
        for _time in range(1):
            add_counts(counts)
        db.session.remove()


def test_a_read_waits_for_no_count(client, app, session):
    """While a page is counted, another transaction may be writing: the answer does not wait for it."""
    session.add(ViewCount(day=DAY, hour=1, kind="home", subject="", language="kk", views=1))
    session.flush()
    with app.app_context():
        counter().add("home", "", "kk")
    session.rollback()
    assert counted(session)[0][3] == 1


@pytest.fixture
def week(app, session):
    add_counts(
        Counter(
            {
                (DAY, 9, "item", "7K3M9X", "kk"): 5,
                (DAY, 10, "item", "000000", "ru"): 2,
                (DAY, 10, "scan", "7K3M9X", "kk"): 4,
                (date(2026, 11, 18), 23, "home", "", "en"): 1,
                (date(2026, 11, 1), 9, "home", "", "en"): 100,
            }
        )
    )
    return Span(date(2026, 11, 16), date(2026, 11, 22))


def test_figures_of_a_span(week):
    figures = audience(week)
    assert (figures.views, figures.scans, len(figures.by_day)) == (8, 4, 7)
    assert figures.by_day[4] == (DAY, 7, 4)
    assert figures.by_kind == (("item", 7), ("home", 1))
    assert dict(figures.by_language) == {"kk": 5, "ru": 2, "en": 1}
    assert figures.by_hour[9:11] == (5, 2) and figures.by_hour[23] == 1
    assert most_viewed(week, "item") == [("7K3M9X", 5), ("000000", 2)]


def test_figures_take_four_queries(week, count_queries):
    with count_queries() as queries:
        audience(week)
    assert queries.count == 4


def test_the_page_and_the_csv(administrator_client, week):
    address = "/studio/audience?from=2026-11-16&to=2026-11-20"
    page = administrator_client.get(address)
    assert page.status_code == 200 and page.text.count("<svg class=\"bar-chart\"") == 2
    assert "7K3M9X" in page.text
    answer = administrator_client.get("/studio/audience/views.csv?from=2026-11-16&to=2026-11-20")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "day,kind,subject,language,views" and "2026-11-20,scan,7K3M9X,kk,4" in lines
    assert len(lines) == 5


@pytest.mark.parametrize(
    "query", ["days=5", "from=x&to=y", "from=2026-02-01&to=2026-01-01", "from=1900-01-01&to=2026-01-01"]
)
def test_a_senseless_span_is_the_last_month(administrator_client, query):
    assert administrator_client.get(f"/studio/audience?{query}").status_code == 200


def test_the_last_days_end_today(app):
    span = last_days(7)
    assert span.last == today() and len(span.days) == 7


def test_a_chart_says_its_figures_and_cannot_be_broken_into():
    chart = bar_chart([Bar("<b>one</b>", 3, 1), Bar("none", 0)], 'Title "quoted"')
    assert "<b>" not in chart and "&lt;b&gt;one" in chart and chart.count("<rect") == 4
