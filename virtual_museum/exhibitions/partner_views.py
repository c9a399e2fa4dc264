"""Partners and sponsors of an exhibition in the studio."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.core.document_rows import draft_body
from virtual_museum.core.document_views import seen_body
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import line, texts
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions import composition, forms, queries
from virtual_museum.exhibitions.draft_views import draft_page
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.pages import PAGES
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice
from virtual_museum.media.queries import asset_by_code, assets_by_code

blueprint = studio_blueprint("exhibition_partners", __name__, prefix="/studio/exhibitions")


@blueprint.get("/<slug>/partners")
@permission("exhibitions.edit")
def index(slug: str) -> str:
    """All partners with their forms."""
    return _page(queries.exhibition_by_slug(slug))


def _page(exhibition: Exhibition, errors: dict[str, object] | None = None, at: str = "") -> str:
    body = draft_body(exhibition)
    assets = assets_by_code(partner.logo for partner in body.partners if partner.logo)
    logos = {code: asset_choice(asset) for code, asset in assets.items()}
    return draft_page("partners", exhibition, body, logos=logos, errors=errors or {}, at=at)


@blueprint.post("/<slug>/partners")
@permission("exhibitions.edit")
def add(slug: str) -> ResponseReturnValue:
    """Add a partner."""
    exhibition = queries.exhibition_by_slug(slug)
    body, fresh = composition.add_partner(seen_body(exhibition), texts(request.form, "name"))
    return PAGES.keep(exhibition, body, url_for(".index", slug=slug, _anchor=f"partner-{fresh}"))


@blueprint.post("/<slug>/partners/<partner>")
@permission("exhibitions.edit")
def change(slug: str, partner: str) -> ResponseReturnValue:
    """Keep a partner's form, remove the partner, or go on to choose its logo."""
    exhibition = queries.exhibition_by_slug(slug)
    body, action = seen_body(exhibition), line(request.form, "action")
    back = url_for(".index", slug=slug, _anchor=f"partner-{partner}")
    if action == "remove":
        return PAGES.keep(exhibition, composition.remove_partner(body, partner), url_for(".index", slug=slug))
    try:
        changed = forms.read_partner(request.form, composition.partner_of(body, partner))
    except Invalid as error:
        return _page(exhibition, error.fields, partner), error.status
    forward = url_for(".choose_logo", slug=slug, partner=partner) if action == "logo" else back
    return PAGES.keep(exhibition, composition.replace_partner(body, changed), forward)


@blueprint.get("/<slug>/partners/<partner>/logo")
@permission("exhibitions.edit")
def choose_logo(slug: str, partner: str) -> str:
    """Choose the logo of a partner."""
    exhibition = queries.exhibition_by_slug(slug)
    take = url_for(".take_logo", slug=slug, partner=partner)
    return picker_page(_("Choose a logo"), "image", exhibition, take=take, back=url_for(".index", slug=slug))


@blueprint.post("/<slug>/partners/<partner>/logo")
@permission("exhibitions.edit")
def take_logo(slug: str, partner: str) -> ResponseReturnValue:
    """Take the chosen logo."""
    exhibition = queries.exhibition_by_slug(slug)
    body = seen_body(exhibition)
    chosen = asset_by_code(line(request.form, "code"))
    shown = composition.partner_of(body, partner).model_copy(update={"logo": chosen.code if chosen else None})
    back = url_for(".index", slug=slug, _anchor=f"partner-{partner}")
    return PAGES.keep(exhibition, composition.replace_partner(body, shown), back)
