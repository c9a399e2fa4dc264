"""The audit: declared events, who did it, never changed afterwards."""

import pytest
from flask_babel import lazy_gettext as _l

from virtual_museum.core.actors import SYSTEM, Actor, acting_as, current_actor
from virtual_museum.core.audit import AUDIT_EVENTS, AuditRecord, declare_event, record


def test_a_record_says_who_did_what_to_what(session):
    event = AUDIT_EVENTS["user.created"]
    with acting_as(Actor(7, "Айгүл", frozenset({"users.manage"}))):
        line = record(event, ("user", 12), role="guide")
    session.commit()
    assert (line.event, line.actor_id, line.actor_name) == ("user.created", 7, "Айгүл")
    assert (line.subject_kind, line.subject_id, line.details) == ("user", "12", {"role": "guide"})
    assert line.at.tzinfo is not None and str(line.label)


def test_outside_of_requests_the_system_acts(app):
    assert current_actor() is SYSTEM and current_actor().can("users.manage")


def test_a_visitor_may_nothing(app):
    with app.test_request_context("/"):
        assert not current_actor().can("studio.enter") and current_actor().user_id is None


def test_an_event_is_declared_once():
    name = next(iter(AUDIT_EVENTS))
    with pytest.raises(ValueError, match="declared twice"):
        declare_event(name, _l("Again"))


def test_events_are_named_noun_and_past():
    for name, event in AUDIT_EVENTS.items():
        noun, _dot, verb = name.partition(".")
        assert noun and verb and event.name == name


def test_a_record_dies_with_its_transaction(session):
    record(AUDIT_EVENTS["user.created"], ("user", 1))
    session.rollback()
    assert session.query(AuditRecord).count() == 0


def test_an_event_no_longer_declared_is_still_shown(app):
    assert AuditRecord(event="feature.removed", subject_kind="x", subject_id="1").label == "feature.removed"
