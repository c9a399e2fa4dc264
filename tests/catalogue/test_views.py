"""The catalogue's pages, for visitors and in the studio: all open, nothing hidden shows, forms keep what is typed."""

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from tests.factories.catalogue import make_item, make_ready_picture
from virtual_museum.catalogue.models import ChangeSet, Item, Term
from virtual_museum.catalogue.services import edit_item, ensure_term, publish_item, withdraw_item
from virtual_museum.core.db import db

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def ibex(app):
    item = make_item(
        object_type="sculpture",
        makers=[{"name": "Blake, Robert", "role": "artist"}],
        materials=["gold"],
        date_text={"ru": "V–IV вв. до н. э."},
        year_from=-500,
        year_to=-301,
        label_text={"kk": "Сақ зергері аңның мінезін мүйізінің бір иінімен ғана айтып берген."},
        description={"kk": "**Тау теке** сақ өнерінде."},
        dimensions=[{"type": "height", "value": 6.2, "unit": "cm"}],
        place="Жетісу",
    )
    ensure_term("material", "gold", {"kk": "алтын", "ru": "золото", "en": "gold"})
    make_ready_picture(item)
    db.session.commit()
    return item


@pytest.mark.parametrize("lang", LANGUAGES)
def test_visitor_pages_open(client, ibex, lang):
    listing = client.get(f"/{lang}/collection?q=алтын&sort=title")
    assert listing.status_code == 200 and ibex.code in listing.text
    page = client.get(f"/{lang}/items/{ibex.code}/any-name")
    assert page.status_code == 200
    assert "КП-0000/14" in page.text and '"@type": "VisualArtwork"' in page.text
    assert client.get(f"/{lang}/items/{ibex.code.lower()}").status_code == 301


def test_collection_as_data(client, ibex):
    data = client.get("/ru/collection?q=голова козла&format=json").get_json()
    assert data["total"] == 1
    assert data["items"][0]["code"] == ibex.code
    assert data["items"][0]["title"] == "Голова горного козла"
    assert data["items"][0]["inventory_number"] == "КП-0000/14"
    assert {"value": "gold", "label": "золото", "count": 1, "chosen": False} in data["facets"]["material"]
    assert data["took_ms"] >= 0


def test_drafts_are_not_found_and_withdrawn_are_gone(client, app):
    draft = make_item(publish=False, title={"en": "Secret sword"})
    gone = make_item(title={"en": "Lent lute"})
    withdraw_item(gone, {"en": "Given back to its owner."})
    db.session.commit()
    assert client.get(f"/en/items/{draft.code}").status_code == 404
    answer = client.get(f"/en/items/{gone.code}")
    assert answer.status_code == 410 and "Given back to its owner." in answer.text
    for text in ("secret", "lute", draft.code, gone.code):
        assert client.get(f"/en/collection?q={text}&format=json").get_json()["total"] == 0
    assert client.get("/en/collection/suggest?q=secr").get_json() == {"items": [], "other": []}


def test_item_page_has_a_bounded_number_of_queries(client, ibex, count_queries):
    def measure():
        with count_queries() as queries:
            assert client.get(f"/kk/items/{ibex.code}").status_code == 200
        return queries.count

    # The first page of a museum builds the index.
    client.get("/kk/collection")
    before = measure()
    for number in range(5):
        make_item(inventory_number=f"КП-{number}", makers=["Blake, Robert"], materials=["gold", "felt"])
    edit_item(ibex, {"materials": ["gold", "silver", "bone"], "keywords": ["a", "b", "c"]})
    db.session.commit()
    # The revision, the item, its makers, its terms, three for its files, its place in a hall, where search stands,
    # when the next exhibition opens.
    assert before <= 10
    client.get("/kk/collection")
    # Those that are alike, and their pictures.
    assert measure() <= before + 2


def test_collection_queries_do_not_grow_with_rows(client, app, count_queries):
    make_item(materials=["gold"])
    db.session.commit()
    client.get("/kk/collection")

    def measure(page):
        with count_queries() as queries:
            assert client.get(page).status_code == 200
        return queries.count

    few = measure("/kk/collection?sort=title")
    for number in range(20):
        make_item(inventory_number=f"КП-{number}", materials=["gold", f"material {number}"])
    db.session.commit()
    client.get("/kk/collection")
    assert measure("/kk/collection?sort=number") <= few


@pytest.mark.parametrize(
    "address",
    ["/studio/items", "/studio/items?q=теке&status=draft&fund=main", "/studio/items/new", "/studio/vocabularies",
     "/studio/vocabularies/material", "/studio/vocabularies/agents?q=blake", "/studio/vocabularies/places",
     "/studio/changes", "/studio/imports/new"],
)  # fmt: skip
def test_studio_pages_open(studio_client, client, ibex, address):
    assert studio_client.get(address).status_code == 200
    assert client.get(address).status_code in (302, 403)


def test_studio_item_is_created_edited_and_published(studio_client, client):
    form = {
        "title.kk": "Ақинақ", "title.ru": "Акинак", "inventory_number": "КП-0000/00-а, б", "fund": "main",
        "object_type": "қылыш", "materials": "темір\nқола", "makers": "Белгісіз шебер; master",
        "date_text.kk": "б.з.б. V ғ.", "dimension.type": ["height", "width"], "dimension.value": ["32,5", ""],
        "dimension.unit": ["cm", "cm"], "dimension.part": ["", ""], "note.name": ["сөре"], "note.value": ["12"],
        "quantity": "2", "weight.value": "410", "weight.unit": "g", "acquisition_date": "2021-05-28",
    }  # fmt: skip
    answer = studio_client.post("/studio/items/new", data=form)
    assert answer.status_code == 302
    code = answer.location.rpartition("/")[2]
    item = db.session.query(Item).filter_by(code=code).one()
    assert (item.year_from, item.year_to) == (-500, -401)
    assert item.inventory_number == "КП-0000/00-а, б"
    assert item.dimensions == [{"type": "height", "value": 32.5, "unit": "cm", "part": ""}]
    assert [tie.term.label["kk"] for tie in item.terms] == ["темір", "қола"]
    page = studio_client.get(f"/studio/items/{code}").text
    assert "Ақинақ" in page and "КП-0000/00-а, б" in page
    assert client.get(f"/kk/items/{code}").status_code == 404
    studio_client.post(f"/studio/items/{code}/status", data={"status": "published"})
    assert client.get(f"/kk/items/{code}").status_code == 200
    assert client.get("/kk/collection?q=ақинақтар&format=json").get_json()["total"] == 1
    studio_client.post(f"/studio/items/{code}/status", data={"status": "draft"})
    assert client.get(f"/kk/items/{code}").status_code == 404
    assert client.get("/kk/collection?q=ақинақтар&format=json").get_json()["total"] == 0


def test_unchanged_form_changes_nothing(studio_client, ibex):
    page = studio_client.get(f"/studio/items/{ibex.code}").text
    version = ibex.version
    data = _form_of(page)
    answer = studio_client.post(f"/studio/items/{ibex.code}", data=data)
    assert answer.status_code == 302
    assert db.session.get(Item, ibex.id).version == version


def _form_of(page):
    """The fields of the record's form as a browser would send them."""
    form = re.search(r'<form method="post" class="form stack item-form".*?</form>', page, re.S).group()
    data: dict[str, list[str]] = {}
    pattern = r"<input ([^>]*)>|<textarea ([^>]*)>\n?(.*?)</textarea>|<select ([^>]*)>(.*?)</select>"
    for found in re.finditer(pattern, form, re.S):
        attributes = found.group(1) or found.group(2) or found.group(4)
        name = re.search(r'name="([^"]*)"', attributes)
        if not name:
            continue
        if found.group(1) is not None:
            value = re.search(r'value="([^"]*)"', attributes)
            text = value.group(1) if value else ""
        elif found.group(2) is not None:
            text = found.group(3)
        else:
            options = re.findall(r'<option value="([^"]*)"( selected)?', found.group(5))
            text = next((v for v, chosen in options if chosen), options[0][0])
        data.setdefault(unescape(name.group(1)), []).append(unescape(text))
    return data


def test_second_saver_loses_nothing(studio_client, ibex):
    version = ibex.version
    edit_item(ibex, {"title": {"kk": "Бірінші"}})
    db.session.commit()
    form = {"version": str(version), "title.kk": "Екінші", "inventory_number": "КП-0000/14", "fund": "main"}
    answer = studio_client.post(f"/studio/items/{ibex.code}", data=form)
    assert answer.status_code == 409
    assert "Бірінші" in answer.text and "Екінші" in answer.text
    assert db.session.get(Item, ibex.id).title["kk"] == "Бірінші"
    newest = re.search(r'name="version" value="(\d+)"', answer.text).group(1)
    again = studio_client.post(f"/studio/items/{ibex.code}", data={**form, "version": newest})
    assert again.status_code == 302
    assert db.session.get(Item, ibex.id).title["kk"] == "Екінші"


def test_bad_form_is_shown_again(studio_client):
    answer = studio_client.post("/studio/items/new", data={"title.kk": "Қобыз", "year_from": "көп"})
    assert answer.status_code == 422 and "Қобыз" in answer.text
    answer = studio_client.post("/studio/items/new", data={"title.kk": "Қобыз", "year_from": "10", "year_to": "5"})
    assert answer.status_code == 422


def test_suggestions_for_curators(studio_client, client, ibex):
    found = studio_client.get("/studio/catalogue/suggest?q=КП-0000/14").get_json()
    assert found[0]["code"] == ibex.code
    assert set(found[0]) == {"code", "title", "inventory_number", "image"}
    assert studio_client.get(f"/studio/catalogue/suggest?q={ibex.code.lower()}").get_json()[0]["code"] == ibex.code
    assert client.get("/studio/catalogue/suggest?q=a").status_code in (302, 403)


def test_vocabulary_terms_are_added_changed_and_deleted(studio_client, client, ibex):
    answer = studio_client.post("/studio/vocabularies/material", data={"label.kk": "күміс", "label.ru": "серебро"})
    assert answer.status_code == 302
    address = answer.location
    assert studio_client.get(address).status_code == 200
    gold = db.session.query(Term).filter_by(slug="gold").one()
    names = {"label.kk": "алтын", "label.ru": "золото", "label.en": "gold"}
    changed = {**names, "alternatives": "aurum", "external_uri": ""}
    assert studio_client.post(f"/studio/vocabularies/material/{gold.id}", data=changed).status_code == 302
    assert client.get("/en/collection?q=aurum&format=json").get_json()["total"] == 1
    studio_client.post(f"/studio/vocabularies/material/{gold.id}", data={"action": "delete"})
    assert db.session.query(Term).filter_by(slug="gold").count() == 1
    studio_client.post(address, data={"action": "delete"})
    assert db.session.query(Term).filter_by(slug="kumis").count() == 0


def test_bulk_publishing_is_a_change_set_that_can_be_undone(studio_client, client, app):
    items = [make_item(publish=False, inventory_number=f"КП-{number}") for number in range(3)]
    db.session.commit()
    codes = [item.code for item in items]
    answer = studio_client.post("/studio/items/bulk", data={"status": "published", "code": codes})
    assert studio_client.get(answer.location).status_code == 200
    assert client.get("/kk/collection?format=json").get_json()["total"] == 3
    studio_client.post(f"{answer.location}/undo")
    assert client.get("/kk/collection?format=json").get_json()["total"] == 0


def test_import_in_the_studio(studio_client, client, session):
    table = "Номер;Название;Материал\nКП-1;Кувшин;глина\nКП-2;;\n;;\nКП-3;Седло;дерево\n".encode("cp1251")
    answer = studio_client.post("/studio/imports/new", data={"file": (BytesIO(table), "опись.csv")})
    assert answer.status_code == 302
    page = studio_client.get(answer.location)
    assert page.status_code == 200 and "Кувшин" in page.text
    form = {
        "column": ["Номер", "Название", "Материал"], "field": ["inventory_number", "title", "materials"],
        "key": "Номер", "split": ";", "fund": "main", "status": "published",
    }  # fmt: skip
    preview = studio_client.post(answer.location, data=form)
    assert preview.status_code == 302
    shown = studio_client.get(preview.location)
    assert shown.status_code == 200 and "Седло" in shown.text
    assert session.query(Item).count() == 0
    entries = re.findall(r'name="shown" value="(\d+)"', shown.text)
    assert len(entries) == 3
    accept = preview.location + "/accept"
    done = studio_client.post(accept, data={"action": "apply", "shown": entries, "entry": entries[:2]})
    assert done.status_code == 302
    assert session.query(Item).count() == 2
    assert client.get("/ru/collection?q=кувшины&format=json").get_json()["total"] == 1
    assert studio_client.get(preview.location).status_code == 200
    studio_client.post(preview.location + "/undo")
    assert session.query(Item).count() == 0
    assert session.query(ChangeSet).one().state == "undone"


def test_publishing_needs_a_title(studio_client, app):
    item = make_item(publish=False, title={})
    db.session.commit()
    studio_client.post(f"/studio/items/{item.code}/status", data={"status": "published"})
    assert db.session.get(Item, item.id).status == "draft"


def test_files_are_added_and_arranged(studio_client, ibex):
    picture = BytesIO()
    Image.new("RGB", (64, 48), "gold").save(picture, "PNG")
    picture.seek(0)
    data = {"files": [(picture, "second.png"), (BytesIO(b"<svg/>"), "bad.svg")], "kind": ""}
    answer = studio_client.post(f"/studio/items/{ibex.code}/media", data=data, follow_redirects=True)
    assert "second.png" in answer.text and "bad.svg" in answer.text
    item = db.session.get(Item, ibex.id)
    assert len(item.media) == 2
    codes = [tie.asset.code for tie in item.media]
    moved = {"order": codes, "action": f"up:{codes[1]}"}
    studio_client.post(f"/studio/items/{ibex.code}/media/arrange", data=moved)
    db.session.expire_all()
    assert [tie.asset.code for tie in db.session.get(Item, ibex.id).media] == codes[::-1]
    studio_client.post(f"/studio/items/{ibex.code}/media/arrange", data={"action": f"detach:{codes[1]}"})
    db.session.expire_all()
    assert len(db.session.get(Item, ibex.id).media) == 1


def test_publishing_opens_media_and_taking_back_closes_them(app):
    item = make_item(publish=False)
    asset = make_ready_picture(item)
    publish_item(item)
    assert asset.published
    withdraw_item(item)
    assert not asset.published
