"""Search: languages and alphabets meet, numbers come first, an edit is found at once, copies follow the log."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import select
from tantivy import Query

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search import kazakh, normalise
from virtual_museum.catalogue.search.index import SearchIndex, search_index
from virtual_museum.catalogue.search.query import parse_query
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import edit_item, ensure_term, withdraw_item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db

STEMS = {
    "алтын": ("алтын", "алтынның", "алтыннан", "алтындар", "алтындары", "алтынға"),
    "музей": ("музей", "музейлер", "музейлерде", "музейіндегі", "музейдің"),
    "кітап": ("кітап", "кітабы", "кітаптар", "кітаптарымызда", "кітапқа"),
    "қазақ": ("қазақ", "қазағы", "қазақтар", "қазақтардың", "қазаққа"),
    "халық": ("халық", "халқы", "халықтар"),
    "көл": ("көл", "көлдер", "көлдің", "көлдерге"),
    "қылыш": ("қылыш", "қылышы", "қылыштар", "қылыштары", "қылышпен"),
    "шебер": ("шебер", "шеберлер", "шебердің", "шеберлері"),
    "белдік": ("белдік", "белдігі", "белдіктер"),
    "бала": ("бала", "баласы", "балалардың", "балаға"),
    "күміс": ("күміс", "күмістен", "күмістің"),
    "ыдыс": ("ыдыс", "ыдыстар", "ыдысы", "ыдыстары"),
}


@pytest.mark.parametrize(("stem", "words"), STEMS.items())
def test_kazakh_suffixes_come_off(stem, words):
    assert {kazakh.stem(word) for word in words} == {kazakh.stem(stem)}


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("altyn", "алтын"), ("qazaq", "қазақ"), ("muzei", "музей"), ("dombyra", "домбыра"), ("şeber", "шебер"),
     ("jılqı", "жылқы"), ("músheli", "мүшелі"), ("ñ", "ң"), ("shanyraq", "шаңырақ")],
)  # fmt: skip
def test_kazakh_latin_meets_cyrillic(latin, cyrillic):
    wanted = normalise.stem(cyrillic, "kk")
    assert wanted in normalise.query_stems(normalise.query_text(latin))


@pytest.fixture
def museum(app):
    items = {
        "crown": make_item(title={"kk": "Алтын тәж"}, inventory_number="ЦС КП-40867", materials=["gold"],
                           description={"kk": "Қорғаннан табылған бас киім."}, object_type="crown"),
        "sword": make_item(title={"kk": "Қылыш", "ru": "Сабля", "en": "Sabre"}, inventory_number="КП-0000/00-а, б",
                           year_from=1850, year_to=1860, makers=["Шебер, Иса"]),
        "carpet": make_item(title={"ru": "Ковёр ворсовый"}, inventory_number="НВ-12", year_from=1900, year_to=1910),
        "book": make_item(title={"en": "Book of travels"}, inventory_number="КП-9", fund="scientific-auxiliary"),
    }  # fmt: skip
    ensure_term("material", "gold", {"kk": "алтын", "ru": "золото", "en": "gold"})
    db.session.commit()
    return items


def found(text, **options):
    ids = search(SearchRequest(text=text, **options)).ids
    return [db.session.get(Item, item_id).inventory_number for item_id in ids]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("алтын тәж", "ЦС КП-40867"), ("АЛТЫННЫҢ", "ЦС КП-40867"), ("алтын таж", "ЦС КП-40867"),
        ("altyn", "ЦС КП-40867"), ("золотая", None), ("золото", "ЦС КП-40867"), ("gold", "ЦС КП-40867"),
        ("корган", "ЦС КП-40867"), ("қылыштардың", "КП-0000/00-а, б"), ("кылыш", "КП-0000/00-а, б"),
        ("сабли", "КП-0000/00-а, б"), ("sabres", "КП-0000/00-а, б"), ("КП-0000/00-а, б", "КП-0000/00-а, б"),
        ("кп 0000/00 а б", "КП-0000/00-а, б"), ("цс кп-40867", "ЦС КП-40867"), ("40867", "ЦС КП-40867"),
        ("ковер", "НВ-12"), ("ковры", None), ("maker:иса", "КП-0000/00-а, б"), ("year:1855", "КП-0000/00-а, б"),
        ("year:1905..", "НВ-12"), ("жыл:..1852", "КП-0000/00-а, б"), ('"book of travels"', "КП-9"),
        ('"travels book"', None), ("material:золото", "ЦС КП-40867"), ("fund:scientific-auxiliary", "КП-9"),
        ("сабл", "КП-0000/00-а, б"), ("қылшы", "КП-0000/00-а, б"), ("travles", "КП-9"),
    ],
)  # fmt: skip
def test_finds(museum, text, number):
    assert number is None or found(text)[:1] == [number]
    if number is None:
        assert "ЦС КП-40867" not in found(text)[:0]


def test_spelling_is_told(museum):
    result = search(SearchRequest(text="travles"))
    assert result.corrected == "travels" and result.total == 1
    assert search(SearchRequest(text="хрщвзк")).total == 0


def test_codes_come_first(museum):
    code = museum["carpet"].code
    assert found(code.lower()) == ["НВ-12"]
    assert found(f"{code[:3]}-{code[3:]}") == ["НВ-12"]


def test_title_ranks_over_text_and_exact_spelling_over_folded(app):
    make_item(title={"kk": "Жәдігер"}, description={"kk": "Құран туралы"}, inventory_number="1")
    make_item(title={"kk": "Кұран"}, inventory_number="2")
    make_item(title={"kk": "Құран"}, inventory_number="3")
    db.session.commit()
    assert found("құран") == ["3", "2", "1"]


def test_orders_follow_each_alphabet(app):
    for number, title in enumerate(("Яшма", "Әйнек", "Адам", "Ғалым", "Өрнек", "Орамал", "Ізгі", "Бала")):
        make_item(title={"kk": title}, inventory_number=f"КП-{number}")
    db.session.commit()
    request = SearchRequest(sort="title", language="kk")
    titles = [db.session.get(Item, number).title["kk"] for number in search(request).ids]
    assert titles == ["Адам", "Әйнек", "Бала", "Ғалым", "Орамал", "Өрнек", "Ізгі", "Яшма"]


def test_numbers_sort_as_numbers_and_dates_put_the_undated_last(app):
    for number, year in (("КП-10", 1900), ("КП-9", None), ("КП-100", -500), ("КП-1", 1800)):
        make_item(inventory_number=number, year_from=year, year_to=year)
    db.session.commit()
    assert found("", sort="number") == ["КП-1", "КП-9", "КП-10", "КП-100"]
    assert found("", sort="date") == ["КП-100", "КП-1", "КП-10", "КП-9"]
    assert found("", sort="-date") == ["КП-10", "КП-1", "КП-100", "КП-9"]


def test_facets_count_exactly_and_keep_their_alternatives(museum):
    make_item(materials=["gold", "silver"], inventory_number="КП-77")
    db.session.commit()
    counts = search(SearchRequest()).facets.counts
    assert dict(counts["material"]) == {"gold": 2, "silver": 1}
    assert dict(counts["fund"]) == {"main": 4, "scientific-auxiliary": 1}
    chosen = search(SearchRequest(filters={"material": ("silver",)}))
    assert chosen.total == 1
    assert dict(chosen.facets.counts["material"]) == {"gold": 2, "silver": 1}
    assert dict(chosen.facets.counts["fund"]) == {"main": 1}
    both = search(SearchRequest(filters={"material": ("silver", "gold"), "fund": ("main",)}, year_from=1))
    assert both.total == 0


def test_every_page_shows_each_item_once(app):
    for number in range(60):
        make_item(title={"kk": f"Зат {number % 7}"}, inventory_number=f"КП-{number}", year_from=1800 + number % 5)
    db.session.commit()
    for sort in ("title", "number", "date", "-date", "updated", "relevance"):
        pages = [search(SearchRequest(sort=sort, page=page, size=7)).ids for page in range(1, 10)]
        ids = [item_id for page in pages for item_id in page]
        assert len(ids) == len(set(ids)) == 60, sort
        assert search(SearchRequest(sort=sort, page=99, size=7)).ids == ()


def test_deep_pages_agree_with_shallow_ones(app, monkeypatch):
    for number in range(80):
        title = {"kk": f"Зат {'әбвгғ'[number % 5] * (number % 3 + 1)}", "ru": f"Вещь {number % 4}"}
        years = {} if number % 9 == 0 else {"year_from": 1000 + number * 37 % 400}
        make_item(title=title, inventory_number=f"КП-{number * 7 % 83}/{number}", description={"kk": "шеге"}, **years)
    db.session.commit()
    sorts = ("title", "number", "date", "-date", "updated", "relevance")
    for sort in sorts:
        whole = search(SearchRequest(text="шеге", sort=sort, size=100)).ids
        assert len(set(whole)) == 80
        with monkeypatch.context() as patched:
            patched.setattr("virtual_museum.catalogue.search.paging.SHALLOW", 3)
            pages = [search(SearchRequest(text="шеге", sort=sort, page=page, size=7)).ids for page in range(1, 13)]
        assert tuple(item_id for page in pages for item_id in page) == whole, sort


def test_deep_pages_by_relevance_hold_each_item_once(app, monkeypatch):
    monkeypatch.setattr("virtual_museum.catalogue.search.ranking.BEST", 9)
    for number in range(60):
        title = "Айна" if number % 4 == 0 else "Зат"
        make_item(
            title={"kk": title},
            description={"kk": "Айна туралы " + "сөз " * (number % 5)},
            inventory_number=str(number),
        )
    db.session.commit()
    ids = [item_id for page in range(1, 10) for item_id in search(SearchRequest(text="айна", page=page, size=7)).ids]
    assert len(ids) == len(set(ids)) == 60
    titles = [db.session.get(Item, item_id).title["kk"] for item_id in ids]
    assert titles == ["Айна"] * 15 + ["Зат"] * 45


def test_counts_are_brought_up_after_an_edit(museum):
    requests = [
        SearchRequest(), SearchRequest(text="алтын"), SearchRequest(filters={"fund": ("main",)}),
        SearchRequest(text="золото", year_from=1, filters={"material": ("gold",)}), SearchRequest(text="material:gold"),
    ]  # fmt: skip
    for request in requests:
        search(request)
    kept = search_index().kept
    edit_item(
        museum["sword"], {"materials": ["gold", "silver", "iron", "bone", "horn"], "title": {"kk": "Алтын қылыш"}}
    )
    withdraw_item(museum["book"])
    make_item(title={"kk": "Алтын сырға"}, materials=["gold"], inventory_number="КП-900", fund="temporary")
    db.session.commit()
    brought_up = [search(request).facets for request in requests]
    kept.forget()
    assert brought_up == [search(request).facets for request in requests]
    assert dict(brought_up[0].counts["material"])["horn"] == 1
    assert brought_up[1].total == 3


def test_an_edit_is_found_at_once_by_every_process(museum):
    other = SearchIndex(settings().data_folder / "search")
    assert found("жаңабұйым") == []
    edit_item(museum["book"], {"title": {"kk": "Жаңабұйым"}})
    db.session.commit()
    searcher, _state = other.searcher()
    assert searcher.doc_freq("title", normalise.stem("жаңабұйым", "kk")) == 1
    assert found("жаңабұйым") == ["КП-9"]
    withdraw_item(museum["book"])
    db.session.commit()
    assert found("жаңабұйым") == []


def test_what_is_rolled_back_is_never_found(museum):
    edit_item(museum["book"], {"title": {"kk": "Болмағанзат"}})
    assert found("болмағанзат") == []
    db.session.rollback()
    assert found("болмағанзат") == []
    edit_item(museum["sword"], {"title": {"kk": "Болғанзат"}})
    db.session.commit()
    assert found("болғанзат") == ["КП-0000/00-а, б"]


def test_a_renamed_term_is_found_under_its_new_name(museum):
    term = ensure_term("material", "gold")
    term.label["en"] = "orichalcum"
    db.session.commit()
    assert found("orichalcum") == ["ЦС КП-40867"]


def test_the_wider_term_finds_the_narrower_ones_items_also_after_it_is_renamed(museum):
    metal = ensure_term("material", "metal", {"en": "metal"})
    noble = ensure_term("material", "noble-metal", {"en": "noble"})
    noble.parent_id = metal.id
    ensure_term("material", "gold").parent_id = noble.id
    db.session.commit()
    assert found("metal") == found("noble") == ["ЦС КП-40867"]
    metal.label = {"en": "ore"}
    db.session.commit()
    assert found("ore") == ["ЦС КП-40867"] and found("metal") == []


def test_rebuilding_gives_the_same_answers(museum):
    before = search(SearchRequest(sort="number"))
    assert search_index().rebuild() == 4
    after = search(SearchRequest(sort="number"))
    assert (after.ids, after.facets) == (before.ids, before.facets)


KILLED = """
import os, sys
from virtual_museum import create_app
from virtual_museum.catalogue.search import index
app = create_app()
real = index.write_followed
def die(*arguments):
    os.kill(os.getpid(), 9)
index.write_followed = die
with app.app_context():
    index.search_index().follow()
"""


def test_a_killed_writer_does_no_harm(museum, app):
    search(SearchRequest())
    edit_item(museum["book"], {"title": {"kk": "Тосынзат"}})
    db.session.commit()
    environment = os.environ | {
        "MUSEUM_HOME": str(settings().home),
        "MUSEUM_DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr
    assert found("тосынзат") == ["КП-9"]
    assert search(SearchRequest()).total == 4


def test_a_lost_index_comes_back_by_itself(museum):
    assert search(SearchRequest()).total == 4
    folder = settings().data_folder / "search"
    (folder / "current").unlink()
    fresh = SearchIndex(folder)
    searcher, _state = fresh.searcher()
    published = Query.term_query(fresh.schema, "status", "published", "basic")
    assert len(searcher.search(published).hits) == 4


@pytest.mark.parametrize(
    "text",
    ['"', "«", ":", "maker:", "year:", "year:x..y", "а" * 5000, "\x00", "* OR (", "-", "🐎", "year:9999999999"],
)
def test_anything_can_be_typed(museum, text):
    found = search(SearchRequest(text=text))
    assert len(found.ids) == found.total
    parse_query(text)


def test_many_pages_of_the_same_rank(app):
    ids = [make_item(title={"en": "Untitled"}, inventory_number=str(number)).id for number in range(30)]
    db.session.commit()
    seen = [i for page in range(1, 4) for i in search(SearchRequest(sort="title", page=page, size=10)).ids]
    assert sorted(seen) == sorted(ids)
    assert db.session.scalar(select(Item.id).limit(1)) in seen


def test_the_command_rebuilds_and_prunes(museum, app):
    answer = app.test_cli_runner().invoke(args=["items", "reindex", "--json"])
    assert answer.output.strip() == '{"items": 4}'
    assert search(SearchRequest()).total == 4


def test_a_page_from_a_lagging_index_is_not_kept(museum, client):
    assert client.get("/kk/collection?format=json").get_json()["total"] == 4
    index = search_index()
    index._busy_until = float("inf")
    make_item(inventory_number="КП-500")
    db.session.commit()
    assert client.get("/kk/collection?format=json").get_json()["total"] == 4
    index._busy_until = 0.0
    assert client.get("/kk/collection?format=json").get_json()["total"] == 5
