"""Details of an asset: numbered places on a picture or a 3D model with words about them, in the curators' order.

They are shown wherever the asset is shown and nowhere else.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from virtual_museum.core import audit
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.media.conversion.models3d.turning import Matrix, turning_matrix
from virtual_museum.media.models import Asset, Detail
from virtual_museum.media.schemas import PLACES, read_place

MAX_DETAILS = 60

ADDED = audit.declare_event("asset.detail_added", _l("Detail of a file added"))
CHANGED = audit.declare_event("asset.detail_changed", _l("Detail of a file changed"))
MOVED = audit.declare_event("asset.detail_moved", _l("Details of a file put in order"))
REMOVED = audit.declare_event("asset.detail_removed", _l("Detail of a file removed"))


def takes_details(asset: Asset) -> bool:
    """Whether places can be marked on the asset: on pictures and 3D models."""
    return asset.kind in PLACES


def details_of(asset: Asset) -> list[Detail]:
    """The details of the asset in their order; each is known to visitors by its place in the list, from 1."""
    return details_of_many([asset]).get(asset.id, [])


def details_of_many(assets: Iterable[Asset]) -> dict[int, list[Detail]]:
    """The details of several assets by asset id, in one statement; assets without details are left out."""
    wanted = sorted({asset.id for asset in assets if takes_details(asset)})
    found: dict[int, list[Detail]] = {}
    if wanted:
        listed = select(Detail).where(Detail.asset_id.in_(wanted)).order_by(Detail.position, Detail.id)
        for detail in db.session.scalars(listed):
            found.setdefault(detail.asset_id, []).append(detail)
    return found


def details_data(asset: Asset, language: str) -> list[dict[str, Any]]:
    """The `details` list of the viewers' JSON: number, label and text with the languages they are in, and place.

    Places on models are those of the upright object.
    """
    return [detail_data(asset, detail, number, language) for number, detail in enumerate(details_of(asset), 1)]


def detail_data(asset: Asset, detail: Detail, number: int, language: str) -> dict[str, Any]:
    """One entry of `details_data`."""
    label, label_language = detail.label.best(language)
    text, text_language = detail.text.best(language)
    return {
        "id": detail.id, "number": number, "label": label, "label_lang": label_language,
        "text": text, "text_lang": text_language, "place": shown_place(asset, detail.place),
    }  # fmt: skip


def shown_place(asset: Asset, place: Mapping[str, Any]) -> dict[str, Any]:
    """The place as visitors meet it: on a model that stands upright."""
    return _turned(place, turning_matrix(asset.upright)) if asset.kind == "model" else dict(place)


def _stored_place(asset: Asset, place: Mapping[str, Any]) -> dict[str, Any]:
    """The place in the file's own coordinates, so that it stays right when the model is turned later."""
    checked = read_place(asset.kind, place)
    return _turned(checked, turning_matrix(asset.upright).T) if asset.kind == "model" else checked


def _turned(place: Mapping[str, Any], matrix: Matrix) -> dict[str, Any]:
    def turn(vector: Iterable[float]) -> list[float]:
        return [round(float(value), 6) for value in matrix @ np.array(list(vector), np.float64)]

    camera = place.get("camera")
    return {
        "point": turn(place["point"]),
        "normal": turn(place["normal"]),
        "camera": {name: turn(camera[name]) for name in ("position", "target")} if camera else None,
    }


def add_detail(asset: Asset, label: Mapping[str, str], text: Mapping[str, str], place: Mapping[str, Any]) -> Detail:
    """A new detail after the others. Raises Invalid for a missing label or place, Refused beyond MAX_DETAILS."""
    present = details_of(asset)
    if len(present) >= MAX_DETAILS:
        raise Refused(_l("There are too many details already. Remove one first."))
    detail = Detail(asset=asset, position=len(present) + 1, label=_label(label), text=TranslatedText(text),
                    place=_stored_place(asset, place))  # fmt: skip
    db.session.add(detail)
    _touch(asset)
    db.session.flush()
    audit.record(ADDED, ("asset", asset.code), detail=detail.id)
    return detail


def change_detail(
    detail: Detail,
    label: Mapping[str, str],
    text: Mapping[str, str],
    place: Mapping[str, Any] | None = None,
) -> None:
    """Change the words of a detail, and its place unless that is None. Raises Invalid."""
    if place is not None:
        detail.place = _stored_place(detail.asset, place)
    detail.label, detail.text = _label(label), TranslatedText(text)
    audit.record(CHANGED, ("asset", detail.asset.code), detail=detail.id)
    _touch(detail.asset)
    db.session.flush()


def _label(label: Mapping[str, str]) -> TranslatedText:
    words = TranslatedText({code: text for code, text in label.items() if text})
    if not words:
        raise Invalid(fields={"label": _l("Name the detail in at least one language.")})
    return words


def move_detail(detail: Detail, number: int) -> None:
    """Put the detail at the given place of the list, counted from 1; numbers beyond the ends mean the ends."""
    others = [one for one in details_of(detail.asset) if one.id != detail.id]
    others.insert(max(0, min(len(others), number - 1)), detail)
    _number(others)
    audit.record(MOVED, ("asset", detail.asset.code))
    _touch(detail.asset)
    db.session.flush()


def remove_detail(detail: Detail) -> None:
    """Remove the detail; those behind it move up."""
    asset, identifier = detail.asset, detail.id
    _touch(asset)
    db.session.delete(detail)
    db.session.flush()
    _number(details_of(asset))
    audit.record(REMOVED, ("asset", asset.code), detail=identifier)
    db.session.flush()


def _touch(asset: Asset) -> None:
    """Programs that ask for what has changed look at the file: a detail that is gone has no time of its own."""
    asset.updated_at = utcnow()


def _number(details: list[Detail]) -> None:
    for position, one in enumerate(details, 1):
        if one.position != position:
            one.position = position


def detail_by_id(asset: Asset, identifier: int) -> Detail | None:
    """The asset's detail of that id."""
    return db.session.scalar(select(Detail).where(Detail.id == identifier, Detail.asset_id == asset.id))
