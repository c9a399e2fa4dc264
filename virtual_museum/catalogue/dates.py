"""Years from dates as museums write them in Kazakh, Russian and English: «б.з.б. IX ғ.», «c. 1880», «кон. XIX в.».

A span is (earliest, latest), negative before the common era; None on one side is open («after 1850»). Centuries
count as historians do: the XIX century is 1801–1900, the V century BCE is 500–401 BCE. «About» a year widens it
by five years, half of what CDWA allows at most.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from virtual_museum.catalogue.date_words import canonical

Span = tuple[int | None, int | None]
ABOUT = 5
LATEST = 2100
# A date says what it says at once; what goes on longer is an essay.
LONGEST = 300

_BCE = (
    r"б\.?\s?з\.?\s?[бд]\b\.?|б\.?\s?[эд]\.?\s?д\b\.?|д\.\s?н\.\s?э\.?|до\s+н\.?\s?э\b\.?|до\s+р\.?\s?х\b\.?|до\s+нашей\s+эры|"
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
    r"(?:centur\w*|\bcent\b\.?|\bвв?\b\.?|\bвек\w*|\bстолет\w*|ғасыр\w*|\bғғ?\b\.?|\bс\b\.$|\bc\b\.?\s*(?=$|§))"
)
_MILLENNIUM = re.compile(r"(?:millenni\w*|\bтыс(?:яч\w*|\b\.?)|мың\s?жылдық\w*|мыңжылдық\w*|мыңж\w*\.?)")
_ROMAN = re.compile(r"(?<![\w])([ivxlcdm]{1,8})(?![\w])")
_DECADE = re.compile(
    r"(\d{1,3}0)\s?(?:['’]?s\b|-?(?:е|х|ые|ых|тые|тых)\b|\s?-?\s?(?:жж\b|жылдар\w*|жылд\b))|(?<!\d)(\d0)\s?-?(?:['’]?s\b|жж\b|жылдар\w*)"
)
_ONLY_YEAR = re.compile(r"[12]\d{3}\Z", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(\d{3,5})(?!\d)")
_SMALL = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_ABOUT = re.compile(
    r"(?<!\w)(?:c\.?|ca\.?|circa|about|approx\w*\.?|around|ок\.?|около|прибл\w*\.?|прим\.|примерно|шамамен|шам\.?)(?!\w)|\bc\.?(?=\d)|~|(?<=\d)-?ге\s+жуық|жуық\w*"
)
_AFTER = re.compile(
    r"\bafter\b|\bfrom\b\s*$|\bпосле\b|\bс\s+\d{4}\s*г?\.?$|\bкейін|\bsince\b|or\s+later|and\s+later|бастап|\bбері\b"
)
_BEFORE = re.compile(r"\bbefore\b|\bby\b|\bдо\b|дейін|or\s+earlier|бұрын")
# Of a century or decade these leave all of it out: «до XIX в.», «XIX ғасырдан кейін».
_STRICTLY = re.compile(r"\bafter\b|\bпосле\b|\bкейін|\bbefore\b|\bдо\b|дейін|бұрын")
_AGO = re.compile(r"\bлет\s+назад|\byears\s+ago|\bжыл\s+бұрын")
_SPLIT = re.compile(r"\s*(?:–|\bto\b|\band\b|\bor\b|\bи\b|\bили\b|\bжәне\b|\bмен\b|\bнемесе\b|\bпо\b|/)\s*")
_CLAUSES = re.compile(r"\s*[,;]\s*|\s*\(\s*|\s*\)\s*|\.\s+(?=verso|recto)")

# Part of a century or decade as fractions of its length. Numbered ones come from `canonical`.
_PARTS = (
    *((rf"\b{name}{number}\b", ((number - 1) / count, number / count))
      for name, count in (("half", 2), ("quarter", 4), ("third", 3)) for number in range(1, count + 1)),
    (r"middle\s+third", (1 / 3, 2 / 3)),
    (r"\bmid(?:dle)?\b[\s–-]*|\bсеред\w*|\bсер\b\.?|\bорта\w*", (1 / 3, 2 / 3)),
    (r"\bearly\b|\bbeginning\b|\bнач\w*\.?|\bбас[ыт]\w*|\bбас\s+кез\w*|\bрання\w*|\bранн\w*", (0.0, 1 / 3)),
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
    if _ONLY_YEAR.match(text) and int(text) <= LATEST:
        return int(text), int(text)
    plain = canonical(text[:LONGEST])
    if not plain or _UNKNOWN.match(plain) or _AGO.search(plain):
        return None, None
    clauses = [clause for clause in _CLAUSES.split(plain) if clause]
    spans = [(clause, _clause_span(clause, plain)) for clause in clauses]
    dated = [(clause, span) for clause, span in spans if span != (None, None)]
    if not dated:
        return None, None
    both = _between([span for _, span in dated])
    if both:
        return both
    first = [(clause, span) for clause, span in dated if not _LATER.search(clause)] or dated[:1]
    start, end = _joined([span for clause, span in first if not _told_closer(clause, span, first)])
    # Nobody's calendar has a year 0.
    return (1 if start == 0 else start), (-1 if end == 0 else end)


def _between(spans: list[Span]) -> Span | None:
    """«After 1850, before 1900»: two open spans that close each other."""
    starts = [start for start, end in spans if start is not None and end is None]
    ends = [end for start, end in spans if start is None and end is not None]
    if len(spans) == 2 and starts and ends and starts[0] <= ends[0]:
        return starts[0], ends[0]
    return None


def _told_closer(clause: str, span: Span, others: list[tuple[str, Span]]) -> bool:
    """«XIX в. (1873 г.)»: a century within which another clause names the years."""
    start, end = span
    if start is None or end is None or re.search(r"\d{3}", clause):
        return False
    return any(
        other != span and None not in other and start <= (other[0] or 0) and (other[1] or 0) <= end
        for _, other in others
    )


def _joined(spans: list[Span]) -> Span:
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    earliest = None if None in starts else min(s for s in starts if s is not None)
    latest = None if None in ends else max(e for e in ends if e is not None)
    if earliest is not None and latest is not None and earliest > latest:
        earliest, latest = latest, earliest
    return earliest, latest


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
        return (border - 11, border + 9) if border <= LATEST else (None, None)
    spans: list[Span] = [span for piece in counted if (span := _span(piece))[0] <= LATEST]
    return _opened(_joined(spans), marked, counted[0] if len(counted) == 1 else None) if spans else (None, None)


def _opened(span: Span, clause: str, one: _Piece | None) -> Span:
    """`span` with the end open that the clause leaves open; `one` is the only piece where there is no other."""
    start, end = span
    after, before = _AFTER.search(clause), _BEFORE.search(clause)
    if start is None or end is None or not (after or before) or (after and before and start != end):
        return span
    whole = one is not None and one.unit != "year"
    strictly = whole and _STRICTLY.search(clause) and "later" not in clause
    if after:
        return (end + 1 if strictly else start), None
    if start == end or whole or "earlier" in clause:
        return None, (start - 1 if strictly else end)
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
        century = _roman(rest) or _small(rest) if _CENTURY.search(rest) else 0
        if piece.value < 100 and century:
            piece.value += 100 * (century - 1)
        return piece
    year = _YEAR.search(text)
    if year and int(year.group(1)):
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
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    for found in _ROMAN.finditer(text):
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
    _share_decades(pieces)
    # «начало – середина XIX в.»: a part without a number takes the number that follows.
    for earlier, later in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if not earlier.unit and earlier.share != (0.0, 1.0) and later.unit:
            earlier.unit, earlier.value = later.unit, later.value
    for earlier, later in zip(pieces, pieces[1:], strict=False):
        if not later.unit and later.share != (0.0, 1.0) and earlier.unit:
            later.unit, later.value = earlier.unit, earlier.value


def _share_decades(pieces: list[_Piece]) -> None:
    """«1920–30-е», «60–70-е гг. XIX в.», «late 1850s – 1860»: what stands beside a decade is one, of its century."""
    for earlier, later in zip(pieces, pieces[1:], strict=False):
        if earlier.unit == "year" and later.unit == "decade" and earlier.value % 10 == 0:
            earlier.unit = "decade"
    for order in (list(reversed(pieces)), pieces):
        century = 0
        for piece in order:
            if piece.unit == "decade" and piece.value < 100 and century:
                piece.value += century
            if piece.unit in ("year", "decade") and piece.value >= 100:
                century = piece.value // 100 * 100
    for piece in pieces:
        if piece.unit == "decade" and piece.value < 100:
            piece.value += 1900


def _complete_short_years(pieces: list[_Piece]) -> None:
    last, marked = 0, False
    for piece in pieces:
        # «1882–83 AD» is one span of one era; in «100 BC – 50 AD» each year has its own.
        alone = "§" not in piece.text or ("§a" in piece.text and last >= 100 and not marked)
        marked = marked or "§" in piece.text
        if piece.unit == "year":
            last = piece.value
        elif piece.unit == "small":
            base = 10 if piece.value < 10 else 100
            if last and alone:
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
