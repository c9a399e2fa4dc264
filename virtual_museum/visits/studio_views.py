"""Events in the studio: list, form, publishing, picture, and the items an event is about."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.core.errors import Invalid, NotFound
from virtual_museum.core.form_values import line
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions.queries import studio_list as exhibitions
from virtual_museum.halls.exhibits import exhibits_by_code
from virtual_museum.halls.picker_views import picker_page
from virtual_museum.halls.picking import asset_choice
from virtual_museum.halls.queries import halls_in_order
from virtual_museum.visits import queries, services
from virtual_museum.visits.desk_views import blueprint as desk_blueprint
from virtual_museum.visits.desk_views import request_blueprint
from virtual_museum.visits.forms import event_of
from virtual_museum.visits.kinds import KINDS
from virtual_museum.visits.models import EVENT_STATUSES, Event
from virtual_museum.visits.session_views import blueprint as session_blueprint

blueprint = studio_blueprint("events", __name__)
more_blueprints = (session_blueprint, desk_blueprint, request_blueprint)


@blueprint.get("")
@permission("events.edit")
def index() -> str:
    """All events, the newest first."""
    kind, status = request.args.get("kind", ""), request.args.get("status", "")
    kind, status = kind if kind in KINDS else "", status if status in EVENT_STATUSES else ""
    page = max(1, request.args.get("page", default=1, type=int))
    lines, more = queries.studio_list(kind, status, page)
    return render_template(
        "studio/visits/list.html", lines=lines, more=more, page=page, kind=kind, status=status
    )


def _form(event: Event | None, errors: dict[str, object] | None = None) -> str:
    return render_template(
        "studio/visits/edit.html", event=event, errors=errors or {}, entered=request.form,
        picture=asset_choice(event.picture) if event and event.picture else None,
        halls=halls_in_order(published_only=False), exhibitions=exhibitions(per_page=200),
        exhibits=queries.exhibits_of_event(event, published_only=False) if event else [],
    )  # fmt: skip


@blueprint.get("/new")
@permission("events.edit")
def new() -> str:
    """The empty form."""
    return _form(None)


@blueprint.post("/new")
@permission("events.edit")
def create() -> ResponseReturnValue:
    """Make the event."""
    try:
        event = services.create_event(event_of(request.form))
    except Invalid as error:
        return _form(None, error.fields), error.status
    flash(_("Saved. Now add the days on which it is held."))
    return redirect(url_for("studio_event_sessions.sessions", slug=event.slug))


@blueprint.get("/<slug>")
@permission("events.edit")
def edit(slug: str) -> str:
    """The event's form."""
    return _form(queries.event_by_slug(slug))


@blueprint.post("/<slug>")
@permission("events.edit")
def save(slug: str) -> ResponseReturnValue:
    """Change the event; then, where asked for, go on to choose a picture or an exhibit."""
    event = queries.event_by_slug(slug)
    try:
        services.edit_event(event, event_of(request.form))
    except Invalid as error:
        return _form(event, error.fields), error.status
    following = {"picture": ".choose_picture", "item": ".choose_item"}.get(line(request.form, "choose"))
    if following:
        return redirect(url_for(following, slug=event.slug))
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=event.slug))


@blueprint.post("/<slug>/publish")
@permission("events.publish")
def publish(slug: str) -> ResponseReturnValue:
    """Show the event to visitors."""
    services.publish_event(queries.event_by_slug(slug))
    flash(_("Visitors see this event now."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.post("/<slug>/hide")
@permission("events.publish")
def hide(slug: str) -> ResponseReturnValue:
    """Take the event back."""
    services.hide_event(queries.event_by_slug(slug))
    flash(_("Visitors no longer see this event."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.post("/<slug>/remove")
@permission("events.publish")
def remove(slug: str) -> ResponseReturnValue:
    """Remove a draft for ever."""
    services.remove_event(queries.event_by_slug(slug))
    flash(_("The event is removed."))
    return redirect(url_for(".index"))


@blueprint.get("/<slug>/picture")
@permission("events.edit")
def choose_picture(slug: str) -> str:
    """Choose the picture among the files that are ready."""
    event = queries.event_by_slug(slug)
    take, back = url_for(".take_picture", slug=slug), url_for(".edit", slug=slug)
    return picker_page(_("Choose the picture of the event"), "image", event, take=take, back=back)


@blueprint.post("/<slug>/picture")
@permission("events.edit")
def take_picture(slug: str) -> ResponseReturnValue:
    """Take the chosen picture; without a code it is taken away."""
    services.set_picture(queries.event_by_slug(slug), line(request.form, "code"))
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=slug))


@blueprint.get("/<slug>/items")
@permission("events.edit")
def choose_item(slug: str) -> str:
    """Choose an exhibit that the event is about."""
    event = queries.event_by_slug(slug)
    take, back = url_for(".change_items", slug=slug), url_for(".edit", slug=slug)
    return picker_page(_("Choose an exhibit"), "item", event, take=take, back=back)


def _item(text: str) -> Item:
    code = parse_code(text)
    exhibit = exhibits_by_code([code] if code else [], published_only=False).get(code or "")
    if exhibit is None:
        raise NotFound(_("There is no exhibit with this code."))
    return exhibit.item


@blueprint.post("/<slug>/items")
@permission("events.edit")
def change_items(slug: str) -> ResponseReturnValue:
    """Add an exhibit to the event, or take one away."""
    event, item = queries.event_by_slug(slug), _item(line(request.form, "code"))
    change = services.remove_item if line(request.form, "action") == "remove" else services.add_item
    change(event, item)
    flash(_("Saved."))
    return redirect(url_for(".edit", slug=slug, _anchor="items"))
