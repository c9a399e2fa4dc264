"""What viewers fetch: files of renditions, and the data of 3D models."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request
from werkzeug.http import parse_range_header
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.core.actors import current_actor
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import current_language, languages
from virtual_museum.core.preview_views import may_preview
from virtual_museum.core.storage import ObjectMissing, get_storage
from virtual_museum.media.captions import captions_etag
from virtual_museum.media.model_queries import viewer_data
from virtual_museum.media.model_words import ModelWords, model_words
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import asset_by_code
from virtual_museum.media.serving import StoredPart, stored_part

blueprint = Blueprint("media", __name__)

YEAR_SECONDS = 31_536_000
BLOCK_BYTES = 1 << 18


@blueprint.app_template_global("model_words")
def words_of_model(asset: Asset) -> ModelWords:
    """What templates say beside a model."""
    return model_words(asset)


@blueprint.get("/media/<code>/<stamp>/<specification>/<path:path>")
def rendition_file(code: str, stamp: str, specification: str, path: str) -> Response:
    """A file of a rendition; its content never changes, so browsers keep it for a year."""
    part = stored_part(code, stamp, specification, path)
    if part is None or not may_have(code, is_public=part.is_public):
        raise NotFound()
    try:
        return serve_part(part)
    except ObjectMissing as error:
        raise NotFound() from error


@blueprint.get("/media-data/models/<code>.json")
def model_json(code: str) -> AnyResponse:
    """What the 3D viewer needs to know about a model; `?lang=` names the language of its words."""
    asset = asset_by_code(code)
    wanted = request.args.get("lang", "")
    language = wanted if wanted in languages() else current_language()
    data = viewer_data(asset, language) if may_see(asset) else None
    if data is None:
        raise NotFound()
    response = jsonify(data)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/media-data/captions/<code>/<lang>.vtt")
def captions(code: str, lang: str) -> AnyResponse:
    """The captions of a sound or film in one language."""
    asset = asset_by_code(code)
    if asset is None or not may_see(asset) or lang not in asset.caption_languages:
        raise NotFound()
    text = asset.caption_texts[lang]
    response = Response(text, content_type="text/vtt; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    if asset.published:
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(captions_etag(text))
    return response.make_conditional(request)


def may_see(asset: Asset | None) -> bool:
    """Whether whoever asks may have the asset's renditions."""
    if asset is None or asset.state != "ready":
        return False
    return may_have(asset.code, is_public=asset.published)


def may_have(code: str, *, is_public: bool) -> bool:
    """Whether whoever asks may have files of the asset of that code, which visitors have when `is_public`."""
    return is_public or current_actor().can("media.read") or may_preview(code)


def serve_part(part: StoredPart) -> Response:
    """The bytes, or the range of them that was asked for, or "not changed". Raises ObjectMissing."""
    response = Response(mimetype=part.media_type)
    response.headers["Content-Type"] = part.media_type
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if part.is_public else "private, no-store"
    )
    if part.is_public:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if part.download_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{part.download_name}"'
    response.set_etag(part.etag)
    if request.if_none_match.contains(part.etag):
        response.status_code = 304
        return response
    start, length = _wanted_range(part, response)
    if start is None:
        return response
    response.headers["Content-Length"] = str(length)
    if request.method != "HEAD":
        response.response = _bytes(part.key, part.start + start, length)
    return response


def _wanted_range(part: StoredPart, response: Response) -> tuple[int | None, int]:
    """First byte and length to send; sets status 206 or 416 where a range was asked for."""
    wanted = parse_range_header(request.headers.get("Range"))
    if_range = request.headers.get("If-Range")
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return 0, part.length
    if if_range and if_range.strip('"') != part.etag:
        return 0, part.length
    place = wanted.range_for_length(part.length)
    if place is None:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{part.length}"
        return None, 0
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {place[0]}-{place[1] - 1}/{part.length}"
    return place[0], place[1] - place[0]


def _bytes(key: str, start: int, length: int) -> Iterator[bytes] | list[bytes]:
    storage = get_storage()
    if length <= BLOCK_BYTES:
        return [storage.read_range(key, start, length)]
    # The first block is read at once: a file that is gone must be an error, not half an answer.
    first = storage.read_range(key, start, BLOCK_BYTES)

    def rest() -> Iterator[bytes]:
        yield first
        place = start + len(first)
        while place < start + length:
            block = storage.read_range(key, place, min(BLOCK_BYTES, start + length - place))
            if not block:
                return
            place += len(block)
            yield block

    return rest()
