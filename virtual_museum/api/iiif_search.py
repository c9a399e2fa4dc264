"""IIIF Content Search over what is told in the manifest of an item or an exhibition, in both versions.

Sources: https://iiif.io/api/search/2.0/ and https://iiif.io/api/search/1.0/, which the viewers of today ask. `q` and
`motivation` are understood; `date` and `user` are ignored and named as ignored, as the specification wants it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, json, request
from flask_babel import gettext as _

from virtual_museum.api.iiif_manifests import manifest_of, search_address
from virtual_museum.api.iiif_matching import Match, bodies, matches
from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.core.errors import Invalid, NotFound

blueprint = Blueprint("iiif_search", __name__, url_prefix="/iiif/search")
open_to_all(blueprint)

JSON = dict[str, Any]
PAGE = 50
LONGEST_QUERY = 300
IGNORED = ("date", "user")
NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
SEARCH_2 = "http://iiif.io/api/search/2/context.json"
CONTEXTS_1 = ["http://iiif.io/api/presentation/2/context.json", "http://iiif.io/api/search/1/context.json"]
# What version 1 calls the motivations of today's annotations, and which of them its own two words mean.
FORMER = {"commenting": "oa:commenting", "describing": "oa:describing", "supplementing": "sc:painting"}
FORMER_WORDS = {"painting": ("supplementing",), "non-painting": ("commenting", "describing")}


@dataclass(frozen=True)
class Found:
    """One page of matches. `ask` is the query without the page; `number` counts from 1."""

    service: str
    ask: dict[str, str]
    ignored: list[str]
    total: int
    number: int
    matches: list[Match]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def start(self) -> int:
        """The place of the first match of this page among all, from 0."""
        return (self.number - 1) * PAGE

    @property
    def collection(self) -> str:
        """The address of all matches together."""
        return self.service + (f"?{urlencode(self.ask)}" if self.ask else "")

    def page(self, number: int) -> str:
        """The address of a page."""
        return f"{self.service}?{urlencode(self.ask | {'page': str(number)})}"


@blueprint.get("/2/<any(items, exhibitions):kind>/<key>")
def search_2(kind: str, key: str) -> Response:
    """Content Search 2.0: an annotation page, with the places of the words beside it."""
    found = _found(2, kind, key)
    paged = found.pages > 1
    body: JSON = {
        "@context": SEARCH_2,
        "id": found.page(found.number) if paged else found.collection,
        "type": "AnnotationPage",
    }
    if found.ignored:
        body["ignored"] = found.ignored
    if paged:
        body |= _place(found)
    body["items"] = [match.annotation for match in found.matches]
    places = [one for match in found.matches for one in _places(match)]
    if places:
        body["annotations"] = [{"id": f"{body['id']}#places", "type": "AnnotationPage", "items": places}]
    return _answer(body)


def _place(found: Found) -> JSON:
    """Where this page stands among all: its collection, its neighbours, the number of its first match."""

    def pointer(number: int) -> JSON:
        return {"id": found.page(number), "type": "AnnotationPage"}

    whole = {
        "id": found.collection,
        "type": "AnnotationCollection",
        "total": found.total,
        "first": pointer(1),
        "last": pointer(found.pages),
    }
    body: JSON = {"partOf": whole, "startIndex": found.start}
    if found.number < found.pages:
        body["next"] = pointer(found.number + 1)
    if found.number > 1:
        body["prev"] = pointer(found.number - 1)
    return body


def _places(match: Match) -> Iterator[JSON]:
    """Where the words stand in the text of one annotation."""
    for number, quote in enumerate(match.quotes, 1):
        selector = {"type": "TextQuoteSelector", "prefix": quote.before, "exact": quote.exact, "suffix": quote.after}
        yield {
            "id": f"{match.annotation['id']}/place-{number}",
            "type": "Annotation",
            "motivation": "highlighting",
            "target": {"type": "SpecificResource", "source": match.annotation["id"], "selector": [selector]},
        }


@blueprint.get("/1/<any(items, exhibitions):kind>/<key>")
def search_1(kind: str, key: str) -> Response:
    """Content Search 1.0: the same as a list of annotations with their hits."""
    found = _found(1, kind, key)
    layer: JSON = {"@type": "sc:Layer", "total": found.total}
    if found.ignored:
        layer["ignored"] = found.ignored
    body: JSON = {
        "@context": CONTEXTS_1,
        "@id": found.page(found.number) if found.pages > 1 else found.collection,
        "@type": "sc:AnnotationList",
        "within": layer,
        "startIndex": found.start,
    }
    if found.pages > 1:
        layer |= {"first": found.page(1), "last": found.page(found.pages)}
    if found.number < found.pages:
        body["next"] = found.page(found.number + 1)
    if found.number > 1:
        body["prev"] = found.page(found.number - 1)
    body["resources"] = [_former(match.annotation) for match in found.matches]
    body["hits"] = [
        {
            "@type": "search:Hit",
            "annotations": [match.annotation["id"]],
            "match": quote.exact,
            "before": quote.before,
            "after": quote.after,
        }
        for match in found.matches
        for quote in match.quotes
    ]
    return _answer(body)


def _former(one: JSON) -> JSON:
    """An annotation as Presentation 2 writes it."""
    texts = [
        {
            "@type": "cnt:ContentAsText",
            "format": body["format"],
            "language": body["language"],
            "chars": body["value"],
        }
        for body in bodies(one)
    ]
    return {
        "@id": one["id"],
        "@type": "oa:Annotation",
        "motivation": FORMER[one["motivation"]],
        "resource": texts[0] if len(texts) == 1 else texts,
        "on": one["target"],
    }


def _found(version: int, kind: str, key: str) -> Found:
    """The asked page of matches. Raises Invalid, NotFound or Gone."""
    given = {name: request.args[name] for name in ("q", "motivation") if request.args.get(name, "").strip()}
    if len(given.get("q", "")) > LONGEST_QUERY:
        raise Invalid(fields={"q": _("At most %(most)s characters.", most=LONGEST_QUERY)})
    number = request.args.get("page", "1")
    if not NUMBER.fullmatch(number):
        raise Invalid(fields={"page": _("Write a whole number.")})
    asked = given.get("motivation", "").split()
    if version == 1:
        asked = [meant for word in asked for meant in FORMER_WORDS.get(word, (word.removeprefix("oa:"),))]
    manifest = manifest_of(kind, key)
    all_found = matches(manifest, given.get("q", ""), frozenset(asked))
    found = Found(
        service=search_address(version, kind, manifest["id"].split("/")[-2]), ask=given,
        ignored=[name for name in IGNORED if request.args.get(name)], total=len(all_found), number=int(number),
        matches=all_found[(int(number) - 1) * PAGE : int(number) * PAGE],
    )  # fmt: skip
    if found.number > found.pages:
        raise NotFound()
    return found


def _answer(body: JSON) -> Response:
    response = current_app.response_class(json.dumps(body, ensure_ascii=False), mimetype="application/ld+json")
    return answered(response)
