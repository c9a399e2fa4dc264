"""The sessions of an event in the studio: added one by one or week by week, changed, cancelled, removed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import day, texts
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.visits import programme, queries
from virtual_museum.visits.forms import clock, needed_day, session_of, times_of
from virtual_museum.visits.models import Event, EventSession

blueprint = studio_blueprint("event_sessions", __name__, prefix="/studio/events/<slug>/sessions")


def _list(event: Event, errors: dict[str, object] | None = None) -> str:
    past = bool(request.args.get("past"))
    page = max(1, request.args.get("page", default=1, type=int))
    found, more = queries.all_sessions(event, past, page)
    return render_template(
        "studio/visits/sessions.html", event=event, sessions=found, more=more, page=page, past=past,
        errors=errors or {}, entered=request.form,
    )  # fmt: skip


@blueprint.get("")
@permission("events.edit")
def sessions(slug: str) -> str:
    """When the event is held, and the form for more."""
    return _list(queries.event_by_slug(slug))


@blueprint.post("")
@permission("events.edit")
def add(slug: str) -> ResponseReturnValue:
    """Add one session, or one a week until a day."""
    event, form = queries.event_by_slug(slug), request.form
    try:
        added = programme.add_weekly(
            event, needed_day(form, "day"), day(form, "until"), clock(form, "begins"), clock(form, "ends"),
            session_of(form),
        )  # fmt: skip
    except Invalid as error:
        return _list(event, error.fields), error.status
    flash(ngettext("%(num)s session added.", "%(num)s sessions added.", added))
    return redirect(url_for(".sessions", slug=slug))


def _page(session: EventSession, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/visits/session.html", event=session.event, session=session, errors=errors or {}, entered=request.form
    )


@blueprint.get("/<int:number>")
@permission("events.edit")
def session(slug: str, number: int) -> str:
    """One session."""
    return _page(queries.session_of(queries.event_by_slug(slug), number))


@blueprint.post("/<int:number>")
@permission("events.edit")
def change(slug: str, number: int) -> ResponseReturnValue:
    """Move the session or change its places."""
    found = queries.session_of(queries.event_by_slug(slug), number)
    try:
        starts_at, ends_at = times_of(request.form)
        programme.change_session(found, {**session_of(request.form), "starts_at": starts_at, "ends_at": ends_at})
    except Invalid as error:
        return _page(found, error.fields), error.status
    flash(_("Saved."))
    return redirect(url_for(".session", slug=slug, number=number))


@blueprint.post("/<int:number>/cancel")
@permission("events.edit")
def cancel(slug: str, number: int) -> ResponseReturnValue:
    """The session will not be held."""
    programme.cancel_session(
        queries.session_of(queries.event_by_slug(slug), number), texts(request.form, "reason")
    )
    flash(_("The session is cancelled; visitors see it."))
    return redirect(url_for(".session", slug=slug, number=number))


@blueprint.post("/<int:number>/remove")
@permission("events.edit")
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Remove a session that nobody has booked."""
    programme.remove_session(queries.session_of(queries.event_by_slug(slug), number))
    flash(_("The session is removed."))
    return redirect(url_for(".sessions", slug=slug))
