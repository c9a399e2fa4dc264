"""How names become slugs and keys: transliteration, folded inventory numbers, guesses of a text's language."""

import re
import unicodedata

# Kazakh and Russian letters to Latin for addresses; readable rather than reversible.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o",
    "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h",
    "һ": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip
_TO_LATIN = str.maketrans(_LATIN)
# Latin letters that look like Cyrillic ones: inventory numbers are typed with either keyboard.
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER_PARTS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def slugify(text: str, limit: int = 80) -> str:
    """Lower-case Latin letters, digits and hyphens; "" when nothing of the text can be written so."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_TO_LATIN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _NOT_WORD.sub("-", plain).strip("-")[:limit].strip("-")


def inventory_key(number: str) -> str:
    """An inventory number folded for exact search: «КП-0000/00-а, б» → «кп.0000.00.а.б».

    Case, spaces and punctuation do not count, and Latin look-alikes count as Cyrillic.
    """
    folded = unicodedata.normalize("NFKC", number).casefold().translate(_LOOKALIKES)
    return ".".join(_NUMBER_PARTS.findall(folded))[:120]


def loose_key(key: str) -> str:
    """A folded inventory number as hurried people type it: «кп.0019.2» and «кп0019.2» are «кп.19.2»."""
    return ".".join(part.lstrip("0") or "0" for part in _LETTERS_OR_DIGITS.findall(key))


def number_sort_key(number: str) -> str:
    """A key under which КП-9 comes before КП-10."""
    return filled_key(inventory_key(number))


def filled_key(key: str) -> str:
    """The same of a number that is folded already."""
    return _DIGITS.sub(_with_zeros, key)[:80]


def _with_zeros(found: re.Match[str]) -> str:
    return found.group().zfill(10)


def guess_language(text: str) -> str:
    """Kazakh ("kk") where a Kazakh letter stands, "ru" for other Cyrillic, else "en"."""
    if _KAZAKH.search(text):
        return "kk"
    return "ru" if _CYRILLIC.search(text) else "en"
