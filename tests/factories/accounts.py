"""Users for tests, and signing a client in as a browser would."""

from functools import cache

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from virtual_museum.accounts import tokens
from virtual_museum.accounts.models import User
from virtual_museum.accounts.sign_in import begin
from virtual_museum.core.db import db

PASSWORD = "қараша айы 2026"


@cache
def _cheap_hash(password: str) -> str:
    """A hash as valid as any other, made in a millisecond."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def make_user(role: str = "curator", email: str | None = None, **fields: object) -> User:
    """A user with the password PASSWORD; one of each role unless `email` says another."""
    user = User(
        email=email or f"{role}@museum.test",
        role=role,
        password_hash=_cheap_hash(PASSWORD),
        **{"name": "", "language": "", **fields},
    )
    db.session.add(user)
    db.session.flush()
    return user


def make_token(user: User, name: str = "test") -> str:
    """The secret of a new token of `user`."""
    return tokens.create_token(user, name)


def signed_in(client: FlaskClient, user: User) -> FlaskClient:
    """The same client with the cookie of a fresh sign-in of `user`. Quick: no password is computed."""
    secret = begin(user, "test client")
    db.session.commit()
    with client.session_transaction() as session:
        session["sign_in"] = secret
    return client
