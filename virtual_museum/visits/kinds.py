"""The declared lists of visits: kinds of events, and the nine categories of visitors that the annual report counts."""

from flask_babel import lazy_gettext as _l

EXCURSION = "excursion"

# The kinds of the museums' own reports, then what else they hold. The order is that of lists and filters.
KINDS: dict[str, object] = {
    EXCURSION: _l("Excursion"),
    "lecture": _l("Lecture"),
    "museum-lesson": _l("Museum lesson"),
    "workshop": _l("Workshop"),
    "concert": _l("Concert"),
    "film": _l("Film screening"),
    "children": _l("Event for children"),
    "club": _l("Club"),
    "programme": _l("Programme"),
    "festival": _l("Festival"),
    "hall-opening": _l("Hall opening"),
    "exhibition": _l("Exhibition opening"),
    "conference": _l("Conference"),
    "forum": _l("Forum"),
    "round-table": _l("Round table"),
    "seminar": _l("Seminar"),
    "webinar": _l("Webinar"),
    "campaign": _l("Campaign"),
    "sports": _l("Sports games"),
}

CATEGORIES: dict[str, object] = {
    "pupils": _l("School pupils"),
    "students": _l("Students"),
    "under-7": _l("Children under 7"),
    "pensioners": _l("Pensioners"),
    "disabilities": _l("People with disabilities"),
    "military": _l("Military"),
    "foreigners": _l("Foreigners"),
    "childrens-homes": _l("Children from children's homes"),
    "adults": _l("Other adults"),
}
