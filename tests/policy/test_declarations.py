"""Declared lists and their use agree: permissions, audit events, jobs."""

import ast
from collections.abc import Iterator

from tests.policy.sources import Source, python, sources
from virtual_museum.core.audit import AUDIT_EVENTS
from virtual_museum.core.jobs import DECLARED
from virtual_museum.core.security import PERMISSIONS


def first_texts(source: Source, *functions: str) -> Iterator[tuple[str, int]]:
    """The first argument, where it is a plain text, of each call of the named functions or methods."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        argument = node.args[0]
        if called in functions and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value, node.lineno


def names_used(*functions: str) -> set[str]:
    return {name for source in python("virtual_museum/") for name, _ in first_texts(source, *functions)}


def declared_events(source: Source) -> Iterator[tuple[str, str]]:
    """Variable and name of each audit event that the module declares."""
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            call = node.value
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called == "declare_event" and isinstance(call.args[0], ast.Constant):
                yield node.targets[0].id, call.args[0].value  # type: ignore[attr-defined]


def unused_events(modules: list[Source]) -> list[str]:
    """Declared events whose variable no module reads."""
    read = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for source in modules
        for node in ast.walk(source.tree)
        if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Load)
    }
    return [name for source in modules for variable, name in declared_events(source) if variable not in read]


def templates_ask() -> set[str]:
    """Permissions that templates ask for."""
    pages = [source.text for source in sources("templates/", ending=".html")]
    return {name for name in PERMISSIONS if any(f'"{name}"' in text or f"'{name}'" in text for text in pages)}


def named_in(modules: Iterator[Source], names: set[str]) -> set[str]:
    """Which of the names the modules hold as plain texts."""
    texts = {
        node.value
        for source in modules
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return names & texts


def test_permissions_are_declared_and_used(app):
    # The declaration itself and the lists of the roles are no use of a permission.
    lists = ("virtual_museum/core/security.py", "virtual_museum/accounts/roles.py")
    modules = (source for source in python("virtual_museum/") if source.path not in lists)
    assert sorted(set(PERMISSIONS) - named_in(modules, set(PERMISSIONS)) - templates_ask()) == []


def test_asked_permissions_exist(app):
    asked = {name for name in names_used("can") if "." in name}
    assert sorted(asked - set(PERMISSIONS)) == []


def test_audit_events_are_used(app):
    modules = list(python("virtual_museum/"))
    assert unused_events(modules) == []
    assert {name for source in modules for _, name in declared_events(source)} == set(AUDIT_EVENTS)


def test_enqueued_jobs_are_declared(app):
    assert sorted(names_used("enqueue") - set(DECLARED)) == []


def test_check_can_fail():
    sample = Source("a.py", "A = declare_event('a.b', 1)\nB = audit.declare_event('c.d', 2)\nrecord(B, 1)")
    assert unused_events([sample]) == ["a.b"]
    assert named_in(iter([Source("a.py", "permission('a.b')")]), {"a.b", "c.d"}) == {"a.b"}
    assert list(first_texts(Source("a.py", "x.can('a.b')\ncan(name)"), "can")) == [("a.b", 1)]
