"""The metadata formats that OAI-PMH offers: Dublin Core for everybody, LIDO for museum portals."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from virtual_museum.api.dublin_core import OAI_DC, dublin_core
from virtual_museum.api.lido_portal import LIDO_SCHEMA, portal_record
from virtual_museum.catalogue import queries
from virtual_museum.catalogue.lido import LIDO
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.core.config import settings

ItemQuery = Select[Item]


@dataclass(frozen=True)
class MetadataFormat:
    """A format: its schema and namespace, what it must load in a constant number of statements, what writes it."""

    schema: str
    namespace: str
    with_parts: Callable[[ItemQuery], ItemQuery]
    write: Callable[[Item], etree._Element]


def _without_media(query: ItemQuery) -> ItemQuery:
    return query.options(
        joinedload(Item.object_type),
        joinedload(Item.culture),
        joinedload(Item.period),
        joinedload(Item.place),
        selectinload(Item.makers).joinedload(ItemMaker.agent),
        selectinload(Item.terms).joinedload(ItemTerm.term),
    )


def _dublin_core(item: Item) -> etree._Element:
    return dublin_core(item, f"{settings().base_url}/q/{item.code}")


FORMATS = {
    "oai_dc": MetadataFormat("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, _without_media, _dublin_core),
    "lido": MetadataFormat(LIDO_SCHEMA, LIDO, queries.with_parts, portal_record),
}
