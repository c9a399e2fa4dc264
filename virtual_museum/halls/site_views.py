"""Visitor pages of halls."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.core.page_cache import cached_page
from virtual_museum.core.security import csp
from virtual_museum.halls import queries
from virtual_museum.halls.extensions import hall_scene
from virtual_museum.media.queries import picture

blueprint = Blueprint("halls", __name__)


def check_language(lang: str) -> str:
    """`lang` where the museum speaks it. Raises NotFound."""
    if lang not in languages():
        raise NotFound()
    return lang


def allow_viewers() -> None:
    """What the viewers on a page need beyond the museum's policy: pictures they compose, decoders in workers."""
    csp(
        img_src=["blob:"], connect_src=["blob:", "data:"], worker_src=["blob:"],
        script_src=["'wasm-unsafe-eval'"],
    )  # fmt: skip


@blueprint.get("/<lang>/halls")
@cached_page
def halls(lang: str) -> str:
    """All halls with their plan."""
    check_language(lang)
    return render_template(
        "site/halls/list.html", halls=queries.halls_in_order(), counts=queries.exhibit_counts(), picture_of=picture,
    )  # fmt: skip


@blueprint.get("/<lang>/halls/<slug>")
@cached_page
def hall(lang: str, slug: str) -> str:
    """One hall: its text, its panorama, its exhibits."""
    shown = queries.visible_hall(slug)
    allow_viewers()
    page = request.args.get("page", default=1, type=int)
    return render_template(
        "site/halls/hall.html", hall=shown, scene=hall_scene(shown),
        listing=queries.hall_page(shown, page=page), picture_of=picture,
    )  # fmt: skip


@blueprint.get("/<lang>/halls/<slug>/data.json")
@cached_page
def hall_data(lang: str, slug: str) -> ResponseReturnValue:
    """The hall's own panorama as a walk of one scene."""
    data = queries.hall_tour(queries.visible_hall(slug), check_language(lang))
    if data is None:
        raise NotFound()
    return jsonify(data)
