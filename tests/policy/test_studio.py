"""The studio is closed unless opened: every view says which permission opens it."""

from collections.abc import Iterator

from flask import Flask

from virtual_museum.core.security import PERMISSIONS, permission, public_view, studio_blueprint

# Whoever is not signed in yet must reach these; a new one is added here on purpose or not at all.
OPEN = {
    f"studio_accounts.{name}"
    for name in ("sign_in", "prove_password", "second_step", "prove_code", "sign_out", "choose_language")
}


def studio_views(app: Flask) -> Iterator[tuple[str, str | None]]:
    """Endpoint and permission of every view below /studio."""
    for rule in app.url_map.iter_rules():
        if rule.rule == "/studio" or rule.rule.startswith("/studio/"):
            yield rule.endpoint, getattr(app.view_functions[rule.endpoint], "museum_permission", None)


def test_every_view_names_its_permission(app):
    assert sorted({endpoint for endpoint, needed in studio_views(app) if needed is None}) == []


def test_open_views_are_few_and_known(app):
    assert {endpoint for endpoint, needed in studio_views(app) if needed == ""} <= OPEN


def test_every_studio_view_is_guarded(app):
    """A blueprint below /studio that was not made by `studio_blueprint` would be open to everybody."""
    visitor = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/studio") or rule.endpoint in OPEN:
            continue
        values = {name: 1 if "int" in type(converter).__name__.lower() else "x" for name, converter in
                  rule._converters.items()}  # fmt: skip
        url = app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)
        for method in rule.methods - {"OPTIONS", "HEAD"}:
            answer = visitor.open(url, method=method)
            assert answer.status_code in {302, 401, 403}, f"{method} {url} answers {answer.status_code}"


def test_check_can_fail():
    app = Flask("sample")
    blueprint = studio_blueprint("sample", "sample")

    @blueprint.get("/a")
    @permission(next(iter(PERMISSIONS)))
    def a():
        return ""

    @blueprint.get("/b")
    @public_view
    def b():
        return ""

    @blueprint.get("/c")
    def c():
        return ""

    app.register_blueprint(blueprint)
    assert dict(studio_views(app)) == {
        "studio_sample.a": next(iter(PERMISSIONS)),
        "studio_sample.b": "",
        "studio_sample.c": None,
    }
