"""Mirador and Universal Viewer, as other houses run them, open an object and an exhibition and really draw them."""

import io
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
        scan = make_item(media=())
        services.attach_media(scan, turnable())
        make_exhibition(blocks=[{"id": "b", "type": "item", "item": item.code}])
        base = f"{address}/iiif/presentation/3"
        paths = {"item": f"items/{item.code}", "exhibition": "exhibitions/gold-and-wind", "scan": f"items/{scan.code}"}
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


@pytest.mark.parametrize("what", ["item", "exhibition"])
@pytest.mark.parametrize("viewer", ["mirador", "uv"])
def test_a_viewer_of_another_house_draws_it(browser, tmp_path, museum, viewer, what):
    address, manifests = museum
    folder = tmp_path / "viewers"
    folder.mkdir()
    with viewers(folder) as pages:
        page, wrong, tiles = opened(browser, f"{pages}/{viewer}.html?manifest={manifests[what]}", address)
        title = "Gold and wind" if what == "exhibition" else "Алтын бұғы"
        page.get_by_text(title).first.wait_for()
        for _look in range(LOOKS):
            if tiles and colours(page) > DRAWN_COLOURS:
                break
            page.wait_for_timeout(500)
        assert tiles and colours(page) > DRAWN_COLOURS
        assert wrong == []
        page.close()


def test_universal_viewer_turns_a_model_and_mirador_shows_its_poster(browser, tmp_path, museum):
    address, manifests = museum
    folder = tmp_path / "viewers"
    folder.mkdir()
    with viewers(folder) as pages:
        page, wrong, _tiles = opened(browser, f"{pages}/uv.html?manifest={manifests['scan']}", address)
        loaded = "() => document.querySelector('model-viewer')?.loaded"
        page.wait_for_function(loaded)
        assert page.evaluate("() => document.querySelector('model-viewer').src").endswith("/ar@1/model.glb")
        assert wrong == []
        page.close()
        page, wrong, _tiles = opened(browser, f"{pages}/mirador.html?manifest={manifests['scan']}", address)
        for _look in range(LOOKS):
            if colours(page) > DRAWN_COLOURS:
                break
            page.wait_for_timeout(500)
        assert colours(page) > DRAWN_COLOURS and wrong == []
        page.close()


def test_miradors_search_finds_a_detail_and_leads_to_its_place(browser, tmp_path, museum):
    address, manifests = museum
    folder = tmp_path / "viewers"
    folder.mkdir()
    with viewers(folder) as pages:
        page, wrong, tiles = opened(browser, f"{pages}/mirador.html?manifest={manifests['item']}", address)
        page.get_by_role("tab", name="Search").click()
        terms = page.get_by_role("combobox", name="search terms")
        terms.fill("tine")
        terms.press("Enter")
        page.get_by_text("Seven golden").first.wait_for()
        expect(page.locator("strong", has_text="tines")).to_have_count(1)
        for _look in range(LOOKS):
            if tiles and edge(page, 0.4, 0.3) > MARKED_EDGE:
                break
            page.wait_for_timeout(500)
        # The region is coloured in: there is an edge where it ends, and none where it does not.
        assert edge(page, 0.4, 0.3) > MARKED_EDGE > edge(page, 0.6, 0.3)
        assert wrong == []
        page.close()
