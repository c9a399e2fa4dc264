"""What visitors do, in figures."""

import csv
from datetime import date
from io import StringIO

from flask import Response, make_response, render_template, request
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.audience.charts import Bar, bar_chart
from virtual_museum.audience.queries import Audience, Span, audience, last_days, most_viewed, rows_of, today
from virtual_museum.audience.subjects import titles_of_items, titles_of_pages
from virtual_museum.core.i18n import number
from virtual_museum.core.security import permission, studio_blueprint
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.tours.models import Tour

blueprint = studio_blueprint("audience", __name__)

SPANS = (7, 30, 90, 365)
LONGEST_DAYS = 3660

KIND_WORDS: dict[str, object] = {
    "home": _l("Home page"),
    "exhibitions": _l("List of exhibitions"),
    "exhibition": _l("Exhibitions"),
    "tour": _l("Virtual tours"),
    "hall": _l("Halls"),
    "events": _l("List of events"),
    "event": _l("Events"),
    "collection": _l("Collection"),
    "item": _l("Exhibits"),
    "enter": _l("Entering the code"),
    "scan": _l("Scanned labels"),
    "page": _l("Other pages"),
}


def _span() -> Span:
    """The days asked for: `from` and `to`, or the last so many."""
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("from", "to"))
    except ValueError:
        days = request.args.get("days", 30, type=int)
        return last_days(days if days in SPANS else 30)
    if first > last or (last - first).days > LONGEST_DAYS or last > today():
        return last_days(30)
    return Span(first, last)


def day_chart(figures: Audience) -> str:
    """Views and scans for each day."""
    bars = [
        Bar(
            f"{format_date(day, 'long')}: "
            + ngettext("%(count)s view", "%(count)s views", views, count=number(views))
            + ", "
            + ngettext("%(count)s scan", "%(count)s scans", scans, count=number(scans)),
            views,
            scans,
        )
        for day, views, scans in figures.by_day
    ]
    return bar_chart(bars, _("Views and scans by day"))


def hour_chart(figures: Audience) -> str:
    """Views for each hour of the day."""
    bars = [
        Bar(f"{hour}:00: " + ngettext("%(count)s view", "%(count)s views", views, count=number(views)), views)
        for hour, views in enumerate(figures.by_hour)
    ]
    return bar_chart(bars, _("Views by hour of the day"))


@blueprint.get("")
@permission("audience.read")
def overview() -> str:
    span = _span()
    figures = audience(span)
    scanned, viewed = most_viewed(span, "scan"), most_viewed(span, "item")
    exhibitions, tours = most_viewed(span, "exhibition"), most_viewed(span, "tour")
    return render_template(
        "studio/audience/overview.html",
        figures=figures,
        spans=SPANS,
        day_chart=day_chart(figures),
        hour_chart=hour_chart(figures),
        kind_words=KIND_WORDS,
        scanned=scanned,
        viewed=viewed,
        titles=titles_of_items(code for code, _views in (*scanned, *viewed)),
        exhibitions=exhibitions,
        exhibition_titles=titles_of_pages(Exhibition, (slug for slug, _views in exhibitions)),
        tours=tours,
        tour_titles=titles_of_pages(Tour, (slug for slug, _views in tours)),
    )


@blueprint.get("/views.csv")
@permission("audience.read")
def as_csv() -> Response:
    span = _span()
    held = StringIO()
    writer = csv.writer(held)
    writer.writerow(("day", "kind", "subject", "language", "views"))
    for day, kind, subject, language, views in rows_of(span):
        writer.writerow((day.isoformat(), kind, subject, language, views))
    # The mark at the beginning lets Excel read the letters of all three languages.
    answer = make_response("\ufeff" + held.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    filename = f"views-{span.first}-{span.last}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
