"""What stands on a label, and which items a curator may want labels of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search.searching import MAX_PAGE_SIZE, SearchRequest, search
from virtual_museum.core import documents
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.errors import NotFound
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall, Placement
from virtual_museum.halls.queries import standing

BATCH = 400


@dataclass(frozen=True)
class Label:
    """The words of one label; texts in the order of the museum's languages, languages without one left out."""

    code: str
    titles: tuple[tuple[str, str], ...]
    dates: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    inventory_number: str
    status: str

    @property
    def title(self) -> str:
        """The first title, for lists."""
        return self.titles[0][1] if self.titles else self.code


def label_of(item: Item) -> Label:
    """What stands on the label of `item`."""
    return Label(
        code=item.code,
        titles=_ordered(item.title),
        dates=_ordered(item.date_text),
        texts=_ordered(item.label_text),
        inventory_number=item.inventory_number,
        status=item.status,
    )


def _ordered(text: TranslatedText) -> tuple[tuple[str, str], ...]:
    return tuple((code, text[code]) for code in settings().languages if text.get(code))


def item_by_code(code: str) -> Item:
    """The item of a code in any spelling, whatever its status. Raises NotFound."""
    found = _item(code)
    if found is None:
        raise NotFound()
    return found


def scanned_item(code: str) -> Item | None:
    """The item a visitor may learn of by this code: published or withdrawn, but never a draft."""
    found = _item(code)
    return found if found is not None and found.status in ("published", "withdrawn") else None


def _item(code: str) -> Item | None:
    meant = parse_code(code)
    return db.session.scalar(select(Item).where(Item.code == meant)) if meant else None


def labels_by_codes(codes: Iterable[str]) -> list[Label]:
    """The labels of these codes in the order given, each once; unknown codes are left out."""
    wanted = list(dict.fromkeys(codes))
    found: dict[str, Label] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        for item in db.session.scalars(select(Item).where(Item.code.in_(part))):
            found[item.code] = label_of(item)
    return [found[code] for code in wanted if code in found]


def codes_of_exhibition(slug: str) -> list[str]:
    """The items an exhibition's draft names, in reading order. Raises NotFound."""
    exhibition = db.session.scalar(select(Exhibition).where(Exhibition.slug == slug))
    if exhibition is None:
        raise NotFound()
    document = exhibition.document
    return list(documents.load_body(document.kind, document.draft).item_codes())


def codes_of_hall(slug: str, limit: int) -> list[str]:
    """The items that stand in a hall now, as they stand there, at most `limit`. Raises NotFound."""
    hall_id = db.session.scalar(select(Hall.id).where(Hall.slug == slug))
    if hall_id is None:
        raise NotFound()
    query = (
        select(Item.code)
        .join(Placement, Placement.item_id == Item.id)
        .where(Placement.hall_id == hall_id, standing())
        .order_by(Placement.position, Placement.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def codes_of_search(text: str) -> list[str]:
    """The best hits of a search among items that are not withdrawn, at most a hundred."""
    asked = SearchRequest(text=text, statuses=("published", "draft"), size=MAX_PAGE_SIZE, facets=False)
    ids = search(asked).ids
    rows = db.session.execute(select(Item.id, Item.code).where(Item.id.in_(ids)))
    codes = {item_id: code for item_id, code in rows}
    return [codes[item_id] for item_id in ids if item_id in codes]


def exhibition_choices(limit: int = 200) -> list[Exhibition]:
    """Exhibitions a curator may print labels for, newest first."""
    return list(db.session.scalars(select(Exhibition).order_by(Exhibition.id.desc()).limit(limit)))


def hall_choices(limit: int = 200) -> list[Hall]:
    """All halls in their order."""
    return list(db.session.scalars(select(Hall).order_by(Hall.position, Hall.id).limit(limit)))
