"""Errors people can act on, as a page or as problem JSON, in the asker's language."""

import pytest
from flask import abort

from virtual_museum.core.errors import Conflict, Forbidden, Gone, Invalid, MuseumError, NotFound, Refused

CASES = {
    "not-found": (NotFound(), 404),
    "gone": (Gone(), 410),
    "forbidden": (Forbidden(), 403),
    "conflict": (Conflict(), 409),
    "invalid": (Invalid(fields={"title": "Write a title."}), 422),
    "refused": (Refused("Not now: first do this."), 409),
}


@pytest.fixture
def broken(app):
    @app.get("/kk/broken/<name>", defaults={"prefix": ""})
    @app.get("/api/broken/<name>", defaults={"prefix": "api"})
    def view(name, prefix):
        if name == "crash":
            raise RuntimeError("secret detail")
        if name == "answer":
            abort(app.response_class("own words", status=429, headers={"Retry-After": "7"}))
        raise CASES[name][0]

    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize("name", CASES)
def test_programs_get_a_problem_document(broken, name):
    answer = broken.get(f"/api/broken/{name}", headers={"Accept-Language": "en"})
    assert answer.status_code == CASES[name][1] and answer.mimetype == "application/problem+json"
    body = answer.json
    assert (body["status"], body["code"], body["type"]) == (answer.status_code, name, "about:blank")
    assert body["title"]
    assert body.get("errors") == ([{"field": "title", "detail": "Write a title."}] if name == "invalid" else None)


@pytest.mark.parametrize("name", CASES)
def test_people_get_a_page(broken, name):
    answer = broken.get(f"/kk/broken/{name}", headers={"Accept": "text/html"})
    assert answer.status_code == CASES[name][1] and answer.mimetype == "text/html"
    assert "<h1>" in answer.text and "</html>" in answer.text


def test_the_page_speaks_the_askers_language(client):
    pages = {
        language: client.get("/nowhere", headers={"Accept-Language": language}).text for language in ("kk", "ru", "en")
    }
    assert "Мұндай бет табылмады." in pages["kk"] and "Такой страницы нет." in pages["ru"]
    assert "This was not found." in pages["en"] and '<html lang="en"' in pages["en"]


def test_a_crash_tells_nothing_of_itself(broken):
    for path in ("/kk/broken/crash", "/api/broken/crash"):
        answer = broken.get(path)
        assert answer.status_code == 500 and "secret detail" not in answer.text and "Traceback" not in answer.text


def test_an_answer_given_with_the_error_is_kept(broken):
    answer = broken.get("/kk/broken/answer")
    assert answer.status_code == 429 and answer.text == "own words" and answer.headers["Retry-After"] == "7"


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.post("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_messages_can_be_given_and_read():
    assert str(MuseumError("One sentence.")) == "One sentence."
    assert Invalid(fields={"a": "b"}).fields == {"a": "b"}
