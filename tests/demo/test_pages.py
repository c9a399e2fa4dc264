"""Every page of the demo museum in three languages before two referees: the HTML standard and axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.databases import SQLiteDatabases
from tests.support.demo_museum import demo_museum, wait_until_converted
from tests.support.html_referee import html_errors
from tests.support.servers import LiveServer
from virtual_museum.core.config import CHECKOUT
from virtual_museum.demo.content import LANGUAGES, read_content

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(3600)]

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
# A viewer on its way is neither what stood there before nor what will stand there.
SETTLED = "() => !document.querySelector('[data-state=loading]')"
# Each language once on a phone or a desk, by day or by night.
LOOKS = {
    "kk": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "ru": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "en": {"viewport": {"width": 768, "height": 1024}, "color_scheme": "light"},
}


def demo_paths() -> list[str]:
    """All pages of the demo, below the language."""
    content = read_content()
    return [
        "", "exhibitions", *(f"exhibitions/{story['slug']}" for story in content.exhibitions),
        "tours", f"tours/{content.building['tour']['slug']}",
        "halls", *(f"halls/{hall['slug']}" for hall in content.halls),
        "collection", *(f"items/{code}" for code in content.codes.values()), "enter", "visit", "display",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SQLiteDatabases) -> Iterator[LiveServer]:
    """The demo museum as `make run` loads it; the worker goes on with its files meanwhile."""
    home = tmp_path_factory.mktemp("demo")
    with sqlite_databases.fresh(home) as url, demo_museum(home, url) as server:
        yield server


@pytest.fixture(scope="module")
def ready_museum(museum: LiveServer) -> LiveServer:
    """The same museum with every picture, panorama and model ready to be looked at."""
    wait_until_converted(museum)
    return museum


def test_every_page_is_valid_html(browser: Browser, museum: LiveServer, tmp_path: Path) -> None:
    context = browser.new_context()
    pages = {}
    for language in LANGUAGES:
        for path in demo_paths():
            answer = context.request.get(f"{museum.url}/{language}/{path}")
            assert answer.status == 200, path
            pages[f"{language}/{path}"] = answer.text()
    context.close()
    errors = html_errors(pages, tmp_path)
    assert not errors, "\n".join(errors[:40])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier_that_axe_knows(browser: Browser, ready_museum: LiveServer, language: str) -> None:
    # The referee is put into the page from outside, past the page's own policy.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", **LOOKS[language])
    context.add_init_script(path=AXE)
    page = context.new_page()
    barriers = []
    for path in demo_paths():
        page.goto(f"{ready_museum.url}/{language}/{path}")
        page.wait_for_function(SETTLED)
        for one in page.evaluate("() => axe.run().then(result => result.violations)"):
            nodes = [node["html"][:160] for node in one["nodes"][:3]]
            barriers.append(f"{language}/{path}: {one['id']} {nodes}")
    context.close()
    assert not barriers, "\n".join(barriers[:40])
