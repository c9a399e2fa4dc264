"""Bookings without an account: never more than there is room for, once for two clicks, erased by themselves."""

import logging
import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.factories.accounts import make_user, signed_in
from tests.factories.visits import make_event, make_session
from virtual_museum import create_app
from virtual_museum.audience.counting_views import kind_and_subject
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.config import load_settings, settings
from virtual_museum.core.db import content_revision, db, utcnow
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.core.jobs import enqueue, run_pending
from virtual_museum.visits import bookings, programme, requests
from virtual_museum.visits.booking_queries import walk_ins_of
from virtual_museum.visits.bookings import Asked
from virtual_museum.visits.models import Booking, EventSession, GroupRequest
from virtual_museum.visits.times import clock_of, day_of

PERSONAL = ("Айгүл Сәрсенбаева", "+7 701 234 56 78", "Арбамен келеміз")


def form(token: str = "t" * 24, **more: object) -> dict[str, object]:
    """A visitor's form as a browser sends it: every field, most of them empty."""
    return {
        "token": token, "name": PERSONAL[0], "contact": PERSONAL[1], "note": PERSONAL[2], "language": "kk",
        "website": "", "people.adults": "2", "people.pupils": "3", "people.military": "", **more,
    }  # fmt: skip


def asked(token: str, people: int = 1) -> Asked:
    return Asked(token.ljust(24, "x"), *PERSONAL, "kk", {"adults": people})


@pytest.fixture
def session(app: Flask) -> EventSession:
    """A session of ten places that visitors may book."""
    return make_session(make_event(bookable=True, languages=["kk", "ru"]), capacity=10)


def path_of(session: EventSession, lang: str = "kk") -> str:
    return f"/{lang}/events/{session.event.slug}/sessions/{session.id}/book"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_visitor_books_looks_and_cancels(client: FlaskClient, session: EventSession, language: str):
    event_page = client.get(f"/{language}/events/kobyz-evening").text
    assert path_of(session, language) in event_page
    page = client.get(path_of(session, language))
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    token = re.search(r'name="token" value="([^"]+)"', page.text).group(1)
    made = client.post(path_of(session, language), data=form(token))
    assert made.status_code == 303
    booking = db.session.scalars(select(Booking)).one()
    assert (booking.people, session.booked) == (5, 5)
    own = client.get(made.location)
    assert booking.number in own.text and PERSONAL[0] in own.text
    assert own.headers["Cache-Control"] == "no-store" and "noindex" in own.headers["X-Robots-Tag"]
    key = bookings.secret_of(booking)
    calendar = client.get(f"/{language}/bookings/{booking.number}.ics?key={key}")
    assert session.uid in calendar.text and booking.number in calendar.text
    for _twice in range(2):
        cancelled = client.post(f"/{language}/bookings/{booking.number}/cancel", data={"key": key})
        assert cancelled.status_code == 303
    assert session.booked == 0 and booking.is_cancelled
    assert client.get(made.location).status_code == 200


def test_only_its_secret_opens_a_booking(client: FlaskClient, session: EventSession):
    booking = bookings.book(session, asked("one"))
    other = bookings.book(session, asked("two"))
    for key in ("", "0" * 32, bookings.secret_of(other), "ә"):
        for path in (f"/kk/bookings/{booking.number}", f"/kk/bookings/{booking.number}.ics"):
            assert client.get(path, query_string={"key": key}).status_code == 404
        assert client.post(f"/kk/bookings/{booking.number}/cancel", data={"key": key}).status_code == 404
    assert not booking.is_cancelled


def test_a_second_click_books_once(client: FlaskClient, session: EventSession):
    first, second = (client.post(path_of(session), data=form()) for _ in range(2))
    assert first.location == second.location and session.booked == 5
    assert len(db.session.scalars(select(Booking)).all()) == 1


def test_there_are_never_more_people_than_places(client: FlaskClient, session: EventSession):
    assert client.post(path_of(session), data=form("a" * 24, **{"people.adults": "6"})).status_code == 303
    full = client.post(path_of(session), data=form("b" * 24, **{"people.adults": "6"}))
    assert full.status_code == 422 and PERSONAL[0] in full.text and session.booked == 9
    assert client.post(path_of(session), data=form("c" * 24, **{"people.adults": "1", "people.pupils": ""})).location
    assert session.booked == 10
    assert path_of(session) not in client.get("/kk/events/kobyz-evening").text
    assert "<form class=" not in client.get(path_of(session)).text
    # The table itself would not keep it either.
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(EventSession).values(booked=11))
    with pytest.raises(Invalid):
        programme.change_session(
            session, {"starts_at": session.starts_at, "ends_at": session.ends_at, "capacity": 9, "language": ""}
        )


def race(app: Flask, session: EventSession, wishes: list[Asked]) -> list[str]:
    """Book all at the same moment, each in a museum and a connection of its own; what came of each."""
    number, database = session.id, settings().database_url
    db.session.commit()
    start, outcomes = threading.Barrier(len(wishes)), [""] * len(wishes)
    museums = [create_app(load_settings(home=settings().home, database_url=database)) for _ in wishes]

    def run(place: int) -> None:
        with museums[place].app_context():
            start.wait(120)
            try:
                bookings.book(db.session.get_one(EventSession, number), wishes[place])
                db.session.commit()
                outcomes[place] = "booked"
            except Invalid:
                db.session.rollback()
                outcomes[place] = "full"
            finally:
                db.session.remove()
                db.engine.dispose()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(wishes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return sorted(outcomes)


def test_two_at_the_same_moment_do_not_share_the_last_places(app: Flask, session: EventSession):
    outcomes = race(app, session, [asked(f"person {number}", 4) for number in range(4)])
    assert outcomes == ["booked", "booked", "full", "full"] and session.booked == 8
    assert sum(booking.people for booking in db.session.scalars(select(Booking))) == 8


def test_two_clicks_at_the_same_moment_book_once(app: Flask, session: EventSession):
    assert race(app, session, [asked("same", 4) for _ in range(3)]) == ["booked"] * 3
    assert session.booked == 4 and len(db.session.scalars(select(Booking)).all()) == 1


def test_what_cannot_be_booked_is_refused_in_words(client: FlaskClient, session: EventSession):
    for wrong in ({"name": ""}, {"contact": "later"}, {"contact": "12345"}, {"language": "xx"}, {"token": "short"},
                  {"people.adults": "", "people.pupils": ""}, {"people.adults": "-1"}, {"people.adults": "many"},
                  {"people.adults": "61"}, {"note": "x" * 1001}):  # fmt: skip
        answer = client.post(path_of(session), data=form(**wrong))
        assert answer.status_code == 422 and 'role="alert"' in answer.text, wrong
    assert client.post(path_of(session), data=form(website="https://spam.test")).status_code == 409
    assert session.booked == 0
    for contact in ("+7 (701) 234-56-78", "a.b@museum.kz", "87172919191"):
        assert bookings.reachable(contact), contact
    programme.cancel_session(session, {})
    assert client.post(path_of(session), data=form()).status_code == 409


def test_what_has_begun_is_neither_booked_nor_cancelled(client: FlaskClient, app: Flask):
    event = make_event(bookable=True)
    session = make_session(event, days=1, capacity=5)
    booking = bookings.book(session, asked("early"))
    session.starts_at, session.ends_at = utcnow() - timedelta(minutes=5), utcnow() + timedelta(hours=1)
    db.session.flush()
    with pytest.raises(Refused):
        bookings.cancel_booking(booking)
    assert client.post(path_of(session), data=form()).status_code == 409


def test_only_bookable_public_sessions_have_the_form(client: FlaskClient, app: Flask):
    free, hidden = make_event(), make_event("hidden", bookable=True, publish=False)
    group = programme.add_session(
        make_event("open", bookable=True),
        {"starts_at": utcnow() + timedelta(days=1), "ends_at": utcnow() + timedelta(days=1, hours=1)}, private=True,
    )  # fmt: skip
    for session in (make_session(free), make_session(hidden), group):
        assert client.get(path_of(session)).status_code == 404
        assert client.post(path_of(session), data=form()).status_code == 404
    assert group.uid not in client.get("/events.ics").text


def test_the_form_needs_its_token_and_is_not_sent_without_end(app: Flask, session: EventSession):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(path_of(session), data=form()).status_code == 400
    path, home, database = path_of(session), settings().home, settings().database_url
    db.session.commit()
    limited = create_app(load_settings(home=home, database_url=database, rate_limits=True))
    limited.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = limited.test_client()
    codes = [client.post(path, data=form(name="")).status_code for _ in range(41)]
    assert codes == [422] * 40 + [429]
    with limited.app_context():
        db.engine.dispose()


def test_names_are_erased_by_themselves_and_numbers_stay(app: Flask):
    event = make_event(bookable=True, on_request=True)
    old, recent = make_session(event, days=2, capacity=9), make_session(event, days=2, capacity=9)
    gone, kept = bookings.book(old, asked("gone", 3)), bookings.book(recent, asked("kept", 2))
    bookings.check_in(gone, {"adults": 2})
    days = timedelta(days=settings().booking_days)
    for session, ended in ((old, utcnow() - days - timedelta(hours=1)), (recent, utcnow() - days + timedelta(hours=1))):
        session.starts_at, session.ends_at = ended - timedelta(hours=1), ended
    wish = requests.ask(event, utcnow() + timedelta(days=2), asked("group"))
    wish.wished_at = utcnow() - days - timedelta(hours=1)
    db.session.flush()
    enqueue("visits.forget")
    db.session.commit()
    run_pending()
    db.session.expire_all()
    assert [(one.name, one.contact, one.note) for one in (gone, wish)] == [("", "", "")] * 2
    assert gone.forgotten_at is not None and (gone.people, gone.came) == (3, 2)
    assert (kept.name, kept.contact, kept.note) == PERSONAL and kept.forgotten_at is None


def test_nothing_personal_reaches_audit_logs_and_counts(client: FlaskClient, session: EventSession, caplog):
    revision = content_revision()
    with caplog.at_level(logging.DEBUG):
        location = client.post(path_of(session), data=form()).location
        client.get(location)
        booking = db.session.scalars(select(Booking)).one()
        client.post(f"/kk/bookings/{booking.number}/cancel", data={"key": bookings.secret_of(booking)})
    lines = [f"{line.actor_name} {line.details}" for line in db.session.scalars(select(AuditRecord))]
    told = caplog.text + str(lines)
    assert booking.number in str(lines)
    assert [word for word in (*PERSONAL, bookings.secret_of(booking)) if word in told] == []
    assert kind_and_subject(f"/kk/bookings/{booking.number}") == ("page", "bookings")
    # Bookings change no page that is kept ready.
    assert content_revision() == revision


def test_a_guide_checks_in_and_counts_who_came_without_a_booking(app: Flask, session: EventSession):
    booking = bookings.book(session, asked("one", 4))
    guide = signed_in(app.test_client(), make_user("guide"))
    desk = f"/studio/events/kobyz-evening/sessions/{session.id}/bookings"
    page = guide.get(desk)
    assert page.status_code == 200 and booking.number in page.text and PERSONAL[1] in page.text
    came = {"came.adults": "3", "came.under-7": "1"}
    assert guide.post(f"{desk}/{booking.number}/came", data=came).status_code == 302
    assert (booking.people, booking.came) == (4, 4)
    guide.post(f"{desk}/{booking.number}/came", data={"came.adults": "3"})
    assert booking.came == 3
    assert guide.post(f"{desk}/{booking.number}/came", data={"came.adults": "x"}).status_code == 422
    for number in ("5", "7"):
        assert guide.post(f"{desk}/walk-ins", data={"came.foreigners": number}).status_code == 302
    assert {category: came for category, came in walk_ins_of(session).items() if came} == {"foreigners": 7}
    assert guide.post(f"{desk}/{booking.number}/cancel").status_code == 403
    assert signed_in(app.test_client(), make_user("editor", "e@museum.test")).get(desk).status_code == 403
    assert app.test_client().get(desk).status_code == 302


def test_a_curator_gives_places_back(studio_client: FlaskClient, session: EventSession):
    booking = bookings.book(session, asked("one", 4))
    desk = f"/studio/events/kobyz-evening/sessions/{session.id}/bookings"
    assert studio_client.post(f"{desk}/{booking.number}/cancel").status_code == 302
    assert booking.is_cancelled and session.booked == 0
    assert studio_client.post(f"{desk}/{booking.number}/came", data={"came.adults": "1"}).status_code == 409
    # Somebody has booked once: the session stays as a record.
    assert studio_client.post(f"/studio/events/kobyz-evening/sessions/{session.id}/remove").status_code == 409


def test_a_group_asks_and_the_museum_accepts(client: FlaskClient, studio_client: FlaskClient):
    event = make_event(on_request=True, languages=["kk", "ru"])
    assert "/kk/events/kobyz-evening/request" in client.get("/kk/events/kobyz-evening").text
    assert client.get("/kk/events/kobyz-evening/request").status_code == 200
    wished = utcnow() + timedelta(days=20)
    day = {"day": day_of(wished).isoformat(), "begins": "11:00"}
    first, second = (client.post("/kk/events/kobyz-evening/request", data=form(**day)) for _ in range(2))
    assert first.status_code == 303 and first.location == second.location
    kept = db.session.scalars(select(GroupRequest)).one()
    assert clock_of(kept.wished_at) == "11:00" and kept.people == {"adults": 2, "pupils": 3}
    assert kept.number in studio_client.get("/studio/requests").text
    assert PERSONAL[0] in studio_client.get(f"/studio/requests/{kept.number}").text
    wrong = {"action": "accept", **day, "ends": ""}
    assert studio_client.post(f"/studio/requests/{kept.number}", data=wrong).status_code == 422
    right = {**wrong, "begins": "12:00", "ends": "13:00", "answer": "Кіреберісте күтеміз."}
    assert studio_client.post(f"/studio/requests/{kept.number}", data=right).status_code == 302
    assert (kept.status, kept.booking.people, kept.booking.session.private) == ("accepted", 5, True)
    page = client.get(first.location)
    assert "Кіреберісте күтеміз." in page.text
    booking_page = re.search(r'href="(/kk/bookings/[^"]+)"', page.text).group(1).replace("&amp;", "&")
    assert client.get(booking_page).status_code == 200
    # The group's own time is nobody else's.
    assert "12:00" not in client.get("/kk/events/kobyz-evening").text
    assert client.get("/events.ics").text.count("BEGIN:VEVENT") == 0
    assert studio_client.post(f"/studio/requests/{kept.number}", data={"action": "decline"}).status_code == 409
    assert event.is_published


def test_a_group_is_declined_or_withdraws(client: FlaskClient, studio_client: FlaskClient):
    event, day = make_event(on_request=True), utcnow() + timedelta(days=9)
    declined, withdrawn = requests.ask(event, day, asked("one")), requests.ask(event, day, asked("two"))
    answer = {"action": "decline", "answer": "Ол күні зал жабық."}
    assert studio_client.post(f"/studio/requests/{declined.number}", data=answer).status_code == 302
    page = client.get(f"/ru/requests/{declined.number}?key={bookings.secret_of(declined)}")
    assert "Ол күні зал жабық." in page.text
    assert client.get(f"/ru/requests/{declined.number}?key={bookings.secret_of(withdrawn)}").status_code == 404
    taken_back = client.post(
        f"/kk/requests/{withdrawn.number}/withdraw", data={"key": bookings.secret_of(withdrawn)}
    )
    assert taken_back.status_code == 303 and withdrawn.status == "withdrawn"
    with pytest.raises(Refused):
        requests.accept(withdrawn, day, day + timedelta(hours=1), "")
    for early in (utcnow(), utcnow() + timedelta(days=500)):
        with pytest.raises(Invalid):
            requests.ask(event, early, asked("three"))
    closed = make_event("closed")
    assert client.get("/kk/events/closed/request").status_code == 404
    with pytest.raises(Refused):
        requests.ask(closed, day, asked("four"))


def test_who_may_not_answer_does_not_see_requests(app: Flask):
    guide = signed_in(app.test_client(), make_user("guide"))
    assert guide.get("/studio/requests").status_code == 403


def test_the_desk_costs_the_same_for_many(studio_client: FlaskClient, session: EventSession, count_queries):
    desk = f"/studio/events/kobyz-evening/sessions/{session.id}/bookings"

    def cost() -> int:
        with count_queries() as counted:
            assert studio_client.get(desk).status_code == 200
        return counted.count

    bookings.book(session, asked("first"))
    few = cost()
    for number in range(6):
        bookings.book(session, asked(f"more {number}"))
    assert cost() == few
