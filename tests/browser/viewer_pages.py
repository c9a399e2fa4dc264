"""How tests look at the viewers' pages: readiness, pixels, axe."""

import io
import time
from collections.abc import Callable

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.viewer_media import CHECKOUT

PageOpener = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1000, "height": 640}
SMALL = {"width": 320, "height": 400}
# The processor draws WebGL here, and it may have other work.
LATEST = 120_000


def ready(page: Page, tag: str) -> Locator:
    """The element, once its viewer shows something."""
    element = page.locator(tag).first
    element.evaluate("one => one.scrollIntoView({block: 'center'})")
    expect(element).to_have_attribute("data-state", "ready", timeout=LATEST)
    return element


def pixels(locator: Locator) -> np.ndarray:
    """What is on the screen there, as numbers."""
    return np.asarray(Image.open(io.BytesIO(locator.screenshot(caret="initial"))).convert("RGB"), dtype=np.int16)


def settled(page: Page, locator: Locator) -> np.ndarray:
    """The picture once two looks at it agree."""
    last = pixels(locator)
    for _attempt in range(20):
        page.wait_for_timeout(250)
        now = pixels(locator)
        if now.shape == last.shape and np.abs(now - last).mean() < 0.2:
            return now
        last = now
    return last


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference of two pictures in steps of 255."""
    assert one.shape == other.shape
    return float(np.abs(one - other).mean())


def seen(page: Page, locator: Locator, wanted: Callable[[np.ndarray], bool]) -> np.ndarray:
    """The picture once it rests and is as wanted."""
    deadline = time.monotonic() + LATEST / 1000
    while not wanted(picture := settled(page, locator)):
        assert time.monotonic() < deadline, "what is drawn does not become what it should be"
    return picture


def changed(page: Page, locator: Locator, before: np.ndarray, least: float) -> np.ndarray:
    """The picture once it rests and differs from the one `before` by more than `least` steps of 255 on average."""
    return seen(page, locator, lambda picture: difference(before, picture) > least)


def alike(page: Page, locator: Locator, before: np.ndarray, most: float) -> np.ndarray:
    """The picture once it rests and differs from the one `before` by less than `most` steps of 255 on average."""
    return seen(page, locator, lambda picture: difference(before, picture) < most)


def no_violations(page: Page, within: str) -> None:
    """axe finds nothing inside the element."""
    page.evaluate((CHECKOUT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("selector => axe.run(selector).then(result => result.violations)", within)
    told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]
    assert not told, told
