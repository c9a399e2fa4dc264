"""IIIF Presentation API 3.0: items and exhibitions as manifests that any viewer opens, the collection in pages.

Only published things appear; what is taken back answers 404 or 410 from the next request on.
"""

from datetime import datetime

from flask import Blueprint, Response, current_app, json
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from virtual_museum.api.iiif_canvases import JSON, base
from virtual_museum.api.iiif_manifests import (
    exhibition_id,
    item_manifest,
    manifest_id,
    manifest_of,
    model_manifest,
    provider,
    published_item,
)
from virtual_museum.api.language_maps import in_all_languages, language_map
from virtual_museum.api.open_doors import answered, last_change, open_to_all
from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db
from virtual_museum.core.documents import Document
from virtual_museum.core.errors import NotFound
from virtual_museum.exhibitions.models import Exhibition

blueprint = Blueprint("iiif_presentation", __name__, url_prefix="/iiif/presentation/3")
open_to_all(blueprint)

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
PAGE, LAST_PAGE = 500, 1_000_000


def answer(body: JSON, modified: datetime | None = None) -> Response:
    """`body` as a IIIF document."""
    response = current_app.response_class(
        json.dumps({"@context": CONTEXT, **body}, ensure_ascii=False), mimetype="application/ld+json"
    )
    response.headers["Content-Type"] = MEDIA_TYPE
    return answered(response, modified)


@blueprint.get("/items/<code>/manifest")
def item(code: str) -> Response:
    """One published item."""
    found = published_item(code)
    return answer(item_manifest(found), last_change(found))


@blueprint.get("/items/<code>/models/<asset_code>/manifest")
def model(code: str, asset_code: str) -> Response:
    """One 3D model of a published item by itself."""
    return answer(model_manifest(code, asset_code))


@blueprint.get("/exhibitions/<slug>/manifest")
def exhibition(slug: str) -> Response:
    """One exhibition: a canvas for each exhibit, a range for each chapter."""
    return answer(manifest_of("exhibitions", slug))


@blueprint.get("/collection")
def collection() -> Response:
    """The exhibitions, then the whole published collection as a list of pages."""
    total = db.session.scalar(select(func.count()).select_from(Item).where(Item.status == "published")) or 0
    name = f"{base()}/iiif/presentation/3/collection"
    parts: list[JSON] = []
    if _exhibitions():
        label = in_all_languages(_l("Exhibitions"))
        parts.append({"id": f"{base()}/iiif/presentation/3/exhibitions", "type": "Collection", "label": label})
    parts += [
        {"id": f"{name}/{number}", "type": "Collection", "label": {"none": [str(number)]}}
        for number in range(1, -(-total // PAGE) + 1)
    ]
    label = in_all_languages(_l("Collection"))
    return answer({"id": name, "type": "Collection", "label": label, "provider": provider(), "items": parts})


@blueprint.get("/exhibitions")
def exhibitions() -> Response:
    """All exhibitions that visitors may see."""
    return answer(
        {
            "id": f"{base()}/iiif/presentation/3/exhibitions",
            "type": "Collection",
            "label": in_all_languages(_l("Exhibitions")),
            "partOf": [{"id": f"{base()}/iiif/presentation/3/collection", "type": "Collection"}],
            "items": [
                {"id": exhibition_id(one.slug), "type": "Manifest", "label": language_map(one.title)}
                for one in _exhibitions()
            ],
        }
    )


def _exhibitions() -> list[Exhibition]:
    query = select(Exhibition).join(Document, Document.id == Exhibition.document_id).where(Document.visible())
    return list(db.session.scalars(query.order_by(Exhibition.position, Exhibition.id)))


@blueprint.get("/collection/<int:number>")
def collection_page(number: int) -> Response:
    """One page of the published collection, in the order of cataloguing."""
    if not 1 <= number <= LAST_PAGE:
        raise NotFound()
    # What stands before the page is counted in the index alone.
    before = select(Item.id).where(Item.status == "published").order_by(Item.id).limit(PAGE)
    keys = before.offset((number - 1) * PAGE).subquery()
    rows = db.session.execute(select(Item.code, Item.title).join(keys, keys.c.id == Item.id).order_by(Item.id)).all()
    if not rows:
        raise NotFound()
    name = f"{base()}/iiif/presentation/3/collection"
    return answer(
        {
            "id": f"{name}/{number}",
            "type": "Collection",
            "label": in_all_languages(_l("Collection")),
            "partOf": [{"id": name, "type": "Collection"}],
            "items": [
                {"id": manifest_id(code), "type": "Manifest", "label": language_map(title)} for code, title in rows
            ],
        }
    )
