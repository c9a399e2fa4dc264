"""The JSON API: reads for everybody, writes by token, problems as documents."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.factories.accounts import make_token, make_user
from tests.factories.catalogue import make_item
from virtual_museum.accounts.queries import tokens
from virtual_museum.accounts.tokens import revoke_token
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.services import withdraw_item
from virtual_museum.core.db import db


@pytest.fixture
def token(app):
    secret = make_token(make_user("curator", "api@museum.test"))
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def test_reads_what_is_published_and_nothing_else(client, app):
    shown, draft, gone = make_item(), make_item(publish=False), make_item()
    withdraw_item(gone)
    db.session.commit()
    listed = client.get("/api/v1/items").get_json()
    assert [item["code"] for item in listed["items"]] == [shown.code] and listed["next"] is None
    one = client.get(f"/api/v1/items/{shown.code.lower()}")
    assert one.status_code == 200 and one.get_json()["title"]["en"] == "Head of an ibex"
    assert "acquisition_price" not in one.get_json() and "notes" not in one.get_json()
    for hidden in (draft, gone):
        answer = client.get(f"/api/v1/items/{hidden.code}")
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json"
    assert client.get("/api/v1/items?status=draft").status_code == 401
    assert client.get(f"/api/v1/items/{shown.code}", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304


def test_pages_by_cursor_show_each_item_once(client, app):
    codes = {make_item(inventory_number=str(number)).code for number in range(7)}
    db.session.commit()
    seen, address = [], "/api/v1/items?limit=3"
    while address:
        page = client.get(address.replace("http://127.0.0.1:8000", "")).get_json()
        seen += [item["code"] for item in page["items"]]
        address = page["next"]
    assert len(seen) == 7 and set(seen) == codes


@pytest.mark.parametrize("query", ["after=x", "limit=0", "limit=201", "limit=a", "status=secret", "after=٣"])
def test_bad_parameters_are_problems(client, query):
    answer = client.get(f"/api/v1/items?{query}")
    assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"] == query.partition("=")[0]


def test_writes_need_a_token(client, studio_client, token):
    record = {"title": {"kk": "Қобыз"}, "inventory_number": "КП-1"}
    assert client.post("/api/v1/items", json=record).status_code in (401, 403)
    assert studio_client.post("/api/v1/items", json=record).status_code in (401, 403)
    made = client.post("/api/v1/items", json=record | {"status": "published"}, headers=token)
    assert made.status_code == 201
    code = made.get_json()["code"]
    assert made.headers["Location"].endswith(f"/api/v1/items/{code}")
    assert client.get(f"/kk/items/{code}").status_code == 200
    changed = client.patch(f"/api/v1/items/{code}", json={"title": {"kk": "Қылқобыз"}}, headers=token)
    assert changed.get_json()["title"] == {"kk": "Қылқобыз"}
    stale = {"title": {"kk": "Басқа"}, "version": made.get_json()["version"]}
    assert client.patch(f"/api/v1/items/{code}", json=stale, headers=token).status_code == 409
    assert client.delete(f"/api/v1/items/{code}", headers=token).status_code == 204
    assert client.get(f"/kk/items/{code}").status_code == 410
    assert db.session.query(Item).filter_by(code=code).one().status == "withdrawn"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"colour": "red"}, "colour"), ({"title": 5}, "title"), ({"year_from": "x"}, "year_from"),
     ({"fund": "other"}, "fund"), ({"title": {"kk": "a"}, "status": "secret"}, "status")],
)  # fmt: skip
def test_bad_records_name_the_field(client, token, body, field):
    answer = client.post("/api/v1/items", json=body, headers=token)
    assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"].startswith(field)


def test_bad_bodies_are_problems(client, token):
    for data, kind in (("{", "application/json"), ("[]", "application/json"), ("a=b", "text/plain")):
        answer = client.post("/api/v1/items", data=data, content_type=kind, headers=token)
        assert answer.status_code == 422 and answer.mimetype == "application/problem+json"


def test_search_and_description(client, app):
    make_item(materials=["gold"])
    db.session.commit()
    found = client.get("/api/v1/search?q=ibex").get_json()
    assert found["total"] == 1 and found["facets"]["material"] == [{"value": "gold", "count": 1}]
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    assert "/api/v1/items/{code}" in described["paths"]


def test_of_two_curators_who_read_the_same_state_one_writes(app, token):
    item = make_item()
    db.session.commit()
    path = f"/api/v1/items/{item.code}"
    tag = app.test_client().get(path).headers["ETag"]
    both = Barrier(2)

    def write(number: str) -> int:
        both.wait()
        headers = {**token, "If-Match": tag}
        return app.test_client().patch(path, json={"inventory_number": number}, headers=headers).status_code

    with ThreadPoolExecutor(2) as curators:
        statuses = list(curators.map(write, ("КП-1", "КП-2")))
    assert sorted(statuses) == [200, 412]
    written = app.test_client().get(path).get_json()
    assert written["inventory_number"] == f"КП-{statuses.index(200) + 1}" and written["version"] == 3


def test_a_token_that_was_taken_back_opens_nothing(client, app):
    owner = make_user("curator", "gone@museum.test")
    secret = {"Authorization": f"Bearer {make_token(owner)}"}
    item = make_item(publish=False)
    db.session.commit()
    path = f"/api/v1/items/{item.code}"
    assert client.get(path, headers=secret).status_code == 200
    revoke_token(owner, tokens(owner)[0].id)
    db.session.commit()
    asked = [client.get(path, headers=secret), client.patch(path, json={"quantity": 2}, headers=secret)]
    asked += [client.get("/api/v1/items?status=draft", headers=secret), client.post("/api/v1/media", headers=secret)]
    # A token that does not work is no visitor either: its program must learn of it.
    asked.append(client.get("/api/v1/items", headers=secret))
    assert {answer.status_code for answer in asked} == {401}
    assert {answer.mimetype for answer in asked} == {"application/problem+json"}


def test_an_error_says_that_others_hear_it_in_their_language(client):
    assert {"Accept-Language", "Cookie"} <= set(client.get("/api/v1/items/000000").vary)


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("period", {"period": "\t" + "д" * 300}),
        ("acquisition_currency", {"acquisition_currency": " KZT"}),
        ("makers.0.name", {"makers": ["а" * 300 + " "]}),
        ("makers.0.role", {"makers": [{"name": "Айша", "role": "р" * 80 + "\n"}]}),
    ],
)
def test_a_text_is_as_long_as_it_was_sent(client, token, field, body):
    refused = client.post("/api/v1/items", json=body, headers=token)
    assert refused.status_code == 422
    assert [problem["field"] for problem in refused.get_json()["errors"]] == [field]


@pytest.mark.parametrize("blank", ["\u0085", "\u3000", "\ufeff", " ", "\n"])
def test_an_address_has_no_blank_in_any_alphabet(client, token, blank):
    for address in (f"https://museum.test/a{blank}b", f"https://museum.test/a{blank}"):
        refused = client.post("/api/v1/items", json={"image_url": address}, headers=token)
        assert refused.status_code == 422
        assert [problem["field"] for problem in refused.get_json()["errors"]] == ["image_url"]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000, '{"notes":' * 50_000, '{"colour":' + "[" * 500 + "]" * 500 + "}",
        '{"title": {"kk": "a"}, "weight": {"value": 1e400}}', '{"dimensions": [{"type": "h", "value": Infinity}]}',
        '{"weight": {"value": NaN}}', '{"quantity": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_what_no_record_can_hold_is_a_problem(client, token, body):
    answer = client.post("/api/v1/items", data=body, content_type="application/json", headers=token)
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert db.session.query(Item).count() == 0
