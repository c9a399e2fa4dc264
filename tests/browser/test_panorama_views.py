"""Panoramas as they come from the conversion: few bytes to the first sharp view, cropped ones in their true shape."""

import re
from pathlib import Path

import numpy as np
import pytest
import pyvips
from playwright.sync_api import Page

from tests.browser.viewer_pages import LATEST, PHONE, PageOpener, difference, no_violations, ready, settled
from tests.browser.viewer_panoramas import convert, detailed, write_tour
from tests.browser.viewer_server import ViewerServer
from tests.media.samples import gpano, tilted

pytestmark = pytest.mark.browser

WIDTH = 8192
TILE_BYTES = 550_000


@pytest.fixture(scope="module")
def pages(viewer_server: ViewerServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages with a large panorama, a whole one, and the middle of it cropped with GPano metadata."""
    folder, media = tmp_path_factory.mktemp("originals"), Path(viewer_server.media)
    detailed(WIDTH).write_to_file(str(folder / "large.jpg"), Q=88)
    whole = detailed(4096)
    whole.write_to_file(str(folder / "whole.jpg"), Q=92)
    middle = whole.crop(1024, 614, 2048, 820).copy()
    told = gpano(
        FullPanoWidthPixels=4096, FullPanoHeightPixels=2048, CroppedAreaImageWidthPixels=2048,
        CroppedAreaImageHeightPixels=820, CroppedAreaLeftPixels=1024, CroppedAreaTopPixels=614,
        PoseHeadingDegrees=90, InitialViewHeadingDegrees=20, InitialViewPitchDegrees=-5,
        InitialHorizontalFOVDegrees=50, ProjectionType="equirectangular",
    )  # fmt: skip
    middle.set_type(pyvips.GValue.blob_type, "xmp-data", told.encode())
    middle.write_to_file(str(folder / "cropped.jpg"), Q=92)
    leaning = tilted(whole, 14, -9).copy()
    pose = gpano(PosePitchDegrees=14, PoseRollDegrees=-9, ProjectionType="equirectangular")
    leaning.set_type(pyvips.GValue.blob_type, "xmp-data", pose.encode())
    leaning.write_to_file(str(folder / "leaning.jpg"), Q=92)
    return {name: write_tour(media, name, convert(folder / f"{name}.jpg", media / name))
            for name in ("large", "whole", "cropped", "leaning")}  # fmt: skip


def looking(page: Page) -> dict[str, float]:
    """The view that the address tells once it tells the same for a while."""
    page.wait_for_function("() => /pitch=/.test(location.search)")
    told = ""
    while told != (told := page.evaluate("() => location.search")):
        page.wait_for_timeout(1000)
    return {name: float(value) for name, value in re.findall(r"(yaw|pitch|fov)=(-?[\d.]+)", told)}


def sharp(page: Page) -> np.ndarray:
    """What the page shows when its tiles have come and for a second no further one has."""
    page.wait_for_function(
        """() => {
            const all = performance.getEntriesByType("resource");
            const came = all.filter(one => /\\/\\d+_\\d+\\.jpg$/.test(one.name)).map(one => one.responseEnd);
            return came.length && performance.now() - Math.max(...came) > 1000;
        }""",
        timeout=LATEST,
    )
    return settled(page, page.locator(".tour-canvas"))


def test_few_bytes_to_the_first_sharp_view(visit: PageOpener, pages: dict[str, str]) -> None:
    """A phone with three device pixels to one fetches the tiles of its view, sharp at once and no others."""
    page = visit("/pages/below.html")
    blank = page.url.rpartition("/pages/")[0]
    context = page.context.browser.new_context(viewport=PHONE, device_scale_factor=3, has_touch=True)
    phone = context.new_page()
    received: dict[str, int] = {}
    phone.on("response", lambda answer: received.update({answer.url: int(answer.headers.get("content-length", 0))}))
    phone.goto(blank + pages["large"])
    ready(phone, "vm-panorama")
    sharp(phone)
    tiles = {url: size for url, size in received.items() if re.search(r"/large/\d/\d+_\d+\.jpg$", url)}
    context.close()
    assert {re.search(r"/large/(\d)/", url)[1] for url in tiles} == {"2"}
    assert 8 <= len(tiles) <= 24
    assert 50_000 < sum(tiles.values()) <= TILE_BYTES


def view(visit: PageOpener, address: str, place: str) -> np.ndarray:
    """What the first hall of that page shows in one direction, when nothing moves any more."""
    page = visit(f"{address}&scene=hall0&{place}")
    ready(page, "vm-panorama")
    return sharp(page)


@pytest.mark.parametrize("place", ["yaw=0&pitch=0&fov=40", "yaw=-40&pitch=8&fov=45", "yaw=50&pitch=-9&fov=35"])
def test_a_cropped_panorama_keeps_its_shape(visit: PageOpener, pages: dict[str, str], place: str) -> None:
    """Where it covers the sphere, it looks like the whole one: nothing is stretched, nothing is displaced."""
    views = [view(visit, pages[name], place) for name in ("whole", "cropped")]
    assert views[0].std() > 20
    assert difference(*views) < 6
    assert np.abs(views[0] - np.roll(views[1], 40, axis=1)).mean() > 12


@pytest.mark.parametrize("place", ["yaw=0&pitch=0&fov=50", "yaw=110&pitch=20&fov=60", "yaw=-140&pitch=-35&fov=45"])
def test_a_tilted_camera_shows_a_level_hall(visit: PageOpener, pages: dict[str, str], place: str) -> None:
    """What the file says of its camera's pitch and roll is undone: each direction shows what the level sphere shows."""
    views = [view(visit, pages[name], place) for name in ("whole", "leaning")]
    assert views[0].std() > 20
    assert difference(*views) < 4
    assert np.abs(views[0] - np.roll(views[1], 40, axis=1)).mean() > 8


def test_the_eye_stays_in_what_was_photographed(visit: PageOpener, pages: dict[str, str]) -> None:
    """The file's own first view comes first; keys, links and the zoom end at the picture's edges."""
    page = visit(pages["cropped"], PHONE | {"height": 390}, reduced_motion="reduce")
    tour = ready(page, "vm-panorama")
    first = looking(page)
    assert first["yaw"] == pytest.approx(20, abs=1) and first["pitch"] == pytest.approx(-5, abs=1)
    tour.locator(".tour-picture").focus()
    for key in ["ArrowUp"] * 8 + ["ArrowRight"] * 12:
        page.keyboard.press(key)
    there = looking(page)
    half = there["fov"] / 2
    assert there["yaw"] <= 90 - half + 2 and there["yaw"] > 40
    assert there["pitch"] <= 36.1 - half + 12
    far = visit(f"{pages['cropped']}&scene=hall0&yaw=180&pitch=80&fov=40", PHONE | {"height": 390})
    ready(far, "vm-panorama")
    held = looking(far)
    assert min(abs(held["yaw"] - 70), abs(held["yaw"] - 290)) < 3 and held["pitch"] < 20
    no_violations(far, "vm-panorama")


def test_the_compass_of_the_file_is_spoken(visit: PageOpener, pages: dict[str, str]) -> None:
    """Directions are told as a compass does when the file says where its middle looks."""
    page = visit(f"{pages['cropped']}&scene=hall0&yaw=0&pitch=0&fov=40", reduced_motion="reduce")
    tour = ready(page, "vm-panorama")
    tour.locator(".tour-picture").focus()
    page.keyboard.press("ArrowRight")
    status = tour.locator("[role=status]").first
    page.wait_for_function("() => /looking at/.test(document.querySelector('.tour [role=status]').textContent)",
                           timeout=LATEST)  # fmt: skip
    assert 90 <= float(re.search(r"at ([\d.]+)", status.text_content())[1]) < 110
