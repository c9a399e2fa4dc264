"""How an item is cited: in words by the rules of each language, and as records for reference managers.

Kazakh and Russian follow GOST R 7.0.5-2008 and 7.0.100-2018 (a part of a web site), English APA 7 and the Chicago
Manual 17, museum objects on line. BibTeX and RIS are what Zotero, Mendeley and EndNote read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue.extensions import AnyItem
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText
from virtual_museum.core.i18n import languages, year_range
from virtual_museum.core.xml_text import xml_text

# Where the parts of a GOST citation have words of their own.
_GOST = {
    "kk": ("Кескін : электрондық", "Түг. №", "жүгінген күні"),
    "ru": ("Изображение : электронное", "Инв. №", "дата обращения"),
}
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_BREAKS = re.compile(r"\s+")
RIS_LANGUAGES = {"kk": "kaz", "ru": "rus", "en": "eng"}


@dataclass(frozen=True)
class Cited:
    """The facts of a citation in one language; empty where the record says nothing. Day: when it was looked up."""

    code: str
    makers: tuple[str, ...]
    title: str
    written: str
    kind: str
    materials: str
    museum: str
    number: str
    year: int | None
    words: str
    keywords: tuple[str, ...]
    address: str
    language: str
    day: date


@dataclass(frozen=True)
class Style:
    """A way to cite: its name for people and the citation."""

    name: object
    text: str


def cited(item: AnyItem, language: str, day: date) -> Cited:
    """What a citation of `item` is made of; its parts are loaded."""

    def line(text: str) -> str:
        # A line that ends in the middle of a value would end the record, or begin another.
        return _BREAKS.sub(" ", xml_text(text)).strip()

    def best(value: TranslatedText) -> str:
        return line(value.best(language, languages())[0])

    by_relation: dict[str, list[str]] = {"material": [], "technique": [], "keyword": []}
    for tie in item.terms:
        by_relation[tie.relation].append(best(tie.term.label))
    return Cited(
        code=item.code,
        makers=tuple(best(made.agent.name) or line(made.agent.sort_name) for made in item.makers),
        title=best(item.title) or line(item.inventory_number) or item.code,
        written=best(item.date_text) or year_range(item.year_from, item.year_to),
        kind=best(item.object_type.label) if item.object_type else "",
        materials=", ".join(by_relation["material"]),
        museum=settings().museum_name(language),
        number=line(item.inventory_number),
        year=item.year_from if item.year_from == item.year_to else None,
        words=best(item.label_text),
        keywords=tuple(by_relation["keyword"]),
        address=f"{settings().base_url}/{language}/items/{item.code}",
        language=language,
        day=day,
    )


def styles(facts: Cited) -> tuple[Style, ...]:
    """The citations in words that are usual in the language of `facts`, the most usual first."""
    if facts.language in _GOST:
        return (Style(_l("GOST R 7.0.5, 7.0.100"), _gost(facts)),)
    return (Style(_l("APA"), _apa(facts)), Style(_l("Chicago"), _chicago(facts)))


def _sentences(*parts: str) -> str:
    """The parts that are there as sentences, each with one full stop."""
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def _gost(facts: Cited) -> str:
    medium, number, seen = _GOST[facts.language]
    head = _sentences(", ".join(facts.makers), facts.title, facts.written)
    parts = [
        f"{medium} // {facts.museum} : [сайт].",
        f"{number} {facts.number}." if facts.number else "",
        f"URL: {facts.address} ({seen}: {facts.day:%d.%m.%Y}).",
    ]
    return " – ".join([head, *(part for part in parts if part)])


def _apa(facts: Cited) -> str:
    kind = f" [{facts.kind[:1].upper()}{facts.kind[1:]}]" if facts.kind else ""
    written = f"({facts.written or 'n.d.'})"
    if facts.makers:
        return (
            _sentences(f"{_joined(facts.makers, '&')} {written}", facts.title + kind, facts.museum)
            + f" {facts.address}"
        )
    return _sentences(f"{facts.title}{kind} {written}", facts.museum) + f" {facts.address}"


def _chicago(facts: Cited) -> str:
    number = f"inv. no. {facts.number}" if facts.number else ""
    place = ", ".join(part for part in (facts.museum, number) if part)
    seen = f"Accessed {format_date(facts.day, 'MMMM d, y', locale='en')}"
    head = _sentences(
        _joined(facts.makers, "and"), facts.title, facts.written, facts.materials.capitalize(), place, seen
    )
    return f"{head} {facts.address}."


def _joined(names: tuple[str, ...], last: str) -> str:
    """«A», «A & B», «A, B, & C»; `last` is the word before the last."""
    if len(names) < 2:
        return "".join(names)
    comma = "," if len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} {last} {names[-1]}"


def bibtex(facts: Cited) -> str:
    """A BibTeX record; titles and bodies are in braces of their own, so that no style changes their case."""
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in facts.makers),
        "title": f"{{{_latex(facts.title)}}}",
        "year": str(facts.year) if facts.year is not None and facts.year > 0 else "",
        "date": "" if facts.year is not None and facts.year > 0 else _latex(facts.written),
        "type": _latex(facts.kind),
        "howpublished": _latex(facts.museum),
        "note": _latex(f"Inv. {facts.number}") if facts.number else "",
        "keywords": _latex(", ".join(facts.keywords)),
        "language": facts.language,
        "url": facts.address,
        "urldate": facts.day.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{museum-{facts.code},\n" + ",\n".join(lines) + "\n}\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


def ris(facts: Cited) -> str:
    """A RIS record of a work of art; lines end as the format demands."""
    return "".join(f"{tag}  - {value}".rstrip() + "\r\n" for tag, value in _ris_lines(facts))


def _ris_lines(facts: Cited) -> Iterator[tuple[str, str]]:
    yield "TY", "ART"
    yield from (("AU", name) for name in facts.makers)
    yield "TI", facts.title
    if facts.year is not None and facts.year > 0:
        yield "PY", f"{facts.year:04d}"
    optional = (
        ("DA", facts.written), ("M3", facts.kind), ("PB", facts.museum), ("AN", facts.number), ("AB", facts.words),
        ("LA", RIS_LANGUAGES.get(facts.language, facts.language)), ("UR", facts.address),
        ("Y2", f"{facts.day:%Y/%m/%d}"),
    )  # fmt: skip
    yield from ((tag, value) for tag, value in optional if value)
    yield from (("KW", word) for word in facts.keywords)
    yield "ER", ""
