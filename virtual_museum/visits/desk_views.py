"""The desk: who has booked a session and who came, and the requests of groups."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import line
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.visits import booking_queries, bookings, queries, requests
from virtual_museum.visits.forms import people_of, times_of
from virtual_museum.visits.models import REQUEST_STATUSES, EventSession, GroupRequest

blueprint = studio_blueprint("bookings", __name__, prefix="/studio/events/<slug>/sessions/<int:number>/bookings")
request_blueprint = studio_blueprint("requests", __name__)


def _session(slug: str, number: int) -> EventSession:
    return queries.session_of(queries.event_by_slug(slug), number)


def _page(session: EventSession, errors: dict[str, object] | None = None, wrong: str = "") -> str:
    return render_template(
        "studio/visits/bookings.html", event=session.event, session=session, errors=errors or {}, wrong=wrong,
        entered=request.form, bookings=booking_queries.bookings_of(session),
        walk_ins=booking_queries.walk_ins_of(session),
    )  # fmt: skip


@blueprint.get("")
@permission("bookings.read")
def index(slug: str, number: int) -> str:
    """Who has booked, to be printed and checked in."""
    return _page(_session(slug, number))


@blueprint.post("/<code>/came")
@permission("bookings.read")
def check_in(slug: str, number: int, code: str) -> ResponseReturnValue:
    """Write down who of a booking came."""
    session = _session(slug, number)
    try:
        bookings.check_in(booking_queries.booking_of(session, code), people_of(request.form, "came"))
    except Invalid as error:
        return _page(session, error.fields, wrong=code), error.status
    flash(_("Saved."))
    return redirect(url_for(".index", slug=slug, number=number, _anchor=f"booking-{code}"))


@blueprint.post("/walk-ins")
@permission("bookings.read")
def walk_ins(slug: str, number: int) -> ResponseReturnValue:
    """Write down who came without a booking."""
    session = _session(slug, number)
    try:
        bookings.count_walk_ins(session, people_of(request.form, "came"))
    except Invalid as error:
        return _page(session, error.fields, wrong="walk-ins"), error.status
    flash(_("Saved."))
    return redirect(url_for(".index", slug=slug, number=number))


@blueprint.post("/<code>/cancel")
@permission("bookings.manage")
def cancel(slug: str, number: int, code: str) -> ResponseReturnValue:
    """Give the places of a booking back, for somebody who has telephoned."""
    bookings.cancel_booking(booking_queries.booking_of(_session(slug, number), code))
    flash(_("The booking is cancelled, its places are free."))
    return redirect(url_for(".index", slug=slug, number=number))


@request_blueprint.get("")
@permission("bookings.manage")
def requests_list() -> str:
    """Requests of groups, those that wait first."""
    status = request.args.get("status", "new")
    status = status if status in REQUEST_STATUSES else "new"
    page = max(1, request.args.get("page", default=1, type=int))
    return render_template(
        "studio/visits/requests.html", listing=booking_queries.requests_page(status, page), status=status, page=page,
        waiting=booking_queries.requests_waiting(),
    )  # fmt: skip


def _request_page(kept: GroupRequest, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/visits/request.html", kept=kept, errors=errors or {}, entered=request.form
    )


@request_blueprint.get("/<code>")
@permission("bookings.manage")
def group_request(code: str) -> str:
    """One request with the form for the answer."""
    return _request_page(booking_queries.request_by_number(code))


@request_blueprint.post("/<code>")
@permission("bookings.manage")
def answer(code: str) -> ResponseReturnValue:
    """Accept the request at a time, or decline it."""
    kept, words = booking_queries.request_by_number(code), line(request.form, "answer")[:2000]
    if line(request.form, "action") == "accept":
        try:
            starts_at, ends_at = times_of(request.form)
            session = requests.accept(kept, starts_at, ends_at, words)
        except Invalid as error:
            return _request_page(kept, error.fields), error.status
        flash(_("The group is expected; its booking stands in a day of its own."))
        return redirect(url_for("studio_bookings.index", slug=kept.event.slug, number=session.id))
    requests.decline(kept, words)
    flash(_("The request is declined; the group reads why on its page."))
    return redirect(url_for(".requests_list"))
