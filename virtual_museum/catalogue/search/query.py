"""What a person typed, read: words, "phrases", fields such as maker: and year:1850..1900, exact numbers and codes."""

import re
from dataclasses import dataclass
from itertools import islice, product

from tantivy import FieldType, Occur, Query, Schema, Searcher

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.naming import inventory_key, loose_key
from virtual_museum.catalogue.search.normalise import exact_words, query_stems, query_text, query_words
from virtual_museum.catalogue.search.schema import HIDDEN, PART_FIELDS

# What may stand before the colon, in three languages, and what it asks.
FIELD_NAMES = {
    name: field
    for field, names in {
        "maker_text": "maker artist author автор мастер художник шебер суретші",
        "title": "title name название атауы атау",
        "material_text": "material technique материал техника материалы техникасы",
        "type_text": "type тип вид түрі түр",
        "place_text": "place место жер жері орны",
        "culture_text": "culture культура мәдениет мәдениеті",
        "period_text": "period период эпоха кезең дәуір",
        "year": "year years date год годы дата жыл жылы жылдар",
        "keys": "number code номер код шифр нөмір нөмірі",
        "fund": "fund фонд қор қоры",
    }.items()
    for name in names.split()
}
FUND_NAMES = {
    "негізгі": "main", "основной": "main", "ғылыми-қосымша": "scientific-auxiliary",
    "научно-вспомогательный": "scientific-auxiliary", "уақытша": "temporary", "временный": "temporary",
}  # fmt: skip
_PART = re.compile(r'(?:(\w+)\s?:\s?)?(?:"([^"]*)"|«([^»]*)»|(\S+))')
# «year:-800--600» and «year:700-750» too: behind a number a hyphen parts, before it it is a sign.
_YEARS = re.compile(r"^(-?\d{1,7})?(?:(\.\.|…|–|—|(?<=\d)-)(-?\d{1,7})?)?$")
# The address in a label's QR code.
_LABEL = re.compile(r"/q/([\w-]{6,8})/?$")
MAX_PARTS = 24
MAX_PHRASES = 8
EXPANSIONS = 40


@dataclass(frozen=True)
class Part:
    """One condition of a query. `field` is "" for words anywhere; `phrase` keeps the words together."""

    field: str
    text: str
    phrase: bool = False


@dataclass(frozen=True)
class ParsedQuery:
    """A query as conditions that all must hold, and the keys under which it may be an exact number or code."""

    parts: tuple[Part, ...] = ()
    keys: tuple[str, ...] = ()
    years: tuple[tuple[int | None, int | None], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Lower-case words that were asked for, without field filters; used for extracts and spelling."""
        return tuple(word for part in self.parts if part.field == "" for word in exact_words(part.text))

    def __bool__(self) -> bool:
        return bool(self.parts or self.years)


def parse_query(text: str) -> ParsedQuery:
    """Read `text`; anything can be typed, nothing is an error."""
    lowered = query_text(text[:500])
    parts: list[Part] = []
    years: list[tuple[int | None, int | None]] = []
    for found in islice(_PART.finditer(lowered), MAX_PARTS):
        name, quoted, guillemets, bare = found.groups()
        value = next(v for v in (quoted, guillemets, bare) if v is not None)
        field = FIELD_NAMES.get(name or "", "")
        if name and not field:
            value = f"{name} {value}"
        span = _year_span(value) if field == "year" else None
        if span is not None:
            years.append(span)
        elif exact_words(value):
            parts.append(Part("" if field == "year" else field, value, bare is None))
    return ParsedQuery(tuple(parts), _keys(text), tuple(years))


def _year_span(value: str) -> tuple[int | None, int | None] | None:
    found = _YEARS.match(value)
    if not found or not any(found.groups()[::2]):
        return None
    first, dots, last = found.groups()
    if not dots:
        return int(first), int(first)
    return (int(first) if first else None), (int(last) if last else None)


def _keys(text: str) -> tuple[str, ...]:
    if len(text) > 120:
        return ()
    scanned = _LABEL.search(text)
    code = parse_code(scanned.group(1) if scanned else text)
    number = inventory_key(text)
    return tuple(dict.fromkeys(key for key in (number, loose_key(number), code.lower() if code else "") if key))


@dataclass(frozen=True)
class Matching:
    """Reads a parsed query against one searcher, for the statuses that the asker may see.

    What is published has its words in a field of its own, so that a visitor's query is one lookup instead of an
    intersection with the status.
    """

    schema: Schema
    searcher: Searcher
    statuses: tuple[str, ...]

    @property
    def _visitor(self) -> bool:
        return self.statuses == ("published",)

    def fields_of(self, face: str) -> tuple[str, ...]:
        """The fields that hold one face of the words of whatever the asker may see."""
        if self._visitor:
            return (face,)
        return (face, HIDDEN + face) if "published" in self.statuses else (HIDDEN + face,)

    def conditions(self, parsed: ParsedQuery, prefixes: tuple[str, ...] = ()) -> tuple[list[Query], bool]:
        """The conditions that decide which items are found, and whether they imply the status already.

        `prefixes` are words that the last word may begin.
        """
        found: list[Query] = []
        last = len(parsed.parts) - 1
        for number, part in enumerate(parsed.parts):
            if number == last and prefixes and not part.phrase and not part.field:
                begun = [Query.term_set_query(self.schema, field, list(prefixes)) for field in self.fields_of("words")]
                found.append(any_of([self._condition(part), *begun]))
            else:
                found.append(self._condition(part))
        implied = self._visitor and any(part.field in ("", "title") for part in parsed.parts)
        for first, latest in parsed.years:
            found += year_conditions(self.schema, first, latest)
        keys = self.known_keys(parsed)
        if keys and found:
            return [any_of([all_of(found), Query.term_set_query(self.schema, "keys", list(keys))])], False
        return found, implied

    def known_keys(self, parsed: ParsedQuery) -> tuple[str, ...]:
        """The numbers and codes the whole query may be, as far as there are any."""
        return tuple(key for key in parsed.keys if self.searcher.doc_freq("keys", key))

    def in_title(self, parsed: ParsedQuery) -> Query | None:
        """All words of the query in the title; None where it has no free words."""
        if not parsed.words:
            return None
        return all_of([self._word(self.fields_of("title"), word) for word in parsed.words])

    def _condition(self, part: Part) -> Query:
        if part.field == "keys":
            return Query.term_set_query(self.schema, "keys", list(_keys(part.text)))
        if part.field == "fund":
            return Query.term_query(self.schema, "fund", fund_named(part.text), "basic")
        words = exact_words(part.text)
        if part.phrase and len(words) > 1 and part.field in ("", "title"):
            faces = ("title",) if part.field else ("title", "names", "body")
            places = [field for face in faces for field in self.fields_of(face)]
            return any_of([phrase for field in places for phrase in self._phrases(field, words)])
        fields = (part.field,) if part.field in PART_FIELDS else self.fields_of(part.field or "anywhere")
        return all_of([self._word(fields, word) for word in words])

    def _word(self, fields: tuple[str, ...], word: str) -> Query:
        asked = []
        for field in fields:
            stems = self.known_stems(field, word)
            if len(stems) == 1:
                asked.append(Query.term_query(self.schema, field, stems[0], "freq"))
            else:
                asked.append(Query.term_set_query(self.schema, field, list(stems)))
        return any_of(asked)

    def known_stems(self, field: str, word: str) -> tuple[str, ...]:
        """The stems a word may stand for that occur at all; the first where none does."""
        stems = query_stems(word)
        return tuple(stem for stem in stems if self.searcher.doc_freq(field, stem)) or stems[:1]

    def _phrases(self, field: str, words: list[str]) -> list[Query]:
        spellings = islice(product(*(self.known_stems(field, word) for word in words)), MAX_PHRASES)
        return [Query.phrase_query(self.schema, field, list(spelling)) for spelling in spellings]


def fund_named(text: str) -> str:
    """The fund that somebody means by a word."""
    return FUND_NAMES.get(text, text)


def year_conditions(schema: Schema, first: int | None, last: int | None) -> list[Query]:
    """Items whose span of years touches [first, last]; None is open. Undated items do not match."""
    found = []
    if first is not None:
        found.append(Query.range_query(schema, "year_to", FieldType.Integer, lower_bound=first))
    if last is not None:
        found.append(Query.range_query(schema, "year_from", FieldType.Integer, upper_bound=last))
    return found


def one_of(schema: Schema, field: str, values: tuple[str, ...]) -> Query:
    """Items with one of the values in a facet."""
    if len(values) == 1:
        return Query.term_query(schema, field, values[0], "basic")
    return Query.term_set_query(schema, field, list(values))


def any_of(queries: list[Query]) -> Query:
    """One query for several of which any will do."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def all_of(queries: list[Query]) -> Query:
    """One query for several conditions."""
    if not queries:
        return Query.all_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def last_word_forms(parsed: ParsedQuery) -> tuple[str, ...]:
    """The folded beginnings of words the last typed word may stand for."""
    words = parsed.words
    return query_words(words[-1]) if words else ()
