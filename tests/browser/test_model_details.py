"""The 3D viewer by keyboard alone: details, measure, slice, light, reset; and the spin where WebGL is missing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.viewer_pages import DESKTOP, PHONE, PageOpener, alike, changed, no_violations, ready, settled

pytestmark = pytest.mark.browser
NO_WEBGL = """() => {
  const original = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return String(kind).startsWith("webgl") ? null : original.call(this, kind, ...rest);
  };
}"""


def open_model(visit: PageOpener, *arguments, **options):
    page = visit("/pages/details.html", *arguments, **options)
    return page, ready(page, "vm-model")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.innerText")
        if name in (found or ""):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_details_by_keyboard_alone(visit: PageOpener) -> None:
    """Focus on the second detail turns the object and shows its words; the numbers follow the object."""
    page, model = open_model(visit, DESKTOP)
    frame = model.locator(".model-canvas")
    first = settled(page, frame)
    tab_to(page, "The crown")
    expect(model.get_by_role("button", name="The crown")).to_have_attribute("aria-expanded", "true")
    expect(model.get_by_text("What is to be seen: the crown.")).to_be_visible()
    turned = changed(page, frame, first, 3)
    marks = model.locator(".model-mark")
    expect(marks).to_have_count(3)
    expect(marks.nth(1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(model.get_by_text("What is to be seen: the crown.")).to_be_hidden()
    expect(model.get_by_text("What is to be seen: the back of the head.")).to_be_visible()
    changed(page, frame, turned, 3)
    expect(marks.nth(2)).to_be_visible()
    expect(marks.nth(0)).to_be_hidden()
    no_violations(page, "vm-model")


def test_numbers_can_be_clicked_and_hide_behind_the_object(visit: PageOpener) -> None:
    page, model = open_model(visit, DESKTOP)
    marks = model.locator(".model-mark")
    settled(page, model.locator(".model-canvas"))
    expect(marks.nth(2)).to_be_hidden()
    marks.nth(0).click()
    expect(model.get_by_role("button", name="The mouth")).to_be_focused()
    expect(model.get_by_text("What is to be seen: the mouth.")).to_be_visible()


def test_slice_light_and_reset_by_keyboard_alone(visit: PageOpener) -> None:
    page, model = open_model(visit, DESKTOP)
    frame = model.locator(".model-canvas")
    first = settled(page, frame)
    tab_to(page, "Cut open")
    page.keyboard.press("Enter")
    expect(model.get_by_role("group", name="Cut open")).to_be_visible()
    cut = changed(page, frame, first, 2)
    page.keyboard.press("Tab")
    for _press in range(20):
        page.keyboard.press("ArrowRight")
    changed(page, frame, cut, 1)
    expect(model.get_by_role("slider", name="Depth of the cut")).to_have_attribute("aria-valuetext", "70 percent")
    no_violations(page, "vm-model")
    model.get_by_role("button", name="Cut open").focus()
    page.keyboard.press("Enter")
    model.get_by_role("button", name="Change the light").focus()
    page.keyboard.press("Enter")
    for _press in range(11):
        page.keyboard.press("ArrowRight")
    expect(model.get_by_role("slider", name="Direction of the light")).to_have_attribute(
        "aria-valuetext", "Light from the right"
    )
    changed(page, frame, first, 2)
    model.get_by_role("button", name="First view").focus()
    page.keyboard.press("Enter")
    expect(model.get_by_role("group", name="Change the light")).to_have_count(0)
    alike(page, frame, first, 1)


def test_measuring_by_keyboard_and_by_mouse(visit: PageOpener) -> None:
    """Two details chosen by Enter give their distance in centimetres; so do two clicks."""
    page, model = open_model(visit, DESKTOP)
    tab_to(page, "Measure a distance")
    page.keyboard.press("Enter")
    expect(model.locator("[role=status]")).to_contain_text("By keyboard")
    for name in ("The mouth", "The back of the head"):
        model.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    expect(model.locator("output")).to_have_text(re.compile(r"^\d+(\.\d)? cm$"))
    expect(model.locator("[role=status]")).to_contain_text("Distance:")
    # From the very front to the very back it is the depth of the object, give or take a hump.
    shown = float(model.locator("output").inner_text().split()[0])
    assert 5 < shown < 8
    model.locator(".model-picture").focus()
    page.keyboard.press("Enter")
    expect(model.locator("[role=status]")).to_contain_text("First place set")
    box = model.locator(".model-picture").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
    expect(model.locator("output")).to_be_visible()
    model.get_by_role("button", name="Measure a distance").click()
    expect(model.locator("output")).to_have_count(0)


def test_reduced_motion_jumps(visit: PageOpener) -> None:
    """The view is there at once, and nothing offers to turn by itself."""
    page, model = open_model(visit, DESKTOP, reduced_motion="reduce")
    expect(model.get_by_role("button", name="Let it turn by itself")).to_have_count(0)
    settled(page, model.locator(".model-canvas"))
    model.get_by_role("button", name="The back of the head").focus()
    page.wait_for_timeout(50)
    expect(model.locator(".model-mark").nth(2)).to_be_visible()


def test_without_webgl_still_pictures_turn(visit: PageOpener) -> None:
    """Keys and buttons show the next picture; a detail shows the side it is on; its words are there."""
    page = visit("/pages/details.html", PHONE, init_script=NO_WEBGL)
    model = ready(page, "vm-model")
    still = model.locator(".model-still")
    first = settled(page, still)
    model.locator(".model-picture").focus()
    for _press in range(6):
        page.keyboard.press("ArrowRight")
    changed(page, still, first, 20)
    model.get_by_role("button", name="First view").click()
    alike(page, still, first, 1)
    model.get_by_role("button", name="The back of the head").focus()
    changed(page, still, first, 40)
    expect(model.get_by_text("What is to be seen: the crown.")).to_be_visible()
    no_violations(page, "vm-model")


def test_without_scripts_the_poster_and_the_words_stay(visit: PageOpener) -> None:
    bare = visit("/pages/details.html", PHONE, java_script_enabled=False)
    expect(bare.locator("vm-model img")).to_be_visible()
    expect(bare.locator("vm-model").get_by_text("The mouth")).to_be_visible()


@pytest.mark.parametrize("agent", ["iPhone", "Android", "desktop"])
def test_augmented_reality_is_offered_where_it_works(visit: PageOpener, agent: str) -> None:
    """Quick Look by a link with rel="ar", Scene Viewer by its address, nothing elsewhere."""
    agents = {"Android": "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/141 Mobile Safari/537.36"}
    supports = """() => {
      const original = DOMTokenList.prototype.supports;
      DOMTokenList.prototype.supports = function (word) { return word === "ar" || original.call(this, word); };
      HTMLAnchorElement.prototype.click = function () { 
        window.opened = [this.rel, this.getAttribute("href"), this.childElementCount];
      };
    }"""
    options = {"init_script": supports} if agent == "iPhone" else {}
    if agent in agents:
        options["user_agent"] = agents[agent]
    page, model = open_model(visit, PHONE, has_touch=True, **options)
    room = model.get_by_role("button", name="See it in your room")
    if agent == "desktop":
        expect(room).to_have_count(0)
        return
    if agent == "iPhone":
        room.click()
        page.wait_for_function("() => window.opened")
        assert page.evaluate("() => window.opened") == ["ar", "/media/whole.usdz#allowsContentScaling=0", 1]
    else:
        expect(room).to_be_visible()
