"""The forms in which one item can be taken away: data for programs, records for portals, citations for writers.

`/api/v1/items/CODE?format=NAME` gives each; Linked Art also by asking for its media type.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, json
from flask_babel import lazy_gettext as _l
from lxml import etree
from werkzeug.datastructures import MIMEAccept

from virtual_museum.api.dublin_core import dublin_core
from virtual_museum.api.lido_portal import portal_record
from virtual_museum.api.linked_art import MEDIA_TYPE, linked_art
from virtual_museum.catalogue.citations import bibtex, cited, ris, styles
from virtual_museum.catalogue.lido import LIDO
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import today


@dataclass(frozen=True)
class ItemFormat:
    """A form of an item: its media type, the end of a file's name, and what writes it in a language."""

    media_type: str
    ending: str
    write: Callable[[Item, str], bytes]


def _linked_art(item: Item, _language: str) -> bytes:
    return json.dumps(linked_art(item), ensure_ascii=False).encode()


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _lido(item: Item, _language: str) -> bytes:
    wrap = etree.Element(f"{{{LIDO}}}lidoWrap", nsmap={"lido": LIDO})
    wrap.append(portal_record(item))
    return _xml(wrap)


def _dublin_core(item: Item, _language: str) -> bytes:
    return _xml(dublin_core(item, f"{settings().base_url}/q/{item.code}"))


def _bibtex(item: Item, language: str) -> bytes:
    return bibtex(cited(item, language, today())).encode()


def _ris(item: Item, language: str) -> bytes:
    return ris(cited(item, language, today())).encode()


def _text(item: Item, language: str) -> bytes:
    return "".join(f"{style.text}\n" for style in styles(cited(item, language, today()))).encode()


FORMATS = {
    "linked-art": ItemFormat(MEDIA_TYPE, "jsonld", _linked_art),
    "lido": ItemFormat("application/xml", "lido.xml", _lido),
    "dc": ItemFormat("application/xml", "dc.xml", _dublin_core),
    "bibtex": ItemFormat("application/x-bibtex", "bib", _bibtex),
    "ris": ItemFormat("application/x-research-info-systems", "ris", _ris),
    "text": ItemFormat("text/plain; charset=utf-8", "txt", _text),
}


# What the exhibit's page offers: the form, its name, and for whom it is.
FILES = (
    ("bibtex", "BibTeX", _l("for LaTeX and Zotero")),
    ("ris", "RIS", _l("for EndNote and Mendeley")),
    ("dc", "Dublin Core", _l("for libraries")),
    ("lido", "LIDO", _l("for museum portals")),
    ("linked-art", "Linked Art", _l("for linked data")),
)


def wanted_format(named: str | None, accepted: MIMEAccept) -> str:
    """The name of the form: the one that is named, else Linked Art where its media type is asked for, else "json"."""
    if named is not None:
        return named
    for value, _quality in accepted:
        # The best liked come first; a profile behind the media type does not hinder.
        media_type = value.partition(";")[0].strip().lower()
        if media_type == "application/ld+json":
            return "linked-art"
        if media_type in ("application/json", "application/*", "*/*"):
            break
    return "json"


def in_format(item: Item, name: str, language: str) -> Response:
    """`item` in the form of that name as a file to keep. Raises KeyError for an unknown name."""
    form = FORMATS[name]
    response = current_app.response_class(form.write(item, language))
    response.headers["Content-Type"] = form.media_type
    shown = "inline" if name in ("linked-art", "text") else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; filename={item.code}.{form.ending}"
    return response
