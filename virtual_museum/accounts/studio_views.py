"""Users of the studio, for administrators; with the pages of signing in and of one's own profile."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from virtual_museum.accounts import services
from virtual_museum.accounts.entry_views import blueprint as entry_blueprint
from virtual_museum.accounts.models import User
from virtual_museum.accounts.passwords import random_password
from virtual_museum.accounts.profile_views import blueprint as profile_blueprint
from virtual_museum.accounts.queries import user_by_id, users
from virtual_museum.accounts.roles import ROLE_NAMES, ROLE_WORDS
from virtual_museum.core.errors import Conflict, Invalid, Refused
from virtual_museum.core.security import permission, studio_blueprint

blueprint = studio_blueprint("users", __name__)
more_blueprints = (entry_blueprint, profile_blueprint)

Answer = str | Response | tuple[str, int]


def _list_page(errors: dict[str, object] | None = None, message: object = "") -> str:
    return render_template(
        "studio/accounts/users.html",
        users=users(),
        roles=ROLE_NAMES,
        role_words=ROLE_WORDS,
        errors=errors or {},
        message=message,
        entered=request.form,
    )


def _user_page(
    user: User, errors: dict[str, object] | None = None, message: object = "", fresh_password: str = ""
) -> str:
    return render_template(
        "studio/accounts/user.html",
        user=user,
        roles=ROLE_NAMES,
        role_words=ROLE_WORDS,
        errors=errors or {},
        message=message,
        fresh_password=fresh_password,
    )


@blueprint.get("")
@permission("users.manage")
def user_list() -> str:
    return _list_page()


@blueprint.post("")
@permission("users.manage")
def create() -> Answer:
    password = random_password()
    email, role, name = (request.form.get(field, "") for field in ("email", "role", "name"))
    try:
        user = services.create_user(email, role, password, name)
    except Invalid as error:
        return _list_page(error.fields), 422
    except Conflict as error:
        return _list_page({"email": error.message}), 409
    # The first password is handed over by the administrator; it is shown in this answer only.
    return _user_page(user, fresh_password=password)


@blueprint.get("/<int:user_id>")
@permission("users.manage")
def user_page(user_id: int) -> str:
    return _user_page(user_by_id(user_id))


@blueprint.post("/<int:user_id>")
@permission("users.manage")
def change(user_id: int) -> Answer:
    user = user_by_id(user_id)
    try:
        services.change_user(user, request.form.get("role", ""), request.form.get("name", ""))
    except Invalid as error:
        return _user_page(user, error.fields), 422
    except Refused as error:
        return _user_page(user, message=error.message), 409
    return _done(user, _("Saved."))


@blueprint.post("/<int:user_id>/deactivate")
@permission("users.manage")
def deactivate(user_id: int) -> Answer:
    user = user_by_id(user_id)
    try:
        services.deactivate_user(user)
    except Refused as error:
        return _user_page(user, message=error.message), 409
    return _done(user, _("%(name)s can no longer sign in.", name=user.shown_name))


@blueprint.post("/<int:user_id>/reactivate")
@permission("users.manage")
def reactivate(user_id: int) -> Response:
    user = user_by_id(user_id)
    services.reactivate_user(user)
    return _done(user, _("%(name)s can sign in again.", name=user.shown_name))


@blueprint.post("/<int:user_id>/password")
@permission("users.manage")
def renew_password(user_id: int) -> str:
    user, password = user_by_id(user_id), random_password()
    services.set_password(user, password)
    return _user_page(user, fresh_password=password)


@blueprint.post("/<int:user_id>/second-factor/remove")
@permission("users.manage")
def remove_second_factor(user_id: int) -> Response:
    user = user_by_id(user_id)
    services.remove_second_factor(user)
    return _done(user, _("The second factor is removed."))


def _done(user: User, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".user_page", user_id=user.id))
