"""Visitor pages of events: the programme by months, and each event."""

from flask import Blueprint, render_template, request

from virtual_museum.core.i18n import languages
from virtual_museum.halls.site_views import check_language
from virtual_museum.media.queries import picture
from virtual_museum.visits import queries
from virtual_museum.visits.booking_views import blueprint as booking_blueprint
from virtual_museum.visits.kinds import KINDS
from virtual_museum.visits.queries import Wanted

blueprint = Blueprint("visits", __name__)
more_blueprints = (booking_blueprint,)


# Not kept ready: what is to come, and how many places are free, change without any change of content.
@blueprint.get("/<lang>/events")
def events(lang: str) -> str:
    """What is to come, by months; with `?past=1` what was."""
    check_language(lang)
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    wanted = Wanted(kind if kind in KINDS else "", language if language in languages() else "")
    past = bool(request.args.get("past"))
    page = request.args.get("page", default=1, type=int)
    listing = queries.past_sessions(wanted, page) if past else queries.coming_sessions(wanted, page)
    return render_template(
        "site/visits/list.html", listing=listing, wanted=wanted, past=past, picture_of=picture,
        kinds=queries.offered_kinds(wanted.kind),
        on_request=queries.events_on_request(wanted) if not past and listing.page == 1 else [],
    )  # fmt: skip


@blueprint.get("/<lang>/events/<slug>")
def event(lang: str, slug: str) -> str:
    """One event: what it is, when one can come, what it is about."""
    shown = queries.visible_event(check_language(lang) and slug)
    exhibits = queries.exhibits_of_event(shown)
    first = next((exhibit.picture for exhibit in exhibits if exhibit.picture), None)
    sessions = queries.sessions_to_come(shown)
    return render_template(
        "site/visits/event.html", event=shown, exhibits=exhibits, cover=picture(shown.picture) or first,
        sessions=sessions, last=None if sessions else queries.last_session(shown),
    )  # fmt: skip
