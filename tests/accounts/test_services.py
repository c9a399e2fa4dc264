"""Users: made, changed, deactivated; and never without an administrator."""

import pytest

from tests.factories.accounts import PASSWORD, make_user
from virtual_museum.accounts import services
from virtual_museum.accounts.models import SignIn
from virtual_museum.accounts.passwords import password_fits, random_password
from virtual_museum.accounts.queries import sign_in_of
from virtual_museum.accounts.sign_in import begin
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.errors import Conflict, Invalid, Refused


def events(session):
    return [row.event for row in session.query(AuditRecord).order_by(AuditRecord.id)]


def test_a_user_is_made_with_a_hashed_password_and_audited(session):
    user = services.create_user(" Aigul@Museum.KZ ", "curator", PASSWORD, "Айгүл")
    assert user.email == "aigul@museum.kz" and PASSWORD not in user.password_hash
    assert user.password_hash.startswith("$argon2id$") and password_fits(PASSWORD, user.password_hash)
    assert events(session) == ["user.created"]


@pytest.mark.parametrize(
    ("email", "role", "password", "field"),
    [
        ("not an address", "curator", PASSWORD, "email"),
        ("a@b.kz", "king", PASSWORD, "role"),
        ("a@b.kz", "curator", "short", "password"),
        ("a@b.kz", "curator", "password123", "password"),
        ("a@b.kz", "curator", "aaaaaaaaaaaaaa", "password"),
        ("longname@museum.kz", "curator", "longname@museum.kz", "password"),
    ],
)
def test_what_cannot_be_a_user_is_refused_by_field(app, email, role, password, field):
    with pytest.raises(Invalid) as caught:
        services.create_user(email, role, password)
    assert field in caught.value.fields


def test_an_address_is_given_once(app):
    services.create_user("a@b.kz", "guide", PASSWORD)
    with pytest.raises(Conflict):
        services.create_user("A@B.kz", "guide", PASSWORD)


def test_the_last_administrator_stays(app):
    only = make_user("administrator")
    with pytest.raises(Refused):
        services.deactivate_user(only)
    with pytest.raises(Refused):
        services.change_user(only, "curator", "")
    other = make_user("administrator", "other@museum.test")
    services.deactivate_user(other)
    with pytest.raises(Refused):
        services.change_user(only, "editor", "")


def test_deactivation_ends_sign_ins_at_once(app, session):
    user = make_user("editor")
    secret = begin(user, "browser")
    assert sign_in_of(secret).user is user
    services.deactivate_user(user)
    assert sign_in_of(secret) is None and session.query(SignIn).count() == 0
    services.reactivate_user(user)
    assert events(session)[-2:] == ["user.deactivated", "user.reactivated"]


def test_a_new_password_signs_out_elsewhere_only(app):
    user = make_user("editor")
    here, there = begin(user, "here"), begin(user, "there")
    services.change_own_password(user, PASSWORD, "жаңа құпиясөз", sign_in_of(here).id)
    assert sign_in_of(here) and not sign_in_of(there)
    with pytest.raises(Invalid) as caught:
        services.change_own_password(user, PASSWORD, "тағы бір құпия", None)
    assert "old_password" in caught.value.fields


def test_the_first_administrator_is_made_once(app, session):
    made = services.ensure_first_administrator()
    path = app.extensions["museum.settings"].data_folder / services.FIRST_SIGN_IN_FILE
    email, password = path.read_text().split()
    assert email == made.email and password_fits(password, made.password_hash)
    assert path.stat().st_mode & 0o777 == 0o600
    assert services.ensure_first_administrator() is None
    services.set_password(made, "бір жаңа құпиясөз")
    assert not path.exists()


def test_no_administrator_is_made_beside_others(app):
    make_user("guide")
    assert services.ensure_first_administrator() is None


def test_random_passwords_obey_the_rules_and_differ():
    made = {random_password() for _each in range(50)}
    assert len(made) == 50 and all(len(password) == 23 for password in made)
