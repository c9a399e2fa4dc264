"""Halls in the studio: list, form, showcases, and what hangs in which order."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.form_values import day, decimal_number, line, texts, whole_number
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.halls import queries, services
from virtual_museum.halls.exhibits import exhibits_by_code, exhibits_of
from virtual_museum.halls.models import Hall, Placement
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice, item_choices

blueprint = studio_blueprint("halls", __name__)

# Which file a form field holds: its kind, and the words over the page on which one chooses it.
FILE_FIELDS = {
    "panorama": ("panorama", _l("Choose the panorama of the hall")),
    "plan_asset": ("image", _l("Choose the floor plan")),
}


@blueprint.get("")
@permission("halls.edit")
def index() -> str:
    """All halls."""
    return render_template(
        "studio/halls/list.html", halls=queries.halls_in_order(published_only=False), counts=queries.exhibit_counts()
    )


def _entered() -> dict[str, object]:
    form = request.form
    return {
        "slug": line(form, "slug").lower(),
        "title": texts(form, "title"),
        "lead": texts(form, "lead"),
        "description": texts(form, "description"),
        "floor": whole_number(form, "floor"),
        "number": line(form, "number"),
        "position": whole_number(form, "position") or 0,
        "opened_on": day(form, "opened_on"),
        "panorama": line(form, "panorama"),
        "plan_asset": line(form, "plan_asset"),
        "plan_x": _fraction("plan_x"),
        "plan_y": _fraction("plan_y"),
    }


def _fraction(name: str) -> float | None:
    """Percent in the form, a fraction in the record."""
    percent = decimal_number(request.form, name)
    return None if percent is None else round(percent / 100, 4)


def _form(hall: Hall | None, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/halls/edit.html", hall=hall, errors=errors or {}, entered=request.form,
        panorama=asset_choice(hall.panorama) if hall and hall.panorama else None,
        plan=asset_choice(hall.plan_asset) if hall and hall.plan_asset else None,
    )  # fmt: skip


@blueprint.get("/new")
@permission("halls.edit")
def new() -> str:
    """The empty form."""
    return _form(None)


@blueprint.post("/new")
@permission("halls.edit")
def create() -> ResponseReturnValue:
    """Make the hall."""
    try:
        hall = services.create_hall(_entered())
    except Invalid as error:
        return _form(None, error.fields), error.status
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=hall.slug))


@blueprint.get("/<slug>")
@permission("halls.edit")
def edit(slug: str) -> str:
    """The hall's form."""
    return _form(queries.hall_by_slug(slug))


@blueprint.post("/<slug>")
@permission("halls.edit")
def save(slug: str) -> ResponseReturnValue:
    """Change the hall; then, where asked for, go on to choose a file."""
    hall = queries.hall_by_slug(slug)
    try:
        services.edit_hall(hall, _entered())
    except Invalid as error:
        return _form(hall, error.fields), error.status
    chosen = line(request.form, "choose")
    if chosen in FILE_FIELDS:
        return redirect(url_for(".choose_file", slug=hall.slug, field=chosen))
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=hall.slug))


@blueprint.post("/<slug>/publish")
@permission("halls.edit")
def publish(slug: str) -> ResponseReturnValue:
    """Show the hall to visitors."""
    services.publish_hall(queries.hall_by_slug(slug))
    flash(_("Visitors see this hall now."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.post("/<slug>/hide")
@permission("halls.edit")
def hide(slug: str) -> ResponseReturnValue:
    """Take the hall from visitors."""
    services.hide_hall(queries.hall_by_slug(slug))
    flash(_("Visitors no longer see this hall."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.get("/<slug>/choose/<field>")
@permission("halls.edit")
def choose_file(slug: str, field: str) -> str:
    """Choose the panorama or the plan among the files that are ready."""
    hall = queries.hall_by_slug(slug)
    if field not in FILE_FIELDS:
        raise NotFound()
    kind, heading = FILE_FIELDS[field]
    take, back = url_for(".take_file", slug=slug, field=field), url_for(".edit", slug=slug)
    return picker_page(heading, kind, hall, take=take, back=back)


@blueprint.post("/<slug>/choose/<field>")
@permission("halls.edit")
def take_file(slug: str, field: str) -> ResponseReturnValue:
    """Take the chosen file."""
    if field not in FILE_FIELDS:
        raise NotFound()
    services.set_file(queries.hall_by_slug(slug), field, line(request.form, "code"))
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.get("/<slug>/items")
@permission("halls.edit")
def items(slug: str) -> str:
    """What hangs in the hall, in order, with its showcases."""
    return _items_page(queries.hall_by_slug(slug))


def _items_page(hall: Hall, errors: dict[str, object] | None = None) -> str:
    page = request.args.get("page", default=1, type=int)
    return render_template(
        "studio/halls/items.html", hall=hall, errors=errors or {}, entered=request.form,
        listing=queries.hall_page(hall, page, published_only=False),
    )  # fmt: skip


@blueprint.get("/<slug>/items/choose")
@permission("halls.edit")
def choose_item(slug: str) -> str:
    """Choose an item for the hall by its picture."""
    hall = queries.hall_by_slug(slug)
    take, back = url_for(".add_item", slug=slug), url_for(".items", slug=slug)
    return picker_page(_("Choose an exhibit"), "item", hall, take=take, back=back)


@blueprint.post("/<slug>/items")
@permission("halls.edit")
def add_item(slug: str) -> ResponseReturnValue:
    """Hang an item in the hall by its code."""
    hall = queries.hall_by_slug(slug)
    code = parse_code(line(request.form, "code"))
    exhibit = exhibits_by_code([code] if code else [], published_only=False).get(code or "")
    if exhibit is None:
        return _items_page(hall, {"code": _("There is no exhibit with this code.")}), 422
    case = queries.case(hall, whole_number(request.form, "case"))
    services.place_item(hall, exhibit.item, case, since=day(request.form, "since"))
    flash(_("“%(title)s” now hangs here.", title=item_choices(code or "").choices[0].title))
    return redirect(url_for(".items", slug=slug))


@blueprint.post("/<slug>/items/order")
@permission("halls.edit")
def order_items(slug: str) -> ResponseReturnValue:
    """Keep the order as it stands on the page, then move the one whose button was pressed."""
    hall = queries.hall_by_slug(slug)
    services.reorder(hall, [int(number) for number in request.form.getlist("order") if number.isdigit()])
    action, _colon, number = line(request.form, "action").partition(":")
    if action in ("up", "down") and number.isdigit():
        services.move(queries.placement(hall, int(number)), -1 if action == "up" else 1)
    return redirect(url_for(".items", slug=slug, _anchor=f"item-{number}" if number else None))


@blueprint.get("/<slug>/items/<int:number>")
@permission("halls.edit")
def stay(slug: str, number: int) -> str:
    """One item's stay in the hall: showcase, loan, removal, and where it has been before."""
    hall = queries.hall_by_slug(slug)
    return _stay_page(hall, queries.placement(hall, number))


def _stay_page(hall: Hall, stay: Placement, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/halls/stay.html", hall=hall, stay=stay, exhibit=exhibits_of([stay.item])[0],
        history=queries.item_history(stay.item_id), errors=errors or {},
    )  # fmt: skip


@blueprint.post("/<slug>/items/<int:number>")
@permission("halls.edit")
def change_item(slug: str, number: int) -> ResponseReturnValue:
    """Put an item into another showcase, send it away, or take it out of the hall."""
    hall = queries.hall_by_slug(slug)
    stay = queries.placement(hall, number)
    action, form = line(request.form, "action"), request.form
    try:
        if action == "case":
            services.place_item(hall, stay.item, queries.case(hall, whole_number(form, "case")))
        elif action in ("loan", "restoration"):
            where, until = line(form, "whereabouts"), day(form, "until")
            services.send_away(stay.item, action, where, day(form, "since"), until)
        elif action == "remove":
            services.end_placement(stay)
    except Invalid as error:
        return _stay_page(hall, stay, error.fields), error.status
    flash(_("Saved."))
    return redirect(url_for(".items", slug=slug))


@blueprint.post("/<slug>/cases")
@permission("halls.edit")
def add_case(slug: str) -> ResponseReturnValue:
    """Add a showcase."""
    hall = queries.hall_by_slug(slug)
    try:
        services.add_case(hall, line(request.form, "number"), texts(request.form, "case_title"))
    except Invalid as error:
        return _items_page(hall, error.fields), error.status
    return redirect(url_for(".items", slug=slug))


@blueprint.post("/<slug>/cases/<int:number>/remove")
@permission("halls.edit")
def remove_case(slug: str, number: int) -> ResponseReturnValue:
    """Remove a showcase; its items stay in the hall."""
    case = queries.case(queries.hall_by_slug(slug), number)
    if case is not None:
        services.remove_case(case)
    return redirect(url_for(".items", slug=slug))
