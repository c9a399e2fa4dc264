"""What orders items: keys cut into pieces, so that an ordered list can be entered anywhere."""

import re
from datetime import datetime
from functools import lru_cache

from virtual_museum.catalogue.naming import filled_key
from virtual_museum.catalogue.search.alphabets import sort_key
from virtual_museum.catalogue.search.schema import (
    DATE_LEVELS,
    NOTHING,
    NUMBER_LEVELS,
    SORT_LANGUAGES,
    TITLE_LEVELS,
    TITLE_PIECES,
    UNDATED,
    UPDATED_LEVELS,
)
from virtual_museum.core.db import TranslatedText

# Figures of a number that is written with ten: the coarse piece leaves four of them out, the middle one two.
_COARSE, _MIDDLE = 6, 8
_FIGURES = 10
_YEAR_ZERO = 1_000_000
_FIGURE = re.compile(r"\d")
_ENDS = (0, *TITLE_PIECES)
_TITLE_CUTS = [
    (language, list(zip(TITLE_LEVELS[language], (*map(slice, _ENDS, TITLE_PIECES), slice(None)), strict=True)))
    for language in SORT_LANGUAGES
]


def title_levels(texts: TranslatedText) -> dict[str, str]:
    """The columns of a title's place in each language's alphabet."""
    levels = {}
    key = ""
    for language, pieces in _TITLE_CUTS:
        # Latin letters have one order in all alphabets.
        if not key or not key.isascii() or len(texts) > 1:
            key = sort_key(texts.best(language)[0], language)
        for name, cut in pieces:
            levels[name] = key[cut] or NOTHING
    return levels


def number_levels(key: str) -> dict[str, str]:
    """The columns of an inventory number's place, by its folded form: КП-9 before КП-10."""
    key = filled_key(key) or NOTHING
    figure = _FIGURE.search(key)
    first = figure.start() if figure else len(key)
    cuts = (first + _COARSE, first + _MIDDLE, first + _FIGURES + 1 + _MIDDLE, len(key))
    return {name: key[:cut] for name, cut in zip(NUMBER_LEVELS, cuts, strict=True)}


@lru_cache(maxsize=20_000)
def date_levels(year: int | None) -> dict[str, str]:
    """The columns of a year: its century, itself."""
    if year is None:
        return dict.fromkeys(DATE_LEVELS, UNDATED)
    values = (f"{year // 100 * 100 + _YEAR_ZERO:09d}", f"{year + _YEAR_ZERO:09d}")
    return dict(zip(DATE_LEVELS, values, strict=True))


@lru_cache(maxsize=16)
def updated_levels(moment: datetime) -> dict[str, str]:
    """The columns of a moment: its day, its minute of the day, its second. An import has one for thousands."""
    day = f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"
    values = (day, f"{moment.hour:02d}{moment.minute:02d}", f"{moment.second:02d}")
    return dict(zip(UPDATED_LEVELS, values, strict=True))
