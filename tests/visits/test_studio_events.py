"""Events in the studio: made, published and taken back, sessions one by one and week by week, by plain forms."""

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_user, signed_in
from tests.factories.halls import make_asset, make_hall, make_item
from tests.factories.visits import event_form, make_event, make_session
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db
from virtual_museum.core.errors import NotFound
from virtual_museum.visits import queries
from virtual_museum.visits.times import clock_of


def test_a_curator_makes_an_event_with_its_days_and_shows_it(studio_client):
    hall, picture, item = make_hall(), make_asset(), make_item()
    made = studio_client.post("/studio/events/new", data=event_form(hall=hall.slug))
    assert made.status_code == 302 and made.location.endswith("/studio/events/felt/sessions")
    weekly = {"day": "2031-05-03", "begins": "14:00", "ends": "16:00", "until": "2031-05-31", "capacity": "12"}
    studio_client.post("/studio/events/felt/sessions", data=weekly)
    studio_client.post("/studio/events/felt/sessions", data={**weekly, "day": "2031-06-01", "until": ""})
    event = queries.event_by_slug("felt")
    sessions = queries.all_sessions(event)[0]
    assert len(sessions) == 6 and clock_of(sessions[0].starts_at) == "14:00"
    assert picture.code in studio_client.get("/studio/events/felt/picture").text
    studio_client.post("/studio/events/felt/picture", data={"code": picture.code})
    assert item.code in studio_client.get("/studio/events/felt/items").text
    studio_client.post("/studio/events/felt/items", data={"code": item.code.lower()})
    # Nothing is for visitors before it is published.
    assert studio_client.get("/kk/events/felt").status_code == 404
    studio_client.post("/studio/events/felt/publish")
    page = studio_client.get("/kk/events/felt").text
    assert item.code in page and picture.code in page and "14:00–16:00" in page
    for path in ("/studio/events", "/studio/events/felt", "/studio/events/felt/sessions",
                 f"/studio/events/felt/sessions/{sessions[0].id}"):  # fmt: skip
        assert studio_client.get(path).status_code == 200, path
    studio_client.post("/studio/events/felt/hide")
    assert studio_client.get("/kk/events/felt").status_code == 404
    events = set(db.session.scalars(select(AuditRecord.event).where(AuditRecord.subject_kind == "event")))
    assert events == {"event.created", "event.changed", "event.published", "event.hidden", "event-session.added"}


def test_saving_keeps_picture_and_items_and_can_lead_on_to_choosing(studio_client):
    event, item = make_event("felt", picture=make_asset().code), make_item()
    studio_client.post("/studio/events/felt/items", data={"code": item.code})
    form = studio_client.get("/studio/events/felt").text
    assert event.picture.code in form
    saved = studio_client.post(
        "/studio/events/felt", data=event_form(picture=event.picture.code, choose="picture", **{"title.kk": "Жаңа"})
    )
    assert saved.location.endswith("/studio/events/felt/picture")
    assert queries.event_by_slug("felt").title["kk"] == "Жаңа"
    assert [one.code for one in queries.exhibits_of_event(event)] == [item.code]
    studio_client.post("/studio/events/felt/items", data={"code": item.code, "action": "remove"})
    assert queries.exhibits_of_event(event) == []


def test_a_wrong_form_is_shown_again_with_what_was_entered(studio_client):
    for wrong in ({"slug": "Бос орын"}, {"kind": "circus"}, {"title.kk": "", "title.ru": "", "title.en": ""},
                  {"hall": "nowhere"}, {"picture": "000000000000"}):  # fmt: skip
        answer = studio_client.post("/studio/events/new", data={**event_form(), "price.ru": "Сто тенге", **wrong})
        assert answer.status_code == 422 and "Сто тенге" in answer.text, wrong
    make_event("felt")
    assert studio_client.post("/studio/events/new", data=event_form()).status_code == 422
    whole = {"day": "2031-05-03", "begins": "14:00", "ends": "16:00"}
    for wrong in ({"day": ""}, {"begins": "late"}, {"capacity": "0"}, {"capacity": "many"}, {"until": "2030-01-01"},
                  {"language": "xx"}, {"begins": "14:00", "ends": "14:00", "day": "x"}):  # fmt: skip
        answer = studio_client.post("/studio/events/felt/sessions", data={**whole, **wrong})
        assert answer.status_code == 422, wrong
    assert queries.all_sessions(queries.event_by_slug("felt"))[0] == []


def test_a_session_is_moved_cancelled_and_removed(studio_client):
    event = make_event("felt")
    session, spare = make_session(event), make_session(event, 4).id
    path = f"/studio/events/felt/sessions/{session.id}"
    moved = {"day": "2031-05-03", "begins": "10:00", "ends": "11:00", "capacity": "7", "language": "ru"}
    assert studio_client.post(path, data=moved).status_code == 302
    assert (session.capacity, session.language, clock_of(session.ends_at), session.sequence) == (7, "ru", "11:00", 1)
    assert studio_client.post(path, data={**moved, "ends": ""}).status_code == 422
    studio_client.post(f"{path}/cancel", data={"reason.kk": "Жөндеу"})
    assert session.is_cancelled and "Жөндеу" in studio_client.get("/kk/events/felt").text
    studio_client.post(f"/studio/events/felt/sessions/{spare}/remove")
    assert [one.id for one in queries.all_sessions(event)[0]] == [session.id]
    assert studio_client.get(f"/studio/events/felt/sessions/{spare}").status_code == 404


def test_only_a_draft_can_be_removed(studio_client):
    make_event("felt")
    assert studio_client.post("/studio/events/felt/remove").status_code == 409
    studio_client.post("/studio/events/felt/hide")
    assert studio_client.post("/studio/events/felt/remove").status_code == 302
    with pytest.raises(NotFound):
        queries.event_by_slug("felt")


@pytest.mark.parametrize(("role", "edits", "publishes"), [("guide", 302, 403), ("editor", 302, 403)])
def test_who_writes_does_not_publish(app, role, edits, publishes):
    client = signed_in(app.test_client(), make_user(role))
    assert client.post("/studio/events/new", data=event_form()).status_code == edits
    assert client.post("/studio/events/felt/publish").status_code == publishes
    assert "/studio/events/felt/publish" not in client.get("/studio/events/felt").text


def test_visitors_are_kept_out(client, app):
    make_event("felt")
    assert client.get("/studio/events").status_code == 302
    assert client.post("/studio/events/felt/hide").status_code == 403
