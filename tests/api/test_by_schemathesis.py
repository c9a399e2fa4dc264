"""A referee makes requests out of the API's own description, right ones and wrong ones, and finds nothing amiss."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.accounts import make_token, make_user
from tests.factories.catalogue import make_item
from tests.support.threads import served
from virtual_museum.core.db import db

PROGRAM = Path(sys.executable).parent / "schemathesis"
SECONDS = 35
# A file must be a picture, a model or a sound, and an asset must be there: that no description of types can say.
SETTINGS = """
[[operations]]
include-name = ["POST /api/v1/media", "POST /api/v1/items/{code}/media"]
checks.positive_data_acceptance.enabled = false
"""


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("who", ["visitor", "curator"])
def test_every_answer_is_as_described(app, tmp_path, who):
    if not PROGRAM.exists():
        pytest.skip("schemathesis is not installed")
    for number in range(3):
        make_item(inventory_number=f"КП-{number}", materials=["gold"], makers=["Blake, Robert"], place="Issyk")
    token = make_token(make_user("curator", "referee@museum.test"))
    db.session.commit()
    (tmp_path / "schemathesis.toml").write_text(SETTINGS, encoding="ascii")
    told = ["-H", f"Authorization: Bearer {token}"] if who == "curator" else []
    with served(app) as address:
        run = subprocess.run(
            [str(PROGRAM), "run", f"{address}/api/v1/openapi.json", "--url", address, *told, "--max-examples", "10",
             "--max-time", str(SECONDS), "--request-timeout", "60", "--generation-deterministic", "--no-color",
             # What grows out of the answers differs with their random codes; these three phases are the same each time.
             "--phases", "examples,coverage,fuzzing", "--warnings", "off"],
            cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False,
            env={name: value for name, value in os.environ.items() if not name.startswith("MUSEUM_")},
        )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "generated" in run.stdout


def test_records_are_checked_as_json_has_types(client, app):
    token = {"Authorization": f"Bearer {make_token(make_user('curator', 'strict@museum.test'))}"}
    db.session.commit()
    wrong = {
        "quantity": "5", "title": {"kk": 5}, "year_from": True, "acquisition_price": 1.5, "rights_uri": "http://[",
        "makers": [{"name": "\u3164\u200b\ufeff\x85\u2800"}], "date_text": {"\r": "x"}, "inventory_number": 7,
    }  # fmt: skip
    for field, value in wrong.items():
        answer = client.post("/api/v1/items", json={field: value}, headers=token)
        assert answer.status_code == 422, field
        assert answer.get_json()["errors"][0]["field"].startswith(field)
    strange = {"title": {"kk": "Қ\x00о\uffffбыз"}, "year_from": -400.0, "year_to": -500, "notes": {"a\x0b": "b"}}
    made = client.post("/api/v1/items", json=strange | {"status": "published"}, headers=token)
    assert made.status_code == 201
    body = made.get_json()
    assert body["title"]["kk"] == "Қ\ufffdо\ufffdбыз" and (body["year_from"], body["year_to"]) == (-500, -400)
    for form in ("lido", "dc", "linked-art", "ris"):
        assert client.get(f"/api/v1/items/{body['code']}?format={form}").status_code == 200
    # The record's later end stays: an earlier end behind it does not fit.
    assert client.patch(f"/api/v1/items/{body['code']}", json={"year_from": 1}, headers=token).status_code == 409


def test_a_lone_half_of_a_character_breaks_nothing(client, app):
    token = {"Authorization": f"Bearer {make_token(make_user('curator', 'half@museum.test'))}"}
    db.session.commit()
    answer = client.post(
        "/api/v1/items", data=b'{"title": {"kk": "\\ud800"}}', content_type="application/json", headers=token
    )
    assert answer.status_code == 201 and answer.get_json()["title"] == {"kk": "\ufffd"}


def test_if_match_lets_nobody_write_over_another(client, app):
    item = make_item()
    token = {"Authorization": f"Bearer {make_token(make_user('curator', 'match@museum.test'))}"}
    db.session.commit()
    path = f"/api/v1/items/{item.code}"
    tag = client.get(path).headers["ETag"]
    first = client.patch(path, json={"inventory_number": "1"}, headers={**token, "If-Match": tag})
    assert first.status_code == 200
    late = client.patch(path, json={"inventory_number": "2"}, headers={**token, "If-Match": tag})
    assert late.status_code == 412 and late.mimetype == "application/problem+json"
    assert client.delete(path, headers={**token, "If-Match": tag}).status_code == 412
    assert client.get(path).get_json()["inventory_number"] == "1"
    again = client.patch(path, json={"inventory_number": "2"}, headers={**token, "If-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert client.patch(path, json={"inventory_number": "3"}, headers={**token, "If-Match": "*"}).status_code == 200
    packed = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert client.delete(path, headers={**token, "If-Match": packed}).status_code == 204


def test_numbers_no_database_holds_are_not_found(client, app):
    huge = "9" * 30
    for path in (f"/api/v1/agents/{huge}", f"/iiif/presentation/3/collection/{huge}", f"/sitemap/{huge}.xml"):
        assert client.get(path).status_code == 404, path
    for query in ("limit=1&limit=2", "after=", f"after={huge}", "limit="):
        assert client.get(f"/api/v1/items?{query}").status_code == 422, query
    for query in ("from=x", "page=0", f"to={huge}", "sort=none", "q=" + "a" * 301):
        assert client.get(f"/api/v1/search?{query}").status_code == 422, query
