"""The pages of events and bookings before the referee of the HTML standard, in three languages."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.factories.halls import make_asset, make_hall, make_item
from tests.factories.visits import event_form, make_event, make_session
from tests.support.html_referee import html_errors
from virtual_museum.core.db import utcnow
from virtual_museum.visits import bookings, programme, requests, services
from virtual_museum.visits.bookings import Asked


def asked(token: str) -> Asked:
    return Asked(token * 24, "Айгүл", "+7 701 234 56 78", "Ескертпе", "kk", {"adults": 2, "pupils": 1})


@pytest.fixture
def addresses(app) -> dict[str, list[str]]:
    """Pages with something of everything on them: for visitors below the language, and in the studio."""
    event = make_event(
        hall=make_hall().slug, picture=make_asset().code, languages=["kk", "ru"], bookable=True, on_request=True,
        price={"kk": "Тегін"}, accessibility={"en": "No steps"}, place={"ru": "У входа"}, text={"kk": "**Мәтін**"},
    )  # fmt: skip
    services.add_item(event, make_item())
    sessions = [make_session(event, days, capacity=9, language="kk") for days in range(1, 10)]
    programme.cancel_session(sessions[1], {"ru": "Болезнь"})
    make_session(event, -3)
    booking, cancelled = bookings.book(sessions[0], asked("a")), bookings.book(sessions[2], asked("b"))
    bookings.check_in(booking, {"adults": 2})
    bookings.cancel_booking(cancelled)
    wish, other = (requests.ask(event, utcnow() + timedelta(days=9), asked(token)) for token in "cd")
    requests.accept(wish, wish.wished_at, wish.wished_at + timedelta(hours=1), "Күтеміз")
    slug, number = event.slug, sessions[0].id
    own = [(f"bookings/{one.number}", one) for one in (booking, cancelled)]
    own += [(f"requests/{one.number}", one) for one in (wish, other)]
    return {
        "site": [
            "", "events", "events?past=1", "events?kind=lecture", f"events/{slug}", f"events/{slug}/request",
            f"events/{slug}/sessions/{number}/book", f"events/{slug}/sessions/{sessions[1].id}/book",
            *(f"{path}?key={bookings.secret_of(one)}" for path, one in own),
        ],
        "studio": [
            "events", "events/new", f"events/{slug}", f"events/{slug}/sessions", f"events/{slug}/sessions?past=1",
            f"events/{slug}/sessions/{number}", f"events/{slug}/sessions/{number}/bookings",
            f"events/{slug}/sessions/{sessions[2].id}/bookings", "requests", "requests?status=accepted",
            f"requests/{other.number}", f"requests/{wish.number}",
        ],
    }  # fmt: skip


def test_every_page_is_valid_html(studio_client: FlaskClient, addresses: dict[str, list[str]], tmp_path: Path) -> None:
    paths = [f"/{lang}/{path}" for lang in ("kk", "ru", "en") for path in addresses["site"]]
    paths += [f"/studio/{path}" for path in addresses["studio"]]
    answers = {path: studio_client.get(path) for path in paths}
    answers["wrong event"] = studio_client.post("/studio/events/new", data={**event_form(), "slug": "Ә"})
    answers["wrong booking"] = studio_client.post(
        next(path for path in paths if path.endswith("/book")), data={"contact": "x"}
    )
    assert {path: one.status_code for path, one in answers.items() if one.status_code not in (200, 422)} == {}
    errors = html_errors({path: one.text for path, one in answers.items()}, tmp_path)
    assert not errors, "\n".join(errors[:40])
