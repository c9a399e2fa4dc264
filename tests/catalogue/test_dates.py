"""Dates as museums write them, in three languages; the forms come from Tate's data and from museum practice."""

import time

import pytest

from tests.catalogue import date_forms, date_forms_practice
from virtual_museum.catalogue.dates import years_of

FORMS = date_forms.FORMS + date_forms_practice.FORMS


def test_table_is_long_enough():
    assert len(FORMS) >= 150
    assert len({text for text, _ in FORMS}) == len(FORMS)


@pytest.mark.parametrize(("text", "span"), FORMS, ids=[text for text, _ in FORMS])
def test_reads(text, span):
    assert years_of(text) == span


@pytest.mark.parametrize(
    "text", ["с " * 5_000, "1-" * 9_999, "from " * 4_000 + "to", "x" * 100_000, "18 ғасыр, " * 900]
)
def test_long_nonsense_is_read_at_once(text):
    before = time.process_time()
    years_of(text)
    assert time.process_time() - before < 1


@pytest.mark.parametrize("text", ["c. 3 AD", "до I в.", "after the 1st century BC", "I ғасырға дейін"])
def test_there_is_no_year_zero(text):
    assert 0 not in years_of(text)
