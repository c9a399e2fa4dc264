"""What stands beside an item: those tied to it by hand, then those that search finds most like it."""

from virtual_museum.catalogue.item_rows import ItemRow
from virtual_museum.catalogue.queries import tied_ids
from virtual_museum.catalogue.search.alike import alike

MOST = 6


def related_ids(item: ItemRow, most: int = MOST) -> list[int]:
    """Published items tied to this one in either direction, then those alike; one statement at most and one search."""
    found = tied_ids(item.id, most) if item.tied else []
    if len(found) < most:
        # As many more as could be among the tied ones already.
        more = alike(_values(item), item.id, most + len(found))
        found += [one for one in more if one not in found][: most - len(found)]
    return found


def _values(item: ItemRow) -> dict[str, tuple[str, ...]]:
    """The item's facets as the index keeps them."""
    single = {"culture": item.culture, "place": item.place, "period": item.period, "type": item.object_type}
    values: dict[str, tuple[str, ...]] = {name: (row.slug,) for name, row in single.items() if row is not None}
    values["maker"] = tuple(str(made.agent_id) for made in item.makers)
    values["keyword"] = tuple(tie.term.slug for tie in item.terms if tie.relation == "keyword")
    return {name: found for name, found in values.items() if found}
