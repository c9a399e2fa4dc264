"""Change sets in the studio: seen row by row, applied in part, undone as a whole."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select, update

from virtual_museum.catalogue import changes, labels, queries
from virtual_museum.catalogue.collection import page_numbers
from virtual_museum.catalogue.importing import staging
from virtual_museum.catalogue.jobs import begin_applying, job_of
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet, Item
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError, NotFound
from virtual_museum.core.i18n import current_language
from virtual_museum.core.security import permission, studio_blueprint

blueprint: Blueprint = studio_blueprint("changes", __name__)
PAGE = 50
REFRESH_SECONDS = 3


@blueprint.get("")
@permission("catalogue.import")
def index() -> str:
    """The newest change sets."""
    page = max(1, request.args.get("page", 1, type=int))
    rows, total = queries.change_sets(page, PAGE)
    pages = max(1, -(-total // PAGE))
    return render_template(
        "studio/catalogue/changes.html", rows=rows, page=page, pages=pages, numbers=page_numbers(page, pages)
    )


def known_change_set(number: int) -> ChangeSet:
    """The change set of that number. Raises NotFound."""
    found = db.session.get(ChangeSet, number)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/<int:number>")
@permission("catalogue.read")
def show(number: int) -> ResponseReturnValue:
    """One change set with its rows, those of one kind at a time; how far the work is while a job is at it."""
    change_set = known_change_set(number)
    if change_set.state in staging.BUSY:
        return _working(change_set)
    action = request.args.get("action", "")
    page = max(1, request.args.get("page", 1, type=int))
    shown = select(ChangeEntry).where(ChangeEntry.change_set_id == number)
    if action in labels.ACTION_LABELS:
        shown = shown.where(ChangeEntry.action == action)
    total = db.session.scalar(select(func.count()).select_from(shown.subquery())) or 0
    entries = list(db.session.scalars(shown.order_by(ChangeEntry.id).limit(PAGE).offset((page - 1) * PAGE)))
    ids = [entry.item_id for entry in entries if entry.item_id is not None]
    items = {item.id: item for item in db.session.scalars(select(Item).where(Item.id.in_(ids)))}
    count, edited = changes.edited_since(change_set) if change_set.state == "applied" else (0, ())
    pages = max(1, -(-total // PAGE))
    return render_template(
        "studio/catalogue/change_set.html", change_set=change_set, entries=entries, items=items, action=action,
        page=page, pages=pages, numbers=page_numbers(page, pages), edited=edited, edited_count=count, labels=labels,
    )  # fmt: skip


def _working(change_set: ChangeSet) -> ResponseReturnValue:
    page = render_template("studio/catalogue/import_working.html", change_set=change_set, job=job_of(change_set))
    answer = make_response(page)
    # The page looks again by itself; whoever prefers to, uses its link.
    answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@blueprint.post("/<int:number>/undo")
@permission("catalogue.import")
def undo(number: int) -> ResponseReturnValue:
    """Take the whole set back."""
    try:
        report = changes.undo(known_change_set(number))
    except MuseumError as error:
        flash(str(error), "error")
    else:
        words = _(
            "Undone: %(deleted)s deleted, %(restored)s restored.", deleted=report.deleted, restored=report.restored
        )
        flash(words, "success")
        if report.edited_since:
            flash(
                _("%(count)s of them had been edited since; their state is kept.", count=report.edited_since), "error"
            )
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/accept")
@permission("catalogue.import")
def accept(number: int) -> ResponseReturnValue:
    """Mark rows in or out, then apply those that are in; or throw the preview away."""
    change_set = known_change_set(number)
    action = request.form.get("action", "")
    shown = [int(text) for text in request.form.getlist("shown") if text.isdigit()][:PAGE]
    ticked = [int(text) for text in request.form.getlist("entry") if text.isdigit()][:PAGE]
    if change_set.state == "preview" and shown:
        mine = update(ChangeEntry).where(ChangeEntry.change_set_id == number, ChangeEntry.id.in_(shown))
        db.session.execute(mine.values(accepted=ChangeEntry.id.in_(ticked)))
    try:
        if action == "apply":
            if begin_applying(change_set, current_language()):
                flash(_("The accepted rows are in the catalogue."), "success")
        elif action == "discard":
            staging.discard(change_set)
            flash(_("The preview is thrown away; nothing was changed."), "success")
    except MuseumError as error:
        flash(str(error), "error")
    page = request.form.get("page", "1")
    return redirect(url_for(".show", number=number, page=page if page.isdigit() and action == "keep" else 1))
