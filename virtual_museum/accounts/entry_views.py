"""Signing in and out, and the studio's language: the pages before the studio."""

from typing import cast
from urllib.parse import urlsplit

from flask import Response, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.accounts import sign_in as signing
from virtual_museum.accounts.identity_views import SESSION_KEY, current_sign_in, current_user
from virtual_museum.accounts.models import User
from virtual_museum.accounts.queries import normal_email, user_by_id
from virtual_museum.accounts.second_factor import use_code
from virtual_museum.core.config import settings
from virtual_museum.core.db import utcnow
from virtual_museum.core.i18n import remember_language
from virtual_museum.core.security import limiter, public_view, studio_blueprint

blueprint = studio_blueprint("accounts", __name__, prefix="/studio")

PER_ADDRESS = "30 per 15 minutes"
PER_ACCOUNT = "10 per 15 minutes"
PENDING_SECONDS = 600


def _failed(response: AnyResponse) -> bool:
    # A refused attempt shows the form again; a good one leads on. Only refused ones are counted.
    return response.status_code == 200


def _account_key() -> str:
    return "account:" + normal_email(request.form.get("email", ""))[:254]


def _pending_key() -> str:
    return f"pending:{(session.get('pending') or {}).get('user', 0)}"


def _throttled(limit: RequestLimit) -> Response:
    seconds = max(1, limit.reset_at - int(utcnow().timestamp()))
    minutes = -(-seconds // 60)
    message = _("Too many attempts. Please wait %(minutes)s minutes and try again.", minutes=minutes)
    page = make_response(_sign_in_page(request.form.get("email", ""), message), 429)
    page.headers["Retry-After"] = str(seconds)
    return page


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a page of this studio, never another site."""
    if target and target.startswith("/studio") and not urlsplit(target).netloc and "\\" not in target:
        return target
    return url_for("studio_home.dashboard")


def _sign_in_page(email: str = "", message: str = "") -> str:
    target = request.values.get("next", "")
    return render_template("studio/accounts/sign_in.html", email=email, message=message, next=target)


@blueprint.get("/sign-in")
@public_view
def sign_in() -> str | AnyResponse:
    if current_sign_in() is not None:
        return redirect(safe_next(request.args.get("next")))
    return _sign_in_page()


@blueprint.post("/sign-in")
@public_view
@limiter.limit(PER_ADDRESS, deduct_when=_failed, on_breach=_throttled)
@limiter.limit(PER_ACCOUNT, key_func=_account_key, deduct_when=_failed, on_breach=_throttled)
def prove_password() -> str | AnyResponse:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    user = signing.prove_password(email, password[:1000])
    if user is None:
        return _sign_in_page(email, _("E-mail address and password do not fit together."))
    target = safe_next(request.form.get("next"))
    if user.has_second_factor:
        session.clear()
        session["pending"] = {"user": user.id, "at": int(utcnow().timestamp()), "next": target}
        return redirect(url_for("studio_accounts.second_step"))
    return _let_in(user, target)


@blueprint.get("/sign-in/code")
@public_view
def second_step() -> str | AnyResponse:
    if _pending_user() is None:
        return redirect(url_for("studio_accounts.sign_in"))
    return render_template("studio/accounts/second_step.html", message="")


@blueprint.post("/sign-in/code")
@public_view
@limiter.limit(PER_ADDRESS, deduct_when=_failed, on_breach=_throttled)
@limiter.limit(PER_ACCOUNT, key_func=_pending_key, deduct_when=_failed, on_breach=_throttled)
def prove_code() -> str | AnyResponse:
    user = _pending_user()
    if user is None:
        return redirect(url_for("studio_accounts.sign_in"))
    if not use_code(user, request.form.get("code", "")):
        signing.failed(user)
        message = _("This code does not fit. Wait for the next one, or use a recovery code.")
        return render_template("studio/accounts/second_step.html", message=message)
    return _let_in(user, safe_next(session["pending"]["next"]))


def _pending_user() -> User | None:
    pending = session.get("pending")
    if not pending or utcnow().timestamp() - pending["at"] > PENDING_SECONDS:
        return None
    user = user_by_id(pending["user"])
    return user if user.active and user.has_second_factor else None


def _let_in(user: User, target: str) -> AnyResponse:
    """Open a fresh session: nothing that was in the browser before survives the sign-in."""
    session.clear()
    session[SESSION_KEY] = signing.begin(user, request.headers.get("User-Agent", ""))
    answer = redirect(target)
    if user.language in settings().languages:
        remember_language(answer, user.language)
    return answer


@blueprint.post("/sign-out")
@public_view
def sign_out() -> AnyResponse:
    found = current_sign_in()
    if found is not None:
        signing.end(found)
    session.clear()
    g.pop("sign_in", None)
    return redirect(url_for("studio_accounts.sign_in"))


@blueprint.post("/language")
@public_view
def choose_language() -> AnyResponse:
    answer = redirect(safe_next(request.form.get("next")))
    language = request.form.get("language", "")
    if language in settings().languages:
        remember_language(answer, language)
        user = current_user()
        if user is not None:
            user.language = language
    return answer


def signed_in_user() -> User:
    """The user of a view that only signed-in people reach."""
    return cast(User, current_user())
