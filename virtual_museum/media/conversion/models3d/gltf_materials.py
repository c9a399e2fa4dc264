"""Materials and textures of a glTF document."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..refusals import Refusal
from .gltf_document import Document
from .gltf_extensions import picture_of
from .scene import Material, Texture

Transforms = dict[int, NDArray[np.float64]]


def read_materials(document: Document) -> tuple[list[Material], list[Texture], Transforms]:
    """Materials (index 0 is glTF's default), textures, and per material how its texture coordinates are moved."""
    if len(document.list("images")) > limits.MAX_TEXTURES:
        raise Refusal("model-damaged")
    textures = [_image(document, index) for index in range(len(document.list("images")))]
    materials, transforms = [Material(color=(1.0, 1.0, 1.0, 1.0), metallic=0.0)], {}
    for index in range(len(document.list("materials"))):
        material, transform = _material(document, document.item("materials", index))
        materials.append(material)
        if transform is not None:
            transforms[index + 1] = transform
    return materials, textures, transforms


def _image(document: Document, index: int) -> Texture:
    entry = document.item("images", index)
    name = str(entry.get("name") or entry.get("uri") or index)[:80]
    if "bufferView" in entry:
        return Texture(name, document.view(entry["bufferView"]))
    if "uri" in entry:
        name = name if not name.startswith("data:") else str(index)
        return Texture(name, document.resource(entry["uri"]))
    raise Refusal("model-damaged")


def _material(document: Document, entry: dict[str, Any]) -> tuple[Material, NDArray[np.float64] | None]:
    surface = _object(entry, "pbrMetallicRoughness")
    extensions = _object(entry, "extensions")
    color = _color(surface.get("baseColorFactor", [1, 1, 1, 1]), 4)
    color_info = surface.get("baseColorTexture")
    glossy = _object(extensions, "KHR_materials_pbrSpecularGlossiness")
    if glossy:
        color, color_info = _color(glossy.get("diffuseFactor", [1, 1, 1, 1]), 4), glossy.get("diffuseTexture")
    material = Material(
        color=(color[0], color[1], color[2], color[3]), color_texture=_slot(document, color_info),
        metallic=0.0 if glossy else _unit(surface.get("metallicFactor", 1.0)),
        roughness=_roughness(surface, glossy),
        metallic_roughness_texture=_slot(document, surface.get("metallicRoughnessTexture")),
        normal_texture=_slot(document, entry.get("normalTexture")),
        occlusion_texture=_slot(document, entry.get("occlusionTexture")),
        emissive_texture=_slot(document, entry.get("emissiveTexture")),
        alpha_mode=entry["alphaMode"] if entry.get("alphaMode") in ("MASK", "BLEND") else "OPAQUE",
        alpha_cutoff=_unit(entry.get("alphaCutoff", 0.5)), double_sided=bool(entry.get("doubleSided", False)),
        unlit="KHR_materials_unlit" in extensions,
    )  # fmt: skip
    emissive = _color(entry.get("emissiveFactor", [0, 0, 0]), 3)
    material.emissive = (emissive[0], emissive[1], emissive[2])
    if (
        _object(extensions, "KHR_materials_transmission").get("transmissionFactor", 0)
        and material.alpha_mode == "OPAQUE"
    ):
        # Glass needs a second pass that phones cannot spare; a see-through surface comes near.
        material.alpha_mode, material.color = "BLEND", (*material.color[:3], 0.35)
    return material, _transform(color_info)


def _roughness(surface: dict[str, Any], glossy: dict[str, Any]) -> float:
    if glossy:
        return 1 - _unit(glossy.get("glossinessFactor", 1.0)) * 0.7
    return _unit(surface.get("roughnessFactor", 1.0))


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    found = parent.get(name, {})
    if not isinstance(found, dict):
        raise Refusal("model-damaged")
    return found


def _slot(document: Document, info: object) -> int | None:
    """The image that a texture info means; maps on a second set of coordinates are left out."""
    if info is None:
        return None
    if not isinstance(info, dict):
        raise Refusal("model-damaged")
    if info.get("texCoord", 0) != 0:
        return None
    return picture_of(document, document.item("textures", info.get("index")))


def _transform(info: object) -> NDArray[np.float64] | None:
    """The 2×3 matrix of KHR_texture_transform on the colour texture; it is applied to the coordinates once."""
    found = _object(_object(info, "extensions"), "KHR_texture_transform") if isinstance(info, dict) else {}
    if not found:
        return None
    try:
        (x, y), (across, down) = found.get("offset", [0, 0]), found.get("scale", [1, 1])
        turn = float(found.get("rotation", 0))
        cosine, sine = math.cos(turn), math.sin(turn)
        matrix = np.array([[cosine * across, sine * down, x], [-sine * across, cosine * down, y]], np.float64)
    except (TypeError, ValueError) as error:
        raise Refusal("model-damaged") from error
    if not np.isfinite(matrix).all():
        raise Refusal("model-not-finite")
    return matrix


def _unit(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise Refusal("model-damaged")
    return min(1.0, max(0.0, float(value)))


def _color(values: object, count: int) -> list[float]:
    if not isinstance(values, list) or len(values) != count:
        raise Refusal("model-damaged")
    return [_unit(value) for value in values]
