"""Fixtures of the viewers' tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.viewer_media import make_media
from tests.browser.viewer_pages import PageOpener
from tests.browser.viewer_server import ViewerServer
from tests.browser.visits import visits


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
    with visits(browser, viewer_server.url) as open_page:
        yield open_page
