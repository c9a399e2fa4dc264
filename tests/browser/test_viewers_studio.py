"""The studio's editors in a real browser: hotspots, arranging, searching an exhibit, the guard."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.viewer_pages import LATEST, PageOpener, no_violations, ready

pytestmark = pytest.mark.browser


@pytest.fixture
def editor_page(visit: PageOpener) -> Page:
    """The page with the form, its editor running."""
    page = visit("/pages/editor.html")
    ready(page, "vm-panorama-editor")
    return page


def kept(page: Page) -> list[dict]:
    """What the form would post."""
    return json.loads(page.locator("input[name=hotspots]").input_value() or "null")


def test_click_places_a_hotspot(editor_page: Page) -> None:
    """A click puts a hotspot where one clicked; its fields open; an exhibit is found by typing."""
    page = editor_page
    assert page.locator("input[name=hotspots]").input_value() == ""
    canvas = page.locator(".tour-canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.3})
    expect(page.locator("details[data-hotspot-entry][open]")).to_have_count(1)
    placed = kept(page)
    assert len(placed) == 4
    assert placed[-1]["yaw"] == pytest.approx(0, abs=1) or placed[-1]["yaw"] == pytest.approx(360, abs=1)
    assert 3 < placed[-1]["pitch"] < 40
    entry = page.locator("details[data-hotspot-entry][open]")
    entry.get_by_role("combobox", name="Find an exhibit").fill("g")
    entry.get_by_role("option", name="Goblet").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert kept(page)[-1]["item"] == "8Q4N2P"
    expect(entry.get_by_text("Chosen: Goblet")).to_be_visible()
    entry.get_by_label("Қазақша").fill("Тостаған")
    assert kept(page)[-1]["label"] == {"kk": "Тостаған"}
    expect(page.locator(".hotspot", has_text="Тостаған")).to_be_visible()
    no_violations(page, "vm-panorama-editor")


def test_keyboard_places_and_removes(editor_page: Page) -> None:
    """Turn by keys, place in the middle, choose a kind, remove."""
    page = editor_page
    page.locator(".tour-picture").focus()
    page.keyboard.press("ArrowRight", delay=500)
    page.get_by_role("button", name="Place here").focus()
    page.keyboard.press("Enter")
    yaw = kept(page)[-1]["yaw"]
    # How far it turns depends on how long the key was really held.
    assert 1 < yaw < 359
    entry = page.locator("details[data-hotspot-entry][open]")
    entry.get_by_label("Kind").select_option("scene")
    entry.get_by_label("Leads to").select_option("hall1")
    assert kept(page)[-1]["scene"] == "hall1"
    entry.get_by_role("button", name="Remove this hotspot").click()
    assert len(kept(page)) == 3


def test_drag_moves_a_hotspot(editor_page: Page) -> None:
    """A hotspot follows the pointer; a press without a move only opens it."""
    page = editor_page
    spot = page.locator(".hotspot").first
    box = spot.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 80, box["y"] + 60, steps=6)
    page.mouse.up()
    expect(page.locator("input[name=hotspots]")).not_to_have_value("")
    moved = kept(page)[0]
    assert moved["yaw"] < 24
    assert moved["pitch"] < 1


def test_plain_fields_are_switched_off_and_first_view_is_taken(editor_page: Page) -> None:
    """With the editor the ordinary fields are not posted; the present view becomes the first one."""
    page = editor_page
    assert page.locator("input[name=spot-a-yaw]").is_disabled()
    page.get_by_role("button", name="Use this view as the first view").click()
    assert float(page.locator("input[name=initial_yaw]").input_value()) == pytest.approx(0, abs=0.2)
    assert page.locator("input[name=initial_fov]").input_value() == "80"


def order(rows: Locator) -> list[str]:
    """Names of the members as they stand."""
    return rows.evaluate_all("all => all.map(one => one.dataset.name)")


def test_lists_are_arranged_by_button_and_by_drag(editor_page: Page) -> None:
    """Up and down move on the spot and keep the focus; a handle drags."""
    page = editor_page
    rows = page.locator("[data-arrange] > li")
    rows.nth(1).get_by_role("button", name="Up").click()
    assert order(rows) == ["Second", "First", "Third"]
    expect(rows.nth(0).get_by_role("button", name="Up")).to_be_focused()
    handle = rows.nth(0).locator(".drag-handle")
    page.locator("[data-arrange]").evaluate("one => one.scrollIntoView({block: 'center'})")
    start = handle.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    third = page.locator("[data-arrange] > li[data-name=Third]")
    for _ in range(3):
        # The list makes way while one drags, so the goal is looked for anew.
        end = third.bounding_box()
        page.mouse.move(end["x"] + 30, end["y"] + end["height"] * 0.8, steps=6)
        page.wait_for_timeout(200)
    page.mouse.up()
    assert order(rows) == ["First", "Third", "Second"]


def test_exhibit_is_searched_and_changes_are_guarded(editor_page: Page) -> None:
    """The picker fills the code; the form says that something is not saved."""
    page = editor_page
    picker = page.locator("vm-item-picker")
    picker.scroll_into_view_if_needed()
    expect(picker.get_by_text("Chosen: Self-portrait")).to_be_visible(timeout=LATEST)
    picker.get_by_role("combobox").fill("goat")
    picker.get_by_role("option", name="Head of a goat").click()
    assert page.locator("input[name=item]").input_value() == "7K3M9X"
    expect(page.locator(".unsaved")).to_have_text("There are changes that are not saved.")
