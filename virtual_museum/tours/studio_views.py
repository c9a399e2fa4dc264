"""Tours in the studio: the list, the tour with its scenes, one scene, its hotspots, the guided route."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core import documents
from virtual_museum.core.document_views import add_document_views, seen_body
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import line, texts
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice, item_choices
from virtual_museum.media.queries import assets_by_code
from virtual_museum.tours import composition, queries, services
from virtual_museum.tours.models import Tour
from virtual_museum.tours.pages import PAGES
from virtual_museum.tours.scene_views import blueprint as scene_blueprint
from virtual_museum.tours.schemas import KIND, TourBody

blueprint = studio_blueprint("tours", __name__)
more_blueprints = (scene_blueprint,)

add_document_views(blueprint, PAGES)


@blueprint.get("")
@permission("tours.edit")
def index() -> str:
    """All tours."""
    return _list()


def _list(errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/tours/list.html", tours=queries.tours_in_order(visible_only=False), errors=errors or {},
        entered=request.form,
    )  # fmt: skip


@blueprint.post("")
@permission("tours.edit")
def create() -> ResponseReturnValue:
    """Make a tour; the next step is its first scene."""
    try:
        tour = services.create_tour(line(request.form, "slug"), {"title": texts(request.form, "title")})
    except Invalid as error:
        return _list(error.fields), error.status
    return redirect(url_for(".edit", slug=tour.slug))


@blueprint.get("/items.json")
@permission("tours.edit")
def find_items() -> ResponseReturnValue:
    """Exhibits for the hotspot editor while one types: {"items": [{code, title, detail, image}]}."""
    found = item_choices(request.args.get("q", ""), typing=True)
    return jsonify(items=[vars(choice) for choice in found.choices])


@blueprint.get("/<slug>")
@permission("tours.edit")
def edit(slug: str) -> str:
    """The tour: its words, its plan, its scenes in order, its guided route."""
    return _editor(queries.tour_by_slug(slug))


def _editor(tour: Tour, errors: dict[str, object] | None = None) -> str:
    draft = tour.document.draft
    body: TourBody = documents.load_body(KIND, draft)
    assets = assets_by_code(body.asset_codes())
    return render_template(
        "studio/tours/edit.html", pages=PAGES, tour=tour, owner=tour, document=tour.document, draft=draft, body=body,
        scenes=[(scene, asset_choice(assets[scene.panorama]) if scene.panorama in assets else None)
                for scene in body.scenes],
        plan=asset_choice(assets[body.plan.asset]) if body.plan.asset in assets else None,
        errors=errors or {}, entered=request.form,
    )  # fmt: skip


@blueprint.post("/<slug>")
@permission("tours.edit")
def save(slug: str) -> ResponseReturnValue:
    """Keep the tour's words, and do what the pressed button says to a scene."""
    tour, form = queries.tour_by_slug(slug), request.form
    body = seen_body(tour).model_copy(
        update={"title": texts(form, "title"), "intro": texts(form, "intro"),
                "start_scene": line(form, "start_scene") or None}
    )  # fmt: skip
    action, _sep, key = line(form, "action").partition(":")
    forward = url_for(".edit", slug=slug, _anchor=f"scene-{key}" if key else None)
    if action in ("up", "down"):
        body = composition.move_scene(body, key, -1 if action == "up" else 1)
    elif action == "remove":
        body = composition.remove_scene(body, key)
        forward = url_for(".edit", slug=slug)
    elif action == "add":
        body, fresh = composition.add_scene(body, texts(form, "new_scene"))
        forward = url_for("studio_tour_scenes.edit", slug=slug, scene=fresh)
    elif action == "arrange":
        body = _arranged(body, form.getlist("order"))
    elif action == "choose-plan":
        forward = url_for(".choose_plan", slug=slug)
    else:
        flash(_("Saved."))
    return PAGES.keep(tour, body, forward)


def _arranged(body: TourBody, order: list[str]) -> TourBody:
    rank = {identifier: number for number, identifier in enumerate(order)}
    scenes = sorted(body.scenes, key=lambda scene: rank.get(scene.id, len(rank)))
    return body.model_copy(update={"scenes": scenes})


@blueprint.get("/<slug>/choose/plan")
@permission("tours.edit")
def choose_plan(slug: str) -> str:
    """Choose the picture of the floor."""
    tour = queries.tour_by_slug(slug)
    take, back = url_for(".take_plan", slug=slug), url_for(".edit", slug=slug)
    return picker_page(_("Choose the floor plan"), "image", tour, take=take, back=back)


@blueprint.post("/<slug>/choose/plan")
@permission("tours.edit")
def take_plan(slug: str) -> ResponseReturnValue:
    """Take the chosen plan."""
    tour = queries.tour_by_slug(slug)
    body = seen_body(tour)
    body.plan.asset = line(request.form, "code") or None
    return PAGES.keep(tour, body, url_for(".edit", slug=slug))
