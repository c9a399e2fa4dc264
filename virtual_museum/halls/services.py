"""Changes to halls, showcases and placements; each checks, changes, records the audit and flushes."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from virtual_museum.catalogue.change_log import touch_items
from virtual_museum.catalogue.models import Item
from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.halls.models import Case, Hall, Placement
from virtual_museum.halls.schemas import HallData, read_hall
from virtual_museum.media.models import Asset
from virtual_museum.media.services import publish_assets, refresh_published

HALL_CREATED = declare_event("hall.created", _l("Hall created"))
HALL_CHANGED = declare_event("hall.changed", _l("Hall changed"))
HALL_PUBLISHED = declare_event("hall.published", _l("Hall shown to visitors"))
HALL_HIDDEN = declare_event("hall.hidden", _l("Hall hidden from visitors"))
ITEM_PLACED = declare_event("item.placed", _l("Item placed in a hall"))
ITEM_LENT = declare_event("item.lent", _l("Item away from its hall"))
STAY_ENDED = declare_event("placement.ended", _l("Stay in the hall ended"))

PLAIN = ("slug", "floor", "number", "position", "opened_on", "plan_x", "plan_y")
TRANSLATED = ("title", "lead", "description")


def create_hall(data: Mapping[str, object]) -> Hall:
    """A new hall, not yet shown to visitors. Raises Invalid."""
    checked = read_hall(dict(data))
    hall = Hall(slug=checked.slug)
    _apply(hall, checked)
    db.session.add(hall)
    db.session.flush()
    record(HALL_CREATED, ("hall", hall.id), slug=hall.slug)
    return hall


def edit_hall(hall: Hall, data: Mapping[str, object]) -> None:
    """Change the hall to `data`. Raises Invalid."""
    before = _files(hall)
    _apply(hall, read_hall(dict(data)))
    _files_changed(hall, before)
    _tell_search(hall)
    record(HALL_CHANGED, ("hall", hall.id), slug=hall.slug)


def _apply(hall: Hall, data: HallData) -> None:
    taken = db.session.scalar(select(Hall.id).where(Hall.slug == data.slug, Hall.id != (hall.id or 0)))
    if taken is not None:
        raise Invalid(fields={"slug": _l("Another hall has this address already.")})
    for name in PLAIN:
        setattr(hall, name, getattr(data, name))
    for name in TRANSLATED:
        setattr(hall, name, TranslatedText(getattr(data, name)))
    hall.panorama = _asset(data.panorama, "panorama", ("panorama",))
    hall.plan_asset = _asset(data.plan_asset, "plan_asset", ("image",))


def set_file(hall: Hall, field: str, code: str) -> None:
    """Set the hall's "panorama" or "plan_asset" to the file of that code; "" takes it away. Raises Invalid."""
    kinds = {"panorama": ("panorama",), "plan_asset": ("image",)}
    before = _files(hall)
    setattr(hall, field, _asset(code or None, field, kinds[field]))
    _files_changed(hall, before)
    record(HALL_CHANGED, ("hall", hall.id), slug=hall.slug, field=field)


def _files(hall: Hall) -> set[str]:
    return {asset.code for asset in (hall.panorama, hall.plan_asset) if asset is not None}


def _files_changed(hall: Hall, before: set[str]) -> None:
    db.session.flush()
    if hall.is_published:
        publish_assets(_files(hall))
        refresh_published(before - _files(hall))


def _asset(code: str | None, field: str, kinds: tuple[str, ...]) -> Asset | None:
    if code is None:
        return None
    found = db.session.scalar(select(Asset).where(Asset.code == code, Asset.kind.in_(kinds)))
    if found is None:
        raise Invalid(fields={field: _l("There is no such picture.")})
    return found


def publish_hall(hall: Hall) -> None:
    """Show the hall to visitors."""
    if hall.is_published:
        return
    hall.status = "published"
    publish_assets(_files(hall))
    _tell_search(hall)
    record(HALL_PUBLISHED, ("hall", hall.id), slug=hall.slug)


def hide_hall(hall: Hall) -> None:
    """Take the hall's page from visitors; placements stay."""
    if not hall.is_published:
        return
    hall.status = "draft"
    db.session.flush()
    refresh_published(_files(hall))
    _tell_search(hall)
    record(HALL_HIDDEN, ("hall", hall.id), slug=hall.slug)


def _tell_search(hall: Hall) -> None:
    ids = db.session.scalars(select(Placement.item_id).where(Placement.hall_id == hall.id, Placement.ended.is_(False)))
    touch_items(list(ids))


def add_case(hall: Hall, number: str, title: Mapping[str, str] | None = None) -> Case:
    """A new showcase in the hall. Raises Invalid where the number is empty or taken."""
    number = number.strip()[:12]
    if not number:
        raise Invalid(fields={"number": _l("A showcase needs its number.")})
    if db.session.scalar(select(Case.id).where(Case.hall_id == hall.id, Case.number == number)):
        raise Invalid(fields={"number": _l("This hall has a showcase of that number.")})
    last = db.session.scalar(select(func.max(Case.position)).where(Case.hall_id == hall.id))
    made = Case(hall_id=hall.id, number=number, title=TranslatedText(title or {}), position=(last or 0) + 1)
    db.session.add(made)
    db.session.flush()
    record(HALL_CHANGED, ("hall", hall.id), case=number)
    return made


def remove_case(case: Case) -> None:
    """Remove a showcase; what stood in it stays in the hall."""
    record(HALL_CHANGED, ("hall", case.hall_id), case_removed=case.number)
    db.session.delete(case)
    db.session.flush()


def place_item(hall: Hall, item: Item, case: Case | None = None, since: date | None = None) -> Placement:
    """Hang the item in the hall, last in order; where it was before, its stay ends.

    Placing it again in the same hall only changes the showcase.
    """
    if case is not None and case.hall_id != hall.id:
        raise Invalid(fields={"case": _l("This showcase stands in another hall.")})
    present = open_placement(item)
    if present is not None and present.hall_id == hall.id and present.reason == "display":
        present.case = case
        db.session.flush()
        return present
    since = since or utcnow().date()
    if present is not None:
        _end(present, since)
    last = db.session.scalar(select(func.max(Placement.position)).where(Placement.hall_id == hall.id))
    made = Placement(item_id=item.id, hall_id=hall.id, case=case, since=since, position=(last or 0) + 1)
    db.session.add(made)
    db.session.flush()
    touch_items([item.id])
    record(ITEM_PLACED, ("item", item.code), hall=hall.slug, case=case.number if case else "")
    return made


def send_away(
    item: Item, reason: str, whereabouts: str, since: date | None = None, until: date | None = None
) -> Placement:
    """The item is on loan or in restoration: its stay in the hall ends and the new one says where it is, until when."""
    if reason not in ("loan", "restoration"):
        raise Invalid(fields={"reason": _l("Choose loan or restoration.")})
    since = since or utcnow().date()
    if until is not None and until < since:
        raise Invalid(fields={"until": _l("The end must lie after the beginning.")})
    present = open_placement(item)
    if present is not None:
        _end(present, since)
    made = Placement(item_id=item.id, reason=reason, whereabouts=whereabouts.strip()[:300], since=since, until=until)
    db.session.add(made)
    db.session.flush()
    touch_items([item.id])
    record(ITEM_LENT, ("item", item.code), reason=reason, whereabouts=made.whereabouts)
    return made


def end_placement(placement: Placement, on: date | None = None) -> None:
    """The item leaves the hall (or comes back from its loan); the stay remains as history."""
    if placement.ended:
        raise Refused(_l("This stay has ended already."))
    _end(placement, on or utcnow().date())
    touch_items([placement.item_id])
    record(STAY_ENDED, ("item", placement.item_id), placement=placement.id)


def _end(placement: Placement, on: date) -> None:
    placement.ended = True
    placement.until = max(on, placement.since) if placement.since else on
    db.session.flush()


def open_placement(item: Item) -> Placement | None:
    """Where the item is now, as far as the museum has written it down."""
    return db.session.scalar(select(Placement).where(Placement.item_id == item.id, Placement.ended.is_(False)))


def reorder(hall: Hall, placement_ids: Sequence[int]) -> None:
    """Put these items of the hall into this order, within the places they hold now; all others keep theirs."""
    present = {stay.id: stay for stay in _order_of(hall.id)}
    named = [number for number in dict.fromkeys(placement_ids) if number in present]
    following = iter(named)
    for position, number in enumerate(list(present)):
        taking = next(following) if number in named else number
        present[taking].position = position
    db.session.flush()


def move(placement: Placement, steps: int) -> None:
    """Move the item `steps` places down (negative: up) in its hall's order."""
    if placement.hall is None:
        return
    ids = [stay.id for stay in _order_of(placement.hall.id)]
    at = ids.index(placement.id)
    target = max(0, min(len(ids) - 1, at + steps))
    ids.insert(target, ids.pop(at))
    reorder(placement.hall, ids)


def _order_of(hall_id: int) -> list[Placement]:
    return list(
        db.session.scalars(
            select(Placement)
            .where(Placement.hall_id == hall_id, Placement.ended.is_(False))
            .order_by(Placement.position, Placement.id)
        )
    )
