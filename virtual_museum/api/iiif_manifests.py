"""Manifests of IIIF Presentation 3.0: an item with all that shows it, an exhibition chapter by chapter.

Source: https://iiif.io/api/presentation/3.0/. Texts are given in every language.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.api.iiif_annotations import page, told
from virtual_museum.api.iiif_canvases import base, can_be_shown, canvas, first_picture
from virtual_museum.api.item_formats import FORMATS
from virtual_museum.api.language_maps import LanguageMap, in_all_languages, language_map
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.queries import item_by_code
from virtual_museum.core.config import settings
from virtual_museum.core.db import TranslatedText
from virtual_museum.core.document_rows import published_body
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import languages
from virtual_museum.exhibitions.queries import visible_exhibition
from virtual_museum.exhibitions.schemas import ExhibitionBody, ItemBlock
from virtual_museum.exhibitions.story import ShownBlock, ShownSection, Story, read_story
from virtual_museum.media.details import details_of_many
from virtual_museum.media.models import Asset, Detail

JSON = dict[str, Any]
# Presentation 3.0 allows these addresses only as `rights`; anything else stands in the credit.
RIGHTS = ("http://creativecommons.org/", "http://rightsstatements.org/")
# What a program may want to read beside the manifest.
SEE_ALSO = {
    "linked-art": ("Linked Art", "https://linked.art/ns/v1/linked-art.json"),
    "lido": ("LIDO", "http://www.lido-schema.org"),
    "dc": ("Dublin Core", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
}


def manifest_id(code: str) -> str:
    """The manifest of an item."""
    return f"{base()}/iiif/presentation/3/items/{code}/manifest"


def exhibition_id(slug: str) -> str:
    """The manifest of an exhibition."""
    return f"{base()}/iiif/presentation/3/exhibitions/{slug}/manifest"


def search_address(version: int, kind: str, key: str) -> str:
    """Where the texts of a manifest are searched; `kind` is "items" or "exhibitions"."""
    return f"{base()}/iiif/search/{version}/{kind}/{key}"


def search_services(kind: str, key: str) -> list[JSON]:
    """The search within a manifest: in the version of today, and in that which most viewers ask."""
    profile = "http://iiif.io/api/search/1/search"
    context = "http://iiif.io/api/search/1/context.json"
    former = {"@context": context, "@id": search_address(1, kind, key), "@type": "SearchService1", "profile": profile}
    return [{"id": search_address(2, kind, key), "type": "SearchService2"}, former]


def metadata(item: Item) -> list[JSON]:
    """The record's facts as pairs for people."""
    pairs: list[tuple[object, list[Mapping[str, str]]]] = [
        (_l("Maker"), [tie.agent.name for tie in item.makers]),
        (_l("Date"), [item.date_text]),
        (_l("Culture"), [item.culture.label] if item.culture else []),
        (_l("Period"), [item.period.label] if item.period else []),
        (_l("Type of object"), [item.object_type.label] if item.object_type else []),
        (_l("Material"), [tie.term.label for tie in item.terms if tie.relation == "material"]),
        (_l("Technique"), [tie.term.label for tie in item.terms if tie.relation == "technique"]),
        (_l("Place"), [item.place.name] if item.place else []),
    ]
    found: list[JSON] = []
    for label, values in pairs:
        merged: LanguageMap = {}
        for value in values:
            for code, text in value.items():
                merged.setdefault(code, []).append(text)
        if merged:
            found.append({"label": in_all_languages(label), "value": merged})
    if item.inventory_number:
        number: LanguageMap = {"none": [item.inventory_number]}
        found.append({"label": in_all_languages(_l("Inventory number")), "value": number})
    return found


def homepages(path: str, label: Mapping[str, str]) -> list[JSON]:
    """The page for people, in each language; `path` is what follows the language."""
    return [
        {
            "id": f"{base()}/{code}/{path}",
            "type": "Text",
            "label": language_map(label),
            "format": "text/html",
            "language": [code],
        }
        for code in languages()
    ]


def provider() -> list[JSON]:
    """The museum with its sign."""
    names = {code: [settings().museum_name(code)] for code in languages()}
    logo = {
        "id": f"{base()}/static/img/icon-512.png",
        "type": "Image",
        "format": "image/png",
        "width": 512,
        "height": 512,
    }
    return [
        {
            "id": base(),
            "type": "Agent",
            "label": names,
            "homepage": homepages("", {code: texts[0] for code, texts in names.items()}),
            "logo": [logo],
        }
    ]


def statement(credit: Mapping[str, str]) -> JSON:
    """What must be shown beside the picture."""
    fallback = TranslatedText({code: settings().museum_name(code) for code in languages()})
    return {"label": in_all_languages(_l("Credit line")), "value": language_map(credit or fallback)}


def rights(uri: str) -> JSON:
    """The rights statement in the spelling the specification demands, nothing where it has none."""
    plain = uri.replace("https://", "http://", 1)
    return {"rights": plain} if plain.startswith(RIGHTS) else {}


def see_also(item: Item) -> list[JSON]:
    """The record for programs, in each form that keeps all of it."""
    return [
        {
            "id": f"{base()}/api/v1/items/{item.code}?format={name}",
            "type": "Dataset",
            "label": {"none": [label]},
            "format": FORMATS[name].media_type.partition(";")[0],
            "profile": profile,
        }
        for name, (label, profile) in SEE_ALSO.items()
    ]


def canvases(owner: str, item: Item, only: str = "") -> Iterator[JSON]:
    """A canvas for everything of the item that visitors may see, in its order, or for the asset `only`."""
    shown = [tie for tie in item.media if can_be_shown(tie.asset) and only in ("", tie.asset.code)]
    still = first_picture(tie.asset for tie in shown)
    details = details_of_many(tie.asset for tie in shown)
    first = True
    for tie in shown:
        name = f"{owner.removesuffix('/manifest')}/canvas/{tie.asset.code}"
        words = tie.caption or tie.asset.caption or tie.asset.alt or item.title
        found = canvas(name, tie.asset, words, still, details.get(tie.asset.id, ()), first=first)
        if found is not None:
            if not first and len(found["items"][0]["items"]) > 1:
                found["seeAlso"] = [_by_itself(item.code, tie.asset.code)]
            first = False
            yield found


def _by_itself(code: str, asset_code: str) -> JSON:
    """The manifest of a model alone: a viewer whose window was chosen by a picture cannot turn it."""
    address = manifest_id(f"{code}/models/{asset_code}")
    media_type = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    return {"id": address, "type": "Manifest", "format": media_type, "label": {"none": ["3D"]}}


def model_manifest(code: str, asset_code: str) -> JSON:
    """The manifest of one model of a published item. Raises NotFound."""
    item = published_item(code)
    whole = manifest_id(item.code)
    own = manifest_id(f"{item.code}/models/{asset_code}")
    if not any(tie.asset.code == asset_code and tie.asset.kind == "model" for tie in item.media):
        raise NotFound()
    shown = list(canvases(own, item, asset_code))
    if not shown:
        raise NotFound()
    part = {"partOf": [{"id": whole, "type": "Manifest", "label": language_map(item.title)}]}
    return _with_thumbnail(_about(item, own) | part | {"items": shown})


def manifest_of(kind: str, key: str) -> JSON:
    """The manifest of the published item of that code or the visible exhibition of that slug.

    Raises NotFound, and Gone for an exhibition that was taken back. `kind` is "items" or "exhibitions".
    """
    if kind == "items":
        return item_manifest(published_item(key))
    body = published_body(visible_exhibition(key))
    return exhibition_manifest(key, body, read_story(body))


def published_item(code: str) -> Item:
    """The published item of a code as people write it, with its parts. Raises NotFound."""
    canonical = parse_code(code)
    found = item_by_code(canonical) if canonical else None
    if found is None or found.status != "published":
        raise NotFound()
    return found


def _about(item: Item, name: str) -> JSON:
    """What a manifest called `name` tells of the item before it shows it."""
    body: JSON = {"id": name, "type": "Manifest", "label": language_map(item.title)}
    if item.label_text:
        body["summary"] = language_map(item.label_text)
    body["metadata"] = metadata(item)
    body["requiredStatement"] = statement(item.credit_line)
    body |= rights(item.rights_uri)
    body["provider"] = provider()
    body["homepage"] = homepages(f"items/{item.code}", item.title)
    body["seeAlso"] = see_also(item)
    return body


def item_manifest(item: Item) -> JSON:
    """The manifest of a published item whose parts are loaded."""
    name = manifest_id(item.code)
    body = _about(item, name)
    body["items"] = list(canvases(name, item))
    if body["items"] and item.description:
        first = body["items"][0]
        _say(first, [told(f"{first['id']}/description", first["id"], item.description)])
    body["service"] = search_services("items", item.code)
    return _with_thumbnail(body)


def _say(shown: JSON, items: list[JSON]) -> None:
    """Let the texts be read with the canvas `shown`, after those that it has already."""
    pages, name = shown.get("annotations", []), f"{shown['id']}/texts"
    known = next((one for one in pages if one["id"] == name), None)
    if known is not None:
        known["items"] += items
    elif items:
        shown["annotations"] = pages + page(name, items)


def _with_thumbnail(body: JSON) -> JSON:
    pictured = next((shown for shown in body["items"] if "thumbnail" in shown), None)
    return body if pictured is None else {**body, "thumbnail": pictured["thumbnail"]}


def exhibition_manifest(slug: str, body: ExhibitionBody, story: Story) -> JSON:
    """The manifest of an exhibition: a canvas for each picture, film and sound, a range for each chapter."""
    name = exhibition_id(slug)
    stem = name.removesuffix("/manifest")
    manifest: JSON = {"id": name, "type": "Manifest", "label": language_map(body.title)}
    if body.lead:
        manifest["summary"] = language_map(body.lead)
    manifest["requiredStatement"] = statement({})
    manifest["provider"] = provider()
    manifest["homepage"] = homepages(f"exhibitions/{slug}", body.title)
    manifest["items"], manifest["structures"] = [], []
    details = details_of_many(asset for one in story.sections for asset in _section_assets(one))
    untold: list[tuple[str, Mapping[str, str]]] = []
    for section in story.sections:
        shown: list[JSON] = []
        for block in section.blocks:
            untold += _block_texts(block)
            found = list(_block_canvases(stem, block, details))
            shown += found
            if found:
                _tell(found[0], untold)
                untold = []
        manifest["items"] += shown
        if shown:
            manifest["structures"].append(_range(stem, section, shown, body.title))
    if untold and manifest["items"]:
        _tell(manifest["items"][-1], untold)
    if not manifest["structures"]:
        del manifest["structures"]
    manifest["service"] = search_services("exhibitions", slug)
    return _with_thumbnail(manifest)


def _range(stem: str, section: ShownSection, shown: list[JSON], title: Mapping[str, str]) -> JSON:
    """A chapter and the canvases that stand in it."""
    return {
        "id": f"{stem}/range/{section.section.id}",
        "type": "Range",
        "label": language_map(section.section.title or title),
        "items": [{"id": one["id"], "type": "Canvas"} for one in shown],
    }


def _tell(shown: JSON, texts: list[tuple[str, Mapping[str, str]]]) -> None:
    """Let the words that lead to a canvas, or end the story behind it, be read with it."""
    _say(shown, [told(f"{shown['id']}/text-{block}", shown["id"], words) for block, words in texts])


def _block_texts(shown: ShownBlock) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What the story itself says in a block, with the block's id."""
    block = shown.block
    words = block.caption if isinstance(block, ItemBlock) else getattr(block, "text", None)
    if words:
        yield block.id, words


def _section_assets(section: ShownSection) -> Iterator[Asset]:
    for block in section.blocks:
        yield from (asset for asset, _words in _block_assets(block) if asset is not None)


def _block_canvases(stem: str, shown: ShownBlock, details: Mapping[int, list[Detail]]) -> Iterator[JSON]:
    """The canvases of a block of the story, named by the block: one picture may stand in several places."""
    for number, (asset, label) in enumerate(_block_assets(shown), 1):
        if asset is not None and can_be_shown(asset):
            name = f"{stem}/canvas/{shown.block.id}-{number}"
            found = canvas(name, asset, label, details=details.get(asset.id, ()))
            if found is not None:
                yield found


def _block_assets(shown: ShownBlock) -> Iterator[tuple[Asset | None, Mapping[str, str] | None]]:
    """The files of a block with their words, in the order of the page."""
    if shown.pictures:
        for one in shown.pictures:
            item = one.exhibit.item if one.exhibit else None
            yield (
                one.asset or (one.exhibit.main if one.exhibit else None),
                one.caption or (item.title if item else None),
            )
    elif shown.asset is not None:
        named = shown.exhibit.item.title if shown.exhibit else getattr(shown.block, "title", None)
        yield shown.asset, named or getattr(shown.block, "caption", None)
    elif shown.exhibit is not None:
        yield shown.exhibit.main, shown.exhibit.item.title
