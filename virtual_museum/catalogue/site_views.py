"""Visitor pages of the catalogue: the collection with its search, and the exhibit."""

from flask import Blueprint, g, json, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from virtual_museum.catalogue import collection, collection_data, exhibit, queries
from virtual_museum.catalogue.beside import found_beside
from virtual_museum.catalogue.citations import cited, styles
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.item_rows import ItemRow, item_row
from virtual_museum.catalogue.labels import SORT_LABELS
from virtual_museum.catalogue.naming import slugify
from virtual_museum.catalogue.overview_views import blueprint as overviews
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.catalogue.template_helpers import item_url
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages, today, translated_text
from virtual_museum.core.page_cache import cached_page
from virtual_museum.core.security import csp

blueprint = Blueprint("site_catalogue", __name__)
# Lines below the search field: objects, and others of each kind.
SUGGESTED = 6
SUGGESTED_OTHERS = 2
more_blueprints = (overviews,)


def check_language(lang: str) -> str:
    """`lang` where the museum speaks it. Raises NotFound."""
    if lang not in languages():
        raise NotFound()
    return lang


@blueprint.get("/<lang>/collection")
@cached_page
def index(lang: str) -> ResponseReturnValue:
    """Search and browse everything that is published; `&format=json` gives the same as data."""
    check_language(lang)
    found = collection.listing(collection.read_request(request.args), url_for(".index", lang=lang))
    if search_index().lagging:
        # A page made from an index that is still catching up must not be kept as the newest.
        g.pop("page_key", None)
    if request.args.get("format") == "json":
        return jsonify(collection_data.as_json(found))
    numbers = collection.page_numbers(found.request.page, found.pages)
    return render_template("site/catalogue/collection.html", found=found, sorts=SORT_LABELS, numbers=numbers)


@blueprint.get("/<lang>/collection/suggest")
def suggest(lang: str) -> ResponseReturnValue:
    """While one types: {"items": [{code, title, inventory_number, image, url}], "other": [{kind, label, items}]}."""
    check_language(lang)
    typed = request.args.get("q", "")[:200]
    cards = collection_data.suggestions(typed, SUGGESTED)
    return jsonify(
        items=[suggestion(card) | {"url": item_url(card.code)} for card in cards],
        other=[group.as_json() for group in found_beside(typed, unfinished=True, most=SUGGESTED_OTHERS)],
    )


def suggestion(card: queries.Card) -> dict[str, str | None]:
    """A card as pickers and search fields show it."""
    return {
        "code": card.code,
        "title": translated_text(card.title),
        "inventory_number": card.inventory_number,
        "image": card.picture_address() or None,
    }


@blueprint.get("/<lang>/items/<code>")
@blueprint.get("/<lang>/items/<code>/<slug>", endpoint="item_with_name")
@cached_page
def item(lang: str, code: str, slug: str = "") -> ResponseReturnValue:
    """One exhibit; the code may be typed in any way, the slug is decoration."""
    check_language(lang)
    canonical = parse_code(code)
    if canonical is None:
        raise NotFound()
    if canonical != code:
        return redirect(url_for(".item", lang=lang, code=canonical), 301)
    found = item_row(canonical)
    if found is None or found.status == "draft":
        raise NotFound()
    if found.status == "withdrawn":
        return make_response(render_template("site/catalogue/withdrawn.html", item=found), 410)
    return _page(lang, found)


def _page(lang: str, found: ItemRow) -> str:
    shown = exhibit.exhibit(found)
    if shown.model is not None:
        csp(img_src=["blob:"], connect_src=["blob:", "data:"], worker_src=["blob:"], script_src=["'wasm-unsafe-eval'"])
    address = item_url(found.code)
    slug = slugify(translated_text(found.title), 60)
    data = json.dumps(exhibit.json_ld(shown, address), ensure_ascii=False).replace("<", "\\u003c")
    return render_template(
        "site/catalogue/item.html",
        shown=shown,
        item=found,
        canonical=f"{address}/{slug}" if slug else address,
        json_ld=Markup(data),
        lasting=address,
        citations=styles(cited(found, lang, today())),
    )
