"""`flask users` and `flask tokens`."""

import json

import pytest

from tests.factories.accounts import PASSWORD, make_user
from virtual_museum.accounts.passwords import password_fits
from virtual_museum.accounts.queries import token_of, user_by_email
from virtual_museum.core.db import db


@pytest.fixture
def flask(app):
    """Runs a command in a context of its own and returns its result."""
    runner = app.test_cli_runner()

    def run(*words, **more):
        db.session.commit()
        result = runner.invoke(args=list(words), **more)
        db.session.expire_all()
        return result

    return run


def test_a_user_is_created_with_a_password_from_standard_input(flask):
    result = flask("users", "create", "A@museum.kz", "--role", "curator", "--password-stdin", input=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert password_fits(PASSWORD, user_by_email("a@museum.kz").password_hash)


def test_without_one_a_password_is_made_up(flask):
    result = flask("users", "create", "b@museum.kz", "--role", "guide", "--json")
    made = json.loads(result.output)
    assert password_fits(made["password"], user_by_email("b@museum.kz").password_hash)


@pytest.mark.parametrize(
    ("email", "password"), [("nonsense", PASSWORD), ("c@museum.kz", "short"), ("known@museum.kz", PASSWORD)]
)
def test_what_is_wrong_is_said_and_nothing_is_made(flask, email, password):
    make_user("guide", "known@museum.kz")
    result = flask("users", "create", email, "--role", "guide", "--password-stdin", input=f"{password}\n")
    assert result.exit_code == 1 and "Error" in result.output
    assert len(flask("users", "list", "--json").output.splitlines()) == 1


def test_the_first_administrator_is_told_until_the_password_changes(flask):
    first = flask("users", "first").output
    assert "admin@museum.local" in first and "password" in first
    assert flask("users", "first").output == first
    flask("users", "password", "admin@museum.local", "--password-stdin", input=f"{PASSWORD}\n")
    assert "made already" in flask("users", "first").output


def test_a_token_is_printed_once(flask):
    user = make_user("curator")
    result = flask("tokens", "create", user.email, "--name", "import")
    secret = json.loads(result.output)["token"]
    assert token_of(secret).user_id == user.id
    listed = json.loads(flask("tokens", "list", user.email, "--json").output)
    assert listed["name"] == "import" and secret.startswith(listed["beginning"])
    assert flask("tokens", "revoke", user.email, str(listed["id"])).exit_code == 0
    assert token_of(secret) is None


def test_unknown_and_deactivated_users_get_no_token(flask):
    make_user("guide", active=False)
    for email in ("nobody@museum.test", "guide@museum.test"):
        assert flask("tokens", "create", email).exit_code == 1


def test_roles_and_access_change(flask):
    make_user("administrator")
    make_user("guide")
    assert flask("users", "role", "guide@museum.test", "editor").exit_code == 0
    assert user_by_email("guide@museum.test").role == "editor"
    assert flask("users", "deactivate", "guide@museum.test").exit_code == 0
    assert flask("users", "deactivate", "administrator@museum.test").exit_code == 1
    listed = [json.loads(line) for line in flask("users", "list", "--json").output.splitlines()]
    assert {each["email"]: each["active"] for each in listed} == {
        "administrator@museum.test": True,
        "guide@museum.test": False,
    }
    assert flask("users", "remove-second-factor", "guide@museum.test").exit_code == 0
