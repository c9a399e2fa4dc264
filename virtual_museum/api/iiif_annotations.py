"""What is said about a canvas, as annotations: details to look at, captions, transcripts, texts of the story.

Sources: https://www.w3.org/TR/annotation-model/, https://iiif.io/api/presentation/3.0/#56-annotation and the IIIF
cookbook (0219 captions, 0017 transcripts, 0266 regions). An annotation has a body for each language.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.api.language_maps import in_all_languages
from virtual_museum.catalogue.search.extracts import plain_text
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import language_name
from virtual_museum.media.models import Asset, Detail
from virtual_museum.media.queries import sound_data, video_data

JSON = dict[str, Any]
CAPTIONS_TYPE = "text/vtt"


def annotation(name: str, motivation: str, body: JSON | list[JSON], target: str) -> JSON:
    """One annotation called `name`."""
    return {"id": name, "type": "Annotation", "motivation": motivation, "body": body, "target": target}


def textual(texts: Mapping[str, str]) -> list[JSON]:
    """A translated text as bodies, one for each language it has."""
    return [
        {"type": "TextualBody", "value": text, "format": "text/plain", "language": code}
        for code, text in texts.items()
        if text
    ]


def page(name: str, items: Iterable[JSON], label: object = None) -> list[JSON]:
    """The annotations as a list of one page, of no page where there are none."""
    found = list(items)
    if not found:
        return []
    named = {"label": in_all_languages(label)} if label is not None else {}
    return [{"id": name, "type": "AnnotationPage", **named, "items": found}]


def spoken(name: str, asset: Asset) -> list[JSON]:
    """Captions with their times, and the transcript, in each language: what is heard can be read."""
    played = sound_data(asset) or video_data(asset)
    return page(f"{name}/words", _spoken(name, asset, played) if played else ())


def _spoken(name: str, asset: Asset, played: Mapping[str, Any]) -> Iterator[JSON]:
    for code, path in played.get("captions", {}).items():
        label = {code: [language_name(code)]}
        address = settings().base_url + path
        body = {"id": address, "type": "Text", "format": CAPTIONS_TYPE, "language": code, "label": label}
        yield annotation(f"{name}/captions-{code}", "supplementing", body, name)
    for body in textual(asset.transcript):
        yield annotation(f"{name}/transcript-{body['language']}", "supplementing", body, name)


def pointed_out(name: str, asset: Asset, size: Mapping[str, float], details: Sequence[Detail]) -> list[JSON]:
    """The details of a picture or model in their order, those of a picture with the region they lie in.

    Presentation 3 has no form for a point of a model's surface: its details speak of the whole canvas.
    """
    items = (
        annotation(
            f"{name}/detail-{number}", "commenting", textual(_words(detail)), name + _region(asset, size, detail.place)
        )
        for number, detail in enumerate(details, 1)
    )
    return page(f"{name}/details", items, _l("Details to look at"))


def _words(detail: Detail) -> dict[str, str]:
    """The name of a detail and below it what is told of it, in each language that has one of them."""
    spoken_in = dict.fromkeys((*detail.label, *detail.text))
    return {
        code: "\n\n".join(text for text in (detail.label.get(code), detail.text.get(code)) if text)
        for code in spoken_in
    }


def _region(asset: Asset, size: Mapping[str, float], place: Mapping[str, Any]) -> str:
    """The media fragment of a picture's region in pixels of the canvas, "" for what is no picture."""
    if asset.kind != "image":
        return ""
    sides = (size["width"], size["height"]) * 2
    left, top, width, height = (
        round(place[part] * side) for part, side in zip(("x", "y", "w", "h"), sides, strict=True)
    )
    return f"#xywh={left},{top},{max(1, width)},{max(1, height)}"


def told(name: str, target: str, texts: Mapping[str, str]) -> JSON:
    """A text of the record or the story about the canvas `target`; `texts` are written in Markdown."""
    plain = {code: plain_text(text) for code, text in texts.items()}
    return annotation(name, "describing", textual(plain), target)
