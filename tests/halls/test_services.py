"""Where items hang: one open stay each, ended stays kept, order within the hall."""

from datetime import date

import pytest

from tests.factories.halls import make_asset, make_hall, make_item
from virtual_museum.catalogue.extensions import item_context
from virtual_museum.core.errors import Invalid, NotFound, Refused
from virtual_museum.halls import queries, services
from virtual_museum.media.services import refresh_published


def codes(hall, **options):
    return [hung.exhibit.code for hung in queries.hall_page(hall, **options).exhibits]


def test_a_placed_item_leaves_the_hall_where_it_was(app):
    first, second, item = make_hall(), make_hall("horde"), make_item()
    services.place_item(first, item, since=date(2026, 1, 1))
    services.place_item(second, item, since=date(2026, 5, 1))
    assert (codes(first), codes(second)) == ([], [item.code])
    history = queries.item_history(item.id)
    assert [(stay.hall.slug, stay.ended) for stay in history] == [("horde", False), ("golden-man", True)]
    assert history[1].until == date(2026, 5, 1)


def test_a_loan_has_an_end_and_no_hall(app):
    hall, item = make_hall(), make_item()
    services.place_item(hall, item)
    services.send_away(item, "loan", "Қостанай", until=date(2030, 2, 1))
    assert codes(hall) == []
    with app.test_request_context("/kk/"):
        assert "Қостанай" in item_context(item).place


def test_unpublished_items_hang_for_curators_only(app):
    hall, item = make_hall(), make_item(publish=False)
    services.place_item(hall, item)
    assert codes(hall) == []
    assert codes(hall, published_only=False) == [item.code]


def test_order_can_be_changed_step_by_step_and_page_by_page(app):
    hall = make_hall()
    stays = [services.place_item(hall, make_item(f"Зат {number}")) for number in range(4)]
    services.move(stays[3], -2)
    order = [stays[0], stays[3], stays[1], stays[2]]
    assert codes(hall) == [stay.item.code for stay in order]
    services.reorder(hall, [order[3].id, order[2].id])
    assert codes(hall) == [stay.item.code for stay in (order[0], order[1], order[3], order[2])]


def test_showcases(app):
    hall, item = make_hall(), make_item()
    case = services.add_case(hall, "4")
    with pytest.raises(Invalid):
        services.add_case(hall, "4")
    stay = services.place_item(hall, item, case)
    services.remove_case(case)
    assert codes(hall) == [item.code]
    assert queries.placement(hall, stay.id).id == stay.id
    with pytest.raises(NotFound):
        queries.placement(make_hall("other"), stay.id)


def test_a_stay_ends_once(app):
    hall, item = make_hall(), make_item()
    stay = services.place_item(hall, item)
    services.end_placement(stay)
    with pytest.raises(Refused):
        services.end_placement(stay)


def test_a_hall_needs_a_title_and_an_address_of_its_own(app):
    make_hall()
    with pytest.raises(Invalid) as caught:
        make_hall()
    assert "slug" in caught.value.fields
    with pytest.raises(Invalid) as caught:
        services.create_hall({"slug": "Bad Slug", "title": {}})
    assert set(caught.value.fields) == {"slug", "title"}


def test_a_halls_pictures_are_open_while_it_is_shown(app):
    asset = make_asset("panorama")
    hall = make_hall(panorama=asset.code)
    assert asset.published
    refresh_published([asset.code])
    assert asset.published
    services.hide_hall(hall)
    assert not asset.published


def test_the_item_page_learns_its_place_and_what_comes_next(app):
    hall = make_hall()
    case = services.add_case(hall, "5")
    first, second = make_item("Бірінші"), make_item("Екінші")
    services.place_item(hall, first)
    services.place_item(hall, second, case)
    with app.test_request_context("/en/"):
        context = item_context(first)
        assert (context.place, context.next_code, context.hall_url) == (
            "Hall of the Golden Man", second.code, "/en/halls/golden-man",
        )  # fmt: skip
        assert context.next_note == "Next in this hall · Showcase 5"
        last = item_context(second)
        assert (last.place, last.next_code) == ("Hall of the Golden Man · Showcase 5", first.code)
