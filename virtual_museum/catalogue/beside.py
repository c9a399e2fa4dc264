"""What stands above the objects that were found: exhibitions, halls, tours and makers, as page and JSON show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select

from virtual_museum.catalogue.models import Agent
from virtual_museum.catalogue.search.extracts import Wanted, marked_best
from virtual_museum.catalogue.search.normalise import exact_words, query_text
from virtual_museum.catalogue.search.others import AGENTS, MOST_SHOWN, agents, others, published_items_of
from virtual_museum.core.db import db
from virtual_museum.core.i18n import current_language, languages, number, translated_text

# The kinds in the order of the page; others follow.
ORDER = ("exhibition", "event", "hall", "tour")


@dataclass(frozen=True)
class Shown:
    """One thing beside the objects; `marked` is its title with the query's words marked."""

    title: str
    marked: Markup
    url: str
    note: str = ""
    picture: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        return {"title": self.title, "url": self.url, "note": self.note, "image": self.picture or None}


@dataclass(frozen=True)
class ShownGroup:
    """What was found of one kind."""

    kind: str
    label: object
    things: tuple[Shown, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        return {"kind": self.kind, "label": str(self.label), "items": [one.as_json() for one in self.things]}


def found_beside(text: str, unfinished: bool = False, most: int = MOST_SHOWN) -> list[ShownGroup]:
    """What of each kind `text` finds, in the request's language; nothing for an empty text."""
    if not text.strip():
        return []
    wanted = Wanted.of(exact_words(query_text(text)), unfinished)
    language, order = current_language(), languages()
    groups: list[ShownGroup] = []
    for group in others(text, unfinished, most):
        things = tuple(
            Shown(
                translated_text(one.title),
                marked_best(one.title, wanted, language, order),
                f"/{language}/{one.path}",
                one.note,
                one.picture,
            )
            for one in group.found
        )
        groups.append(ShownGroup(group.kind, group.label, things))
    groups.sort(key=lambda group: ORDER.index(group.kind) if group.kind in ORDER else len(ORDER))
    makers = tuple(
        Shown(
            translated_text(found.agent.name),
            marked_best(found.agent.name, wanted, language, order),
            f"/{language}/collection?{urlencode({'maker': found.agent.id})}",
            ngettext("%(count)s object", "%(count)s objects", found.items, count=number(found.items)),
        )
        for found in agents(text, unfinished, most)
    )
    return [*groups, ShownGroup(AGENTS, _l("Makers and artists"), makers)] if makers else groups


def maker_names(ids: Iterable[str]) -> dict[str, str]:
    """Names of makers by id as text; who has nothing published is not named."""
    known = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 10]
    shown = [number for number in known if published_items_of(number)]
    rows = db.session.scalars(select(Agent).where(Agent.id.in_(shown)))
    return {str(agent.id): translated_text(agent.name) for agent in rows}
