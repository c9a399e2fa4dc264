"""The second factor: six-digit codes of an authenticator app (RFC 6238) and one-time recovery codes."""

import secrets
from hashlib import sha256

import pyotp

from virtual_museum.accounts.models import User
from virtual_museum.core.config import settings
from virtual_museum.core.db import utcnow

STEP_SECONDS = 30
RECOVERY_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A fresh secret in base 32, as authenticator apps read it."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, user: User) -> str:
    """What the QR of the set-up page says: the museum's name and the account stand in the app."""
    issuer = settings().museum_name("en")
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def matching_step(secret: str, code: str, after: int = 0) -> int | None:
    """The time step of `code`, one early or late allowed, later than `after`; None where it is wrong."""
    digits = "".join(character for character in code if character.isdigit())
    if len(digits) != 6:
        return None
    totp = pyotp.TOTP(secret)
    now = int(utcnow().timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if step > after and secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes for the day the telephone is lost; each works once."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _place in range(5)) for _half in range(2))
        for _code in range(RECOVERY_CODES)
    ]


def recovery_digest(code: str) -> str:
    """How a recovery code is kept; spaces, hyphens and case do not matter."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return sha256(plain.encode()).hexdigest()


def use_code(user: User, code: str) -> bool:
    """Accept a code of the app or a recovery code, and use it up. The caller's transaction keeps that."""
    step = matching_step(user.second_factor_secret, code, after=user.second_factor_step)
    if step is not None:
        user.second_factor_step = step
        return True
    digest = recovery_digest(code)
    if digest in user.recovery_digests:
        user.recovery_digests = [kept for kept in user.recovery_digests if kept != digest]
        return True
    return False
