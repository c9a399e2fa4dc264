"""Composing a story: pure steps on a body, each of which returns the new body and leaves the old one alone.

Sections and blocks are named by their identifiers. A step that names something that is not there raises NotFound.
"""

from collections.abc import Sequence
from typing import Any

from virtual_museum.core.document_fields import fresh_identifier, moved, part_of
from virtual_museum.core.errors import NotFound
from virtual_museum.exhibitions.block_types import BLOCK_TYPES
from virtual_museum.exhibitions.schemas import Block, ExhibitionBody, Partner, Picture, Section


def _identifiers(body: ExhibitionBody) -> set[str]:
    found = {section.id for section in body.sections} | {block.id for block in body.blocks()}
    return found | {partner.id for partner in body.partners}


def section_of(body: ExhibitionBody, identifier: str) -> Section:
    """The section of that identifier."""
    return part_of(body.sections, identifier)


def block_of(body: ExhibitionBody, identifier: str) -> Block:
    """The block of that identifier."""
    return part_of(body.blocks(), identifier)


def partner_of(body: ExhibitionBody, identifier: str) -> Partner:
    """The partner of that identifier."""
    return part_of(body.partners, identifier)


def add_section(body: ExhibitionBody, title: dict[str, str]) -> tuple[ExhibitionBody, str]:
    """A new chapter at the end; returns its identifier too."""
    copy = body.model_copy(deep=True)
    section = Section(id=fresh_identifier(_identifiers(copy)), title=title)
    copy.sections.append(section)
    return copy, section.id


def edit_section(body: ExhibitionBody, identifier: str, title: dict[str, str]) -> ExhibitionBody:
    """Give a chapter another title."""
    copy = body.model_copy(deep=True)
    section_of(copy, identifier).title = title
    return copy


def remove_section(body: ExhibitionBody, identifier: str) -> ExhibitionBody:
    """Remove a chapter with its blocks; the history keeps them."""
    copy = body.model_copy(deep=True)
    copy.sections.remove(section_of(copy, identifier))
    return copy


def move_section(body: ExhibitionBody, identifier: str, steps: int) -> ExhibitionBody:
    """Move a chapter `steps` places down (negative: up)."""
    copy = body.model_copy(deep=True)
    copy.sections = moved(copy.sections, section_of(copy, identifier), steps)
    return copy


def add_block(body: ExhibitionBody, section: str, kind: str, after: str | None = None) -> tuple[ExhibitionBody, str]:
    """An empty block of `kind` at the end of the section, or right after block `after`; returns its identifier too."""
    if kind not in BLOCK_TYPES:
        raise NotFound()
    copy = body.model_copy(deep=True)
    blocks = section_of(copy, section).blocks
    block = BLOCK_TYPES[kind].model(id=fresh_identifier(_identifiers(copy)))
    at = next((number for number, other in enumerate(blocks) if other.id == after), len(blocks) - 1)
    blocks.insert(at + 1, block)
    return copy, block.id


def replace_block(body: ExhibitionBody, block: Block) -> ExhibitionBody:
    """Put `block` in the place of the one with its identifier."""
    copy = body.model_copy(deep=True)
    for section in copy.sections:
        for number, present in enumerate(section.blocks):
            if present.id == block.id:
                section.blocks[number] = block
                return copy
    raise NotFound()


def remove_block(body: ExhibitionBody, identifier: str) -> ExhibitionBody:
    """Remove a block; the history keeps it."""
    copy = body.model_copy(deep=True)
    block = block_of(copy, identifier)
    for section in copy.sections:
        section.blocks = [other for other in section.blocks if other is not block]
    return copy


def move_block(body: ExhibitionBody, identifier: str, steps: int) -> ExhibitionBody:
    """Move a block one place up (-1) or down (1); over the edge of its section it goes to the neighbouring one."""
    copy = body.model_copy(deep=True)
    block = block_of(copy, identifier)
    at = next(number for number, section in enumerate(copy.sections) if block in section.blocks)
    here = copy.sections[at]
    target = here.blocks.index(block) + steps
    if 0 <= target < len(here.blocks):
        here.blocks = moved(here.blocks, block, steps)
        return copy
    neighbour = at + (1 if steps > 0 else -1)
    if not 0 <= neighbour < len(copy.sections):
        here.blocks = moved(here.blocks, block, steps)
        return copy
    here.blocks.remove(block)
    there = copy.sections[neighbour].blocks
    there.insert(0 if steps > 0 else len(there), block)
    return copy


def arrange(body: ExhibitionBody, order: Sequence[tuple[str, Sequence[str]]]) -> ExhibitionBody:
    """Put sections and blocks into `order`: (section, its blocks) as dragged. What it does not name stays in place."""
    copy = body.model_copy(deep=True)
    blocks = {block.id: block for block in copy.blocks()}
    named = {block for _section, inside in order for block in inside}
    ranked = {section: rank for rank, (section, _inside) in enumerate(order)}
    for section in copy.sections:
        wanted = next((inside for name, inside in order if name == section.id), ())
        left = [block for block in section.blocks if block.id not in named]
        section.blocks = [blocks[name] for name in dict.fromkeys(wanted) if name in blocks] + left
    copy.sections.sort(key=lambda section: ranked.get(section.id, len(ranked)))
    return copy


def add_partner(body: ExhibitionBody, name: dict[str, str]) -> tuple[ExhibitionBody, str]:
    """A new partner at the end."""
    copy = body.model_copy(deep=True)
    partner = Partner.model_validate({"id": fresh_identifier(_identifiers(copy)), "name": name})
    copy.partners.append(partner)
    return copy, partner.id


def replace_partner(body: ExhibitionBody, partner: Partner) -> ExhibitionBody:
    """Put `partner` in the place of the one with its identifier."""
    copy = body.model_copy(deep=True)
    copy.partners = [partner if other.id == partner.id else other for other in copy.partners]
    return copy


def remove_partner(body: ExhibitionBody, identifier: str) -> ExhibitionBody:
    """Remove a partner."""
    copy = body.model_copy(deep=True)
    copy.partners.remove(partner_of(copy, identifier))
    return copy


def new_picture(block: Any, asset: str | None = None, item: str | None = None) -> Picture:
    """A picture for a gallery, with an identifier no other of its pictures has."""
    fresh = fresh_identifier({picture.id for picture in block.pictures})
    return Picture.model_validate({"id": fresh, "asset": asset, "item": item})
