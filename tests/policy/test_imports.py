"""Who may import whom: wsgi → create_app → surfaces → features in their order → core."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.policy.sources import Source, python
from virtual_museum.features import FEATURES

PACKAGE = "virtual_museum"
SURFACES = ("site", "studio", "api", "cli", "demo")
# The factory and the list of features import all parts by name: that is their task.
COMPOSING = ("virtual_museum/__init__.py", "virtual_museum/features.py")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools_misc"}
LAYERS = ("models", "queries", "services", "views")


def part_of(module: str) -> str:
    """The part of the house a dotted module belongs to: core, a feature or a surface."""
    steps = module.split(".")
    return steps[1] if len(steps) > 1 else ""


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of each of the museum's own modules that the source imports."""
    package = source.path.removesuffix(".py").replace("/", ".")
    steps = package.split(".")[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = steps[: len(steps) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] == PACKAGE)


def allowed(importer: str) -> set[str]:
    """The parts that a part may import."""
    if importer == "core":
        return {"core"}
    if importer in FEATURES:
        return {"core", *FEATURES[: FEATURES.index(importer) + 1]}
    return {"core", *FEATURES, *SURFACES}


def wrong_direction(source: Source) -> Iterator[str]:
    """Imports that go against the order of the house."""
    importer = source.path.split("/")[1] if source.path.count("/") > 1 else ""
    if source.path in COMPOSING:
        return
    for line, name in imported(source):
        part = part_of(name)
        if part in {"core", *FEATURES, *SURFACES} and part not in allowed(importer):
            yield f"{source.path}:{line} imports {name}"


def _layer(name: str) -> int | None:
    for number, layer in enumerate(LAYERS):
        if name == layer or (layer == "views" and name.endswith("_views")):
            return number
    return None


def wrong_layer(source: Source) -> Iterator[str]:
    """Inside a feature: views → services → queries → models, never upward."""
    steps = source.path.removesuffix(".py").split("/")
    if len(steps) < 3 or steps[1] not in FEATURES:
        return
    own = _layer(steps[2])
    for line, name in imported(source):
        target = name.split(".")
        if own is None or part_of(name) != steps[1] or len(target) < 3:
            continue
        layer = _layer(target[2])
        if layer is not None and layer > own:
            yield f"{source.path}:{line} imports {name}"


def imports_in_functions(source: Source) -> Iterator[str]:
    """Imports that hide inside a function."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)):
                    yield f"{source.path}:{inner.lineno} imports inside {node.name}"


def vague_names(paths: Iterable[str]) -> Iterator[str]:
    """Modules and packages whose name says nothing."""
    for path in paths:
        if VAGUE & set(path.removesuffix(".py").split("/")):
            yield path


def found(check) -> list[str]:
    return [line for source in python("virtual_museum/") for line in check(source)]


@pytest.mark.parametrize("check", [wrong_direction, wrong_layer, imports_in_functions])
def test_imports(check):
    assert found(check) == []


def test_names():
    assert list(vague_names(source.path for source in python("virtual_museum/", "tests/", "benchmarks/"))) == []


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (wrong_direction, "virtual_museum/core/x.py", "from virtual_museum.media import services"),
        (wrong_direction, "virtual_museum/core/x.py", "from ..media import services"),
        (wrong_direction, "virtual_museum/media/x.py", "import virtual_museum.catalogue.models"),
        (wrong_direction, "virtual_museum/catalogue/models/x.py", "from virtual_museum.site import views"),
        (wrong_layer, "virtual_museum/media/models.py", "from virtual_museum.media.queries import a"),
        (wrong_layer, "virtual_museum/media/services.py", "from . import site_views"),
        (imports_in_functions, "virtual_museum/media/x.py", "def a():\n    import json"),
    ],
)
def test_each_check_can_fail(check, path, text):
    assert list(check(Source(path, text)))


def test_names_can_fail():
    assert list(vague_names(["virtual_museum/media/utils.py", "virtual_museum/helpers/a.py"]))
    assert not list(vague_names(["virtual_museum/media/services.py"]))


def test_right_directions_pass():
    fine = Source("virtual_museum/halls/queries.py", "from virtual_museum.catalogue.models import Item\nimport json")
    assert not list(wrong_direction(fine))
    assert not list(wrong_layer(fine))
