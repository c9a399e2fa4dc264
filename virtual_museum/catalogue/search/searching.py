"""Asking the index: one call gives the page of items, the exact total, facets with counts and the years."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import tantivy

from virtual_museum.catalogue.search import query as q
from virtual_museum.catalogue.search.facets import Asked, Facets, as_facets, count
from virtual_museum.catalogue.search.index import Followed, SearchIndex, search_index
from virtual_museum.catalogue.search.question import Question, SearchRequest
from virtual_museum.catalogue.search.schema import FACETS
from virtual_museum.catalogue.search.spelling import correct

SORTS = ("relevance", "title", "date", "-date", "number", "updated")
MAX_PAGE_SIZE = 100


@dataclass(frozen=True)
class SearchResult:
    """Ids of one page in order, with the rest of the answer. `corrected` is the spelling that was searched for
    instead when the one typed found nothing; `unfinished` says that the last word was read as a beginning."""

    ids: tuple[int, ...]
    total: int
    facets: Facets
    took_ms: float
    corrected: str = ""
    parsed: q.ParsedQuery = field(default_factory=q.ParsedQuery)
    unfinished: bool = False


def search(request: SearchRequest) -> SearchResult:
    """Answer `request`; a text that finds nothing is tried as the beginning of a word, then in another spelling."""
    began = time.perf_counter()
    index = search_index()
    searcher, state = index.searcher()
    ask = _asking(index, searcher, state)
    result = ask(request)
    if not result.total and request.text.strip() and not request.typing:
        result = ask(replace(request, typing=True))
        if not result.total:
            better = correct(q.Matching(index.schema, searcher, request.statuses), result.parsed, request.text)
            second = ask(replace(request, text=better)) if better else result
            if second.total:
                result = replace(second, corrected=better)
    return replace(result, took_ms=round((time.perf_counter() - began) * 1000, 2))


def values_found(request: SearchRequest, name: str) -> Counter[str]:
    """How many of the items found have each value of one single-valued facet or of CENTURY, its own choice included."""
    index = search_index()
    searcher, _state = index.searcher()
    question = Question(index.schema, request, q.parse_query(request.text), searcher)
    return count(searcher, question.query(), [name])[name]


def _asking(index: SearchIndex, searcher: tantivy.Searcher, state: Followed) -> Callable[[SearchRequest], SearchResult]:
    def ask(request: SearchRequest) -> SearchResult:
        question = Question(index.schema, request, q.parse_query(request.text), searcher)
        kept = index.kept.get(
            Asked(request.key(), state, searcher, question.count, lambda: index.ready_counts(request, state)),
            # What somebody is typing is read against the words of one state; it is not brought up.
            (lambda _: None) if request.typing else (lambda old: index.edited_since(old, state)),
        )
        facets = as_facets(kept)
        ids = question.page(facets.total, lambda: index.foreknown(question, state))
        return SearchResult(ids, facets.total, facets, 0.0, parsed=question.parsed, unfinished=request.typing)

    return ask


__all__ = ["FACETS", "SORTS", "Facets", "SearchRequest", "SearchResult", "search"]
