"""Addresses of built front-end files: `bundle("js/main.js")` → the hashed file in `static/dist`."""

import json
from pathlib import Path

from flask import Flask, current_app, request

from .config import CHECKOUT

YEAR, HOUR = 31_536_000, 3600
MANIFEST = CHECKOUT / "static" / "dist" / "manifest.json"


class FrontEndMissing(Exception):
    """The front end has not been built, or does not know the file asked for."""


class Bundles:
    """The manifest of one build, read again when a new build has replaced it."""

    def __init__(self, manifest: Path = MANIFEST) -> None:
        self._manifest = manifest
        self._seen = 0.0
        self._names: dict[str, str] = {}

    def stamp(self) -> float:
        """Which build this is: a page made with another one names other files. Raises FrontEndMissing."""
        try:
            return self._manifest.stat().st_mtime
        except FileNotFoundError as error:
            raise FrontEndMissing("run `make build`: static/dist/manifest.json is missing") from error

    def url(self, source: str) -> str:
        """The address of the file built from `source` (a path below `static/`). Raises FrontEndMissing."""
        stamp = self.stamp()
        if stamp != self._seen:
            self._names = json.loads(self._manifest.read_text(encoding="utf-8"))
            self._seen = stamp
        if source not in self._names:
            raise FrontEndMissing(f"{source} is not in the built front end")
        return static_url(self._names[source])


def static_url(name: str) -> str:
    """The address of a file of `static/` with a name of plain ASCII; a page names a dozen of them."""
    return f"{request.script_root}{current_app.static_url_path}/{name}"


def init_bundles(app: Flask) -> None:
    """Give templates `bundle(source)`. Built files carry a hash, so browsers keep them for a year."""
    bundles = Bundles()
    app.extensions["museum.bundles"] = bundles
    app.jinja_env.globals.update(bundle=bundles.url, static_url=static_url)
    app.get_send_file_max_age = max_age  # type: ignore[method-assign]


def max_age(filename: str | None) -> int:
    """Seconds a browser may keep a static file: a year where its name holds a hash, an hour elsewhere."""
    return YEAR if filename and filename.startswith("dist/") else HOUR
