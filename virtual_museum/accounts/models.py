"""Tables of accounts: users, sign-ins, tokens of programs. Secrets are kept as digests only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.accounts.roles import ROLES
from virtual_museum.core.db import Base, BigKey, Identified, JSONValue, Timestamped, UTCDateTime


class User(Identified, Timestamped, Base):
    """Somebody who works in the museum. Never deleted, because the audit names them; deactivated instead.

    `second_factor_secret` is set once the second factor has been proved by a code. `second_factor_step` is
    the time step of the last code that was used, so that no code works twice.
    """

    __tablename__ = "account"
    __affects_pages__ = False
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint("role IN (" + ", ".join(f"'{name}'" for name in ROLES) + ")", name="role"),
    )

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="")
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    second_factor_secret: Mapped[str] = mapped_column(String(64), default="")
    second_factor_step: Mapped[int] = mapped_column(default=0)
    recovery_digests: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def shown_name(self) -> str:
        """What the studio and the audit call this person."""
        return self.name or self.email

    @property
    def has_second_factor(self) -> bool:
        """True where a password alone does not let this person in."""
        return bool(self.second_factor_secret)


class SignIn(Identified, Base):
    """One browser in which a user is signed in. The browser holds the secret, this row its SHA-256."""

    __tablename__ = "account_sign_in"
    __affects_pages__ = False
    __table_args__ = (UniqueConstraint("digest"), Index("ix_account_sign_in_expires", "expires_at"))

    user_id: Mapped[int] = mapped_column(BigKey, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(160), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class ApiToken(Identified, Base):
    """A token with which a program acts for its user. Shown once; here are its SHA-256 and first letters."""

    __tablename__ = "account_token"
    __affects_pages__ = False
    __table_args__ = (UniqueConstraint("digest"),)

    user_id: Mapped[int] = mapped_column(BigKey, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    beginning: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
