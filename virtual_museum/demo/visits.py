"""A year of invented visits, so that charts have something to show from the first minute.

The proportions are believable: weekends and holidays are fuller, school classes come on weekday mornings, the evening
belongs to remote visitors, labels are scanned in opening hours only, the Golden Man draws most people. The same seed
gives the same year. Every count tells how much of it is invented, so that it can be taken away to the last view while
what people really looked at stays.
"""

import random
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from virtual_museum.audience.models import ViewCount
from virtual_museum.core.db import db
from virtual_museum.demo.content import Content, exhibition_slugs

Key = tuple[date, int, str, str, str]
Page = tuple[str, str, float]
DAYS = 365
SEED = 20210528
AT_HOME = {"kk": 0.46, "ru": 0.39, "en": 0.15}
IN_THE_HALL = {"kk": 0.53, "ru": 0.38, "en": 0.09}
# By hour from midnight; the halls are open from ten to seven: classes in the morning, families in the afternoon.
ONLINE = (2, 1, 1, 0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 6, 6, 7, 8, 9, 9, 7, 4)
CLASSES = (*(0,) * 10, 7, 9, 8, 6, 5, 5, 5, 4, 2, *(0,) * 5)
FAMILIES = (*(0,) * 10, 3, 5, 7, 7, 8, 9, 9, 7, 4, *(0,) * 5)
# How much a weekday draws into the halls, Monday first: on Mondays they are closed.
WEEK = (0.0, 0.8, 0.9, 0.9, 1.1, 1.7, 1.6)
# And a month, January first: classes in spring and autumn, travellers in summer.
YEAR = (0.7, 0.8, 1.2, 1.2, 1.3, 1.0, 1.1, 1.0, 1.1, 1.2, 1.0, 0.7)
# Nauryz, the Night of Museums, Children's Day, Independence Day; on New Year's Day the doors stay shut.
HOLIDAYS = {
    (1, 1): 0.0, (3, 21): 1.6, (3, 22): 2.0, (3, 23): 1.7, (5, 18): 2.6, (6, 1): 2.0, (12, 16): 1.5,
}  # fmt: skip
FAVOURITES = {
    "headdress": 9, "deer-plaque": 6, "balbal": 5, "dombra": 5, "shanyrak": 4, "saukele": 4, "sun-slab": 4,
    "snow-leopard": 4, "helmet": 3, "saiga": 3, "saddle": 2.5, "cauldron": 2.5, "petroglyph-chariot": 2.5,
}  # fmt: skip
ORDINARY = 1.5
# Pages that belong to no one thing: the way in and through the museum.
WAYS = (
    ("home", "", 34.0), ("collection", "", 20.0), ("exhibitions", "", 12.0), ("events", "", 7.0),
    ("page", "display", 3.0),
)  # fmt: skip
SHOWS = {"golden-man": 9.0, "ulug-ulus": 7.0, "line-and-stone": 5.0, "stone-letters": 4.0, "steppe-sounds": 3.0}
VIEWS, SCANS = 115, 52


def load_visits(content: Content, today: date) -> int:
    """Write the year before `today` unless one is there; the caller commits. Returns the number of rows."""
    if db.session.scalar(select(exists().where(ViewCount.invented > 0))):
        return 0
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    names = ("day", "hour", "kind", "subject", "language")
    counts = sorted(invented_year(content, today).items())
    rows = [dict(zip(names, key, strict=True)) | {"views": views, "invented": views} for key, views in counts]
    new = dialect.insert(ViewCount.__table__)
    # Where the museum counted already, the invented views stand beside the real ones.
    more = {"views": ViewCount.views + new.excluded.views, "invented": ViewCount.invented + new.excluded.invented}
    # Past the unit of work: one statement prepared once, not fifty thousand objects.
    db.session.connection().execute(new.on_conflict_do_update(index_elements=list(names), set_=more), rows)
    return len(rows)


def remove_visits() -> None:
    """Take the invented views away; what was really looked at, on pages of the demo too, stays counted."""
    db.session.execute(delete(ViewCount).where(ViewCount.invented > 0, ViewCount.views <= ViewCount.invented))
    rest = update(ViewCount).where(ViewCount.invented > 0)
    db.session.execute(rest.values(views=ViewCount.views - ViewCount.invented, invented=0))


def invented_year(content: Content, today: date) -> Counter[Key]:
    """Views by day, hour, kind of page, subject and language."""
    rng = random.Random(SEED)
    items = {content.codes[thing["slug"]]: FAVOURITES.get(thing["slug"], ORDINARY) for thing in content.objects}
    pages = _pages(content, items)
    scans = [("scan", code, weight) for code, weight in items.items()] + [("enter", "", 5.0)]
    counts: Counter[Key] = Counter()
    for back in range(1, DAYS + 1):
        day = today - timedelta(days=back)
        drawn = _draw(day) * (1.25 - 0.5 * back / DAYS)
        quiet = (0.75 + 0.25 * _draw(day)) * (1.25 - 0.5 * back / DAYS)
        hours = FAMILIES if day.weekday() >= 5 else CLASSES
        _visit(counts, rng, day, scans, hours, IN_THE_HALL, round(rng.gauss(1, 0.12) * SCANS * drawn))
        _visit(counts, rng, day, pages, ONLINE, AT_HOME, round(rng.gauss(1, 0.10) * VIEWS * quiet))
    return counts


def _pages(content: Content, items: dict[str, float]) -> list[Page]:
    """What is looked at from home, and how often."""
    pages = list(WAYS)
    pages += [("hall", hall["slug"], 3.0) for hall in content.halls]
    pages += [("exhibition", slug, SHOWS.get(slug, 2.0)) for slug in exhibition_slugs(content)]
    pages += [("event", event["slug"], 1.5) for event in content.events]
    pages += [("tour", content.building["tour"]["slug"], 26.0)]
    return pages + [("item", code, weight) for code, weight in items.items()]


def _draw(day: date) -> float:
    """How much a day draws people into the museum; 1 is an ordinary day."""
    holiday = HOLIDAYS.get((day.month, day.day))
    return (holiday if holiday is not None else WEEK[day.weekday()]) * YEAR[day.month - 1]


def _visit(
    counts: Counter[Key], rng: random.Random, day: date, pages: list[Page], hours: tuple[int, ...],
    spoken: dict[str, float], views: int,
) -> None:  # fmt: skip
    if views <= 0:
        return
    chosen = rng.choices(pages, [weight for _, _, weight in pages], k=views)
    when = rng.choices(range(24), hours, k=views)
    said = rng.choices(list(spoken), list(spoken.values()), k=views)
    for (kind, subject, _), hour, language in zip(chosen, when, said, strict=True):
        counts[day, hour, kind, subject, language] += 1
