"""A person's own page: name, language, password, second factor, tokens, browsers signed in."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from virtual_museum.accounts import services, tokens
from virtual_museum.accounts.entry_views import signed_in_user
from virtual_museum.accounts.identity_views import current_sign_in
from virtual_museum.accounts.passwords import password_fits
from virtual_museum.accounts.queries import sign_ins
from virtual_museum.accounts.queries import tokens as tokens_of
from virtual_museum.accounts.second_factor import enrolment_uri, new_secret
from virtual_museum.core.errors import Invalid
from virtual_museum.core.i18n import language_name, languages, remember_language
from virtual_museum.core.qr import qr_svg
from virtual_museum.core.security import permission, studio_blueprint

blueprint = studio_blueprint("profile", __name__, prefix="/studio/profile")

Answer = str | Response | tuple[str, int]


# In this order: most browsers also name those they descend from.
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "YaBrowser/": "Yandex",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")


def browser_words(agent: str) -> str:
    """Browser and system out of a User-Agent: people recognise "Firefox, Windows", not the whole line."""
    name = next((words for mark, words in _BROWSERS.items() if mark in agent), "")
    system = next((words for words in _SYSTEMS if words in agent), "")
    return ", ".join(word for word in (name, system) if word) or agent[:60]


def _page(errors: dict[str, object] | None = None, fresh_token: str = "") -> str:
    user, here = signed_in_user(), current_sign_in()
    return render_template(
        "studio/accounts/profile.html",
        user=user,
        tokens=tokens_of(user),
        sign_ins=sign_ins(user),
        here=here.id if here else None,
        language_options=[(code, language_name(code)) for code in languages()],
        browser_words=browser_words,
        errors=errors or {},
        fresh_token=fresh_token,
    )


@blueprint.get("")
@permission("studio.enter")
def profile() -> str:
    return _page()


@blueprint.post("")
@permission("studio.enter")
def save_profile() -> Answer:
    language = request.form.get("language", "")
    try:
        services.set_own_profile(signed_in_user(), request.form.get("name", ""), language)
    except Invalid as error:
        return _page(error.fields), 422
    flash(_("Saved."), "success")
    answer = redirect(url_for(".profile"))
    remember_language(answer, language)
    return answer


@blueprint.post("/password")
@permission("studio.enter")
def change_password() -> Answer:
    here = current_sign_in()
    old, new = request.form.get("old_password", ""), request.form.get("password", "")
    try:
        services.change_own_password(signed_in_user(), old, new, here.id if here else None)
    except Invalid as error:
        return _page(error.fields), 422
    flash(_("The password is changed. Other browsers are signed out."), "success")
    return redirect(url_for(".profile"))


@blueprint.post("/browsers/sign-out")
@permission("studio.enter")
def sign_out_elsewhere() -> Response:
    here = current_sign_in()
    services.end_sign_ins(signed_in_user(), here.id if here else None)
    flash(_("Other browsers are signed out."), "success")
    return redirect(url_for(".profile"))


@blueprint.post("/tokens")
@permission("studio.enter")
def create_token() -> Answer:
    try:
        secret = tokens.create_token(signed_in_user(), request.form.get("token_name", ""))
    except Invalid as error:
        return _page(error.fields), 422
    # Shown in this answer only: it is neither kept nor put into the cookie of the session.
    return _page(fresh_token=secret)


@blueprint.post("/tokens/<int:token_id>/revoke")
@permission("studio.enter")
def revoke_token(token_id: int) -> Response:
    tokens.revoke_token(signed_in_user(), token_id)
    flash(_("The token no longer works."), "success")
    return redirect(url_for(".profile"))


@blueprint.get("/second-factor")
@permission("studio.enter")
def second_factor() -> Answer:
    if signed_in_user().has_second_factor:
        return redirect(url_for(".profile"))
    session["new_second_factor"] = session.get("new_second_factor") or new_secret()
    return _second_factor_page({})


def _second_factor_page(errors: dict[str, object]) -> str:
    secret = session["new_second_factor"]
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    picture = qr_svg(enrolment_uri(secret, signed_in_user()))
    return render_template(
        "studio/accounts/second_factor.html", picture=picture, secret=grouped, errors=errors
    )


@blueprint.post("/second-factor")
@permission("studio.enter")
def add_second_factor() -> Answer:
    secret = session.get("new_second_factor")
    if not secret or signed_in_user().has_second_factor:
        return redirect(url_for(".second_factor"))
    try:
        codes = services.add_second_factor(signed_in_user(), secret, request.form.get("code", ""))
    except Invalid as error:
        return _second_factor_page(error.fields), 422
    del session["new_second_factor"]
    return render_template("studio/accounts/recovery_codes.html", codes=codes)


@blueprint.post("/second-factor/remove")
@permission("studio.enter")
def remove_second_factor() -> Answer:
    user = signed_in_user()
    if not password_fits(request.form.get("second_factor_password", ""), user.password_hash):
        return _page({"second_factor": _("This is not your present password.")}), 422
    services.remove_second_factor(user)
    flash(_("The second factor is removed."), "success")
    return redirect(url_for(".profile"))
