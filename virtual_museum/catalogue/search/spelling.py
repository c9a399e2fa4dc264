"""«Did you mean»: the commonest known word that is one or two slips away from one nobody has used."""

from collections.abc import Iterator

import tantivy

from virtual_museum.catalogue.search.normalise import exact_words, query_words
from virtual_museum.catalogue.search.query import Matching, ParsedQuery

CANDIDATES = 4_000


def correct(matching: Matching, parsed: ParsedQuery, text: str) -> str:
    """`text` with its unknown words replaced by those of items the asker may see; "" when nothing better is known."""
    searcher, fields = matching.searcher, matching.fields_of("words")
    replaced: dict[str, str] = {}
    for word in parsed.words:
        if word.isdigit() or len(word) < 4 or _known(searcher, fields, word):
            continue
        better = next((found for form in query_words(word) if (found := _nearest(searcher, fields, form))), "")
        if better:
            replaced[word] = better
    if not replaced:
        return ""
    return " ".join(replaced.get(word, word) for word in exact_words(text))


def _known(searcher: tantivy.Searcher, fields: tuple[str, ...], word: str) -> bool:
    return any(searcher.doc_freq(field, form) for field in fields for form in query_words(word))


def _nearest(searcher: tantivy.Searcher, fields: tuple[str, ...], word: str) -> str:
    allowed = 1 if len(word) < 6 else 2
    best: tuple[int, int, str] | None = None
    for start in dict.fromkeys((word[:2], word[:1])):
        for candidate, count in _beginning_with(searcher, fields, start):
            if abs(len(candidate) - len(word)) > allowed:
                continue
            apart = distance(word, candidate, allowed)
            if apart <= allowed and (best is None or (apart, -count) < best[:2]):
                best = (apart, -count, candidate)
        if best is not None:
            return best[2]
    return ""


def _beginning_with(searcher: tantivy.Searcher, fields: tuple[str, ...], start: str) -> Iterator[tuple[str, int]]:
    for field in fields:
        yield from searcher.terms_with_prefix(field, start, limit=CANDIDATES)


def distance(one: str, other: str, limit: int) -> int:
    """Slips between two words (insert, leave out, change, exchange neighbours); `limit` + 1 when more."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != wanted))
            if before and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
