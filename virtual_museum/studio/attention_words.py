"""What needs attention, in words, with the place where it can be mended."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from virtual_museum.core.actors import Actor
from virtual_museum.studio.attention import Gaps


@dataclass(frozen=True)
class Task:
    """A line of the dashboard: how many, what, and where to."""

    count: int
    words: str
    address: str
    state: str = ""
    note: str = ""


def tasks(gaps: Gaps, failed_jobs: int, actor: Actor) -> list[Task]:
    """The tasks `actor` can do something about, the urgent ones first; those without anything to do left out."""
    found: list[Task] = []
    if actor.can("media.edit"):
        found += [
            Task(
                gaps.failed_media,
                ngettext("medium could not be converted", "media could not be converted", gaps.failed_media),
                "/studio/media?state=failed",
                "bad",
                _("look at the reason"),
            ),
            Task(
                failed_jobs,
                ngettext("piece of background work failed", "pieces of background work failed", failed_jobs),
                "/studio/work",
                "bad",
                _("try again"),
            ),
            Task(
                gaps.media_without_alt,
                ngettext(
                    "published medium lacks an alternative text",
                    "published media lack an alternative text",
                    gaps.media_without_alt,
                ),
                "/studio/media?lacks=alt",
            ),
        ]
    if actor.can("catalogue.edit"):
        found += [
            Task(
                gaps.untranslated_items,
                ngettext(
                    "published object lacks its name in some language",
                    "published objects lack their name in some language",
                    gaps.untranslated_items,
                ),
                "/studio/untranslated",
            ),
            Task(
                gaps.draft_items,
                ngettext("object is a draft", "objects are drafts", gaps.draft_items),
                "/studio/items?status=draft",
            ),
        ]
    return [task for task in found if task.count]
