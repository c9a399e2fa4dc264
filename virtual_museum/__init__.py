"""The virtual museum: one catalogue of real objects, exhibitions and tours made from it, open to everybody."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from flask import Flask
from flask_migrate import Migrate

from .core.bundles import init_bundles
from .core.compression import init_compression
from .core.config import CHECKOUT, Settings, load_settings
from .core.db import db, init_db
from .core.errors import init_errors
from .core.i18n import init_i18n
from .core.page_cache import init_page_cache
from .core.preview_views import blueprint as previews
from .core.rich_text import init_rich_text
from .core.routing import LateRule
from .core.security import init_security
from .core.shelf import init_shelf
from .features import register_features, register_views

HERE = Path(__file__).resolve().parent
SURFACES = ("site", "studio")


def create_app(settings: Settings | None = None) -> Flask:
    """The museum as a WSGI application. Raises SettingsError when a setting cannot be used."""
    settings = settings or load_settings()
    app = Flask(
        "virtual_museum",
        template_folder=str(CHECKOUT / "templates"),
        static_folder=str(CHECKOUT / "static"),
        instance_path=str(settings.data_folder),
    )
    app.url_rule_class = LateRule
    app.extensions["museum.settings"] = settings
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    init_db(app, settings)
    init_errors(app)
    # Answers pass these in reverse: headers are set first, then the page is kept with them, then compressed.
    init_compression(app)
    init_i18n(app)
    init_page_cache(app, settings)
    init_security(app, settings)
    init_bundles(app)
    init_rich_text(app)
    app.register_blueprint(previews)
    init_shelf(app)
    register_features(app)
    _register_surfaces(app)
    _register_commands(app)
    Migrate(app, db, directory=str(HERE / "migrations"), compare_type=True, render_as_batch=True)
    return app


def _register_surfaces(app: Flask) -> None:
    for surface in SURFACES:
        if (HERE / surface / "views.py").is_file():
            module = import_module(f".{surface}.views", __name__)
            register_views(app, module)
    for module in _modules("api"):
        if hasattr(module, "blueprint"):
            register_views(app, module)


def _register_commands(app: Flask) -> None:
    for module in _modules("cli"):
        if hasattr(module, "group"):
            app.cli.add_command(module.group)


def _modules(package: str) -> list[ModuleType]:
    names = sorted(found.name for found in iter_modules([str(HERE / package)]))
    return [import_module(f".{package}.{name}", __name__) for name in names]
