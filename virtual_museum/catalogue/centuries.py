"""Stretches of time as museums speak of them: centuries, and millennia where centuries say too much."""

from dataclasses import dataclass

from flask_babel import gettext as _

from virtual_museum.core.i18n import current_language

CENTURIES_FROM = -1000
MILLENNIA_FROM = -10_000
FARTHEST = 100_000
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Stretch:
    """A stretch of time that begins at year `first` (negative: before the common era); `centuries` are those in it."""

    first: int
    centuries: tuple[int, ...]

    @property
    def label(self) -> str:
        """In words of the current language."""
        if self.first < MILLENNIA_FROM:
            return _("Before the %(number)s millennium BCE", number=_ordinal(-MILLENNIA_FROM // 1000))
        if self.first < CENTURIES_FROM:
            return _("%(number)s millennium BCE", number=_ordinal(-self.first // 1000))
        return century_words(str(self.first))


def stretch_of(century: int) -> int:
    """The first year of the stretch that a century (named by its first year, -500 or 1800) belongs to."""
    if century < MILLENNIA_FROM:
        return MILLENNIA_FROM - 1
    if century < CENTURIES_FROM:
        return century // 1000 * 1000
    return century


def century_words(value: str) -> str:
    """«XIX век», «б.з.б. V ғасыр», "19th century" for "1800" and "-500"; `value` itself where it is no century."""
    try:
        first = int(value)
    except ValueError:
        return value
    # Anybody may write an address; Roman numerals of what is no century would fill the memory.
    if abs(first) > FARTHEST:
        return value
    if first < 0:
        return _("%(number)s century BCE", number=_ordinal(-first // 100))
    return _("%(number)s century", number=_ordinal(first // 100 + 1))


def _ordinal(number: int) -> str:
    if current_language() != "en":
        return _roman(number)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
