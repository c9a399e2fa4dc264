"""«Did you mean»: what is offered instead of a text that finds nothing, in the spelling that the record has."""

import pytest

from tests.catalogue.relevance_set import load_demo_records
from virtual_museum.catalogue.naming import inventory_key, loose_key
from virtual_museum.catalogue.search.kazakh import readings
from virtual_museum.catalogue.search.searching import SearchRequest, search

OFFERED = {
    # One letter wrong, missing, doubled or exchanged, the first one too; the title's word before any other.
    "қобз": "қобыз",
    "дамбыра": "домбыра",
    "ломбыра": "домбыра",
    "elmet": "helmet",
    "сырнақ": "сырмақ",
    # Offered with the Kazakh letters, where the record has them.
    "тенгге": "теңге",
    "колжазпа": "қолжазба",
    # Run together, and torn apart.
    "ертоқым": "ер тоқым",
    "қылқобыз": "қыл қобыз",
    "золотойолень": "золотой олень",
    "шаң ырақ": "шаңырақ",
    # What else was typed stays as it was.
    'material:алтын "олжазба"': 'material:алтын "қолжазба"',
    "домбыраларымызбен ломбыра": "домбыраларымызбен домбыра",
    # All words are known, but not together: the question that finds least is the nearest.
    "женский головной убор невесты": "головной убор невесты",
}


def corrected(text):
    return search(SearchRequest(text=text, size=5)).corrected


def test_offers(app):
    load_demo_records()
    assert {text: corrected(text) for text in OFFERED} == OFFERED
    for text in ("домбыра", "домбыраларыңыздағы", "qwrtpsdf", "ъъъъъъъ", "12345678", "🏺🏺🏺🏺", "а"):
        assert corrected(text) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("КП0019/2", "КП-0019/2"), ("кп 19/2", "КП-0019/2"), ("KП-0045/3аб", "КП-0045/3-а, б"), ("нв207", "НВ-0207")],
)
def test_hurried_numbers(typed, meant):
    assert loose_key(inventory_key(typed)).replace(".", "") == loose_key(inventory_key(meant)).replace(".", "")


def test_latin_drafts():
    assert readings("juldyz") == ("жулдыз",)
    assert "теңге" in {word.replace("э", "е") for word in readings("teŋge")}
    assert "аю" in readings("aiu")
