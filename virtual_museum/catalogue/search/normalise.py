"""The one place where text becomes tokens, for the index and for queries alike.

A token has three faces: `exact`, the lower-case word as written; `word`, folded (accents, ё, and the Kazakh letters
that keyboards lack); `stem`, folded and without its endings. Matching goes by stem, prefixes and spelling by word,
and the exact spelling ranks first.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial

import Stemmer

from virtual_museum.catalogue.search import kazakh, russian

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("(?<=[a-z])['’ʼʻ`´](?=[a-z]|$)")
_FOLDED = str.maketrans("әғқңөұүһіёйў", "агкноуухиеиу")
# The letters that folded words are made of, by script.
LETTERS = ("абвгдежзиклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz")
_UNFOLDED = {
    plain: plain
    + "".join(letter for letter, other in zip("әғқңөұүһіёйў", "агкноуухиеиу", strict=True) if other == plain)
    for plain in "агкноухие"
}
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_english = Stemmer.Stemmer("english", 50_000)
MAX_WORD = 60
# Texts up to this length are likely to be met again.
SHORT = 80
# Of what a thing is made: the adjective finds the noun.
ENGLISH_MATTER = {
    "golden": "gold", "gilded": "gold", "wooden": "wood", "woollen": "wool", "woolen": "wool", "silken": "silk",
    "silvery": "silver", "leathern": "leather", "earthen": "earth", "stony": "stone", "bony": "bone",
}  # fmt: skip
# Stands between two texts.
GAP = "\x00"


def exact_words(text: str) -> list[str]:
    """Lower-case words in composed form."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=400_000)
def fold(word: str) -> str:
    """A lower-case word without accents and without the differences that keyboards make."""
    if word.isascii():
        return word
    folded = word.translate(_FOLDED)
    if folded.isascii():
        return folded
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return plain.translate(_FOLDED).replace("ı", "i").replace("ß", "ss").replace("ø", "o")


def unfolded(letter: str) -> str:
    """The Cyrillic letters that a folded letter may stand for."""
    return _UNFOLDED.get(letter, letter)


def stem(word: str, language: str) -> str:
    """The folded stem of a lower-case word of a text in `language`."""
    return stemmer(language)(word)


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """`stem` for one language; words come again and again, and are looked up fastest by themselves."""
    return lru_cache(maxsize=400_000)(partial(_stem, language=language))


def _stem(word: str, language: str) -> str:
    if len(word) > MAX_WORD:
        word = word[:MAX_WORD]
    if word.isdigit():
        return word
    if _CYRILLIC.search(word):
        if language == "ru":
            return fold(russian.stem(word))
        return fold(kazakh.stem(word))
    if language == "kk" and kazakh.is_latin(word):
        return fold(kazakh.stem(kazakh.from_latin(word)))
    plain = fold(word)
    return fold(ENGLISH_MATTER.get(plain) or str(_english.stemWord(plain)))


@lru_cache(maxsize=50_000)
def query_stems(word: str) -> tuple[str, ...]:
    """All stems under which a text may hold a queried word, whose language nobody knows; the likeliest first."""
    if _CYRILLIC.search(word):
        found = [stem(word, "kk"), stem(word, "ru")]
    else:
        found = [stem(word, "en")]
        if not word.isdigit() and kazakh.is_latin(word):
            for cyrillic in kazakh.readings(word):
                found += [stem(cyrillic, "kk"), stem(cyrillic, "ru")]
    return tuple(dict.fromkeys(found))


def query_words(word: str) -> tuple[str, ...]:
    """The folded forms under which a text may begin with a queried word: as typed, and Latin read as Kazakh."""
    found = [fold(word)]
    if not word.isdigit() and kazakh.is_latin(word):
        found += [fold(cyrillic) for cyrillic in kazakh.readings(word)]
    return tuple(dict.fromkeys(found))


def words_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """(lower-case word, start, end) in the order of the text; the places are those in the text as given."""
    lowered = text.casefold()
    if len(lowered) != len(text):
        lowered = "".join(c.casefold() if len(c.casefold()) == 1 else c for c in text)
    for found in _WORD.finditer(lowered):
        yield found.group(), *found.span()


def query_text(text: str) -> str:
    """A query in composed, lower-case form, with the apostrophes of the 2017 Latin spelling («a'», «s'») read."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("\u0301", lowered))


def _read(text: str, language: str) -> tuple[list[str], list[str], list[str]]:
    found = exact_words(text)
    return found, [*map(fold, found)], [*map(stemmer(language), found), GAP]


# Titles, dates and credit lines stand in a collection again and again.
_read_again = lru_cache(maxsize=10_000)(_read)


class Streams:
    """Collects the three token streams of a document's field, ready for a whitespace analyser."""

    __slots__ = ("exact", "stems", "words")

    def __init__(self) -> None:
        self.stems: list[str] = []
        self.words: list[str] = []
        self.exact: list[str] = []

    def add(self, text: str, language: str) -> None:
        """Add one text; a gap keeps phrases from running over the border of two texts."""
        if not text:
            return
        exact, words, stems = (_read_again if len(text) <= SHORT else _read)(text, language)
        self.exact += exact
        self.words += words
        self.stems += stems

    def add_texts(self, texts: Mapping[str, str]) -> None:
        """Add a translated text, each language by its own rules."""
        for language, text in texts.items():
            self.add(text, language)

    def extend(self, others: Iterable["Streams"]) -> None:
        """Add what other streams hold."""
        for other in others:
            self.stems += other.stems
            self.words += other.words
            self.exact += other.exact
