"""Files and functions stay short enough to be read at once."""

import ast
from collections.abc import Iterator

from tests.policy.sources import Source, sources

FILE_LINES = 500
FUNCTION_LINES = 60
# Written by Alembic from the models; nobody reads a migration to learn how the museum works.
GENERATED = ("virtual_museum/migrations/versions/",)
ENDINGS = (".py", ".js", ".mjs", ".css", ".html")


def long_file(source: Source) -> Iterator[str]:
    """The file when it is over the wall."""
    lines = source.text.count("\n")
    if lines > FILE_LINES:
        yield f"{source.path} has {lines} lines"


def long_functions(source: Source) -> Iterator[str]:
    """Functions that nobody takes in at one look."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{source.path}:{node.name} has {lines} lines"


def written(*endings: str) -> Iterator[Source]:
    """The files that people write."""
    return (source for source in sources() if source.path.endswith(endings) and not source.path.startswith(GENERATED))


def test_files():
    assert [line for source in written(*ENDINGS) for line in long_file(source)] == []


def test_functions():
    assert [line for source in written(".py") for line in long_functions(source)] == []


def test_each_check_can_fail():
    assert list(long_file(Source("a.py", "\n" * (FILE_LINES + 1))))
    body = "    pass\n" * FUNCTION_LINES
    assert list(long_functions(Source("a.py", f"def a():\n{body}")))
    assert not list(long_functions(Source("a.py", "def a():\n    pass\n")))
