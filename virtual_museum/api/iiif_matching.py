"""Where words stand in the texts of a manifest: its annotations, captions cue by cue, with the words around each hit.

Words are recognised as the collection's own search recognises them: in any grammatical form, in Kazakh, Russian and
English, in Cyrillic and Latin. An annotation is found when one of its bodies holds all the words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from virtual_museum.api.iiif_annotations import CAPTIONS_TYPE, annotation, textual
from virtual_museum.catalogue.search.extracts import Wanted
from virtual_museum.catalogue.search.query import parse_query
from virtual_museum.media.captions import captions_of_many, read_cues

JSON = dict[str, Any]
# How many characters are quoted on each side of a hit, and how many hits of one annotation.
AROUND = 60
MOST_QUOTES = 20
CAPTIONS = re.compile(r"/media-data/captions/([0-9a-z]+)/([A-Za-z-]+)\.vtt$")


@dataclass(frozen=True)
class Quote:
    """A hit as it stands in the text, and what stands before and behind it."""

    before: str
    exact: str
    after: str


@dataclass(frozen=True)
class Match:
    """An annotation that holds the words, and where it holds them; no places where everything was asked for."""

    annotation: JSON
    quotes: tuple[Quote, ...] = ()


def matches(manifest: JSON, text: str, motivations: frozenset[str]) -> list[Match]:
    """The annotations of `manifest` that hold all words of `text`, in its order; an empty text asks for all of them.

    Only those with one of the `motivations` are looked at, all where there are none.
    """
    looked_at = (one for one in _texts(manifest) if not motivations or one["motivation"] in motivations)
    if not text.strip():
        return [Match(one) for one in looked_at]
    words = list(dict.fromkeys(parse_query(text).words))
    wanted = Wanted.of(words)
    found = (Match(one, _quotes(one, wanted, len(words))) for one in looked_at) if words else iter(())
    return [match for match in found if match.quotes]


def _texts(manifest: JSON) -> Iterator[JSON]:
    """Every annotation of the manifest that can be read, captions in their place."""
    shown = [
        one for canvas in manifest["items"] for page in canvas.get("annotations", ()) for one in page["items"]
    ]  # fmt: skip
    addresses = {one["id"]: CAPTIONS.search(one["body"]["id"]) for one in shown if _is_captions(one)}
    captions = captions_of_many(found.group(1) for found in addresses.values() if found)
    for one in shown:
        found = addresses.get(one["id"])
        if found is not None:
            yield from _cues(one, captions.get(found.group(1), {}).get(found.group(2), ""))
        elif not _is_captions(one):
            yield one


def _is_captions(one: JSON) -> bool:
    return isinstance(one["body"], dict) and one["body"].get("format") == CAPTIONS_TYPE


def _cues(captions: JSON, text: str) -> Iterator[JSON]:
    """The cues of a caption file, each an annotation of the seconds in which it is read."""
    for number, cue in enumerate(read_cues(text.encode()) if text else (), 1):
        (body,) = textual({captions["body"]["language"]: cue.text})
        target = f"{captions['target']}#t={cue.start:g},{cue.end:g}"
        yield annotation(f"{captions['id']}/{number}", captions["motivation"], body, target)


def bodies(one: JSON) -> list[JSON]:
    """The bodies of an annotation, be it one or several."""
    return one["body"] if isinstance(one["body"], list) else [one["body"]]


def _quotes(one: JSON, wanted: Wanted, count: int) -> tuple[Quote, ...]:
    """The hits in those bodies that hold all of the `count` words."""
    found = chain.from_iterable(_quotes_in(body["value"], body["language"], wanted, count) for body in bodies(one))
    return tuple(found)[:MOST_QUOTES]


def _quotes_in(text: str, language: str, wanted: Wanted, count: int) -> Iterable[Quote]:
    hits = list(wanted.hits(text, language))
    if len({number for number, _start, _end in hits}) < count:
        return ()
    return [_quote(text, start, end) for _number, start, end in hits]


def _quote(text: str, start: int, end: int) -> Quote:
    """The hit with about AROUND characters on both sides, which end at the borders of words."""
    begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
    if begin:
        begin = text.find(" ", begin, start) + 1 or start
    if stop < len(text):
        stop = max(text.rfind(" ", end, stop), end)
    return Quote(text[begin:start], text[start:end], text[end:stop])
