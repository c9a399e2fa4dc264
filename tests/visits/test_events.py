"""What visitors read of events: the programme, each event, calendar, feed, sitemap, search; and who sees nothing."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_asset, make_hall, make_item
from tests.factories.visits import make_event, make_session
from virtual_museum.catalogue.extensions import item_context
from virtual_museum.catalogue.search.others import others
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.media.models import Asset
from virtual_museum.visits import programme, queries, services
from virtual_museum.visits.ical import calendar, escaped, folded
from virtual_museum.visits.queries import Wanted
from virtual_museum.visits.times import at_museum, day_of, museum_today, weekly

UNFOLDED = re.compile("\r\n[ \t]")
HIDDEN = {"kk": "Жасырынкеш", "ru": "Тайныйвечер", "en": "Secretevening"}


def records(text: str) -> list[dict[str, str]]:
    """The events of a calendar as its readers take them: unfolded, by name without parameters."""
    lines = UNFOLDED.sub("", text).split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name.partition(";")[0], value)
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_programme_and_the_event_speak_each_language(client, app, language):
    event = make_event(
        hall=make_hall().slug, picture=make_asset().code, languages=["kk", "ru"], price={"kk": "Тегін", "en": "Free"},
        text={"kk": "Мәтін", "ru": "Текст", "en": "Words"},
    )  # fmt: skip
    make_session(event, language="kk", capacity=40)
    listed = client.get(f"/{language}/events")
    assert listed.status_code == 200 and event.title[language] in listed.text
    assert f"/{language}/events/kobyz-evening" in listed.text
    page = client.get(f"/{language}/events/kobyz-evening")
    assert page.status_code == 200 and event.title[language] in page.text
    assert f"/{language}/halls/golden-man" in page.text
    assert f"/{language}/events/kobyz-evening.ics" in page.text


def test_sessions_come_by_months_the_next_first_and_the_past_apart(client, app):
    event = make_event()
    far, near, over = make_session(event, 70), make_session(event, 2), make_session(event, -9)
    coming = queries.coming_sessions()
    assert [one.id for one in coming.sessions] == [near.id, far.id]
    assert [month for month, _ in coming.months()] == [day_of(one.starts_at).replace(day=1) for one in (near, far)]
    assert [one.id for one in queries.past_sessions().sessions] == [over.id]
    assert event.title["kk"] in client.get("/kk/events?past=1").text


def test_what_has_begun_today_stays_in_the_programme_of_today(app):
    begins = at_museum(museum_today(), time(0, 1))
    session = programme.add_session(make_event(), {"starts_at": begins, "ends_at": begins + timedelta(minutes=1)})
    assert [one.id for one in queries.coming_sessions().sessions] == [session.id]


def test_filters_by_kind_and_language(client, app):
    concert = make_event(languages=["kk", "ru"])
    lecture = make_event("word", kind="lecture", title={"kk": "Дәріс атауы"}, languages=["en"])
    in_russian, in_both, in_english = (
        make_session(concert, 1, language="ru"), make_session(concert, 2), make_session(lecture, 3)
    )  # fmt: skip
    found = {
        wanted: [one.id for one in queries.coming_sessions(Wanted(*wanted)).sessions]
        for wanted in (("lecture", ""), ("", "ru"), ("", "kk"), ("", "en"), ("concert", "en"))
    }
    assert found == {
        ("lecture", ""): [in_english.id], ("", "ru"): [in_russian.id, in_both.id], ("", "kk"): [in_both.id],
        ("", "en"): [in_english.id], ("concert", "en"): [],
    }  # fmt: skip
    page = client.get("/kk/events?kind=lecture").text
    assert "Дәріс атауы" in page and concert.title["kk"] not in page
    assert client.get("/kk/events?kind=nothing&language=xx&page=99").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_sessions(client, app, count_queries):
    def cost(path: str) -> int:
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        return counted.count

    def more(number: int) -> None:
        hall, picture = make_hall(f"hall-{number}"), make_asset()
        event = make_event(f"event-{number}", hall=hall.slug, picture=picture.code, on_request=True)
        services.add_item(event, make_item(f"Зат {number}"))
        make_session(event, number + 1)
        make_session(event, number + 2)
        make_session(event, -number - 1)

    more(1)
    paths = ("/kk/events", "/kk/events?past=1", "/kk/events/event-1", "/events.ics", "/kk/")
    few = {path: cost(path) for path in paths}
    for number in range(2, 8):
        more(number)
    assert {path: cost(path) for path in paths} == few


def test_an_unpublished_event_shows_itself_nowhere(client, app):
    exhibition, item = make_exhibition(), make_item()
    event = make_event("secret", title=HIDDEN, exhibition=exhibition.slug, on_request=True)
    services.add_item(event, item)
    make_session(event)
    doors = (
        "/kk/", "/kk/events", "/ru/events?past=1", "/events.ics", "/feed.atom", "/sitemap/pages.xml",
        f"/kk/items/{item.code}", "/kk/collection?q=Жасырынкеш&format=json", "/kk/collection/suggest?q=Жасырынкеш",
    )  # fmt: skip

    def telling() -> list[str]:
        named = ("events/secret", *HIDDEN.values())
        return [path for path in doors if any(word in client.get(path).text.replace("q=", "") for word in named)]

    seen = telling()
    # The walk is worth something only where the same doors do tell of what is public.
    assert {"/kk/", "/kk/events", "/events.ics", "/feed.atom", "/sitemap/pages.xml"} <= set(seen)
    assert f"/kk/items/{item.code}" in seen
    services.hide_event(event)
    assert telling() == []
    for path in ("/kk/events/secret", "/kk/events/secret.ics"):
        assert client.get(path).status_code == 404


def test_search_finds_events(client, app):
    event = make_event(summary={"kk": "Қорқыттың күйлері"})
    with app.test_request_context("/kk/"):
        assert [group.found[0].path for group in others("қобыз")] == ["events/kobyz-evening"]
        assert [group.kind for group in others("Вечер кобыза")] == ["event"]
    assert "/kk/events/kobyz-evening" in client.get("/kk/collection?q=қобыз").text
    services.hide_event(event)
    with app.test_request_context("/kk/"):
        assert others("қобыз") == []


def test_an_item_tells_of_the_events_about_it(app):
    item, event = make_item(), make_event()
    services.add_item(event, item)
    with app.test_request_context("/kk/"):
        assert item_context(item).links == ()
        make_session(event)
        assert [link.url for link in item_context(item).links] == ["/kk/events/kobyz-evening"]


def test_the_calendar_is_one_that_programs_read(client, app):
    event = make_event(
        title={"kk": "Қобыз; кеші, «күй»\\аңыз"}, summary={"kk": "Бірінші жол\nекінші жол " + "ұзақ " * 60},
        hall=make_hall().slug,
    )  # fmt: skip
    begins = datetime(2030, 7, 1, 14, 0, tzinfo=UTC)
    session = programme.add_session(event, {"starts_at": begins, "ends_at": begins + timedelta(hours=2)})
    answer = client.get("/events.ics")
    assert answer.mimetype == "text/calendar"
    raw = answer.data
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    # Each piece is a text of its own: no letter is cut in two.
    assert all(line.decode() is not None for line in raw.split(b"\r\n"))
    (record,) = records(answer.text)
    assert record["DTSTART"] == "20300701T140000Z" and record["DTEND"] == "20300701T160000Z"
    assert record["SUMMARY"] == "Қобыз\\; кеші\\, «күй»\\\\аңыз"
    assert record["DESCRIPTION"].startswith("Бірінші жол\\nекінші жол ұзақ ұзақ")
    assert record["LOCATION"].endswith("Алтын адам залы")
    assert (record["STATUS"], record["SEQUENCE"], record["UID"]) == ("CONFIRMED", "0", session.uid)
    assert client.get("/events.ics", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_cancelled_session_keeps_its_name_in_calendars_and_says_so(client, app):
    event = make_event()
    session = make_session(event)
    before = records(client.get("/kk/events/kobyz-evening.ics").text)[0]
    programme.cancel_session(session, {"kk": "Әртіс ауырып қалды", "ru": "Артист болен"})
    after = records(client.get("/kk/events/kobyz-evening.ics").text)[0]
    assert (after["STATUS"], after["SEQUENCE"], after["UID"]) == ("CANCELLED", "1", before["UID"])
    assert "Әртіс ауырып қалды" in client.get("/kk/events/kobyz-evening").text
    assert "Артист болен" in client.get("/ru/events").text
    with pytest.raises(Refused):
        programme.cancel_session(session, {})


def test_a_line_is_folded_between_letters_and_control_characters_go():
    assert escaped("a\x00b\x1fc\r\nd") == "abc\\nd"
    pieces = folded("X" * 74 + "ұ" * 60).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == "X" * 74 + "ұ" * 60


def test_an_empty_calendar_is_one_too(app):
    text = calendar("Музей", [], "kk", "https://museum.test", "Музей")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") and records(text) == []


def test_search_engines_read_times_and_places(client, app):
    event = make_event(hall=make_hall().slug, languages=["kk"])
    session = make_session(event, capacity=40)

    def read() -> dict:
        page = client.get("/en/events/kobyz-evening").text
        return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))

    one = read()
    assert one["@type"] == "MusicEvent" and one["maximumAttendeeCapacity"] == 40
    assert datetime.fromisoformat(one["startDate"]) == session.starts_at.replace(second=0, microsecond=0)
    assert one["startDate"].endswith("+05:00") and one["location"]["@type"] == "Room"
    programme.cancel_session(make_session(event, 5), {})
    series = read()
    assert series["@type"] == ["MusicEvent", "EventSeries"]
    assert [part["eventStatus"].rpartition("/")[2] for part in series["subEvent"]] == [
        "EventScheduled", "EventCancelled",
    ]  # fmt: skip


def test_the_home_page_invites_to_the_next_of_each_event_only(client, app):
    first, second = make_event(), make_event("felt", title={"kk": "Киіз басу"})
    assert "/kk/events/" not in client.get("/kk/").text
    programme.cancel_session(make_session(first, 1), {})
    near, _far, later = make_session(first, 2), make_session(first, 3), make_session(second, 4)
    assert [one.id for one in queries.coming_events()] == [near.id, later.id]
    assert client.get("/kk/").text.count("/kk/events/kobyz-evening") == 1


def test_the_picture_is_open_to_visitors_only_while_the_event_is(app):
    asset = make_asset()
    event = make_event(publish=False, picture=asset.code)
    opened = []
    for change in (services.publish_event, services.hide_event, services.publish_event):
        change(event)
        opened.append(asset.published)
    services.set_picture(event, "")
    assert [*opened, asset.published] == [True, False, True, False]
    assert isinstance(asset, Asset)


def test_weeks_keep_the_museums_clock_and_end_on_their_day(app):
    event = make_event()
    added = programme.add_weekly(
        event, date(2030, 3, 2), date(2030, 3, 16), time(18), time(1), {"language": "kk", "capacity": 5}
    )
    sessions = queries.all_sessions(event)[0]
    assert added == len(sessions) == 3
    assert [day_of(one.starts_at).day for one in sessions] == [2, 9, 16]
    # Seven in the evening till one at night, five hours east of Greenwich.
    assert (sessions[0].starts_at, sessions[0].ends_at) == (
        datetime(2030, 3, 2, 13, tzinfo=UTC), datetime(2030, 3, 2, 20, tzinfo=UTC),
    )  # fmt: skip
    assert list(weekly(date(2030, 1, 1), None)) == [date(2030, 1, 1)]
    for until in (date(2030, 3, 1), date(2033, 1, 1)):
        with pytest.raises(Invalid):
            programme.add_weekly(event, date(2030, 3, 2), until, time(18), time(19), {})
