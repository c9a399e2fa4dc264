"""Sessions as a calendar that telephones and desks subscribe to. Source: RFC 5545 (iCalendar), RFC 7986 (NAME, colour).

Moments are written in UTC, so no time zone has to be described and every calendar shows its owner's own clock. Each
session is an event of its own with a lasting UID; one that is moved or cancelled keeps it and raises its SEQUENCE.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from virtual_museum.core.db import TranslatedText
from virtual_museum.core.i18n import languages
from virtual_museum.visits.models import EventSession

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75
PRODUCT = "-//Virtual museum//Events//EN"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\t": " "})


def calendar(name: str, sessions: Iterable[EventSession], language: str, base_url: str, museum: str) -> str:
    """The calendar called `name`, in `language`; its addresses begin with `base_url`, its places are in `museum`."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}",
    ]  # fmt: skip
    for session in sessions:
        lines += _event(session, language, base_url, museum)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(session: EventSession, language: str, base_url: str, museum: str) -> Iterator[str]:
    event = session.event
    yield "BEGIN:VEVENT"
    yield f"UID:{session.uid}"
    yield f"DTSTAMP:{utc(session.updated_at)}"
    yield f"LAST-MODIFIED:{utc(session.updated_at)}"
    yield f"SEQUENCE:{session.sequence}"
    yield f"DTSTART:{utc(session.starts_at)}"
    yield f"DTEND:{utc(session.ends_at)}"
    yield from _text("SUMMARY", event.title, language)
    reason = session.cancel_reason if session.is_cancelled else None
    yield from _text("DESCRIPTION", reason or event.summary, language)
    place = TranslatedText(event.place).best(language, languages())[0]
    hall = event.hall.title.best(language, languages())[0] if event.hall and event.hall.is_published else ""
    yield f"LOCATION:{escaped(', '.join(filter(None, (museum, hall, place))))}"
    yield f"URL:{base_url}/{language}/events/{event.slug}"
    yield f"STATUS:{'CANCELLED' if session.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _text(name: str, texts: TranslatedText, language: str) -> Iterator[str]:
    words, spoken = TranslatedText(texts).best(language, languages())
    if words:
        yield f"{name};LANGUAGE={spoken}:{escaped(words)}"


def utc(moment: datetime) -> str:
    """The form of a moment in UTC: «20261128T100000Z»."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A TEXT value: one line, its own separators escaped, without what no calendar may hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPED)


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, none of which ends within a letter."""
    pieces, piece, octets = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LONGEST_LINE:
            pieces.append(piece)
            # The space that marks what follows counts too.
            piece, octets = " ", 1
        piece, octets = piece + letter, octets + size
    return "\r\n".join([*pieces, piece])
