"""IIIF Content Search: the texts of a manifest are found in any form of a word, page by page, in both versions."""

import json
from typing import Any

import pytest

from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_asset, make_item
from virtual_museum.api import iiif_search
from virtual_museum.catalogue import services
from virtual_museum.core import documents
from virtual_museum.core.db import db
from virtual_museum.media.captions import set_captions
from virtual_museum.media.details import add_detail

JSON = dict[str, Any]
REGION = {"x": 0.25, "y": 0.5, "w": 0.1, "h": 0.2}
POINT = {"point": [0, 1, 0]}
VTT = "WEBVTT\n\n00:01.500 --> 00:04.000\nАлтын адам қорғаннан табылды\n\n00:05.000 --> 00:07.000\nЕсік маңында\n"


def asked(client, service: str, **query: object) -> JSON:
    answer = client.get(f"/iiif/search/{service}", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.data)


@pytest.fixture
def item(app):
    """An item whose model has details, whose recording has captions and words, and which is described."""
    model, sound = make_asset("model"), make_asset("audio", transcript={"en": "The man was found in a barrow."})
    add_detail(model, {"kk": "Бас киім", "en": "Headdress"}, {"ru": "Сделан из войлока.", "en": "Made of felt."}, POINT)
    add_detail(model, {"kk": "Қанжар", "en": "Dagger"}, {"en": "A golden dagger, golden hilt."}, POINT)
    set_captions(sound, "kk", VTT.encode())
    made = make_item(media=())
    services.edit_item(made, {"description": {"en": "A **Saka** warrior"}})
    for asset in (model, sound):
        services.attach_media(made, asset)
    db.session.commit()
    return made


def quoted(found: JSON) -> list[tuple[str, str, str]]:
    selectors = [one["target"]["selector"][0] for page in found["annotations"] for one in page["items"]]
    return [(one["prefix"], one["exact"], one["suffix"]) for one in selectors]


def test_the_manifest_names_both_services(client, item):
    manifest = json.loads(client.get(f"/iiif/presentation/3/items/{item.code}/manifest").data)
    today, former = manifest["service"]
    museum = manifest["id"].partition("/iiif/")[0]
    assert today == {"id": f"{museum}/iiif/search/2/items/{item.code}", "type": "SearchService2"}
    assert former["@type"] == "SearchService1" and former["profile"] == "http://iiif.io/api/search/1/search"
    assert former["@id"].endswith(f"/iiif/search/1/items/{item.code}")


def test_a_word_is_found_in_any_form_and_shown_among_its_neighbours(client, item):
    found = asked(client, f"2/items/{item.code}", q="войлок")
    assert found["@context"] == "http://iiif.io/api/search/2/context.json" and found["type"] == "AnnotationPage"
    assert found["id"].endswith("?q=%D0%B2%D0%BE%D0%B9%D0%BB%D0%BE%D0%BA") and "partOf" not in found
    (one,) = found["items"]
    assert one["motivation"] == "commenting" and {body["language"] for body in one["body"]} == {"kk", "ru", "en"}
    ((before, exact, after),) = quoted(found)
    assert (before, exact, after) == ("Сделан из ", "войлока", ".")
    (place,) = found["annotations"][0]["items"]
    assert place["motivation"] == "highlighting" and place["target"]["source"] == one["id"]


def test_each_place_of_a_word_is_told(client, item):
    assert [exact for _before, exact, _after in quoted(asked(client, f"2/items/{item.code}", q="golden"))] == [
        "golden", "golden",
    ]  # fmt: skip


def test_all_words_must_stand_in_one_text(client, item):
    assert len(asked(client, f"2/items/{item.code}", q="golden dagger")["items"]) == 1
    assert asked(client, f"2/items/{item.code}", q="golden felt")["items"] == []
    assert asked(client, f"2/items/{item.code}", q="dagger -- ?!")["items"] != []
    assert asked(client, f"2/items/{item.code}", q="?!")["items"] == []


def test_captions_are_found_where_they_are_heard(client, item):
    (one,) = asked(client, f"2/items/{item.code}", q="қорған")["items"]
    assert one["target"].endswith("#t=1.5,4") and one["motivation"] == "supplementing"
    assert one["body"] == {
        "type": "TextualBody", "value": "Алтын адам қорғаннан табылды", "format": "text/plain", "language": "kk",
    }  # fmt: skip
    (read,) = asked(client, f"2/items/{item.code}", q="barrow")["items"]
    assert read["id"].endswith("/transcript-en")


def test_motivations_narrow_and_what_is_not_understood_is_named(client, item):
    service = f"2/items/{item.code}"
    everything = asked(client, service)
    assert {one["motivation"] for one in everything["items"]} == {"commenting", "supplementing", "describing"}
    assert len(everything["items"]) == 6 and "annotations" not in everything
    told = asked(client, service, motivation="describing painting", date="2020-01-01T00:00:00Z/2021-01-01T00:00:00Z")
    assert [one["body"][0]["value"] for one in told["items"]] == ["A Saka warrior"]
    assert told["ignored"] == ["date"] and "date" not in told["id"]
    assert asked(client, service, q="felt", motivation="describing")["items"] == []


def test_pages_follow_one_another(client, item, monkeypatch):
    monkeypatch.setattr(iiif_search, "PAGE", 4)
    first = asked(client, f"2/items/{item.code}", user="https://example.org/me")
    whole = first["partOf"]
    assert (whole["type"], whole["total"], first["startIndex"]) == ("AnnotationCollection", 6, 0)
    assert first["ignored"] == ["user"] and "prev" not in first
    last = json.loads(client.get(first["next"]["id"]).data)
    assert last["id"] == whole["last"]["id"] == first["next"]["id"] and "next" not in last
    assert last["prev"] == whole["first"] and last["startIndex"] == 4
    assert len({one["id"] for one in first["items"] + last["items"]}) == 6
    assert client.get(f"/iiif/search/2/items/{item.code}?page=3").status_code == 404


def test_the_former_version_tells_the_same(client, item):
    found = asked(client, f"1/items/{item.code}", q="felt", user="me")
    assert found["@type"] == "sc:AnnotationList"
    assert found["within"] == {"@type": "sc:Layer", "total": 1, "ignored": ["user"]}
    (one,), (hit,) = found["resources"], found["hits"]
    assert one["motivation"] == "oa:commenting" and hit["annotations"] == [one["@id"]]
    assert (hit["before"], hit["match"], hit["after"]) == ("Headdress\n\nMade of ", "felt", ".")
    assert {text["language"] for text in one["resource"]} == {"kk", "ru", "en"}
    assert asked(client, f"1/items/{item.code}", motivation="painting")["within"]["total"] == 3
    assert asked(client, f"1/items/{item.code}", motivation="oa:describing")["resources"][0]["resource"]["chars"]


def test_a_story_is_searched_by_its_own_words(client, item):
    blocks = [
        {"id": "t", "type": "text", "text": {"ru": "Век золотых всадников"}},
        {"id": "m", "type": "model", "item": item.code},
    ]
    exhibition = make_exhibition(blocks=blocks)
    db.session.commit()
    service = "2/exhibitions/gold-and-wind"
    (one,) = asked(client, service, q="всадник")["items"]
    assert one["target"].endswith("/canvas/m-1") and one["motivation"] == "describing"
    assert asked(client, service, q="felt")["items"][0]["target"].endswith("/canvas/m-1")
    documents.unpublish(exhibition.document)
    db.session.commit()
    assert client.get(f"/iiif/search/{service}?q=felt").status_code == 410


def test_nothing_is_found_in_what_is_not_public(client, item):
    services.withdraw_item(item)
    db.session.commit()
    for version in (1, 2):
        assert client.get(f"/iiif/search/{version}/items/{item.code}?q=felt").status_code == 404
    assert client.get("/iiif/search/2/exhibitions/nothing?q=a").status_code == 404
    assert client.get("/iiif/search/3/items/000000").status_code == 404


@pytest.mark.parametrize("query", ["q=" + "a" * 301, "page=0", "page=x", "page=-1"])
def test_a_wrong_question_is_told_what_is_wrong(client, item, query):
    answer = client.get(f"/iiif/search/2/items/{item.code}?{query}")
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["errors"][0]["field"] == query.partition("=")[0]


def test_statements_do_not_grow_with_the_captions(client, app, count_queries):
    counts = []
    for size in (1, 8):
        made = make_item(str(size), media=())
        for _number in range(size):
            sound = make_asset("audio")
            set_captions(sound, "kk", VTT.encode())
            services.attach_media(made, sound)
        db.session.commit()
        db.session.expire_all()
        with count_queries() as queries:
            assert len(asked(client, f"2/items/{made.code}", q="алтын")["items"]) == size
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 10
