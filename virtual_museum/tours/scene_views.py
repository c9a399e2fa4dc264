"""One scene of a tour in the studio: its form, its panorama, its hotspots; and the stops of the guided route."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core import documents
from virtual_museum.core.document_views import seen_body
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import line
from virtual_museum.core.i18n import language_name, languages, translated_text
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.halls.exhibits import exhibits_by_code
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice, item_choice
from virtual_museum.halls.queries import halls_in_order
from virtual_museum.halls.site_views import allow_viewers
from virtual_museum.media.queries import asset_by_code, panorama_data, panorama_initial, picture
from virtual_museum.tours import composition, forms, queries
from virtual_museum.tours.models import Tour
from virtual_museum.tours.pages import PAGES
from virtual_museum.tours.schemas import KIND, Scene, TourBody, View

blueprint = studio_blueprint("tour_scenes", __name__, prefix="/studio/tours")


def _draft(tour: Tour) -> TourBody:
    return documents.load_body(KIND, tour.document.draft)  # type: ignore[no-any-return]


def _page(template: str, tour: Tour, body: TourBody, **more: Any) -> str:
    return render_template(
        f"studio/tours/{template}.html", pages=PAGES, tour=tour, owner=tour, document=tour.document, body=body,
        draft=tour.document.draft, entered=request.form, **more,
    )  # fmt: skip


@blueprint.get("/<slug>/scenes/<scene>")
@permission("tours.edit")
def edit(slug: str, scene: str) -> str:
    """The form of a scene."""
    return _form(queries.tour_by_slug(slug), scene)


def _form(tour: Tour, identifier: str, errors: dict[str, object] | None = None) -> str:
    body = _draft(tour)
    scene = composition.scene_of(body, identifier)
    panorama, plan = asset_by_code(scene.panorama or ""), asset_by_code(body.plan.asset or "")
    return _page(
        "scene", tour, body, scene=scene, halls=halls_in_order(published_only=False), errors=errors or {},
        panorama=asset_choice(panorama) if panorama else None, plan=picture(plan),
    )  # fmt: skip


@blueprint.post("/<slug>/scenes/<scene>")
@permission("tours.edit")
def save(slug: str, scene: str) -> ResponseReturnValue:
    """Keep the scene's form, then go on to choose a panorama where asked for."""
    tour = queries.tour_by_slug(slug)
    body = seen_body(tour)
    try:
        shown = composition.scene_of(body, scene)
        known = panorama_data(asset_by_code(shown.panorama or "")) or {}
        read = forms.read_scene(request.form, shown, known.get("heading") or 0)
    except Invalid as error:
        return _form(tour, scene, error.fields), error.status
    wanted = line(request.form, "next")
    ways = {"panorama": ".choose_panorama", "hotspots": ".hotspots"}
    if wanted not in ways:
        flash(_("Saved."))
    forward = url_for(ways.get(wanted, ".edit"), slug=slug, scene=scene)
    return PAGES.keep(tour, composition.replace_scene(body, read), forward)


@blueprint.get("/<slug>/scenes/<scene>/choose")
@permission("tours.edit")
def choose_panorama(slug: str, scene: str) -> str:
    """Choose the panorama of a scene among those that are ready."""
    tour = queries.tour_by_slug(slug)
    shown = composition.scene_of(_draft(tour), scene)
    take, back = url_for(".take_panorama", slug=slug, scene=scene), url_for(".edit", slug=slug, scene=scene)
    return picker_page(_("Choose a panorama"), "panorama", tour, take=take, back=back, back_label=shown.title)


@blueprint.post("/<slug>/scenes/<scene>/choose")
@permission("tours.edit")
def take_panorama(slug: str, scene: str) -> ResponseReturnValue:
    """Take the chosen panorama; a scene that had none begins with the view its file asks for."""
    tour = queries.tour_by_slug(slug)
    body = seen_body(tour)
    shown = composition.scene_of(body, scene)
    asset = asset_by_code(line(request.form, "code"))
    changes: dict[str, Any] = {"panorama": asset.code if asset is not None and asset.kind == "panorama" else None}
    if shown.panorama is None and asset is not None:
        changes["initial"] = View.model_validate(panorama_initial(asset))
    changed = composition.replace_scene(body, shown.model_copy(update=changes))
    return PAGES.keep(tour, changed, url_for(".edit", slug=slug, scene=scene))


@blueprint.get("/<slug>/scenes/<scene>/hotspots")
@permission("tours.edit")
def hotspots(slug: str, scene: str) -> str:
    """The editor of hotspots: a click into the panorama, or numbers."""
    return _hotspots(queries.tour_by_slug(slug), scene)


def _hotspots(tour: Tour, identifier: str, error: Invalid | None = None) -> str:
    allow_viewers()
    body = _draft(tour)
    scene = composition.scene_of(body, identifier)
    asset = asset_by_code(scene.panorama or "")
    exhibits = exhibits_by_code([spot.item for spot in scene.hotspots if spot.item], published_only=False)
    rows = [spot.id for spot in scene.hotspots] + [f"new{number}" for number in range(forms.NEW_ROWS)]
    return _page(
        "hotspots", tour, body, scene=scene, still=picture(asset), exhibits=exhibits, rows=rows,
        data=_editor_data(body, scene), error=error, errors=error.fields if error else {},
    )  # fmt: skip


def _editor_data(body: TourBody, scene: Scene) -> dict[str, Any]:
    """What the panorama editor needs: the picture, the hotspots with all languages, where ways may lead."""
    asset = asset_by_code(scene.panorama or "")
    found = exhibits_by_code([spot.item for spot in scene.hotspots if spot.item], published_only=False)
    return {
        "panorama": panorama_data(asset),
        "initial": scene.initial.model_dump(),
        "hotspots": [spot.model_dump() for spot in scene.hotspots],
        "scenes": [{"id": other.id, "title": translated_text(other.title) or other.id}
                   for other in body.scenes if other.id != scene.id],
        "items": {code: {"title": item_choice(exhibit).title} for code, exhibit in found.items()},
        "languages": [{"code": code, "name": language_name(code)} for code in languages()],
    }  # fmt: skip


@blueprint.post("/<slug>/scenes/<scene>/hotspots")
@permission("tours.edit")
def save_hotspots(slug: str, scene: str) -> ResponseReturnValue:
    """Keep the scene's hotspots, and the first view where the editor set it."""
    tour = queries.tour_by_slug(slug)
    body = seen_body(tour)
    shown = composition.scene_of(body, scene)
    try:
        spots = forms.read_hotspots(request.form, shown)
        initial = forms.read_view(request.form, "initial_") if line(request.form, "initial_yaw") else shown.initial
    except Invalid as error:
        return _hotspots(tour, scene, error), error.status
    changed = composition.replace_scene(body, shown.model_copy(update={"hotspots": spots, "initial": initial}))
    flash(_("Saved."))
    return PAGES.keep(tour, changed, url_for(".hotspots", slug=slug, scene=scene))


@blueprint.get("/<slug>/route")
@permission("tours.edit")
def route(slug: str) -> str:
    """The guided route: its stops in order."""
    return _route(queries.tour_by_slug(slug))


def _route(tour: Tour, errors: dict[str, object] | None = None, at: str = "") -> str:
    return _page("route", tour, _draft(tour), errors=errors or {}, at=at)


@blueprint.post("/<slug>/route")
@permission("tours.edit")
def add_stop(slug: str) -> ResponseReturnValue:
    """Add a stop in a scene."""
    tour = queries.tour_by_slug(slug)
    body, fresh = composition.add_stop(seen_body(tour), line(request.form, "scene"))
    return PAGES.keep(tour, body, url_for(".route", slug=slug, _anchor=f"stop-{fresh}"))


@blueprint.post("/<slug>/route/<stop>")
@permission("tours.edit")
def change_stop(slug: str, stop: str) -> ResponseReturnValue:
    """Keep a stop's form, move the stop, remove it, or choose its sound."""
    tour = queries.tour_by_slug(slug)
    body, action = seen_body(tour), line(request.form, "action")
    forward = url_for(".route", slug=slug, _anchor=f"stop-{stop}")
    if action == "remove":
        return PAGES.keep(tour, composition.remove_stop(body, stop), url_for(".route", slug=slug))
    try:
        body = composition.replace_stop(body, forms.read_stop(request.form, composition.stop_of(body, stop), body))
    except Invalid as error:
        return _route(tour, error.fields, stop), error.status
    if action in ("up", "down"):
        body = composition.move_stop(body, stop, -1 if action == "up" else 1)
    if action.startswith("sound"):
        forward = url_for(".choose_sound", slug=slug, stop=stop, language=action.partition(":")[2] or None)
    return PAGES.keep(tour, body, forward)


@blueprint.get("/<slug>/route/<stop>/sound")
@permission("tours.edit")
def choose_sound(slug: str, stop: str) -> str:
    """Choose the recording of a stop, for one language or for all."""
    tour, language = queries.tour_by_slug(slug), _known_language(request.args.get("language", ""))
    take = url_for(".take_sound", slug=slug, stop=stop, language=language or None)
    heading = _("Choose a recording")
    heading = f"{heading}: {language_name(language)}" if language else heading
    return picker_page(heading, "audio", tour, take=take, back=url_for(".route", slug=slug))


@blueprint.post("/<slug>/route/<stop>/sound")
@permission("tours.edit")
def take_sound(slug: str, stop: str) -> ResponseReturnValue:
    """Take the chosen recording, for one language or for all."""
    tour = queries.tour_by_slug(slug)
    body, code = seen_body(tour), line(request.form, "code")
    shown, language = composition.stop_of(body, stop), _known_language(request.args.get("language", ""))
    update: dict[str, Any] = {"audio": code or None}
    if language:
        update = {"spoken": {name: one for name, one in {**shown.spoken, language: code}.items() if one}}
    changed = composition.replace_stop(body, shown.model_copy(update=update))
    return PAGES.keep(tour, changed, url_for(".route", slug=slug, _anchor=f"stop-{stop}"))


def _known_language(code: str) -> str:
    return code if code in languages() else ""
