"""The demo's texts are complete, of a good length and fit its media; no database is needed."""

import re
from datetime import date
from itertools import chain, pairwise

import numpy as np
import pytest
import trimesh

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.demo import stories
from virtual_museum.demo.content import (
    LANGUAGES,
    MEDIA,
    details_of_file,
    directions,
    media_of_object,
    panorama_of,
    plan_places,
    read_content,
)
from virtual_museum.exhibitions.block_types import BLOCK_TYPES
from virtual_museum.exhibitions.schemas import ExhibitionBody
from virtual_museum.media.captions import read_cues
from virtual_museum.media.schemas import read_place
from virtual_museum.tours.schemas import TourBody

CONTENT = read_content()
OBJECTS = {thing["slug"]: thing for thing in CONTENT.objects}
LIMIT_BYTES = 90_000_000
LABEL_WORDS, TEXT_WORDS = (40, 60), (200, 350)


def _words(texts: dict[str, str]) -> list[int]:
    """Words of each language; a dash standing by itself is none."""
    return [sum(any(sign.isalnum() for sign in word) for word in texts[language].split()) for language in LANGUAGES]


def _texts(value: object) -> list[dict[str, str]]:
    """All translated texts within a piece of content."""
    if isinstance(value, dict):
        if value and set(value) <= {*LANGUAGES}:
            return [value]
        return list(chain.from_iterable(_texts(part) for part in value.values()))
    if isinstance(value, list):
        return list(chain.from_iterable(_texts(part) for part in value))
    return []


def test_there_is_enough_to_see():
    assert len(OBJECTS) >= 40
    assert len(CONTENT.halls) >= 6
    assert len(CONTENT.exhibitions) >= 4
    assert sum(any(file.kind == "model" for file in media_of_object(thing)) for thing in CONTENT.objects) >= 8


@pytest.mark.parametrize("slug", OBJECTS)
def test_object_is_told_in_three_languages(slug: str):
    thing = OBJECTS[slug]
    for name in ("title", "label", "text", "alt", "date"):
        assert set(thing[name]) == set(LANGUAGES), name
        assert all(text.strip() for text in thing[name].values()), name
    assert all(LABEL_WORDS[0] <= count <= LABEL_WORDS[1] for count in _words(thing["label"])), _words(thing["label"])
    assert all(TEXT_WORDS[0] <= count <= TEXT_WORDS[1] for count in _words(thing["text"])), _words(thing["text"])
    assert len(set(thing["label"].values())) == 3
    assert thing["sources"] and all(source.strip() for source in thing["sources"])


@pytest.mark.parametrize("slug", OBJECTS)
def test_object_has_a_number_a_code_and_known_terms(slug: str):
    thing = OBJECTS[slug]
    assert thing["inventory_number"].startswith(("КП-", "НВ-"))
    assert parse_code(CONTENT.codes[slug]) == CONTENT.codes[slug]
    assert thing["year_from"] <= thing["year_to"]
    for field in ("object_type", "department", "culture", "period", "place"):
        assert field not in thing or thing[field] in CONTENT.vocabulary[field], field
    for field, vocabulary in (("materials", "material"), ("techniques", "technique"), ("keywords", "keyword")):
        assert set(thing[field]) <= set(CONTENT.vocabulary[vocabulary]), field


def test_ten_objects_speak_in_every_language():
    spoken = [slug for slug in OBJECTS if sum(file.kind == "audio" for file in media_of_object(OBJECTS[slug])) == 3]
    assert len(spoken) >= 10
    route = {stop["item"] for stop in CONTENT.building["tour"]["stop"] if "item" in stop}
    assert route <= set(spoken)


@pytest.mark.parametrize("slug", OBJECTS)
def test_captions_say_what_the_recording_says(slug: str):
    for file in media_of_object(OBJECTS[slug]):
        if file.kind == "audio":
            (transcript,) = file.transcript.values()
            cues = read_cues(file.captions)
            assert " ".join(cue.text for cue in cues) == " ".join(transcript.split()), file.path.name
            assert all(before.end <= after.start for before, after in pairwise(cues))
            assert max(len(cue.text) for cue in cues) <= 110
            assert set(file.caption) == set(LANGUAGES)


def test_codes_and_numbers_are_given_once():
    assert len(set(CONTENT.codes.values())) == len(CONTENT.codes) == len(OBJECTS)
    assert len({thing["inventory_number"] for thing in CONTENT.objects}) == len(OBJECTS)


def test_every_text_exists_in_every_language():
    for part in (CONTENT.vocabulary, CONTENT.building, list(CONTENT.exhibitions), list(CONTENT.events)):
        for texts in _texts(part):
            assert set(texts) == set(LANGUAGES), texts
            assert all(text.strip() for text in texts.values()), texts


def test_concepts_of_the_thesaurus_are_named_once():
    named = [facts["aat"] for terms in CONTENT.vocabulary.values() for facts in terms.values() if "aat" in facts]
    assert len(named) >= 28 and len(set(named)) == len(named)
    assert all(re.fullmatch(r"300\d{6}", number) for number in named)


def test_every_object_stands_in_one_hall():
    standing = [slug for hall in CONTENT.halls for slug in stories.exhibits_of_hall(hall["slug"], CONTENT)]
    assert sorted(standing) == sorted(OBJECTS)


@pytest.mark.parametrize("place", [place["slug"] for place in CONTENT.places])
def test_hotspots_point_to_objects_and_scenes(place: str):
    if panorama_of({"slug": place, "alt": {}}) is None:
        pytest.skip("this panorama has not been rendered")
    measured = directions(place)
    assert measured["doors"]
    assert set(measured["items"]) <= set(OBJECTS)
    assert set(measured["doors"]) <= {other["slug"] for other in CONTENT.places}
    near = {*measured["items"], *(f"to-{to}" for to in measured["doors"])}
    assert {note["near"] for note in CONTENT.notes if note["scene"] == place} <= near
    for view in (*measured["items"].values(), *measured["doors"].values()):
        assert 0 <= view["yaw"] < 360 and -90 <= view["pitch"] <= 90


def test_tour_is_a_valid_document_that_can_be_walked():
    panoramas = {place["slug"]: "0" * 12 for place in CONTENT.places if panorama_of(place)}
    body = TourBody.model_validate(stories.tour_body(CONTENT, panoramas, "0" * 12))
    reached, waiting = set(), [body.start.id]
    while waiting:
        scene = waiting.pop()
        if scene not in reached:
            reached.add(scene)
            waiting += [spot.scene for spot in body.scene(scene).hotspots if spot.kind == "scene"]
    assert reached == {scene.id for scene in body.scenes} >= {"entrance", "saka", "horde", "heritage", "art"}
    assert len(body.stops) == 12
    assert body.item_codes() <= set(CONTENT.codes.values())


@pytest.mark.parametrize("slug", [story["slug"] for story in CONTENT.exhibitions])
def test_exhibition_is_a_valid_document(slug: str):
    story = next(one for one in CONTENT.exhibitions if one["slug"] == slug)
    assets = dict.fromkeys(stories.files_of_story(story, CONTENT), "0" * 12)
    body = ExhibitionBody.model_validate(stories.exhibition_body(story, CONTENT, assets))
    assert body.item_codes()
    assert all(section.blocks for section in body.sections)


def test_exhibitions_are_of_all_six_kinds_past_present_and_to_come():
    kinds = {story["kind"] for story in CONTENT.exhibitions}
    assert kinds == {"permanent", "thematic", "personal", "jubilee", "travelling", "international"}
    made = date(2026, 11, 22)
    assert any(story.get("closes_on", date.max) < made for story in CONTENT.exhibitions)
    assert any(story["opens_on"] <= made <= story.get("closes_on", date.max) for story in CONTENT.exhibitions)
    assert any(story["opens_on"] > made for story in CONTENT.exhibitions)


def test_exhibitions_use_every_kind_of_block_both_posters_and_have_partners():
    blocks = [block for story in CONTENT.exhibitions for section in story["section"] for block in section["block"]]
    assert {block["type"] for block in blocks} == set(BLOCK_TYPES)
    shown = {picture["asset"] for block in blocks for picture in block.get("pictures", [])}
    assert {f"poster:{name}" for name in CONTENT.building["poster"]} <= shown
    assert {partner["role"] for story in CONTENT.exhibitions for partner in story.get("partner", [])} == {
        "partner",
        "sponsor",
    }


def test_plan_knows_every_hall():
    places = plan_places()["halls"]
    assert {hall["slug"] for hall in CONTENT.halls if panorama_of(hall)} <= set(places)
    assert set(places) <= {place["slug"] for place in CONTENT.places}
    assert all(0 < place["x"] < 1 and 0 < place["y"] < 1 for place in places.values())


def test_nothing_is_missing_that_the_studio_makes():
    missing = [
        slug for slug, thing in OBJECTS.items() if not any(file.kind == "image" for file in media_of_object(thing))
    ]
    missing += [f"panorama of {hall['slug']}" for hall in CONTENT.halls if panorama_of(hall) is None]
    named = chain.from_iterable(stories.files_named(story) for story in CONTENT.exhibitions)
    made = chain.from_iterable(stories.files_of_story(story, CONTENT) for story in CONTENT.exhibitions)
    missing += sorted(set(named) - set(made))
    assert not missing, missing


def test_media_stay_small():
    assert sum(path.stat().st_size for path in MEDIA.rglob("*") if path.is_file()) <= LIMIT_BYTES


def test_labels_are_plain_text():
    for thing in CONTENT.objects:
        for text in (*thing["label"].values(), *thing["title"].values(), *thing["alt"].values()):
            assert not set("*_#`<>[]") & set(text), text


def test_details_point_to_files_that_are_there_and_speak_three_languages() -> None:
    content = read_content()
    files = {(thing["slug"], file.path.stem): file for thing in content.objects for file in media_of_object(thing)}
    met = []
    for file in files.values():
        if file.kind in ("image", "model"):
            met += details_of_file(file)
    assert len(met) == len(content.details) >= 15
    for one in content.details:
        assert set(one["label"]) == set(one["text"]) == set(LANGUAGES)
        read_place("model" if one["file"] == "model" else "image", one["place"])


def test_details_on_models_lie_on_their_surfaces() -> None:
    for one in read_content().details:
        if one["file"] == "model":
            mesh = trimesh.load(MEDIA / "models" / f"{one['object']}.glb", force="mesh", process=False)
            near = np.linalg.norm(mesh.vertices - np.array(one["place"]["point"]), axis=1).min()
            assert near < 0.03 * np.ptp(mesh.bounds, axis=0).max(), one["label"]["en"]
