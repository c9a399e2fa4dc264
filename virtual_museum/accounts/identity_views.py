"""Who sends this request: the browser's sign-in or the program's token, as the core's actor."""

from flask import Response, abort, current_app, g, request, session

from virtual_museum.accounts.models import ApiToken, SignIn, User
from virtual_museum.accounts.queries import sign_in_of, token_of
from virtual_museum.accounts.roles import ADMINISTRATOR, permissions_of
from virtual_museum.accounts.tokens import is_due, note_use
from virtual_museum.core.actors import Actor
from virtual_museum.core.config import settings
from virtual_museum.core.db import utcnow

SESSION_KEY = "sign_in"
BEARER = "bearer "


def current_sign_in() -> SignIn | None:
    """The sign-in of this browser, read once a request."""
    if "sign_in" not in g:
        secret = session.get(SESSION_KEY)
        g.sign_in = sign_in_of(secret) if isinstance(secret, str) else None
    return g.sign_in  # type: ignore[no-any-return]


def current_user() -> User | None:
    """The person of this request, by browser or by token."""
    found = current_sign_in() or current_token()
    return found.user if found else None


def current_token() -> ApiToken | None:
    """The token of this request, read once a request."""
    if "api_token" not in g:
        secret = _bearer()
        g.api_token = token_of(secret) if secret else None
    return g.api_token  # type: ignore[no-any-return]


def _bearer() -> str:
    header = request.headers.get("Authorization", "")
    return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""


def actor_by_token() -> Actor | None:
    """The actor of `Authorization: Bearer …`."""
    found = current_token()
    return actor_of(found.user) if found else None


def actor_by_session() -> Actor | None:
    """The actor signed in with this browser; a request that carries a token is never taken for it."""
    if _bearer():
        return None
    found = current_sign_in()
    return actor_of(found.user) if found else None


def actor_of(user: User) -> Actor:
    """What `user` may do now; an administrator who still owes the second factor may only set it up."""
    allowed = permissions_of(user.role)
    if owes_second_factor(user):
        allowed = frozenset({"studio.enter"})
    return Actor(user.id, user.shown_name, allowed)


def owes_second_factor(user: User) -> bool:
    """True where the museum demands a second factor of administrators and this one has none."""
    demanded = settings().administrators_need_second_factor
    return demanded and user.role == ADMINISTRATOR and not user.has_second_factor


def refuse_bad_token() -> None:
    """Answer 401 to a token that does not work, rather than treat its program as a visitor."""
    if _bearer() and current_token() is None:
        abort(401)


def note_token(response: Response) -> Response:
    """Remember after the answer that the token was used; the answer itself holds no write lock for it."""
    found, now = g.get("api_token"), utcnow()
    if found is not None and is_due(found, now):
        app, token_id = current_app._get_current_object(), found.id  # type: ignore[attr-defined]

        def note() -> None:
            with app.app_context():
                note_use(token_id, now)

        response.call_on_close(note)
    return response
