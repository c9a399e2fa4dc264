"""Users in the studio, one's own profile, tokens."""

import re

import pytest

from tests.factories.accounts import PASSWORD, make_token, make_user, signed_in
from virtual_museum.accounts.models import ApiToken, SignIn
from virtual_museum.accounts.passwords import password_fits
from virtual_museum.accounts.queries import user_by_email, user_by_id
from virtual_museum.accounts.tokens import PREFIX
from virtual_museum.core.db import utcnow


def test_an_administrator_makes_a_user_whose_password_is_shown_once(administrator_client, session):
    form = {"email": "new@museum.test", "role": "guide", "name": "Дәурен"}
    page = administrator_client.post("/studio/users", data=form)
    password = re.search(r'class="secret">([^<]+)<', page.text).group(1)
    user = user_by_email("new@museum.test")
    assert user.role == "guide" and password_fits(password, user.password_hash)
    assert password not in administrator_client.get(f"/studio/users/{user.id}").text
    again = administrator_client.post("/studio/users", data=form)
    assert again.status_code == 409 and "problem" in again.text


def test_wrong_fields_come_back_with_reasons(administrator_client):
    page = administrator_client.post("/studio/users", data={"email": "nonsense", "role": "guide"})
    assert page.status_code == 422 and 'value="nonsense"' in page.text and 'id="email-problem"' in page.text


def test_roles_change_and_people_leave(administrator_client, session):
    guide = make_user("guide")
    address = f"/studio/users/{guide.id}"
    assert administrator_client.post(address, data={"role": "editor", "name": "А"}).status_code == 302
    assert user_by_id(guide.id).role == "editor"
    client = signed_in(administrator_client.application.test_client(), guide)
    assert client.get("/studio/profile").status_code == 200
    administrator_client.post(f"{address}/deactivate")
    assert client.get("/studio/profile").status_code == 302
    administrator_client.post(f"{address}/reactivate")
    page = administrator_client.post(f"{address}/password")
    assert page.status_code == 200 and "secret" in page.text


def test_the_last_administrator_is_kept(administrator_client, administrator):
    address = f"/studio/users/{administrator.id}"
    for path, form in ((address, {"role": "guide"}), (f"{address}/deactivate", {})):
        answer = administrator_client.post(path, data=form)
        assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert user_by_id(administrator.id).active


def test_the_profile_changes_name_language_and_password(studio_client, curator, session):
    answer = studio_client.post("/studio/profile", data={"name": "Айгүл", "language": "en"})
    assert answer.status_code == 302 and "language=en" in str(answer.headers.getlist("Set-Cookie"))
    session.expire_all()
    assert curator.name == "Айгүл"
    wrong = {"old_password": "not it", "password": "жаңа құпиясөз 9"}
    assert studio_client.post("/studio/profile/password", data=wrong).status_code == 422
    right = {"old_password": PASSWORD, "password": "жаңа құпиясөз 9"}
    assert studio_client.post("/studio/profile/password", data=right).status_code == 302
    session.expire_all()
    assert password_fits("жаңа құпиясөз 9", curator.password_hash)
    assert studio_client.get("/studio/profile").status_code == 200, "this browser stays signed in"


def test_other_browsers_are_signed_out(studio_client, curator, app, session):
    other = signed_in(app.test_client(), curator)
    assert other.get("/studio/profile").status_code == 200
    studio_client.post("/studio/profile/browsers/sign-out")
    assert other.get("/studio/profile").status_code == 302
    assert session.query(SignIn).count() == 1


def test_a_token_is_shown_once_and_kept_as_a_digest(studio_client, curator, session):
    page = studio_client.post("/studio/profile/tokens", data={"token_name": "Сайт"})
    secret = re.search(rf"{PREFIX}[\w-]+", page.text).group(0)
    row = session.query(ApiToken).one()
    assert secret not in (row.digest, row.beginning) and row.name == "Сайт"
    assert secret not in studio_client.get("/studio/profile").text
    assert studio_client.post("/studio/profile/tokens", data={"token_name": " "}).status_code == 422


def test_a_program_acts_with_its_token(client, curator, session):
    secret = make_token(curator)
    answer = client.get("/studio/profile", headers={"Authorization": f"Bearer {secret}"}, buffered=True)
    answer.close()
    assert answer.status_code == 200
    used = session.query(ApiToken).one().last_used_at
    assert used and (utcnow() - used).total_seconds() < 60


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: s + "x", lambda s: "", lambda s: "museum_none"])
def test_a_wrong_token_is_no_visitor_but_refused(client, curator, spoil):
    header = f"Bearer {spoil(make_token(curator))}".strip()
    answer = client.get("/healthz", headers={"Authorization": header})
    assert answer.status_code == (401 if header != "Bearer" else 200)


def test_a_revoked_token_and_a_deactivated_user_act_no_more(client, studio_client, curator, session):
    secret = make_token(curator)
    session.commit()
    token = session.query(ApiToken).one()
    header = {"Authorization": f"Bearer {secret}"}
    assert client.get("/studio/profile", headers=header).status_code == 200
    stranger = signed_in(client.application.test_client(), make_user("guide"))
    assert stranger.post(f"/studio/profile/tokens/{token.id}/revoke").status_code == 404
    studio_client.post(f"/studio/profile/tokens/{token.id}/revoke")
    assert client.get("/studio/profile", headers=header).status_code == 401


def test_a_token_does_not_open_forms(client, curator, app):
    app.config["WTF_CSRF_ENABLED"] = True
    header = {"Authorization": f"Bearer {make_token(curator)}"}
    assert client.post("/studio/profile", data={"name": "x"}, headers=header).status_code == 400
