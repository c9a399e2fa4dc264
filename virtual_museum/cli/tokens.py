"""`flask tokens …`: tokens with which programs act for a user."""

import click
from flask import json

from virtual_museum.accounts import queries, tokens
from virtual_museum.cli.groups import Commands
from virtual_museum.cli.users import known_user, plain
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError

group = Commands("tokens", help="Tokens for programs (Authorization: Bearer …).")


@group.command("create")
@click.argument("email")
@click.option("--name", default="command line", help="Which program the token is for.")
@click.option("--json", "as_json", is_flag=True, help="Accepted for evenness: the answer is always JSON.")
def create(email: str, name: str, as_json: bool) -> None:
    """Print a new token as {"token": …}. It is not kept and cannot be shown again."""
    user = known_user(email)
    if not user.active:
        raise click.ClickException(f"{user.email} is deactivated")
    try:
        secret = tokens.create_token(user, name)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    click.echo(json.dumps({"token": secret}))


@group.command("list")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True)
def list_tokens(email: str, as_json: bool) -> None:
    """The tokens of a user that work."""
    for token in queries.tokens(known_user(email)):
        used = token.last_used_at.isoformat() if token.last_used_at else None
        if as_json:
            shown = {"id": token.id, "name": token.name, "beginning": token.beginning, "last_used": used}
            click.echo(json.dumps(shown))
        else:
            click.echo(f"{token.id}\t{token.beginning}…\t{token.name}\t{used or 'never used'}")


@group.command("revoke")
@click.argument("email")
@click.argument("token_id", type=int)
def revoke(email: str, token_id: int) -> None:
    """Make a token worthless."""
    try:
        tokens.revoke_token(known_user(email), token_id)
    except MuseumError as error:
        raise plain(error) from error
    db.session.commit()
    click.echo(f"token {token_id} no longer works")
