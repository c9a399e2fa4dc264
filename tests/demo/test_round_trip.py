"""The demo's own records leave as a file, come into an empty museum, and leave as the same file."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from virtual_museum.catalogue.exporting import export_to
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.own import own_mapping
from virtual_museum.catalogue.models import Agent, Item, MintedCode, Place, Term
from virtual_museum.core.db import db
from virtual_museum.demo import loader
from virtual_museum.demo.content import read_content
from virtual_museum.demo.remover import remove_demo


@pytest.mark.slow
def test_the_demo_comes_back_byte_for_byte(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr(loader, "run_pending", lambda: 0)
    loader.load_demo()
    first = {kind: tmp_path / f"first.{kind}" for kind in ("csv", "jsonl", "lido")}
    count = len(read_content().objects)
    gold = db.session.scalar(select(Term).where(Term.vocabulary == "material", Term.slug == "gold"))
    assert gold.external_uri == "http://vocab.getty.edu/aat/300011021"
    for kind, file in first.items():
        assert export_to(file, kind) == count
    remove_demo()
    for kind, file in first.items():
        _empty()
        report = import_file(file, own_mapping(file))
        db.session.commit()
        assert (report.created, report.failed) == (count, 0), report.failures[:3]
        gold = db.session.scalar(select(Term).where(Term.vocabulary == "material", Term.slug == "gold"))
        assert gold.external_uri == "http://vocab.getty.edu/aat/300011021"
        for other, wanted in first.items():
            again = tmp_path / f"{kind}-as.{other}"
            assert export_to(again, other) == count
            assert again.read_bytes() == wanted.read_bytes(), f"{other} after {kind}"


def _empty() -> None:
    """Nothing of the catalogue is left, not even the names that records used."""
    for model in (Item, Term, Agent, Place, MintedCode):
        db.session.execute(model.__table__.delete())
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Item)) == 0
