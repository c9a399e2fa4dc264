"""The studio's editors in a real browser, day and night, on a desk and on a telephone: no barrier that axe knows."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.viewer_pages import LATEST, no_violations
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.exhibitions import every_block, make_exhibition
from tests.factories.halls import make_item, texts
from tests.factories.media import make_asset
from tests.factories.tours import tour_body
from tests.media import samples
from tests.support.servers import LiveServer
from virtual_museum.core.db import db
from virtual_museum.media.captions import set_captions
from virtual_museum.media.details import add_detail
from virtual_museum.media.models import Asset
from virtual_museum.media.services import receive_file
from virtual_museum.tours.services import create_tour

pytestmark = pytest.mark.browser

READY = "[data-asset][data-state=ready]"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nA short tone\n"
EDITORS = ("vm-place-editor", "vm-panorama-editor", "vm-audio")
# An editor on its way is neither what stood there before nor what will stand there.
AT_REST = """names => [...document.querySelectorAll(names.join())].every(
  one => one.dataset.state && one.dataset.state !== 'loading')"""

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 200))"""


def received(folder: Path, name: str, kind: str, data: bytes) -> Asset:
    """A file that has come in and that the museum's worker now converts."""
    return receive_file(samples.written(folder, name, data), name, kind).asset


@pytest.fixture(scope="module")
def pages(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The paths of the editors, each with something to edit; the files are converted as the museum does it."""
    folder = tmp_path_factory.mktemp("originals")
    with live_server.app.app_context():
        make_user("administrator")
        picture = received(folder, "picture.jpg", "image", samples.picture(1200, 800))
        add_detail(picture, texts("antler"), texts("seven tines"), {"x": 0.2, "y": 0.2, "w": 0.3, "h": 0.3})
        model = received(folder, "model.glb", "model", samples.glb())
        add_detail(model, texts("hilt"), texts("cast"), {"point": [0, 1, 0], "normal": [0, 0, 1]})
        panorama = received(folder, "hall.jpg", "panorama", samples.panorama())
        sound, film = make_asset("audio", transcript=texts("said")), make_asset("video", transcript=texts("shown"))
        for asset in (sound, film):
            set_captions(asset, "en", CAPTIONS)
        item = make_item()
        tour = tour_body(items=(item.code,))
        tour["scenes"][0]["panorama"] = panorama.code
        tour["stops"] = [{
            "id": "first", "kind": "item", "scene": "entrance", "item": item.code, "title": texts("stop"),
            "text": texts("told"), "audio": sound.code, "moves": [{"at": 2, "view": {"yaw": 90}}],
        }]  # fmt: skip
        create_tour("museum", tour)
        make_exhibition(blocks=every_block())
        found = {
            "sound": f"/studio/media/{sound.code}",
            "film": f"/studio/media/{film.code}",
            "route": "/studio/tours/museum/route",
            "hotspots": "/studio/tours/museum/scenes/entrance/hotspots",
            "picture": f"/studio/media/{picture.code}/details",
            "model": f"/studio/media/{model.code}/details",
            "composer": "/studio/exhibitions/gold-and-wind",
            "block": "/studio/exhibitions/gold-and-wind/blocks/b-item",
        }
        codes = [asset.code for asset in (picture, model, panorama)]
        db.session.commit()
        db.session.remove()
    return {**found, **{f"file {code}": f"/studio/media/{code}" for code in codes}}


def enter(page: Page, server: LiveServer, pages: dict[str, str]) -> None:
    """Sign in and wait until every file is converted: its page shows itself anew then."""
    page.goto(f"{server.url}/studio")
    page.fill("#email", "administrator@museum.test")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{server.url}/studio**")
    for name, path in pages.items():
        if name.startswith("file "):
            page.goto(server.url + path)
            page.locator(READY).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_editors_are_for_everyone(
    browser: Browser, live_server: LiveServer, pages: dict[str, str], width: int, scheme: str
) -> None:
    """Each editor runs, fits the window, and axe is content with all that stands on its page."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(LATEST)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    enter(page, live_server, pages)
    for name, path in pages.items():
        page.goto(live_server.url + path)
        page.wait_for_function(AT_REST, arg=EDITORS)
        if name in ("picture", "model", "hotspots"):
            expect(page.locator(",".join(EDITORS)).first).to_have_attribute("data-state", "ready")
        assert page.evaluate(TOO_WIDE) == [], (name, width)
        no_violations(page, "body")
    context.close()
    assert failures == []


@pytest.mark.parametrize("width", [360, 1440])
def test_no_button_of_an_editor_is_cut_off(
    browser: Browser, live_server: LiveServer, pages: dict[str, str], width: int
) -> None:
    """All tools over the panorama and the model lie within their frame, wholly."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LATEST)
    enter(page, live_server, pages)
    for name, frame in (("hotspots", ".tour-stage"), ("model", ".model-frame")):
        page.goto(live_server.url + pages[name])
        page.wait_for_function(AT_REST, arg=EDITORS)
        outer = page.locator(frame).bounding_box()
        for tool in page.locator(f"{frame} .tool:visible").all():
            box = tool.bounding_box()
            assert box["x"] >= outer["x"], tool.inner_text()
            assert box["x"] + box["width"] <= outer["x"] + outer["width"] + 0.5, tool.inner_text()
            assert tool.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    context.close()
