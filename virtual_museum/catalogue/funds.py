"""What the funds hold and what came in, as the receipt books would sum it.

Every record of the catalogue counts, whether visitors see it or not. A record counts once as an object, and with its
quantity as units of storage: the books sum both. A year is that of the date of acquisition; records without that date
belong to the holdings of every year and to the acquisitions of none, and are told apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import extract, func, select

from virtual_museum.catalogue.models import FUNDS, SOURCE_CATEGORIES, Item, Term
from virtual_museum.core.db import TranslatedText, db

# What stands for records whose book says nothing of the source, or names no department.
NOT_STATED = ""


@dataclass(frozen=True)
class Count:
    """Records, and the units of storage they stand for."""

    objects: int = 0
    units: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.objects + other.objects, self.units + other.units)

    def as_json(self) -> dict[str, int]:
        """Both numbers by name."""
        return {"objects": self.objects, "units": self.units}


def total(counts: Iterable[Count]) -> Count:
    """The sum of counts."""
    return sum(counts, Count())


@dataclass(frozen=True)
class Row:
    """One line of a table: counts by fund. `key` is a source category, a department's slug or a year."""

    key: str
    name: TranslatedText
    by_fund: Mapping[str, Count]

    @property
    def total(self) -> Count:
        """Of all funds together."""
        return total(self.by_fund.values())


@dataclass(frozen=True)
class Fund:
    """One fund at the end of a year: all it holds, the part of that whose date is not known, and what came in."""

    key: str
    before: Count
    acquired: Count
    undated: Count

    @property
    def held(self) -> Count:
        """All it holds at the end of the year."""
        return self.before + self.acquired + self.undated


@dataclass(frozen=True)
class FundsReport:
    """The tables of one year, and the acquisitions of every year."""

    year: int
    funds: tuple[Fund, ...]
    sources: tuple[Row, ...]
    departments: tuple[Row, ...]
    years: tuple[Row, ...] = field(default_factory=tuple)

    @property
    def held(self) -> Count:
        """All funds together at the end of the year."""
        return total(fund.held for fund in self.funds)

    @property
    def acquired(self) -> Count:
        """What came in during the year."""
        return total(fund.acquired for fund in self.funds)


def funds_report(year: int) -> FundsReport:
    """The report of a year (1 to 9999), made by four statements whatever the size of the catalogue."""
    dated = _by_year()
    undated = dated.pop(None, {})
    funds = tuple(
        Fund(
            fund,
            before=total(counts[fund] for one, counts in dated.items() if one is not None and one < year),
            acquired=dated.get(year, _nothing())[fund],
            undated=undated.get(fund, Count()),
        )
        for fund in FUNDS
    )
    years = tuple(Row(str(one), TranslatedText(), dated[one]) for one in sorted(y for y in dated if y is not None))
    return FundsReport(year, funds, _sources(year), _departments(year), years)


def last_year_with_acquisitions() -> int | None:
    """The newest year in which something came in."""
    newest = db.session.scalar(select(func.max(Item.acquisition_date)))
    return newest.year if newest is not None else None


def _nothing() -> dict[str, Count]:
    return {fund: Count() for fund in FUNDS}


def _counted(*columns: Any) -> Any:
    return select(*columns, Item.fund, func.count(), func.sum(Item.quantity)).group_by(*columns, Item.fund)


def _of(year: int) -> Any:
    return extract("year", Item.acquisition_date) == year


def _by_year() -> dict[int | None, dict[str, Count]]:
    found: dict[int | None, dict[str, Count]] = defaultdict(_nothing)
    for year, fund, objects, units in db.session.execute(_counted(extract("year", Item.acquisition_date))):
        found[None if year is None else int(year)][fund] = Count(objects, int(units))
    return found


def _sources(year: int) -> tuple[Row, ...]:
    found: dict[str, dict[str, Count]] = defaultdict(_nothing)
    for category, fund, objects, units in db.session.execute(
        _counted(Item.acquisition_source_category).where(_of(year))
    ):
        found[category][fund] = Count(objects, int(units))
    wanted = (*SOURCE_CATEGORIES, *((NOT_STATED,) if NOT_STATED in found else ()))
    return tuple(Row(category, TranslatedText(), found[category]) for category in wanted)


def _departments(year: int) -> tuple[Row, ...]:
    found: dict[int | None, dict[str, Count]] = defaultdict(_nothing)
    for department, fund, objects, units in db.session.execute(_counted(Item.department_id).where(_of(year))):
        found[department][fund] = Count(objects, int(units))
    named = select(Term.id, Term.slug, Term.label).where(Term.vocabulary == "department").order_by(Term.slug)
    rows = [Row(slug, label, found[key]) for key, slug, label in db.session.execute(named) if key in found]
    if None in found:
        rows.append(Row(NOT_STATED, TranslatedText(), found[None]))
    return tuple(rows)


def as_json(report: FundsReport) -> dict[str, Any]:
    """The report as data, every sum beside its parts."""

    def table(rows: Iterable[Row]) -> dict[str, Any]:
        return {
            row.key or "not stated": {fund: count.as_json() for fund, count in row.by_fund.items()}
            | {"total": row.total.as_json()}
            for row in rows
        }

    funds = {
        fund.key: {
            "held": fund.held.as_json(),
            "of_it_undated": fund.undated.as_json(),
            "held_before": fund.before.as_json(),
            "acquired": fund.acquired.as_json(),
        }
        for fund in report.funds
    }
    return {
        "year": report.year,
        "funds": funds,
        "held": report.held.as_json(),
        "acquired": report.acquired.as_json(),
        "by_source": table(report.sources),
        "by_department": table(report.departments),
        "by_year": table(report.years),
    }
