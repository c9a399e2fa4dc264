"""The curators' shell: what needs attention, navigation by role, search, languages."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_user, signed_in
from tests.factories.catalogue import make_item, make_ready_picture
from tests.factories.exhibitions import make_exhibition
from virtual_museum.core import documents
from virtual_museum.core.actors import Actor
from virtual_museum.core.db import utcnow
from virtual_museum.studio.attention import gaps, newest_drafts, scheduled_openings, unpublished_changes
from virtual_museum.studio.navigation import NAVIGATION, navigation_for


def test_an_empty_museum_leads_on(studio_client):
    page = studio_client.get("/studio")
    assert page.status_code == 200
    assert "/studio/items/new" in page.text and "/studio/exhibitions/new" in page.text


def test_gaps_are_counted(app, session):
    whole = make_item()
    make_item(title={"kk": "Тек қазақша"})
    make_item(publish=False)
    picture = make_ready_picture(whole)
    failed = make_ready_picture(make_item(publish=False), code="failed123456")
    failed.state = "failed"
    session.commit()
    found = gaps()
    assert (found.failed_media, found.untranslated_items, found.draft_items) == (1, 1, 2)
    assert found.media_without_alt == 1
    picture.alt = {"kk": "а", "ru": "б", "en": "c"}
    session.commit()
    assert gaps().media_without_alt == 0


def test_names_to_translate_are_listed_with_their_languages(studio_client, session):
    assert "<li>" not in studio_client.get("/studio/untranslated").text.split("<main")[1].split("empty")[1]
    item = make_item(title={"kk": "Тек қазақша"})
    session.commit()
    assert "/studio/untranslated" in studio_client.get("/studio").text
    page = studio_client.get("/studio/untranslated").text
    assert f"/studio/items/{item.code}" in page and "badge busy\">Русский" in page and "badge busy\">English" in page
    assert "badge busy\">Қазақша" not in page
    assert studio_client.get(f"/studio/untranslated?after={item.id}").status_code == 200


def test_what_is_under_way_and_what_opens_by_itself(app, session):
    make_exhibition("draft", publish=False)
    coming = make_exhibition("coming", publish=False)
    documents.publish(coming.document, starts_at=utcnow() + timedelta(days=3))
    changed = make_exhibition("changed")
    body = dict(changed.document.draft.body)
    body["subtitle"] = {"en": "New"}
    documents.save(changed.document, body, based_on=changed.document.draft_number)
    session.commit()
    assert [each.slug for each in scheduled_openings()] == ["coming"]
    under_way = {each.slug: each.published for each in unpublished_changes()}
    assert under_way == {"draft": False, "changed": True}


def test_the_newest_drafts_come_first(app, session):
    for number in range(8):
        make_item(publish=False, title={"kk": f"Зат {number}"})
        session.flush()
    titles = [item.title["kk"] for item in newest_drafts()]
    assert titles[0] == "Зат 7" and len(titles) == 6


def test_the_dashboard_takes_the_same_queries_however_much_there_is(app, administrator_client, count_queries, session):
    def taken():
        with count_queries() as queries:
            assert administrator_client.get("/studio").status_code == 200
        return queries.count

    first = taken()
    for number in range(5):
        make_item(publish=False)
        make_exhibition(f"show-{number}", publish=number % 2 == 0, blocks=[])
    session.commit()
    assert taken() == first <= 25


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        ("administrator", ("/studio/users", "/studio/audit"), ()),
        ("curator", ("/studio/labels", "/studio/audience"), ("/studio/users", "/studio/audit")),
        ("guide", (), ("/studio/labels", "/studio/exhibitions", "/studio/audience")),
    ],
)
def test_navigation_shows_what_one_may_enter(app, role, there, not_there):
    page = signed_in(app.test_client(), make_user(role)).get("/studio").text
    for address in there:
        assert f'href="{address}"' in page
    for address in not_there:
        assert f'href="{address}"' not in page


def test_every_place_of_the_navigation_opens(administrator_client, app):
    everything = Actor(1, "x", everything=True)
    with app.test_request_context("/studio"):
        shown = [entry.address for group in navigation_for(everything) for entry in group.entries]
    assert len(shown) >= 9
    for address in shown:
        assert administrator_client.get(address).status_code == 200, address
    declared = [entry.address for group in NAVIGATION for entry in group.entries]
    assert len(declared) == len(set(declared))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_studio_speaks_three_languages(administrator_client, language):
    administrator_client.set_cookie("language", language)
    words = {"kk": "Назар аударыңыз", "ru": "Требует внимания", "en": "Needs attention"}
    page = administrator_client.get("/studio").text
    assert words[language] in page and f'<html lang="{language}"' in page
    assert not any(text in page for other, text in words.items() if other != language)


def test_a_code_goes_straight_to_its_object(studio_client, session):
    item = make_item()
    session.commit()
    assert studio_client.get(f"/studio/search?q={item.code.lower()}").location == f"/studio/items/{item.code}"
    assert studio_client.get("/studio/search?q=алтын адам").location.startswith("/studio/items?q=")
