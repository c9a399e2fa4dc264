"""The ordered list of features: start-up order and import order. A feature may import only those before it."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Flask

from .core.security import csrf

FEATURES = (
    "accounts",
    "media",
    "catalogue",
    "halls",
    "tours",
    "exhibitions",
    "labels",
    "visits",
    "audience",
)

# Modules a feature may have; importing them declares its tables, jobs and listeners.
DECLARING = ("models", "jobs", "receivers")
VIEWS = ("site_views", "studio_views")


def optional_module(name: str) -> ModuleType | None:
    """The module, or None where the feature has no such file; errors inside of it are not hidden."""
    return import_module(name) if find_spec(name) else None


def register_features(app: Flask) -> None:
    """Import each feature's declarations in order, then add its pages to the site and the studio."""
    package = __package__ or "virtual_museum"
    present = [name for name in FEATURES if find_spec(f"{package}.{name}")]
    for feature in present:
        for part in DECLARING:
            optional_module(f"{package}.{feature}.{part}")
        setup = optional_module(f"{package}.{feature}.setup")
        if setup is not None:
            setup.init_app(app)
    for feature in present:
        for part in VIEWS:
            module = optional_module(f"{package}.{feature}.{part}")
            if module is not None:
                register_views(app, module)


def register_views(app: Flask, module: ModuleType) -> None:
    """Register `module.blueprint`; blueprints whose callers prove themselves otherwise say `csrf_exempt`."""
    for blueprint in (module.blueprint, *getattr(module, "more_blueprints", ())):
        app.register_blueprint(blueprint)
        if getattr(module, "CSRF_EXEMPT", False):
            csrf.exempt(blueprint)
