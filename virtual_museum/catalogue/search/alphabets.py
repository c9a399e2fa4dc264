"""Sort keys: titles in the order of each language's own alphabet, whatever collations the database knows."""

import re
import unicodedata
from functools import lru_cache

_KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_FOREIGN = {"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и"}
LENGTH = 48
_WORD = re.compile(r"[^\W_]+")
# Letters that the tables below do not order.
_STRANGE = re.compile(f"[^\x00-\x7f{_KAZAKH}{_RUSSIAN}]")


def _table(alphabet: str, replaced: dict[str, str]) -> dict[int, str]:
    # Ranks start beyond Latin, so that digits come first, then Latin, then the alphabet.
    table = {ord(letter): chr(0x0400 + rank) for rank, letter in enumerate(alphabet)}
    table.update({ord(letter): table[ord(other)] for letter, other in replaced.items()})
    return table


_TABLES = {"kk": _table(_KAZAKH, {}), "ru": _table(_RUSSIAN, _FOREIGN)}


@lru_cache(maxsize=10_000)
def sort_key(text: str, language: str) -> str:
    """A key whose code points sort as `language` sorts `text`; punctuation at the start does not count."""
    joined = " ".join(_WORD.findall(unicodedata.normalize("NFC", text[:200]).casefold()))
    table = _TABLES.get(language, _TABLES["kk"])
    if joined.isascii():
        return joined[:LENGTH]
    plain = joined
    if _STRANGE.search(joined):
        plain = "".join(c if ord(c) in table else _unaccented(c) for c in joined)
    return plain.translate(table)[:LENGTH]


def _unaccented(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
