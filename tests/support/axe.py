"""axe-core as a referee of whole pages that have come to rest."""

import time

from playwright.sync_api import Browser, BrowserContext, Page

from virtual_museum.core.config import CHECKOUT

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
REST_SECONDS = 120
# A viewer on its way is neither what stood there before nor what will stand there. Before its code has come it says
# nothing of itself at all; so all are asked that are as near to the window as static/js/parts/lazy-element.js wants.
AT_REST = """() => new Promise(done => {
  const viewers = [...document.querySelectorAll("vm-panorama, vm-model, vm-deepzoom, vm-map, vm-compare, vm-audio")];
  if (!viewers.length) return done(true);
  const observer = new IntersectionObserver(entries => {
    observer.disconnect();
    const states = entries.filter(entry => entry.isIntersecting).map(entry => entry.target.dataset.state);
    done(states.every(state => state && state !== "loading"));
  }, { rootMargin: "50%" });
  for (const viewer of viewers) observer.observe(viewer);
})"""


def context_for_axe(browser: Browser, **options: object) -> BrowserContext:
    """A context whose pages have the referee; it is put into them from outside, past their own policy."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(REST_SECONDS * 1000)
    context.add_init_script(path=AXE)
    return context


def wait_for_rest(page: Page) -> None:
    """Wait until no viewer near the window is on its way any more."""
    deadline = time.monotonic() + REST_SECONDS
    while not page.evaluate(AT_REST):
        assert time.monotonic() < deadline, f"{page.url} does not come to rest"
        page.wait_for_timeout(50)


def barriers(page: Page) -> list[str]:
    """What axe finds in the page when it rests: the rule with some of the places that break it."""
    wait_for_rest(page)
    found = page.evaluate("() => axe.run().then(result => result.violations)")
    return [f"{one['id']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]
