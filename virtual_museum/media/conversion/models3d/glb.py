"""Writing a scene as a plain GLB, the input of gltfpack."""

import json
import struct
from typing import Any

import numpy as np

from .scene import Material, Scene


class _Builder:
    def __init__(self) -> None:
        self.binary = bytearray()
        self.views: list[dict[str, int]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, data: bytes, target: int | None = None) -> int:
        self.binary.extend(bytes(-len(self.binary) % 4))
        view = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(data)}
        if target:
            view["target"] = target
        self.binary.extend(data)
        self.views.append(view)
        return len(self.views) - 1

    def accessor(self, values: np.ndarray, kind: str, component: int, target: int) -> int:
        entry: dict[str, Any] = {
            "bufferView": self.view(np.ascontiguousarray(values).tobytes(), target), "componentType": component,
            "count": values.size if kind == "SCALAR" else len(values), "type": kind,
        }  # fmt: skip
        if kind == "VEC3":
            entry["min"] = [float(value) for value in values.min(axis=0)]
            entry["max"] = [float(value) for value in values.max(axis=0)]
        self.accessors.append(entry)
        return len(self.accessors) - 1


def write_glb(scene: Scene, textures: dict[int, bytes], media_type: str) -> bytes:
    """The scene as one GLB; `textures` holds the encoded picture (of that type, or PNG) for each used texture index."""
    builder = _Builder()
    primitives = []
    for surface in scene.surfaces:
        attributes = {"POSITION": builder.accessor(surface.positions.astype("<f4"), "VEC3", 5126, 34962)}
        if surface.normals is not None:
            attributes["NORMAL"] = builder.accessor(surface.normals.astype("<f4"), "VEC3", 5126, 34962)
        if surface.uvs is not None and scene.materials[surface.material].texture_slots():
            attributes["TEXCOORD_0"] = builder.accessor(surface.uvs.astype("<f4"), "VEC2", 5126, 34962)
        if surface.colors is not None:
            attributes["COLOR_0"] = builder.accessor(surface.colors.astype("<f4"), "VEC4", 5126, 34962)
        indices = builder.accessor(surface.triangles.astype("<u4").ravel(), "SCALAR", 5125, 34963)
        primitives.append({"attributes": attributes, "indices": indices, "material": surface.material})
    slots = {index: place for place, index in enumerate(textures)}
    images = [{"bufferView": builder.view(data), "mimeType": _type_of(data, media_type)} for data in textures.values()]
    document: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": primitives}],
        "materials": [_material(material, slots) for material in scene.materials],
        "accessors": builder.accessors,
        "bufferViews": builder.views,
        "buffers": [{"byteLength": len(builder.binary)}],
    }
    _add_textures(document, images, media_type)
    if any(material.unlit for material in scene.materials):
        document.setdefault("extensionsUsed", []).append("KHR_materials_unlit")
    return _packed(document, builder.binary)


def _type_of(data: bytes, media_type: str) -> str:
    """The declared type, or PNG where a texture with holes could not be of that type."""
    return "image/png" if data.startswith(b"\x89PNG") else media_type


def _add_textures(document: dict[str, Any], images: list[dict[str, Any]], media_type: str) -> None:
    if not images:
        return
    document["images"] = images
    document["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}]
    if media_type == "image/webp":
        document["extensionsUsed"] = ["EXT_texture_webp"]
        document["extensionsRequired"] = ["EXT_texture_webp"]
        document["textures"] = [
            {"sampler": 0, "extensions": {"EXT_texture_webp": {"source": number}}} for number in range(len(images))
        ]
    else:
        document["textures"] = [{"sampler": 0, "source": number} for number in range(len(images))]


def _material(material: Material, slots: dict[int, int]) -> dict[str, Any]:
    def info(texture: int | None, **more: Any) -> dict[str, Any] | None:
        return {"index": slots[texture], **more} if texture is not None and texture in slots else None

    surface: dict[str, Any] = {
        "baseColorFactor": list(material.color), "metallicFactor": material.metallic,
        "roughnessFactor": material.roughness,
        "baseColorTexture": info(material.color_texture),
        "metallicRoughnessTexture": info(material.metallic_roughness_texture),
    }  # fmt: skip
    entry: dict[str, Any] = {
        "pbrMetallicRoughness": {key: value for key, value in surface.items() if value is not None},
        "normalTexture": info(material.normal_texture, scale=material.normal_scale),
        "occlusionTexture": info(material.occlusion_texture),
        "emissiveTexture": info(material.emissive_texture),
        "emissiveFactor": list(material.emissive) if any(material.emissive) else None,
        "alphaMode": material.alpha_mode if material.alpha_mode != "OPAQUE" else None,
        "alphaCutoff": material.alpha_cutoff if material.alpha_mode == "MASK" else None,
        "doubleSided": True if material.double_sided else None,
        "extensions": {"KHR_materials_unlit": {}} if material.unlit else None,
    }
    return {key: value for key, value in entry.items() if value is not None}


def _packed(document: dict[str, Any], binary: bytearray) -> bytes:
    body = json.dumps(document, separators=(",", ":")).encode()
    body += b" " * (-len(body) % 4)
    binary.extend(bytes(-len(binary) % 4))
    length = 12 + 8 + len(body) + 8 + len(binary)
    return b"".join(
        [struct.pack("<4sII", b"glTF", 2, length), struct.pack("<I4s", len(body), b"JSON"), body,
         struct.pack("<I4s", len(binary), b"BIN\x00"), bytes(binary)]
    )  # fmt: skip
