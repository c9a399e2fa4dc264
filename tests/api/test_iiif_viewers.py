"""Mirador and Universal Viewer, as other houses run them, open an object and an exhibition and really draw them."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pyvips
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.api.viewer_pages import viewers
from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_item
from tests.factories.media import add_rendition, make_asset
from tests.media import samples
from tests.support.threads import served
from virtual_museum import create_app
from virtual_museum.catalogue import services
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db
from virtual_museum.media.conversion.images import write_pyramid
from virtual_museum.media.details import add_detail
from virtual_museum.media.models import Asset

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]
WIDTH, HEIGHT = 1500, 1000
DRAWN_COLOURS = 500
MARKED_EDGE = 40
LATEST = 120_000
LOOKS = 240

Show = Callable[[str, str], tuple[Page, list[str]]]


def zoomable(folder: Path) -> Asset:
    """A published picture, red growing to the right and green downward, with its pyramid in the store."""
    image = pyvips.Image.new_from_buffer(samples.picture(WIDTH, HEIGHT, "PNG"), "")
    write_pyramid(image, folder / "pyramid.tif")
    asset = make_asset(facts={"width": WIDTH, "height": HEIGHT})
    meta = {"width": WIDTH, "height": HEIGHT, "file": "pyramid.tif", "tile": 256}
    add_rendition(asset, "pyramid@1", meta, {"pyramid.tif": (folder / "pyramid.tif").read_bytes()})
    return asset


def turnable() -> Asset:
    """A published model in the plain form for other houses' viewers, with a poster that is a real picture."""
    asset = make_asset("model", state="received")
    asset.state = "ready"
    poster = samples.picture(WIDTH, HEIGHT, "JPEG")
    size = {"width": WIDTH, "height": HEIGHT, "jpeg": "p.jpg", "webp": "p.webp"}
    meta = {"width": WIDTH, "height": HEIGHT, "sizes": [size]}
    add_rendition(asset, "poster@1", meta, {"p.jpg": poster, "p.webp": samples.picture(WIDTH, HEIGHT, "WEBP")})
    forms = {form: {"file": f"model.{form}", "bytes": 4} for form in ("glb", "usdz")}
    files = {"model.glb": samples.glb(), "model.usdz": b"PK"}
    add_rendition(asset, "ar@1", {**forms, "true_size": True}, files)
    return asset


@pytest.fixture
def museum(tmp_path, database_url, monkeypatch):
    """A museum at a real address of its own; yields the addresses of its manifests."""
    app = create_app(load_settings(home=tmp_path, database_url=database_url, rate_limits=False))
    with app.app_context(), served(app) as address:
        # Manifests name the museum by its address, which is known only now.
        monkeypatch.setattr(app.extensions["museum.settings"], "base_url", address)
        item = make_item(media=())
        picture = zoomable(tmp_path)
        add_detail(picture, {"en": "Antler"}, {"en": "Seven golden tines."}, {"x": 0.2, "y": 0.2, "w": 0.2, "h": 0.2})
        services.attach_media(item, picture)
        scan, both = make_item(media=()), make_item(media=())
        model = turnable()
        services.attach_media(scan, model)
        for asset in (picture, model):
            services.attach_media(both, asset)
        make_exhibition(blocks=[{"id": "b", "type": "item", "item": item.code}])
        base = f"{address}/iiif/presentation/3"
        items = {"item": item, "scan": scan, "both": both}
        paths = {kind: f"items/{one.code}" for kind, one in items.items()} | {"exhibition": "exhibitions/gold-and-wind"}
        found = {kind: f"{base}/{path}/manifest" for kind, path in paths.items()}
        db.session.commit()
        db.session.remove()
        yield address, found
        db.session.remove()
        db.engine.dispose()


def opened(browser: Browser, address: str, museum: str) -> tuple[Page, list[str], list[str]]:
    """The page, what went wrong in it, and the tiles it was given."""
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    wrong: list[str] = []
    tiles: list[str] = []

    def note(response) -> None:
        if response.url.startswith(museum):
            wrong.extend([f"{response.status} {response.url}"] if response.status >= 400 else [])
            tiles.extend([response.url] if "/iiif/image/3/" in response.url and "info.json" not in response.url else [])

    def failed(request) -> None:
        # What a viewer has asked for and then calls off, a tile out of sight for example, has not gone wrong.
        if request.url.startswith(museum) and request.failure != "net::ERR_ABORTED":
            wrong.append(f"{request.failure} {request.url}")

    page.on("response", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", failed)
    page.set_default_timeout(LATEST)
    page.goto(address)
    return page, wrong, tiles


def colours(page: Page) -> int:
    """How many different colours stand on the screen: a gradient has thousands, an empty window a few dozen."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return len(picture.getcolors(maxcolors=picture.width * picture.height) or [])


def edge(page: Page, across: float, down: float) -> int:
    """How much the colour changes within a few pixels at a place of the picture, which fills Mirador's window."""
    box = page.locator(".openseadragon-canvas").bounding_box()
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    height = box["width"] * HEIGHT / WIDTH
    x, y = box["x"] + across * box["width"], box["y"] + (box["height"] - height) / 2 + down * height
    sides = (drawn.getpixel((int(x) + step, int(y))) for step in (-6, 6))
    return sum(abs(one - other) for one, other in zip(*sides, strict=True))


@pytest.fixture
def show(browser: Browser, tmp_path: Path, museum: tuple[str, dict[str, str]]) -> Iterator[Show]:
    """Open a manifest in a viewer of another house: the page and the tiles it was given. Nothing may go wrong."""
    address, manifests = museum
    folder = tmp_path / "viewers"
    folder.mkdir()
    shown: list[tuple[Page, list[str]]] = []

    def open_manifest(viewer: str, what: str) -> tuple[Page, list[str]]:
        page, wrong, tiles = opened(browser, f"{pages}/{viewer}.html?manifest={manifests[what]}", address)
        shown.append((page, wrong))
        return page, tiles

    with viewers(folder) as pages:
        yield open_manifest
        for page, _wrong in shown:
            page.close()
    assert [wrong for _page, wrong in shown] == [[] for _page in shown]


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """Look at the page again and again until it is as it should be."""
    for _look in range(LOOKS):
        if true():
            return
        page.wait_for_timeout(500)
    assert true()


def is_drawn(page: Page) -> bool:
    return colours(page) > DRAWN_COLOURS


def turns_the_model(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('model-viewer')?.loaded")
    assert page.evaluate("() => document.querySelector('model-viewer').src").endswith("/ar@1/model.glb")


@pytest.mark.parametrize("what", ["item", "exhibition"])
@pytest.mark.parametrize("viewer", ["mirador", "uv"])
def test_a_viewer_of_another_house_draws_it(show: Show, viewer: str, what: str) -> None:
    page, tiles = show(viewer, what)
    title = "Gold and wind" if what == "exhibition" else "Алтын бұғы"
    page.get_by_text(title).first.wait_for()
    wait_until(page, lambda: bool(tiles) and is_drawn(page))


def test_universal_viewer_turns_a_model_and_mirador_shows_its_poster(show: Show) -> None:
    page, _tiles = show("uv", "scan")
    turns_the_model(page)
    page, _tiles = show("mirador", "scan")
    wait_until(page, lambda: is_drawn(page))


def test_universal_viewer_leafs_from_a_photograph_to_a_model(show: Show) -> None:
    """One object, one manifest. The viewer decides once how it shows all pages: of the model that is the poster."""
    page, tiles = show("uv", "both")
    wait_until(page, lambda: bool(tiles) and is_drawn(page))
    page.locator("button.next:visible").first.click()
    page.wait_for_function("() => [...document.querySelectorAll('input')].some(one => one.value === '2')")
    wait_until(page, lambda: is_drawn(page))


def test_miradors_search_finds_a_detail_and_leads_to_its_place(show: Show) -> None:
    page, tiles = show("mirador", "item")
    page.get_by_role("tab", name="Search").click()
    terms = page.get_by_role("combobox", name="search terms")
    terms.fill("tine")
    terms.press("Enter")
    page.get_by_text("Seven golden").first.wait_for()
    expect(page.locator("strong", has_text="tines")).to_have_count(1)
    # The region is coloured in: there is an edge where it ends, and none where it does not.
    wait_until(page, lambda: bool(tiles) and edge(page, 0.4, 0.3) > MARKED_EDGE > edge(page, 0.6, 0.3))
