"""Documents: nothing saved is ever lost, and visitors see the published revision inside its window only."""

from datetime import timedelta

import pytest
from pydantic import BaseModel, ConfigDict

from virtual_museum.core import documents
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Invalid, NotFound, Refused


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = ""
    parts: list[dict] = []


@pytest.fixture(autouse=True)
def kind(app):
    documents.KINDS.pop("note", None)
    missing = documents.DocumentKind("note", Note, warnings=lambda body: [] if body.title else ["no title"])
    documents.register_kind(missing)
    yield
    documents.KINDS.pop("note", None)


@pytest.fixture
def note(app):
    return documents.create("note", {"title": "one"})


def test_saving_appends_and_an_equal_body_adds_nothing(note):
    saved = documents.save(note, {"title": "two"}, based_on=1)
    again = documents.save(note, {"title": "two"}, based_on=2)
    assert (saved.revision.number, again.revision.number, saved.conflict) == (2, 2, None)
    assert [one.body["title"] for one in documents.history(note)] == ["two", "one"]


def test_two_people_saving_from_the_same_revision_keep_both(note):
    mine = documents.save(note, {"title": "mine"}, based_on=1)
    theirs = documents.save(note, {"title": "theirs"}, based_on=1)
    assert mine.conflict is None
    assert theirs.conflict.number == mine.revision.number
    assert {one.body["title"] for one in documents.history(note)} == {"one", "mine", "theirs"}
    assert note.draft.body["title"] == "theirs"


def test_visitors_see_the_published_revision_only(note):
    assert not note.is_visible()
    documents.publish(note)
    documents.save(note, {"title": "draft"}, based_on=1)
    assert note.published.body["title"] == "one"
    assert documents.count_visible("note") == 1


@pytest.mark.parametrize(
    ("starts", "ends", "visible"),
    [(None, None, True), (-1, 1, True), (1, None, False), (None, -1, False), (-2, -1, False)],
)
def test_the_window_is_obeyed_in_python_and_in_sql_alike(note, starts, ends, visible):
    def moment(hours):
        return None if hours is None else utcnow() + timedelta(hours=hours)

    documents.publish(note, starts_at=moment(starts), ends_at=moment(ends))
    assert note.is_visible() is visible
    assert documents.count_visible("note") == int(visible)


def test_a_window_that_ends_before_it_begins_is_refused(note):
    with pytest.raises(Invalid):
        documents.publish(note, starts_at=utcnow(), ends_at=utcnow() - timedelta(days=1))
    assert note.published_id is None


def test_taking_back_hides_and_remembers_that_it_was_shown(note):
    documents.publish(note)
    documents.unpublish(note)
    assert not note.is_visible()
    assert note.was_shown()
    with pytest.raises(Refused):
        documents.unpublish(note)


def test_what_was_only_scheduled_was_never_shown(note):
    documents.publish(note, starts_at=utcnow() + timedelta(days=1))
    documents.unpublish(note)
    assert not note.was_shown()


def test_rollback_adds_the_old_text_as_the_newest(note):
    documents.save(note, {"title": "two"}, based_on=1)
    fresh = documents.rollback(note, 1)
    assert (fresh.number, fresh.body["title"]) == (3, "one")
    assert [one.number for one in documents.history(note)] == [3, 2, 1]


def test_history_is_paged(note):
    for number in range(1, 6):
        documents.save(note, {"title": f"version {number}"}, based_on=number)
    assert [one.number for one in documents.history(note, limit=2)] == [6, 5]
    assert [one.number for one in documents.history(note, limit=2, before=5)] == [4, 3]


def test_a_renewed_preview_link_makes_the_old_one_useless(note):
    old = note.preview_token
    assert documents.by_preview_token("note", old).id == note.id
    fresh = documents.renew_preview_token(note)
    assert documents.by_preview_token("note", fresh).id == note.id
    with pytest.raises(NotFound):
        documents.by_preview_token("note", old)


def test_a_wrong_body_is_refused_naming_the_field(note):
    with pytest.raises(Invalid) as caught:
        documents.save(note, {"titel": "x"}, based_on=1)
    assert "titel" in caught.value.fields
    assert note.draft_number == 1


def test_warnings_speak_of_the_draft(note):
    assert documents.warnings(note) == []
    documents.save(note, {"title": ""}, based_on=1)
    assert documents.warnings(note) == ["no title"]


def test_differences_match_members_by_their_id():
    before = {"title": "a", "parts": [{"id": "x", "text": "1"}, {"id": "y", "text": "2"}]}
    after = {"title": "a", "parts": [{"id": "y", "text": "2"}, {"id": "x", "text": "3"}, {"id": "z"}]}
    found = {one.path: (one.before, one.after) for one in documents.difference(before, after)}
    assert found == {"parts[x].text": ("1", "3"), "parts[z]": (None, {"id": "z"})}


def test_every_step_is_in_the_audit(note):
    documents.save(note, {"title": "two"}, based_on=1)
    documents.publish(note)
    documents.unpublish(note)
    documents.rollback(note, 1)
    db.session.flush()
    events = [line.event for line in db.session.query(AuditRecord).filter_by(subject_kind="note")]
    assert events == [
        "document.created", "document.saved", "document.published", "document.unpublished", "document.rolled-back",
    ]  # fmt: skip
