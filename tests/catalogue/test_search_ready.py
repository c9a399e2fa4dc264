"""Ready counts: the same as if everything were counted now, in every process, whatever was edited since."""

import pytest

from tests.factories.catalogue import make_item
from virtual_museum.catalogue.search import index as index_module
from virtual_museum.catalogue.search import question, ready
from virtual_museum.catalogue.search.index import SearchIndex, search_index
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.catalogue.services import edit_item, ensure_term, withdraw_item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db

COMMON = (
    SearchRequest(), SearchRequest(text="алтын"), SearchRequest(text="алтынның"), SearchRequest(text="gold"),
    SearchRequest(text="музея"), SearchRequest(text="музейлер"), SearchRequest(text="алтын", facets=False),
    SearchRequest(filters={"fund": ("main",)}), SearchRequest(filters={"material": ("gold",)}),
)  # fmt: skip
SELDOM = (
    SearchRequest(text="тәж"), SearchRequest(text="алтын музея"), SearchRequest(text="алтын", year_from=1900),
    SearchRequest(text="алтын", filters={"fund": ("main",)}), SearchRequest(text="КП-1"),
    SearchRequest(filters={"fund": ("main", "temporary")}), SearchRequest(statuses=("published", "draft")),
    SearchRequest(filters={"fund": ("main",), "material": ("gold",)}), SearchRequest(text="title:алтын"),
)  # fmt: skip


@pytest.fixture
def museum(app, monkeypatch):
    monkeypatch.setattr(ready, "FLOOR", 3)
    monkeypatch.setattr(ready, "MANY", 3)
    monkeypatch.setattr(ready, "NEWEST_SHARE", 1)
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
        patched.setattr(SearchIndex, "likely", lambda *_: ())
        return answers()


def ready_for(request):
    index = search_index()
    return index.ready_counts(request, index.searcher()[1])


def test_common_questions_are_ready_and_no_others(museum):
    assert [request for request in COMMON if ready_for(request) is None] == []
    assert [request for request in SELDOM if ready_for(request) is not None] == []


def test_ready_counts_are_those_that_counting_gives(museum, monkeypatch):
    found = answers()
    assert found == counted_now(monkeypatch)
    assert found[0][0].total == 12 and dict(found[0][0].counts["material"]) == {"gold": 12, "silver": 4}


def test_every_page_shows_each_item_once_also_after_edits(museum, monkeypatch):
    monkeypatch.setattr(ready.ranking, "BEST", 4)
    monkeypatch.setattr(question, "BEST", 4)
    monkeypatch.setattr(ready, "SPARE", 3)
    search_index().make_ready()
    withdraw_item(museum[11])
    edit_item(museum[5], {"title": {"kk": "Алтын алтын"}})
    new = make_item(title={"kk": "Алтын"}, inventory_number="КП-100")
    db.session.commit()
    shown = {item.id for item in (*museum[:11], new)}
    index = search_index()
    for text in ("", "алтын", "музея", "музейлер"):
        request = SearchRequest(text=text)
        likely = index.likely(request, index.searcher()[1])
        assert {museum[5].id, new.id} <= set(likely), text
        # All were made in one second, and of the newest a whole second is kept.
        assert len(likely) < 12 or not text
        pages = [search(SearchRequest(text=text, page=page, size=2)).ids for page in range(1, 8)]
        ids = [item_id for page in pages for item_id in page]
        assert len(ids) == len(set(ids)) and shown >= set(ids), text
        assert len(ids) == search(request).total
    assert search(SearchRequest(text="алтын", size=2)).ids[0] == museum[5].id


def test_titles_and_dates_are_not_taken_for_the_best(museum):
    index = search_index()
    state = index.searcher()[1]
    for sort in ("title", "number", "date", "-date"):
        assert index.likely(SearchRequest(sort=sort), state) == ()
        assert index.likely(SearchRequest(text="алтын", sort=sort), state) == ()
    assert index.likely(SearchRequest(text="алтын", filters={"fund": ("main",)}), state) == ()


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
    assert found == counted_now(monkeypatch)
    assert found[0][0].total == 11 and dict(found[0][0].counts["material"])["iron"] == 2
    ensure_term("material", "gold").label = {"en": "orichalcum"}
    db.session.commit()
    assert answers() == counted_now(monkeypatch)


def test_other_processes_count_nothing_themselves(museum):
    other = SearchIndex(settings().data_folder / "search")
    _searcher, state = other.searcher()
    known = other.ready_counts(SearchRequest(text="алтын"), state)
    assert known is not None and known.state == state
    assert known.counts == ready_for(SearchRequest(text="алтын")).counts


def test_after_too_many_edits_they_are_made_anew_and_nobody_waits(museum, monkeypatch):
    monkeypatch.setattr(index_module, "FEW_EVENTS", 4)
    monkeypatch.setattr(ready, "REST", 0)
    before = ready_for(SearchRequest())
    for number, item in enumerate(museum[:6]):
        edit_item(item, {"title": {"kk": f"Алтын {number}"}})
    db.session.commit()
    found = answers()
    assert found == counted_now(monkeypatch)
    search_index()._making.join()
    after = ready_for(SearchRequest())
    assert after.state.revision > before.state.revision
    assert answers() == found
    generation = search_index().folder / after.state.generation
    assert [folder.name for folder in generation.glob("ready-*")] == [(generation / "ready").read_text()]


def test_the_snapshot_stays_while_the_index_moves_on(museum, monkeypatch):
    # Each commit writes a segment; after eight of them tantivy merges and deletes the files of the old ones.
    for number in range(20):
        edit_item(museum[number % 5], {"title": {"kk": f"Алтын {number}"}})
        db.session.commit()
        search(SearchRequest())
    assert ready_for(SearchRequest()).searcher.num_docs >= 12
    assert answers() == counted_now(monkeypatch)


def test_one_process_makes_them_at_a_time(museum):
    index = search_index()
    before = ready_for(SearchRequest())
    with ready.alone(index.folder) as alone:
        assert alone
        index.make_ready()
    name = index.ready.snapshot(index.folder / before.state.generation).name
    index.make_ready()
    assert index.ready.snapshot(index.folder / before.state.generation).name != name


def test_a_small_collection_keeps_none(museum, monkeypatch):
    monkeypatch.setattr(ready, "FLOOR", 100)
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

    monkeypatch.setattr(ready, "replace_text", fail)
    index.make_ready()
    assert folders(index) == kept and len(kept) == 1
    assert answers() == before
    index.rebuild()
    assert answers() == before


def folders(index):
    """The snapshots on the disk."""
    return sorted(path.name for path in index.folder.glob("*/ready-*"))
