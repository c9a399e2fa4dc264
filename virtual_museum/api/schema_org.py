"""What search engines read on pages of the museum: JSON-LD of schema.org, with the same words as the page.

Source: https://schema.org (Museum, ExhibitionEvent, Event, Room, CreativeWork). The exhibit's own page says it in
catalogue.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, json
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from virtual_museum.core.config import settings
from virtual_museum.core.i18n import MUSEUM_TIME, current_language, languages, translated_text
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.schemas import ExhibitionBody
from virtual_museum.halls.models import Hall
from virtual_museum.media.queries import Picture
from virtual_museum.tours.models import Tour
from virtual_museum.tours.schemas import TourBody
from virtual_museum.visits.models import Event, EventSession

CONTEXT = "https://schema.org"
JSON = dict[str, Any]

# Kinds of events for which schema.org has a word of its own.
EVENT_TYPES = {
    "excursion": "EducationEvent", "lecture": "EducationEvent", "museum-lesson": "EducationEvent",
    "workshop": "EducationEvent", "seminar": "EducationEvent", "webinar": "EducationEvent", "club": "SocialEvent",
    "concert": "MusicEvent", "film": "ScreeningEvent", "children": "ChildrensEvent", "festival": "Festival",
    "exhibition": "ExhibitionEvent", "hall-opening": "ExhibitionEvent", "sports": "SportsEvent",
}  # fmt: skip

# Carries the functions for templates; it has no address of its own.
blueprint = Blueprint("schema_org", __name__)


def script(data: JSON) -> Markup:
    """`data` as a block of a page's head; what says nothing is left out."""
    kept = {"@context": CONTEXT, **{name: value for name, value in data.items() if value}}
    text = json.dumps(kept, ensure_ascii=False).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def address(path: str) -> str:
    """A page in this request's language."""
    return f"{settings().base_url}/{current_language()}/{path}"


def place() -> JSON:
    """The museum as the place where things happen."""
    name = settings().museum_name(current_language())
    return {"@type": "Museum", "@id": f"{settings().base_url}/#museum", "name": name, "url": address("")}


def _named(kind: str, path: str, title: Mapping[str, str], words: Mapping[str, str], shown: Picture | None) -> JSON:
    """What every page says of its subject: name in the page's language and in the others, words, picture."""
    language = current_language()
    others = [{"@language": code, "@value": text} for code, text in title.items() if text and code != language]
    return {
        "@type": kind,
        "@id": f"{settings().base_url}/{path}",
        "url": address(path),
        "name": translated_text(title),
        "alternateName": others if title.get(language) else [],
        "description": translated_text(words),
        "inLanguage": language,
        "image": settings().base_url + shown.largest if shown else "",
    }


def museum() -> Markup:
    """The museum, for the home page."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address('collection')}?q={{query}}"},
        "query-input": "required name=query",
    }
    names = [
        {"@language": code, "@value": settings().museum_name(code)}
        for code in languages()
        if code != current_language()
    ]
    body = {
        **place(),
        "alternateName": names,
        "logo": f"{settings().base_url}/static/img/icon-512.png",
        "email": settings().email,
        "potentialAction": search,
    }
    return script(body)


def exhibition(found: Exhibition, body: ExhibitionBody, cover: Picture | None) -> Markup:
    """An exhibition as an event in the museum, and as the story that is read on line."""
    named = _named("ExhibitionEvent", f"exhibitions/{found.slug}", body.title, body.lead or body.subtitle, cover)
    partners = [
        {
            "@type": "Organization",
            "name": translated_text(partner.name),
            **({"url": partner.url} if partner.url else {}),
        }
        for partner in body.partners
        if partner.name
    ]
    return script(
        {
            **named,
            "startDate": found.opens_on.isoformat() if found.opens_on else "",
            "endDate": found.closes_on.isoformat() if found.closes_on else "",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
            "isAccessibleForFree": True,
            "location": [place(), {"@type": "VirtualLocation", "url": named["url"]}],
            "organizer": place(),
            "sponsor": partners,
            "workFeatured": {"@type": "CreativeWork", "name": named["name"], "url": named["url"]},
        }
    )


def hall(found: Hall, shown: Picture | None) -> Markup:
    """A hall as a room of the museum."""
    named = _named("Room", f"halls/{found.slug}", found.title, found.lead or found.description, shown)
    floor = {"floorLevel": str(found.floor)} if found.floor is not None else {}
    return script({**named, **floor, "containedInPlace": place()})


def tour(found: Tour, body: TourBody, still: Picture | None) -> Markup:
    """A virtual tour as a work one can visit without a journey."""
    named = _named("CreativeWork", f"tours/{found.slug}", body.title, body.intro, still)
    return script(
        {
            **named,
            "isAccessibleForFree": True,
            "accessMode": ["visual", "textual"],
            "provider": place(),
            "about": place(),
        }
    )


def event(found: Event, sessions: Sequence[EventSession], shown: Picture | None) -> Markup:
    """An event: the one time at which it is held, or the series of its sessions."""
    named = _named(EVENT_TYPES.get(found.kind, "Event"), f"events/{found.slug}", found.title, found.summary, shown)
    named["inLanguage"] = found.languages
    common = {"location": _where(found), "organizer": place()}
    if len(sessions) == 1:
        return script({**named, **common, **_held(sessions[0])})
    times = [
        {"@type": named["@type"], "name": named["name"], "url": named["url"], **common, **_held(one)}
        for one in sessions
    ]
    return script({**named, "@type": [named["@type"], "EventSeries"], **common, "subEvent": times})


def _where(found: Event) -> JSON:
    if found.hall is None or not found.hall.is_published:
        return place()
    name = translated_text(found.hall.title)
    return {"@type": "Room", "name": name, "url": address(f"halls/{found.hall.slug}"), "containedInPlace": place()}


def _held(session: EventSession) -> JSON:
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    held: JSON = {
        "startDate": session.starts_at.astimezone(MUSEUM_TIME).isoformat(timespec="minutes"),
        "endDate": session.ends_at.astimezone(MUSEUM_TIME).isoformat(timespec="minutes"),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
    }
    if session.language:
        held["inLanguage"] = session.language
    if session.capacity is not None:
        held["maximumAttendeeCapacity"] = session.capacity
        held["remainingAttendeeCapacity"] = session.free
    return held


@blueprint.record_once
def _words_for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        schema_museum=museum, schema_exhibition=exhibition, schema_hall=hall, schema_tour=tour,
        schema_event=event,
    )
