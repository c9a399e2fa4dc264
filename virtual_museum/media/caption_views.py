"""Captions of a sound or film in the studio: hand in a WebVTT or SubRip file for a language, or take it away."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.media.captions import CAPTIONED_KINDS, MAX_CAPTION_BYTES, remove_captions, set_captions
from virtual_museum.media.queries import asset_by_code

blueprint = studio_blueprint("captions", __name__, prefix="/studio/media")


@blueprint.post("/<code>/captions")
@permission("media.edit")
def change(code: str) -> AnyResponse:
    """Keep the file of captions for a language, or with the action "remove" drop those that are there."""
    asset, language = asset_by_code(code), request.form.get("language", "")
    if asset is None or asset.kind not in CAPTIONED_KINDS or language not in languages():
        raise NotFound()
    back = redirect(url_for("studio_media.asset_page_view", code=code, _anchor="captions"))
    if request.form.get("action") == "remove":
        remove_captions(asset, language)
        flash(_("The captions were removed."), "success")
        return back
    file = request.files.get("captions")
    if file is None or not file.filename:
        flash(_("Choose a file of captions."), "error")
        return back
    try:
        count = set_captions(asset, language, file.stream.read(MAX_CAPTION_BYTES + 1))
    except Invalid as error:
        flash(str(next(iter(error.fields.values()))), "error")
        return back
    flash(ngettext("%(num)s caption kept.", "%(num)s captions kept.", count), "success")
    return back
