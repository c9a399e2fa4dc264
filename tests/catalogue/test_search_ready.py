"""Ready counts: the same as if everything were counted now, in every process, whatever was edited since."""

import pytest
from tantivy import Query

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.search import best, gathering, question, ranking, ready, snapshots
from virtual_museum.catalogue.search import index as index_module
from virtual_museum.catalogue.search.index import SearchIndex, search_index
from virtual_museum.catalogue.search.query import parse_query
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import edit_item, ensure_term, withdraw_item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db

COMMON = (
    SearchRequest(), SearchRequest(text="алтын"), SearchRequest(text="алтынның"), SearchRequest(text="gold"),
    SearchRequest(text="музея"), SearchRequest(text="музейлер"), SearchRequest(text="алтын", facets=False),
    SearchRequest(filters={"fund": ("main",)}), SearchRequest(filters={"material": ("gold",)}),
    SearchRequest(text="алтын музея"), SearchRequest(text="алтын", year_from=1900),
    SearchRequest(text="алтын", filters={"fund": ("main",)}), SearchRequest(text="year:1875..1905"),
    SearchRequest(filters={"fund": ("main", "temporary")}), SearchRequest(text="title:алтын"),
    SearchRequest(filters={"fund": ("main",), "material": ("gold",)}), SearchRequest(text="fund:main музея"),
    SearchRequest(filters={"fund": ("nobody",)}), SearchRequest(year_from=1870, year_to=1899, sort="title"),
    SearchRequest(text="material:gold", filters={"material": ("silver",)}), SearchRequest(year_to=-500),
    SearchRequest(text="музея", sort="-date"), SearchRequest(text="алтын gold музея"),
)  # fmt: skip
SELDOM = (
    SearchRequest(text="тәж"), SearchRequest(text="КП-1"), SearchRequest(statuses=("published", "draft")),
    SearchRequest(text='"алтын сырға"'), SearchRequest(text="алт", typing=True),
    SearchRequest(filters={"place": ("nowhere",)}), SearchRequest(text="алтын тәж"),
)  # fmt: skip


@pytest.fixture
def museum(app, monkeypatch):
    monkeypatch.setattr(search_index(), "floor", 3)
    monkeypatch.setattr(best, "MANY", 1)
    gold = ensure_term("material", "gold")
    gold.label = {"kk": "алтын", "ru": "золото", "en": "gold"}
    things = []
    for number in range(12):
        things.append(
            make_item(
                title={"kk": "Алтын сырға" if number else "Тәж", "ru": f"Вещь музея {number}"},
                description={"kk": "Музейлер қоры", "en": "A golden thing of the museum"},
                materials=["gold"] if number % 3 else ["silver", "gold"],
                inventory_number=f"КП-{number}",
                fund="main" if number % 4 else "temporary",
                year_from=1850 + number * 10,
                year_to=1850 + number * 10,
            )
        )
    db.session.commit()
    search_index().rebuild()
    return things


def answers():
    """Counts and pages of all questions, none of them asked before in this process."""
    search_index().kept.forget()
    return [(found.facets, found.ids) for found in (search(request) for request in (*COMMON, *SELDOM))]


def counted_now(monkeypatch):
    """The same without anything that is ready."""
    with monkeypatch.context() as patched:
        patched.setattr(SearchIndex, "ready_counts", lambda *_: None)
        patched.setattr(SearchIndex, "foreknown", lambda *_: None)
        return answers()


def without_order(found):
    """Counts and sets of ids: how much a word weighs changes a little with every edit, and who scores alike."""
    return [(facets, set(ids)) for facets, ids in found]


def scores_of(text, ids):
    """What the index itself gives to some hits, in their order."""
    index = search_index()
    asked = question.Question(index.schema, SearchRequest(text=text), parse_query(text), index.searcher()[0])
    among = Query.term_set_query(index.schema, "id", list(ids))
    scores = dict(asked.ranked(1000).scored(among, 1000, 1000))
    return [scores[number] for number in ids]


def first_of(request, wanted=4):
    """The ids that are ready for a question."""
    return foreknown(request).first(wanted)


def foreknown(request):
    """What was gathered of a question's hits."""
    index = search_index()
    searcher, state = index.searcher()
    asked = question.Question(index.schema, request, parse_query(request.text), searcher)
    return index.foreknown(asked, state)


def ready_for(request):
    index = search_index()
    return index.ready_counts(request, index.searcher()[1])


def test_common_questions_are_ready_and_no_others(museum):
    assert [request for request in COMMON if ready_for(request) is None] == []
    assert [request for request in SELDOM if ready_for(request) is not None] == []


def test_ready_counts_are_those_that_counting_gives(museum, monkeypatch):
    found = answers()
    assert without_order(found) == without_order(counted_now(monkeypatch))
    assert found[0][0].total == 12 and dict(found[0][0].counts["material"]) == {"gold": 12, "silver": 4}


def test_every_page_shows_each_item_once_also_after_edits(museum, monkeypatch):
    monkeypatch.setattr(ranking, "BEST", 4)
    monkeypatch.setattr(question, "BEST", 4)
    withdraw_item(museum[11])
    edit_item(museum[5], {"title": {"kk": "Алтын алтын"}})
    new = make_item(title={"kk": "Алтын"}, inventory_number="КП-100")
    db.session.commit()
    shown = {item.id for item in (*museum[:11], new)}
    for text in ("", "алтын", "музея", "музейлер", "алтын музея"):
        ready_first = first_of(SearchRequest(text=text))
        assert ready_first is not None and len(ready_first) == 4, text
        pages = [search(SearchRequest(text=text, page=page, size=2)).ids for page in range(1, 8)]
        ids = [item_id for page in pages for item_id in page]
        assert ids[:4] == ready_first
        assert len(ids) == len(set(ids)) and shown >= set(ids), text
        assert len(ids) == search(SearchRequest(text=text)).total
    assert set(search(SearchRequest(text="алтын", size=2)).ids) == {museum[5].id, new.id}


def test_the_best_are_those_that_the_index_finds(museum, monkeypatch):
    """Items of several lengths and spellings, with a top of one item, so that whoever is outside may come first."""
    monkeypatch.setattr(gathering, "TOP", 1)
    monkeypatch.setattr(gathering, "TOP_SHARE", 12)
    words = ("алтын", "gold", "музея", "жүзік", "алтынның")
    for number in range(60):
        title = " ".join(words[(number * step) % 5] for step in range(1, number % 4 + 2))
        text = {"ru": "музея " * (number % 7), "en": "gold " * (number % 3)}
        make_item(title={"kk": title}, description=text)
    db.session.commit()
    search_index().rebuild()
    for text in ("алтын", "музея", "алтын музея", "gold жүзік", "музея gold алтын", "алтынның"):
        for wanted in (1, 5, 40):
            monkeypatch.setattr(ready, "BEST", wanted)
            found = first_of(SearchRequest(text=text), wanted)
            with monkeypatch.context() as patched:
                patched.setattr(SearchIndex, "foreknown", lambda *_: None)
                expected = search(SearchRequest(text=text, size=wanted)).ids
            assert scores_of(text, found) == pytest.approx(scores_of(text, expected), rel=1e-5), (text, wanted)


def test_after_the_best_titles_come_first_and_the_newest(museum):
    other = make_item(title={"ru": "Музея нет"}, description={"kk": "Алтын"}, inventory_number="КП-100")
    text = make_item(title={"ru": "Вещь"}, description={"kk": "Алтын", "ru": "музея"}, inventory_number="КП-101")
    db.session.commit()
    search_index().rebuild()
    titled = [item.id for item in reversed(museum[1:])]
    later = foreknown(SearchRequest(text="алтын музея")).later
    assert later([], 0, 20) == [*titled, text.id, other.id, museum[0].id]
    assert later(titled[:2], 1, 10) == [*titled[3:], text.id, other.id]
    assert later([text.id], 10, 5) == [titled[10], other.id, museum[0].id]
    edit_item(museum[3], {"fund": "scientific-auxiliary"})
    edit_item(text, {"fund": "scientific-auxiliary"})
    edit_item(museum[4], {"title": {"kk": "Күміс", "ru": "Вещь музея"}})
    db.session.commit()
    later = foreknown(SearchRequest(text="алтын музея")).later
    moved = [museum[3].id, *(item_id for item_id in titled if item_id not in (museum[3].id, museum[4].id))]
    rest = [text.id, museum[4].id, other.id, museum[0].id]
    assert len(moved) == 10 and later([], 0, 20) == [*moved, *rest]
    assert later([museum[3].id], 8, 3) == [moved[9], *rest[:2]]


def test_other_orders_are_left_to_the_index(museum):
    for sort in ("title", "number", "date", "-date"):
        pages = [search(SearchRequest(text="алтын", sort=sort, page=page, size=5)).ids for page in (1, 2, 3)]
        assert len({item_id for page in pages for item_id in page}) == 12


def test_every_edit_is_counted_at_once(museum, monkeypatch):
    before = ready_for(SearchRequest()).state
    edit_item(museum[0], {"title": {"kk": "Алтын музея"}, "materials": ["iron"], "fund": "main"})
    edit_item(museum[1], {"title": {"kk": "Тостаған"}, "materials": ["bone"]})
    withdraw_item(museum[2])
    db.session.delete(museum[3])
    make_item(title={"kk": "Алтын жүзік"}, materials=["gold", "iron"], inventory_number="алтын", fund="temporary")
    db.session.commit()
    found = answers()
    assert ready_for(SearchRequest()).state == before
    assert without_order(found) == without_order(counted_now(monkeypatch))
    assert found[0][0].total == 11 and dict(found[0][0].counts["material"])["iron"] == 2
    ensure_term("material", "gold").label = {"en": "orichalcum"}
    db.session.commit()
    assert without_order(answers()) == without_order(counted_now(monkeypatch))


def test_other_processes_count_nothing_themselves(museum):
    other = SearchIndex(settings().data_folder / "search", 3)
    _searcher, state = other.searcher()
    known = other.ready_counts(SearchRequest(text="алтын"), state)
    assert known is not None and known.state == state
    assert known.counts == ready_for(SearchRequest(text="алтын")).counts


def test_who_finds_nothing_gathered_has_it_done(museum):
    """Whoever was to gather was killed: the next process to search notices, without an edit."""
    index = search_index()
    generation = index.folder / index.searcher()[1].generation
    (generation / "ready").unlink()
    other = SearchIndex(settings().data_folder / "search", 3)
    _searcher, state = other.searcher()
    other._making.join()
    assert other.ready_counts(SearchRequest(text="алтын"), state).counts["status"].total() == 12
    assert snapshots.name_in_use(generation)
    again = SearchIndex(settings().data_folder / "search", 3)
    again.searcher()
    assert again._making is None


def test_after_too_many_edits_they_are_made_anew_and_nobody_waits(museum, monkeypatch):
    monkeypatch.setattr(index_module, "FEW_EVENTS", 4)
    monkeypatch.setattr(snapshots, "REST", 0)
    before = ready_for(SearchRequest())
    for number, item in enumerate(museum[:6]):
        edit_item(item, {"title": {"kk": f"Алтын {number}"}})
    db.session.commit()
    found = answers()
    assert without_order(found) == without_order(counted_now(monkeypatch))
    search_index()._making.join()
    after = ready_for(SearchRequest())
    assert after.state.revision > before.state.revision
    assert without_order(answers()) == without_order(found)
    generation = search_index().folder / after.state.generation
    assert [folder.name for folder in generation.glob("ready-*")] == [snapshots.name_in_use(generation)]


def test_the_snapshot_stays_while_the_index_moves_on(museum, monkeypatch):
    # Each commit writes a segment; after eight of them tantivy merges and deletes the files of the old ones.
    for number in range(20):
        edit_item(museum[number % 5], {"title": {"kk": f"Алтын {number}"}})
        db.session.commit()
        search(SearchRequest())
    assert ready_for(SearchRequest()).searcher.num_docs >= 12
    assert without_order(answers()) == without_order(counted_now(monkeypatch))


def test_one_process_makes_them_at_a_time(museum):
    index = search_index()
    before = ready_for(SearchRequest())
    with snapshots.alone(index.folder) as alone:
        assert alone
        index.make_ready()
    name = index.ready.snapshot(index.folder / before.state.generation).name
    index.make_ready()
    assert index.ready.snapshot(index.folder / before.state.generation).name != name


def test_a_small_collection_keeps_none(museum, monkeypatch):
    monkeypatch.setattr(search_index(), "floor", 100)
    search_index().rebuild()
    assert ready_for(SearchRequest()) is None
    assert list((search_index().folder / search_index().searcher()[1].generation).glob("ready*")) == []


def test_where_nothing_is_published_nothing_is_found(museum, monkeypatch):
    for item in museum:
        withdraw_item(item)
    db.session.commit()
    search_index().rebuild()
    assert ready_for(SearchRequest()).counts["status"].total() == 0
    assert search(SearchRequest()).total == search(SearchRequest(text="алтын")).total == 0
    assert search(SearchRequest(statuses=("withdrawn",))).total == 12


def test_a_full_disk_costs_only_the_ready_answers(museum, monkeypatch):
    """The answers of before stay in use, nothing unfinished stays on the disk, and the index is still rebuilt."""
    index, before = search_index(), answers()
    kept = folders(index)

    def fail(*_what):
        raise OSError("No space left on device")

    monkeypatch.setattr(snapshots, "replace_text", fail)
    index.make_ready()
    assert folders(index) == kept and len(kept) == 1
    assert answers() == before
    index.rebuild()
    assert without_order(answers()) == without_order(before)


def folders(index):
    """The snapshots on the disk."""
    return sorted(path.name for path in index.folder.glob("*/ready-*"))
