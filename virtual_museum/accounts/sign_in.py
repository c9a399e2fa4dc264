"""Signing in and out: proofs in, secrets for the browser out. Knows nothing of cookies."""

import secrets
from datetime import timedelta

from sqlalchemy import delete

from virtual_museum.accounts import events
from virtual_museum.accounts.models import SignIn, User
from virtual_museum.accounts.passwords import hash_password, needs_new_hash, password_fits
from virtual_museum.accounts.queries import digest_of, user_by_email
from virtual_museum.core import audit
from virtual_museum.core.actors import Actor, acting_as
from virtual_museum.core.db import db, utcnow

# A working day: in the morning everybody signs in anew.
LASTS = timedelta(hours=14)


def prove_password(email: str, password: str) -> User | None:
    """The active user whose password this is, or None; which of the two was wrong is not told, nor timed."""
    user = user_by_email(email)
    known = user is not None and user.active
    fits = password_fits(password, user.password_hash if user is not None and known else "")
    if user is None or not known or not fits:
        failed(user)
        return None
    if needs_new_hash(user.password_hash):
        user.password_hash = hash_password(password)
    return user


def failed(user: User | None) -> None:
    """Note a refused sign-in. Unknown addresses are not kept: people type passwords into that field."""
    audit.record(events.SIGN_IN_FAILED, ("user", user.id if user else 0), known=user is not None)


def begin(user: User, browser: str) -> str:
    """Sign `user` in; returns the secret for the browser. Also clears away sign-ins that have ended."""
    now = utcnow()
    db.session.execute(delete(SignIn).where(SignIn.expires_at < now))
    secret = secrets.token_urlsafe(32)
    row = SignIn(
        user_id=user.id,
        digest=digest_of(secret),
        browser=browser[:160],
        created_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(row)
    user.last_sign_in_at = now
    db.session.flush()
    with acting_as(Actor(user.id, user.shown_name)):
        audit.record(events.SIGNED_IN, ("user", user.id))
    return secret


def end(found: SignIn) -> None:
    """Sign out; the browser's secret is worth nothing from now on."""
    db.session.delete(found)
    db.session.flush()
    audit.record(events.SIGNED_OUT, ("user", found.user_id))
