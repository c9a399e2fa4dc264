"""An item's page: what is shown, in which order, from one bounded set of reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue import queries
from virtual_museum.catalogue.extensions import ItemContext, item_context
from virtual_museum.catalogue.item_rows import ItemRow, MakerRow
from virtual_museum.catalogue.labels import FUND_LABELS, MEASURE_LABELS, UNIT_LABELS
from virtual_museum.catalogue.related import related_ids
from virtual_museum.catalogue.true_size import picture_millimetres
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import current_language, number, translated, translated_text, year_range
from virtual_museum.media.details import details_data
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import Picture, model_data, picture, sound_data

SCHEMA_ORG_TYPE = "VisualArtwork"


@dataclass(frozen=True)
class Shown:
    """One asset of the page with its caption and its flat picture."""

    asset: Asset
    caption: Mapping[str, str]
    picture: Picture | None


@dataclass(frozen=True)
class Exhibit:
    """All that the template of an item's page needs."""

    item: ItemRow
    context: ItemContext
    main: Shown | None
    more: tuple[Shown, ...]
    model: Shown | None
    sound: Mapping[str, Any] | None
    sound_asset: Asset | None
    facts: tuple[tuple[str, Any], ...]
    next_card: queries.Card | None
    related: tuple[queries.Card, ...]
    # Of the main picture: what curators have marked in it, and how wide it is in truth where that is known.
    details: tuple[Mapping[str, Any], ...] = ()
    millimetres: float | None = None


def exhibit(item: ItemRow) -> Exhibit:
    """The page of an item."""
    shown = [Shown(tie.asset, tie.caption, picture(tie.asset)) for tie in item.media if tie.asset.state == "ready"]
    pictured = [one for one in shown if one.picture is not None and one.asset.kind != "video"]
    main = next((one for one in pictured if one.asset.kind == "image"), pictured[0] if pictured else None)
    model = next((one for one in shown if one.asset.kind == "model"), None)
    spoken = _spoken([one.asset for one in shown if one.asset.kind == "audio"])
    context = item_context(item, in_documents=item.in_documents)
    following = queries.cards_of_codes([context.next_code]) if context.next_code else []
    return Exhibit(
        item=item,
        context=context,
        main=main,
        more=tuple(one for one in pictured if one is not main and one is not model),
        model=model,
        sound=sound_data(spoken),
        sound_asset=spoken,
        facts=facts(item),
        next_card=following[0] if following else None,
        related=tuple(queries.cards(related_ids(item))),
        details=tuple(details_data(main.asset, current_language())) if main and main.asset.kind == "image" else (),
        millimetres=picture_millimetres(item.dimensions, *_size(main)),
    )


def _size(shown: Shown | None) -> tuple[int, int]:
    """Width and height of the picture in pixels; zeros where there is none."""
    flat = shown.picture if shown and shown.asset.kind == "image" else None
    return (flat.width, flat.height) if flat else (0, 0)


def _spoken(recordings: list[Asset]) -> Asset | None:
    """The recording in the page's language (known by its transcript), else the first."""
    language = current_language()
    own = [asset for asset in recordings if list(asset.transcript) == [language]]
    shared = [asset for asset in recordings if len(asset.transcript) != 1]
    return next(iter(own or shared or recordings), None)


def facts(item: ItemRow) -> tuple[tuple[str, Any], ...]:
    """The record's facts as (label, value), the empty ones left out."""
    by_relation: dict[str, list[Any]] = {"material": [], "technique": [], "keyword": []}
    for tie in item.terms:
        by_relation[tie.relation].append(translated(tie.term.label))
    # Most things say little: words are looked up only for what is shown.
    rows = (
        (_l("Maker"), _makers(item)),
        (_l("Date"), translated(item.date_text) or year_range(item.year_from, item.year_to)),
        (_l("Culture"), translated(item.culture.label) if item.culture else ""),
        (_l("Period"), translated(item.period.label) if item.period else ""),
        (_l("Type of object"), translated(item.object_type.label) if item.object_type else ""),
        (_l("Material"), _joined(by_relation["material"])),
        (_l("Technique"), _joined(by_relation["technique"])),
        (_l("Dimensions"), dimension_words(item)),
        (_l("Weight"), _measured(item.weight)),
        (_l("Quantity"), number(item.quantity) if item.quantity != 1 else ""),
        (_l("Place of origin"), translated(item.place.name) if item.place else ""),
        (_l("Inscriptions and marks"), translated(item.inscriptions)),
        (_l("Inventory number"), item.inventory_number),
        (_l("Fund"), str(FUND_LABELS[item.fund])),
        (_l("Credit line"), translated(item.credit_line)),
    )
    return tuple((str(label), value) for label, value in rows if value)


def _joined(parts: list[Any]) -> Any:
    return type(parts[0])(", ").join(parts) if parts else ""


def _makers(item: ItemRow) -> Any:
    return _joined([translated(made.agent.name) for made in item.makers])


def _measured(value: Mapping[str, Any] | None) -> str:
    if not value or value.get("value") is None:
        return ""
    unit = str(value.get("unit", ""))
    # No line ends between a number and its unit.
    return f"{number(_plain(value['value']))}\N{NO-BREAK SPACE}{UNIT_LABELS.get(unit, unit)}"


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def dimension_words(item: ItemRow) -> str:
    """«Height 6.2 cm, width 4 cm»; measurements of parts name the part."""
    words = []
    for dimension in item.dimensions or ():
        kind = str(MEASURE_LABELS.get(dimension["type"], dimension["type"]))
        part = f" ({dimension['part']})" if dimension.get("part") else ""
        words.append(f"{kind}{part} {_measured(dimension)}")
    joined = ", ".join(words)
    return joined[:1].upper() + joined[1:].lower() if joined else ""


def json_ld(found: Exhibit, url: str) -> dict[str, Any]:
    """The item for search engines, as schema.org describes a work: in the page's language, its name in all others."""
    item, language = found.item, current_language()
    base = settings().base_url
    name = translated_text(item.title)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_ORG_TYPE,
        "@id": f"{base}/q/{item.code}",
        "url": base + url,
        "name": name or item.inventory_number or item.code,
        "identifier": item.inventory_number or item.code,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "provider": {"@type": "Museum", "name": settings().museum_name(language), "url": base},
    }
    others = [{"@language": code, "@value": text} for code, text in item.title.items() if text and text != name]
    optional = {
        "alternateName": others,
        "description": translated_text(item.label_text),
        "dateCreated": translated_text(item.date_text),
        "artform": translated_text(item.object_type.label) if item.object_type else "",
        "artMedium": ", ".join(translated_text(t.term.label) for t in item.terms if t.relation == "material"),
        "keywords": ", ".join(translated_text(t.term.label) for t in item.terms if t.relation == "keyword"),
        "creator": [_creator(made) for made in item.makers],
        "locationCreated": {"@type": "Place", "name": translated_text(item.place.name)} if item.place else None,
        "license": item.rights_uri,
        "creditText": translated_text(item.credit_line),
        "image": base + found.main.picture.src if found.main and found.main.picture else None,
        "associatedMedia": _schema_media(found, base),
    }
    return data | {key: value for key, value in optional.items() if value}


def _creator(made: MakerRow) -> dict[str, str]:
    kind = "Organization" if made.agent.kind in ("organisation", "group") else "Person"
    creator = {"@type": kind, "name": translated_text(made.agent.name)}
    return creator | ({"sameAs": made.agent.external_uri} if made.agent.external_uri else {})


def _schema_media(found: Exhibit, base: str) -> list[dict[str, Any]]:
    """The model and the recording as media of the work."""
    media: list[dict[str, Any]] = []
    model = model_data(found.model.asset, current_language()) if found.model else None
    if model is not None:
        best = base + model["levels"][-1]["url"]
        media.append({"@type": "3DModel", "encodingFormat": "model/gltf-binary", "contentUrl": best})
    if found.sound is not None:
        sound = {"@type": "AudioObject", "encodingFormat": found.sound["media_type"]}
        seconds = round(found.sound["seconds"])
        media.append({**sound, "contentUrl": base + found.sound["url"], "duration": f"PT{seconds}S"})
    return media
