"""The studio's own pages in a real browser: without JavaScript, without axe's complaints, good on a telephone."""

import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.catalogue import make_item
from tests.support.servers import LiveServer
from virtual_museum.core.config import CHECKOUT
from virtual_museum.core.db import db
from virtual_museum.media.services import receive_file

pytestmark = pytest.mark.browser

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/studio",
    "/studio/users",
    "/studio/profile",
    "/studio/profile/second-factor",
    "/studio/audit",
    "/studio/work",
    "/studio/labels?q=теке",
    "/studio/labels/items/{code}",
    "/studio/audience",
)


@pytest.fixture(scope="module")
def code(live_server: LiveServer) -> str:
    """An administrator to sign in as, and an item to look at."""
    with live_server.app.app_context():
        make_user("administrator", name="Айгүл")
        item = make_item()
        db.session.commit()
        found = item.code
        db.session.remove()
    return found


def enter(page: Page, server: LiveServer, role: str = "administrator") -> None:
    page.goto(f"{server.url}/studio")
    page.fill("#email", f"{role}@museum.test")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{server.url}/studio**")


def opened(browser: Browser, **options: object) -> tuple[BrowserContext, Page]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    return context, page


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_pages_are_accessible_and_fit(browser, live_server, code, width, scheme):
    context, page = opened(browser, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"{live_server.url}/studio/sign-in")
    complaints = {"/studio/sign-in": _complaints(page)}
    enter(page, live_server)
    for path in PAGES:
        page.goto(live_server.url + path.format(code=code))
        complaints[path] = _complaints(page)
        wider = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{path} is {wider} px too wide at {width}"
    context.close()
    assert {path: found for path, found in complaints.items() if found} == {}


def _complaints(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("() => axe.run().then(result => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in violations]


def test_the_second_factor_is_set_up_by_scanning_without_javascript(browser, live_server, code):
    context, page = opened(browser, java_script_enabled=False, viewport={"width": 1024, "height": 900})
    enter(page, live_server)
    page.goto(f"{live_server.url}/studio/profile/second-factor")
    picture = Image.open(BytesIO(page.locator(".qr svg").screenshot()))
    uri = urlsplit(zxingcpp.read_barcode(picture).text)
    assert uri.scheme == "otpauth" and "administrator" in uri.path
    totp = pyotp.TOTP(parse_qs(uri.query)["secret"][0])
    page.fill("#code", totp.now())
    page.click("main form button[type=submit]")
    recovery = page.locator(".codes .secret").first.inner_text()
    page.click("main a.button.first")
    page.click("form[action$='sign-out'] button")
    enter_again(page, live_server, recovery)
    assert page.url.rstrip("/").endswith("/studio")
    context.close()


def enter_again(page: Page, server: LiveServer, recovery: str) -> None:
    page.goto(f"{server.url}/studio")
    page.fill("#email", "administrator@museum.test")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("#code", recovery)
    page.click("main button[type=submit]")


def test_a_click_says_what_stays_in_sight(browser, live_server, code, tmp_path):
    Image.linear_gradient("L").resize((300, 200)).save(tmp_path / "slope.png")
    with live_server.app.app_context():
        # The administrator has a second factor by now.
        make_user("curator")
        asset = receive_file(tmp_path / "slope.png", "slope.png", "image").asset.code
        db.session.commit()
        db.session.remove()
    context, page = opened(browser, viewport={"width": 1440, "height": 900})
    enter(page, live_server, "curator")
    page.goto(f"{live_server.url}/studio/media/{asset}")
    # The page shows itself anew as soon as the file is converted; the script follows.
    form = page.locator("[data-focus-point][data-state=ready]")
    form.wait_for()
    shown = form.locator("[data-focus-picture]")
    box = shown.bounding_box()
    shown.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    expect(form.get_by_label("left")).to_have_value(re.compile(r"^7[45]"))
    expect(form.locator(".phone img")).to_have_attribute("style", re.compile(r"--focus: ?7[45][.\d]*% 2[45]"))
    assert _complaints(page) == []
    form.get_by_role("button").first.click()
    expect(page.locator("#focus .cover img")).to_have_attribute("style", re.compile(r"--focus: ?7[45][.\d]*% 2[45]"))
    context.close()
