"""The narrated route in a real browser: by itself, by hand, by keyboard alone, by link, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.viewer_pages import DESKTOP, LATEST, PHONE, PageOpener, alike, changed, no_violations, ready, settled

pytestmark = pytest.mark.browser


def opened(page: Page) -> tuple[Locator, Locator]:
    """The tour with its guide's panel open."""
    tour = ready(page, "vm-panorama")
    tour.get_by_role("button", name="Guided route").click()
    return tour, tour.locator(".tour-panel")


def moment(page: Page) -> dict[str, str]:
    """What the address says about the place in the route."""
    return page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_goes_on_by_itself(visit: PageOpener, viewport: dict) -> None:
    """Words appear while the voice speaks, the eye turns in time, and halls, exhibit and page follow one another."""
    page = visit("/pages/tour.html", viewport)
    tour, panel = opened(page)
    expect(panel.get_by_text("Stop 1 of 4")).to_be_visible()
    expect(tour.locator(".route-words")).to_have_text("A short tone & nothing more", timeout=LATEST)
    no_violations(page, "vm-panorama")
    expect(panel.get_by_text("Stop 2 of 4")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus", timeout=LATEST)
    expect(panel.get_by_text("Stop 3 of 4")).to_be_visible(timeout=LATEST)
    panel.get_by_role("button", name="Pause").click()
    expect(tour.locator(".tour-front vm-model")).to_have_attribute("data-state", "ready", timeout=LATEST)
    no_violations(page, "vm-panorama")
    panel.get_by_role("slider").press("End")
    panel.get_by_role("button", name="Play the route").click()
    expect(tour.locator(".tour-front").get_by_role("link", name="Open the page")).to_be_visible(timeout=LATEST)
    expect(tour.locator("[role=status]").first).to_have_text("The route is over", timeout=LATEST)
    expect(panel.get_by_role("button", name="Play the route")).to_be_visible()
    no_violations(page, "vm-panorama")


def test_a_link_opens_it_there_and_waits(visit: PageOpener) -> None:
    """`?stop=2&t=1` shows that stop at that second in silence; the address follows the guide and leaves with it."""
    page = visit("/pages/tour.html?stop=2&t=1")
    tour = ready(page, "vm-panorama")
    panel = tour.locator(".tour-panel")
    expect(panel.get_by_text("Stop 2 of 4")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus", timeout=LATEST)
    expect(panel.get_by_role("button", name="Play the route")).to_be_visible()
    expect(panel.get_by_role("slider")).to_have_attribute("aria-valuetext", "0:01 of 0:03")
    page.wait_for_function("() => location.search.includes('stop=2')")
    panel.get_by_role("button", name="Previous").click()
    page.wait_for_function("() => location.search.includes('stop=1')")
    assert "yaw" not in moment(page)
    page.reload()
    expect(ready(page, "vm-panorama").locator(".tour-panel").get_by_text("Stop 1 of 4")).to_be_visible(timeout=LATEST)
    page.locator(".tour-panel").get_by_role("button", name="Close").click()
    page.wait_for_function("() => location.search.includes('yaw=')")
    assert "stop" not in moment(page)
    odd = visit("/pages/tour.html?stop=99&t=-4")
    expect(ready(odd, "vm-panorama").locator(".tour-panel").get_by_text("Stop 4 of 4")).to_be_visible(timeout=LATEST)


def test_by_keyboard_alone(visit: PageOpener) -> None:
    """Played, paused, stepped, sought and finished without a pointer; nobody takes the focus away."""
    page = visit("/pages/tour.html")
    tour = ready(page, "vm-panorama")
    tour.get_by_role("button", name="Guided route").focus()
    page.keyboard.press("Enter")
    panel = tour.locator(".tour-panel")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    play = panel.get_by_role("button", name="Pause")
    play.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Play the route")).to_be_focused()
    tour.locator(".tour-picture").focus()
    before = settled(page, tour.locator(".tour-canvas"))
    page.keyboard.press("ArrowLeft", delay=400)
    changed(page, tour.locator(".tour-canvas"), before, 4)
    panel.get_by_role("button", name="Back to the guide").focus()
    page.keyboard.press("Enter")
    alike(page, tour.locator(".tour-canvas"), before, 4)
    tour.locator(".tour-picture").focus()
    for number in (2, 3, 4):
        page.keyboard.press("PageDown")
        expect(panel.get_by_text(f"Stop {number} of 4")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-picture")).to_be_focused()
    page.keyboard.press("Space")
    expect(panel.get_by_role("button", name="Pause")).to_be_visible()
    expect(tour.locator("[role=status]").first).to_have_text("The route is over", timeout=LATEST)
    page.keyboard.press("PageUp")
    expect(panel.get_by_text("Stop 3 of 4")).to_be_visible(timeout=LATEST)
    panel.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(panel.get_by_role("slider")).to_have_attribute("aria-valuetext", "0:30 of 0:30")
    panel.get_by_role("button", name="Speed: 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Speed: 1.25")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_captions_can_be_switched_off(visit: PageOpener) -> None:
    """They are on at first; a press takes them away and they stay away at the next stop that has some."""
    page = visit("/pages/tour.html")
    tour, panel = opened(page)
    captions = panel.get_by_role("button", name="Captions")
    expect(captions).to_have_attribute("aria-pressed", "true")
    captions.click()
    expect(tour.locator(".route-words")).to_be_hidden()


def test_a_recording_that_cannot_be_had_does_not_hold_it_up(visit: PageOpener) -> None:
    """Without its sound a stop lasts the seconds its curator gave it."""
    page = visit("/pages/below.html")
    page.route("**/sound.wav", lambda route: route.abort())
    page.goto(page.url.replace("below", "tour"))
    _tour, panel = opened(page)
    expect(panel.get_by_text("Stop 2 of 4")).to_be_visible(timeout=LATEST)


def test_less_motion(visit: PageOpener) -> None:
    """Whoever wants less motion is set before each view instead of being turned to it."""
    page = visit("/pages/tour.html", reduced_motion="reduce")
    tour, panel = opened(page)
    expect(panel.get_by_text("Stop 2 of 4")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus", timeout=LATEST)
