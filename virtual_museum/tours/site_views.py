"""Visitor pages of tours, and the preview of their drafts."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from virtual_museum.core.document_rows import published_body, row_of
from virtual_museum.core.documents import Document, by_preview_token, load_body
from virtual_museum.core.i18n import current_language
from virtual_museum.core.page_cache import cached_page
from virtual_museum.core.preview_views import Preview, register_preview
from virtual_museum.halls.site_views import allow_viewers, check_language
from virtual_museum.tours import queries
from virtual_museum.tours.models import Tour
from virtual_museum.tours.queries import TourReader
from virtual_museum.tours.schemas import KIND, TourBody

blueprint = Blueprint("tours", __name__)


@blueprint.get("/<lang>/tours")
@cached_page
def tours(lang: str) -> str:
    """All tours."""
    check_language(lang)
    return render_template("site/tours/list.html", cards=queries.tour_cards())


@blueprint.get("/<lang>/tours/<slug>")
@cached_page
def tour(lang: str, slug: str) -> str:
    """The walk; without JavaScript the same halls as still pictures with their exhibits."""
    language = check_language(lang)
    shown = queries.visible_tour(slug)
    reader = TourReader(shown, published_body(shown), language)
    return _page(reader, f"/{language}/tours/{slug}/data.json")


def _page(reader: TourReader, data_url: str, preview: bool = False) -> str:
    allow_viewers()
    scenes = reader.scenes_from(request.args.get("scene", ""))
    return render_template(
        "site/tours/tour.html", reader=reader, tour=reader.tour, body=reader.body, scenes=scenes,
        data_url=data_url, preview=preview,
    )  # fmt: skip


@blueprint.get("/<lang>/tours/<slug>/data.json")
@cached_page
def tour_data(lang: str, slug: str) -> ResponseReturnValue:
    """What the viewer fetches."""
    language = check_language(lang)
    shown = queries.visible_tour(slug)
    return jsonify(TourReader(shown, published_body(shown), language).data())


def preview_tour(document: Document, body: TourBody) -> str:
    """A draft as visitors would see it."""
    reader = TourReader(row_of(Tour, document), body, current_language())
    data_url = f"/{current_language()}/preview/{document.preview_token}/data.json"
    return _page(reader, data_url, preview=True)


@blueprint.get("/<lang>/preview/<token>/data.json")
def preview_data(lang: str, token: str) -> ResponseReturnValue:
    """What the viewer fetches for a draft."""
    language = check_language(lang)
    document = by_preview_token(KIND, token)
    body = load_body(KIND, document.draft)
    answer = jsonify(TourReader(row_of(Tour, document), body, language).data())
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def preview_assets(body: Any) -> set[str]:
    """Files a preview may load before they are published."""
    return body.asset_codes() if isinstance(body, TourBody) else set()


register_preview(KIND, Preview(preview_tour, preview_assets))
