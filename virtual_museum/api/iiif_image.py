"""IIIF Image API 3.0, level 2: regions of the museum's pictures at any size, out of the tiled pyramid.

Source: https://iiif.io/api/image/3.0/. Every answer may be read by any site (CORS); errors are 400 for what the
specification does not know and 501 for what it knows and we do not do.
"""

from flask import Blueprint, Response, json, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.api.iiif_cache import cached_picture
from virtual_museum.api.iiif_request import ImageRequest, read_request
from virtual_museum.core.config import settings
from virtual_museum.core.errors import NotFound
from virtual_museum.media.conversion.images import PYRAMID_TILE
from virtual_museum.media.serving import StoredPyramid, stored_pyramid
from virtual_museum.media.site_views import may_have

blueprint = Blueprint("iiif_image", __name__, url_prefix="/iiif/image/3")

PROFILE = "http://iiif.io/api/image/3/level2.json"
CONTEXT = "http://iiif.io/api/image/3/context.json"
# More pixels in one answer would hold a web process for seconds; bigger regions are for the tiles.
MAX_AREA = 60_000_000
FEATURES = (
    "baseUriRedirect", "canonicalLinkHeader", "cors", "jsonldMediaType", "mirroring", "profileLinkHeader",
    "regionByPct", "regionByPx", "regionSquare", "rotationBy90s", "sizeByConfinedWh", "sizeByH", "sizeByPct",
    "sizeByW", "sizeByWh", "sizeUpscaling",
)  # fmt: skip
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
YEAR_SECONDS = 31_536_000


@blueprint.after_request
def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/<code>")
@blueprint.get("/<code>/")
def base(code: str) -> AnyResponse:
    """The picture's own address leads to its description."""
    _pyramid(code)
    return redirect(url_for(".info", code=code), 303)


@blueprint.get("/<code>/info.json")
def info(code: str) -> AnyResponse:
    """The description of a picture."""
    pyramid = _pyramid(code)
    width, height = pyramid.width, pyramid.height
    factors = [1]
    while max(width, height) / factors[-1] > PYRAMID_TILE:
        factors.append(factors[-1] * 2)
    body = {
        "@context": CONTEXT, "id": f"{settings().base_url}/iiif/image/3/{code}", "type": "ImageService3",
        "protocol": "http://iiif.io/api/image", "profile": "level2", "width": width, "height": height,
        "maxArea": MAX_AREA,
        "sizes": [{"width": -(-width // factor), "height": -(-height // factor)} for factor in reversed(factors)],
        "tiles": [{"width": PYRAMID_TILE, "height": PYRAMID_TILE, "scaleFactors": factors}],
        "extraFormats": ["webp"], "extraQualities": ["color", "gray", "bitonal"], "extraFeatures": list(FEATURES),
        "preferredFormats": ["webp", "jpg"],
    }  # fmt: skip
    if pyramid.rights_uri:
        body["rights"] = pyramid.rights_uri
    response = Response(json.dumps(body))
    linked = request.accept_mimetypes.best_match(["application/json", "application/ld+json"]) == "application/ld+json"
    response.headers["Content-Type"] = f'application/ld+json;profile="{CONTEXT}"' if linked else "application/json"
    response.headers["Link"] = f'<{PROFILE}>;rel="profile"'
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.route("/<code>/info.json", methods=["OPTIONS"])
@blueprint.route("/<code>/<region>/<size>/<rotation>/<name>", methods=["OPTIONS"])
def preflight(**_place: str) -> Response:
    """What a browser asks before it fetches from another site."""
    return Response(
        status=204, headers={"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*"}
    )


@blueprint.get("/<code>/<region>/<size>/<rotation>/<name>")
def picture(code: str, region: str, size: str, rotation: str, name: str) -> Response:
    """A region of the picture in the wanted size, turned, in the wanted quality and format."""
    pyramid = _pyramid(code)
    return _answer(pyramid, read_request(region, size, rotation, name, pyramid.width, pyramid.height, MAX_AREA))


def _answer(pyramid: StoredPyramid, wanted: ImageRequest) -> Response:
    canonical = f"{settings().base_url}/iiif/image/3/{pyramid.code}/{wanted.canonical}"
    response = Response(mimetype=TYPES[wanted.format])
    etag = f"{pyramid.run}-{wanted.canonical}".replace("/", "_")
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}" if pyramid.is_public else "private, no-store"
    response.headers["Link"] = f'<{canonical}>;rel="canonical", <{PROFILE}>;rel="profile"'
    if request.if_none_match.contains(etag):
        response.status_code = 304
        return response
    response.set_data(cached_picture(pyramid.key, wanted))
    return response


def _pyramid(code: str) -> StoredPyramid:
    """The picture's pyramid, for whoever may see it; otherwise nothing is admitted to exist."""
    pyramid = stored_pyramid(code)
    if pyramid is None or not may_have(code, is_public=pyramid.is_public):
        raise NotFound()
    return pyramid
