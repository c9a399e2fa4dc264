"""Tables of the catalogue: items with their parts, authorities, and the change log."""

from virtual_museum.catalogue.models.authorities import AGENT_KINDS, VOCABULARIES, Agent, Place, Term
from virtual_museum.catalogue.models.changes import (
    CatalogueRevision,
    ChangeEntry,
    ChangeSet,
    DeletedItem,
    ItemEvent,
    MintedCode,
)
from virtual_museum.catalogue.models.items import (
    ACQUISITION_METHODS,
    CONDITIONS,
    FUNDS,
    ITEM_STATUSES,
    RELATION_KINDS,
    SOURCE_CATEGORIES,
    TERM_RELATIONS,
    Item,
    ItemMaker,
    ItemMedia,
    ItemRelation,
    ItemTerm,
)

__all__ = [
    "ACQUISITION_METHODS",
    "AGENT_KINDS",
    "CONDITIONS",
    "FUNDS",
    "ITEM_STATUSES",
    "RELATION_KINDS",
    "SOURCE_CATEGORIES",
    "TERM_RELATIONS",
    "VOCABULARIES",
    "Agent",
    "CatalogueRevision",
    "ChangeEntry",
    "ChangeSet",
    "DeletedItem",
    "Item",
    "ItemEvent",
    "ItemMaker",
    "ItemMedia",
    "ItemRelation",
    "ItemTerm",
    "MintedCode",
    "Place",
    "Term",
]
