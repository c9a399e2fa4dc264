"""The studio's own pages: dashboard and search; with audit and background work beside them."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from virtual_museum.accounts.entry_views import signed_in_user
from virtual_museum.accounts.identity_views import owes_second_factor
from virtual_museum.accounts.models import User
from virtual_museum.accounts.roles import ADMINISTRATOR
from virtual_museum.audience.counting import MUSEUM_TIME
from virtual_museum.audience.queries import audience, last_days
from virtual_museum.audience.studio_views import day_chart
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.core.actors import current_actor
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.jobs import job_counts, workers_alive
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.studio import attention
from virtual_museum.studio.attention_words import tasks
from virtual_museum.studio.audit_views import blueprint as audit_blueprint
from virtual_museum.studio.navigation import is_current, navigation_for
from virtual_museum.studio.subjects import subject_page, subject_words
from virtual_museum.studio.work_views import blueprint as work_blueprint

blueprint = studio_blueprint("home", __name__, prefix="/studio")
more_blueprints = (audit_blueprint, work_blueprint)


@blueprint.record_once
def _words_for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        studio_navigation=lambda: navigation_for(current_actor()),
        studio_is_current=lambda entry: is_current(entry, request.path),
        moment=lambda at: format_datetime(at, "short"),
        subject_words=subject_words,
        subject_page=subject_page,
    )


@blueprint.get("")
@permission("studio.enter")
def dashboard() -> str | Response:
    """What is under way, what is missing, what happened last. The same number of queries however much there is."""
    user, actor = signed_in_user(), current_actor()
    if owes_second_factor(user):
        return redirect(url_for("studio_profile.second_factor"))
    jobs = job_counts()
    figures = audience(last_days(30)) if actor.can("audience.read") else None
    return render_template(
        "studio/dashboard.html",
        greeting=_greeting(user),
        advise_second_factor=user.role == ADMINISTRATOR and not user.has_second_factor,
        tasks=tasks(attention.gaps(), jobs.get("failed", 0), actor),
        count_limit=attention.COUNT_LIMIT,
        drafts=attention.newest_drafts(),
        unpublished=attention.unpublished_changes(),
        openings=attention.scheduled_openings(),
        changes=attention.recent_changes(),
        jobs=jobs,
        workers=workers_alive(),
        figures=figures,
        chart=day_chart(figures) if figures else None,
    )


def _greeting(user: User) -> str:
    hour = utcnow().astimezone(MUSEUM_TIME).hour
    words = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
    return f"{words}, {user.name}" if user.name else words


@blueprint.get("/untranslated")
@permission("catalogue.edit")
def untranslated() -> str:
    """Published objects whose name some visitors read in a language that is not theirs."""
    items, after = attention.untranslated_items(request.args.get("after", 0, type=int))
    return render_template("studio/dashboard/untranslated.html", items=items, after=after)


@blueprint.get("/search")
@permission("catalogue.read")
def search() -> Response:
    """Straight to the object of a code or inventory number, else to the list that searches."""
    text = request.args.get("q", "").strip()
    code = parse_code(text)
    known = db.session.scalar(select(Item.code).where(Item.code == code)) if code else None
    if known:
        return redirect(f"/studio/items/{known}")
    return redirect("/studio/items?" + urlencode({"q": text}))
