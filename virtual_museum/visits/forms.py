"""What the studio's and the visitors' forms of visits hold, read into plain values."""

from collections.abc import Mapping
from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from virtual_museum.core.config import KNOWN_LANGUAGES
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.core.form_values import day, line, texts, whole_number
from virtual_museum.visits.bookings import Asked, read_asked
from virtual_museum.visits.kinds import CATEGORIES
from virtual_museum.visits.programme import moments

Form = MultiDict[str, str]
TRANSLATED = ("title", "summary", "text", "place", "price", "accessibility")


def event_of(form: Form) -> dict[str, object]:
    """An event's own fields."""
    return {
        **{name: texts(form, name) for name in TRANSLATED},
        "slug": line(form, "slug").lower(),
        "kind": line(form, "kind"),
        "languages": [code for code in form.getlist("languages") if code in KNOWN_LANGUAGES],
        "bookable": line(form, "bookable") == "1",
        "on_request": line(form, "on_request") == "1",
        "picture": line(form, "picture"),
        "hall": line(form, "hall"),
        "exhibition": line(form, "exhibition"),
    }


def clock(form: Mapping[str, str], name: str) -> time:
    """The time of day of a field. Raises Invalid."""
    try:
        return time.fromisoformat(line(form, name))
    except ValueError as error:
        raise Invalid(fields={name: _l("Write the time as 15:00.")}) from error


def needed_day(form: Mapping[str, str], name: str) -> date:
    """The day of a field that must not be empty. Raises Invalid."""
    found = day(form, name)
    if found is None:
        raise Invalid(fields={name: _l("Choose a day.")})
    return found


def session_of(form: Form) -> dict[str, object]:
    """What a session has beside its time."""
    return {"language": line(form, "language"), "capacity": whole_number(form, "capacity")}


def times_of(form: Form) -> tuple[datetime, datetime]:
    """Beginning and end of a session by the museum's clock. Raises Invalid."""
    return moments(needed_day(form, "day"), clock(form, "begins"), clock(form, "ends"))


def people_of(form: Mapping[str, str], prefix: str = "people") -> dict[str, int | None]:
    """Numbers of people in the fields `people.pupils`, `people.students` …"""
    return {category: whole_number(form, f"{prefix}.{category}") for category in CATEGORIES}


# A field that people do not see and programs fill in.
TRAP = "website"


def asked_of(form: Form) -> Asked:
    """A visitor's booking or request. Raises Invalid with a message per field, Refused where a program filled it in."""
    if line(form, TRAP):
        raise Refused(_l("Leave the hidden field empty and send the form again."))
    people: dict[str, int | None] = {}
    try:
        people = people_of(form)
    except Invalid:
        # Told beside the field of all numbers, not beside one of nine.
        people = {"": -1}
    note = form.get("note", "").replace("\r\n", "\n").strip()
    return read_asked(
        line(form, "token"), line(form, "name"), line(form, "contact"), note, line(form, "language"), people
    )
