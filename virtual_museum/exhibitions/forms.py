"""What the composer's forms hand over, read into blocks and partners. Raises Invalid naming fields."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError

from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import decimal_number, line, texts
from virtual_museum.exhibitions.schemas import Block, GalleryBlock, Partner, TourBlock

_block: TypeAdapter[Block] = TypeAdapter(Block)
TEXT_FIELDS = ("title", "text", "source", "caption", "before_label", "after_label")

# What each type of block chooses by picture: the name of the choice → the kind of thing chosen.
CHOICES: dict[str, dict[str, str]] = {
    "item": {"item": "item"},
    "gallery": {"item": "item", "asset": "image"},
    "model": {"item": "item", "asset": "model"},
    "audio": {"asset": "audio"},
    "video": {"asset": "video"},
    "comparison": {"before": "image", "after": "image"},
}

CHOICE_HEADINGS = {
    "item": _l("Choose an exhibit"),
    "image": _l("Choose a picture"),
    "model": _l("Choose a 3D model"),
    "audio": _l("Choose a recording"),
    "video": _l("Choose a film"),
}

Form = Mapping[str, str]


def read_block(form: Form, block: Block) -> Block:
    """The block's form over the block as it was; chosen items and files have pages of their own."""
    values: dict[str, Any] = block.model_dump()
    for name in TEXT_FIELDS:
        if name in type(block).model_fields:
            values[name] = texts(form, name)
    if isinstance(block, TourBlock):
        values |= _tour_values(form)
    if isinstance(block, GalleryBlock):
        values["pictures"] = _pictures(form, block)
    try:
        return _block.validate_python(values)
    except ValidationError as error:
        outside = _l("This value is outside of what is possible.")
        fields = {".".join(str(part) for part in e["loc"][1:]): outside for e in error.errors()}
        raise Invalid(fields=fields) from error


def _tour_values(form: Form) -> dict[str, Any]:
    """The choice of tour and scene is one field, «tour/scene»; a view only where both angles are given."""
    tour, _slash, scene = line(form, "place").partition("/")
    angles = {name: decimal_number(form, name) for name in ("yaw", "pitch", "fov")}
    view = None
    if angles["yaw"] is not None and angles["pitch"] is not None:
        view = {name: value for name, value in angles.items() if value is not None}
    return {"tour": tour or None, "scene": scene or None, "view": view}


def _pictures(form: Form, block: GalleryBlock) -> list[dict[str, Any]]:
    """Captions from the form; then the order and removals that the pressed button asks for."""
    kept = [
        {**picture.model_dump(), "caption": texts(form, f"picture-{picture.id}-caption")}
        for picture in block.pictures
        if not form.get(f"picture-{picture.id}-remove")
    ]
    action, _colon, key = line(form, "next").partition(":")
    at = next((number for number, picture in enumerate(kept) if picture["id"] == key), None)
    if at is None:
        return kept
    if action == "picture-remove":
        kept.pop(at)
    elif action in ("picture-up", "picture-down"):
        moved = kept.pop(at)
        kept.insert(max(0, at + (-1 if action == "picture-up" else 1)), moved)
    return kept


def read_partner(form: Form, partner: Partner) -> Partner:
    """A partner's form over the partner as it was."""
    values = {
        **partner.model_dump(),
        "name": texts(form, "name"),
        "role": "sponsor" if line(form, "role") == "sponsor" else "partner",
        "url": line(form, "url"),
    }
    try:
        return Partner.model_validate(values)
    except ValidationError as error:
        wrong = _l("Write the whole address, beginning with https://")
        raise Invalid(fields={str(e["loc"][0]): wrong for e in error.errors()}) from error
