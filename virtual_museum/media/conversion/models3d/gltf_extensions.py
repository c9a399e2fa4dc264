"""What a glTF may need beyond the plain standard, and which of it is read.

Source: Khronos' registry of glTF extensions. `extensionsRequired` names what a reader must know to show the model.
"""

import copy
import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..refusals import Refusal
from .gltf_document import Document, whole

MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")
INSTANCING = "EXT_mesh_gpu_instancing"
# The textures of these extensions are read where there is a plain picture beside them, and refused by name otherwise.
UNREAD_TEXTURES = {"KHR_texture_basisu": "KTX2", "EXT_texture_avif": "AVIF", "MSFT_texture_dds": "DDS"}
_READ = {
    *MESHOPT, *UNREAD_TEXTURES, INSTANCING, "KHR_draco_mesh_compression", "KHR_mesh_quantization",
    "KHR_texture_transform", "EXT_texture_webp",
}  # fmt: skip
# These change the surface, the light or what moves; the model is right without them.
_HARMLESS = ("KHR_materials_", "KHR_lights_", "KHR_animation_", "KHR_xmp", "KHR_node_")
KTX2_MAGIC = b"\xabKTX 20\xbb"


def check_required(document: Document) -> None:
    """Raises Refusal naming an extension that the model needs and that is not read."""
    for name in document.list("extensionsRequired"):
        if not isinstance(name, str):
            raise Refusal("model-damaged")
        if name not in _READ and not name.startswith(_HARMLESS):
            raise Refusal("model-unsupported", feature=name[:60])


def is_meshopt(document: Document) -> bool:
    """Whether the geometry is packed by meshoptimizer."""
    return any(document.uses(name) for name in MESHOPT)


def picture_of(document: Document, texture: dict[str, Any]) -> int | None:
    """The image of a texture that can be read; None for a texture without any. Raises Refusal when none can be read."""
    extensions = texture.get("extensions", {})
    if not isinstance(extensions, dict):
        raise Refusal("model-damaged")
    source = _source(extensions.get("EXT_texture_webp"))
    if source is None:
        source = _source(texture)
    if source is not None:
        entry = document.item("images", source)
        if "bufferView" in entry and document.view(entry["bufferView"]).startswith(KTX2_MAGIC):
            raise Refusal("model-texture-format", format="KTX2")
        return whole(source)
    for name, form in UNREAD_TEXTURES.items():
        if name in extensions:
            raise Refusal("model-texture-format", format=form)
    return None


def _source(entry: object) -> object:
    if entry is not None and not isinstance(entry, dict):
        raise Refusal("model-damaged")
    return entry.get("source") if entry else None


def instances(document: Document, node: dict[str, Any]) -> list[dict[str, Any]]:
    """Where copies of a node's mesh stand, as the node's own translation, rotation and scale would say it.

    A node without EXT_mesh_gpu_instancing stands once, where it is.
    """
    extensions = node.get("extensions", {})
    found = extensions.get(INSTANCING) if isinstance(extensions, dict) else None
    if found is None:
        return [{}]
    attributes = found.get("attributes") if isinstance(found, dict) else None
    if not isinstance(attributes, dict):
        raise Refusal("model-damaged")
    columns: dict[str, NDArray[Any]] = {
        name.lower(): document.accessor(attributes[name])
        for name in ("TRANSLATION", "ROTATION", "SCALE") if name in attributes
    }  # fmt: skip
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1 or lengths.pop() > limits.MAX_NODES:
        raise Refusal("model-damaged")
    rows = zip(*(values.astype(np.float64).tolist() for values in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def bundled(document: Document) -> bytes:
    """The document with all that it names as one GLB, for a reader that sees no other file. Raises Refusal.

    Buffers that only stand in for packed data (`fallback`) stay without content, as the extension allows.
    """
    body = copy.deepcopy(document.json)
    binary, starts = bytearray(), {}
    buffers: list[dict[str, Any]] = [{"byteLength": 0}]
    for index, entry in enumerate(document.list("buffers")):
        if _is_stand_in(entry):
            starts[index] = (len(buffers), 0)
            buffers.append({name: value for name, value in entry.items() if name != "uri"})
        else:
            _align(binary)
            starts[index] = (0, len(binary))
            binary.extend(document.buffer(index))
    views = body.setdefault("bufferViews", [])
    for view in views:
        _rebase(view, starts)
        for name in MESHOPT:
            packed = view.get("extensions", {}).get(name)
            if packed is not None:
                _rebase(packed, starts)
    for image in body.get("images", []):
        if "uri" in image:
            data = document.resource(image.pop("uri"))
            _align(binary)
            image["bufferView"] = len(views)
            image.setdefault("mimeType", "image/png" if data.startswith(b"\x89PNG") else "image/jpeg")
            views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(data)})
            binary.extend(data)
    buffers[0]["byteLength"] = len(binary)
    body["buffers"] = buffers
    return _as_glb(body, bytes(binary))


def _align(binary: bytearray) -> None:
    binary.extend(bytes(-len(binary) % 16))


def _is_stand_in(entry: object) -> bool:
    extensions = entry.get("extensions", {}) if isinstance(entry, dict) else {}
    return isinstance(extensions, dict) and any(
        isinstance(extensions.get(name), dict) and extensions[name].get("fallback") is True for name in MESHOPT
    )


def _rebase(view: object, starts: dict[int, tuple[int, int]]) -> None:
    if not isinstance(view, dict) or view.get("buffer") not in starts:
        raise Refusal("model-damaged")
    buffer, start = starts[view["buffer"]]
    view["buffer"], view["byteOffset"] = buffer, start + whole(view.get("byteOffset", 0))


def _as_glb(body: dict[str, Any], binary: bytes) -> bytes:
    text = json.dumps(body, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary += bytes(-len(binary) % 4)
    head = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(binary))
    return b"".join([head, struct.pack("<I4s", len(text), b"JSON"), text,
                     struct.pack("<I4s", len(binary), b"BIN\x00"), binary])  # fmt: skip
