"""Canvases of IIIF Presentation 3.0: one for each picture, sound, film or model that visitors may see.

Source: https://iiif.io/api/presentation/3.0/ and the IIIF cookbook (0001 to 0003).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.api.iiif_annotations import pointed_out, spoken
from virtual_museum.api.language_maps import in_all_languages, language_map
from virtual_museum.core.config import settings
from virtual_museum.core.i18n import languages
from virtual_museum.media.model_queries import augmented_data
from virtual_museum.media.models import Asset, Detail
from virtual_museum.media.queries import document_url, model_data, picture, sound_data, video_data

# What the canvas of a model measures: IIIF asks for none, viewers like a picture's place.
STAGE = (1200, 1200)
MODEL_TYPE = "model/gltf-binary"

JSON = dict[str, Any]


def base() -> str:
    """The beginning of every lasting address."""
    return settings().base_url


def image_service(asset: Asset) -> JSON:
    """The asset's IIIF Image API service."""
    return {"id": f"{base()}/iiif/image/3/{asset.code}", "type": "ImageService3", "profile": "level2"}


def thumbnail(asset: Asset) -> list[JSON]:
    """A small picture of the asset, none where it has none."""
    found = picture(asset)
    if found is None:
        return []
    width = min(320, found.width)
    height = max(1, round(found.height * width / found.width))
    return [{"id": base() + found.smallest, "type": "Image", "format": "image/jpeg", "width": width, "height": height}]


def can_be_shown(asset: Asset) -> bool:
    """Whether visitors may see the asset on a canvas; documents are read, not looked at."""
    return asset.published and asset.state == "ready" and not document_url(asset)


def _still(asset: Asset) -> tuple[JSON, JSON] | None:
    if asset.kind == "image" and asset.rendition("pyramid@1") is not None:
        size = {"width": asset.facts["width"], "height": asset.facts["height"]}
        address = f"{image_service(asset)['id']}/full/max/0/default.jpg"
        return size, {
            "id": address, "type": "Image", "format": "image/jpeg", **size, "service": [image_service(asset)]
        }  # fmt: skip
    shown = picture(asset)
    if shown is None:
        return None
    size = {"width": shown.width, "height": shown.height}
    return size, {"id": base() + shown.largest, "type": "Image", "format": "image/jpeg", **size}


def _played(asset: Asset) -> tuple[JSON, JSON] | None:
    sound = sound_data(asset)
    if sound is not None:
        length = {"duration": sound["seconds"]}
        return length, {"id": base() + sound["url"], "type": "Sound", "format": sound["media_type"], **length}
    film = video_data(asset)
    if film is None:
        return None
    shown = picture(asset)
    width, height = (shown.width, shown.height) if shown else STAGE
    size = {"width": width, "height": height, "duration": film["seconds"]}
    return size, {"id": base() + film["url"], "type": "Video", "format": film["media_type"], **size}


def painting(asset: Asset) -> tuple[JSON, list[JSON]] | None:
    """The measures of the asset's canvas and what is painted on it; None where it cannot be shown.

    A model is painted itself, and its poster with it (docs/decisions/0020-open-doors.md).
    """
    shown = _played(asset) or _still(asset)
    if shown is None:
        return None
    size, body = shown
    return size, [*_turned(asset), body]


def _turned(asset: Asset) -> list[JSON]:
    """The model in the plain form that every reader of glTF knows, none for what is no model."""
    made = augmented_data(asset)
    return [{"id": base() + made["glb"], "type": "Model", "format": MODEL_TYPE}] if made else []


def renderings(asset: Asset) -> list[JSON]:
    """What can be fetched beside what is painted: the model in its finest level."""
    model = model_data(asset, languages()[0])
    if model is None:
        return []
    label = {"none": ["3D · GLB"]}
    return [{"id": base() + model["levels"][-1]["url"], "type": "Model", "label": label, "format": MODEL_TYPE}]


def canvas(
    name: str,
    asset: Asset,
    label: Mapping[str, str] | None,
    beside: Asset | None = None,
    details: Sequence[Detail] = (),
    *,
    first: bool = False,
) -> JSON | None:
    """The canvas `name` of one asset with its details; None where nothing is shown.

    A sound is accompanied by the picture `beside`. Viewers choose their window by the `first` canvas: there a model
    stands before its poster, in a window for pictures behind it.
    """
    painted = painting(asset)
    if painted is None:
        return None
    size, bodies = painted
    if not first:
        bodies.reverse()
    found: JSON = {"id": name, "type": "Canvas", **size}
    words = label or asset.caption or asset.alt
    if words:
        found["label"] = language_map(words)
    small = thumbnail(asset) or (thumbnail(beside) if beside is not None else [])
    if small:
        found["thumbnail"] = small
    if asset.credit_line:
        found["requiredStatement"] = {
            "label": in_all_languages(_l("Credit line")),
            "value": language_map(asset.credit_line),
        }
    found["items"] = [_page(name, bodies)]
    if bodies[0]["type"] == "Sound":
        found |= _beside(name, beside)
    offered = renderings(asset)
    if offered:
        found["rendering"] = offered
    said = spoken(name, asset) + pointed_out(name, asset, size, details)
    if said:
        found["annotations"] = said
    return found


def _beside(name: str, asset: Asset | None) -> JSON:
    """The picture of `asset` to look at while a sound plays."""
    still = _still(asset) if asset is not None else None
    if still is None:
        return {}
    size, body = still
    own = f"{name}/picture"
    return {"accompanyingCanvas": {"id": own, "type": "Canvas", **size, "items": [_page(own, [body])]}}


def _page(name: str, bodies: list[JSON]) -> JSON:
    items = [
        {
            "id": f"{name}/painting" if number == 1 else f"{name}/painting-{number}",
            "type": "Annotation",
            "motivation": "painting",
            "body": body,
            "target": name,
        }
        for number, body in enumerate(bodies, 1)
    ]
    return {"id": f"{name}/page", "type": "AnnotationPage", "items": items}


def first_picture(assets: Iterator[Asset]) -> Asset | None:
    """The first asset with a flat picture, photographs before posters."""
    pictured = [asset for asset in assets if picture(asset) is not None]
    return next((asset for asset in pictured if asset.kind == "image"), pictured[0] if pictured else None)
