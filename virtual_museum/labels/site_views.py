"""What a scanned or typed code opens."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from virtual_museum.core.i18n import current_language
from virtual_museum.core.signals import label_scanned
from virtual_museum.labels.queries import scanned_item

blueprint = Blueprint("site_labels", __name__)


@blueprint.get("/q/<code>")
@blueprint.get("/Q/<code>")
def scan(code: str) -> Response:
    """On to the exhibit in the visitor's language; a withdrawn one tells its story, an unknown code asks again."""
    item, language = scanned_item(code), current_language()
    if item is None:
        answer: Response = make_response(render_template("site/enter.html", code=code[:20], unknown=True), 404)
    elif item.status == "withdrawn":
        answer = make_response(render_template("site/labels/withdrawn.html", item=item), 410)
    else:
        answer = redirect(f"/{language}/items/{item.code}")
    if item is not None and request.method == "GET":
        label_scanned.send("labels", code=item.code, language=language)
    # The same address leads elsewhere for the next visitor, and tomorrow.
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.update(("Cookie", "Accept-Language"))
    return answer
