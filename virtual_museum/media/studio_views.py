"""The curators' media library: list, upload, one file's page, and the states that pages ask for while they wait."""

from pathlib import Path
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.core.actors import current_actor
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.form_values import decimal_number
from virtual_museum.core.i18n import languages
from virtual_museum.core.security import csp, permission, studio_blueprint
from virtual_museum.core.signals import file_received
from virtual_museum.core.storage import ObjectMissing, get_storage
from virtual_museum.media import caption_views, detail_views, tus_views
from virtual_museum.media.conversion.limits import MIB
from virtual_museum.media.details import details_of, takes_details
from virtual_museum.media.intake_limits import intake
from virtual_museum.media.jobs import work_folder
from virtual_museum.media.model_queries import print_downloads
from virtual_museum.media.models import KINDS, STATES, Asset
from virtual_museum.media.queries import (
    AssetFilter,
    asset_by_code,
    asset_page,
    assets_by_code,
    conversion_progress,
    focus_percent,
    panorama_data,
    panorama_initial,
    picture,
    picture_url,
    sound_data,
    still_data,
    video_data,
)
from virtual_museum.media.reasons import UploadRefused, reason
from virtual_museum.media.rights import allows_copies
from virtual_museum.media.services import delete_asset, describe_asset, receive_file, retry_conversion, set_focus
from virtual_museum.media.uploads import ITEM_CODE_LENGTH
from virtual_museum.media.usage import usages
from virtual_museum.media.words import (
    KIND_WORDS,
    LACKS_WORDS,
    PRINT_WORDS,
    STATE_BADGES,
    STATE_WORDS,
    fact_rows,
    rights_choices,
)

blueprint = studio_blueprint("media", __name__)
more_blueprints = (tus_views.blueprint, caption_views.blueprint, detail_views.blueprint)

FOCUS = ("focus.x", "focus.y")
TRANSLATED = ("alt", "caption", "credit_line", "transcript")
MAX_STATES = 100


@blueprint.app_template_filter("asset_reason")
def asset_reason(asset: Asset) -> str:
    """Why the asset's conversion failed, in the reader's words."""
    return reason(asset.failure_code, asset.failure_params)


@blueprint.get("")
@permission("media.read")
def index() -> str:
    """All media, newest first, narrowed by the filters of the address."""
    wanted = AssetFilter(
        text=request.args.get("q", "").strip()[:100],
        kind=_one_of(request.args.get("kind"), KINDS),
        state=_one_of(request.args.get("state"), STATES),
        lacks=_one_of(request.args.get("lacks"), tuple(LACKS_WORDS)),
    )
    page = asset_page(wanted, request.args.get("page", 1, type=int))
    filters = {"q": wanted.text, "kind": wanted.kind, "state": wanted.state, "lacks": wanted.lacks}
    kept: dict[str, Any] = {name: value for name, value in filters.items() if value}
    return render_template(
        "studio/media/library.html", page=page, wanted=wanted, thumbnail=picture_url,
        page_address=lambda number: url_for("studio_media.index", page=number, **kept), **_words(),
    )  # fmt: skip


@blueprint.get("/upload")
@permission("media.edit")
def upload_page() -> str:
    """The page files are uploaded from, with and without JavaScript."""
    return render_template(
        "studio/media/upload.html", limits=intake(), megabyte=MIB, texts=_upload_texts(), item_code=_item_code(),
        **_words(),
    )  # fmt: skip


@blueprint.post("/upload")
@permission("media.edit")
def upload() -> AnyResponse:
    """Take in the files of a plain form."""
    kind = _one_of(request.form.get("kind"), KINDS)
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        flash(_("Choose at least one file."), "error")
        return redirect(url_for(".upload_page"))
    taken = 0
    for file in files:
        taken += _take(file, kind)
    if taken:
        words = ngettext(
            "%(num)s file received; it is being converted.",
            "%(num)s files received; they are being converted.",
            taken,
        )
        flash(words, "success")
    return redirect(url_for(".index") if taken else url_for(".upload_page"))


def _item_code() -> str:
    """The item that the files are uploaded for, as the address or the form names it."""
    return request.values.get("item", "").strip()[:ITEM_CODE_LENGTH]


def _take(file: FileStorage, kind: str) -> bool:
    """Receive one file of the form; what goes wrong is told, the others go on."""
    name = file.filename or "file"
    path = work_folder() / f"form-{id(file)}-{current_actor().user_id}"
    try:
        file.save(path)
        received = receive_file(path, name, kind, current_actor().user_id)
        if _item_code():
            file_received.send(received.asset, item_code=_item_code())
    except UploadRefused as refusal:
        flash(f"{name}: {refusal}", "error")
        return False
    finally:
        Path(path).unlink(missing_ok=True)
    if received.known:
        flash(_("%(name)s: the museum has this file already.", name=name), "success")
    return True


@blueprint.get("/states.json")
@permission("media.read")
def states() -> Response:
    """State, percent and picture of the assets whose codes are given; asked for while files are converted."""
    codes = request.args.get("codes", "").split(",")[:MAX_STATES]
    found = assets_by_code(codes)
    return jsonify(assets=[_state(found[code]) for code in codes if code in found])


def _state(asset: Asset) -> dict[str, object]:
    return {
        "code": asset.code, "kind": asset.kind, "state": asset.state, "percent": conversion_progress(asset),
        "words": str(STATE_WORDS[asset.state]), "reason": asset_reason(asset) or None,
        "picture": picture_url(asset) or None, "url": url_for("studio_media.asset_page_view", code=asset.code),
    }  # fmt: skip


@blueprint.get("/<code>")
@permission("media.read")
def asset_page_view(code: str) -> str:
    """Everything about one file."""
    asset = _asset(code)
    return _asset_page(asset, focus=dict(zip(FOCUS, focus_percent(asset) or ("", ""), strict=True)))


def _asset_page(asset: Asset, focus: dict[str, Any], focus_problem: object = None) -> str:
    """The file's page; `focus` is what stands in the fields of what stays in sight, and what is wrong with it."""
    if asset.kind in ("model", "panorama"):
        csp(script_src=["'wasm-unsafe-eval'"], img_src=["blob:"], connect_src=["blob:"], worker_src=["blob:"])
    return render_template(
        "studio/media/asset.html", asset=asset, shown=picture(asset), sound=sound_data(asset), film=video_data(asset),
        used=usages(asset), rights_choices=rights_choices(asset.rights_uri), print_words=PRINT_WORDS,
        fact_rows=fact_rows(asset),
        prints=print_downloads(asset), allows_copies=allows_copies(asset.rights_uri),
        detail_count=len(details_of(asset)), takes_details=takes_details(asset),
        focus=focus, focus_problem=focus_problem, **_words(),
    )  # fmt: skip


@blueprint.get("/<code>/panorama.json")
@permission("media.read")
def panorama_json(code: str) -> Response:
    """One panorama as a tour of a single scene, for the preview."""
    asset = _asset(code)
    data = panorama_data(asset)
    if data is None:
        raise NotFound()
    still = still_data(asset, languages()[0])
    scene: dict[str, object] = {
        "id": "preview", "title": asset.filename, "hall": None, "panorama": data, "still": still,
        "initial": panorama_initial(asset), "plan": None, "hotspots": [],
    }  # fmt: skip
    return jsonify(title=asset.filename, start="preview", plan=None, scenes=[scene])


@blueprint.post("/<code>")
@permission("media.edit")
def describe(code: str) -> AnyResponse:
    """Keep what is said about the file."""
    asset = _asset(code)
    texts = {
        name: {language: request.form.get(f"{name}.{language}", "").strip() for language in languages()}
        for name in TRANSLATED if any(f"{name}.{language}" in request.form for language in languages())
    }  # fmt: skip
    rights = request.form.get("rights_uri", "")
    known = {uri for uri, _label in rights_choices(asset.rights_uri)} | {""}
    describe_asset(asset, **texts, rights_uri=rights if rights in known else None)
    flash(_("Saved."), "success")
    return redirect(url_for(".asset_page_view", code=code))


@blueprint.post("/<code>/focus")
@permission("media.edit")
def focus(code: str) -> AnyResponse | tuple[str, int]:
    """Keep which place of the photograph stays in sight; both fields empty, or the second button, mean the middle."""
    asset = _asset(code)
    try:
        # Who goes back to the middle need not correct first what stands in the fields.
        names = () if request.form.get("action") == "middle" else FOCUS
        places = [decimal_number(request.form, name) for name in names]
        set_focus(asset, [place / 100 for place in places if place is not None] or None)
    except Invalid as wrong:
        typed = {name: request.form.get(name, "") for name in FOCUS}
        return _asset_page(asset, typed, next(iter(wrong.fields.values()), wrong)), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".asset_page_view", code=code))


@blueprint.post("/<code>/retry")
@permission("media.edit")
def retry(code: str) -> AnyResponse:
    """Convert a failed file once more."""
    retry_conversion(_asset(code))
    flash(_("The conversion is tried again."), "success")
    return redirect(url_for(".asset_page_view", code=code))


@blueprint.post("/<code>/delete")
@permission("media.delete")
def delete(code: str) -> AnyResponse:
    """Delete the file when nothing uses it."""
    asset = _asset(code)
    name = asset.filename
    delete_asset(asset)
    flash(_("%(name)s was deleted.", name=name), "success")
    return redirect(url_for(".index"))


@blueprint.get("/<code>/original")
@permission("media.read")
def original(code: str) -> AnyResponse:
    """The file as it was handed over, as a download."""
    asset = _asset(code)
    try:
        file = get_storage().open(asset.original_key)
    except ObjectMissing as error:
        raise NotFound() from error
    return send_file(file, "application/octet-stream", as_attachment=True, download_name=asset.filename, etag=False)


def _asset(code: str) -> Asset:
    asset = asset_by_code(code)
    if asset is None:
        raise NotFound()
    return asset


def _one_of(value: str | None, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _words() -> dict[str, object]:
    return {
        "kind_words": KIND_WORDS, "state_words": STATE_WORDS, "state_badges": STATE_BADGES,
        "kind_choices": tuple(KIND_WORDS.items()), "state_choices": tuple(STATE_WORDS.items()),
        "lacks_choices": tuple(LACKS_WORDS.items()),
    }  # fmt: skip


def _upload_texts() -> dict[str, str]:
    """Words of the uploading script."""
    return {
        "uploading": _("uploading"), "waiting": _("waiting"), "working": _("being converted"), "ready": _("ready"),
        "failed": _("failed"), "again": _("Try again"), "cancel": _("Cancel"), "open": _("Open"),
        "known": _("The museum has this file already."), "line": _("The line is broken; trying again …"),
        "lost": _("The file could not be sent. Check the connection and try again."),
        "progress": _("%(name)s: %(percent)s percent"),
    }  # fmt: skip
