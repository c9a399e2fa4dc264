"""Exhibitions in the studio: the list, the composer, the words over the story, the facts for the report."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core.document_rows import draft_body
from virtual_museum.core.document_views import add_document_views, seen_body
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import day, line, texts, whole_number
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions import composition, queries, services
from virtual_museum.exhibitions.block_types import BLOCK_TYPES, KIND_LABELS, LEVEL_LABELS, STAGE_LABELS
from virtual_museum.exhibitions.block_views import blueprint as block_blueprint
from virtual_museum.exhibitions.draft_views import draft_page
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.pages import PAGES
from virtual_museum.exhibitions.partner_views import blueprint as partner_blueprint
from virtual_museum.exhibitions.schemas import ExhibitionBody
from virtual_museum.exhibitions.story import read_story
from virtual_museum.exhibitions.warnings import completeness
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice
from virtual_museum.halls.queries import halls_in_order
from virtual_museum.media.queries import asset_by_code

blueprint = studio_blueprint("exhibitions", __name__)
more_blueprints = (block_blueprint, partner_blueprint)
add_document_views(blueprint, PAGES)

LIST_PAGE = 50


@blueprint.get("")
@permission("exhibitions.edit")
def index() -> str:
    """All exhibitions."""
    return _list()


def _list(errors: dict[str, object] | None = None) -> str:
    kind, stage = request.args.get("kind", ""), request.args.get("stage", "")
    page = max(1, request.args.get("page", default=1, type=int))
    found = queries.studio_list(kind, stage, page, LIST_PAGE)
    return render_template(
        "studio/exhibitions/list.html", exhibitions=found[:LIST_PAGE], more=len(found) > LIST_PAGE, page=page,
        kinds=KIND_LABELS, stages=STAGE_LABELS, kind=kind, stage=stage, errors=errors or {}, entered=request.form,
    )  # fmt: skip


@blueprint.post("")
@permission("exhibitions.edit")
def create() -> ResponseReturnValue:
    """Make an exhibition; the next step is its story."""
    form = request.form
    try:
        made = services.create_exhibition(
            line(form, "slug"), {"title": texts(form, "title")}, {"kind": line(form, "kind") or "thematic"}
        )
    except Invalid as error:
        return _list(error.fields), error.status
    return redirect(url_for(".compose", slug=made.slug))


@blueprint.get("/<slug>")
@permission("exhibitions.edit")
def compose(slug: str) -> str:
    """The composer: sections and blocks in order."""
    exhibition = queries.exhibition_by_slug(slug)
    body = draft_body(exhibition)
    return draft_page(
        "compose", exhibition, body, story=read_story(body, for_visitors=False), block_types=BLOCK_TYPES,
        completeness=completeness(body),
    )  # fmt: skip


@blueprint.post("/<slug>")
@permission("exhibitions.edit")
def arrange(slug: str) -> ResponseReturnValue:
    """Keep order and section titles as they stand on the page, then do what the pressed button says."""
    exhibition = queries.exhibition_by_slug(slug)
    body = _as_arranged(seen_body(exhibition))
    action, _colon, key = line(request.form, "action").partition(":")
    forward = url_for(".compose", slug=slug, _anchor=key or None)
    if action == "add-block":
        section, _colon, kind = key.partition(":")
        body, fresh = composition.add_block(body, section, kind)
        forward = url_for("studio_exhibition_blocks.edit", slug=slug, block=fresh)
    elif action == "add-section":
        body, fresh = composition.add_section(body, texts(request.form, "new_section"))
        forward = url_for(".compose", slug=slug, _anchor=fresh)
    else:
        body = _step(body, action, key)
        if action.endswith("remove"):
            forward = url_for(".compose", slug=slug)
    return PAGES.keep(exhibition, body, forward)


def _step(body: ExhibitionBody, action: str, key: str) -> ExhibitionBody:
    """Move or remove a block or section."""
    if action == "up":
        return composition.move_block(body, key, -1)
    if action == "down":
        return composition.move_block(body, key, 1)
    if action == "block-remove":
        return composition.remove_block(body, key)
    if action == "section-up":
        return composition.move_section(body, key, -1)
    if action == "section-down":
        return composition.move_section(body, key, 1)
    if action == "section-remove":
        return composition.remove_section(body, key)
    return body


def _as_arranged(body: ExhibitionBody) -> ExhibitionBody:
    """The body in the order of the page's hidden fields, which travel with what is dragged."""
    order: list[tuple[str, list[str]]] = []
    for entry in request.form.getlist("order"):
        kind, _colon, key = entry.partition(":")
        if kind == "section":
            order.append((key, []))
        elif kind == "block" and order:
            order[-1][1].append(key)
    body = composition.arrange(body, order) if order else body
    known = {block.id for block in body.blocks()}
    for key in request.form.getlist("removed"):
        if key in known:
            body = composition.remove_block(body, key)
    for section in body.sections:
        if f"section-{section.id}-title.kk" in request.form:
            section.title = texts(request.form, f"section-{section.id}-title")
    return body


@blueprint.get("/<slug>/head")
@permission("exhibitions.edit")
def head(slug: str) -> str:
    """Title, subtitle, introduction and cover."""
    exhibition = queries.exhibition_by_slug(slug)
    body = draft_body(exhibition)
    cover = asset_by_code(body.cover or "")
    return draft_page("head", exhibition, body, cover=asset_choice(cover) if cover else None)


@blueprint.post("/<slug>/head")
@permission("exhibitions.edit")
def save_head(slug: str) -> ResponseReturnValue:
    """Keep the words over the story."""
    exhibition, form = queries.exhibition_by_slug(slug), request.form
    words = {name: texts(form, name) for name in ("title", "subtitle", "lead")}
    body = seen_body(exhibition).model_copy(update=words)
    wanted = line(form, "next")
    if wanted == "no-cover":
        body.cover = None
    if wanted == "cover":
        return PAGES.keep(exhibition, body, url_for(".choose_cover", slug=slug))
    flash(_("Saved."))
    return PAGES.keep(exhibition, body, url_for(".head" if wanted else ".compose", slug=slug))


@blueprint.get("/<slug>/head/cover")
@permission("exhibitions.edit")
def choose_cover(slug: str) -> str:
    """Choose the cover among the pictures that are ready."""
    exhibition = queries.exhibition_by_slug(slug)
    take, back = url_for(".take_cover", slug=slug), url_for(".head", slug=slug)
    return picker_page(_("Choose the cover picture"), "image", exhibition, take=take, back=back)


@blueprint.post("/<slug>/head/cover")
@permission("exhibitions.edit")
def take_cover(slug: str) -> ResponseReturnValue:
    """Take the chosen cover."""
    exhibition = queries.exhibition_by_slug(slug)
    body = seen_body(exhibition)
    chosen = asset_by_code(line(request.form, "code"))
    body.cover = chosen.code if chosen else None
    return PAGES.keep(exhibition, body, url_for(".head", slug=slug))


@blueprint.get("/<slug>/facts")
@permission("exhibitions.edit")
def facts(slug: str) -> str:
    """Kind, level, days, hall, working stage; after closing evaluation and final report."""
    return _facts(queries.exhibition_by_slug(slug))


def _facts(exhibition: Exhibition, errors: dict[str, object] | None = None) -> str:
    return draft_page(
        "facts", exhibition, draft_body(exhibition), kinds=KIND_LABELS, stages=STAGE_LABELS,
        levels=LEVEL_LABELS, halls=halls_in_order(published_only=False), errors=errors or {},
    )  # fmt: skip


@blueprint.post("/<slug>/facts")
@permission("exhibitions.edit")
def save_facts(slug: str) -> ResponseReturnValue:
    """Keep the facts."""
    exhibition, form = queries.exhibition_by_slug(slug), request.form
    try:
        entered = {name: line(form, name) for name in ("kind", "stage", "level", "hall", "evaluation", "final_report")}
        days = {"opens_on": day(form, "opens_on"), "closes_on": day(form, "closes_on")}
        position = whole_number(form, "position") or 0
        services.edit_facts(exhibition, {**entered, **days, "position": position})
    except Invalid as error:
        return _facts(exhibition, error.fields), error.status
    flash(_("Saved."))
    return redirect(url_for(".facts", slug=slug))
