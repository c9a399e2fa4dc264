"""The story on the visitor's page: every block, gaps left out, few queries, the window, back again."""

from datetime import timedelta

import pytest

from tests.factories.exhibitions import every_block, make_exhibition
from tests.factories.halls import make_asset, make_item, texts
from tests.factories.tours import make_tour
from virtual_museum.catalogue.extensions import index_facts, item_context
from virtual_museum.catalogue.services import withdraw_item
from virtual_museum.core import documents
from virtual_museum.core.db import utcnow
from virtual_museum.core.document_rows import save_draft
from virtual_museum.core.errors import Invalid
from virtual_museum.exhibitions import queries
from virtual_museum.exhibitions.block_types import BLOCK_TYPES, KIND_LABELS, LEVEL_LABELS, STAGE_LABELS
from virtual_museum.exhibitions.models import KINDS, LEVELS, STAGES
from virtual_museum.media.models import Asset

PAGE = "/en/exhibitions/gold-and-wind"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_type_of_block_is_drawn(client, app, language):
    make_tour()
    blocks = every_block(tour="museum")
    assert {block["type"] for block in blocks} == set(BLOCK_TYPES)
    make_exhibition(blocks=blocks)
    page = client.get(f"/{language}/exhibitions/gold-and-wind")
    assert page.status_code == 200
    for block in blocks:
        assert f'id="{block["id"]}"' in page.text, block["type"]
    assert f'<vm-panorama src="/{language}/tours/museum/data.json"' in page.text
    assert "<vm-model src=" in page.text and "<vm-compare>" in page.text and "<vm-audio" in page.text
    assert "<strong>" in page.text


def test_declared_lists_have_words_for_everything():
    assert (set(KIND_LABELS), set(STAGE_LABELS), set(LEVEL_LABELS)) == (set(KINDS), set(STAGES), set(LEVELS))


def test_a_withdrawn_item_leaves_nothing_behind_and_a_gap_in_the_studio(client, studio_client, app):
    item = make_item("Кеткен бұғы")
    make_exhibition(blocks=[{"id": "b-item", "type": "item", "item": item.code}, {"id": "b-lost", "type": "tour"}])
    assert "b-item" in client.get(PAGE).text
    withdraw_item(item)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "b-item" not in page.text and "b-lost" not in page.text
    studio = studio_client.get("/studio/exhibitions/gold-and-wind").text
    assert studio.count("composer-block gap") == 2


def test_markdown_is_cleaned(client, app):
    text = {"en": "# Big\n\n<script>alert(1)</script> [bad](javascript:x) [good](https://example.org) ![x](http://x/y)"}
    make_exhibition(blocks=[{"id": "b-text", "type": "text", "text": text}])
    page = client.get(PAGE).text
    assert "<h3>Big</h3>" in page
    assert "<script>alert" not in page and 'href="javascript' not in page and "http://x/y" not in page
    assert 'href="https://example.org"' in page


def test_the_number_of_queries_does_not_grow_with_the_blocks(client, app, count_queries):
    make_tour()
    one = every_block(tour="museum")
    many = [{**block, "id": f"{block['id']}-{n}"} for n in range(4) for block in every_block(tour="museum")]
    make_exhibition("small", blocks=one)
    make_exhibition("large", blocks=many)
    # The first page of all reads the schedule of what opens and closes.
    client.get("/kk/visit")
    counts = []
    for slug in ("small", "large"):
        with count_queries() as counted:
            assert client.get(f"/kk/exhibitions/{slug}").status_code == 200
        counts.append(counted.count)
    assert counts[0] == counts[1]
    assert counts[0] < 30


def test_the_window_is_obeyed(client, app):
    exhibition = make_exhibition(publish=False)
    document = exhibition.document
    assert client.get(PAGE).status_code == 404
    documents.publish(document, starts_at=utcnow() + timedelta(hours=1))
    assert client.get(PAGE).status_code == 404
    documents.publish(document, starts_at=utcnow() - timedelta(hours=1))
    assert client.get(PAGE).status_code == 200
    documents.publish(document, ends_at=utcnow() - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 410


def test_what_was_taken_back_is_gone_and_its_files_are_closed(client, app):
    exhibition = make_exhibition()
    code = exhibition.document.draft.body["cover"]
    cover = documents.db.session.query(Asset).filter_by(code=code).one()
    assert cover.published
    documents.unpublish(exhibition.document)
    assert client.get(PAGE).status_code == 410
    assert not cover.published
    assert "gold-and-wind" not in client.get("/en/exhibitions").text


def test_a_file_that_another_exhibition_shows_stays_open(app):
    cover = make_asset()
    first = make_exhibition("first", cover=cover.code)
    make_exhibition("second", cover=cover.code)
    documents.unpublish(first.document)
    assert cover.published


def test_visitors_see_the_published_version_and_the_secret_link_the_draft(client, app):
    exhibition = make_exhibition()
    draft = exhibition.document.draft.body | {"title": {"en": "Only a draft"}}
    save_draft(exhibition, draft, based_on=1)
    token = exhibition.document.preview_token
    for page in (PAGE, "/en/exhibitions", "/en/"):
        assert "Only a draft" not in client.get(page).text
    preview = client.get(f"/en/preview/{token}")
    assert "Only a draft" in preview.text
    assert "no-store" in preview.headers["Cache-Control"]
    documents.renew_preview_token(exhibition.document)
    assert client.get(f"/en/preview/{token}").status_code == 404
    documents.publish(exhibition.document)
    assert all("Only a draft" in client.get(page).text for page in (PAGE, "/en/exhibitions"))


def test_lists_by_time_and_kind(client, app):
    day, year = queries.today(), timedelta(days=365)
    make_exhibition("now", facts={"kind": "permanent"})
    make_exhibition("soon", facts={"kind": "jubilee", "opens_on": day + timedelta(days=1)})
    make_exhibition("gone", facts={"kind": "travelling", "opens_on": day - year, "closes_on": day - timedelta(days=1)})
    make_exhibition("today", facts={"opens_on": day, "closes_on": day})
    make_exhibition("draft", publish=False)

    def slugs(period, kind=""):
        return [card.exhibition.slug for card in queries.visible_cards(period, kind)]

    assert (slugs("current"), slugs("upcoming"), slugs("past")) == (["now", "today"], ["soon"], ["gone"])
    assert slugs("current", "permanent") == ["now"]
    for language in ("kk", "ru", "en"):
        page = client.get(f"/{language}/exhibitions")
        assert page.status_code == 200
        assert "/exhibitions/draft" not in page.text
    assert "/exhibitions/now" not in client.get("/kk/exhibitions?kind=jubilee").text


def test_a_list_shows_the_first_exhibit_in_place_of_a_missing_cover(app, count_queries):
    item = make_item()
    make_exhibition("bare", cover=None, blocks=[{"id": "b", "type": "item", "item": item.code}])
    (card,) = queries.visible_cards("current")
    assert card.cover.id == item.media[0].asset_id
    with count_queries() as few:
        queries.visible_cards("current")
    for number in range(3):
        make_exhibition(f"more-{number}", cover=None, blocks=[{"id": "b", "type": "item", "item": make_item().code}])
    with count_queries() as many:
        queries.visible_cards("current")
    assert many.count == few.count


def test_the_item_page_and_search_know_the_exhibition(app):
    item = make_item()
    exhibition = make_exhibition(blocks=[{"id": "b", "type": "item", "item": item.code}])
    with app.test_request_context("/en/"):
        assert [(link.title, link.url, link.note) for link in item_context(item).links] == [
            ("Gold and wind", PAGE, "Exhibition")
        ]
        assert index_facts([item.id])[item.id].has == ("exhibition",)
        documents.unpublish(exhibition.document)
        assert item_context(item).links == ()
    assert queries.item_codes(exhibition, published=False) == [item.code]


def test_warnings_say_what_is_missing(app):
    hidden = make_item("Жасырын", publish=False)
    picture = make_asset(alt={"kk": "Бар"})
    exhibition = make_exhibition(
        publish=False, title={"kk": "Тек қазақша"}, cover=None,
        blocks=[
            {"id": "a", "type": "item", "item": hidden.code},
            {"id": "b", "type": "gallery", "pictures": [{"id": "p", "asset": picture.code}]},
            {"id": "c", "type": "audio", "asset": make_asset("audio").code},
            {"id": "d", "type": "quote", "text": {"kk": "Сөз", "ru": "Слово"}},
            {"id": "e", "type": "video"},
        ],
    )  # fmt: skip
    with app.test_request_context("/en/"):
        found = "\n".join(documents.warnings(exhibition.document))
    for expected in (
        "“Title” is missing in: Русский, English.",
        "no cover picture",
        "block 1 (Exhibit): the exhibit “Жасырын (en)” is not published",
        "block 2 (Gallery): “" + picture.filename + "” has no alternative text in: Русский, English.",
        "has no transcript",
        "block 4 (Quotation): text is missing in: English.",
        "block 5 (Video): nothing to show yet",
    ):
        assert expected in found, expected


def test_a_complete_story_has_no_warnings(app):
    make_tour()
    exhibition = make_exhibition(publish=False, blocks=every_block(tour="museum"), subtitle=texts("subtitle"))
    with app.test_request_context("/en/"):
        assert documents.warnings(exhibition.document) == []


@pytest.mark.parametrize(
    "block",
    [
        {"id": "a", "type": "poem"}, {"id": "a"}, {"id": "Ә", "type": "text"}, {"id": "a", "type": "text", "txt": {}},
        {"id": "a", "type": "item", "item": "12"}, {"id": "a", "type": "audio", "asset": "../../etc/pwd"},
        {"id": "a", "type": "tour", "tour": "Bad Slug"}, {"id": "a", "type": "tour", "view": {"fov": 300}},
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused(app, block):
    with pytest.raises(Invalid):
        make_exhibition(blocks=[block])


def test_facts_are_checked(app):
    with pytest.raises(Invalid) as caught:
        make_exhibition(facts={"opens_on": "2026-05-02", "closes_on": "2026-05-01"})
    assert "closes_on" in caught.value.fields
    with pytest.raises(Invalid):
        make_exhibition(facts={"hall": "nowhere"})
