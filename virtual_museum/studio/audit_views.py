"""Who did what, when."""

from datetime import date

from flask import render_template, request

from virtual_museum.accounts.queries import users
from virtual_museum.core.audit import AUDIT_EVENTS
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.studio.audit_queries import AuditFilter, audit_page

blueprint = studio_blueprint("audit", __name__)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _words(option: tuple[str, str]) -> str:
    return option[1].casefold()


@blueprint.get("")
@permission("audit.read")
def audit_list() -> str:
    wanted = AuditFilter(
        event=request.args.get("event", ""),
        actor_id=request.args.get("actor", type=int),
        subject_kind=request.args.get("kind", ""),
        subject_id=request.args.get("subject", "").strip(),
        first=_day("from"),
        last=_day("to"),
    )
    page = audit_page(wanted, request.args.get("before", type=int))
    return render_template(
        "studio/audit.html",
        page=page,
        wanted=wanted,
        event_options=sorted(((name, str(event.label)) for name, event in AUDIT_EVENTS.items()), key=_words),
        people=[(user.id, user.shown_name) for user in users()],
        kept={name: value for name, value in request.args.items() if name != "before" and value},
    )
