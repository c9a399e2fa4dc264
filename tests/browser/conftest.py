"""Fixtures of the viewers' tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.viewer_media import make_media
from tests.browser.viewer_pages import DESKTOP, LATEST, PageOpener
from tests.browser.viewer_server import ViewerServer


@pytest.fixture(scope="session")
def viewer_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ViewerServer]:
    """The pages in English with two small halls, one model, one deep picture, one sound."""
    folder = tmp_path_factory.mktemp("media")
    make_media(folder)
    with ViewerServer(folder) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, viewer_server: ViewerServer) -> Iterator[PageOpener]:
    """Open a page; at the end no request may have left the server and no script may have failed."""
    contexts, foreign, failures = [], [], []

    def open_page(path: str, viewport: dict = DESKTOP, init_script: str = "", **options) -> Page:
        context = browser.new_context(viewport=viewport, **options)
        if init_script:
            context.add_init_script(f"({init_script})()")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LATEST)
        at_home = (viewer_server.url, "blob:", "data:")
        page.on("request", lambda request: request.url.startswith(at_home) or foreign.append(request.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda line: "Content Security Policy" in line.text and failures.append(line.text))
        page.goto(viewer_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert failures == []
