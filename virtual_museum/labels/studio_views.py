"""Labels in the studio: one item's code in all forms, and sheets for the printer."""

from collections.abc import Sequence

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from virtual_museum.core.errors import Invalid, NotFound, Refused
from virtual_museum.core.i18n import translated_text
from virtual_museum.core.qr import qr_png, qr_svg
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall
from virtual_museum.labels import queries
from virtual_museum.labels.addresses import label_address
from virtual_museum.labels.services import LIMIT, codes_in, print_labels
from virtual_museum.labels.sheets import DEFAULT_SHEET, SHEETS
from virtual_museum.labels.typesetting import label_svg

blueprint = studio_blueprint("labels", __name__)

# Widths of the PNG that printers ask for, in pixels.
PNG_SIZES = (300, 600, 1200, 2400)
# The sheets whose labels the page of an item shows in their real size.
PREVIEWS = ("a6", "a4-105x74", "a4-70x37")


@blueprint.get("")
@permission("labels.print")
def sheet_page() -> str:
    """Choose items (all of an exhibition or hall, a search, a list of codes), then the sheet."""
    return _sheet_page()


def _sheet_page(message: object = "") -> str:
    codes, unknown = _chosen_codes()
    return render_template(
        "studio/labels/sheet.html",
        labels=queries.labels_by_codes(codes),
        unknown=unknown,
        chosen=request.values,
        sheets=SHEETS,
        default_sheet=DEFAULT_SHEET,
        exhibition_options=_options(queries.exhibition_choices()),
        hall_options=_options(queries.hall_choices()),
        message=message,
    )


def _options(rows: Sequence[Exhibition | Hall]) -> list[tuple[str, str]]:
    return [(row.slug, translated_text(row.title) or row.slug) for row in rows]


def _chosen_codes() -> tuple[list[str], list[str]]:
    """The codes the page's filters name, at most LIMIT, and words of the list that are no codes."""
    values = request.values
    found, unknown = codes_in(values.get("codes", ""))
    if values.get("exhibition"):
        found += queries.codes_of_exhibition(values["exhibition"])
    if values.get("hall"):
        found += queries.codes_of_hall(values["hall"], LIMIT)
    if values.get("q", "").strip():
        found += queries.codes_of_search(values["q"])
    return list(dict.fromkeys(found))[:LIMIT], unknown


@blueprint.post("/sheet.pdf")
@permission("labels.print")
def sheet() -> Response | tuple[str, int]:
    form = request.form
    skip = form.get("skip", "0")
    try:
        made = print_labels(
            form.getlist("item"),
            form.get("sheet", ""),
            # Not ticked means: as the sheet needs it.
            crop_marks=True if "crop_marks" in form else None,
            skip=int(skip) if skip.isdigit() else 0,
        )
    except (Invalid, Refused) as error:
        return _sheet_page(error.message), error.status
    answer = make_response(made)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="labels-{form["sheet"]}.pdf"'
    return answer


@blueprint.get("/items/<code>")
@permission("labels.print")
def item_label(code: str) -> str | AnyResponse:
    """One item's label: how it looks, where it leads, the code in all forms."""
    item = queries.item_by_code(code)
    if item.code != code:
        return redirect(url_for(".item_label", code=item.code))
    return render_template(
        "studio/labels/item.html",
        item=item,
        label=queries.label_of(item),
        address=label_address(item.code),
        picture=qr_svg(label_address(item.code), title=_("QR code of %(code)s", code=item.code)),
        png_sizes=PNG_SIZES,
        sheets=SHEETS,
        previews=PREVIEWS,
    )


@blueprint.get("/items/<code>/on/<sheet_name>.svg")
@permission("labels.print")
def preview(code: str, sheet_name: str) -> Response:
    """The label as it will be printed."""
    if sheet_name not in SHEETS:
        raise NotFound()
    label = queries.label_of(queries.item_by_code(code))
    return _download(label_svg(label, SHEETS[sheet_name]), "image/svg+xml", f"{label.code}-{sheet_name}.svg")


@blueprint.get("/items/<code>/qr.svg")
@permission("labels.print")
def qr_as_svg(code: str) -> Response:
    item = queries.item_by_code(code)
    drawn = str(qr_svg(label_address(item.code), title=item.code))
    return _download(drawn, "image/svg+xml", f"{item.code}.svg")


@blueprint.get("/items/<code>/qr.png")
@permission("labels.print")
def qr_as_png(code: str) -> Response:
    item = queries.item_by_code(code)
    asked = request.args.get("pixels", 1200, type=int)
    pixels = asked if asked in PNG_SIZES else 1200
    return _download(qr_png(label_address(item.code), pixels), "image/png", f"{item.code}.png")


def _download(body: str | bytes, media_type: str, filename: str) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return answer
