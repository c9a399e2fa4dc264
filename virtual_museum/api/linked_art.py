"""An item as Linked Art 1.0 tells it: CIDOC CRM in JSON-LD, as the large museums exchange it.

Source: https://linked.art/api/1.0/endpoint/physical_object/ with its JSON schema. Every address in a record that is
ours can be opened and answers in the same form.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from virtual_museum.api import aat
from virtual_museum.catalogue.models import Agent, Item, Place, Term
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText
from virtual_museum.core.i18n import languages
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import picture

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
IIIF_IMAGE = "http://iiif.io/api/image"
# What is only entrusted to the museum: it keeps the object and does not own it.
ENTRUSTED_FUNDS, ENTRUSTED_BY = ("temporary",), ("loan",)

JSON = dict[str, Any]


def address(path: str) -> str:
    """The lasting address of something the interface describes."""
    return f"{settings().base_url}/api/v1/{path}"


def label(value: Mapping[str, str], otherwise: str = "") -> str:
    """A text for developers: English where there is one."""
    return TranslatedText(value).best("en", languages())[0] or otherwise


def museum() -> JSON:
    """A reference to the museum itself."""
    return {"id": address("museum"), "type": "Group", "_label": settings().museum_name("en")}


def agent_ref(agent: Agent) -> JSON:
    """A reference to a person or body."""
    kind = "Group" if agent.kind in ("organisation", "group") else "Person"
    return {"id": address(f"agents/{agent.id}"), "type": kind, "_label": label(agent.name, agent.sort_name)}


def place_ref(place: Place) -> JSON:
    """A reference to a place."""
    return {"id": address(f"places/{place.slug}"), "type": "Place", "_label": label(place.name, place.slug)}


def term_ref(term: Term, *metatypes: tuple[str, str], kind: str = "Type") -> JSON:
    """A reference to a term: to the thesaurus it was taken from, else to our own vocabulary."""
    own = address(f"concepts/{term.vocabulary}/{term.slug}")
    found: JSON = {"id": term.external_uri or own, "type": kind, "_label": label(term.label, term.slug)}
    if metatypes:
        found["classified_as"] = [aat.concept(one) for one in metatypes]
    return found


def fund_ref(fund: str) -> JSON:
    """A reference to one of the museum's funds."""
    return {"id": address(f"sets/fund:{fund}"), "type": "Set", "_label": f"{fund.capitalize()} fund"}


def names(value: Mapping[str, str]) -> Iterator[JSON]:
    """A name in each of its languages, all of them equals."""
    for code, text in value.items():
        if text:
            yield {
                "type": "Name",
                "content": text,
                "classified_as": [aat.concept(aat.PRIMARY_NAME)],
                "language": [aat.language(code)],
            }


def identifier(content: str, kind: tuple[str, str]) -> JSON:
    """A number or code of a known kind."""
    return {"type": "Identifier", "content": content, "classified_as": [aat.concept(kind)]}


def statements(value: Mapping[str, str], kind: tuple[str, str]) -> Iterator[JSON]:
    """A short text of a known kind, in each of its languages."""
    for code, text in value.items():
        if text:
            yield {
                "type": "LinguisticObject",
                "content": text,
                "classified_as": [aat.concept(kind, aat.BRIEF_TEXT)],
                "language": [aat.language(code)],
            }


def moment(year: int, end: bool) -> str:
    """The first or last second of a year, as XML Schema 1.1 counts: 1 BCE is 0000, 450 BCE is -0449."""
    counted = year if year > 0 else year + 1
    day = "12-31T23:59:59Z" if end else "01-01T00:00:00Z"
    return f"{'-' if counted < 0 else ''}{abs(counted):04d}-{day}"


def timespan(item: Item) -> JSON | None:
    """When the item was made; None where nothing is known."""
    first = item.year_from if item.year_from is not None else item.year_to
    last = item.year_to if item.year_to is not None else item.year_from
    found: JSON = {"type": "TimeSpan"}
    written = [
        {
            "type": "Name",
            "content": text,
            "classified_as": [aat.concept(aat.DISPLAY_NAME)],
            "language": [aat.language(code)],
        }
        for code, text in item.date_text.items()
        if text
    ]
    if written:
        found["identified_by"] = written
    if first is not None and last is not None:
        found |= {"begin_of_the_begin": moment(first, False), "end_of_the_end": moment(last, True)}
    return found if len(found) > 1 else None


def production(item: Item) -> JSON | None:
    """The making of the item; makers with a role of their own have a part each. None where nothing is known."""
    found: JSON = {"type": "Production"}
    span = timespan(item)
    if span is not None:
        found["timespan"] = span
    if item.place is not None:
        found["took_place_at"] = [place_ref(item.place)]
    techniques = [term_ref(tie.term) for tie in item.terms if tie.relation == "technique"]
    if techniques:
        found["technique"] = techniques
    makers = [agent_ref(tie.agent) for tie in item.makers if tie.role == "maker"]
    if makers:
        found["carried_out_by"] = makers
    parts = [
        {
            "type": "Production",
            "_label": tie.role,
            "influenced_by" if tie.role == "after" else "carried_out_by": [agent_ref(tie.agent)],
        }
        for tie in item.makers
        if tie.role != "maker"
    ]
    if parts:
        found["part"] = parts
    return found if len(found) > 1 else None


def dimensions(item: Item) -> Iterator[JSON]:
    """The measurements whose kind and unit the thesaurus knows."""
    measured = [*item.dimensions, {"type": "weight", **item.weight}] if item.weight else item.dimensions
    for one in measured:
        kind, unit = aat.MEASURES.get(one["type"]), aat.UNITS.get(one.get("unit", ""))
        if kind is None or unit is None or one.get("value") is None:
            continue
        found: JSON = {
            "type": "Dimension",
            "classified_as": [aat.concept(kind)],
            "value": one["value"],
            "unit": aat.concept(unit, kind="MeasurementUnit"),
        }
        if one.get("part"):
            found["_label"] = f"{kind[1]}: {one['part']}"
        yield found


def _measured(item: Item) -> JSON:
    """All measurements in words, those included whose unit no thesaurus knows."""
    words = [
        " ".join(str(part) for part in (one["type"], one.get("part", ""), f"{one['value']:g}", one["unit"]) if part)
        for one in item.dimensions
    ]
    return {"en": "; ".join(words)}


def representations(item: Item) -> Iterator[JSON]:
    """The pictures that visitors may see, each with its IIIF service."""
    for tie in item.media:
        asset = tie.asset
        shown = picture(asset) if asset.published else None
        if shown is None or asset.kind == "video":
            continue
        yield {
            "type": "VisualItem",
            "_label": label(tie.caption or asset.caption or asset.alt, label(item.title)),
            "digitally_shown_by": [_digital(asset, settings().base_url + shown.largest)],
        }


def _digital(asset: Asset, largest: str) -> JSON:
    found: JSON = {
        "type": "DigitalObject",
        "classified_as": [aat.concept(aat.DIGITAL_IMAGE)],
        "format": "image/jpeg",
        "access_point": [{"id": largest, "type": "DigitalObject"}],
    }
    if asset.kind == "image" and asset.rendition("pyramid@1") is not None:
        service = f"{settings().base_url}/iiif/image/3/{asset.code}"
        found["digitally_available_via"] = [
            {
                "type": "DigitalService",
                "access_point": [{"id": service, "type": "DigitalObject"}],
                "conforms_to": [{"id": IIIF_IMAGE, "type": "InformationObject"}],
                "format": 'application/ld+json;profile="http://iiif.io/api/image/3/context.json"',
            }
        ]
    return found


def pages(item: Item) -> list[JSON]:
    """Where people read about the item, and its IIIF manifest."""
    base = settings().base_url
    found = [
        {"id": f"{base}/{code}/items/{item.code}", "type": "DigitalObject", "_label": f"Web page ({code})"}
        for code in languages()
    ]
    manifest = f"{base}/iiif/presentation/3/items/{item.code}/manifest"
    return [*found, {"id": manifest, "type": "DigitalObject", "_label": "IIIF Presentation 3 manifest"}]


def _identity(item: Item) -> list[JSON]:
    found = [*names(item.title)]
    if item.inventory_number:
        found.append(identifier(item.inventory_number, aat.ACCESSION_NUMBER))
    if item.scientific_number:
        found.append(identifier(item.scientific_number, aat.LOCAL_NUMBER))
    return [*found, identifier(item.code, aat.SYSTEM_NUMBER)]


def _classes(item: Item) -> list[JSON]:
    found = [term_ref(item.object_type, aat.TYPE_OF_WORK)] if item.object_type else []
    found += [term_ref(item.culture, aat.CULTURE)] if item.culture else []
    return found + ([term_ref(item.period)] if item.period else [])


def _texts(item: Item) -> list[JSON]:
    found = [*statements(item.description or item.label_text, aat.DESCRIPTION)]
    found += statements(item.inscriptions, aat.INSCRIPTION)
    found += statements(item.credit_line, aat.CREDIT_LINE)
    found += statements(_measured(item), aat.DIMENSIONS)
    if item.rights_uri:
        kind = aat.concept(aat.RIGHTS, aat.BRIEF_TEXT)
        found.append({"type": "LinguisticObject", "content": item.rights_uri, "classified_as": [kind]})
    return found


def linked_art(item: Item) -> JSON:
    """The whole record of an item whose parts are loaded."""
    entrusted = item.fund in ENTRUSTED_FUNDS or item.acquisition_method in ENTRUSTED_BY
    record: JSON = {
        "@context": CONTEXT,
        "id": address(f"items/{item.code}"),
        "type": "HumanMadeObject",
        "_label": label(item.title, item.inventory_number or item.code),
        "identified_by": _identity(item),
        "classified_as": _classes(item),
        "produced_by": production(item),
        "made_of": [term_ref(tie.term, kind="Material") for tie in item.terms if tie.relation == "material"],
        "dimension": list(dimensions(item)),
        "referred_to_by": _texts(item),
        "current_custodian" if entrusted else "current_owner": [museum()],
        "member_of": [fund_ref(item.fund)],
        "representation": list(representations(item)),
        "subject_of": pages(item),
    }
    return {name: value for name, value in record.items() if value}
