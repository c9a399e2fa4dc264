"""One block of a story in the studio: its form in three languages, and choosing what it shows."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core.document_rows import draft_body
from virtual_museum.core.document_views import seen_body
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.form_values import line
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions import composition, forms, queries
from virtual_museum.exhibitions.block_types import BLOCK_TYPES
from virtual_museum.exhibitions.draft_views import draft_page
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.pages import PAGES
from virtual_museum.exhibitions.schemas import Block, ExhibitionBody, GalleryBlock
from virtual_museum.halls.exhibits import exhibits_by_code
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import Choice, asset_choice, item_choice
from virtual_museum.media.queries import assets_by_code
from virtual_museum.tours.queries import tours_with_scenes

blueprint = studio_blueprint("exhibition_blocks", __name__, prefix="/studio/exhibitions")


@blueprint.get("/<slug>/blocks/<block>")
@permission("exhibitions.edit")
def edit(slug: str, block: str) -> str:
    """The form of a block."""
    return _form(queries.exhibition_by_slug(slug), block)


def _form(exhibition: Exhibition, identifier: str, errors: dict[str, object] | None = None) -> str:
    body = draft_body(exhibition)
    block = composition.block_of(body, identifier)
    return draft_page(
        "block", exhibition, body, block=block, declared=BLOCK_TYPES[block.type], chosen=_chosen(block),
        tours=tours_with_scenes() if block.type == "tour" else [], errors=errors or {},
    )  # fmt: skip


def _chosen(block: Block) -> dict[str, Choice]:
    """What the block shows now, by code."""
    alone = ExhibitionBody.model_validate({"sections": [{"id": "one", "blocks": [block.model_dump()]}]})
    exhibits = exhibits_by_code(alone.item_codes(), published_only=False)
    found = {code: item_choice(exhibit) for code, exhibit in exhibits.items()}
    return found | {code: asset_choice(asset) for code, asset in assets_by_code(alone.asset_codes()).items()}


@blueprint.post("/<slug>/blocks/<block>")
@permission("exhibitions.edit")
def save(slug: str, block: str) -> ResponseReturnValue:
    """Keep the block; then back to the story, on to choosing, or on with this block."""
    exhibition = queries.exhibition_by_slug(slug)
    body = seen_body(exhibition)
    try:
        changed = forms.read_block(request.form, composition.block_of(body, block))
    except Invalid as error:
        return _form(exhibition, block, error.fields), error.status
    action, _colon, key = line(request.form, "next").partition(":")
    if action == "clear" and key in forms.CHOICES.get(changed.type, {}):
        changed = changed.model_copy(update={key: None})
    body = composition.replace_block(body, changed)
    if action == "choose":
        forward = url_for(".choose", slug=slug, block=block, what=key)
    elif action:
        forward = url_for(".edit", slug=slug, block=block)
    else:
        flash(_("Saved."))
        forward = url_for("studio_exhibitions.compose", slug=slug, _anchor=block)
    return PAGES.keep(exhibition, body, forward)


def _kind_of_choice(block: Block, what: str) -> str:
    kind = forms.CHOICES.get(block.type, {}).get(what)
    if kind is None:
        raise NotFound()
    return kind


@blueprint.get("/<slug>/blocks/<block>/choose/<what>")
@permission("exhibitions.edit")
def choose(slug: str, block: str, what: str) -> str:
    """Choose an exhibit or a file for the block by its picture."""
    exhibition = queries.exhibition_by_slug(slug)
    shown = composition.block_of(draft_body(exhibition), block)
    kind = _kind_of_choice(shown, what)
    return picker_page(
        forms.CHOICE_HEADINGS[kind],
        kind,
        exhibition,
        take=url_for(".take", slug=slug, block=block, what=what),
        back=url_for(".edit", slug=slug, block=block),
        several=isinstance(shown, GalleryBlock),
    )


def _with_chosen(block: Block, what: str, codes: list[str]) -> Block:
    """The block showing what was chosen: one thing, or in a gallery all of it after what is there."""
    if not isinstance(block, GalleryBlock):
        return block.model_copy(update={what: codes[0]})
    gallery = block.model_copy(deep=True)
    for code in codes:
        gallery.pictures.append(composition.new_picture(gallery, **{what: code}))
    return gallery


@blueprint.post("/<slug>/blocks/<block>/choose/<what>")
@permission("exhibitions.edit")
def take(slug: str, block: str, what: str) -> ResponseReturnValue:
    """Take what was chosen: one thing, for a gallery as many as one likes."""
    exhibition = queries.exhibition_by_slug(slug)
    body = seen_body(exhibition)
    shown = composition.block_of(body, block)
    kind = _kind_of_choice(shown, what)
    codes = [code.strip() for code in request.form.getlist("code") if code.strip()]
    known = exhibits_by_code(codes, published_only=False) if kind == "item" else assets_by_code(codes)
    codes = [code for code in codes if code in known]
    if not codes:
        return redirect(url_for(".edit", slug=slug, block=block))
    body = composition.replace_block(body, _with_chosen(shown, what, codes))
    return PAGES.keep(exhibition, body, url_for(".edit", slug=slug, block=block))
