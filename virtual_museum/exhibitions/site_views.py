"""Visitor pages of exhibitions, and the preview of their drafts."""

from typing import Any

from flask import Blueprint, render_template, request

from virtual_museum.core.document_rows import published_body, row_of
from virtual_museum.core.documents import Document
from virtual_museum.core.page_cache import cached_page
from virtual_museum.core.preview_views import Preview, register_preview
from virtual_museum.exhibitions import queries
from virtual_museum.exhibitions.block_types import KIND_LABELS
from virtual_museum.exhibitions.models import KINDS, Exhibition
from virtual_museum.exhibitions.schemas import KIND, ExhibitionBody
from virtual_museum.exhibitions.story import read_story
from virtual_museum.halls.site_views import allow_viewers, check_language
from virtual_museum.media.queries import picture

blueprint = Blueprint("exhibitions", __name__)


# Not kept ready: what is current changes at midnight without any change of content.
@blueprint.get("/<lang>/exhibitions")
def exhibitions(lang: str) -> str:
    """Exhibitions by time and kind."""
    check_language(lang)
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = max(1, request.args.get("page", default=1, type=int))
    past = queries.visible_cards("past", kind, limit=queries.PAST_PAGE + 1, offset=(page - 1) * queries.PAST_PAGE)
    return render_template(
        "site/exhibitions/list.html", kind=kind, kinds=KIND_LABELS, page=page, picture_of=picture,
        current=queries.visible_cards("current", kind) if page == 1 else [],
        upcoming=queries.visible_cards("upcoming", kind) if page == 1 else [],
        past=past[: queries.PAST_PAGE], more=len(past) > queries.PAST_PAGE,
    )  # fmt: skip


@blueprint.get("/<lang>/exhibitions/<slug>")
@cached_page
def exhibition(lang: str, slug: str) -> str:
    """The story of an exhibition."""
    check_language(lang)
    shown = queries.visible_exhibition(slug)
    return _page(shown, published_body(shown))


def _page(shown: Exhibition, body: ExhibitionBody, preview: bool = False) -> str:
    allow_viewers()
    return render_template(
        "site/exhibitions/exhibition.html", exhibition=shown, body=body, story=read_story(body),
        kind_label=KIND_LABELS[shown.kind], preview=preview,
    )  # fmt: skip


def preview_exhibition(document: Document, body: ExhibitionBody) -> str:
    """A draft as visitors would see it."""
    return _page(row_of(Exhibition, document), body, preview=True)


def preview_assets(body: Any) -> set[str]:
    """Files a preview may load before they are published."""
    return body.asset_codes() if isinstance(body, ExhibitionBody) else set()


register_preview(KIND, Preview(preview_exhibition, preview_assets))
