"""The panorama in a headset: worn, looked around in, walked through by pointing, taken off again.

The headset is Meta's Immersive Web Emulation Runtime (npm `iwer`): WebXR itself, without the glass.
"""

import json
import math
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.viewer_media import CHECKOUT, make_sound
from tests.browser.viewer_pages import PageOpener, pixels, ready
from tests.browser.viewer_server import ViewerServer

RUNTIME = CHECKOUT / "tests/referees/node_modules/iwer/build/iwer.min.js"
TOUR = "/pages/panorama.html"


def in_headset(before: str = "") -> str:
    """What puts the emulated device into the page before its own scripts run, after the script `before`."""
    if not RUNTIME.exists():
        pytest.skip("npm ci has not been run in tests/referees")
    return (
        f"() => {{ {before} {RUNTIME.read_text(encoding='utf-8')}\n"
        "window.device = new IWER.XRDevice(IWER.metaQuest3); device.stereoEnabled = true;"
        "device.installRuntime({ forceInstall: true }); }"
    )


def quaternion(yaw: float, pitch: float) -> list[float]:
    """Turned by `yaw` degrees to the right and `pitch` degrees up from straight ahead, as WebXR counts."""
    around, up = -math.radians(yaw) / 2, math.radians(pitch) / 2
    return [math.sin(up) * math.cos(around), math.sin(around) * math.cos(up),
            -math.sin(around) * math.sin(up), math.cos(around) * math.cos(up)]  # fmt: skip


def pointing_by(mode: str) -> str:
    """What makes the right controller another kind of pointer; the emulated device has no left one then."""
    return (
        "() => { Object.defineProperty(device.controllers.right.inputSource, 'targetRayMode', "
        f"{{ value: '{mode}' }}); device.controllers.left.connected = false; }}"
    )


def turn_head(page: Page, yaw: float, pitch: float = 0) -> None:
    page.evaluate("turn => device.quaternion.set(...turn)", quaternion(yaw, pitch))


def press(page: Page, yaw: float, pitch: float) -> None:
    """Hold the right controller at the eyes, point with it and pull the trigger."""
    page.evaluate(
        """turn => {
            const hand = device.controllers.right;
            hand.position.set(device.position.x, device.position.y, device.position.z);
            hand.quaternion.set(...turn);
        }""",
        quaternion(yaw, pitch),
    )
    page.wait_for_timeout(600)
    page.evaluate("() => device.controllers.right.updateButtonValue('trigger', 1)")
    page.wait_for_timeout(400)
    page.evaluate("() => device.controllers.right.updateButtonValue('trigger', 0)")


# While it is worn, the emulated device takes the canvas out of the viewer: it is looked for in the whole page.
def put_on(page: Page) -> Locator:
    """Press the button; the element, once the headset shows it."""
    element = ready(page, "vm-panorama")
    page.get_by_role("button", name="Walk in with a headset").click()
    expect(element).to_have_attribute("data-worn", "")
    page.wait_for_timeout(1500)
    return element


def view_of(page: Page) -> dict[str, str]:
    """Hall and view as the address keeps them."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def arrives(page: Page, **wanted: str) -> None:
    page.wait_for_function(
        "wanted => { const asked = new URLSearchParams(location.search);"
        " return Object.entries(wanted).every(([name, value]) => asked.get(name) === value"
        " || Number(asked.get(name)) === Number(value)); }",
        arg=wanted,
    )


def test_no_button_without_a_headset(visit: PageOpener) -> None:
    page = visit(TOUR)
    ready(page, "vm-panorama")
    expect(page.get_by_role("button", name="Walk in with a headset")).to_be_hidden()
    scripts = page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in scripts if "session-" in name]


def test_both_eyes_see_the_hall_and_the_head_looks_around(visit: PageOpener) -> None:
    page = visit(f"{TOUR}?scene=hall0&yaw=40&pitch=10&fov=60", init_script=in_headset())
    before = ready(page, "vm-panorama") and view_of(page)
    element = put_on(page)
    canvas = page.locator("canvas").first
    seen = pixels(canvas)
    middle = seen.shape[1] // 2
    left, right = seen[:, 10 : middle - 10], seen[:, middle + 10 : 2 * middle - 10]
    assert left.std() > 20 and right.std() > 20
    assert np.abs(left - right).mean() < 12
    # The hall stands as it was looked at, level; turning the head turns the view by as much.
    arrives(page, yaw="40.0", pitch="0.0")
    turn_head(page, 90, 20)
    arrives(page, yaw="130.0", pitch="20.0")
    page.wait_for_timeout(1000)
    turned = pixels(canvas)
    assert np.abs(turned - seen).mean() > 20
    page.evaluate("() => device.activeSession.end()")
    expect(element).not_to_have_attribute("data-worn", "")
    arrives(page, **{name: before[name] for name in ("scene", "yaw", "pitch", "fov")})


def test_pointing_at_a_door_leads_next_door(visit: PageOpener) -> None:
    """The door lies at 90° right and 10° down; one arrives looking the new hall's first way and leaves there."""
    page = visit(TOUR, init_script=in_headset())
    element = put_on(page)
    press(page, 45, 30)
    page.wait_for_timeout(500)
    assert view_of(page)["scene"] == "hall0"
    turn_head(page, 90)
    press(page, 90, -10)
    arrives(page, scene="hall1", yaw="0.0")
    expect(element.locator(".tour-place")).to_have_text("Great Ulus")
    page.wait_for_timeout(1200)
    # The head still points to its right; what hangs at its feet leads out.
    press(page, 90, -42)
    expect(element).not_to_have_attribute("data-worn", "")
    assert view_of(page)["scene"] == "hall1"
    # The screen works as before: keys turn, hotspots stand on the picture.
    expect(element.locator(".hotspot:not(.away)").first).to_be_visible()
    element.locator(".tour-picture").focus()
    page.keyboard.press("ArrowRight", delay=300)
    page.wait_for_function("() => Math.abs(Number(new URLSearchParams(location.search).get('yaw'))) > 3")


def test_an_exhibit_is_told_of(visit: PageOpener) -> None:
    """Choosing an exhibit shows its card in front of the hall; choosing again puts it away."""
    page = visit(TOUR, init_script=in_headset())
    put_on(page)
    canvas = page.locator("canvas").first
    turn_head(page, 25)
    page.wait_for_timeout(1500)
    without = pixels(canvas)
    press(page, 25, 2)
    page.wait_for_timeout(1500)
    with_card = pixels(canvas)
    assert np.abs(with_card - without).mean() > 8
    press(page, 25, 2)
    page.wait_for_timeout(1500)
    assert np.abs(pixels(canvas) - without).mean() < 4


@pytest.mark.parametrize("mode", ["gaze", "transient-pointer"])
def test_choosing_without_a_hand_that_points(visit: PageOpener, mode: str) -> None:
    """The eyes alone, or a look and a pinch: what lies there when one chooses is what was meant."""
    page = visit(TOUR, init_script=in_headset())
    page.evaluate(pointing_by(mode))
    put_on(page)
    turn_head(page, 90, -10)
    press(page, 90, -10)
    arrives(page, scene="hall1", yaw="0.0")


def with_long_guide(media: Path) -> str:
    """A page with the same tour, whose first exhibit is spoken about for two minutes, with captions."""
    tour = json.loads((media / "tour.json").read_text(encoding="utf-8"))
    make_sound(media / "long.wav", 120)
    (media / "long.vtt").write_text("WEBVTT\n\n00:00.000 --> 02:00.000\nThe light falls &amp; stays\n", "utf-8")
    exhibit = tour["scenes"][0]["hotspots"][0]["item"]
    exhibit |= {"audio": "/media/long.wav", "captions": "/media/long.vtt"}
    (media / "long.json").write_text(json.dumps(tour), encoding="utf-8")
    return "/pages/panorama.html?tour=long"


LISTENING = """
    window.sounds = new Set(); window.written = new Set();
    const { play } = HTMLMediaElement.prototype, { fillText } = CanvasRenderingContext2D.prototype;
    HTMLMediaElement.prototype.play = function () { sounds.add(this); return play.call(this); };
    CanvasRenderingContext2D.prototype.fillText = function (words, ...place) {
      written.add(words);
      return fillText.call(this, words, ...place);
    };
"""


def test_the_card_speaks(visit: PageOpener, viewer_server: ViewerServer) -> None:
    """The audio guide starts and stops by choosing, its captions stand on the card, and it ends with the card."""
    page = visit(with_long_guide(Path(viewer_server.media)), init_script=in_headset(LISTENING))
    put_on(page)
    turn_head(page, 25)
    press(page, 25, 2)
    page.wait_for_function("() => written.has('Listen')")
    assert page.evaluate("() => sounds.size") == 0
    # The sign for the sound hangs at the card's lower right.
    press(page, 40, -9)
    page.wait_for_function("() => [...sounds].length === 1 && ![...sounds][0].paused && written.has('Pause')")
    page.wait_for_function("() => [...written].join(' ').includes('The light falls & stays')")
    press(page, 40, -9)
    page.wait_for_function("() => [...sounds][0].paused")
    press(page, 40, -9)
    page.wait_for_function("() => ![...sounds][0].paused")
    # Choosing beside the sign puts the card away, and the voice with it.
    press(page, 25, 8)
    page.wait_for_function("() => [...sounds][0].paused")
    assert page.evaluate("() => [...sounds][0].getAttribute('src')") is None
    assert page.evaluate("() => sounds.size") == 1
