"""The funds in the studio: holdings and acquisitions of a year, to read and as a table to take along."""

import csv
from io import StringIO
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from virtual_museum.catalogue import funds
from virtual_museum.catalogue.labels import FUND_LABELS, SOURCE_CATEGORY_LABELS
from virtual_museum.core.db import utcnow
from virtual_museum.core.i18n import translated_text
from virtual_museum.core.security import permission, studio_blueprint

blueprint = studio_blueprint("funds", __name__, prefix="/studio/catalogue/funds")
FIRST_YEAR, LAST_YEAR = 1700, 2200


@blueprint.get("")
@permission("catalogue.read")
def overview() -> str:
    """Holdings by fund, acquisitions by source and department, and year by year."""
    report = funds.funds_report(_year())
    return render_template(
        "studio/catalogue/funds.html", report=report, fund_words=FUND_LABELS, source_words=SOURCE_CATEGORY_LABELS,
        download=url_for(".as_csv", year=report.year),
    )  # fmt: skip


@blueprint.get("/table.csv")
@permission("catalogue.read")
def as_csv() -> Response:
    """The same tables below one another, for a spreadsheet."""
    report = funds.funds_report(_year())
    text = StringIO()
    # Excel reads the letters only when a mark says that they are UTF-8.
    text.write("\ufeff")
    writer = csv.writer(text)
    _write(writer, report)
    name = f"funds-{report.year}.csv"
    return Response(
        text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _year() -> int:
    """The year of the address, else the newest with acquisitions, else this one."""
    wanted = request.args.get("year", type=int)
    if wanted is not None and FIRST_YEAR <= wanted <= LAST_YEAR:
        return wanted
    return funds.last_year_with_acquisitions() or utcnow().year


def _write(writer: Any, report: funds.FundsReport) -> None:
    """Four tables, each with a heading line, an empty line between."""
    both = [f"{words}, {kind}" for words in FUND_LABELS.values() for kind in (_("objects"), _("units of storage"))]
    together = [f"{_('Together')}, {kind}" for kind in (_("objects"), _("units of storage"))]
    ends = _("Held at the end of %(year)s", year=report.year)
    heading = [_("Fund"), _("Held before"), _("Came in"), _("Without a date"), ends]
    for kind in ("objects", "units"):
        writer.writerow([_("Objects") if kind == "objects" else _("Units of storage")])
        writer.writerow(heading)
        for fund in report.funds:
            counts = (fund.before, fund.acquired, fund.undated, fund.held)
            writer.writerow([str(FUND_LABELS[fund.key]), *(getattr(count, kind) for count in counts)])
        writer.writerow([])
    unstated = _("Not stated")
    tables = (
        (_("Where it came from"), report.sources, lambda row: str(SOURCE_CATEGORY_LABELS.get(row.key, unstated))),
        (_("Department"), report.departments, lambda row: translated_text(row.name) or row.key or unstated),
        (_("Year"), report.years, lambda row: row.key),
    )
    for words, rows, name in tables:
        writer.writerow([words, *both, *together])
        for row in rows:
            each = (*row.by_fund.values(), row.total)
            writer.writerow([name(row), *(number for count in each for number in (count.objects, count.units))])
        writer.writerow([])
