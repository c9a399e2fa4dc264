"""«Did you mean»: the commonest known word that is one or two slips away from one nobody has used.

Slips are letters left out, doubled, changed or exchanged, the first one too; and words run together («ертоқым») or
torn apart («қол жазба»).
"""

from collections.abc import Collection, Iterator
from itertools import product

import tantivy

from virtual_museum.catalogue.search.normalise import (
    LETTERS,
    fold,
    query_stems,
    query_text,
    query_words,
    unfolded,
    words_with_places,
)
from virtual_museum.catalogue.search.query import Matching, ParsedQuery, all_of

CANDIDATES = 4_000
SHORTEST = 4
# Both halves of a word that is two words are at least so long: «ер-тоқым».
HALF = 2
# Of longer questions nobody can say which word is one too many.
MOST_PARTS = 8


def correct(matching: Matching, parsed: ParsedQuery, text: str) -> str:
    """What may have been meant by `text`, which finds nothing; "" when nothing better is known.

    Unknown words are replaced by those of items the asker may see; where all words are known, but not together, the
    one is left out without which the fewest items are found.
    """
    words, lowered = _Words(matching), query_text(text)
    unknown = [word for word in parsed.words if not word.isdigit() and len(word) >= SHORTEST and not words.known(word)]
    if unknown and (joined := words.together(lowered, unknown)):
        return joined
    replaced = {word: better for word in unknown if (better := words.better(word))}
    if replaced:
        return "".join(replaced.get(piece, piece) for piece in _pieces(lowered)).strip()
    return words.together(lowered) or _without_one(matching, parsed)


def _pieces(text: str) -> Iterator[str]:
    """The words of a text and what stands between them."""
    done = 0
    for word, start, end in words_with_places(text):
        yield text[done:start]
        yield word
        done = end
    yield text[done:]


def _without_one(matching: Matching, parsed: ParsedQuery) -> str:
    """The query without one of its words: the one whose absence leaves the fewest hits, but some."""
    parts = parsed.parts
    if not 2 <= len(parts) <= MOST_PARTS or parsed.years or any(part.field for part in parts):
        return ""
    found = []
    for number in range(len(parts)):
        fewer = parts[:number] + parts[number + 1 :]
        conditions, _ = matching.conditions(ParsedQuery(fewer))
        total = matching.searcher.search(all_of(conditions), limit=1, count=True).count  # type: ignore[attr-defined]
        if total:
            found.append((total, number, fewer))
    if not found:
        return ""
    return " ".join(f"«{part.text}»" if part.phrase else part.text for part in min(found)[2])


class _Words:
    """The words of what the asker may see."""

    def __init__(self, matching: Matching) -> None:
        self._searcher: tantivy.Searcher = matching.searcher
        self._fields = matching.fields_of("words")
        self._stems = matching.fields_of("anywhere")
        self._titles = matching.fields_of("title")
        self._exact = matching.fields_of("exact")

    def known(self, word: str) -> bool:
        """Whether a text holds the word or another form of it."""
        return any(self._frequency(form) for form in query_words(word)) or any(
            self._searcher.doc_freq(field, stem) for field in self._stems for stem in query_stems(word)
        )

    def _frequency(self, folded: str) -> int:
        return sum(self._searcher.doc_freq(field, folded) for field in self._fields)

    def better(self, word: str) -> str:
        """What is known and looks most like `word`: one slip away, else two words written as one, else two slips."""
        found = [best for form in query_words(word) if (best := self._nearest(form))]
        nearest = min(found, default=None)
        if nearest is None or nearest[0] > 1:
            two = self._apart(word)
            if two or nearest is None:
                return two
        return self._as_written(nearest[-1], word)

    def _nearest(self, word: str) -> tuple[int, bool, int, str] | None:
        """(slips, not in a title, minus its frequency, the word): the least of these."""
        allowed = 1 if len(word) < 6 else 2
        best: tuple[int, bool, int, str] | None = None
        for starts in ((word[:2],), (word[:1],), _other_beginnings(word)):
            for candidate, count in self._beginning_with(starts):
                if abs(len(candidate) - len(word)) > allowed:
                    continue
                slips = distance(word, candidate, allowed if best is None else best[0])
                if slips <= (allowed if best is None else best[0]):
                    one = (slips, not self._in_title(candidate), -count, candidate)
                    best = one if best is None else min(best, one)
            if best is not None and best[0] == 1:
                break
        return best

    def _in_title(self, folded: str) -> bool:
        return any(self._searcher.doc_freq(field, stem) for field in self._titles for stem in query_stems(folded))

    def _beginning_with(self, starts: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        for field in self._fields:
            for start in starts:
                yield from self._searcher.terms_with_prefix(field, start, limit=CANDIDATES)

    def _apart(self, word: str) -> str:
        """Two known words that are written as one; the commonest pair."""
        pairs = []
        for form in query_words(word):
            for cut in range(HALF, len(form) - HALF + 1):
                common = min(self._frequency(form[:cut]), self._frequency(form[cut:]))
                pairs.append((common, form[:cut], form[cut:]))
        common, first, second = max(pairs, default=(0, "", ""))
        if not common:
            return ""
        return f"{self._as_written(first, word[: len(first)])} {self._as_written(second, word[len(first) :])}"

    def together(self, text: str, among: Collection[str] = ()) -> str:
        """`text` with two neighbours that are one known word written as one; "" where no two are.

        One of the two must stand `among` those given, where any are.
        """
        found = [(word, start, end) for word, start, end in words_with_places(text)]
        for (one, start, stop), (other, go_on, end) in zip(found, found[1:], strict=False):
            if among and one not in among and other not in among:
                continue
            if text[stop:go_on].isspace() and self._frequency(fold(one + other)):
                return f"{text[:start]}{one}{other}{text[end:]}".strip()
        return ""

    def _as_written(self, folded: str, typed: str) -> str:
        """A folded word as titles and names spell it («тенге» is «теңге»), the spelling most like what was typed."""
        spelled: set[str] = set()
        for beginning in product(*(unfolded(letter) for letter in folded[:3])):
            for field in self._exact:
                known = self._searcher.terms_with_prefix(field, "".join(beginning), limit=CANDIDATES)
                spelled |= {word for word, _ in known if fold(word) == folded}
        return min(spelled, key=lambda word: (distance(typed, word, len(folded)), word), default=folded)


def _other_beginnings(word: str) -> tuple[str, ...]:
    """What a word may begin with whose first letter is wrong, missing, one too many, or exchanged with the next."""
    letters = next((alphabet for alphabet in LETTERS if word[1:2] in alphabet), "")
    begun = [letter + rest for letter in letters for rest in (word[1:3], word[:2])]
    return tuple(dict.fromkeys((word[1:3], word[1] + word[0] + word[2:3], *begun)))


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
