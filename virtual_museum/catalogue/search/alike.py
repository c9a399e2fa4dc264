"""Items like one item: those that share most of its maker, culture, place, period and type.

What shares everything is asked for first, then what shares all but the least telling part, and so on until there are
enough. Each such question is an intersection, over which the index jumps; to score whatever shares anything at all
would mean to look at a good part of the collection.
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations

from tantivy import Query

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.index import search_index

# What a shared value is worth. Whoever shares only what many things share (the last two) is not called alike.
WORTH = {"maker": 5.0, "culture": 3.0, "place": 3.0, "keyword": 1.5, "period": 1.0, "type": 1.0}
TELLING = ("maker", "culture", "place", "keyword")


def alike(values: Mapping[str, tuple[str, ...]], item_id: int, size: int) -> list[int]:
    """Ids of at most `size` published items that share most of `values` (by facet), without the item itself."""
    index = search_index()
    searcher, _state = index.searcher()
    shared = {
        name: Query.const_score_query(q.one_of(index.schema, name, values[name]), 1.0)
        for name in WORTH
        if values.get(name)
    }
    published = q.one_of(index.schema, "status", ("published",))
    # A document shares all of a part or nothing of it, so nobody comes twice but through a smaller part.
    found: dict[int, None] = {}
    for names in _by_worth(tuple(shared)):
        asked = q.all_of([*(shared[name] for name in names), published])
        hits = searcher.search(asked, size + 1, False).hits
        ids = searcher.fast_field_values("id", [address for _score, address in hits])
        found |= dict.fromkeys(int(number or 0) for number in ids)
        if len(found.keys() - {item_id}) >= size:
            break
    return [one for one in found if one != item_id][:size]


@cache
def _by_worth(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What may be shared, the worthiest first; nothing that many things share alone, unless there is nothing else."""
    telling = set(TELLING) & set(names) or set(names)
    groups = (group for size in range(1, len(names) + 1) for group in combinations(names, size))
    told = (group for group in groups if telling & set(group))
    return tuple(sorted(told, key=lambda group: -sum(WORTH[name] for name in group)))
