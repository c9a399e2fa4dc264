"""The collection on a map and along a line of time, by the same address parameters as its list."""

from flask import Blueprint, g, render_template, request, url_for

from virtual_museum.catalogue.collection import read_request
from virtual_museum.catalogue.overviews import place_map, timeline
from virtual_museum.catalogue.search.index import search_index
from virtual_museum.catalogue.search.searching import SearchRequest
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.core.page_cache import cached_page

blueprint = Blueprint("site_overviews", __name__)


@blueprint.get("/<lang>/collection/map")
@cached_page
def on_map(lang: str) -> str:
    """Where the objects come from."""
    return _page("map", lang, found=place_map(_read(lang)))


@blueprint.get("/<lang>/collection/timeline")
@cached_page
def in_time(lang: str) -> str:
    """When the objects were made."""
    return _page("timeline", lang, found=timeline(_read(lang)))


def _read(lang: str) -> SearchRequest:
    if lang not in languages():
        raise NotFound()
    return read_request(request.args)


def _page(name: str, lang: str, **values: object) -> str:
    if search_index().lagging:
        # A page made from an index that is still catching up must not be kept as the newest.
        g.pop("page_key", None)
    address = url_for("site_catalogue.index", lang=lang)
    return render_template(f"site/catalogue/{name}.html", address=address, **values)
