"""Dates as museums write them, in three languages; the forms come from Tate's data and from museum practice."""

import pytest

from tests.catalogue.date_forms import FORMS
from virtual_museum.catalogue.dates import years_of


def test_table_is_long_enough():
    assert len(FORMS) >= 150
    assert len({text for text, _ in FORMS}) == len(FORMS)


@pytest.mark.parametrize(("text", "span"), FORMS, ids=[text for text, _ in FORMS])
def test_reads(text, span):
    assert years_of(text) == span
