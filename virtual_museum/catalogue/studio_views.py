"""The catalogue in the studio: the list, the record, its media, and what becomes visible."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from virtual_museum.catalogue import changes, collection, collection_data, labels, queries, services
from virtual_museum.catalogue.change_set_views import blueprint as change_sets
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.errors import EditConflict
from virtual_museum.catalogue.forms import form_values, posted_record, posted_values
from virtual_museum.catalogue.fund_views import blueprint as funds
from virtual_museum.catalogue.import_views import blueprint as imports
from virtual_museum.catalogue.models import ITEM_STATUSES, Item
from virtual_museum.catalogue.site_views import suggestion
from virtual_museum.catalogue.vocabulary_views import blueprint as vocabularies
from virtual_museum.core.actors import current_actor
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, MuseumError, NotFound
from virtual_museum.core.form_values import texts
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.media.models import KINDS
from virtual_museum.media.queries import assets_by_code, picture_url
from virtual_museum.media.reasons import UploadRefused
from virtual_museum.media.services import receive_file

blueprint = studio_blueprint("items", __name__)
helpers = studio_blueprint("catalogue", __name__)
more_blueprints = (helpers, vocabularies, change_sets, imports, funds)


def known_item(code: str) -> Item:
    """The item of a code as curators type it. Raises NotFound."""
    canonical = parse_code(code)
    found = queries.item_by_code(canonical) if canonical else None
    if found is None:
        raise NotFound()
    return found


@blueprint.get("")
@permission("catalogue.read")
def index() -> str:
    """All records, found and filtered."""
    wanted = tuple(status for status in request.args.getlist("status") if status in ITEM_STATUSES)
    asked = collection.read_request(request.args, wanted or ITEM_STATUSES)
    found = collection.listing(asked, url_for(".index"))
    kept = "".join(f"&status={status}" for status in wanted)
    return render_template(
        "studio/catalogue/items.html",
        found=found,
        kept=kept,
        wanted=wanted,
        labels=labels,
        numbers=collection.page_numbers(asked.page, found.pages),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"statuses": labels.STATUS_LABELS, "funds": labels.FUND_LABELS, "field_labels": labels.FIELD_LABELS}


@helpers.get("/suggest")
@permission("catalogue.read")
def suggest() -> ResponseReturnValue:
    """Records while one types: [{code, title, inventory_number, image}]; an exact code or number comes first."""
    cards = collection_data.suggestions(request.args.get("q", ""), statuses=("published", "draft"))
    return jsonify([suggestion(card) for card in cards])


@blueprint.get("/new")
@permission("catalogue.edit")
def new() -> str:
    """An empty form."""
    return _form(None, form_values(None), {})


@blueprint.post("/new")
@permission("catalogue.edit")
def create() -> ResponseReturnValue:
    """Keep a new record."""
    try:
        item = services.create_item(posted_record(request.form))
    except Invalid as error:
        return _form(None, posted_values(request.form), error.fields), error.status
    flash(_("The record is kept. Now add pictures."), "success")
    return redirect(url_for(".edit", code=item.code))


@blueprint.get("/<code>")
@permission("catalogue.read")
def edit(code: str) -> ResponseReturnValue:
    """One record with its media."""
    item = known_item(code)
    if item.code != code:
        return redirect(url_for(".edit", code=item.code))
    return _form(item, form_values(item), {})


@blueprint.post("/<code>")
@permission("catalogue.edit")
def save(code: str) -> ResponseReturnValue:
    """Keep the form; when somebody saved in between, show both versions and lose neither."""
    item = known_item(code)
    try:
        based_on = int(request.form.get("version", ""))
    except ValueError:
        based_on = item.version
    try:
        changed = services.edit_item(item, posted_record(request.form), based_on=based_on)
    except EditConflict as conflict:
        page = _form(item, posted_values(request.form), {}, conflict)
        return page, conflict.status
    except Invalid as error:
        return _form(item, posted_values(request.form), error.fields), error.status
    flash(_("Saved.") if changed else _("Nothing had changed."), "success")
    return redirect(url_for(".edit", code=item.code))


def _form(
    item: Item | None, values: dict[str, Any], errors: dict[str, object], conflict: EditConflict | None = None
) -> str:
    return render_template(
        "studio/catalogue/item.html",
        item=item,
        values=values,
        errors={name.partition(".")[0] if "." in name else name: text for name, text in errors.items()},
        conflict=conflict,
        version=conflict.version if conflict else item.version if item else 0,
        picture_url=picture_url,
        kinds=KINDS,
        may_publish=current_actor().can("catalogue.publish"),
        labels=labels,
        **_words(),
    )


@blueprint.post("/<code>/status")
@permission("catalogue.publish")
def set_status(code: str) -> ResponseReturnValue:
    """Publish, take back to draft, or withdraw with a story."""
    item = known_item(code)
    wanted = request.form.get("status", "")
    try:
        if wanted == "withdrawn":
            services.withdraw_item(item, texts(request.form, "withdrawal_story"))
        elif wanted in ITEM_STATUSES:
            services.apply_status(item, wanted)
    except MuseumError as error:
        flash(str(error), "error")
    else:
        words = {
            "published": _("Visitors can see it now."),
            "draft": _("It is a draft again; visitors do not see it."),
            "withdrawn": _("It is withdrawn; its label leads to the short story."),
        }
        flash(words.get(wanted, ""), "success")
    return redirect(url_for(".edit", code=item.code))


@blueprint.post("/bulk")
@permission("catalogue.publish")
def bulk() -> ResponseReturnValue:
    """Publish or take back all chosen records as one change set."""
    status = request.form.get("status", "")
    codes = request.form.getlist("code")[:500]
    if status not in ("published", "draft") or not codes:
        flash(_("Choose records first."), "error")
        return redirect(url_for(".index"))
    items = db.session.scalars(select(Item).where(Item.code.in_(codes)).order_by(Item.id)).all()
    change_set = changes.bulk_status(items, status)
    count = change_set.counts["updated"]
    flash(ngettext("%(num)s record changed.", "%(num)s records changed.", count), "success")
    return redirect(url_for("studio_changes.show", number=change_set.id))


@blueprint.post("/<code>/media")
@permission("media.edit")
def add_media(code: str) -> ResponseReturnValue:
    """Take files in and tie them to the record; each refusal says what is wrong with which file."""
    item = known_item(code)
    kind = request.form.get("kind", "")
    added = 0
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        with TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            file.save(path)
            try:
                received = receive_file(path, file.filename, kind if kind in KINDS else "", current_actor().user_id)
            except UploadRefused as refusal:
                flash(f"{file.filename}: {refusal}", "error")
                continue
        services.attach_media(item, received.asset)
        added += 1
    for asset in assets_by_code(request.form.getlist("asset")).values():
        services.attach_media(item, asset)
        added += 1
    if added:
        flash(ngettext("%(num)s file added.", "%(num)s files added.", added), "success")
    return redirect(url_for(".edit", code=item.code) + "#media")


@blueprint.post("/<code>/media/arrange")
@permission("media.edit")
def arrange_media(code: str) -> ResponseReturnValue:
    """Keep order and captions; or move or untie one file."""
    item = known_item(code)
    order = request.form.getlist("order")
    action, _colon, asset_code = request.form.get("action", "").partition(":")
    by_code = {tie.asset.code: tie for tie in item.media}
    if action == "detach" and asset_code in by_code:
        services.detach_media(item, by_code[asset_code].asset)
    else:
        for tie in item.media:
            if f"caption.{tie.asset.code}.kk" in request.form:
                services.attach_media(item, tie.asset, caption=texts(request.form, f"caption.{tie.asset.code}"))
        services.reorder_media(item, _moved(order, action, asset_code))
    return redirect(url_for(".edit", code=item.code) + "#media")


def _moved(order: list[str], action: str, code: str) -> list[str]:
    if code in order and action in ("up", "down"):
        place = order.index(code)
        other = max(0, place - 1) if action == "up" else min(len(order) - 1, place + 1)
        order[place], order[other] = order[other], order[place]
    return order


@blueprint.post("/<code>/relations")
@permission("catalogue.edit")
def relate(code: str) -> ResponseReturnValue:
    """Replace the links to other records: codes with a kind."""
    item = known_item(code)
    wanted = []
    for text, kind in zip(request.form.getlist("related"), request.form.getlist("relation"), strict=False):
        canonical = parse_code(text)
        other = db.session.scalar(select(Item).where(Item.code == canonical)) if canonical else None
        if other is not None:
            wanted.append((other, kind))
        elif text.strip():
            flash(_("There is no record with the code “%(code)s”.", code=text), "error")
    services.set_relations(item, wanted)
    return redirect(url_for(".edit", code=item.code) + "#relations")
