"""Kazakh words down to a stem: suffixes taken off from the end, one layer after another, and Latin spelling read.

Kazakh stacks plural, possessive, case and person on a stem (кітап·тар·ымыз·да). Each suffix has variants by vowel
harmony and by the sound before it; a suffix is taken off only where both fit. A word typed without the Kazakh
letters («муражайлар» for «мұражайлар») tells nothing reliable about harmony, so only the sounds are asked there.
The stem is a search key, not a dictionary form: the same function reads text and query.
"""

import re
from functools import lru_cache

from virtual_museum.catalogue.search.kazakh_words import WORDS

_BACK = set("аоуыұёюя")
_FRONT = set("әеөүіиэ")
_VOWELS = _BACK | _FRONT
_VOICELESS = set("пткқсшщчцфхһ")
_VOICED = set("бвгғдзжлмнңрйуь")
_KAZAKH_LETTERS = set("әғқңөұүһі")
MIN_STEM = 3

# (back variant, front variant, sounds that may stand before). Sounds: V vowel or р й у л, N nasal or voiced,
# T voiceless, A any consonant, W any vowel, X anything.
_PLURAL = (("лар", "лер", "V"), ("дар", "дер", "N"), ("тар", "тер", "T"))
_POSSESSIVE = (
    ("ларыңыз", "леріңіз", "X"), ("ымыз", "іміз", "A"), ("ыңыз", "іңіз", "A"), ("мыз", "міз", "W"),
    ("ңыз", "ңіз", "W"), ("сы", "сі", "W"), ("ым", "ім", "A"), ("ың", "ің", "A"), ("ы", "і", "A"),
)  # fmt: skip
_CASE = (
    ("ының", "інің", "A"), ("сының", "сінің", "W"), ("ның", "нің", "X"), ("дың", "дің", "N"), ("тың", "тің", "T"),
    ("ындағы", "індегі", "A"), ("сындағы", "сіндегі", "W"), ("ндағы", "ндегі", "W"), ("дағы", "дегі", "X"),
    ("тағы", "тегі", "T"),
    ("ынан", "інен", "A"), ("сынан", "сінен", "W"), ("нан", "нен", "X"), ("дан", "ден", "X"), ("тан", "тен", "T"),
    ("ында", "інде", "A"), ("сында", "сінде", "W"), ("нда", "нде", "W"), ("да", "де", "X"), ("та", "те", "T"),
    ("ына", "іне", "A"), ("ға", "ге", "X"), ("қа", "ке", "T"), ("сына", "сіне", "W"), ("на", "не", "W"),
    ("ыма", "іме", "A"), ("ыңа", "іңе", "A"), ("ын", "ін", "A"), ("сын", "сін", "W"),
    ("ны", "ні", "X"), ("ды", "ді", "N"), ("ты", "ті", "T"),
    ("ымен", "імен", "A"), ("сымен", "сімен", "W"), ("мен", "мен", "X"), ("бен", "бен", "X"), ("пен", "пен", "T"),
)  # fmt: skip
# A short suffix looks like the end of many stems (алтын, қылыш·ы): those need a longer rest.
_FOUR = "на не"
_THREE = (
    "ын ін ым ім ың ің мен бен пен ты ті ы і да де та те ды ді ны ні дан ден тан тен нан нен ға ге қа ке "
    "мыз міз ңыз ңіз сы сі сын сін сына сіне сының сінің сында сінде сынан сінен сымен сімен сындағы сіндегі "
    "нда нде ндағы ндегі"
)
_CAUTIOUS = dict.fromkeys(_FOUR.split(), 4) | dict.fromkeys(_THREE.split(), 3)
# Stems that lose a vowel before a suffix («халық» → «халқы»).
_LOST_VOWEL = {
    "халқ": "халық", "ауз": "ауыз", "мойн": "мойын", "орн": "орын", "қарн": "қарын", "мұрн": "мұрын",
    "ерн": "ерін", "көрк": "көрік", "құлқ": "құлық", "бөрк": "бөрік",
}  # fmt: skip
_SOFTENED = {"б": "п", "ғ": "қ", "г": "к"}
_HARDENED = {hard: soft for soft, hard in _SOFTENED.items()}
_UNACCENTED = str.maketrans("әғқңөұүһі", "агкноуухи")


def _heads() -> dict[str, str]:
    """With what the forms of a listed word begin: as listed, softened («садағ·ы»), and both without Kazakh letters."""
    heads: dict[str, str] = {}
    for word in sorted(WORDS):
        softened = word[:-1] + _HARDENED[word[-1]] if word[-1] in _HARDENED and len(word) >= MIN_STEM else word
        for head in (word, softened):
            heads.setdefault(head, word)
            heads.setdefault(_unaccented(head), word)
    return heads | {word: word for word in WORDS}


def _unaccented(word: str) -> str:
    # Latin spellings do not tell «й» from «и» either («aina», «küime»).
    return word.translate(_UNACCENTED).replace("й", "и")


_HEADS = _heads()


def _chain(*more: tuple[tuple[str, str, str], ...]) -> re.Pattern[str]:
    """Plural, possessive and case in their order, in every variant; `more` are further possessives and cases."""
    layers = []
    possessives, cases = more or ((), ())
    for layer in (_PLURAL, _POSSESSIVE + possessives, _CASE + cases):
        forms = {
            form for back, front, _ in layer for one in (back, front) for form in (one, one.translate(_UNACCENTED))
        }
        layers.append("(?:" + "|".join(sorted(forms, key=len, reverse=True)) + ")?")
    return re.compile("".join(layers))


_SUFFIXES = _chain()
# Of listed words alone one knows that «домбырам» is one's own dombra.
_AFTER_VOWEL = _chain((("м", "м", "W"), ("ң", "ң", "W")), (("ма", "ме", "W"), ("ңа", "ңе", "W")))
# Compounds of «тас»: in «құлпытасы» the с belongs to the stone.
_OF_STONE = re.compile("(.{3,}тас)" + _SUFFIXES.pattern)
# «ұшы», «аты»: a short stem with its possessive vowel.
_SHORT_OWNED = re.compile("[аәеоөуұүіы][бвгғджзйкқлмнңпрстшщх][ыі]")
LONG = 4


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case Kazakh word in Cyrillic; short and unchanging words come back as they are."""
    strict = any(letter in _KAZAKH_LETTERS for letter in word)
    whole = _known_whole(word)
    if whole:
        return whole
    compound = _OF_STONE.fullmatch(word)
    if compound:
        return compound.group(1)
    rest = word
    # Again and again, since «теңге» itself looks like a dative: so it meets all of its own forms.
    while (shorter := _stripped(rest, strict)) != rest:
        rest = shorter
    if rest == word and _SHORT_OWNED.fullmatch(word):
        rest = word[:-1]
    if len(rest) > LONG and rest.endswith(("шы", "ші", "ши")):
        # «бүркітші» and «қылышы» end alike; without the vowel each meets its own plural.
        rest = rest[:-1]
    return rest


def _stripped(word: str, strict: bool) -> str:
    """`word` without its outermost case, possessive and plural, as its bare form is written."""
    rest = _strip_layer(word, _CASE, strict)
    rest = _strip_layer(rest, _POSSESSIVE, strict)
    rest = _strip_layer(rest, _PLURAL, strict)
    if rest != word:
        rest = _LOST_VOWEL.get(rest, rest)
        if rest[-1] in _SOFTENED and word[len(rest) : len(rest) + 1] in _VOWELS:
            rest = rest[:-1] + _SOFTENED[rest[-1]]
    return rest


def _known_whole(word: str) -> str:
    """The listed word that `word` is made of by suffixes alone; "" where there is none («алтыны» is no «алты»)."""
    for end in range(len(word), 1, -1):
        head = word[:end]
        # Some write «ғ» and not «ұ», so what has Kazakh letters may still lack others.
        whole = _HEADS.get(head) or _HEADS.get(_unaccented(head), "")
        suffixes = _AFTER_VOWEL if word[end - 1] in _VOWELS else _SUFFIXES
        if whole and suffixes.fullmatch(word, end) and (whole[-1] == word[end - 1] or _may_soften(word, end)):
            return whole
    return ""


def _may_soften(word: str, end: int) -> bool:
    """«Садағ·ы» is a form of «садақ», «садағ» alone is nothing; a folded «садак» ends in its own letter."""
    return word[end - 1] not in _SOFTENED or word[end : end + 1] in _VOWELS


def _strip_layer(word: str, suffixes: tuple[tuple[str, str, str], ...], strict: bool) -> str:
    if word in _HEADS:
        return word
    best = word
    for back, front, before in suffixes:
        for suffix, vowels in ((back, _BACK), (front, _FRONT)):
            variants = (suffix,) if strict else (suffix, _plain(suffix))
            for variant in variants:
                rest = word[: -len(variant)] if word.endswith(variant) else ""
                if rest in WORDS:
                    return rest
                if rest and len(rest) < len(best) and _may_end(rest, variant, suffix, before, vowels, strict):
                    best = rest
    return best


def _plain(suffix: str) -> str:
    return suffix.translate(_UNACCENTED)


def _may_end(rest: str, variant: str, suffix: str, before: str, vowels: set[str], strict: bool) -> bool:
    if len(rest) < _CAUTIOUS.get(suffix, 2) or not any(letter in _VOWELS for letter in rest):
        return False
    # Names of countries («Қазақ·стан») end in what looks like the ablative.
    if variant == "тан" and rest[-1] == "с" and rest[-2:-1] not in _VOWELS:
        return False
    if strict and not _in_harmony(rest, vowels):
        return False
    return _sound_fits(rest[-1], before)


def _in_harmony(rest: str, vowels: set[str]) -> bool:
    # The last vowel decides. «И» and «у» say nothing: they stand in words of both kinds.
    for letter in reversed(rest):
        if letter in "иуюя":
            continue
        if letter in _VOWELS:
            return letter in vowels
    return True


def _sound_fits(last: str, before: str) -> bool:
    if before == "X":
        return True
    if before == "W":
        return last in _VOWELS
    if before == "A":
        return last not in _VOWELS or last in "ую"
    if before == "T":
        return last in _VOICELESS or last in "бвгд"
    if before == "V":
        return last in _VOWELS or last in "рйул"
    return last in _VOICED


# Latin spellings: the 2021 draft, the acutes of 2018, the digraphs of 2019 and of chats, Turkish letters.
_DIGRAPHS = (
    ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("gh", "ғ"), ("kh", "х"), ("yu", "ю"),
    ("ya", "я"), ("ts", "ц"),
)  # fmt: skip
_LETTERS = str.maketrans(
    {
        "a": "а", "ä": "ә", "á": "ә", "b": "б", "d": "д", "e": "е", "é": "е", "f": "ф", "g": "г", "ğ": "ғ",
        "ǵ": "ғ", "h": "х", "ı": "и", "i": "і", "í": "і", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н",
        "ñ": "ң", "ń": "ң", "ŋ": "ң", "o": "о", "ö": "ө", "ó": "ө", "p": "п", "q": "қ", "r": "р", "s": "с", "ş": "ш",
        "ś": "ш", "ć": "ч", "t": "т", "u": "у", "ū": "у", "ü": "ү", "ú": "ү", "ý": "у", "v": "в", "w": "у", "x": "х",
        "y": "ы", "z": "з", "c": "ц", "ç": "ч", "č": "ч", "š": "ш", "ž": "ж",
    }
)  # fmt: skip
_Y_AFTER_VOWEL = re.compile("(?<=[аәеоөуұүыіиэ])ы")
_LATIN_WORD = re.compile("^[a-zäáéíóöúüūýñńŋğǵışśçčšž]+$")


def is_latin(word: str) -> bool:
    """True where the lower-case word could be Kazakh in Latin letters."""
    return bool(_LATIN_WORD.match(word))


@lru_cache(maxsize=50_000)
def from_latin(word: str) -> str:
    """A lower-case Latin Kazakh word in Cyrillic («altyn» → «алтын», «qazaq» → «қазақ»)."""
    for latin, cyrillic in _DIGRAPHS:
        word = word.replace(latin, cyrillic)
    return _Y_AFTER_VOWEL.sub("й", word.translate(_LETTERS))


def readings(word: str) -> tuple[str, ...]:
    """All that a lower-case Latin word may be in Cyrillic, by one draft or another; the likeliest first."""
    spellings = [word]
    # The dotless ı is и in one draft and ы in another; «iu» is ю in some, «ia» is я.
    for latin, other in (("ı", "y"), ("iu", "yu"), ("ia", "ya"), ("ıa", "ya")):
        spellings += [spelling.replace(latin, other) for spelling in spellings if latin in spelling]
    return tuple(dict.fromkeys(from_latin(spelling) for spelling in spellings))
