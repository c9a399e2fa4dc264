"""What events tell the features before them: what search should find, which media are used, what an item is part of."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue.extensions import AnyItem, ItemContext, Link, register_item_context
from virtual_museum.catalogue.search.others import Findable, register_findable
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import picture_url
from virtual_museum.media.usage import Usage, register_usage_provider
from virtual_museum.visits import queries


def findable_events() -> Iterable[Findable]:
    """For search: every published event."""
    for event in queries.published_events():
        texts = (event.summary, event.text, event.place)
        yield Findable(event.title, f"events/{event.slug}", texts, picture=picture_url(event.picture, 160))


def event_usages(asset: Asset) -> Iterable[Usage]:
    """Events that show the asset."""
    for event in queries.events_with_picture(asset):
        label = _("Event “%(title)s”", title=translated_text(event.title))
        yield Usage(label, f"/studio/events/{event.slug}", event.is_published)


def event_context(item: AnyItem) -> ItemContext:
    """The events about an item."""
    return ItemContext(
        links=tuple(
            Link(translated_text(event.title), f"/{current_language()}/events/{event.slug}", _("Event"))
            for event in queries.events_about(item.id)
        )
    )


register_findable("event", _l("Events"), findable_events)
register_usage_provider("visits", event_usages)
register_item_context(event_context)
