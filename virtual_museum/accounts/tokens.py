"""Tokens with which programs act for a user."""

import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, update

from virtual_museum.accounts import events
from virtual_museum.accounts.models import ApiToken, User
from virtual_museum.accounts.queries import digest_of
from virtual_museum.core import audit
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Invalid, NotFound

PREFIX = "museum_"
# "Last used" is for people who tidy up: to the quarter of an hour is exact enough, and cheap.
NOTED_EVERY = timedelta(minutes=15)


def create_token(user: User, name: str) -> str:
    """A new token of `user`; the returned secret is not kept and cannot be shown again."""
    name = name.strip()[:120]
    if not name:
        raise Invalid(fields={"token_name": _("Say which program this token is for.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id, name=name, digest=digest_of(secret), beginning=secret[:12], created_at=utcnow()
    )
    db.session.add(token)
    db.session.flush()
    audit.record(events.TOKEN_CREATED, ("token", token.id), name=name, email=user.email)
    return secret


def revoke_token(user: User, token_id: int) -> None:
    """Make one of the user's own tokens worthless. Raises NotFound."""
    token = db.session.get(ApiToken, token_id)
    if token is None or token.user_id != user.id or token.revoked_at is not None:
        raise NotFound()
    token.revoked_at = utcnow()
    db.session.flush()
    audit.record(events.TOKEN_REVOKED, ("token", token.id), name=token.name)


def note_use(token_id: int, at: datetime) -> None:
    """Remember that the token was used, at most every quarter of an hour, in a transaction of its own."""
    with db.engine.begin() as connection:
        connection.execute(
            update(ApiToken)
            .where(ApiToken.id == token_id)
            .where(or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < at - NOTED_EVERY))
            .values(last_used_at=at)
        )


def is_due(token: ApiToken, at: datetime) -> bool:
    """True where `note_use` would change something."""
    return token.last_used_at is None or token.last_used_at < at - NOTED_EVERY
