"""Only views know of requests: services, queries, models and jobs work the same from the command line."""

import ast
from collections.abc import Iterator

from tests.policy.sources import Source, python
from virtual_museum.features import FEATURES

OF_A_REQUEST = {"request", "g", "session"}


def is_view(path: str) -> bool:
    """Whether the path lies in a module or package of views."""
    return any(step.endswith("_views") for step in path.removesuffix(".py").split("/"))


def touches_request(source: Source) -> Iterator[str]:
    """Imports of what belongs to one request."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "flask":
            for name in OF_A_REQUEST & {alias.name for alias in node.names}:
                yield f"{source.path}:{node.lineno} imports flask.{name}"
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "flask"
            and node.attr in OF_A_REQUEST
        ):
            yield f"{source.path}:{node.lineno} uses flask.{node.attr}"


def test_only_views_touch_the_request():
    places = tuple(f"virtual_museum/{name}/" for name in (*FEATURES, "cli", "demo"))
    modules = (source for source in python(*places) if not is_view(source.path))
    assert [line for source in modules for line in touches_request(source)] == []


def test_check_can_fail():
    assert list(touches_request(Source("virtual_museum/media/services.py", "from flask import request, json")))
    assert list(touches_request(Source("virtual_museum/media/services.py", "import flask\nflask.g.x = 1")))
    assert not list(touches_request(Source("virtual_museum/media/services.py", "from flask import json")))
    assert is_view("virtual_museum/catalogue/studio_views/items.py")
    assert not is_view("virtual_museum/catalogue/services.py")
