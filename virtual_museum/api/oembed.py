"""oEmbed: whoever pastes an address of ours into an article gets the card in its place.

Source: https://oembed.com/ (version 1.0), type "rich".
"""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, current_app, g, json, request
from flask_babel import gettext as _
from lxml import etree

from virtual_museum.api.embeddable import FINDERS, SIZES, Embeddable, card_address, frame, title_of
from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.core.config import settings
from virtual_museum.core.errors import Gone, Invalid, MuseumError, NotFound
from virtual_museum.core.i18n import current_language, languages
from virtual_museum.core.xml_text import xml_text

blueprint = Blueprint("oembed", __name__)
open_to_all(blueprint)

PAGE = re.compile(r"/(?P<lang>[a-z]{2,3})/(?:embed/)?(?P<kind>items|exhibitions|tours)/(?P<key>[^/]+)(?:/[^/]*)?/?")
LABEL = re.compile(r"/q/(?P<key>[^/]+)/?")
VIEW = ("scene", "yaw", "pitch", "fov")
HOUR_SECONDS = 3600
PIXELS = re.compile("0*[1-9][0-9]{0,8}", re.ASCII)
# The width of the smallest rendition of a picture.
THUMBNAIL = 320


class FormatUnknown(MuseumError):
    """A form that this provider does not write; the protocol asks for 501."""

    code = "not-implemented"
    status = 501


@blueprint.get("/oembed")
def oembed() -> Response:
    """The card of the page named by `url`, as JSON or XML, no larger than `maxwidth` and `maxheight`."""
    form = request.args.get("format", "json")
    if form not in ("json", "xml"):
        raise FormatUnknown(_("Use one of: %(known)s.", known="json, xml"))
    address = request.args.get("url", "")
    shown, view = _found(address)
    body = _described(shown, view)
    if form == "xml":
        return answered(current_app.response_class(_xml(body), mimetype="text/xml"))
    data = json.dumps(body, ensure_ascii=False)
    return answered(current_app.response_class(data, mimetype="application/json"))


def _found(address: str) -> tuple[Embeddable, dict[str, str]]:
    """What the address shows and where a tour begins. Raises NotFound for what is not ours or not public."""
    base = settings().base_url
    if not address.startswith(f"{base}/"):
        raise NotFound()
    parts = urlsplit(address[len(base) :])
    page, label = PAGE.fullmatch(parts.path), LABEL.fullmatch(parts.path)
    if page is None and label is None:
        raise NotFound()
    kind, key = (page["kind"], page["key"]) if page else ("items", label["key"] if label else "")
    if page:
        if page["lang"] not in languages():
            raise NotFound()
        g.language = page["lang"]
    view = {name: text for name, text in parse_qsl(parts.query) if name in VIEW} if kind == "tours" else {}
    try:
        return FINDERS[kind](key), view
    except Gone as error:
        raise NotFound() from error


def _described(shown: Embeddable, view: dict[str, str]) -> dict[str, Any]:
    width, height = _size(shown.kind)
    title = title_of(shown)
    body: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": settings().museum_name(current_language()),
        "provider_url": f"{settings().base_url}/{current_language()}/",
        "cache_age": HOUR_SECONDS,
        "html": str(frame(shown.kind, shown.key, title, (width, height), card_address(shown.kind, shown.key, view))),
        "width": width,
        "height": height,
    }
    if shown.picture is not None:
        across = min(THUMBNAIL, shown.picture.width)
        down = max(1, round(shown.picture.height * across / shown.picture.width))
        # There is none smaller, and none may be larger than the asker's room.
        if across <= _asked("maxwidth", across) and down <= _asked("maxheight", down):
            body |= {
                "thumbnail_url": settings().base_url + shown.picture.smallest,
                "thumbnail_width": across,
                "thumbnail_height": down,
            }
    return body


def _size(kind: str) -> tuple[int, int]:
    """The card's size within what the asker has room for."""
    width, height = SIZES[kind]
    return min(width, _asked("maxwidth", width)), min(height, _asked("maxheight", height))


def _asked(name: str, best: int) -> int:
    """The room that the asker has, `best` where it does not say. Raises Invalid."""
    text = request.args.get(name, "")
    if not text:
        return best
    if not PIXELS.fullmatch(text):
        raise Invalid(fields={name: _("Write a whole number.")})
    return int(text)


def _xml(body: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in body.items():
        etree.SubElement(root, name).text = xml_text(str(value))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
