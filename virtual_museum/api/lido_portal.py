"""A LIDO record as portals harvest it: the catalogue's own, with the way to the page and the pictures.

Source: LIDO 1.1, recordInfoSet and resourceWrap. An export to another museum's database does without both.
"""

from lxml import etree

from virtual_museum.api.dublin_core import XML_LANG, XSI
from virtual_museum.catalogue.lido import LIDO, lido_record
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import languages
from virtual_museum.core.xml_text import xml_text
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import model_data, picture, sound_data, video_data

LIDO_SCHEMA = "http://www.lido-schema.org/schema/v1.1/lido-v1.1.xsd"
LOCAL_IDENTIFIER = "http://terminology.lido-schema.org/lido00100"


def portal_record(item: Item) -> etree._Element:
    """The `lido:lido` element of an item whose parts are loaded."""
    record: etree._Element = lido_record(item)
    record.set(f"{{{XSI}}}schemaLocation", f"{LIDO} {LIDO_SCHEMA}")
    administrative = record.find(f"{{{LIDO}}}administrativeMetadata")
    wrap = administrative.find(f"{{{LIDO}}}recordWrap") if administrative is not None else None
    if administrative is None or wrap is None:
        raise ValueError("a LIDO record without its administrative part")
    _pages(wrap, item)
    shown = [tie.asset for tie in item.media if tie.asset.published and _files(tie.asset)]
    if shown:
        resources = _add(administrative, "resourceWrap")
        for asset in shown:
            _resource(resources, asset)
    return record


def _pages(wrap: etree._Element, item: Item) -> None:
    info = _add(wrap, "recordInfoSet")
    for code in languages():
        link = _add(info, "recordInfoLink", f"{settings().base_url}/{code}/items/{item.code}")
        link.set(f"{{{LIDO}}}formatResource", "text/html")
        link.set(XML_LANG, code)


def _files(asset: Asset) -> list[tuple[str, str]]:
    """Address and media type of what visitors may fetch of the asset, the best first."""
    found = []
    sound, film, model = sound_data(asset), video_data(asset), model_data(asset, languages()[0])
    if model is not None:
        found.append((model["levels"][-1]["url"], "model/gltf-binary"))
    found += [(data["url"], data["media_type"]) for data in (sound, film) if data is not None]
    shown = picture(asset)
    if shown is not None:
        found.append((shown.largest, "image/jpeg"))
    return found


def _resource(parent: etree._Element, asset: Asset) -> None:
    resource = _add(parent, "resourceSet")
    _add(resource, "resourceID", asset.code).set(f"{{{LIDO}}}type", LOCAL_IDENTIFIER)
    for address, media_type in _files(asset):
        representation = _add(resource, "resourceRepresentation")
        link = _add(representation, "linkResource", settings().base_url + address)
        link.set(f"{{{LIDO}}}formatResource", media_type)
    _add(_add(resource, "resourceType"), "term", asset.kind).set(XML_LANG, "en")
    for code, text in asset.alt.items():
        if text:
            _add(resource, "resourceDescription", text).set(XML_LANG, code)
    if asset.rights_uri or asset.credit_line:
        rights = _add(resource, "rightsResource")
        if asset.rights_uri:
            _add(_add(rights, "rightsType"), "conceptID", asset.rights_uri).set(f"{{{LIDO}}}type", "URI")
        for code, text in asset.credit_line.items():
            _add(rights, "creditLine", text).set(XML_LANG, code)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, f"{{{LIDO}}}{name}")
    if text:
        child.text = xml_text(text)
    return child
