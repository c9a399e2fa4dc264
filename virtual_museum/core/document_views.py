"""Studio pages that all kinds of documents share: history, differences, conflicts, preview, publishing.

A feature says what is its own (`DocumentPages`) and adds the pages to its studio blueprint, below its own slug.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_utc
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from . import documents
from .actors import current_actor
from .config import settings
from .differences import Change, readable_changes
from .document_rows import HasDocument, remember, save_draft
from .documents import Document
from .errors import Invalid, NotFound
from .i18n import current_language
from .security import permission

HISTORY_PAGE = 50
PUBLISH = "documents.publish"


@dataclass(frozen=True)
class DocumentPages:
    """What the shared pages must know of a kind of document.

    `find(slug)` returns the row or raises NotFound; `editor` and `page` are endpoints that take `slug` (the visitor
    page also `lang`); `words` names the fields of the body for people; `label` is the kind in the singular.
    """

    kind: str
    label: object
    edit_permission: str
    find: Callable[[str], HasDocument]
    editor: str
    page: str
    words: Mapping[str, object] = field(default_factory=dict)

    def endpoint(self, view: str) -> str:
        """The endpoint of a shared page of this kind: "history", "publishing" …"""
        return f"{self.editor.partition('.')[0]}.document_{view}"

    def keep(self, owner: HasDocument, body: BaseModel, forward: str) -> ResponseReturnValue:
        """Keep the form's body as the newest draft and go on to `forward`, or to the conflict page."""
        saved = save_draft(owner, body.model_dump(mode="json"), based_on(request.form))
        if saved.conflict is None:
            return redirect(forward)
        mine, theirs = saved.revision.number, saved.conflict.number
        return redirect(url_for(self.endpoint("conflict"), slug=owner.slug, mine=mine, theirs=theirs))


def add_document_views(blueprint: Blueprint, pages: DocumentPages) -> None:
    """Add the shared pages to a feature's studio blueprint."""
    edit = pages.edit_permission
    for method, rule, view, needed in (
        ("GET", "/<slug>/history", history, edit),
        ("GET", "/<slug>/history/<int:number>", changes, edit),
        ("POST", "/<slug>/history/<int:number>/restore", restore, edit),
        ("GET", "/<slug>/conflict", conflict, edit),
        ("GET", "/<slug>/publishing", publishing, edit),
        ("POST", "/<slug>/publish", publish, PUBLISH),
        ("POST", "/<slug>/unpublish", unpublish, PUBLISH),
        ("POST", "/<slug>/preview-link", renew_preview, edit),
    ):
        # Named after the view: CSRF protection asks every view for its name.
        bound = permission(needed)(update_wrapper(partial(view, pages), view))
        blueprint.add_url_rule(rule, f"document_{view.__name__}", bound, methods=[method])


def based_on(form: MultiDict[str, str]) -> int:
    """The revision number the author had before his eyes, from the form's hidden field. Raises Invalid."""
    value = form.get("based_on", "")
    if not value.isdigit():
        raise Invalid(_("The form is incomplete. Please load the page again."))
    return int(value)


def seen_body(owner: HasDocument) -> Any:
    """The body the author had before his eyes when he filled in the form, in today's schema."""
    revision = documents.revision(owner.document, based_on(request.form))
    return documents.load_body(owner.document.kind, revision)


def preview_url(document: Document, language: str | None = None) -> str:
    """The secret link to the newest draft, as it is handed to colleagues."""
    path = url_for("previews.preview_page", lang=language or current_language(), token=document.preview_token)
    return settings().base_url + path


def history(pages: DocumentPages, slug: str) -> str:
    """All revisions, newest first."""
    owner = pages.find(slug)
    before = request.args.get("before", type=int)
    revisions = documents.history(owner.document, limit=HISTORY_PAGE + 1, before=before)
    older = revisions[HISTORY_PAGE - 1].number if len(revisions) > HISTORY_PAGE else None
    return render_template(
        "studio/documents/history.html", pages=pages, owner=owner, document=owner.document,
        revisions=revisions[:HISTORY_PAGE], older=older,
    )


def _differences(pages: DocumentPages, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return readable_changes(before, after, pages.words)


def changes(pages: DocumentPages, slug: str, number: int) -> str:
    """What revision `number` changed against `?against=` (default: the one it started from)."""
    owner = pages.find(slug)
    shown = documents.revision(owner.document, number)
    against = request.args.get("against", default=shown.based_on, type=int)
    earlier = documents.revision(owner.document, against) if against else None
    found = _differences(pages, earlier.body if earlier else {}, shown.body)
    return render_template(
        "studio/documents/changes.html", pages=pages, owner=owner, document=owner.document,
        shown=shown, earlier=earlier, changes=found,
    )


def restore(pages: DocumentPages, slug: str, number: int) -> ResponseReturnValue:
    """Make revision `number` the newest draft."""
    owner = pages.find(slug)
    documents.rollback(owner.document, number)
    remember(owner)
    flash(_("Version %(number)s is the draft again. Nothing in between was lost.", number=number))
    return redirect(url_for(pages.editor, slug=slug))


def conflict(pages: DocumentPages, slug: str) -> str:
    """Two people saved from the same revision: both versions, and what differs."""
    owner = pages.find(slug)
    mine, theirs = request.args.get("mine", type=int), request.args.get("theirs", type=int)
    if not mine or not theirs:
        raise NotFound()
    ours, others = documents.revision(owner.document, mine), documents.revision(owner.document, theirs)
    return render_template(
        "studio/documents/conflict.html", pages=pages, owner=owner, document=owner.document,
        mine=ours, theirs=others, changes=_differences(pages, others.body, ours.body),
    )


def publishing(pages: DocumentPages, slug: str) -> str:
    """What is missing, what visitors see now, the preview link, and the button to publish."""
    owner = pages.find(slug)
    return render_template(
        "studio/documents/publishing.html", pages=pages, owner=owner, document=owner.document,
        warnings=documents.warnings(owner.document), preview=preview_url(owner.document),
        may_publish=current_actor().can("documents.publish"),
    )


def _moment(value: str | None, name: str) -> datetime | None:
    """A form's local date and time as a moment. Raises Invalid."""
    if not value:
        return None
    try:
        naive = datetime.fromisoformat(value)
    except ValueError as error:
        raise Invalid(fields={name: _l("Write the date and time as 2026-05-28 10:00.")}) from error
    return to_utc(naive.replace(tzinfo=None)).replace(tzinfo=UTC)


def publish(pages: DocumentPages, slug: str) -> ResponseReturnValue:
    """Show visitors the revision the curator had before his eyes, within the window of the form."""
    owner = pages.find(slug)
    window = {name: _moment(request.form.get(name), name) for name in ("starts_at", "ends_at")}
    seen = request.form.get("number", type=int)
    documents.publish(owner.document, number=seen, starts_at=window["starts_at"], ends_at=window["ends_at"])
    if owner.document.is_visible():
        flash(_("Published. Visitors see this version now."))
    else:
        flash(_("Scheduled. Visitors will see it when its time comes."))
    return redirect(url_for(pages.endpoint("publishing"), slug=slug))


def unpublish(pages: DocumentPages, slug: str) -> ResponseReturnValue:
    """Take the document from visitors."""
    documents.unpublish(pages.find(slug).document)
    flash(_("Taken back. Visitors no longer see it; drafts and history stay."))
    return redirect(url_for(pages.endpoint("publishing"), slug=slug))


def renew_preview(pages: DocumentPages, slug: str) -> ResponseReturnValue:
    """Make a new secret link; the old one stops working."""
    documents.renew_preview_token(pages.find(slug).document)
    flash(_("The old preview link no longer works; this is the new one."))
    return redirect(url_for(pages.endpoint("publishing"), slug=slug))
