"""Previews by secret link: a draft as visitors would see it, without an account.

Each feature registers how a draft of its kind is drawn and which assets it shows. Following a link lets this
browser also load those assets while they are not yet published, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from .db import db
from .documents import Document, load_body
from .errors import NotFound
from .i18n import languages

# A browser keeps access to the newest few drafts only, so that its cookie stays small.
REMEMBERED = 5
SESSION_KEY = "previews"


@dataclass(frozen=True)
class Preview:
    """How drafts of one kind are shown: `render(document, body)` → page; `assets(body)` → codes it may load."""

    render: Callable[[Document, Any], ResponseReturnValue]
    assets: Callable[[Any], set[str]]


_previews: dict[str, Preview] = {}

blueprint = Blueprint("previews", __name__)


def register_preview(kind: str, preview: Preview) -> None:
    """Declare how drafts of `kind` are previewed."""
    _previews[kind] = preview


def _document(token: str) -> Document | None:
    return db.session.scalar(select(Document).where(Document.preview_token == token))


@blueprint.get("/<lang>/preview/<token>")
def preview_page(lang: str, token: str) -> ResponseReturnValue:
    """The newest draft of the document whose secret link this is."""
    document = _document(token)
    if lang not in languages() or document is None or document.kind not in _previews:
        raise NotFound()
    kept = [known for known in session.get(SESSION_KEY, []) if known != token]
    session[SESSION_KEY] = [token, *kept][:REMEMBERED]
    body = load_body(document.kind, document.draft)
    answer = make_response(_previews[document.kind].render(document, body))
    # The address is the key: it must not travel on to other sites, nor into a search engine or a shared cache.
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def may_preview(asset_code: str) -> bool:
    """True where this browser followed the preview link of a draft that shows the asset."""
    for token in session.get(SESSION_KEY, []):
        document = _document(token)
        if document is None or document.kind not in _previews:
            continue
        body = load_body(document.kind, document.draft)
        if asset_code in _previews[document.kind].assets(body):
            return True
    return False
