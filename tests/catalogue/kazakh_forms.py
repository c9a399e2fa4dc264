"""The forms of a Kazakh noun by the school grammar: plural, six persons of possession, seven cases, stacked."""

from collections.abc import Iterator

_BACK, _FRONT = frozenset("аоұыяёую"), frozenset("әеөүіэ")
_VOWELS = frozenset("аәеёиоөұүыіэюя")
_VOICELESS = frozenset("пткқсшщчцфхһбвгд")
_HARMONY = str.maketrans("аығқ", "еігк")
_SOFT = {"қ": "ғ", "к": "г", "п": "б"}


def forms(noun: str) -> list[str]:
    """All of them, the noun itself first."""
    found = [noun]
    for base in (noun, _plural(noun)):
        found += [base, *_cases(base)]
        for person, owned in _owned(base).items():
            found += [owned, *(_cases_of_theirs(owned) if person == "3" else _cases(owned, person in ("1", "2")))]
    return list(dict.fromkeys(found))


def _is_back(word: str) -> bool:
    for letter in reversed(word.replace("у", "").replace("и", "")):
        if letter in _BACK or letter in _FRONT:
            return letter in _BACK
    return "и" not in word


def _with(word: str, *endings: str) -> Iterator[str]:
    for ending in endings:
        yield word + (ending if _is_back(word) else ending.translate(_HARMONY))


def _sound(word: str) -> str:
    last = word[-1]
    if last in _VOWELS:
        return "vowel"
    for sound, letters in (("nasal", "мнң"), ("glide", "рйу"), ("l", "л")):
        if last in letters:
            return sound
    return "voiceless" if last in _VOICELESS else "voiced"


def _plural(word: str) -> str:
    ending = {"vowel": "лар", "glide": "лар", "voiceless": "тар"}.get(_sound(word), "дар")
    return next(_with(word, ending))


def _owned(word: str) -> dict[str, str]:
    if _sound(word) == "vowel":
        endings = {"1": "м", "2": "ң", "polite": "ңыз", "3": "сы", "ours": "мыз"}
    else:
        word = word[:-1] + _SOFT.get(word[-1], word[-1])
        endings = {"1": "ым", "2": "ың", "polite": "ыңыз", "3": "ы", "ours": "ымыз"}
    return dict(zip(endings, _with(word, *endings.values()), strict=True))


def _cases(word: str, mine: bool = False) -> list[str]:
    sound = _sound(word)
    hard = sound == "voiceless"
    genitive = {"vowel": "ның", "nasal": "ның", "voiceless": "тың"}.get(sound, "дың")
    dative = "а" if mine else "қа" if hard else "ға"
    accusative = {"vowel": "ны", "voiceless": "ты"}.get(sound, "ды")
    ablative = {"nasal": "нан", "voiceless": "тан"}.get(sound, "дан")
    places = ("та", "тағы") if hard else ("да", "дағы")
    together = {"voiceless": "пен", "voiced": "бен"}.get(sound, "мен")
    return [*_with(word, genitive, dative, accusative, ablative, *places), word + together]


def _cases_of_theirs(word: str) -> list[str]:
    return [*_with(word, "ның", "на", "н", "нда", "нан", "ндағы"), word + "мен"]
