"""The curator's journey in a real browser: from a new object to a published exhibition, and back again."""

import re
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.viewer_pages import ready
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]

EMAIL, PASSWORD = "curator@museum.example", "keles-tas-qola-2026"
TOUR = "trial-tour"
WORKING_SECONDS = 600
LATEST = 120_000


def photograph(path: Path) -> Path:
    """A small JPEG that looks like something."""
    across = np.linspace(0, 255, 900, dtype=np.uint8)
    Image.fromarray(
        np.stack(
            [np.tile(across, (1200, 1)), np.tile(across[::-1], (1200, 1)), np.full((1200, 900), 90, np.uint8)], axis=2
        )
    ).save(path, quality=85)
    return path


def panorama(path: Path) -> Path:
    """A 2:1 picture whose eight sectors differ in colour, so that a direction can be recognised."""
    colours = np.array(
        [
            [180, 60, 50],
            [200, 140, 40],
            [190, 190, 60],
            [70, 150, 70],
            [50, 150, 160],
            [50, 80, 170],
            [110, 60, 150],
            [170, 60, 120],
        ],
        dtype=np.uint8,
    )
    row = np.repeat(colours, 256, axis=0)
    Image.fromarray(np.tile(row, (1024, 1, 1))).save(path, quality=85)
    return path


def model(path: Path) -> Path:
    """A vase as a scanner might deliver it."""
    outline = np.array([[0.0, 0], [4, 0], [6, 4], [5, 8], [3, 11], [4, 13], [0, 13]])
    trimesh.creation.revolve(outline, sections=96).export(path)
    return path


def sign_in(page: Page, server: LiveServer) -> None:
    """Come into the studio by the front door."""
    made = server.flask("users", "create", EMAIL, "--role", "curator", "--password-stdin", stdin=PASSWORD)
    assert made.returncode == 0, made.stderr
    page.context.add_cookies([{"name": "language", "value": "en", "url": server.url}])
    page.goto(f"{server.url}/studio")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Museum objects")).to_be_visible()


def new_object(page: Page, server: LiveServer) -> str:
    """Catalogue an object in three languages; return its short code."""
    page.goto(f"{server.url}/studio/items/new")
    for code, title, words in (
        ("kk", "Сыналған құмыра", "Журналдан алынған құмыра."),
        ("ru", "Испытанный кувшин", "Кувшин, взятый для проверки."),
        ("en", "The tested jug", "A jug taken for trial."),
    ):
        page.locator(f'[name="title.{code}"]').fill(title)
        page.locator(f'[name="label_text.{code}"]').fill(words)
    page.locator('[name="inventory_number"]').fill("КП-0000/00-а, б")
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url(re.compile(r"/studio/items/[0-9A-Z]{6}"))
    return re.search(r"/items/([0-9A-Z]{6})", page.url).group(1)


def add_media(page: Page, files: list[Path]) -> None:
    """Give the object its photograph and its scan, and wait until both are ready."""
    page.locator("#media input[type=file]").set_input_files(files)
    page.locator("#media").get_by_role("button", name="Add", exact=True).click()
    # Only when both have arrived may the page be loaded anew.
    expect(page.locator("#media .media-rows li")).to_have_count(len(files), timeout=LATEST)
    for _ in range(WORKING_SECONDS):
        if page.locator("#media .media-rows li", has_text="ready").count() == len(files):
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(page.locator("#media").inner_text())


def upload_panorama(page: Page, server: LiveServer, file: Path) -> None:
    """Upload by the resumable way and watch it become ready."""
    page.goto(f"{server.url}/studio/media/upload")
    page.locator("select[name=kind]").select_option("panorama")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".upload-list li")).to_contain_text(re.compile("ready", re.I), timeout=WORKING_SECONDS * 1000)


def make_hall(page: Page, server: LiveServer, code: str) -> None:
    """A hall with the object in it, shown to visitors."""
    page.goto(f"{server.url}/studio/halls/new")
    page.locator('[name="title.kk"]').fill("Сынақ залы")
    page.locator('[name="title.en"]').fill("The trial hall")
    page.locator('[name="slug"]').fill("trial-hall")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").last.click()
    page.goto(f"{server.url}/studio/halls/trial-hall/items")
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Hang here").click()
    expect(page.locator(".composer-block")).to_contain_text(code)
    page.get_by_role("button", name="Show to visitors").click()
    expect(page.get_by_role("button", name="Hide from visitors")).to_be_visible()


def make_tour(page: Page, server: LiveServer, code: str) -> None:
    """A tour of one scene with a hotspot on the object, placed by a click into the panorama."""
    page.goto(f"{server.url}/studio/tours")
    if not page.locator('[name="slug"]').is_visible():
        page.get_by_text("New tour").click()
    page.locator('[name="title.kk"]').fill("Сынақ туры")
    page.locator('[name="title.en"]').fill("The trial tour")
    page.locator('[name="slug"]').fill(TOUR)
    page.get_by_role("button", name="Create").click()
    page.locator('[name="new_scene.kk"]').fill("Сынақ залы")
    page.locator('[name="new_scene.en"]').fill("The trial hall")
    page.get_by_role("button", name="Add a scene").click()
    page.locator("#hall").select_option("trial-hall")
    page.get_by_role("button", name="Choose a panorama").click()
    page.locator("button.choice").first.click()
    page.get_by_role("button", name=re.compile("^Hotspots")).click()
    place_hotspot(page, code)
    publish(page, f"{server.url}/studio/tours/{TOUR}/publishing")


def place_hotspot(page: Page, code: str) -> None:
    """Click into the picture, choose the exhibit in the form that opens, save."""
    editor = ready(page, "vm-panorama-editor")
    canvas = editor.locator(".tour-canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.62, "y": box["height"] * 0.45})
    search = editor.locator("[role=combobox]").first
    search.fill("Испытанный")
    editor.locator("[role=listbox] [role=option]").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def publish(page: Page, address: str) -> None:
    """Show the newest version to visitors."""
    page.goto(address)
    page.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(page.get_by_text(re.compile("Visitors see version"))).to_be_visible()


def make_exhibition(page: Page, server: LiveServer) -> None:
    """An exhibition of one section with the object in it."""
    page.goto(f"{server.url}/studio/exhibitions")
    page.get_by_text("New exhibition").click()
    page.locator('[name="title.kk"]').fill("Сынақ көрмесі")
    page.locator('[name="title.ru"]').fill("Пробная выставка")
    page.locator('[name="title.en"]').fill("The trial exhibition")
    page.locator('[name="slug"]').fill("trial")
    page.get_by_role("button", name="Create").click()
    page.locator('[name="new_section.kk"]').fill("Бірінші бөлім")
    page.get_by_role("button", name="Add a section").click()
    page.locator('button[value$=":item"]').click()
    page.get_by_role("button", name=re.compile("^Choose")).first.click()
    page.locator("button.choice").first.click()
    publish(page, f"{server.url}/studio/exhibitions/trial/publishing")


def test_from_a_new_object_to_a_published_exhibition_and_back(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    page.set_default_timeout(LATEST)
    sign_in(page, live_server)
    code = new_object(page, live_server)
    add_media(page, [photograph(tmp_path / "jug.jpg"), model(tmp_path / "jug.glb")])
    upload_panorama(page, live_server, panorama(tmp_path / "hall.jpg"))
    make_hall(page, live_server, code)
    make_tour(page, live_server, code)
    make_exhibition(page, live_server)

    visitor = page.context.browser.new_context().new_page()
    visitor.set_default_timeout(LATEST)
    hidden = visitor.goto(f"{live_server.url}/ru/items/{code}")
    assert hidden.status == 404
    page.goto(f"{live_server.url}/studio/items/{code}")
    with page.expect_navigation():
        page.get_by_role("button", name="Publish", exact=True).click()
    assert visitor.goto(f"{live_server.url}/ru/exhibitions/trial").status == 200
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Пробная выставка")
    expect(visitor.get_by_text("Испытанный кувшин").first).to_be_visible()
    data = visitor.request.get(f"{live_server.url}/ru/tours/{TOUR}/data.json").json()
    spot = data["scenes"][0]["hotspots"][0]
    assert spot["item"]["code"] == code
    assert spot["item"]["has_model"]
    sheet = page.request.get(f"{live_server.url}/studio/labels/items/{code}/qr.svg")
    assert sheet.status == 200, sheet.url

    page.goto(f"{live_server.url}/studio/exhibitions/trial/publishing")
    with page.expect_navigation():
        page.get_by_role("button", name="Take back from visitors").click()
    assert visitor.goto(f"{live_server.url}/ru/exhibitions/trial").status in (404, 410)
    assert "trial" not in visitor.request.get(f"{live_server.url}/ru/exhibitions").text()
