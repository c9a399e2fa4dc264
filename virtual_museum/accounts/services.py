"""Changes of users: created, changed, deactivated; the museum always keeps an administrator."""

import re

from flask_babel import gettext as _
from sqlalchemy import delete, select

from virtual_museum.accounts import events
from virtual_museum.accounts.models import SignIn, User
from virtual_museum.accounts.passwords import check_password, hash_password, password_fits, random_password
from virtual_museum.accounts.queries import any_user, normal_email, user_by_email
from virtual_museum.accounts.roles import ADMINISTRATOR, ROLES
from virtual_museum.accounts.second_factor import matching_step, new_recovery_codes, recovery_digest
from virtual_museum.core import audit
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.errors import Conflict, Invalid, Refused

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
FIRST_EMAIL = "admin@museum.local"
FIRST_SIGN_IN_FILE = "first-sign-in.txt"


def create_user(email: str, role: str, password: str, name: str = "") -> User:
    """A new user. Raises Invalid for a bad address, role or password and Conflict for a known address."""
    address = normal_email(email)
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise Invalid(fields={"email": _("This is not an e-mail address.")})
    _check_role(role)
    check_password(password, address)
    if user_by_email(address) is not None:
        raise Conflict(_("There is already a user with this e-mail address."))
    user = User(email=address, role=role, name=name.strip()[:120], password_hash=hash_password(password))
    db.session.add(user)
    db.session.flush()
    audit.record(events.USER_CREATED, ("user", user.id), email=address, role=role)
    return user


def change_user(user: User, role: str, name: str) -> None:
    """Give `user` another role or name. Raises Refused where the museum would lose its last administrator."""
    _check_role(role)
    if user.role == ADMINISTRATOR and role != ADMINISTRATOR:
        _keep_an_administrator(user)
    before = {"role": user.role, "name": user.name}
    user.role, user.name = role, name.strip()[:120]
    if before == {"role": user.role, "name": user.name}:
        return
    db.session.flush()
    audit.record(events.USER_CHANGED, ("user", user.id), before=before, role=user.role, name=user.name)


def deactivate_user(user: User) -> None:
    """Let `user` in no longer; open sign-ins end at once, tokens stop working. Nothing they did is lost."""
    if not user.active:
        return
    if user.role == ADMINISTRATOR:
        _keep_an_administrator(user)
    user.active = False
    end_sign_ins(user)
    audit.record(events.USER_DEACTIVATED, ("user", user.id), email=user.email)


def reactivate_user(user: User) -> None:
    """Let a deactivated user in again."""
    if user.active:
        return
    user.active = True
    db.session.flush()
    audit.record(events.USER_REACTIVATED, ("user", user.id), email=user.email)


def end_sign_ins(user: User, but: int | None = None) -> None:
    """Sign `user` out everywhere, but for the sign-in of id `but`."""
    db.session.flush()
    query = delete(SignIn).where(SignIn.user_id == user.id)
    if but is not None:
        query = query.where(SignIn.id != but)
    db.session.execute(query)


def set_password(user: User, password: str, but: int | None = None) -> None:
    """Give `user` a new password and sign them out in every browser but one. Raises Invalid."""
    check_password(password, user.email)
    user.password_hash = hash_password(password)
    end_sign_ins(user, but)
    audit.record(events.PASSWORD_CHANGED, ("user", user.id))
    if user.email == FIRST_EMAIL:
        (settings().data_folder / FIRST_SIGN_IN_FILE).unlink(missing_ok=True)


def change_own_password(user: User, old: str, new: str, but: int | None) -> None:
    """The same by the user, who has to know the old password. Raises Invalid."""
    if not password_fits(old, user.password_hash):
        raise Invalid(fields={"old_password": _("This is not your present password.")})
    set_password(user, new, but)


def set_own_profile(user: User, name: str, language: str) -> None:
    """Name and interface language of a user."""
    if language not in settings().languages:
        raise Invalid(fields={"language": _("The museum does not speak this language.")})
    user.name, user.language = name.strip()[:120], language
    db.session.flush()


def add_second_factor(user: User, secret: str, code: str) -> list[str]:
    """Switch the second factor on once `code` proves that the app knows `secret`; returns recovery codes."""
    step = matching_step(secret, code)
    if step is None:
        raise Invalid(fields={"code": _("This code does not fit. Does your telephone show the right time?")})
    codes = new_recovery_codes()
    user.second_factor_secret, user.second_factor_step = secret, step
    user.recovery_digests = [recovery_digest(each) for each in codes]
    db.session.flush()
    audit.record(events.SECOND_FACTOR_ADDED, ("user", user.id))
    return codes


def remove_second_factor(user: User) -> None:
    """Let the password alone suffice again."""
    if not user.has_second_factor:
        return
    user.second_factor_secret, user.second_factor_step, user.recovery_digests = "", 0, []
    db.session.flush()
    audit.record(events.SECOND_FACTOR_REMOVED, ("user", user.id))


def ensure_first_administrator() -> User | None:
    """Where nobody can sign in yet, make an administrator; the password goes into a file of mode 600.

    Returns the new user, or None where the museum has users already. Flushes only, like every service;
    when the commit fails the file is replaced at the next attempt.
    """
    if any_user():
        return None
    password = random_password()
    user = create_user(FIRST_EMAIL, ADMINISTRATOR, password)
    path = settings().data_folder / FIRST_SIGN_IN_FILE
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"{FIRST_EMAIL}\n{password}\n", encoding="utf-8")
    return user


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Invalid(fields={"role": _("There is no such role.")})


def _keep_an_administrator(leaving: User) -> None:
    # Locked, so that two administrators cannot remove one another at the same moment.
    others = db.session.scalars(
        select(User.id).where(User.role == ADMINISTRATOR, User.active).order_by(User.id).with_for_update()
    ).all()
    if not [each for each in others if each != leaving.id]:
        raise Refused(_("The museum needs at least one administrator. Give somebody else this role first."))
