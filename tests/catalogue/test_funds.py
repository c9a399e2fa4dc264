"""Funds and acquisitions: the sums of the page, of the table and of the command line against a recount by hand."""

import csv
import json
from datetime import date
from io import StringIO
from random import Random

import pytest
from sqlalchemy import select

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.funds import Count, funds_report
from virtual_museum.catalogue.models import FUNDS, SOURCE_CATEGORIES, Item
from virtual_museum.core.db import db

YEAR = 2021


@pytest.fixture
def books(app):
    random = Random(7)
    for number in range(70):
        year = random.choice((None, 1998, 2020, 2021, 2021, 2022))
        make_item(
            inventory_number=f"КП-{number}",
            fund=random.choice(FUNDS),
            quantity=random.choice((0, 1, 1, 3, 250)),
            acquisition_date=None if year is None else f"{year}-{random.choice(('01-01', '06-15', '12-31'))}",
            acquisition_source_category=random.choice((*SOURCE_CATEGORIES, "")),
            department=random.choice(("", "Археология", "Нумизматика")),
            publish=random.random() < 0.5,
        )
    db.session.commit()
    return list(db.session.scalars(select(Item)))


def recount(items, *conditions):
    chosen = [item for item in items if all(condition(item) for condition in conditions)]
    return Count(len(chosen), sum(item.quantity for item in chosen))


def of(name, value):
    return lambda item: getattr(item, name) == value


def within(first, last):
    return lambda item: item.acquisition_date is not None and first <= item.acquisition_date <= last


IN_YEAR = within(date(YEAR, 1, 1), date(YEAR, 12, 31))


def test_every_number_is_that_of_the_books(books):
    report = funds_report(YEAR)
    assert [fund.key for fund in report.funds] == list(FUNDS)
    for fund in report.funds:
        mine = of("fund", fund.key)
        assert fund.acquired == recount(books, mine, IN_YEAR)
        assert fund.before == recount(books, mine, within(date(1, 1, 1), date(YEAR - 1, 12, 31)))
        assert fund.undated == recount(books, mine, of("acquisition_date", None))
        assert fund.held == fund.before + fund.acquired + fund.undated
    for row in report.sources:
        for fund, count in row.by_fund.items():
            wanted = recount(books, IN_YEAR, of("fund", fund), of("acquisition_source_category", row.key))
            assert count == wanted
    for row in report.departments:
        slug = row.key

        def mine(item, slug=slug):
            return (item.department.slug if item.department else "") == slug

        assert row.total == recount(books, IN_YEAR, mine)
    assert {row.key: row.total for row in report.years}["1998"] == recount(
        books, within(date(1998, 1, 1), date(1998, 12, 31))
    )


def test_all_tables_of_a_year_add_up_to_the_same(books):
    report = funds_report(YEAR)
    everything = recount(books, IN_YEAR)
    assert report.acquired == everything and everything.objects
    for rows in (report.sources, report.departments):
        assert sum((row.total for row in rows), Count()) == everything
    later = funds_report(2022)
    assert later.held == recount(books) and later.held.units != later.held.objects


def test_the_four_sources_stand_even_where_nothing_came(app):
    report = funds_report(1999)
    assert [row.key for row in report.sources] == list(SOURCE_CATEGORIES)
    assert report.held == Count() == report.acquired


def test_page_table_and_command_line_say_the_same(app, studio_client, books):
    report = funds_report(YEAR)
    page = studio_client.get(f"/studio/catalogue/funds?year={YEAR}")
    assert page.status_code == 200 and f">{report.acquired.objects}<" in page.text
    table = studio_client.get(f"/studio/catalogue/funds/table.csv?year={YEAR}")
    rows = list(csv.reader(StringIO(table.data.decode("utf-8-sig"))))
    assert [int(cell) for cell in rows[2][1:]] == [
        getattr(report.funds[0], name).objects for name in ("before", "acquired", "undated", "held")
    ]
    db.session.commit()
    told = json.loads(app.test_cli_runner().invoke(args=["report", "funds", "--year", str(YEAR), "--json"]).output)
    assert told["acquired"] == {"objects": report.acquired.objects, "units": report.acquired.units}
    assert told["by_source"]["purchase"]["total"] == report.sources[3].total.as_json()
    spoken = app.test_cli_runner().invoke(args=["report", "funds", "--year", str(YEAR)]).output
    assert f"came in {report.acquired.objects} ({report.acquired.units})" in spoken


def test_statements_do_not_grow(books, count_queries):
    with count_queries() as queries:
        funds_report(YEAR)
    assert queries.count == 4


def test_visitors_see_no_funds(client):
    assert client.get("/studio/catalogue/funds").status_code in (302, 303, 401, 403)
