"""Passwords: plain rules, argon2id, and the same time whether or not the account exists."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from virtual_museum.core.errors import Invalid

SHORTEST = 10
LONGEST = 200

# The first guesses of anybody who tries; longer than SHORTEST, because shorter ones are refused anyway.
OBVIOUS = frozenset(
    {
        "0123456789",
        "1234567890",
        "123456789012",
        "1q2w3e4r5t",
        "administrator",
        "administrator1",
        "museummuseum",
        "password12",
        "password123",
        "password1234",
        "passwordpassword",
        "qwertyqwerty",
        "qwertyuiop",
        "qwertyuiop[]",
    }
)

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its own salt."""
    return _hasher.hash(password)


def password_fits(password: str, hashed: str) -> bool:
    """True where `password` is the one that was hashed. Takes as long for an empty hash as for a real one."""
    try:
        return _hasher.verify(hashed or _nobodys_hash(), password) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(hashed: str) -> bool:
    """True where the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def check_password(password: str, email: str) -> None:
    """Raise Invalid, naming the field `password`, where the password is easy to guess."""
    plain = password.strip().lower()
    if len(password) < SHORTEST:
        problem = _(
            "Use at least %(count)s characters: a short sentence is easy to remember.", count=SHORTEST
        )
    elif len(password) > LONGEST:
        problem = _("Use at most %(count)s characters.", count=LONGEST)
    elif plain in OBVIOUS or len(set(plain)) < 4:
        problem = _("This password is among the first that anybody would try.")
    elif plain in email.lower() or email.lower().split("@")[0] == plain:
        problem = _("The password must not be the e-mail address.")
    else:
        return
    raise Invalid(fields={"password": problem})


def random_password() -> str:
    """A password to hand over once: four groups of five characters that are hard to mistake."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _place in range(5)) for _group in range(4))
