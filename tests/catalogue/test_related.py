"""Related objects: tied by hand in either direction first, then what shares most; a bounded number of statements."""

import pytest

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.item_rows import item_row
from virtual_museum.catalogue.related import related_ids
from virtual_museum.catalogue.services import set_relations, unpublish_item
from virtual_museum.core.db import db


def again(item):
    db.session.commit()
    return item_row(item.code)


@pytest.fixture
def bowl(app):
    return make_item(makers=["Шебер"], culture="Saka", place="Berel", object_type="bowl")


def test_who_shares_more_stands_first(bowl):
    culture = make_item(culture="Saka")
    both = make_item(culture="Saka", place="Berel")
    maker = make_item(makers=["Шебер"], culture="Saka", place="Berel")
    type_only = make_item(object_type="bowl")
    make_item(culture="Hun")
    found = related_ids(again(bowl))
    assert found == [maker.id, both.id, culture.id]
    assert type_only.id not in found and bowl.id not in found


def test_ties_count_in_both_directions_and_come_first(bowl):
    to, back, alike = make_item(), make_item(), make_item(makers=["Шебер"])
    set_relations(bowl, [(to, "pair")])
    set_relations(back, [(bowl, "part_of")])
    assert related_ids(again(bowl)) == [to.id, back.id, alike.id]


def test_drafts_are_related_to_nobody(bowl):
    tied, alike = make_item(), make_item(culture="Saka")
    set_relations(bowl, [(tied, "related")])
    unpublish_item(tied)
    unpublish_item(alike)
    assert related_ids(again(bowl)) == []


def test_a_thing_of_which_only_the_type_is_known_has_its_likes(app):
    lone, other = make_item(object_type="coin"), make_item(object_type="coin")
    assert related_ids(again(lone)) == [other.id]
    assert related_ids(again(make_item())) == []


def test_the_page_asks_no_more_for_more_related_things(client, bowl, count_queries):
    def statements():
        db.session.commit()
        client.get(f"/kk/items/{bowl.code}?warm")
        with count_queries() as queries:
            assert client.get(f"/kk/items/{bowl.code}?again").status_code == 200
        return queries.count

    make_item(culture="Saka")
    before = statements()
    for _number in range(20):
        make_item(culture="Saka", place="Berel")
    assert statements() == before
