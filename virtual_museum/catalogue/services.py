"""Changes to the catalogue: each checks, changes, records the audit and sends the news; all flush only.

Whoever calls has asked for the permission: `catalogue.edit` to create and edit, `catalogue.publish` to publish
and withdraw. `record` is partial data as `ItemRecord` describes it (title={"kk": …}, makers=[{"name", "role"}],
materials=["gold"], object_type="sculpture" …); unknown terms, agents and places are made.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from sqlalchemy import func, select

from virtual_museum.catalogue.authorities import Authorities, natural_name
from virtual_museum.catalogue.codes import claim_code, mint_code, parse_code
from virtual_museum.catalogue.errors import EditConflict
from virtual_museum.catalogue.models import (
    RELATION_KINDS,
    Agent,
    Item,
    ItemMaker,
    ItemMedia,
    ItemRelation,
    ItemTerm,
    Place,
    Term,
)
from virtual_museum.catalogue.naming import inventory_key
from virtual_museum.catalogue.records import (
    PLAIN,
    TERM_FIELDS,
    TERM_LISTS,
    TRANSLATED,
    ItemRecord,
    differences,
    snapshot,
)
from virtual_museum.core import signals
from virtual_museum.core.audit import declare_event
from virtual_museum.core.audit import record as audit
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.errors import Conflict, Invalid, Refused
from virtual_museum.core.field_words import field_errors
from virtual_museum.media.models import Asset
from virtual_museum.media.services import refresh_published

ITEM_CREATED = declare_event("item.created", _l("Record created"))
ITEM_CHANGED = declare_event("item.changed", _l("Record changed"))
ITEM_PUBLISHED = declare_event("item.published", _l("Record published"))
ITEM_UNPUBLISHED = declare_event("item.unpublished", _l("Record taken back to draft"))
ITEM_WITHDRAWN = declare_event("item.withdrawn", _l("Record withdrawn"))


def read_record(data: Mapping[str, Any]) -> ItemRecord:
    """`data` checked; raises Invalid with a message per field."""
    try:
        return ItemRecord.model_validate(dict(data))
    except ValidationError as error:
        raise Invalid(fields=field_errors(error)) from error


def create_item(
    data: Mapping[str, Any],
    *,
    code: str | None = None,
    publish: bool = False,
    names: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    authorities: Authorities | None = None,
) -> Item:
    """A new item from a (partial) record; `code` only where a label with it exists already.

    `names` tells what the record's terms, makers and place are, in the shape of importing/names.py: those that the
    museum does not know are made so. Whoever makes many items hands the same `authorities` in, so that vocabularies are
    read once. Raises Invalid for a bad field and Refused for a code that has been given out.
    """
    record = read_record(data)
    if code is not None:
        wanted = parse_code(code)
        if wanted is None or not claim_code(wanted):
            raise Refused(_l("This short code is wrong or has already been given out."))
        code = wanted
    item = Item(code=code or mint_code(), version=1, status="draft", notes={}, dimensions=[], weight={})
    db.session.add(item)
    authorities = authorities or Authorities()
    authorities.teach(names)
    _apply(item, record, authorities)
    db.session.flush()
    audit(ITEM_CREATED, ("item", item.code), title=dict(item.title), number=item.inventory_number)
    signals.item_saved.send(item)
    if publish:
        publish_item(item)
    return item


def edit_item(item: Item, data: Mapping[str, Any], *, based_on: int | None = None) -> list[str]:
    """Change the fields that `data` names; returns those that really changed.

    `based_on` is the version the editor saw. Raises EditConflict, with both values of every field in which the
    two versions differ, when somebody saved since; nothing is changed then.
    """
    record = read_record(data)
    # The row alone is locked: PostgreSQL locks no outer joins, and the item may have been loaded with some.
    db.session.execute(select(Item.id).where(Item.id == item.id).with_for_update())
    db.session.refresh(item)
    before = snapshot(item)
    wanted = record.changes()
    if based_on is not None and based_on != item.version:
        apart = differences(before, wanted, wanted)
        if apart:
            raise EditConflict(item.version, apart)
    _apply(item, record, Authorities())
    db.session.flush()
    _reload_parts(item)
    changed = sorted(differences(before, snapshot(item), before))
    if changed:
        item.version += 1
        item.updated_at = utcnow()
        db.session.flush()
        audit(ITEM_CHANGED, ("item", item.code), fields=changed)
        signals.item_saved.send(item)
    return changed


def publish_item(item: Item) -> None:
    """Show the item and its media to visitors. Raises Refused where it has no title in any language."""
    if not item.title:
        raise Refused(_l("A record without a title cannot be published."))
    if item.status == "published":
        return
    item.status = "published"
    item.published_at = item.published_at or utcnow()
    item.withdrawn_at = None
    item.version += 1
    for tie in item.media:
        tie.asset.published = True
    db.session.flush()
    audit(ITEM_PUBLISHED, ("item", item.code))
    signals.item_published.send(item)


def unpublish_item(item: Item) -> None:
    """Take a published or withdrawn item back to draft: visitors get «not found»."""
    if item.status == "draft":
        return
    item.status = "draft"
    item.withdrawn_at = None
    _hide(item)
    audit(ITEM_UNPUBLISHED, ("item", item.code))
    signals.item_withdrawn.send(item)


def withdraw_item(item: Item, story: Mapping[str, str] | None = None) -> None:
    """Take the item from visitors for good: its label leads to `story`, a sentence or two, with status 410."""
    if story is not None:
        item.withdrawal_story = TranslatedText(story)
    if item.status == "withdrawn":
        return
    item.status = "withdrawn"
    item.withdrawn_at = utcnow()
    _hide(item)
    audit(ITEM_WITHDRAWN, ("item", item.code))
    signals.item_withdrawn.send(item)


def apply_status(item: Item, status: str) -> bool:
    """Bring the item into `status`; False when it is there already."""
    if item.status == status:
        return False
    {"published": publish_item, "draft": unpublish_item, "withdrawn": withdraw_item}[status](item)
    return True


def _hide(item: Item) -> None:
    item.version += 1
    db.session.flush()
    # What another published item, a hall or an exhibition shows stays visible.
    refresh_published(tie.asset.code for tie in item.media)


def attach_media(
    item: Item, asset: Asset, *, position: int | None = None, caption: Mapping[str, str] | None = None
) -> ItemMedia:
    """Tie an asset to the item, last unless `position` is given; attaching it again changes only the caption."""
    tie = db.session.scalar(select(ItemMedia).where(ItemMedia.item_id == item.id, ItemMedia.asset_id == asset.id))
    if tie is None:
        last = db.session.scalar(select(func.max(ItemMedia.position)).where(ItemMedia.item_id == item.id))
        place = position if position is not None else (0 if last is None else last + 1)
        tie = ItemMedia(item_id=item.id, asset_id=asset.id, position=place, caption=TranslatedText(caption or {}))
        db.session.add(tie)
    elif caption is not None:
        tie.caption = TranslatedText(caption)
    if item.status == "published":
        asset.published = True
    _media_changed(item)
    return tie


def detach_media(item: Item, asset: Asset) -> None:
    """Untie an asset from the item; the asset itself stays."""
    for tie in list(item.media):
        if tie.asset_id == asset.id:
            item.media.remove(tie)
    _media_changed(item)
    refresh_published([asset.code])


def reorder_media(item: Item, asset_codes: Sequence[str]) -> None:
    """Put the item's media into the order of `asset_codes`; those not named follow in their old order."""
    wanted = {code: number for number, code in enumerate(asset_codes)}
    ordered = sorted(item.media, key=lambda tie: (wanted.get(tie.asset.code, len(wanted)), tie.position))
    for number, tie in enumerate(ordered):
        tie.position = number
    _media_changed(item)


def _media_changed(item: Item) -> None:
    item.version += 1
    db.session.flush()
    db.session.expire(item, ["media"])
    audit(ITEM_CHANGED, ("item", item.code), fields=["media"])
    signals.item_saved.send(item)


def set_relations(item: Item, related: Sequence[tuple[Item, str]]) -> None:
    """Replace the links from this item to others; `related` holds (item, kind)."""
    wanted = {other.id: kind for other, kind in related if other.id != item.id and kind in RELATION_KINDS}
    for tie in list(item.relations):
        if tie.related_id not in wanted:
            item.relations.remove(tie)
        else:
            tie.kind = wanted.pop(tie.related_id)
    for related_id, kind in wanted.items():
        item.relations.append(ItemRelation(related_id=related_id, kind=kind))
    db.session.flush()


def ensure_term(vocabulary: str, name: str, label: Mapping[str, str] | None = None) -> Term:
    """The term with this slug or label; made, with `label` in each language, when there is none."""
    found = db.session.get_one(Term, Authorities().term(vocabulary, name, label))
    _complete(found.label, label)
    return found


def ensure_agent(name: str, label: Mapping[str, str] | None = None, **facts: Any) -> Agent:
    """The agent filed under `name` («Blake, Robert»); made when there is none. `facts` are further columns."""
    found = db.session.get_one(Agent, Authorities().agent(name))
    for key, value in facts.items():
        setattr(found, key, value)
    if label:
        found.name = TranslatedText({**label, **{k: v for k, v in found.name.items() if v != natural_name(name)}})
    return found


def ensure_place(
    name: str,
    label: Mapping[str, str] | None = None,
    *,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Place:
    """The place with this slug or name; made when there is none. Coordinates are degrees."""
    found = db.session.get_one(Place, Authorities().place(name, label))
    _complete(found.name, label)
    if latitude is not None and longitude is not None:
        found.latitude, found.longitude = latitude, longitude
    return found


def _complete(names: TranslatedText, label: Mapping[str, str] | None) -> None:
    for language, text in (label or {}).items():
        if text and not names.get(language):
            names[language] = text


def _apply(item: Item, record: ItemRecord, authorities: Authorities) -> None:
    named = record.model_fields_set
    for name in named & set(TRANSLATED):
        setattr(item, name, TranslatedText(getattr(record, name)))
    plain = record.model_dump(include=named & set(PLAIN))
    first, last = plain.get("year_from", item.year_from), plain.get("year_to", item.year_to)
    if first is not None and last is not None and first > last:
        # One end was named, and the other end that the record keeps lies on its wrong side.
        raise Conflict(_l("The earliest year would lie after the latest year."))
    for name, value in plain.items():
        setattr(item, name, (value or {}) if name == "weight" else value)
    if "inventory_number" in named:
        item.inventory_key = inventory_key(record.inventory_number)
    for name in named & set(TERM_FIELDS):
        wanted = getattr(record, name)
        setattr(item, f"{name}_id", authorities.term(TERM_FIELDS[name], wanted) if wanted else None)
    if "place" in named:
        item.place_id = authorities.place(record.place) if record.place else None
    db.session.flush()
    if "makers" in named:
        _set_makers(item, record, authorities)
    for name in named & set(TERM_LISTS):
        vocabulary, relation = TERM_LISTS[name]
        _set_terms(item, relation, [authorities.term(vocabulary, word) for word in getattr(record, name) if word])


def _set_makers(item: Item, record: ItemRecord, authorities: Authorities) -> None:
    wanted = list(dict.fromkeys((authorities.agent(made.name), made.role) for made in record.makers))
    present = {(tie.agent_id, tie.role): tie for tie in item.makers}
    for position, key in enumerate(wanted):
        tie = present.pop(key, None)
        if tie is None:
            tie = ItemMaker(item_id=item.id, agent_id=key[0], role=key[1])
            db.session.add(tie)
        tie.position = position
    for tie in present.values():
        db.session.delete(tie)


def _set_terms(item: Item, relation: str, term_ids: Sequence[int]) -> None:
    present = {tie.term_id: tie for tie in item.terms if tie.relation == relation}
    for position, term_id in enumerate(dict.fromkeys(term_ids)):
        tie = present.pop(term_id, None)
        if tie is None:
            tie = ItemTerm(item_id=item.id, term_id=term_id, relation=relation)
            db.session.add(tie)
        tie.position = position
    for tie in present.values():
        db.session.delete(tie)


def _reload_parts(item: Item) -> None:
    db.session.expire(item, ["makers", "terms", "object_type", "department", "culture", "period", "place"])
