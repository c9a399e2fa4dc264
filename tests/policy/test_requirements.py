"""Every version is exact, every import is chosen on purpose, and tests' packages stay out of the run-time list."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from tests.policy.sources import ROOT, Source, python

PINNED = re.compile(r"^[A-Za-z0-9._-]+(?:\[[a-z0-9,]+\])?==[0-9][A-Za-z0-9.!+]*$")
MARK = "brought along"
# Their names are in no import of ours, yet the museum runs on them.
SILENT = {
    "granian": "the server, started as a program",
    "psycopg": "SQLAlchemy loads it by the address of the database",
    "redis": "Flask-Limiter loads it by the address of its storage",
    "brotli": "fonttools reads WOFF2 by it",
}
REQUIRED = {"flask", "flask-sqlalchemy", "qrcode", "pillow", "trimesh"}
# Scripts that make the demo's media run in an environment of their own (requirements-demo.txt).
WORKSHOP = "virtual_museum/demo/studio/"


def canonical(name: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(text: str) -> list[str]:
    """The lines that name a package."""
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


def loose(text: str) -> list[str]:
    """Entries without an exact version."""
    return [line for line in entries(text) if not PINNED.match(line)]


def chosen(text: str) -> set[str]:
    """Packages of the part that people write."""
    return {canonical(re.split(r"[\[=]", line)[0]) for line in entries(text.split(MARK)[0])}


def imported_packages(modules: Iterator[Source]) -> dict[str, str]:
    """Package and one place of each import from outside."""
    packages = packages_distributions()
    found: dict[str, str] = {}
    for source in modules:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            else:
                continue
            for name in (full.split(".")[0] for full in names):
                if name not in sys.stdlib_module_names and name not in {"virtual_museum", "tests", "benchmarks"}:
                    found[canonical(packages.get(name, [name])[0])] = f"{source.path}:{node.lineno}"
    return found


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_versions_are_exact():
    for path in ROOT.glob("requirements*.txt"):
        assert loose(path.read_text(encoding="utf-8")) == [], path.name


def test_run_time_holds_what_it_must_and_no_test_tools():
    names = chosen(read("requirements.txt"))
    assert names >= REQUIRED
    pinned = {canonical(re.split(r"[\[=]", line)[0]) for line in entries(read("requirements.txt"))}
    assert not pinned & {"pytest", "playwright", "moto", "ruff", "mypy", "djlint"}


def test_imports_are_chosen():
    modules = (source for source in python("virtual_museum/", "wsgi") if not source.path.startswith(WORKSHOP))
    used = imported_packages(modules)
    names = chosen(read("requirements.txt"))
    # What belongs to a chosen package's own interface comes with it under a pinned version.
    carried = {"werkzeug", "markupsafe", "click", "jinja2", "blinker", "babel", "itsdangerous", "alembic"}
    assert {name: place for name, place in used.items() if name not in names | carried} == {}
    assert names - set(used) - set(SILENT) == set()


def test_checks_can_fail():
    assert loose("# a\nflask\nrequests>=2\nmoto[s3]==5.2.5\n") == ["flask", "requests>=2"]
    assert imported_packages(iter([Source("a.py", "import numpy.linalg\nimport json")])) == {"numpy": "a.py:1"}
