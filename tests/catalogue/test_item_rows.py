"""The rows an item's page reads say what the item's objects say."""

from tests.factories.catalogue import make_item, make_ready_picture
from tests.factories.exhibitions import make_exhibition
from virtual_museum.catalogue.citations import cited
from virtual_museum.catalogue.item_rows import PlaceRow, item_row
from virtual_museum.catalogue.queries import item_by_code
from virtual_museum.catalogue.services import set_relations
from virtual_museum.core import documents
from virtual_museum.core.db import db
from virtual_museum.core.i18n import today

PLAIN = (
    "id", "code", "status", "inventory_number", "fund", "title", "label_text", "description", "inscriptions",
    "date_text", "year_from", "year_to", "dimensions", "weight", "quantity", "rights_uri", "credit_line",
    "withdrawal_story",
)  # fmt: skip


def make_full():
    item = make_item(
        object_type="bowl", culture="Saka", period="Iron Age", place="Berel", makers=["Шебер, Айдар", "Blake, Robert"],
        materials=["gold", "felt"], keywords=["deer"], date_text={"ru": "V в. до н. э."}, year_from=-500, year_to=-401,
        dimensions=[{"type": "height", "value": 6.2, "unit": "cm"}], weight={"value": 12.5, "unit": "g"}, quantity=2,
        label_text={"kk": "Қысқа"}, description={"kk": "Ұзақ", "en": "Long"}, credit_line={"en": "Gift"},
        rights_uri="https://rightsstatements.org/vocab/InC/1.0/",
    )  # fmt: skip
    make_ready_picture(item)
    db.session.commit()
    return item


def test_a_row_says_what_the_object_says(app):
    code = make_full().code
    row, item = item_row(code), item_by_code(code)
    assert {name: getattr(row, name) for name in PLAIN} == {name: getattr(item, name) for name in PLAIN}
    for name in ("object_type", "culture", "period"):
        assert (getattr(row, name).slug, getattr(row, name).label) == (
            getattr(item, name).slug,
            getattr(item, name).label,
        )
    place = item.place
    assert row.place == PlaceRow(place.slug, place.name, place.latitude, place.longitude)
    made = [(one.agent_id, one.agent.name, one.agent.sort_name, one.agent.kind) for one in row.makers]
    assert made == [(one.agent_id, one.agent.name, one.agent.sort_name, one.agent.kind) for one in item.makers]
    assert [(tie.relation, tie.term.slug, tie.term.label) for tie in row.terms] == [
        (tie.relation, tie.term.slug, tie.term.label) for tie in item.terms
    ]
    assert [tie.asset.code for tie in row.media] == [tie.asset.code for tie in item.media] != []
    with app.test_request_context("/en/"):
        assert cited(row, "en", today()) == cited(item, "en", today())


def test_what_is_not_there_is_nothing(app):
    bare = make_item(publish=False)
    row = item_row(bare.code)
    assert (row.object_type, row.culture, row.period, row.place) == (None, None, None, None)
    assert (list(row.makers), list(row.terms), list(row.media), row.status) == ([], [], [], "draft")
    assert not row.tied and not row.in_documents
    assert item_row("000000") is None


def test_it_knows_who_points_to_it(app):
    first, second, lone = make_item(), make_item(), make_item()
    set_relations(first, [(second, "pair")])
    exhibition = make_exhibition(blocks=[{"id": "b", "type": "item", "item": first.code}])
    db.session.commit()
    assert [item_row(one.code).tied for one in (first, second, lone)] == [True, True, False]
    assert [item_row(one.code).in_documents for one in (first, second)] == [True, False]
    documents.unpublish(exhibition.document)
    assert not item_row(first.code).in_documents
