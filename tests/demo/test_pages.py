"""Every page of the demo museum in three languages before two referees: the HTML standard and axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.support.axe import barriers, context_for_axe
from tests.support.databases import SQLiteDatabases
from tests.support.demo_museum import demo_museum
from tests.support.html_referee import html_errors
from tests.support.servers import LiveServer
from virtual_museum.demo import loader
from virtual_museum.demo.content import LANGUAGES, read_content

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(3600)]

LATEST = 60_000
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
        "events", "events?past=1", *(f"events/{event['slug']}" for event in content.events),
        "collection", *(f"items/{code}" for code in content.codes.values()), "enter", "visit", "display",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def museum(
    tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SQLiteDatabases, converted_demo: Path
) -> Iterator[LiveServer]:
    """The demo museum with every picture, panorama and model ready to be looked at."""
    home = tmp_path_factory.mktemp("demo")
    with sqlite_databases.fresh(home) as url, demo_museum(home, url, converted_demo) as server:
        yield server


def test_every_page_is_valid_html(browser: Browser, museum: LiveServer, tmp_path: Path) -> None:
    context = browser.new_context()
    pages = {}
    for language in LANGUAGES:
        for path in demo_paths():
            answer = context.request.get(f"{museum.url}/{language}/{path}", timeout=LATEST)
            assert answer.status == 200, path
            pages[f"{language}/{path}"] = answer.text()
    context.close()
    errors = html_errors(pages, tmp_path)
    assert not errors, "\n".join(errors[:40])


def test_every_page_is_valid_html_while_the_worker_has_made_nothing_yet(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loader, "run_pending", lambda: 0)
    loader.load_demo()
    answers = {path: client.get(f"/{LANGUAGES[0]}/{path}", follow_redirects=True) for path in demo_paths()}
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    errors = html_errors({path: answer.text for path, answer in answers.items()}, tmp_path)
    assert not errors, "\n".join(errors[:40])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier_that_axe_knows(browser: Browser, museum: LiveServer, language: str) -> None:
    context = context_for_axe(browser, **LOOKS[language])
    page = context.new_page()
    found = []
    for path in demo_paths():
        page.goto(f"{museum.url}/{language}/{path}")
        found += [f"{language}/{path}: {barrier}" for barrier in barriers(page)]
    context.close()
    assert not found, "\n".join(found[:40])
