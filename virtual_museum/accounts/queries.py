"""Reads of accounts."""

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from virtual_museum.accounts.models import ApiToken, SignIn, User
from virtual_museum.accounts.roles import ADMINISTRATOR
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import NotFound


def digest_of(secret: str) -> str:
    """How a session's or token's secret is kept. It is long and random, so a plain SHA-256 is enough."""
    return sha256(secret.encode()).hexdigest()


def normal_email(text: str) -> str:
    """E-mail addresses are compared without case."""
    return text.strip().lower()


def user_by_email(email: str) -> User | None:
    """The user of that address, active or not."""
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def user_by_id(user_id: int) -> User:
    """The user. Raises NotFound."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound()
    return found


def users() -> list[User]:
    """All users of the museum (its staff: tens, not thousands), active ones first."""
    return list(db.session.scalars(select(User).order_by(User.active.desc(), User.role, User.email)))


def any_user() -> bool:
    """True once somebody can sign in."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def active_administrators() -> int:
    """How many administrators can sign in."""
    query = select(func.count()).select_from(User).where(User.role == ADMINISTRATOR, User.active)
    return db.session.scalar(query) or 0


def sign_in_of(secret: str) -> SignIn | None:
    """The valid sign-in of a browser's secret, with its active user."""
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.user)
        .options(contains_eager(SignIn.user))
        .where(SignIn.digest == digest_of(secret), SignIn.expires_at > utcnow(), User.active)
    )


def token_of(secret: str) -> ApiToken | None:
    """The valid token of a program's secret, with its active user."""
    return db.session.scalar(
        select(ApiToken)
        .join(ApiToken.user)
        .options(contains_eager(ApiToken.user))
        .where(ApiToken.digest == digest_of(secret), ApiToken.revoked_at.is_(None), User.active)
    )


def tokens(user: User) -> list[ApiToken]:
    """The user's tokens that work, newest first."""
    return list(
        db.session.scalars(
            select(ApiToken)
            .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.created_at.desc())
        )
    )


def sign_ins(user: User) -> list[SignIn]:
    """The browsers in which the user is signed in now, newest first, at most twenty."""
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.user_id == user.id, SignIn.expires_at > utcnow())
            .order_by(SignIn.created_at.desc())
            .limit(20)
        )
    )
