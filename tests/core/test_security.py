"""Headers, policy, CSRF; and a studio that is closed unless opened."""

import pytest
from flask import Blueprint

from tests.factories.accounts import make_user, signed_in
from virtual_museum import create_app
from virtual_museum.accounts.roles import ROLES
from virtual_museum.core.config import load_settings
from virtual_museum.core.security import (
    CSP,
    HEADERS,
    PERMISSIONS,
    csp,
    permission,
    policy,
    public_view,
    studio_blueprint,
)

PINNED = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def test_the_policy_is_pinned():
    assert policy({}) == PINNED


def test_additions_stay_within_the_policy(app):
    with app.test_request_context("/"):
        csp(img_src=["blob:"], object_src=["'self'"])
        csp(img_src=["blob:"])
        with pytest.raises(ValueError, match="no directive"):
            csp(sandbox=["x"])
    widened = policy({"img-src": ["blob:", "blob:"], "object-src": ["'self'"]})
    assert "img-src 'self' data: blob:;" in widened and "object-src 'self';" in widened


@pytest.mark.parametrize(
    "path", ["/healthz", "/kk/", "/nowhere", "/studio/sign-in", "/studio", "/q/000000", "/robots.txt"]
)
def test_every_answer_carries_its_headers(client, path):
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, path
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; script-src 'self'")
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"].replace("wasm-unsafe-eval", "")
    if path.startswith("/studio"):
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


def test_https_museums_say_so_and_keep_cookies_to_it(tmp_path, database_url):
    app = create_app(
        load_settings(
            home=tmp_path, database_url=database_url, base_url="https://museum.kz", secure_cookies=True
        )
    )
    answer = app.test_client().get("/studio/sign-in", base_url="https://museum.kz")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


@pytest.fixture
def doors(app):
    """A studio blueprint with a door of each kind."""
    blueprint = studio_blueprint("doors", __name__)

    @blueprint.get("/forgotten")
    def forgotten():
        return "forgotten"

    @blueprint.get("/users")
    @permission("users.manage")
    def users():
        return "users"

    @blueprint.get("/open")
    @public_view
    def opened():
        return "open"

    app.register_blueprint(blueprint)
    return app


def test_a_view_without_permission_is_closed_to_everybody(doors):
    client = signed_in(doors.test_client(), make_user("administrator"))
    assert client.get("/studio/doors/forgotten").status_code == 403
    assert client.get("/studio/doors/users").status_code == 200
    assert doors.test_client().get("/studio/doors/open").status_code == 200


def test_roles_without_the_permission_are_refused(doors):
    for role in ("curator", "editor", "guide"):
        client = signed_in(doors.test_client(), make_user(role))
        assert client.get("/studio/doors/users").status_code == 403, role


def test_programs_are_told_by_problem_json(doors):
    answer = doors.test_client().get("/studio/doors/users", headers={"Accept": "application/json"})
    assert answer.status_code == 403 and answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "forbidden"


def test_an_undeclared_permission_is_a_mistake():
    with pytest.raises(ValueError, match="not a declared permission"):
        permission("castle.storm")


def test_roles_hold_declared_permissions_only():
    for role, permissions in ROLES.items():
        assert permissions <= set(PERMISSIONS), role
    assert ROLES["administrator"] == set(PERMISSIONS)
    assert ROLES["editor"] < ROLES["curator"] < ROLES["administrator"]
    # Who has booked is known to those who receive the visitors, not to all who write.
    assert ROLES["guide"] - {"bookings.read"} < ROLES["editor"]
    assert "bookings.read" not in ROLES["editor"] and ROLES["guide"] < ROLES["curator"]


def studio_rules(app):
    for rule in app.url_map.iter_rules():
        if rule.rule == "/studio" or rule.rule.startswith("/studio/"):
            yield rule


def test_every_studio_view_says_who_may_enter(app):
    unsaid = [
        rule.endpoint
        for rule in studio_rules(app)
        if not hasattr(app.view_functions[rule.endpoint], "museum_permission")
    ]
    assert not unsaid


def test_only_the_entrance_is_open(app):
    opened = {
        rule.endpoint
        for rule in studio_rules(app)
        if app.view_functions[rule.endpoint].museum_permission == ""  # type: ignore[attr-defined]
    }
    assert opened == {
        f"studio_accounts.{name}"
        for name in ("sign_in", "prove_password", "second_step", "prove_code", "sign_out", "choose_language")
    }


def address_of(rule):
    """Some address of the rule; what it names need not exist, the door stands before it."""
    known = {"int": "1", "default": "x", "string": "x", "path": "x", "uuid": "x"}
    parts = []
    for is_variable, text in rule._trace:
        name = type(rule._converters[text]).__name__.replace("Converter", "").lower() if is_variable else ""
        parts.append({"integer": "1"}.get(name, known.get(name, "x")) if is_variable else text)
    return "".join(parts).split("|", 1)[-1]


def test_every_studio_route_refuses_visitors_and_wrong_roles(app):
    visitor = app.test_client()
    guide = signed_in(app.test_client(), make_user("guide"))
    checked = 0
    for rule in studio_rules(app):
        needed = app.view_functions[rule.endpoint].museum_permission  # type: ignore[attr-defined]
        if needed == "":
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = visitor.open(address_of(rule), method=method)
            led_in = answer.status_code == 302 and answer.location.startswith("/studio/sign-in")
            assert answer.status_code == 403 or (method == "GET" and led_in), (method, rule.rule)
            if needed not in ROLES["guide"]:
                assert guide.open(address_of(rule), method=method).status_code == 403, (method, rule.rule)
            checked += 1
    assert checked > 40


def test_a_form_without_its_token_is_refused_everywhere(app):
    app.config["WTF_CSRF_ENABLED"] = True
    client = signed_in(app.test_client(), make_user("administrator"))
    for rule in studio_rules(app):
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            answer = client.open(address_of(rule), method=method)
            assert answer.status_code in (400, 404), (method, rule.rule, answer.status_code)


def test_blueprints_of_visitors_need_no_permission(app):
    site = Blueprint("open_to_all", __name__)
    site.add_url_rule("/open-to-all", "page", lambda: "yes")
    app.register_blueprint(site)
    assert app.test_client().get("/open-to-all").text == "yes"
    assert set(CSP) >= {"default-src", "script-src", "frame-ancestors"}
