"""What the studio's forms of a tour hand over, read into parts of its body. Raises Invalid naming fields."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.core.document_fields import fresh_identifier
from virtual_museum.core.errors import Invalid
from virtual_museum.core.field_words import words_of
from virtual_museum.core.form_values import decimal_number, line, texts
from virtual_museum.core.i18n import languages
from virtual_museum.tours.schemas import PAGE, Hotspot, PlanPoint, Scene, Stop, TourBody, View

_hotspots = TypeAdapter(list[Hotspot])
# The ordinary form offers so many empty rows for new hotspots.
NEW_ROWS = 3

Form = Mapping[str, str]


def _words(error: ValidationError, prefix: str = "") -> dict[str, object]:
    outside = _l("This value is outside of what is possible.")
    return {prefix + ".".join(str(part) for part in e["loc"]): outside for e in error.errors()}


def read_view(form: Form, prefix: str) -> View:
    """Yaw, pitch and field of view from `<prefix>yaw` …; empty fields mean the usual view."""
    values = {name: decimal_number(form, prefix + name) for name in ("yaw", "pitch", "fov")}
    try:
        return View.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise Invalid(fields=_words(error, prefix)) from error


def read_plan_point(form: Form, compass: float = 0) -> PlanPoint | None:
    """The scene's place on the plan, percent in the form; None where x or y is empty.

    Without a heading of its own the panorama lies as its camera's `compass` says, north up.
    """
    x, y = decimal_number(form, "plan_x"), decimal_number(form, "plan_y")
    if x is None or y is None:
        return None
    heading = decimal_number(form, "plan_heading")
    try:
        return PlanPoint(x=round(x / 100, 4), y=round(y / 100, 4), heading=compass if heading is None else heading)
    except ValidationError as error:
        raise Invalid(fields=_words(error, "plan_")) from error


def read_scene(form: Form, scene: Scene, compass: float = 0) -> Scene:
    """The scene's form over the scene as it was; its panorama and hotspots have pages of their own.

    `compass` is where the panorama's centre column looks, in degrees from north, as far as its file says so.
    """
    hall = line(form, "hall") or None
    return scene.model_copy(
        update={
            "title": texts(form, "title"),
            "hall": hall,
            "initial": read_view(form, "initial_"),
            "plan": read_plan_point(form, compass),
        }
    )


def read_hotspots(form: Form, scene: Scene) -> list[Hotspot]:
    """The hotspots of a scene: the editor's JSON where it has filled the hidden field, else the ordinary fields."""
    packed = line(form, "hotspots")
    rows = _unpacked(packed) if packed else _rows(form, scene)
    try:
        return _hotspots.validate_python(rows)
    except ValidationError as error:
        raise Invalid(_l("A hotspot is not right: %(why)s", why=_first(error)), fields=_words(error)) from error


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    return f"{'.'.join(str(part) for part in found['loc'])}: {words_of(found)}"


def _unpacked(packed: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(packed)
    except json.JSONDecodeError as error:
        raise Invalid(_l("The form is incomplete. Please load the page again.")) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid(_l("The form is incomplete. Please load the page again."))
    taken: set[str] = set()
    for row in rows:
        if not row.get("id") or row["id"] in taken:
            row["id"] = fresh_identifier(taken)
        taken.add(row["id"])
    known = set(Hotspot.model_fields)
    return [{name: value for name, value in row.items() if name in known} for row in rows]


def _rows(form: Form, scene: Scene) -> list[dict[str, Any]]:
    names = [spot.id for spot in scene.hotspots] + [f"new{number}" for number in range(NEW_ROWS)]
    rows = []
    for name in names:
        prefix = f"spot-{name}-"
        kind = line(form, prefix + "kind")
        if not kind or form.get(prefix + "remove"):
            continue
        yaw, pitch = decimal_number(form, prefix + "yaw"), decimal_number(form, prefix + "pitch")
        if yaw is None or pitch is None:
            raise Invalid(fields={prefix + "yaw": _l("A hotspot needs both angles.")})
        rows.append({
            "id": fresh_identifier(s.id for s in scene.hotspots) if name.startswith("new") else name,
            "kind": kind, "yaw": yaw, "pitch": pitch, "label": texts(form, prefix + "label"),
            "item": read_code(form, prefix + "item") if kind == "item" else None,
            "scene": (line(form, prefix + "scene") or None) if kind == "scene" else None,
            "text": texts(form, prefix + "text"),
        })  # fmt: skip
    return rows


def read_code(form: Form, name: str) -> str | None:
    """A short code as typed, in its proper spelling; None where the field is empty."""
    typed = line(form, name)
    if not typed:
        return None
    code = parse_code(typed)
    if code is None:
        raise Invalid(fields={name: _l("This is not a short code.")})
    return code


def read_page(form: Form, name: str) -> str:
    """An address of this museum without its language, from the address as it was typed or copied; "" when empty."""
    typed = re.sub(r"^(?:https?://[^/]+)?/*", "", line(form, name)).partition("?")[0].partition("#")[0].strip("/")
    language, _slash, rest = typed.partition("/")
    page = rest if language in languages() else typed
    if not re.match(PAGE, page):
        raise Invalid(fields={name: _l("This is no page of the museum, such as “exhibitions/steppe-gold”.")})
    return page


def read_moves(form: Form, stop: Stop) -> list[dict[str, Any]]:
    """The views that the eye turns to while the stop is told; rows without a moment are left out."""
    rows = []
    for number in range(len(stop.moves) + NEW_ROWS):
        at = decimal_number(form, f"move-{number}-at")
        if at is not None:
            rows.append({"at": at, "view": read_view(form, f"move-{number}-").model_dump()})
    return rows


def read_stop(form: Form, stop: Stop, body: TourBody) -> Stop:
    """The form of one stop over the stop as it was."""
    scene = line(form, "scene")
    if body.scene(scene) is None:
        raise Invalid(fields={"scene": _l("Choose a scene of this tour.")})
    values = {
        **stop.model_dump(),
        "scene": scene,
        "view": read_view(form, "view_").model_dump(),
        "title": texts(form, "title"),
        "text": texts(form, "text"),
        "kind": line(form, "kind") or stop.kind,
        "item": read_code(form, "item"),
        "page": read_page(form, "page"),
        "moves": read_moves(form, stop),
        "seconds": decimal_number(form, "seconds") or 20,
    }
    try:
        return Stop.model_validate(values)
    except ValidationError as error:
        raise Invalid(fields=_words(error)) from error
