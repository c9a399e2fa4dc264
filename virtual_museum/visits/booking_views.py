"""Booking places without an account, and a group's request for a day of its own; each with its secret page.

These pages are one visitor's: nobody keeps them, no machine lists them, and their addresses are counted without the
part that tells whose they are.
"""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from virtual_museum.core.config import settings
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.i18n import translated_text
from virtual_museum.core.security import limiter
from virtual_museum.halls.site_views import check_language
from virtual_museum.visits import bookings, queries, requests
from virtual_museum.visits.forms import TRAP, asked_of, clock, needed_day
from virtual_museum.visits.ical import MEDIA_TYPE, calendar
from virtual_museum.visits.models import Booking, Event, EventSession, GroupRequest
from virtual_museum.visits.times import at_museum

blueprint = Blueprint("bookings", __name__)

# One class with its parents behind one address may book within an hour; a machine gets no further.
LIMIT = "40 per hour"


@blueprint.after_request
def _of_one_person(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _bookable(slug: str, number: int) -> EventSession:
    event = queries.visible_event(slug)
    session = queries.session_of(event, number)
    if session.private or not event.bookable:
        raise NotFound()
    return session


def _form(session: EventSession, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "site/visits/book.html", event=session.event, session=session, errors=errors or {}, entered=request.form,
        token=request.form.get("token") or bookings.new_token(), trap=TRAP, days=settings().booking_days,
    )  # fmt: skip


@blueprint.get("/<lang>/events/<slug>/sessions/<int:number>/book")
def form(lang: str, slug: str, number: int) -> str:
    """The form for places of one session."""
    check_language(lang)
    return _form(_bookable(slug, number))


@blueprint.post("/<lang>/events/<slug>/sessions/<int:number>/book")
@limiter.limit(LIMIT)
def book(lang: str, slug: str, number: int) -> ResponseReturnValue:
    """Book; then the page of the booking."""
    session = _bookable(slug, number)
    try:
        booking = bookings.book(session, asked_of(request.form))
    except Invalid as error:
        return _form(session, error.fields), error.status
    return redirect(_address(booking, lang), 303)


def _address(kept: Booking | GroupRequest, lang: str) -> str:
    endpoint = ".booking" if isinstance(kept, Booking) else ".group_request"
    return url_for(endpoint, lang=lang, number=kept.number, key=bookings.secret_of(kept))


def _booking(number: str) -> Booking:
    return bookings.by_secret(Booking, number, request.values.get("key", ""))


@blueprint.get("/<lang>/bookings/<number>")
def booking(lang: str, number: str) -> str:
    """A booking, for whoever has its address."""
    check_language(lang)
    kept = _booking(number)
    return render_template(
        "site/visits/booking.html", booking=kept, session=kept.session, event=kept.session.event,
        key=bookings.secret_of(kept), address=settings().base_url + _address(kept, lang),
    )  # fmt: skip


@blueprint.post("/<lang>/bookings/<number>/cancel")
@limiter.limit(LIMIT)
def cancel(lang: str, number: str) -> ResponseReturnValue:
    """Give the places back."""
    kept = _booking(number)
    bookings.cancel_booking(kept)
    return redirect(_address(kept, lang), 303)


@blueprint.get("/<lang>/bookings/<number>.ics")
def in_calendar(lang: str, number: str) -> Response:
    """The booked session for one's own calendar."""
    kept = _booking(number)
    name = f"{translated_text(kept.session.event.title)} · {kept.number}"
    text = calendar(name, [kept.session], lang, settings().base_url, settings().museum_name(lang))
    return current_app.response_class(text, mimetype=MEDIA_TYPE)


def _requestable(slug: str) -> Event:
    event = queries.visible_event(slug)
    if not event.on_request:
        raise NotFound()
    return event


def _request_form(event: Event, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "site/visits/request_form.html", event=event, errors=errors or {}, entered=request.form,
        token=request.form.get("token") or bookings.new_token(), trap=TRAP, days=settings().booking_days,
    )  # fmt: skip


@blueprint.get("/<lang>/events/<slug>/request")
def request_form(lang: str, slug: str) -> str:
    """The form in which a group asks for a day of its own."""
    check_language(lang)
    return _request_form(_requestable(slug))


@blueprint.post("/<lang>/events/<slug>/request")
@limiter.limit(LIMIT)
def ask(lang: str, slug: str) -> ResponseReturnValue:
    """Ask; then the page of the request."""
    event, form = _requestable(slug), request.form
    try:
        wished_at = at_museum(needed_day(form, "day"), clock(form, "begins"))
        made = requests.ask(event, wished_at, asked_of(form))
    except Invalid as error:
        return _request_form(event, error.fields), error.status
    return redirect(_address(made, lang), 303)


def _request(number: str) -> GroupRequest:
    return bookings.by_secret(GroupRequest, number, request.values.get("key", ""))


@blueprint.get("/<lang>/requests/<number>")
def group_request(lang: str, number: str) -> str:
    """A request and what the museum answered, for whoever has its address."""
    check_language(lang)
    kept = _request(number)
    return render_template(
        "site/visits/request.html", request_kept=kept, event=kept.event, key=bookings.secret_of(kept),
        address=settings().base_url + _address(kept, lang),
        booking_address=_address(kept.booking, lang) if kept.booking else "",
    )  # fmt: skip


@blueprint.post("/<lang>/requests/<number>/withdraw")
@limiter.limit(LIMIT)
def withdraw(lang: str, number: str) -> ResponseReturnValue:
    """Take the request back."""
    kept = _request(number)
    requests.withdraw(kept)
    return redirect(_address(kept, lang), 303)
