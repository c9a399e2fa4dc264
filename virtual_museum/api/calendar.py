"""The programme as calendars to subscribe to: all events, or one. Source: RFC 5545."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request

from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import languages, translated_text
from virtual_museum.visits import queries
from virtual_museum.visits.ical import MEDIA_TYPE, calendar
from virtual_museum.visits.models import EventSession

blueprint = Blueprint("calendar", __name__)
open_to_all(blueprint)


def _calendar(name: str, sessions: Sequence[EventSession], language: str) -> Response:
    museum = settings().museum_name(language)
    text = calendar(name or museum, sessions, language, settings().base_url, museum)
    return answered(current_app.response_class(text, mimetype=MEDIA_TYPE))


@blueprint.get("/events.ics")
def events() -> Response:
    """All sessions, in the language of `?lang=`, else in the museum's first."""
    asked = request.args.get("lang", "")
    language = asked if asked in languages() else languages()[0]
    return _calendar("", queries.calendar_sessions(), language)


@blueprint.get("/<lang>/events/<slug>.ics")
def event(lang: str, slug: str) -> Response:
    """The sessions of one event."""
    shown = queries.visible_event(slug)
    return _calendar(translated_text(shown.title), queries.calendar_sessions(shown), lang)
