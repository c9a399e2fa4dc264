"""The viewers where the signal comes and goes: nothing breaks, what did not come is asked for again."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.viewer_pages import LATEST, PageOpener, alike, changed, difference, pixels, ready, settled

pytestmark = pytest.mark.browser

TOUR = "/pages/tour.html"
HALL, NEXT_HALL = "Graphics and sculpture", "Great Ulus"


class Line:
    """The connection of one page to some of its files: it can be cut, mended and listened to."""

    def __init__(self, page: Page, files: str) -> None:
        self.asked: Counter[str] = Counter()
        self.came: set[str] = set()
        self.cut = True
        page.on("requestfinished", lambda request: self.came.add(request.url))
        page.route(re.compile(files), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked[route.request.url] += 1
        if self.cut:
            route.abort("internetdisconnected")
        else:
            route.continue_()


def with_line(visit: PageOpener, address: str, files: str, **options: object) -> tuple[Page, Line]:
    """The page at that address, whose connection to those files is cut from the beginning."""
    page = visit("/pages/below.html", **options)
    line = Line(page, files)
    page.goto(page.url.replace("/pages/below.html", address))
    return page, line


def enter_door(tour: Locator) -> None:
    tour.locator("[data-hotspot=s0-door]").focus()
    tour.page.keyboard.press("Enter")


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """Look again and again while the page goes on."""
    for _look in range(LATEST // 250):
        if true():
            return
        page.wait_for_timeout(250)
    assert true()


def told(tour: Locator) -> Locator:
    return tour.locator("[role=status]").first


def test_a_hall_that_cannot_be_had_is_not_entered(visit: PageOpener) -> None:
    """One stands where one stood, is told so, and goes through the same door when the signal is back."""
    page, line = with_line(visit, TOUR, "/media/hall1/")
    tour = ready(page, "vm-panorama")
    canvas = tour.locator(".tour-canvas")
    before = settled(page, canvas)
    enter_door(tour)
    expect(told(tour)).to_have_text(re.compile("cannot be fetched"), timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text(HALL)
    expect(tour.locator(".hotspots")).not_to_have_class(re.compile("melting"))
    expect(tour.locator(".psv-overlay")).to_be_hidden()
    expect(page).to_have_url(re.compile("scene=hall0"))
    page.get_by_role("button", name="Exhibits (").click()
    tour.locator(".panel-hall").first.get_by_role("button", name=HALL).click()
    page.keyboard.press("Escape")
    page.wait_for_function("() => Number(new URLSearchParams(location.search).get('yaw')) % 360 === 0")
    alike(page, canvas, before, 3)
    # The sphere one stands in asked for none of the other hall's tiles.
    assert not [url for url in line.asked if not url.endswith("base.webp")]
    line.cut = False
    enter_door(tour)
    expect(tour.locator(".tour-place")).to_have_text(NEXT_HALL, timeout=LATEST)
    changed(page, canvas, before, 10)


def test_tiles_that_did_not_come_are_asked_for_once_more(visit: PageOpener) -> None:
    """The blurred picture becomes sharp by itself; tiles that fail twice are let alone until the connection is back."""
    page, line = with_line(visit, TOUR, r"/media/hall0/\d/")
    tour = ready(page, "vm-panorama")
    canvas = tour.locator(".tour-canvas")
    wait_until(page, lambda: len(line.asked) > 0)
    blurred = settled(page, canvas)
    line.cut = False
    wait_until(page, lambda: line.came >= set(line.asked))
    wait_until(page, lambda: difference(blurred, pixels(canvas)) > 1)
    assert max(line.asked.values()) == 2


def test_a_lost_connection_that_comes_back(visit: PageOpener) -> None:
    """Tiles that failed twice come when the browser says that it is online again."""
    page, line = with_line(visit, TOUR, r"/media/hall0/\d/")
    tour = ready(page, "vm-panorama")
    canvas = tour.locator(".tour-canvas")
    blurred = settled(page, canvas)
    wait_until(page, lambda: set(line.asked.values()) == {2})
    line.cut = False
    page.evaluate("() => dispatchEvent(new Event('online'))")
    wait_until(page, lambda: line.came >= set(line.asked))
    wait_until(page, lambda: difference(blurred, pixels(canvas)) > 1)
    assert set(line.asked.values()) == {3}


def test_who_turns_back_on_the_way_stays(visit: PageOpener) -> None:
    """The next hall is slow to come; who wishes back meanwhile stands in the old one and sees it."""
    page = visit("/pages/below.html")
    waiting: list[Route] = []
    page.route("**/media/hall1/base.webp", lambda route: waiting.append(route))
    page.goto(page.url.replace("/pages/below.html", TOUR))
    tour = ready(page, "vm-panorama")
    canvas = tour.locator(".tour-canvas")
    before = settled(page, canvas)
    enter_door(tour)
    expect(tour.locator(".hotspots")).to_have_class(re.compile("melting"))
    page.get_by_role("button", name="Exhibits (").click()
    tour.locator(".panel-hall").first.get_by_role("button", name=HALL).click()
    expect(tour.locator(".hotspots")).not_to_have_class(re.compile("melting"), timeout=LATEST)
    for route in waiting:
        route.continue_()
    page.keyboard.press("Escape")
    alike(page, canvas, before, 3)
    expect(tour.locator(".tour-place")).to_have_text(HALL)


def test_the_guide_goes_on_speaking(visit: PageOpener) -> None:
    """A stop whose hall cannot be had is told from where one stands, and the next one follows."""
    page, _line = with_line(visit, TOUR, "/media/hall1/")
    tour = ready(page, "vm-panorama")
    tour.get_by_role("button", name="Guided route").click()
    panel = tour.locator(".tour-panel")
    expect(panel.get_by_text("Stop 2 of 4")).to_be_visible(timeout=LATEST)
    expect(panel.get_by_text("Stop 3 of 4")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text(HALL)


def test_a_tour_that_cannot_begin_leaves_its_words(visit: PageOpener) -> None:
    """Without the first hall's picture the page shows what stands inside the viewer."""
    page, _line = with_line(visit, TOUR, "/media/hall0/base")
    tour = page.locator("vm-panorama")
    expect(tour).to_have_attribute("data-state", "failed", timeout=LATEST)
    expect(tour.get_by_role("link", name="Self-portrait")).to_be_visible()
    expect(tour.locator(".tour")).to_have_count(0)


def test_a_finer_model_is_asked_for_again(visit: PageOpener) -> None:
    """The coarse one can be turned; coming closer asks for the finer one anew."""
    page, line = with_line(visit, "/pages/model.html", r"/fine\.glb", viewport={"width": 1400, "height": 1000})
    model = ready(page, "vm-model")
    expect(model).to_have_attribute("data-level", "coarse")
    expect(model.locator(".model-progress")).to_be_hidden()
    assert list(line.asked.values()) == [1]
    line.cut = False
    model.get_by_role("button", name="Zoom in").click()
    expect(model).to_have_attribute("data-level", "fine", timeout=LATEST)
