"""`flask users …`: who may sign in."""

import sys

import click
from flask import json

from virtual_museum.accounts import services
from virtual_museum.accounts.models import User
from virtual_museum.accounts.passwords import random_password
from virtual_museum.accounts.queries import user_by_email, users
from virtual_museum.accounts.roles import ROLES
from virtual_museum.cli.groups import Commands
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, MuseumError

group = Commands("users", help="Users of the studio.")


def known_user(email: str) -> User:
    """The user of that address; ends the command where there is none."""
    found = user_by_email(email)
    if found is None:
        raise click.ClickException(f"there is no user {email}")
    return found


def plain(error: MuseumError) -> click.ClickException:
    """The error as the command line shows it."""
    fields = error.fields if isinstance(error, Invalid) else {}
    details = "; ".join(f"{name}: {why}" for name, why in fields.items())
    return click.ClickException(details or str(error))


def _read_password(from_stdin: bool) -> tuple[str, bool]:
    """The password and whether it was made up here."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt=True), False
    return random_password(), True


@group.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--name", default="", help="How the studio calls this person.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--json", "as_json", is_flag=True)
def create(email: str, role: str, name: str, password_stdin: bool, as_json: bool) -> None:
    """Create a user. Without a terminal and --password-stdin a password is made up and printed."""
    password, made_up = _read_password(password_stdin)
    try:
        user = services.create_user(email, role, password, name)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    shown = {"email": user.email, "role": user.role} | ({"password": password} if made_up else {})
    if as_json:
        click.echo(json.dumps(shown))
    else:
        click.echo(f"created {user.email} ({user.role})" + (f", password {password}" if made_up else ""))


@group.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_users(as_json: bool) -> None:
    """All users, active ones first."""
    for user in users():
        if as_json:
            signed_in = user.last_sign_in_at.isoformat() if user.last_sign_in_at else None
            click.echo(
                json.dumps(
                    {
                        "email": user.email,
                        "name": user.name,
                        "role": user.role,
                        "active": user.active,
                        "second_factor": user.has_second_factor,
                        "last_sign_in": signed_in,
                    }
                )
            )
        else:
            click.echo(f"{user.email}\t{user.role}\t{'active' if user.active else 'deactivated'}")


@group.command("first")
def first() -> None:
    """Make the first administrator where nobody can sign in yet, and say how to sign in."""
    services.ensure_first_administrator()
    db.session.commit()
    path = settings().data_folder / services.FIRST_SIGN_IN_FILE
    click.echo(f"studio    {settings().base_url}/studio")
    if path.exists():
        email, password = path.read_text(encoding="utf-8").split()
        click.echo(f"e-mail    {email}\npassword  {password}")
        click.echo(f"(kept in {path} until the password is changed)")
    else:
        click.echo("The first administrator was made already; sign in with your own password.")


@group.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(list(ROLES)))
def change_role(email: str, role: str) -> None:
    """Give a user another role."""
    user = known_user(email)
    try:
        services.change_user(user, role, user.name)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    click.echo(f"{user.email} is {role} now")


@group.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True)
def change_password(email: str, password_stdin: bool) -> None:
    """Give a user a new password and sign them out everywhere."""
    user = known_user(email)
    password, made_up = _read_password(password_stdin)
    try:
        services.set_password(user, password)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    click.echo(f"new password for {user.email}" + (f": {password}" if made_up else ""))


@group.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Let a user in no longer."""
    user = known_user(email)
    try:
        services.deactivate_user(user)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    click.echo(f"{user.email} can no longer sign in")


@group.command("remove-second-factor")
@click.argument("email")
def remove_second_factor(email: str) -> None:
    """Let the password alone suffice, for somebody who lost telephone and recovery codes."""
    user = known_user(email)
    services.remove_second_factor(user)
    db.session.commit()
    click.echo(f"{user.email} signs in with the password alone")
