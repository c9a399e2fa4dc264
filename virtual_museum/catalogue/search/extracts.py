"""Why a record was found: its words marked in titles, and the piece of its text where they stand closest together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from virtual_museum.catalogue.search.normalise import fold, query_stems, query_words, stemmer, words_with_places
from virtual_museum.core.db import TranslatedText

LENGTH = 170
# So much of a text is looked through; what stands later is found, but not shown.
LOOKED_THROUGH = 6_000
# What Markdown writes around words.
_MARKS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|^\s{0,3}(?:#{1,6}|[-*+>]|\d+\.)\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Wanted:
    """The words of a query as a text may hold them; `beginnings` where the last word may be unfinished."""

    stems: Mapping[str, int]
    beginnings: Mapping[str, int]

    @classmethod
    def of(cls, words: Sequence[str], unfinished: bool = False) -> "Wanted":
        """The words of a query, numbered."""
        stems = {stem: number for number, word in enumerate(words) for stem in query_stems(word)}
        last = len(words) - 1
        beginnings = {form: last for form in query_words(words[-1])} if words and unfinished else {}
        return cls(stems, beginnings)

    def hits(self, text: str, language: str) -> Iterator[tuple[int, int, int]]:
        """(number of the word, start, end) of each place in `text` where a word stands."""
        stem = stemmer(language)
        for word, start, end in words_with_places(text):
            number = self.stems.get(stem(word))
            if number is None and self.beginnings:
                folded = fold(word)
                number = next((n for form, n in self.beginnings.items() if folded.startswith(form)), None)
            if number is not None:
                yield number, start, end

    def __bool__(self) -> bool:
        return bool(self.stems)


def marked(text: str, wanted: Wanted, language: str) -> Markup:
    """`text` for a page, with the words of the query in `<mark>`."""
    if not wanted:
        return Markup.escape(text)
    return _with_marks(text, [(start, end) for _, start, end in wanted.hits(text, language)])


def extract(texts: Sequence[Mapping[str, str]], wanted: Wanted, language: str) -> tuple[Markup, str] | None:
    """The piece of `texts` that holds most of the query's words, and its language; None where no word stands in them.

    The page's language is looked at first, the others only where it has nothing.
    """
    order = dict.fromkeys((language, *(spoken for text in texts for spoken in text)))
    for spoken in order:
        best: tuple[int, str, list[tuple[int, int, int]]] | None = None
        for text in texts:
            if not text.get(spoken):
                continue
            plain = plain_text(text[spoken][:LOOKED_THROUGH])
            hits = list(wanted.hits(plain, spoken))
            first, found = _densest(hits)
            if found and (best is None or found > best[0]):
                best = (found, plain, hits[first:])
        if best is not None:
            return _cut(best[1], best[2]), spoken
    return None


def plain_text(text: str) -> str:
    """A rich text without what Markdown writes around its words, in one line."""
    return _SPACES.sub(" ", _MARKS.sub("", _LINK.sub(r"\1", text))).strip()


def _densest(hits: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Where the stretch begins that holds the most different words, and how many they are."""
    best = (0, 0)
    for first, (_, start, _) in enumerate(hits):
        different = len({number for number, _, end in hits[first:] if end - start <= LENGTH})
        if different > best[1]:
            best = (first, different)
    return best


def _cut(text: str, hits: Sequence[tuple[int, int, int]]) -> Markup:
    """About LENGTH characters around the first hits, at the borders of words."""
    begin = max(0, hits[0][1] - LENGTH // 4)
    if begin:
        begin = text.find(" ", begin, hits[0][1]) + 1 or hits[0][1]
    end = min(len(text), max(begin + LENGTH, hits[0][2]))
    if end < len(text):
        end = max(text.rfind(" ", begin, end), hits[0][2])
    within = [(start - begin, stop - begin) for _, start, stop in hits if stop <= end]
    piece = _with_marks(text[begin:end], within)
    return Markup("").join((Markup("… " if begin else ""), piece, Markup(" …" if end < len(text) else "")))


def _with_marks(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    done, parts = 0, []
    for start, end in spans:
        parts += [Markup.escape(text[done:start]), Markup("<mark>"), Markup.escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join((*parts, Markup.escape(text[done:])))


def marked_best(texts: Mapping[str, str], wanted: Wanted, language: str, order: tuple[str, ...]) -> Markup:
    """A translated text for the page, marked; one in another language than the page's carries its `lang`."""
    text, spoken = TranslatedText(texts).best(language, order)
    shown = marked(text, wanted, spoken)
    return shown if spoken == language else Markup('<span lang="{}">{}</span>').format(spoken, shown)
