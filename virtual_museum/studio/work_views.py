"""Background work: what runs, what waits, what failed and can be tried again."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from virtual_museum.core import audit
from virtual_museum.core.jobs import job_counts, retry, workers_alive
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.studio.work_queries import job_by_id, jobs_in

blueprint = studio_blueprint("work", __name__)

RETRIED = audit.declare_event("job.retried", _l("Failed work tried again"))

STATE_WORDS: dict[str, object] = {
    "failed": _l("Failed"),
    "running": _l("Running"),
    "queued": _l("Waiting"),
    "done": _l("Done"),
}


@blueprint.get("")
@permission("media.edit")
def work_list() -> str:
    asked = request.args.get("state", "failed")
    state = asked if asked in STATE_WORDS else "failed"
    jobs, before = jobs_in(state, request.args.get("before", type=int))
    return render_template(
        "studio/dashboard/work.html",
        jobs=jobs,
        before=before,
        state=state,
        states=STATE_WORDS,
        counts=job_counts(),
        workers=workers_alive(),
    )


@blueprint.post("/<int:job_id>/retry")
@permission("media.edit")
def try_again(job_id: int) -> Response:
    job = job_by_id(job_id)
    retry(job)
    audit.record(RETRIED, ("job", job.id), name=job.name)
    flash(_("It will be tried again."), "success")
    return redirect(url_for(".work_list"))
