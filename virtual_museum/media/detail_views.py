"""Details of a picture or model, and how a scan stands, in the studio: ordinary forms that scripts make quicker."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.form_values import decimal_number, texts
from virtual_museum.core.security import csp, permission, studio_blueprint
from virtual_museum.media.details import (
    add_detail,
    change_detail,
    detail_by_id,
    details_of,
    move_detail,
    remove_detail,
    shown_place,
    takes_details,
)
from virtual_museum.media.models import Asset, Detail
from virtual_museum.media.queries import asset_by_code, picture
from virtual_museum.media.services import turn_upright

blueprint = studio_blueprint("details", __name__, prefix="/studio/media")

REGION = ("x", "y", "w", "h")
VECTORS = ("point", "normal", "camera.position", "camera.target")
AXES = ("x", "y", "z")


@blueprint.get("/<code>/details")
@permission("media.edit")
def page(code: str) -> str:
    """The details of a picture or model with the view they are marked in."""
    return _page(_asset(code))


@blueprint.post("/<code>/details")
@permission("media.edit")
def add(code: str) -> AnyResponse | tuple[str, int]:
    """Add a detail at the end of the list."""
    asset = _asset(code)
    try:
        detail = add_detail(asset, texts(request.form, "label"), texts(request.form, "text"), _place(asset))
    except Invalid as error:
        return _page(asset, "new", error), 422
    flash(_("The detail was added."), "success")
    return _back(asset, detail)


@blueprint.post("/<code>/details/<int:identifier>")
@permission("media.edit")
def change(code: str, identifier: int) -> AnyResponse | tuple[str, int]:
    """Save a detail, move it in the list or remove it, as the pressed button says."""
    asset = _asset(code)
    detail = detail_by_id(asset, identifier)
    if detail is None:
        raise NotFound()
    action = request.form.get("action", "")
    if action == "remove":
        remove_detail(detail)
        flash(_("The detail was removed."), "success")
        return _back(asset)
    if action in ("up", "down"):
        move_detail(detail, detail.position + (-1 if action == "up" else 1))
        return _back(asset, detail)
    try:
        change_detail(detail, texts(request.form, "label"), texts(request.form, "text"), _place(asset))
    except Invalid as error:
        return _page(asset, str(identifier), error), 422
    flash(_("Saved."), "success")
    return _back(asset, detail)


@blueprint.post("/<code>/upright")
@permission("media.edit")
def upright(code: str) -> AnyResponse:
    """Keep how a scan is turned to stand upright; its files are made anew."""
    asset = _asset(code)
    if asset.kind != "model":
        raise NotFound()
    try:
        angles = [decimal_number(request.form, f"upright.{axis}") or 0.0 for axis in AXES]
        turn_upright(asset, angles)
    except Invalid as error:
        flash(str(next(iter(error.fields.values()))), "error")
        return _back(asset)
    flash(_("Kept. The picture and the files for visitors are made anew."), "success")
    return _back(asset)


def _page(asset: Asset, wrong: str = "", error: Invalid | None = None) -> str:
    if asset.kind == "model":
        csp(script_src=["'wasm-unsafe-eval'"], img_src=["blob:"], connect_src=["blob:"])
    forms = [_form(asset, one, error if wrong == str(one.id) else None) for one in details_of(asset)]
    fresh = _form(asset, None, error if wrong == "new" else None)
    return render_template(
        "studio/media/details.html", asset=asset, shown=picture(asset), forms=forms, fresh=fresh, axes=AXES
    )


def _form(asset: Asset, detail: Detail | None, error: Invalid | None) -> dict[str, Any]:
    """What stands in the fields of a detail, or of a new one; after an error that is what was entered."""
    name = str(detail.id) if detail else "new"
    if error is not None:
        words = {part: texts(request.form, part) for part in ("label", "text")}
        return {"name": name, "detail": detail, **words, "fields": dict(request.form), "errors": error.fields}
    if detail is None:
        return {"name": name, "detail": None, "label": {}, "text": {}, "fields": {}, "errors": {}}
    fields = _fields(asset, detail)
    return {"name": name, "detail": detail, "label": detail.label, "text": detail.text, "fields": fields, "errors": {}}


def _fields(asset: Asset, detail: Detail) -> dict[str, float]:
    """The place as the fields of the form: percent of the picture, or coordinates of the upright model."""
    place = shown_place(asset, detail.place)
    if asset.kind == "image":
        return {name: round(place[name] * 100, 2) for name in REGION}
    fields = {f"{name}.{axis}": place[name][at] for name in ("point", "normal") for at, axis in enumerate(AXES)}
    for name in ("position", "target") if place["camera"] else ():
        fields |= {f"camera.{name}.{axis}": place["camera"][name][at] for at, axis in enumerate(AXES)}
    return fields


def _place(asset: Asset) -> Mapping[str, Any]:
    """The place that the form describes, unchecked; Invalid, for the place as a whole, for what is no number."""
    try:
        if asset.kind == "image":
            percents = {name: decimal_number(request.form, name) for name in REGION}
            return {name: value / 100 for name, value in percents.items() if value is not None}
        vectors = {name: _vector(name) for name in VECTORS}
    except Invalid as error:
        raise Invalid(fields={"place": next(iter(error.fields.values()))}) from error
    place: dict[str, Any] = {name: vectors[name] for name in ("point", "normal") if vectors[name]}
    position, target = vectors["camera.position"], vectors["camera.target"]
    if position and target:
        place["camera"] = {"position": position, "target": target}
    return place


def _vector(name: str) -> list[float] | None:
    values = [decimal_number(request.form, f"{name}.{axis}") for axis in AXES]
    return [value for value in values if value is not None] if None not in values else None


def _asset(code: str) -> Asset:
    asset = asset_by_code(code)
    if asset is None or asset.state != "ready" or not takes_details(asset):
        raise NotFound()
    return asset


def _back(asset: Asset, detail: Detail | None = None) -> AnyResponse:
    anchor = f"detail-{detail.id}" if detail else None
    return redirect(url_for("studio_details.page", code=asset.code, _anchor=anchor))
