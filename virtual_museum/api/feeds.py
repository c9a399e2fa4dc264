"""The Atom feed of what is new: exhibitions, events and objects, newest first. Source: RFC 4287."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request
from lxml import etree
from sqlalchemy import select

from virtual_museum.api.dublin_core import XML_LANG
from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.documents import Document
from virtual_museum.core.i18n import languages
from virtual_museum.core.xml_text import xml_text
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.visits.queries import newest_events

blueprint = Blueprint("feeds", __name__)
open_to_all(blueprint)

ATOM = "http://www.w3.org/2005/Atom"
NEWEST = 30
# When nothing has happened yet; the moment of asking would be a change at every reading.
EMPTY = datetime(2020, 1, 1, tzinfo=UTC)
News = tuple[str, Mapping[str, str], Mapping[str, str], datetime]


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in languages() else languages()[0]


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = xml_text(text) or None
    return child


def _entry(feed: etree._Element, path: str, title: Mapping[str, str], words: Mapping[str, str], at: datetime) -> None:
    language = _language()
    address = f"{settings().base_url}/{language}/{path}"
    entry = _add(feed, "entry")
    _add(entry, "id", f"{settings().base_url}/{path}")
    name, spoken = TranslatedText(title).best(language, languages())
    _add(entry, "title", name or path).set(XML_LANG, spoken)
    _add(entry, "updated", at.isoformat(timespec="seconds"))
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    summary, spoken = TranslatedText(words).best(language, languages())
    if summary:
        _add(entry, "summary", summary).set(XML_LANG, spoken)


def _news() -> list[News]:
    items = select(Item.code, Item.title, Item.label_text, Item.published_at)
    items = items.where(Item.status == "published", Item.published_at.is_not(None)).limit(NEWEST)
    shown = select(Exhibition, Document).join(Document, Document.id == Exhibition.document_id).where(Document.visible())
    news: list[News] = [
        (f"items/{code}", title, words, at)
        for code, title, words, at in db.session.execute(items.order_by(Item.published_at.desc(), Item.id.desc()))
        if at is not None
    ]
    news += [
        (f"exhibitions/{exhibition.slug}", exhibition.title, {}, document.publish_from or document.updated_at)
        for exhibition, document in db.session.execute(shown.order_by(Document.updated_at.desc()).limit(NEWEST))
    ]
    news += [
        (f"events/{event.slug}", event.title, event.summary, event.published_at or event.updated_at)
        for event in newest_events(NEWEST)
    ]
    return sorted(news, key=lambda line: line[3], reverse=True)[:NEWEST]


@blueprint.get("/feed.atom")
def atom() -> Response:
    """What is new, in the language of `?lang=`, else in the museum's first."""
    language, news = _language(), _news()
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set(XML_LANG, language)
    here = f"{settings().base_url}/feed.atom?lang={language}"
    _add(feed, "id", here)
    _add(feed, "title", settings().museum_name(language))
    _add(feed, "updated", (news[0][3] if news else EMPTY).isoformat(timespec="seconds"))
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{settings().base_url}/{language}/")
    _add(_add(feed, "author"), "name", settings().museum_name(language))
    for path, title, words, at in news:
        _entry(feed, path, title, words, at)
    data = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    # No moment of its own: what is taken back makes the feed older, and a reader asking by date would keep it.
    return answered(current_app.response_class(data, mimetype="application/atom+xml"))
