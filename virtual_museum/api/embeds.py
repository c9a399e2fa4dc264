"""Cards of objects, exhibitions and tours that stand in frames of other sites: `/{lang}/embed/items/CODE`.

They hold no form and know no session, so these views alone may be framed by everybody.
"""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from virtual_museum.api.embeddable import FINDERS
from virtual_museum.core.errors import Gone, NotFound
from virtual_museum.core.page_cache import cached_page
from virtual_museum.core.security import framed_anywhere
from virtual_museum.halls.site_views import allow_viewers, check_language

blueprint = Blueprint("embeds", __name__, url_prefix="/<lang>/embed")


@blueprint.get("/items/<code>")
@framed_anywhere
@cached_page
def item(lang: str, code: str) -> ResponseReturnValue:
    """An object: its picture, or its model to be turned, with its name and the way to its page."""
    return _card(lang, "items", code)


@blueprint.get("/exhibitions/<slug>")
@framed_anywhere
@cached_page
def exhibition(lang: str, slug: str) -> ResponseReturnValue:
    """An exhibition: its cover and the way in."""
    return _card(lang, "exhibitions", slug)


@blueprint.get("/tours/<slug>")
@framed_anywhere
@cached_page
def tour(lang: str, slug: str) -> ResponseReturnValue:
    """A tour that can be walked right there; `scene`, `yaw`, `pitch` and `fov` say where it begins."""
    return _card(lang, "tours", slug)


def _card(lang: str, kind: str, key: str) -> ResponseReturnValue:
    check_language(lang)
    try:
        shown = FINDERS[kind](key)
    except (Gone, NotFound) as error:
        # A whole page of ours would look lost in a frame of somebody else.
        return make_response(render_template("api/embed_gone.html", message=error.message), error.status)
    allow_viewers()
    page = f"/{lang}/{shown.path}"
    if request.query_string and kind == "tours":
        page += "?" + request.query_string.decode("latin-1")
    scene = request.args.get("scene", "") if kind == "tours" else ""
    return render_template("api/embed.html", shown=shown, page=page, scene=scene, home=url_for("site.home", lang=lang))
