"""Date texts brought into one spelling before their years are read: signs, ordinals, centuries in words, the Hijra.

What archives, receipt books and auction catalogues write in their own ways («к. XIX – н. XX в.», «ХVІІІ ғ.» with
Cyrillic look-alikes, «Х1Х», «C19th», «1300 г. х.», "not after 1900", «XV ғасырдан XVIII ғасырға дейін») leaves here
in the few forms that `dates` reads.
"""

import re
import unicodedata
from functools import partial

_LOOKALIKES = str.maketrans("хіѵ1l", "xivii")
# At least one letter that no number has, so that «11» stays a number; «20-х» is no century.
_ROMAN = re.compile(r"(?<![\w])(?<!\d-)(?=[1l]*[ivxхіѵ])[ivxхіѵ1l]{1,8}(?=\W|$|th\b|вв?\b|ғғ?\b)")
# Alone «х» may also end «г. х.».
_CENTURY_FOLLOWS = re.compile(r"\s*(?:[-–]|вв?\b|ғ|век|стол|тыс|мың)")
_GLUED = re.compile(r"(?<![^\W\d_])([ivx]{1,8}|\d{1,2})(?=(?:вв?|ғғ?)\b)|(?<![^\W\d_])([ivx]{2,8})(?=th\b)")
_DAY = re.compile(r"\b\d{1,2}\s*[./]\s*(?:\d{1,2}|[ivx]{1,4})\s*[./–-]\s*(\d{4})\b|\b(\d{4})[-./]\d{1,2}[-./]\d{1,2}\b")
_MONTH = re.compile(r"\b(\d\d)(\d\d)[-/.](0[1-9]|1[0-2])\b(?![-–/.]?\d)")
_HYPHEN = re.compile(
    r"(?<=\d)\s*-\s*(?=\d)|\s+-\s+|(?<=[ivx])-(?=[ivx])|(?<=\.)\s*-\s*(?=\w)|(?<=\w)-(?=c\.|ca)|(?<=s)-(?=\d)"
    r"|(?<=century)-(?=\d)|(?<=\w)-(?=[ivx]{1,7}\b)|(?<=[^\W\d_])-(?=\d{3,4}\b)|(?<=\w)-(?=(?:нач|кон|сер|перв|втор|посл|early|late|mid|бас[ыт]|аяғы|соңы|орта)\w*)"
)

_HIJRI = re.compile(
    r"(?:\b(?:a\.?\s?h\.?|hijri|(?:хиджр|хижр|һижр)\w*(?:\s+бойынша)?)\s*(\d{2,4})(?:\s*[–/]\s*(\d{2,3}|1[0-4]\d\d)(?!\d))?(?!\d))"
    r"(?:\s*(?:гг?\.?|жж?\.?|жыл\w*))?"
    r"|(?<!\d)(\d{2,4})(?:\s*[–/]\s*(\d{2,3}|1[0-4]\d\d)(?!\d))?\s*(?:(?:гг?\.?|год\w*|жж?\.?|жыл\w*)\s*)?"
    r"(?:\ba\.?h\b\.?|(?:по\s+)?(?:хиджр|хижр|һижр)\w*|\bһ\.?\s?ж\b\.?|(?<=г\.)\s?х\b\.?|(?<=г\.\s)х\b\.?)"
)
LAST_HIJRI = 1500

_FIRST = "first|1st|1|i|перв\\w*\\.?|бірінші|алғашқы"
_SECOND = "second|2nd|2|ii|втор\\w*\\.?|вт\\.|екінші"
_THIRD = "third|3rd|3|iii|трет\\w*\\.?|үшінші"
_FOURTH = "fourth|4th|4|iv|четв\\w*\\.?|төртінші"
_LAST = "last|final|посл\\w*\\.?|соңғы"
_ORDINALS = ((_FIRST, 1), (_SECOND, 2), (_THIRD, 3), (_FOURTH, 4), (_LAST, 0))
_PORTIONS = (
    (r"half|пол(?:ов\w*|\b\.?)|жарт\w*|п\.", "half", 2),
    (r"quarter|четв\w*\.?|шире\w*", "quarter", 4),
    (r"third|треть\w*|трети|үштен\s+бір\w*", "third", 3),
)
_PORTIONED = re.compile(r"half|пол|жарт|п\.|quarter|четв|шире|third|трет|үштен")
_PORTION = tuple(
    (re.compile(rf"(?<!\w)(?:{which})\s+(?:{portion})(?:\s+of(?:\s+the)?\b)?"), f" {name}{number or count} ")
    for which, number in _ORDINALS
    for portion, name, count in _PORTIONS
)

# Centuries in words: the word that must stand in the text at all, and the words for the numbers from 1 on.
_ENGLISH = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"""
_RUSSIAN = """перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат
    пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат двадцать_перв"""
_KAZAKH = """бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы он_бірінші он_екінші
    он_үшінші он_төртінші он_бесінші он_алтыншы он_жетінші он_сегізінші он_тоғызыншы жиырмасыншы жиырма_бірінші"""


def _numbered(words: str, after: str) -> tuple[re.Pattern[str], dict[str, str]]:
    numbers = {word.replace("_", " "): str(number) for number, word in enumerate(words.split(), 1)}
    longest_first = sorted(numbers, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(longest_first)}){after}"), numbers


_IN_WORDS = (
    ("centur", *_numbered(_ENGLISH, r"[\s–-]+(?=centur)")),
    ("век", *_numbered(_RUSSIAN, r"(?:ый|ой|ого|ом|ому|ий|ьего|ьем)\s+(?=век)")),
    ("столет", *_numbered(_RUSSIAN, r"(?:ое|ого|ом|ому|ье|ьего|ьем)\s+(?=столет)")),
    ("ғасыр", *_numbered(_KAZAKH, r"\s+(?=ғасыр)")),
)
# «XIX в., вторая половина», «XIX в. (начало)»
_PORTION_APART = re.compile(
    r"\s*[,(]\s*((?:half|quarter|third)\d|нач\w*\.?|кон\w*\.?|серед\w*|сер\.?|басы|аяғы|соңы|ортасы|early|late)\s*\)?\s*$"
)

# One after another; each leaves a text that the next ones read.
_REPLACED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Ordinals of numbers: «19th», «1-я», «30-шы», «2-жартысы»; decades («20-е», «20-х») keep their ending.
        (r"\b(\d+|[ivx]{1,8})\s*(?:st|nd|rd|th)\b", r"\1"),
        (r"(?<![\w])(\d+|[ivx]{1,8})-?(?:ая|я|ой|ый|ій|й|го|ого|ші|шы|інші|ыншы)\b", r"\1"),
        (r"(?<=[\divx])-(?=жарт|шире|пол|четв|half|quarter|ғасыр|жылдың|мың)", " "),
        (r"(?<=\d)\s?ж\.\s?ж\b\.?", " жж"),
        (r"ғ\.\s?ғ\b\.?", "ғғ"),
        (r"(?<!\w)к\.\s*(?=[ivx]|\d\d?\s*(?:в|стол))", "кон. "),
        (r"(?<!\w)н\.\s*(?=[ivx]|\d\d?\s*(?:в|стол))", "нач. "),
        (r"(?<!\w)c(\d|1\d|2[01])(?!\d)\.?", r"\1 century"),
        (r"(?<!\d)(\d{1,3}),(\d{3})(?!\d)", r"\1\2"),
        # «185-?»
        (r"(?<!\d)(1[0-9]\d|20[0-2])(?:[-–_]\??|\?)(?=\s|$|[\])])", r"\g<1>0s"),
        # From one to another, and before and after in all their words.
        (r"(ғасыр|жыл|ғ|ж)\.?-?(?:дан|дың)?\w*?(?<=дан)\s+(.+?)\s+((?:ғасыр|жыл)(?:ға|ына))\s+дейін", r"\1 – \2 \1"),
        (r"(?<=\d)\s?-?(?:дан|ден|тан|тен|нан|нен)\s+(.*?\d)\s?-?(?:ға|ге|қа|ке)\s+дейін", r" – \1"),
        (r"\b(?:с|со|от)\s+(?=\S*[\divx]|\w+\.?\s+[\divx])(.+?)\s+(?:до(?!\s+(?:н\b|р\b|нашей|рожд))|по)\s+", r"\1 – "),
        (r"\bfrom\s+(.+?)\s+(?:until|till|to)\s+", r"\1 – "),
        (r"\b(?:not?\s+later\s+than|not\s+after|не\s+(?:позднее|позже))\b", "by "),
        (r"\b(?:not?\s+earlier\s+than|not\s+before|since|не\s+(?:ранее|раньше))\b", "since "),
        (r"\b(?:и|или)\s+(?:позднее|позже)\b", "or later"),
        (r"\b(?:и|или)\s+ранее\b", "or earlier"),
        (r"\b(?:until|till|pre[\s–-]+(?=[\divx]))", "before "),
        (r"\bpost[\s–-]+(?=[\divx])", "after "),
        (r"<\s*(?=\d)", "before "),
        (r">\s*(?=\d)|(?<=\d)\s*\+(?=\s|$)", " after "),
        (r"\bmid–", "mid "),
    )
)
# «18--»
_WHOLE_CENTURY = re.compile(r"(?<!\d)(1\d|20)[-–_.?]{2}(?=\W|$)\??")
_SPREAD = re.compile(r"(?<!\d)(\d{3,4})\s*(?:±|\+/-|\+-|\+/–)\s*(\d{1,3})(?!\d)")
# «60–70-е», «60-70 жж.»: both are decades.
_TWO_DECADES = re.compile(
    r"(?<!\d)(\d0)\s*[–-]\s*(\d0)(?=\s?-?\s?(?:е|х|ые|ых|годы|годах|гг|жж|жылдар|жылд)\b|\s?жылдары)"
)


def canonical(text: str) -> str:
    """`text` in lower case and in the spelling that `dates` reads."""
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("\\", "")
    lowered = re.sub(r"[‐‑‒–—―−]", "–", lowered)
    lowered = " ".join(lowered.split())
    for word, pattern, numbers in _IN_WORDS:
        if word in lowered:
            lowered = pattern.sub(partial(_number, numbers), lowered)
    lowered = _ROMAN.sub(_roman, lowered)
    lowered = _GLUED.sub(lambda m: m[0] + " ", lowered)
    lowered = _DAY.sub(lambda m: m[1] or m[2], lowered)
    lowered = _MONTH.sub(_month, lowered)
    lowered = _WHOLE_CENTURY.sub(lambda m: f"{int(m[1]) + 1} century", lowered)
    lowered = _SPREAD.sub(lambda m: f"{int(m[1]) - int(m[2])}–{int(m[1]) + int(m[2])}", lowered)
    for pattern, replacement in _REPLACED:
        lowered = pattern.sub(replacement, lowered)
    if "аралығ" in lowered:
        # «1850 және 1860 жылдар аралығы» speaks of years, not of decades.
        lowered = re.sub(r"жылдар\w*", "жыл", lowered)
    lowered = _TWO_DECADES.sub(r"\1-е – \2", lowered)
    if _PORTIONED.search(lowered):
        for pattern, portion in _PORTION:
            lowered = pattern.sub(portion, lowered)
    lowered = _PORTION_APART.sub(r" \1 ", lowered)
    lowered = _HYPHEN.sub("–", lowered)
    return " ".join(_common_era(lowered).strip(" .").split())


def _number(numbers: dict[str, str], found: re.Match[str]) -> str:
    return f"{numbers[found[1]]} "


def _roman(found: re.Match[str]) -> str:
    token = found.group()
    if token == "х" and not _CENTURY_FOLLOWS.match(found.string, found.end()):
        return token
    return token.translate(_LOOKALIKES)


def _month(found: re.Match[str]) -> str:
    """«1916-08» is a month; «1905-07» are years."""
    century, year, month = found.groups()
    return century + year if int(month) < int(year) else found.group()


def _common_era(text: str) -> str:
    """Years of the Hijra as years of the common era; left out where those stand beside them."""
    if not _HIJRI.search(text):
        return text
    without = _HIJRI.sub(" ", text)
    if re.search(r"(?<!\d)\d{3,4}(?!\d)|\b[ivx]+\s*(?:в|ғ)|century", without):
        return without.strip(" /–=,;")
    return _HIJRI.sub(_converted, text)


def _converted(found: re.Match[str]) -> str:
    first, last = (int(year) if year else 0 for year in (found[1] or found[3], found[2] or found[4]))
    if first > LAST_HIJRI or last > LAST_HIJRI:
        return found.group()
    if last and last < first:
        # «1310/11»
        last += first // 10 ** len(str(last)) * 10 ** len(str(last))
    return f"{_begins(first)}–{_begins((last or first) + 1)}"


def _begins(hijri: int) -> int:
    """The year of the common era in which a year of the Hijra begins (lunar years of 354.37 days)."""
    return int(hijri * 0.970224 + 621.5774)
