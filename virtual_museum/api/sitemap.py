"""The sitemap for search engines: every public page in every language. Source: sitemaps.org protocol 0.9.

One file may hold 50,000 addresses; an item has one a language, so files hold as many items as fit with room left.
"""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app
from lxml import etree
from sqlalchemy import select

from virtual_museum.api.open_doors import answered, open_to_all
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.documents import Document
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.queries import halls_in_order
from virtual_museum.tours.queries import tours_in_order
from virtual_museum.visits.queries import published_events

blueprint = Blueprint("sitemap", __name__)
open_to_all(blueprint)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
QUOTES = {'"': "&quot;"}
LINK = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>'
ITEMS_A_FILE, LAST_FILE = 10_000, 100_000
PAGES = ("", "exhibitions", "tours", "halls", "events", "collection", "visit")


def _sent(data: bytes) -> Response:
    return answered(current_app.response_class(data, mimetype="application/xml"))


def _addresses(pages: Iterable[tuple[str, datetime | None]]) -> Response:
    """A sitemap of paths below the language, each in all languages with its alternates and its last change.

    Whoever speaks none of them is led to the first (`x-default`).
    """
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">\n']
    base, known = escape(settings().base_url, QUOTES), languages()
    for path, changed in pages:
        # A file has tens of thousands of addresses: as a tree of elements it takes ten times as long.
        versions = [f"{base}/{code}/{escape(path, QUOTES)}" for code in known]
        links = [LINK.format(code, address) for code, address in zip(known, versions, strict=True)]
        alternates = "".join((*links, LINK.format("x-default", versions[0])))
        when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed is not None else ""
        lines += [f"<url><loc>{address}</loc>{when}{alternates}</url>\n" for address in versions]
    return _sent("".join((*lines, "</urlset>\n")).encode())


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The list of sitemap files."""
    # Whole ranges may be empty, of imports that were taken back: such a file would not be found.
    number = ((Item.id - 1) // ITEMS_A_FILE + 1).label("number")
    filled = select(number).where(Item.status == "published").distinct().order_by(number)
    files = ["pages", *map(str, db.session.scalars(filled))]
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for name in files:
        entry = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = f"{settings().base_url}/sitemap/{name}.xml"
    return _sent(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


@blueprint.get("/sitemap/pages.xml")
def pages() -> Response:
    """Everything but the items."""
    shown = select(Exhibition.slug).join(Document, Document.id == Exhibition.document_id).where(Document.visible())
    paths = [*PAGES]
    paths += [f"exhibitions/{slug}" for slug in db.session.scalars(shown.order_by(Exhibition.id))]
    paths += [f"tours/{tour.slug}" for tour in tours_in_order()]
    paths += [f"halls/{hall.slug}" for hall in halls_in_order()]
    paths += [f"events/{event.slug}" for event in published_events()]
    return _addresses((path, None) for path in paths)


@blueprint.get("/sitemap/<int:number>.xml")
def items(number: int) -> Response:
    """Items by ranges of their keys, so that every file is found by index, however many there are."""
    if not 1 <= number <= LAST_FILE:
        raise NotFound()
    first = (number - 1) * ITEMS_A_FILE
    shown = (Item.status == "published", Item.id > first, Item.id <= first + ITEMS_A_FILE)
    found = db.session.execute(select(Item.code, Item.updated_at).where(*shown).order_by(Item.id)).all()
    if not found:
        raise NotFound()
    return _addresses((f"items/{code}", changed) for code, changed in found)
