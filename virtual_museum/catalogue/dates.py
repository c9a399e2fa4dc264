"""Years from dates as museums write them in Kazakh, Russian and English: «б.з.б. IX ғ.», «c. 1880», «кон. XIX в.».

A span is (earliest, latest), negative before the common era; None on one side is open («after 1850»). Centuries
count as historians do: the XIX century is 1801–1900, the V century BCE is 500–401 BCE. «About» a year widens it
by five years, half of what CDWA allows at most.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int | None, int | None]
ABOUT = 5
LATEST = 2100

_BCE = (
    r"б\.?\s?з\.?\s?[бд]\b\.?|б\.?\s?э\.?\s?д\b\.?|д\.\s?н\.\s?э\.?|до\s+н\.?\s?э\b\.?|до\s+р\.?\s?х\b\.?|до\s+нашей\s+эры|"
    r"(?:біздің\s+)?(?:заманымызға|дәуірімізге)\s+дейін\w*|біздің\s+з\w*\s+б\w+|b\.?\s?c\.?\s?e\b\.?|b\.?\s?c\b\.?|"
    r"before\s+(?:the\s+)?(?:common\s+era|christ)"
)
_CE = (
    r"\bн\.?\s?э\b\.?|\bб\.?\s?з\b\.?|нашей\s+эры|біздің\s+заманымыз\w*|"
    r"\ba\.?\s?d\b\.?|\bc\.\s?e\b\.?|\bce\b|common\s+era"
)
_ERAS = re.compile(rf"(?P<before>\b(?:{_BCE}))|(?P<after>{_CE})")
_UNKNOWN = re.compile(
    r"^(?:date\s+)?(?:not\s+known|unknown|undated|no\s+date|n\.?\s?d\.?|s\.?\s?d\.?|б\.?\s?д\.?|без\s+даты|"
    r"дата\s+неизвестна|не\s+датировано|белгісіз|мерзімі\s+белгісіз|датасыз|—|–|-|\?)$"
)
# Clauses about later events: printing, casting, showing. They count only when nothing else is dated.
_LATER = re.compile(
    r"print|publish|cast|exhibit|edition|replica|remade|reconstruct|reprint|reproduc|rework|enlarg|annotat|assembl|"
    r"posthumous|later|restor|отпечат|отлив|издан|переизд|реставр|копия|басылған|құйылған|қайта|жаңартылған"
)
_CENTURY = re.compile(
    r"(?:centur\w*|\bcent\b\.?|\bвв?\b\.?|\bвек\w*|\bстолет\w*|ғасыр\w*|\bғғ?\b\.?|\bс\b\.$|\bc\b\.?$)"
)
_MILLENNIUM = re.compile(r"(?:millenni\w*|тыс\w*\.?|мың\s?жылдық\w*|мыңжылдық\w*|мыңж\w*\.?)")
_ROMAN = re.compile(r"(?<![\w])([ivxlcdm]{1,8})(?![\w])")
_ROMAN_LOOKALIKES = str.maketrans("хісмѵ", "xicmv")
_MAYBE_ROMAN = re.compile(r"(?<!\w)[ivxlcdmхісмѵ]{1,8}(?!\w)")
_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.(\d{4})\b|\b(\d{4})-\d{1,2}-\d{1,2}\b|\b\d{1,2}/\d{1,2}/(\d{4})\b")
_DECADE = re.compile(
    r"(\d{1,3}0)\s?(?:['’]?s\b|-?(?:е|х|ые|ых|тые|тых)\b|\s?-?\s?(?:жж\b|жылдар\w*|жылд\b))|(?<!\d)(\d0)\s?-?(?:['’]?s\b|жж\b|жылдар\w*)"
)
_YEAR = re.compile(r"(?<!\d)(\d{3,4})(?!\d)")
_SMALL = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_ABOUT = re.compile(
    r"(?<!\w)(?:c\.?|ca\.?|circa|about|approx\w*\.?|around|ок\.?|около|прибл\w*\.?|примерно|шамамен|шам\.?)(?!\w)|\bc\.?(?=\d)|~|(?<=\d)-?ге\s+жуық|жуық\w*"
)
_AFTER = re.compile(
    r"\bafter\b|\bfrom\b\s*$|\bпосле\b|не\s+ранее|\bс\s+\d{4}\s*г?\.?$|кейін|or\s+later|and\s+later|и\s+позже|не\s+раньше|бастап"
)
_BEFORE = re.compile(r"\bbefore\b|\bby\b|\bдо\b|не\s+позднее|не\s+позже|дейін|or\s+earlier|бұрын")
_SPLIT = re.compile(r"\s*(?:–|\bto\b|\band\b|\bor\b|\bи\b|\bили\b|\bжәне\b|\bмен\b|\bнемесе\b|\bпо\b|/)\s*")
_CLAUSES = re.compile(r"\s*[,;]\s*|\s*\(\s*|\s*\)\s*|\.\s+(?=verso|recto)")

# Part of a century or decade as fractions of its length.
_PARTS = (
    (r"(?:first|1st|1-я|перв\w*|бірінші|1-ші|1)\s+(?:half|пол\w*\.?|жарт\w*)", (0.0, 0.5)),
    (r"(?:second|2nd|2-я|втор\w*|екінші|2-ші|2)\s+(?:half|пол\w*\.?|жарт\w*)", (0.5, 1.0)),
    (r"(?:first|1st|1-я|перв\w*|бірінші|1-ші)\s+(?:quarter|четв\w*\.?|шире\w*)", (0.0, 0.25)),
    (r"(?:second|2nd|2-я|втор\w*|екінші|2-ші)\s+(?:quarter|четв\w*\.?|шире\w*)", (0.25, 0.5)),
    (r"(?:third|3rd|3-я|трет\w*|үшінші|3-ші)\s+(?:quarter|четв\w*\.?|шире\w*)", (0.5, 0.75)),
    (r"(?:fourth|last|4th|4-я|посл\w*\.?|четверт\w*|төртінші|соңғы)\s+(?:quarter|четв\w*\.?|шире\w*)", (0.75, 1.0)),
    (r"(?:first|1st|1-я|перв\w*|бірінші|1-ші)\s+(?:third|треть\w*|үштен\w*)", (0.0, 1 / 3)),
    (r"(?:second|middle|2-я|втор\w*|екінші)\s+(?:third|треть\w*)", (1 / 3, 2 / 3)),
    (r"(?:last|final|посл\w*\.?|3-я|соңғы)\s+(?:third|треть\w*)", (2 / 3, 1.0)),
    (r"\bmid(?:dle)?\b[\s–-]*|\bсеред\w*|\bсер\b\.?|\bорта\w*", (1 / 3, 2 / 3)),
    (r"\bearly\b|\bbeginning\b|\bнач\w*\.?|\bбас[ыт]\w*|\bрання\w*|\bранн\w*", (0.0, 1 / 3)),
    (r"\blate\b|\bend\b|\bкон\w*\.?|\bаяғы\w*|\bсоңы\w*|\bпоздн\w*", (2 / 3, 1.0)),
)  # fmt: skip
_PART_PATTERNS = tuple((re.compile(pattern), share) for pattern, share in _PARTS)
_TURN = re.compile(r"рубеж|turn of|тоғыс\w*")


@dataclass
class _Piece:
    """One end of a span: what it counts in, its number, and how it is qualified."""

    text: str
    unit: str = ""
    value: int = 0
    before_era: bool = False
    share: tuple[float, float] = (0.0, 1.0)


@lru_cache(maxsize=20_000)
def years_of(text: str) -> Span:
    """The span of years that `text` means; (None, None) where it means none."""
    plain = _plain(text)
    if not plain or _UNKNOWN.match(plain):
        return None, None
    clauses = [clause for clause in _CLAUSES.split(plain) if clause]
    spans = [(clause, _clause_span(clause, plain)) for clause in clauses]
    dated = [(clause, span) for clause, span in spans if span != (None, None)]
    if not dated:
        return None, None
    first = [span for clause, span in dated if not _LATER.search(clause)] or [dated[0][1]]
    return _joined(first)


def _joined(spans: list[Span]) -> Span:
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    earliest = None if None in starts else min(s for s in starts if s is not None)
    latest = None if None in ends else max(e for e in ends if e is not None)
    if earliest is not None and latest is not None and earliest > latest:
        earliest, latest = latest, earliest
    return earliest, latest


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("\\", "")
    lowered = re.sub(r"[‐‑‒–—―−]", "–", lowered)
    lowered = _DAY.sub(lambda m: next(g for g in m.groups() if g), lowered)
    lowered = re.sub(r"(?<=\d)\s*(?:st|nd|rd|th)\b", "", lowered)
    # A hyphen joins ordinals («1-я», «20-е») but separates years and Roman centuries.
    lowered = re.sub(
        r"(?<=\d)\s*-\s*(?=\d)|\s+-\s+|(?<=[ivxхі])-(?=[ivxхі])|(?<=\.)\s*-\s*(?=\w)|(?<=\w)-(?=c\.|ca)|(?<=s)-(?=\d)",
        "–",
        lowered,
    )
    lowered = re.sub(r"\bmid–", "mid ", lowered)
    return " ".join(lowered.strip(" .").split())


def _clause_span(clause: str, whole: str) -> Span:
    eras = [("before" if m.group("before") else "after", m.start()) for m in _ERAS.finditer(clause)]
    marked = _ERAS.sub(lambda m: " §b " if m.group("before") else " §a ", clause)
    pieces = [_read(part) for part in _SPLIT.split(marked) if part.strip()]
    _share_units(pieces, _unit_of(marked) or (_unit_of(whole) if not re.search(r"\d{3}", clause) else ""))
    _complete_short_years(pieces)
    _assign_eras(pieces, marked, bool(eras))
    counted = [piece for piece in pieces if piece.unit]
    if not counted:
        return None, None
    if _TURN.search(marked) and len(counted) > 1 and counted[0].unit == "century":
        border = _bounds(counted[-1])[0]
        return border - 11, border + 9
    spans: list[Span] = [_span(piece) for piece in counted]
    return _opened(_joined(spans), marked)


def _opened(span: Span, clause: str) -> Span:
    start, end = span
    if _AFTER.search(clause) and start is not None:
        return start, None
    if _BEFORE.search(clause) and start is not None and (start == end or "earlier" in clause):
        return None, end
    return span


def _read(text: str) -> _Piece:
    piece = _Piece(text)
    for pattern, share in _PART_PATTERNS:
        found = pattern.search(text)
        if found:
            piece.share = share
            text = text[: found.start()] + " " + text[found.end() :]
            break
    decade = _DECADE.search(text)
    if decade:
        piece.unit, piece.value = "decade", int(decade.group(1) or decade.group(2))
        rest = text[: decade.start()] + " " + text[decade.end() :]
        if piece.value < 100:
            piece.value += 100 * (max(_roman(rest) or _small(rest), 1) - 1) if _CENTURY.search(rest) else 1900
        return piece
    year = _YEAR.search(text)
    if year:
        piece.unit, piece.value = "year", int(year.group(1))
        return piece
    return _read_number(piece, text)


def _read_number(piece: _Piece, text: str) -> _Piece:
    unit = _unit_of(text)
    number = _roman(text)
    if number:
        piece.value, piece.unit = number, unit or "roman"
        return piece
    small = _small(text)
    if small and unit:
        piece.value, piece.unit = small, unit
    elif small:
        piece.value, piece.unit = small, "small"
    return piece


def _unit_of(text: str) -> str:
    if _MILLENNIUM.search(text):
        return "millennium"
    return "century" if _CENTURY.search(text) else ""


def _small(text: str) -> int:
    found = _SMALL.search(text)
    return int(found.group(1)) if found else 0


def _roman(text: str) -> int:
    plain = _MAYBE_ROMAN.sub(lambda m: m.group().translate(_ROMAN_LOOKALIKES), text)
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    for found in _ROMAN.finditer(plain):
        letters = found.group(1)
        total = 0
        for one, following in zip(letters, (*letters[1:], "i"), strict=True):
            total += values[one] if values[one] >= values[following] else -values[one]
        # A lone «c» is «circa» or «century», never the hundredth century.
        if 0 < total <= 40:
            return total
    return 0


def _share_units(pieces: list[_Piece], fallback: str) -> None:
    unit = ""
    for piece in reversed(pieces):
        if piece.unit in ("century", "millennium", "decade"):
            unit = piece.unit
        elif piece.unit in ("roman", "small"):
            inherited = unit or (fallback if piece.unit == "roman" else "")
            if piece.unit == "roman" or inherited in ("century", "millennium"):
                piece.unit = inherited if inherited != "decade" else "century"
    for earlier, later in zip(pieces, pieces[1:], strict=False):
        # «1920–30-е» and «late 1850s – 1860»: a year beside a decade ending in 0 is a decade too.
        if earlier.unit in ("year", "decade") and later.unit == "decade" and earlier.value % 10 == 0:
            earlier.unit = "decade"
            if (
                later.value < 2000
                and later.value // 100 == 19
                and later.value - 1900 < 100 <= earlier.value % 1900 + 100
            ):
                later.value = earlier.value // 100 * 100 + later.value % 100
    # «начало – середина XIX в.»: a part without a number takes the number that follows.
    for earlier, later in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if not earlier.unit and earlier.share != (0.0, 1.0) and later.unit:
            earlier.unit, earlier.value = later.unit, later.value
    for earlier, later in zip(pieces, pieces[1:], strict=False):
        if not later.unit and later.share != (0.0, 1.0) and earlier.unit:
            later.unit, later.value = earlier.unit, earlier.value


def _complete_short_years(pieces: list[_Piece]) -> None:
    last = 0
    for piece in pieces:
        if piece.unit == "year":
            last = piece.value
        elif piece.unit == "small":
            base = 10 if piece.value < 10 else 100
            if last and "§" not in piece.text:
                piece.unit, piece.value = "year", last // base * base + piece.value
            elif "§" in piece.text:
                piece.unit = "year"
            else:
                piece.unit = ""


def _assign_eras(pieces: list[_Piece], marked: str, any_era: bool) -> None:
    if not any_era:
        return
    first_mark = marked.index("§")
    first_number = re.search(r"\d|(?<!\w)[ivxхі]+(?!\w)", marked.replace("§b", "§§").replace("§a", "§§"))
    leading = first_number is None or first_mark < first_number.start()
    current = False
    for piece in pieces if leading else reversed(pieces):
        mark = piece.text.find("§")
        if mark >= 0:
            current = piece.text[mark + 1] == "b"
        piece.before_era = current
        if piece.unit == "small" and mark >= 0:
            piece.unit = "year"


def _bounds(piece: _Piece) -> tuple[int, int]:
    """First and last year of the unit, counted from 1 upward within its era."""
    if piece.unit == "century":
        return (piece.value - 1) * 100 + 1, piece.value * 100
    if piece.unit == "millennium":
        return (piece.value - 1) * 1000 + 1, piece.value * 1000
    if piece.unit == "decade":
        return piece.value, piece.value + (99 if piece.value % 100 == 0 and piece.value < 1000 else 9)
    return piece.value, piece.value


def _span(piece: _Piece) -> tuple[int, int]:
    low, high = _bounds(piece)
    if piece.before_era:
        low, high = -high, -low
    if piece.share != (0.0, 1.0) and piece.unit != "year":
        length = high - low + 1
        start = low + round(length * piece.share[0])
        low, high = start, low + round(length * piece.share[1]) - 1
    if piece.unit == "year" and _ABOUT.search(piece.text):
        low, high = low - ABOUT, high + ABOUT
    return low, min(high, LATEST)
