"""Two harvesters of other houses take everything exactly once while curators publish, withdraw and edit."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.support.threads import served
from virtual_museum.api import oai_harvest, oai_pmh
from virtual_museum.catalogue import services
from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db

SIZE, PAGE = 60, 7
Headers = Iterator[tuple[str, bool]]


@pytest.fixture
def items(app, monkeypatch) -> list[Item]:
    """Sixty records, every tenth a draft; seven to a page."""
    monkeypatch.setattr(oai_pmh, "PAGE", PAGE)
    made = [
        services.create_item(
            {"title": {"kk": f"Қазан {n}", "en": f"Cauldron {n}"}, "fund": "temporary" if n % 2 else "main"},
            publish=n % 10 != 0,
        )
        for n in range(SIZE)
    ]
    db.session.commit()
    return made


def by_sickle(address: str, prefix: str, **more: str) -> Headers:
    sickle = pytest.importorskip("sickle")
    records = sickle.Sickle(address, timeout=30).ListRecords(metadataPrefix=prefix, ignore_deleted=False, **more)
    return ((record.header.identifier, bool(record.header.deleted)) for record in records)


def by_scythe(address: str, prefix: str, **more: str) -> Headers:
    scythe = pytest.importorskip("oaipmh_scythe")
    arguments = {"from_" if name == "from" else name: value for name, value in more.items()}
    with scythe.Scythe(address) as harvester:
        for record in harvester.list_records(metadata_prefix=prefix, **arguments):
            yield record.header.identifier, bool(record.header.deleted)


def disturb(items: list[Item]) -> Callable[[int], None]:
    """What curators do while the harvest is on: before the place it has reached, at it, and behind it."""

    def at(number: int) -> None:
        if number % 9 == 4:
            services.edit_item(items[1], {"title": {"ru": f"Правка {number}"}})
            services.edit_item(items[number], {"title": {"ru": f"Правка {number}"}})
            services.edit_item(items[-1], {"title": {"ru": f"Правка {number}"}})
        if number == 10:
            services.withdraw_item(items[3])
            services.withdraw_item(items[-2])
            services.publish_item(items[50])
            services.publish_item(items[0])
        if number == 20:
            services.unpublish_item(items[45])
            services.create_item({"title": {"en": "New during the harvest"}}, publish=True)
        db.session.commit()

    return at


def taken(headers: Iterable[tuple[str, bool]], at: Callable[[int], None] = lambda number: None) -> Counter:
    """What was delivered and how often; `at` is told how many records have come."""
    found: Counter = Counter()
    for number, header in enumerate(headers):
        found[header] += 1
        at(number)
    return found


@pytest.mark.parametrize("prefix", ["oai_dc", "lido"])
@pytest.mark.parametrize("harvest", [by_sickle, by_scythe])
def test_everything_exactly_once_while_records_change(app, items, harvest, prefix):
    always_public = {oai_harvest.identifier(one) for n, one in enumerate(items) if n % 10 and n not in (3, 45, 58)}
    never_public = {oai_harvest.identifier(items[n]) for n in (10, 20, 30, 40)}
    with served(app) as address:
        found = taken(harvest(f"{address}/oai", prefix), disturb(items))
    names = Counter(name for name, _deleted in found.elements())
    assert set(names.values()) == {1}, "a record was delivered twice"
    assert {name for name, deleted in found if not deleted} >= always_public
    assert not never_public & set(names)
    # Taken back behind the place the harvest had reached: told as deleted; published behind it: delivered.
    assert (oai_harvest.identifier(items[45]), True) in found and (oai_harvest.identifier(items[58]), True) in found
    assert (oai_harvest.identifier(items[50]), False) in found


@pytest.mark.parametrize("harvest", [by_sickle, by_scythe])
def test_the_next_harvest_brings_exactly_what_has_changed(app, items, harvest):
    with served(app) as address:
        first = taken(harvest(f"{address}/oai", "oai_dc"), disturb(items))
        begin = min(one.updated_at for one in items)
        again = taken(harvest(f"{address}/oai", "oai_dc", **{"from": oai_harvest.stamp(begin)}))
    state = dict(first.keys()) | dict(again.keys())
    db.session.expire_all()
    everything = db.session.query(Item).where(Item.published_at.is_not(None)).all()
    assert state == {oai_harvest.identifier(one): one.status != "published" for one in everything}


@pytest.mark.parametrize("harvest", [by_sickle, by_scythe])
def test_a_set_is_harvested_whole_and_alone(app, items, harvest):
    wanted = {oai_harvest.identifier(one) for one in items if one.fund == "temporary" and one.status == "published"}
    with served(app) as address:
        found = taken(harvest(f"{address}/oai", "oai_dc", set_="fund:temporary") if harvest is by_scythe
                      else harvest(f"{address}/oai", "oai_dc", set="fund:temporary"))  # fmt: skip
    assert {name for name, _deleted in found} == wanted and set(found.values()) == {1}
