"""`flask report …`: what the museum tells its founders every year."""

import click
from flask import json

from virtual_museum.catalogue import funds
from virtual_museum.cli.groups import Commands
from virtual_museum.core.db import utcnow

group = Commands("report", help="Reports of a year.")


@group.command("funds")
@click.option("--year", type=click.IntRange(1, 9999), help="The year reported; this one when absent.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def report_funds(year: int | None, as_json: bool) -> None:
    """What each fund holds, and what came in, by source and department."""
    report = funds.funds_report(year or utcnow().year)
    if as_json:
        click.echo(json.dumps(funds.as_json(report)))
        return
    click.echo(f"{report.year}: objects (units of storage)")
    for fund in report.funds:
        click.echo(
            f"  {fund.key}: {_shown(fund.held)}, came in {_shown(fund.acquired)}, undated {_shown(fund.undated)}"
        )
    click.echo(f"  together: {_shown(report.held)}, came in {_shown(report.acquired)}")
    for words, rows in (("by source", report.sources), ("by department", report.departments)):
        click.echo(words)
        for row in rows:
            click.echo(f"  {row.key or 'not stated'}: {_shown(row.total)}")


def _shown(count: funds.Count) -> str:
    return f"{count.objects} ({count.units})"
