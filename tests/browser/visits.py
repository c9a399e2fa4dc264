"""Pages opened for one test, watched for scripts that fail and for requests to other hosts."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.viewer_pages import DESKTOP, LATEST, PageOpener


@contextmanager
def visits(browser: Browser, home: str, **usual: object) -> Iterator[PageOpener]:
    """A function that opens a path of `home` in a browser context of its own, with the context's `usual` options.

    Raises:
        AssertionError: when leaving, if a script failed, the content policy forbade something, or a request left home.
    """
    contexts, wrong = [], []

    def heard(line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            wrong.append(line.text)

    def open_page(path: str, viewport: dict = DESKTOP, init_script: str = "", **options: object) -> Page:
        context = browser.new_context(**{**usual, "viewport": viewport, **options})
        contexts.append(context)
        if init_script:
            context.add_init_script(f"({init_script})()")
        page = context.new_page()
        page.set_default_timeout(LATEST)
        page.on("request", lambda asked: asked.url.startswith((home, "blob:", "data:")) or wrong.append(asked.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", heard)
        page.goto(home + path)
        return page

    try:
        yield open_page
        # Closing a page cuts off what it is still loading, and its scripts rightly complain of that: only what went
        # wrong before counts.
        told = list(wrong)
    finally:
        for context in contexts:
            context.close()
    assert not told
