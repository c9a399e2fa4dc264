"""One walk through every door of the museum: what is not published shows neither its title nor its code anywhere."""

from datetime import timedelta

import pytest

from tests.factories.accounts import make_token, make_user
from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_asset, make_hall
from tests.factories.tours import make_tour, tour_body
from virtual_museum.api import oai_harvest
from virtual_museum.catalogue import services
from virtual_museum.catalogue.models import Item
from virtual_museum.core import documents
from virtual_museum.core.config import settings
from virtual_museum.core.db import db, utcnow
from virtual_museum.halls.services import hide_hall, place_item

# Titles that stand nowhere else; each word is found in an answer only where the thing itself leaks.
HIDDEN = ("Құпиябұйым", "Қайтқанбұйым", "Жасырынкөрме", "Жабылғанкөрме", "Ертеңгікөрме", "Тығылғантур", "Бүркеулізал")
DOORS = (
    "/", "/kk/", "/kk/exhibitions", "/kk/tours", "/kk/halls", "/kk/collection", "/kk/collection?format=json",
    "/kk/visit", "/kk/offline", "/kk/collection/suggest?q={word}", "/kk/collection?q={word}&format=json",
    "/api/v1/search?q={word}", "/api/v1/items?limit=200", "/api/v1/openapi.json",
    "/iiif/presentation/3/collection", "/iiif/presentation/3/collection/1", "/iiif/presentation/3/exhibitions",
    "/oai?verb=Identify", "/oai?verb=ListSets", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=lido", "/feed.atom", "/feed.atom?lang=ru", "/sitemap.xml",
    "/sitemap/pages.xml", "/sitemap/1.xml", "/robots.txt", "/manifest.webmanifest", "/healthz",
)  # fmt: skip
ITEM_DOORS = (
    "/kk/items/{key}", "/q/{key}", "/kk/enter?code={key}", "/api/v1/items/{key}",
    "/api/v1/items/{key}?format=linked-art",
    "/api/v1/items/{key}?format=lido", "/api/v1/items/{key}?format=dc", "/api/v1/items/{key}?format=bibtex",
    "/api/v1/items/{key}?format=ris", "/api/v1/items/{key}?format=text", "/iiif/presentation/3/items/{key}/manifest",
    "/kk/embed/items/{key}", "/oembed?url={base}/kk/items/{key}", "/oembed?url={base}/q/{key}&format=xml",
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:{repository}:{key}",
    "/oai?verb=GetRecord&metadataPrefix=lido&identifier=oai:{repository}:{key}",
)  # fmt: skip
PAGE_DOORS = ("/kk/{kind}/{key}", "/kk/embed/{kind}/{key}", "/oembed?url={base}/kk/{kind}/{key}",
              "/iiif/presentation/3/{kind}/{key}/manifest", "/kk/{kind}/{key}/data.json")  # fmt: skip


def hidden_item(title: str, asset) -> Item:
    """A draft whose fields all carry the word."""
    item = services.create_item(
        {"title": {"kk": title, "ru": title}, "inventory_number": f"{title}-1", "label_text": {"kk": title},
         "makers": [title], "place": title, "materials": [title.lower()]}
    )  # fmt: skip
    services.attach_media(item, asset)
    return item


@pytest.fixture
def museum(app):
    """Public things that point to hidden ones, and hidden ones of every kind; returns the hidden keys by kind."""
    draft, gone = hidden_item(HIDDEN[0], make_asset()), hidden_item(HIDDEN[1], make_asset())
    services.publish_item(gone)
    public = services.create_item({"title": {"kk": "Ашық"}, "inventory_number": "1"}, publish=True)
    services.set_relations(public, [(draft, "related"), (gone, "pair")])
    blocks = [{"id": f"b{n}", "type": "item", "item": one.code} for n, one in enumerate((draft, gone, public))]
    make_exhibition("public", blocks=blocks)
    hall, secret_hall = make_hall("open-hall"), make_hall("secret-hall", publish=True, title={"kk": HIDDEN[6]})
    for item in (draft, gone):
        place_item(hall, item)
    place_item(secret_hall, public)
    make_tour("open-tour", items=(draft.code, gone.code, public.code), halls=("secret-hall", None))
    named = {
        "exhibitions": ("draft-show", "closed-show", "later-show"),
        "tours": ("secret-tour",),
        "halls": ("secret-hall",),
    }
    make_exhibition("draft-show", publish=False, title={"kk": HIDDEN[2]})
    closed = make_exhibition("closed-show", title={"kk": HIDDEN[3]})
    later = make_exhibition("later-show", publish=False, title={"kk": HIDDEN[4]})
    documents.publish(later.document, starts_at=utcnow() + timedelta(days=1))
    secret = make_tour("secret-tour", publish=False)
    documents.save(secret.document, tour_body() | {"title": {"kk": HIDDEN[5]}}, based_on=secret.document.draft_number)
    db.session.commit()
    services.withdraw_item(gone)
    documents.unpublish(closed.document)
    hide_hall(secret_hall)
    db.session.commit()
    return {
        "items": (draft.code, gone.code),
        **named,
        "assets": tuple(t.asset.code for t in (*draft.media, *gone.media)),
    }


def addresses(hidden: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Every door with the key that was asked for by it ("" where none was)."""
    values = {"base": settings().base_url, "repository": oai_harvest.repository()}
    found = [(door.format(word=word), "") for door in DOORS for word in (HIDDEN if "{word}" in door else ("",))]
    found += [(door.format(key=key, **values), key) for door in ITEM_DOORS for key in hidden["items"]]
    for kind in ("exhibitions", "tours", "halls"):
        found += [(door.format(key=key, kind=kind, **values), key) for door in PAGE_DOORS for key in hidden[kind]]
    found += [(f"/iiif/image/3/{code}/info.json", code) for code in hidden["assets"]]
    public = ("/kk/exhibitions/public", "/kk/halls/open-hall", "/kk/halls/open-hall/data.json", "/kk/tours/open-tour",
              "/kk/tours/open-tour/data.json", "/iiif/presentation/3/exhibitions/public/manifest",
              "/kk/embed/exhibitions/public", "/kk/embed/tours/open-tour")  # fmt: skip
    return found + [(path, "") for path in public]


def test_every_door_keeps_silent(client, museum):
    leaks, alive = [], 0
    keys = [key for kind in museum.values() for key in kind]
    asked_for_words = ("q=", "code=")
    for path, asked in addresses(museum):
        answer = client.get(path)
        assert answer.status_code < 500, path
        text = answer.get_data(as_text=True) + str(answer.headers)
        alive += "Ашық" in text
        # What was asked for may stand in the answer as the question; nothing else may.
        words = () if any(part in path for part in asked_for_words) and "format=json" not in path else HIDDEN
        # By design the label of a withdrawn object leads to its name and a short story, with status 410.
        if answer.status_code == 410 and path in (f"/q/{asked}", f"/kk/items/{asked}"):
            words = tuple(word for word in words if word != HIDDEN[1])
        leaks += [(path, word) for word in words if word in text.replace(path, "")]
        # A harvester must learn that a record it once took is deleted: there, the code of what was public stands.
        told = museum["items"][1] if path.startswith("/oai") else ""
        leaks += [(path, key) for key in keys if key in text and key not in (asked, told)]
    assert leaks == []
    # The same doors do tell of what is public: a walk along closed doors would prove nothing.
    assert alive >= 10


def test_no_door_opens_the_hidden_itself(client, museum):
    for path, asked in addresses(museum):
        if asked and not path.startswith(("/oai", "/kk/enter", "/q/")):
            assert client.get(path).status_code in (404, 410), path


def test_who_may_see_drafts_sees_them_and_nobody_keeps_the_answer(client, museum):
    token = {"Authorization": f"Bearer {make_token(make_user('curator', 'leak@museum.test'))}"}
    answer = client.get(f"/api/v1/items/{museum['items'][0]}", headers=token)
    assert answer.status_code == 200 and answer.get_json()["title"]["kk"] == HIDDEN[0]
    assert answer.headers["Cache-Control"] == "private, no-store" and "Authorization" in answer.headers["Vary"]
    listed = client.get("/api/v1/items?status=draft", headers=token)
    assert [one["code"] for one in listed.get_json()["items"]] == [museum["items"][0]]
    assert listed.headers["Cache-Control"] == "private, no-store"
