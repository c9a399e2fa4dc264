"""What halls tell the features before them: where an item hangs, what search should know, which media are used."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from virtual_museum.catalogue.extensions import (
    AnyItem,
    IndexFacts,
    ItemContext,
    register_facet_labels,
    register_index_facts,
    register_item_context,
)
from virtual_museum.catalogue.search.others import Findable, register_findable
from virtual_museum.core.db import db
from virtual_museum.core.i18n import day, translated_text
from virtual_museum.halls import queries
from virtual_museum.halls.models import Case, Hall, Placement
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import picture_url
from virtual_museum.media.usage import Usage, register_usage_provider


def case_words(case: Case | None) -> str:
    """«4-сөре»: the showcase's number in words."""
    return _("Showcase %(number)s", number=case.number) if case is not None else ""


def away_words(placement: Placement) -> str:
    """Where an item is that has left its hall, and until when."""
    place = _("On loan") if placement.reason == "loan" else _("In restoration")
    if placement.whereabouts and placement.reason == "loan":
        place = f"{place}: {placement.whereabouts}"
    return f"{place} · {_('until %(day)s', day=day(placement.until))}" if placement.until else place


def hall_context(item: AnyItem) -> ItemContext:
    """Where the item hangs, and which exhibit comes next."""
    stay = queries.placement_of(item.id)
    if stay is None:
        return ItemContext()
    if stay.hall is None:
        return ItemContext(place=away_words(stay))
    if not stay.hall.is_published:
        return ItemContext()
    place = " · ".join(filter(None, (translated_text(stay.hall.title), case_words(stay.case))))
    following = queries.next_in_hall(stay)
    note = " · ".join(filter(None, (_("Next in this hall"), case_words(following.case)))) if following else ""
    return ItemContext(
        place=place,
        hall_url=queries.hall_url(stay.hall),
        next_code=following.item.code if following else "",
        next_note=note,
    )


def hall_facts(item_ids: Sequence[int]) -> Mapping[int, IndexFacts]:
    """For search: the halls of the items."""
    return {item_id: IndexFacts(halls=slugs) for item_id, slugs in queries.hall_slugs_of(item_ids).items()}


def hall_labels(slugs: Iterable[str]) -> Mapping[str, str]:
    """For search: the titles of halls."""
    return queries.hall_titles(slugs)


def hall_usages(asset: Asset) -> Iterable[Usage]:
    """Halls that show the asset as their panorama or plan."""
    halls = db.session.scalars(select(Hall).where(or_(Hall.panorama_id == asset.id, Hall.plan_asset_id == asset.id)))
    for hall in halls:
        label = _("Hall “%(title)s”", title=translated_text(hall.title))
        yield Usage(label, f"/studio/halls/{hall.slug}", hall.is_published)


def findable_halls() -> Iterable[Findable]:
    """For search: every published hall."""
    for hall in queries.halls_in_order():
        small = picture_url(hall.panorama, 160)
        yield Findable(hall.title, f"halls/{hall.slug}", (hall.lead, hall.description), picture=small)


register_item_context(hall_context)
register_index_facts(hall_facts)
register_facet_labels("hall", hall_labels)
register_usage_provider("halls", hall_usages)
register_findable("hall", _l("Halls"), findable_halls)
