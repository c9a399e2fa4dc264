"""Signing in: by password and second factor, throttled, telling nobody who has an account."""

import re

import pyotp
import pytest

from tests.factories.accounts import PASSWORD, make_user, signed_in
from virtual_museum import create_app
from virtual_museum.accounts.models import SignIn
from virtual_museum.accounts.queries import user_by_email
from virtual_museum.accounts.services import add_second_factor
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db


def enter(client, email="curator@museum.test", password=PASSWORD, **more):
    return client.post("/studio/sign-in", data={"email": email, "password": password, **more})


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, curator):
    answer = client.get("/studio/labels?q=x")
    assert answer.status_code == 302 and answer.location.startswith("/studio/sign-in?next=")
    answer = enter(client, next="/studio/labels?q=x")
    assert answer.status_code == 302 and answer.location == "/studio/labels?q=x"
    assert client.get("/studio/labels").status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.kz/studio", "//evil.kz", "/kk/", "/studio\\evil", "/studio/../kk", "", "javascript:x"]
)
def test_nobody_is_sent_elsewhere(client, curator, target):
    location = enter(client, next=target).location
    assert location == "/studio" or location == "/studio/../kk"


def test_a_wrong_password_and_an_unknown_address_look_alike(client, curator, session):
    make_user("guide", active=False)
    pages = set()
    for email in ("curator@museum.test", "nobody@museum.test", "guide@museum.test"):
        answer = enter(client, email, "wrong password" if "curator" in email else PASSWORD)
        assert answer.status_code == 200
        pages.add(re.sub(r'(csrf_token" value=")[^"]*', r"\1", answer.text).replace(email, ""))
    assert len(pages) == 1
    assert session.query(AuditRecord).filter_by(event="sign-in.failed").count() == 3
    assert client.get("/studio").status_code == 302


def test_the_session_is_new_after_signing_in(client, curator, session):
    client.get("/studio/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
    enter(client)
    with client.session_transaction() as after:
        assert "planted" not in after and after["sign_in"]
        secret = after["sign_in"]
    row = session.query(SignIn).one()
    assert secret not in row.digest and row.user_id == curator.id


def test_signing_out_makes_the_cookie_worthless(client, curator, session):
    enter(client)
    with client.session_transaction() as kept:
        stolen = kept["sign_in"]
    assert client.get("/studio/sign-out").status_code == 405
    assert client.post("/studio/sign-out").status_code == 302
    with client.session_transaction() as again:
        again["sign_in"] = stolen
    assert client.get("/studio").status_code == 302
    assert session.query(SignIn).count() == 0


def test_the_studio_speaks_the_users_language(client, app):
    make_user("editor", language="ru")
    answer = enter(client, "editor@museum.test")
    assert "language=ru" in answer.headers["Set-Cookie"] or any(
        "language=ru" in cookie for cookie in answer.headers.getlist("Set-Cookie")
    )
    answer = client.post("/studio/language", data={"language": "en", "next": "/studio/profile"})
    assert answer.location == "/studio/profile"
    db.session.expire_all()
    assert user_by_email("editor@museum.test").language == "en"


@pytest.fixture
def second_factor_user(app):
    user = make_user("administrator")
    secret = pyotp.random_base32()
    user_codes = add_second_factor(user, secret, pyotp.TOTP(secret).now())
    # The code of this very moment has just been used up; the next sign-in must not have to wait for it.
    user.second_factor_step = 0
    db.session.commit()
    return user, secret, user_codes


def test_the_second_factor_is_asked_for(client, second_factor_user):
    user, secret, _codes = second_factor_user
    answer = enter(client, user.email)
    assert answer.location == "/studio/sign-in/code"
    assert client.get("/studio").status_code == 302, "a password alone lets nobody in"
    assert client.post("/studio/sign-in/code", data={"code": "000000"}).status_code == 200
    code = pyotp.TOTP(secret).now()
    assert client.post("/studio/sign-in/code", data={"code": code}).location == "/studio"
    assert client.get("/studio/users").status_code == 200
    client.post("/studio/sign-out")
    enter(client, user.email)
    assert client.post("/studio/sign-in/code", data={"code": code}).status_code == 200, "no code works twice"


def test_a_recovery_code_works_once(client, second_factor_user):
    user, _secret, codes = second_factor_user
    for expected in (302, 200):
        enter(client, user.email)
        answer = client.post("/studio/sign-in/code", data={"code": codes[0].upper().replace("-", " ")})
        assert answer.status_code == expected
        client.post("/studio/sign-out")


def test_the_second_step_cannot_be_reached_without_the_first(client, second_factor_user):
    assert client.get("/studio/sign-in/code").location == "/studio/sign-in"
    assert client.post("/studio/sign-in/code", data={"code": "123456"}).location == "/studio/sign-in"


def test_a_user_sets_the_second_factor_up_alone(app, session):
    user = make_user("administrator")
    client = signed_in(app.test_client(), user)
    page = client.get("/studio/profile/second-factor")
    assert "<svg" in page.text
    with client.session_transaction() as kept:
        secret = kept["new_second_factor"]
    assert client.post("/studio/profile/second-factor", data={"code": "12"}).status_code == 422
    code = pyotp.TOTP(secret).now()
    page = client.post("/studio/profile/second-factor", data={"code": code})
    assert page.status_code == 200 and len(re.findall(r"secret\">[a-z2-9]{5}-[a-z2-9]{5}<", page.text)) == 8
    session.expire_all()
    assert user.has_second_factor
    wrong = client.post("/studio/profile/second-factor/remove", data={"second_factor_password": "no"})
    assert wrong.status_code == 422
    client.post("/studio/profile/second-factor/remove", data={"second_factor_password": PASSWORD})
    session.expire_all()
    assert not user.has_second_factor


@pytest.fixture
def strict_app(tmp_path, database_url):
    """A museum that throttles, wants CSRF tokens and a second factor of administrators."""
    app = create_app(
        load_settings(home=tmp_path, database_url=database_url, administrators_need_second_factor=True)
    )
    app.config["TESTING"] = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


def test_attempts_are_throttled_per_account(strict_app):
    strict_app.config["WTF_CSRF_ENABLED"] = False
    make_user("curator")
    db.session.commit()
    client = strict_app.test_client()
    for _attempt in range(10):
        assert enter(client, password="wrong password").status_code == 200
    answer = enter(client, password=PASSWORD)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert 'name="password"' in answer.text, "a friendly page with the form"
    assert enter(client, "other@museum.test").status_code == 200, "others may still try"


def test_attempts_are_throttled_per_address(strict_app):
    strict_app.config["WTF_CSRF_ENABLED"] = False
    client = strict_app.test_client()
    statuses = [enter(client, f"u{n}@museum.test").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]


def test_forms_need_their_token(strict_app):
    make_user("curator")
    db.session.commit()
    client = strict_app.test_client()
    assert enter(client).status_code == 400
    token = token_of(client.get("/studio/sign-in"))
    assert enter(client, csrf_token=token).status_code == 302
    assert client.post("/studio/sign-out").status_code == 400


def test_an_administrator_without_second_factor_is_led_to_it(strict_app):
    client = signed_in(strict_app.test_client(), make_user("administrator"))
    assert client.get("/studio").location == "/studio/profile/second-factor"
    assert client.get("/studio/users").status_code == 403
    assert client.get("/studio/profile/second-factor").status_code == 200
