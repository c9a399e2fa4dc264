"""The collection's map and timeline in a real browser: by keyboard alone, parted and opened, without scripts."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.viewer_pages import DESKTOP, PHONE, PageOpener, no_violations, ready
from tests.browser.visits import visits
from tests.factories.catalogue import make_item
from tests.support.threads import served
from virtual_museum.catalogue.services import ensure_place
from virtual_museum.core.db import db

pytestmark = pytest.mark.browser

PLACES = {"Otyrar": (42.85, 68.30, 3), "Sauran": (43.51, 67.77, 2), "Saraishyq": (47.50, 51.73, 1)}


@pytest.fixture
def museum(app: Flask) -> Iterator[str]:
    """The address of a museum with finds from three places, two of them beside one another, and one from nowhere."""
    for name, (latitude, longitude, count) in PLACES.items():
        ensure_place(name, {"kk": name, "ru": name, "en": name}, latitude=latitude, longitude=longitude)
        for number in range(count):
            years = {"year_from": 1301 - 400 * number, "year_to": 1400 - 400 * number}
            make_item(title={"en": f"Jug {number} of {name}"}, place=name, **years)
    make_item(title={"en": "A stray find"}, year_from=-3500, year_to=-3000)
    db.session.commit()
    with served(app) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, museum: str) -> Iterator[PageOpener]:
    """Open a page; at the end nothing may have been asked of another host, and no script may have failed."""
    with visits(browser, museum, reduced_motion="reduce") as open_page:
        yield open_page


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_neighbours_stand_as_one_and_part_when_opened(visit: PageOpener, viewport: dict) -> None:
    page = visit("/en/collection/map", viewport=viewport)
    drawn = ready(page, "vm-map")
    expect(drawn.locator(".map-mark")).to_have_count(2)
    together = drawn.get_by_role("button", name="Otyrar, Sauran")
    expect(together).to_have_accessible_name("Otyrar, Sauran: 5 objects. Look closer.")
    expect(drawn.locator(".map-mark").get_by_role("link")).to_have_count(1)
    no_violations(page, "vm-map")
    together.click()
    # Each stands by itself now; who does not see is told so.
    expect(drawn.locator(".map-mark").get_by_role("link", name="Otyrar")).to_be_visible()
    expect(drawn.locator(".map-mark").get_by_role("link", name="Sauran")).to_be_visible()
    expect(drawn.get_by_role("status")).to_contain_text("2")
    drawn.locator(".map-tools button").last.click()
    expect(drawn.get_by_role("button", name="Otyrar, Sauran")).to_be_visible()


def test_keys_alone_move_open_and_lead_on(visit: PageOpener) -> None:
    page = visit("/en/collection/map")
    drawn = ready(page, "vm-map")
    surface = drawn.locator(".map-surface")
    mark = drawn.locator(".map-mark.several")
    start = mark.get_attribute("style")
    surface.focus()
    page.keyboard.press("ArrowRight")
    expect(mark).not_to_have_attribute("style", start)
    page.keyboard.press("Home")
    expect(mark).to_have_attribute("style", start)
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('.map-mark.several') !== null"):
            break
    page.keyboard.press("Enter")
    found = drawn.locator(".map-mark").get_by_role("link", name="Otyrar")
    expect(found).to_be_visible()
    expect(surface).to_be_focused()
    for _press in range(12):
        page.keyboard.press("Tab")
        if found.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/collection?place=otyrar")
    expect(page.get_by_text("Jug 0 of Otyrar")).to_be_visible()


def test_without_scripts_the_places_are_a_list(visit: PageOpener) -> None:
    page = visit("/en/collection/map", java_script_enabled=False)
    assert page.locator(".map").count() == 0
    places = page.locator("vm-map .spot h3 a")
    assert places.all_inner_texts() == ["Otyrar", "Sauran", "Saraishyq"]
    places.first.click()
    expect(page.get_by_text("Jug 2 of Otyrar")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_timeline_is_walked_by_keyboard(visit: PageOpener, scripts: bool) -> None:
    page = visit("/en/collection/timeline", java_script_enabled=scripts)
    heads = page.locator(".moment h2")
    assert heads.count() == 4
    jumps = page.locator("nav.profile a")
    assert jumps.count() == heads.count()
    # The bars tell their numbers to who does not see them, and lead to their time.
    last = jumps.last
    assert "3" in last.inner_text() and heads.last.inner_text() in last.inner_text()
    last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".moment").last).to_be_in_viewport()
    expect(page).to_have_url(re.compile("#t4$"))
    page.keyboard.press("Tab")
    expect(heads.last.locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("century=1300"))
    expect(page.get_by_text("Jug 0 of Saraishyq")).to_be_visible()


def test_the_timeline_breaks_no_rule(visit: PageOpener) -> None:
    page = visit("/en/collection/timeline", viewport=PHONE)
    no_violations(page, "main")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
