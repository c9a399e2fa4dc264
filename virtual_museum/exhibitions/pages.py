"""What the shared document pages must know of exhibitions."""

from flask_babel import lazy_gettext as _l

from virtual_museum.core.document_views import DocumentPages
from virtual_museum.exhibitions import queries
from virtual_museum.exhibitions.block_types import FIELD_WORDS
from virtual_museum.exhibitions.schemas import KIND

PAGES = DocumentPages(
    kind=KIND,
    label=_l("Exhibition"),
    edit_permission="exhibitions.edit",
    find=queries.exhibition_by_slug,
    editor="studio_exhibitions.compose",
    page="exhibitions.exhibition",
    words=FIELD_WORDS,
)
