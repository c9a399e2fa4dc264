"""A small server of static pages for the viewers alone: the museum's content policy, made-up media, no database.

`python -m tests.browser.viewer_server PORT FOLDER [PANORAMA …]` serves the same pages for work by hand.
"""

import json
import re
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from tests.browser.viewer_media import CHECKOUT, editor_data, make_media
from virtual_museum.core.i18n import MuseumBabel
from virtual_museum.site.viewer_texts import TEXTS, viewer_text_block

PAGES = Path(__file__).parent / "pages"
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class Pages(SimpleHTTPRequestHandler):
    """Pages of tests/browser/pages, built scripts and the folder of made media."""

    def __init__(self, *arguments, media: Path, language: str, **options) -> None:
        self.media, self.language = media, language
        super().__init__(*arguments, directory=str(CHECKOUT), **options)

    def translate_path(self, path: str) -> str:
        """Only three places are served."""
        path = path.split("?")[0].split("#")[0]
        for prefix, folder in (("/static/", CHECKOUT / "static"), ("/media/", self.media), ("/pages/", PAGES)):
            if path.startswith(prefix):
                return str(folder / path.removeprefix(prefix))
        return str(self.media / "missing")

    def do_GET(self) -> None:
        """Pages have their words and built names filled in."""
        if self.path.startswith("/pages/") and ".html" in self.path:
            page = Path(self.translate_path(self.path)).read_text(encoding="utf-8")
            wanted = parse_qs(urlsplit(self.path).query).get("tour", ["tour"])[0]
            body = fill(page, self.language, self.media).replace("{{tour}}", wanted).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        super().do_GET()

    def end_headers(self) -> None:
        """Every answer carries the museum's policy."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *arguments) -> None:
        """Tests are quiet."""


def fill(page: str, language: str, media: Path) -> str:
    """Replace {{bundle:js/main.js}} by the built address, {{texts}} by the viewers' words, {{language}}, {{editor}}."""
    manifest = json.loads((CHECKOUT / "static/dist/manifest.json").read_text())
    app = Flask(__name__)
    MuseumBabel(app, locale_selector=lambda: language)
    with app.test_request_context():
        page = page.replace("{{texts}}", str(viewer_text_block(*(set(TEXTS) - {"shared"}))))
    page = page.replace("{{language}}", language)
    if "{{editor}}" in page:
        page = page.replace("{{editor}}", json.dumps(editor_data(json.loads((media / "tour.json").read_text()))))
    return re.sub(r"\{\{bundle:([^}]+)\}\}", lambda found: f"/static/{manifest[found[1]]}", page)


class ViewerServer:
    """The pages on a port of their own; `url` is their address."""

    def __init__(self, media: Path, port: int = 0, language: str = "en") -> None:
        self.media = media
        handler = partial(Pages, media=media, language=language)
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> "ViewerServer":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    place = Path(sys.argv[2])
    if not (place / "tour.json").exists():
        place.mkdir(parents=True, exist_ok=True)
        make_media(place, [Path(name) for name in sys.argv[3:]])
    with ViewerServer(place, int(sys.argv[1]), "kk") as running:
        print(running.url)
        running.thread.join()
