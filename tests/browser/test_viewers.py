"""The viewers in a real browser, under the museum's content policy, on made-up media."""

import gzip
import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.viewer_media import CHECKOUT
from tests.browser.viewer_pages import (
    DESKTOP,
    LATEST,
    PHONE,
    SMALL,
    PageOpener,
    alike,
    changed,
    no_violations,
    ready,
    settled,
)

pytestmark = pytest.mark.browser


def compressed(*sources: str) -> int:
    """Bytes over the wire of these entries with all they import at once, each file gzipped and counted once."""
    dist = CHECKOUT / "static"
    manifest = json.loads((dist / "dist/manifest.json").read_text())
    waiting, seen = [dist / manifest[source] for source in sources], set()
    total = 0
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        code = file.read_text(encoding="utf-8")
        total += len(gzip.compress(code.encode(), 9))
        imported = re.findall(r'(?:^|[;}])(?:import|export)(?:[\w*{][^"();]*from)?"(\./[^"]+|\.\./[^"]+)"', code)
        waiting += [(file.parent / name).resolve() for name in imported]
    return total


def test_budgets() -> None:
    """Bytes of the built viewers; before one is looked at there is only the loader."""
    assert compressed("js/main.js") <= 3_000
    panorama, model = compressed("js/viewers/panorama.js"), compressed("js/viewers/model.js")
    both = compressed("js/viewers/panorama.js", "js/viewers/model.js")
    assert 150_000 < panorama <= 200_000
    assert 150_000 < model <= 180_000
    assert both <= 260_000


def test_nothing_is_loaded_before_it_is_looked_at(visit: PageOpener) -> None:
    """A viewer below the window has no code yet."""
    page = visit("/pages/below.html")
    page.wait_for_timeout(800)
    scripts = page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in scripts if "/viewers/" in name or name.endswith(".glb")]
    ready(page, "vm-model")


def test_panorama_is_drawn_sharp_and_in_words(visit: PageOpener) -> None:
    """The picture is not blank, hotspots stand in it as buttons with words, and axe is content."""
    page = visit("/pages/tour.html")
    tour = ready(page, "vm-panorama")
    assert settled(page, tour.locator(".tour-canvas")).std() > 25
    expect(tour.get_by_role("button", name="Self-portrait", exact=True).first).to_be_visible()
    expect(page.locator("vm-panorama > figure")).to_be_hidden()
    no_violations(page, "vm-panorama")


def test_tiles_follow_device_pixels(visit: PageOpener) -> None:
    """A dense screen gets a finer level than a plain one."""

    def levels(scale: float) -> set[str]:
        page = visit("/pages/tour.html", SMALL, device_scale_factor=scale)
        ready(page, "vm-panorama")
        settled(page, page.locator(".tour-canvas"))
        names = page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
        return {found[1] for name in names if (found := re.search(r"/hall0/(\d)/", name))}

    assert max(levels(3)) > max(levels(1))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_tour_by_keyboard_alone(visit: PageOpener, viewport: dict) -> None:
    """Tab to a hotspot, open its exhibit, turn its model, close, walk through the door."""
    page = visit("/pages/tour.html", viewport)
    tour = ready(page, "vm-panorama")
    picture = tour.locator(".tour-picture")
    picture.focus()
    before = settled(page, tour.locator(".tour-canvas"))
    page.keyboard.press("ArrowRight", delay=400)
    page.keyboard.press("+", delay=200)
    changed(page, tour.locator(".tour-canvas"), before, 4)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.dataset.hotspot") == "s0-P4N8W"
    page.keyboard.press("Enter")
    panel = tour.locator(".tour-panel")
    expect(panel.get_by_role("heading", name="Small dombra")).to_be_focused()
    no_violations(page, "vm-panorama")
    panel.get_by_role("button", name="Turn in 3D").focus()
    page.keyboard.press("Enter")
    expect(panel.locator("vm-model")).to_have_attribute("data-state", "ready", timeout=LATEST)
    model = panel.locator(".model-picture")
    assert settled(page, model).std() > 10
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate("() => document.activeElement.dataset.hotspot") == "s0-P4N8W"
    tour.locator("[data-hotspot=s0-door]").focus()
    page.keyboard.press("Enter")
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus", timeout=LATEST)
    expect(tour.locator("[role=status]").first).to_contain_text("Great Ulus")


def test_hotspot_nearest_to_the_centre_keeps_its_words(visit: PageOpener) -> None:
    """On a narrow screen words fold only where they would cover each other."""
    page = visit("/pages/tour.html", PHONE)
    tour = ready(page, "vm-panorama")
    page.wait_for_timeout(500)
    folded = tour.locator(".hotspot:not(.away)").evaluate_all("all => all.map(one => one.classList.contains('folded'))")
    assert folded
    assert not all(folded)


def test_keys_stay_with_the_page_elsewhere(visit: PageOpener) -> None:
    """Arrow keys outside of the picture do not turn it."""
    page = visit("/pages/tour.html")
    tour = ready(page, "vm-panorama")
    before = settled(page, tour.locator(".tour-canvas"))
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("ArrowRight", delay=300)
    alike(page, tour.locator(".tour-canvas"), before, 1)


def test_turning_without_dragging(visit: PageOpener) -> None:
    """Buttons turn and zoom by single presses."""
    page = visit("/pages/tour.html", reduced_motion="reduce")
    tour = ready(page, "vm-panorama")
    tour.get_by_role("button", name="Turn right").click()
    page.wait_for_function("() => /yaw=(?!0\\.0)/.test(location.search)")
    assert float(re.search(r"yaw=([\d.]+)", page.url)[1]) == pytest.approx(12.8, abs=1)


def test_deep_link_is_restored_and_kept(visit: PageOpener) -> None:
    """`?scene=&yaw=&pitch=&fov=` leads to the view, survives a reload, and nonsense is ignored."""
    page = visit("/pages/tour.html?scene=hall1&yaw=123.5&pitch=-11&fov=60")
    tour = ready(page, "vm-panorama")
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus")
    first = settled(page, tour.locator(".tour-canvas"))
    expect(page).to_have_url(re.compile("scene=hall1"))
    page.reload()
    tour = ready(page, "vm-panorama")
    alike(page, tour.locator(".tour-canvas"), first, 3)
    odd = visit("/pages/tour.html?scene=nowhere&yaw=abc&pitch=999&fov=-3")
    expect(ready(odd, "vm-panorama").locator(".tour-place")).to_have_text("Graphics and sculpture")


def test_list_and_plan_lead_everywhere(visit: PageOpener) -> None:
    """The list opens an exhibit of another hall; the plan shows where one is and leads on."""
    page = visit("/pages/tour.html")
    tour = ready(page, "vm-panorama")
    tour.get_by_role("button", name="Exhibits (6)").click()
    panel = tour.locator(".tour-panel")
    expect(panel.locator(".panel-exhibit")).to_have_count(8)
    no_violations(page, "vm-panorama")
    panel.get_by_role("region", name="Great Ulus").get_by_role("button", name="The master's table").click()
    expect(panel.get_by_role("heading", name="The master's table")).to_be_visible(timeout=LATEST)
    expect(tour.locator(".tour-place")).to_have_text("Great Ulus")
    tour.get_by_role("button", name="Floor plan").click()
    expect(panel.locator(".plan-hall[aria-current]")).to_have_accessible_name("2 Great Ulus")
    no_violations(page, "vm-panorama")
    panel.locator(".plan-names").get_by_role("button", name="Graphics and sculpture").click()
    expect(tour.locator(".tour-place")).to_have_text("Graphics and sculpture", timeout=LATEST)


def test_without_webgl_and_after_its_loss(visit: PageOpener) -> None:
    """The fallback stays, or comes back with a way to try again."""
    page = visit("/pages/tour.html")
    ready(page, "vm-panorama")
    page.locator(".tour-canvas canvas").evaluate(
        "canvas => canvas.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )
    expect(page.locator("vm-panorama > figure")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    ready(page, "vm-panorama")
    bare = visit("/pages/tour.html", java_script_enabled=False)
    expect(bare.locator("vm-panorama figure img")).to_be_visible()
    expect(bare.get_by_role("link", name="Self-portrait")).to_be_visible()


def test_model_turns_by_keys_and_buttons(visit: PageOpener) -> None:
    """The object is drawn, from a compressed file, and every way of turning it changes the picture."""
    page = visit("/pages/model.html", DESKTOP)
    model = ready(page, "vm-model")
    expect(model).to_have_attribute("data-level", "fine", timeout=LATEST)
    canvas = model.locator(".model-canvas")
    first = settled(page, canvas)
    assert first.std() > 15
    model.locator(".model-picture").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    turned = changed(page, canvas, first, 1.5)
    expect(model.locator("[role=status]")).to_contain_text("degrees")
    model.get_by_role("button", name="See from above").click()
    model.get_by_role("button", name="Zoom in").click()
    changed(page, canvas, turned, 1.5)
    page.keyboard.press("Home")
    model.get_by_role("button", name="First view").click()
    alike(page, canvas, first, 1)
    model.get_by_role("button", name="Change the light").click()
    changed(page, canvas, first, 1)
    model.get_by_role("button", name="Dimensions").click()
    expect(model.locator(".dimension", has_text="Height 12.5 cm")).to_be_visible()
    no_violations(page, "vm-model")


def test_model_rests_when_nothing_moves(visit: PageOpener) -> None:
    """No frame is drawn while nobody turns the object."""
    page = visit("/pages/model.html", DESKTOP)
    model = ready(page, "vm-model")
    # The finer level that comes after the first is a reason to draw.
    expect(model).to_have_attribute("data-level", "fine", timeout=LATEST)
    settled(page, model.locator(".model-canvas"))
    page.wait_for_timeout(1000)
    frames = page.evaluate("""() => new Promise(done => {
        let drawn = 0;
        const draw = WebGL2RenderingContext.prototype.drawElements;
        WebGL2RenderingContext.prototype.drawElements = function (...all) { drawn += 1; return draw.apply(this, all); };
        setTimeout(() => { WebGL2RenderingContext.prototype.drawElements = draw; done(drawn); }, 1000);
    })""")
    assert frames == 0


def test_deepzoom_by_keys(visit: PageOpener) -> None:
    """Plus comes closer, arrows move, Home shows the whole."""
    page = visit("/pages/model.html", DESKTOP)
    zoom = ready(page, "vm-deepzoom")
    picture = zoom.locator(".deepzoom-picture")
    picture.focus()
    first = settled(page, picture)
    assert first.std() > 25
    page.keyboard.press("+")
    page.keyboard.press("+")
    nearer = changed(page, picture, first, 5)
    page.keyboard.press("ArrowRight")
    changed(page, picture, nearer, 3)
    page.keyboard.press("Home")
    alike(page, picture, first, 2)
    no_violations(page, "vm-deepzoom")


def test_look_here_by_keys(visit: PageOpener) -> None:
    """The list leads to each detail, says it, and the scale tells how near one has come."""
    page = visit("/pages/model.html", DESKTOP)
    zoom = ready(page, "vm-deepzoom")
    scale = zoom.locator(".deepzoom-scale")
    expect(scale).to_have_text("5 cm")
    before = settled(page, zoom.locator(".deepzoom-picture"))
    region = zoom.get_by_role("region", name="Look here")
    detail = region.get_by_role("button", name="The corner")
    detail.focus()
    page.keyboard.press("Enter")
    expect(region.get_by_text("Painted last.")).to_be_visible()
    expect(zoom.locator("[role=status]")).to_have_text("The corner. Painted last.")
    changed(page, zoom.locator(".deepzoom-picture"), before, 5)
    expect(scale).to_have_text("2 cm")
    expect(detail).to_have_attribute("aria-current", "true")
    no_violations(page, "vm-deepzoom")
    zoom.locator(".deepzoom-mark", has_text="2").click()
    expect(zoom.get_by_role("button", name="Рука")).to_have_attribute("aria-current", "true")
    zoom.get_by_role("button", name="Whole picture").click()
    expect(zoom.locator("[aria-current]")).to_have_count(0)
    bare = visit("/pages/model.html", DESKTOP, java_script_enabled=False)
    expect(bare.get_by_text("Painted last.")).to_be_visible()


def test_comparison_by_keys(visit: PageOpener) -> None:
    """The edge moves by arrow keys; without scripts the two pictures stand side by side."""
    page = visit("/pages/model.html", DESKTOP)
    compare = ready(page, "vm-compare")
    before = settled(page, compare)
    slider = compare.get_by_role("slider")
    slider.focus()
    for _press in range(20):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "70 percent: Before")
    changed(page, compare, before, 3)
    no_violations(page, "vm-compare")
    bare = visit("/pages/model.html", DESKTOP, java_script_enabled=False)
    expect(bare.locator("vm-compare figure")).to_have_count(2)
    expect(bare.locator("vm-compare figcaption").first).to_be_visible()


def test_sound_is_asked_for(visit: PageOpener) -> None:
    """Nothing sounds or loads before one asks; the bar plays and pauses; without scripts the browser's own player."""
    page = visit("/pages/model.html", DESKTOP)
    sound = ready(page, "vm-audio")
    assert sound.locator("audio").evaluate("audio => audio.paused && audio.readyState === 0")
    listen = sound.get_by_role("button", name="Listen")
    listen.focus()
    page.keyboard.press("Enter")
    expect(listen).to_have_attribute("aria-pressed", "true")
    expect(sound.get_by_role("slider")).to_be_visible()
    page.keyboard.press("Enter")
    expect(listen).to_have_attribute("aria-pressed", "false")
    no_violations(page, "vm-audio")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_viewers_in_both_themes(visit: PageOpener, scheme: str) -> None:
    """axe is content with all of them on one phone page, light and dark."""
    page = visit("/pages/model.html", PHONE, color_scheme=scheme, has_touch=True)
    for tag in ("vm-model", "vm-deepzoom", "vm-compare", "vm-audio"):
        ready(page, tag)
    no_violations(page, "main")


def test_built_files_carry_their_hash() -> None:
    """The manifest names files that exist, each with its hash."""
    manifest = json.loads((CHECKOUT / "static/dist/manifest.json").read_text())
    assert {"js/main.js", "js/studio/main.js", "js/viewers/panorama.js"} <= set(manifest)
    for built in manifest.values():
        assert re.search(r"-[A-Z0-9]{8}\.\w+$", built)
        assert (CHECKOUT / "static" / built).exists()
