"""An item in simple Dublin Core, as OAI-PMH delivers it and citations quote it.

Source: DCMI Metadata Terms, the fifteen elements of version 1.1. Every language of a text is an element of its own.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from virtual_museum.catalogue.models import Item, Term
from virtual_museum.core.xml_text import xml_text

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def elements(item: Item, address: str) -> Iterator[tuple[str, str, str | None]]:
    """The elements of `item` as (name, text, language or None); `address` is its lasting URL."""
    yield from _texts("title", item.title)
    for maker in item.makers:
        yield from _texts("creator", maker.agent.name)
    for relation, name in (("keyword", "subject"), ("material", "format"), ("technique", "format")):
        for tie in item.terms:
            if tie.relation == relation:
                yield from _term(name, tie.term)
    yield from _term("subject", item.culture)
    yield from _texts("description", item.label_text or item.description)
    yield from _texts("date", item.date_text)
    yield from _term("type", item.object_type)
    yield "type", "PhysicalObject", None
    yield "identifier", address, None
    if item.inventory_number:
        yield "identifier", item.inventory_number, None
    if item.place is not None:
        yield from _texts("coverage", item.place.name)
    yield from _term("coverage", item.period)
    if item.rights_uri:
        yield "rights", item.rights_uri, None
    yield from _texts("rights", item.credit_line)


def dublin_core(item: Item, address: str) -> etree._Element:
    """`item` as an `oai_dc:dc` element, valid against oai_dc.xsd."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, text, language in elements(item, address):
        child = etree.SubElement(root, f"{{{DC}}}{name}")
        child.text = xml_text(text)
        if language:
            child.set(XML_LANG, language)
    return root


def _texts(name: str, value: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for language, text in value.items():
        if text:
            yield name, text, language


def _term(name: str, term: Term | None) -> Iterator[tuple[str, str, str]]:
    if term is not None:
        yield from _texts(name, term.label)
