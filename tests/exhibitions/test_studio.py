"""A curator without a programmer: compose, choose, reorder, publish, take back; conflicts lose nothing."""

import pytest

from tests.factories.accounts import make_user, signed_in
from tests.factories.exhibitions import every_block, make_exhibition
from tests.factories.halls import make_asset, make_item
from tests.factories.tours import make_tour
from virtual_museum.core import documents
from virtual_museum.exhibitions import queries

STUDIO = "/studio/exhibitions/gold-and-wind"


def body():
    return queries.exhibition_by_slug("gold-and-wind").document.draft.body


def newest():
    return str(queries.exhibition_by_slug("gold-and-wind").document.draft_number)


def post(client, path="", **data):
    fields = {name.replace("__", "."): value for name, value in data.items()}
    answer = client.post(STUDIO + path, data={"based_on": newest(), **fields})
    assert answer.status_code == 302, answer.text
    return answer


def test_from_nothing_to_a_published_story(studio_client, app):
    item, cover = make_item(), make_asset()
    made = studio_client.post("/studio/exhibitions", data={
        "slug": "gold-and-wind", "title.kk": "Алтын мен жел", "title.en": "Gold and wind", "kind": "jubilee",
    })  # fmt: skip
    assert made.location.endswith(STUDIO)
    post(studio_client, "", action="add-section", new_section__kk="Бірінші бөлім")
    section = body()["sections"][0]["id"]
    edit = post(studio_client, "", action=f"add-block:{section}:item").location
    block = body()["sections"][0]["blocks"][0]["id"]
    assert edit.endswith(f"/blocks/{block}")
    assert studio_client.get(edit).status_code == 200
    choose = post(studio_client, f"/blocks/{block}", caption__kk="Міне", next="choose:item").location
    assert item.code in studio_client.get(choose).text
    post(studio_client, f"/blocks/{block}/choose/item", code=item.code)
    assert body()["sections"][0]["blocks"][0] == {
        "id": block, "type": "item", "item": item.code, "caption": {"kk": "Міне"},
    }  # fmt: skip
    assert cover.code in studio_client.get(f"{STUDIO}/head/cover").text
    post(studio_client, "/head/cover", code=cover.code)
    for page in ("", "/head", "/facts", "/partners", "/publishing", "/history", f"/history/{newest()}"):
        assert studio_client.get(STUDIO + page).status_code == 200, page
    assert studio_client.get("/kk/exhibitions/gold-and-wind").status_code == 404
    studio_client.post(f"{STUDIO}/publish", data={"number": newest()})
    page = studio_client.get("/kk/exhibitions/gold-and-wind")
    assert "Міне" in page.text and item.code in page.text
    studio_client.post(f"{STUDIO}/unpublish")
    assert studio_client.get("/kk/exhibitions/gold-and-wind").status_code == 410


def test_every_form_of_a_block_opens_and_saves_without_loss(studio_client, app):
    make_tour()
    blocks = every_block(tour="museum")
    make_exhibition(publish=False, blocks=blocks)
    for block in body()["sections"][0]["blocks"]:
        page = studio_client.get(f"{STUDIO}/blocks/{block['id']}")
        assert page.status_code == 200, block["type"]
        fields = {f"{name}.{language}": text for name, texts in block.items() if isinstance(texts, dict)
                  for language, text in texts.items()}  # fmt: skip
        for picture in block.get("pictures", ()):
            fields |= {f"picture-{picture['id']}-caption.{code}": text for code, text in picture["caption"].items()}
        if block["type"] == "tour":
            fields["place"] = "museum/entrance"
        post(studio_client, f"/blocks/{block['id']}", **{k.replace(".", "__"): v for k, v in fields.items()})
    document = queries.exhibition_by_slug("gold-and-wind").document
    assert document.draft.body == documents.revision(document, 1).body


def test_blocks_move_within_and_between_sections(studio_client, app):
    text = {"type": "text", "text": {"kk": "сөз"}}
    make_exhibition(publish=False, sections=[
        {"id": "one", "blocks": [{**text, "id": "a"}, {**text, "id": "b"}]},
        {"id": "two", "blocks": [{**text, "id": "c"}]},
    ])  # fmt: skip

    def order():
        return [(section["id"], [block["id"] for block in section["blocks"]]) for section in body()["sections"]]

    post(studio_client, action="up:b")
    assert order() == [("one", ["b", "a"]), ("two", ["c"])]
    post(studio_client, action="down:a")
    assert order() == [("one", ["b"]), ("two", ["a", "c"])]
    post(studio_client, action="section-up:two")
    assert order() == [("two", ["a", "c"]), ("one", ["b"])]
    dragged = ["section:one", "block:c", "block:b", "section:two", "block:a"]
    post(studio_client, action="arrange", order=dragged)
    assert order() == [("one", ["c", "b"]), ("two", ["a"])]
    post(studio_client, action="block-remove:b", order=dragged)
    post(studio_client, action="section-remove:two")
    assert order() == [("one", ["c"])]


def test_a_gallery_takes_several_pictures_at_once(studio_client, app):
    make_exhibition(publish=False, blocks=[{"id": "g", "type": "gallery"}])
    codes = [make_asset().code, make_asset().code]
    post(studio_client, "/blocks/g/choose/asset", code=codes)
    pictures = body()["sections"][0]["blocks"][0]["pictures"]
    assert [picture["asset"] for picture in pictures] == codes
    post(studio_client, "/blocks/g", next=f"picture-down:{pictures[0]['id']}")
    assert [p["asset"] for p in body()["sections"][0]["blocks"][0]["pictures"]] == codes[::-1]
    post(studio_client, "/blocks/g", next=f"picture-remove:{pictures[0]['id']}")
    assert [p["asset"] for p in body()["sections"][0]["blocks"][0]["pictures"]] == codes[1:]


def test_partners(studio_client, app):
    make_exhibition(publish=False)
    post(studio_client, "/partners", name__kk="Қазына")
    key = body()["partners"][0]["id"]
    wrong = studio_client.post(f"{STUDIO}/partners/{key}", data={"based_on": newest(), "url": "javascript:x"})
    assert wrong.status_code == 422
    post(studio_client, f"/partners/{key}", name__kk="Қазына", role="sponsor", url="https://example.org")
    logo = make_asset()
    post(studio_client, f"/partners/{key}/logo", code=logo.code)
    assert body()["partners"] == [
        {"id": key, "name": {"kk": "Қазына"}, "role": "sponsor", "url": "https://example.org", "logo": logo.code}
    ]
    post(studio_client, f"/partners/{key}", action="remove")
    assert body()["partners"] == []


def test_facts(studio_client, app):
    make_exhibition(publish=False)
    answer = studio_client.post(f"{STUDIO}/facts", data={
        "kind": "international", "stage": "report", "level": "international", "opens_on": "2021-06-10",
        "closes_on": "2021-09-10", "hall": "", "final_report": "Есеп",
    })  # fmt: skip
    assert answer.status_code == 302
    exhibition = queries.exhibition_by_slug("gold-and-wind")
    assert (exhibition.kind, exhibition.stage, exhibition.final_report) == ("international", "report", "Есеп")
    wrong = studio_client.post(f"{STUDIO}/facts", data={
        "kind": "thematic", "stage": "theme", "level": "national", "opens_on": "2021-06-10", "closes_on": "2020-01-01",
    })  # fmt: skip
    assert wrong.status_code == 422


def test_a_conflict_keeps_both_versions_and_shows_the_difference(studio_client, app):
    make_exhibition(publish=False, blocks=[{"id": "t", "type": "text", "text": {"kk": "бірінші сөз"}}])
    seen = newest()
    for words in ("екінші сөз", "үшінші сөз"):
        answer = studio_client.post(f"{STUDIO}/blocks/t", data={"based_on": seen, "text.kk": words})
    assert answer.location.endswith("/conflict?mine=3&theirs=2")
    page = studio_client.get(answer.location)
    assert "<del>екінші</del><ins>үшінші</ins>" in page.text.replace("\n", "")
    assert body()["sections"][0]["blocks"][0]["text"] == {"kk": "үшінші сөз"}
    studio_client.post(f"{STUDIO}/history/2/restore")
    assert body()["sections"][0]["blocks"][0]["text"] == {"kk": "екінші сөз"}
    assert "үшінші" in studio_client.get(f"{STUDIO}/history/3").text


def test_restoring_repeats_the_title_in_the_list(studio_client, app):
    make_exhibition(publish=False)
    post(studio_client, "/head", title__kk="Жаңа атау")
    assert queries.exhibition_by_slug("gold-and-wind").title == {"kk": "Жаңа атау"}
    studio_client.post(f"{STUDIO}/history/1/restore")
    assert queries.exhibition_by_slug("gold-and-wind").title["kk"] == "Алтын мен жел"


def test_publishing_names_the_version_that_was_looked_at(studio_client, app):
    make_exhibition(publish=False)
    post(studio_client, "/head", title__kk="Кейінгі")
    studio_client.post(f"{STUDIO}/publish", data={"number": "1", "starts_at": "2020-01-01T10:00"})
    document = queries.exhibition_by_slug("gold-and-wind").document
    assert document.published_number == 1
    assert document.publish_from.isoformat() == "2020-01-01T04:00:00+00:00"
    wrong = studio_client.post(f"{STUDIO}/publish", data={"starts_at": "tomorrow"})
    assert wrong.status_code == 422


def test_the_preview_link_can_be_renewed(studio_client, client, app):
    make_exhibition(publish=False)
    token = queries.exhibition_by_slug("gold-and-wind").document.preview_token
    assert token in studio_client.get(f"{STUDIO}/publishing").text
    studio_client.post(f"{STUDIO}/preview-link")
    assert app.test_client().get(f"/kk/preview/{token}").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_studio_pages_speak_every_language(studio_client, app, language):
    make_exhibition(blocks=every_block())
    studio_client.set_cookie("language", language)
    for page in ("", "/head", "/facts", "/partners", "/publishing", "/history"):
        answer = studio_client.get(STUDIO + page)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_who_may_only_edit_cannot_publish(app):
    make_exhibition(publish=False)
    guide = signed_in(app.test_client(), make_user("guide"))
    assert guide.get(STUDIO).status_code == 403
    assert app.test_client().post(f"{STUDIO}/publish").status_code == 403
    assert not queries.exhibition_by_slug("gold-and-wind").document.is_visible()
