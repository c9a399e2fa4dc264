"""A small server for the viewers of other houses: their own bundles, and one page for each that opens a manifest.

They stand on another address than the museum, as they do in the world; so CORS is tested with them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.threads import running
from virtual_museum.core.config import CHECKOUT

REFEREES = CHECKOUT / "tests" / "referees" / "node_modules"
MIRADOR = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mirador</title>
<link rel="icon" href="data:,"></head><body><div id="viewer" style="position:absolute;inset:0"></div>
<script src="mirador/mirador.min.js"></script>
<script>Mirador.viewer({id: "viewer", windows: [{manifestId: new URLSearchParams(location.search).get("manifest")}],
  window: {sideBarOpen: true, defaultSideBarPanel: "canvas"}});</script></body></html>"""
UNIVERSAL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>UV</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="universalviewer/uv.css"></head>
<body><div id="uv" class="uv" style="width:1100px;height:700px"></div>
<script src="universalviewer/umd/UV.js"></script>
<script>UV.init("uv", {manifest: new URLSearchParams(location.search).get("manifest")});</script></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@contextmanager
def viewers(folder: Path) -> Iterator[str]:
    """The address of the pages `mirador.html` and `uv.html`; skips the test where the bundles are not installed."""
    for name in ("mirador", "universalviewer"):
        if not (REFEREES / name / "dist").is_dir():
            pytest.skip(f"{name} is not installed: npm ci in tests/referees")
        copytree(REFEREES / name / "dist", folder / name)
    (folder / "mirador.html").write_text(MIRADOR, encoding="utf-8")
    (folder / "uv.html").write_text(UNIVERSAL, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    with running(server) as address:
        yield address
