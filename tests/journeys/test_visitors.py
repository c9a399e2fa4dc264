"""The visitors' journeys through the demo museum in a real browser, and every page looked at by a referee."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.viewer_pages import changed, seen
from tests.conftest import wanted_databases
from tests.support.axe import barriers, context_for_axe, wait_for_rest
from tests.support.demo_museum import demo_museum
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(3600)]

LATEST = 120_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", params=wanted_databases())
def museum(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, converted_demo: Path
) -> Iterator[LiveServer]:
    """The demo museum, brought to this database by its backup, served by web and worker."""
    home = tmp_path_factory.mktemp("demo")
    databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.fresh(home) as url, demo_museum(home, url, converted_demo) as server:
        yield server


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A fresh phone whose language is Russian."""
    context = browser.new_context(viewport=PHONE, locale="ru-RU", has_touch=True, is_mobile=True)
    context.set_default_timeout(LATEST)
    yield context.new_page()
    context.close()


def drawn(page: Page, place: Locator) -> np.ndarray:
    """What is drawn there when it rests; a blank canvas, all of one shade, is no picture."""
    return seen(page, place, lambda picture: picture.mean(axis=2).std() > 5)


def exhibit_to_turn(page: Page, museum: LiveServer) -> tuple[dict, dict]:
    """A scene and a hotspot in it whose exhibit has a model."""
    scenes = page.request.get(f"{museum.url}/en/tours/great-steppe/data.json", timeout=LATEST).json()["scenes"]
    return next(
        (scene, spot)
        for scene in scenes
        for spot in scene["hotspots"]
        if spot["kind"] == "item" and spot["item"]["has_model"]
    )


def test_the_remote_visitor_walks_from_home_to_a_turned_model(page: Page, museum: LiveServer) -> None:
    page.set_default_timeout(LATEST)
    page.goto(f"{museum.url}/en/")
    page.get_by_role("link", name="Read the exhibition").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{museum.url}/en/")
    page.get_by_role("link", name="Start the tour").click()
    canvas = page.locator("vm-panorama canvas").first
    expect(canvas).to_be_visible()
    drawn(page, canvas)
    scene, spot = exhibit_to_turn(page, museum)
    page.goto(f"{museum.url}/en/tours/great-steppe?scene={scene['id']}")
    # The words of a hotspot are a button; it is reached by keyboard alone.
    button = page.locator("vm-panorama").get_by_role("button", name=re.compile(re.escape(spot["label"]))).first
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Open")).first.click()
    page.wait_for_url(re.compile(f"/en/items/{spot['item']['code']}"))
    model = page.locator("vm-model")
    model.scroll_into_view_if_needed()
    expect(model).to_have_attribute("data-state", "ready", timeout=LATEST)
    canvas = model.locator("canvas").first
    before = drawn(page, canvas)
    model.locator(".model-picture").focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    changed(page, canvas, before, 1)


def test_the_visitor_in_the_hall_scans_reads_and_changes_the_language(
    phone: Page, museum: LiveServer, tmp_path: Path
) -> None:
    sheet = tmp_path / "labels.pdf"
    made = museum.flask("labels", "print", "--exhibition", "golden-man", "--sheet", "a4-105x74", "--out", str(sheet))
    assert made.returncode == 0, made.stderr
    picture = pypdfium2.PdfDocument(str(sheet))[0].render(scale=300 / 72).to_pil()
    codes = [found.text for found in zxingcpp.read_barcodes(picture)]
    assert codes
    assert all(code.upper().startswith(f"{museum.url}/Q/".upper()) for code in codes)

    phone.goto(codes[0])
    assert "/ru/items/" in phone.url
    heading = phone.get_by_role("heading", level=1)
    russian = heading.inner_text()
    phone.get_by_role("link", name="ҚАЗ").click()
    phone.wait_for_url(re.compile("/kk/items/"))
    assert heading.inner_text() != russian
    phone.goto(codes[0].lower())
    assert "/kk/items/" in phone.url

    typed = codes[0].rsplit("/", 1)[1].lower()
    phone.goto(f"{museum.url}/kk/enter")
    phone.locator("#code").fill(f"{typed[:3]} {typed[3:]}")
    phone.locator("#code").press("Enter")
    phone.wait_for_url(re.compile("/kk/items/"))
    assert phone.goto(f"{museum.url}/q/ZZZZZZ").status == 404


def pages_of(museum: LiveServer, page: Page) -> list[str]:
    """One address of every kind of visitor page."""
    found = page.request.get(f"{museum.url}/en/collection?format=json", timeout=LATEST).json()["items"]
    codes = [one["code"] for one in found]
    return [
        "",
        "exhibitions",
        "exhibitions/golden-man",
        "tours",
        "tours/great-steppe",
        "halls",
        "halls/saka",
        "collection",
        "collection?q=%D0%B0%D0%BB%D1%82%D1%8B%D0%BD",
        *(f"items/{code}" for code in codes[:3]),
        "enter",
        "visit",
        "display",
    ]


def test_no_page_has_a_barrier_that_axe_knows(browser: Browser, museum: LiveServer) -> None:
    found = []
    for scheme, viewport, language in (("light", PHONE, "kk"), ("dark", {"width": 1440, "height": 900}, "ru")):
        context = context_for_axe(browser, viewport=viewport, color_scheme=scheme)
        page = context.new_page()
        for path in [*pages_of(museum, page), "no-such-page"]:
            page.goto(f"{museum.url}/{language}/{path}")
            found += [f"{language}/{path} {scheme}: {barrier}" for barrier in barriers(page)]
        context.close()
    assert not found, "\n".join(found)


def test_every_page_reads_and_works_without_javascript(browser: Browser, museum: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(LATEST)
    page = context.new_page()
    for path in pages_of(museum, page):
        answer = page.goto(f"{museum.url}/ru/{path}")
        assert answer.status == 200, path
        expect(page.locator("h1").first).to_be_attached()
        assert len(page.locator("main").inner_text()) > 40, path
    page.goto(f"{museum.url}/ru/tours/great-steppe")
    assert page.locator("vm-panorama img").count() >= 1
    assert page.locator("vm-panorama a[href*='/items/']").count() >= 3
    page.goto(f"{museum.url}/ru/collection")
    page.locator("input[name=q]").first.fill("золото")
    page.locator("input[name=q]").first.press("Enter")
    page.wait_for_url(re.compile("q="))
    expect(page.locator("a[href*='/ru/items/']").first).to_be_visible()
    context.close()


def test_no_page_asks_another_host_for_anything(browser: Browser, museum: LiveServer) -> None:
    context = browser.new_context()
    context.set_default_timeout(LATEST)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages_of(museum, page):
        page.goto(f"{museum.url}/kk/{path}")
        wait_for_rest(page)
    strange = [url for url in asked if not url.startswith((museum.url, "data:", "blob:"))]
    assert not strange
    context.close()
