"""What a label opens: the exhibit, its story, or the page that asks for the code again."""

import pytest
from sqlalchemy import select

from tests.factories.catalogue import make_item
from virtual_museum.audience.counting import counter
from virtual_museum.audience.models import ViewCount
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.services import withdraw_item


@pytest.fixture
def item(app, session):
    made = make_item()
    session.commit()
    return made


def scans(session):
    # The test's own transaction would keep the counter waiting for the only writer of SQLite.
    session.commit()
    counter().write()
    rows = session.scalars(select(ViewCount).where(ViewCount.kind == "scan"))
    return [(row.subject, row.language, row.views) for row in rows]


@pytest.mark.parametrize(
    ("remembered", "asked", "language"),
    [("", "", "kk"), ("", "de,ru;q=0.8", "ru"), ("en", "ru", "en")],
)
def test_a_code_opens_the_exhibit_in_the_visitors_language(client, item, session, remembered, asked, language):
    if remembered:
        client.set_cookie("language", remembered)
    answer = client.get(f"/q/{item.code}", headers={"Accept-Language": asked} if asked else {})
    assert answer.status_code == 302 and answer.location == f"/{language}/items/{item.code}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)
    assert scans(session) == [(item.code, language, 1)]
    assert client.get(answer.location).status_code == 200


def test_any_case_and_misread_letters_do(client, item):
    spellings = {item.code.lower(), item.code, item.code.replace("0", "O").replace("1", "l"), f" {item.code}-"}
    for spelling in spellings:
        assert parse_code(spelling) == item.code
        for path in ("/q/", "/Q/"):
            assert client.get(path + spelling).location == f"/kk/items/{item.code}"


def test_a_withdrawn_exhibit_tells_its_story(client, item, session):
    withdraw_item(item, story={"kk": "Қалпына келтіруде.", "ru": "На реставрации.", "en": "Being restored."})
    session.commit()
    answer = client.get(f"/q/{item.code}", headers={"Accept-Language": "ru"})
    assert answer.status_code == 410 and "На реставрации." in answer.text and "noindex" in answer.text
    assert "Location" not in answer.headers


@pytest.mark.parametrize("code", ["000000", "ZZZZZZ", "7K3M9", "x", "%3Cscript%3E", "🦌"])
def test_an_unknown_code_asks_again(client, item, session, code):
    answer = client.get(f"/q/{code}")
    assert answer.status_code == 404 and 'name="code"' in answer.text and "<script>" not in answer.text
    assert scans(session) == []


def test_a_draft_is_not_betrayed_by_its_code(client, session):
    draft = make_item(publish=False, title={"en": "Secret find"})
    session.commit()
    answer = client.get(f"/q/{draft.code}")
    unknown = client.get("/q/000000")
    assert answer.status_code == 404 and "Secret find" not in answer.text
    assert answer.text.replace(draft.code, "") == unknown.text.replace("000000", "")


def test_only_a_real_visit_is_counted(client, item, session):
    client.head(f"/q/{item.code}")
    assert scans(session) == []
    client.get(f"/q/{item.code}")
    client.get(f"/q/{item.code}")
    assert scans(session) == [(item.code, "kk", 2)]
