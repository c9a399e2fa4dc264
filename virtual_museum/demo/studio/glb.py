"""Writing an exhibit as one binary glTF 2.0 file: vertex colours or a picture, normals, metallic-roughness surfaces.

Numbers are whole ones (KHR_mesh_quantization), two thirds of the bytes of floats: places are 65,535 steps along the longest
side, a fiftieth of a millimetre on a metre; the node's scale and translation turn them into metres.
"""

import io
import json
import struct
from pathlib import Path

import numpy as np

from .finishes import Finish, Part
from .forms import normals

UNSIGNED, SHORT, BYTE = 5125, 5123, 5120
STEPS = 65_535
QUANTIZED = "KHR_mesh_quantization"
_TO_Y_UP = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])


class _Bin:
    """The file's binary chunk and the glTF records that describe it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict] = []
        self.accessors: list[dict] = []

    def view(self, raw: bytes, target: int | None = None, stride: int = 0) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        record = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)}
        if target:
            record["target"] = target
        if stride:
            record["byteStride"] = stride
        self.data += raw
        self.views.append(record)
        return len(self.views) - 1

    def indices(self, faces: np.ndarray, vertices: int) -> int:
        """Add triangles in the smallest numbers that reach all vertices; the last value of a type is reserved."""
        small = vertices < STEPS
        flat = faces.astype("<u2" if small else "<u4").ravel()
        return self._accessor(flat, SHORT if small else UNSIGNED, "SCALAR", self.view(flat.tobytes(), 34963))

    def attribute(self, values: np.ndarray, component: int, **more) -> int:
        """Add one row a vertex, each row filled up to whole words as the format wants them."""
        values = np.ascontiguousarray(values)
        row = values.shape[1] * values.itemsize
        filled = np.zeros((len(values), row + -row % 4), dtype=np.uint8)
        filled[:, :row] = values.view(np.uint8).reshape(len(values), row)
        return self._accessor(values, component, f"VEC{values.shape[1]}", self.view(filled.tobytes(), 34962, filled.shape[1]), **more)

    def _accessor(self, values: np.ndarray, component: int, kind: str, view: int, **more) -> int:
        self.accessors.append({"bufferView": view, "componentType": component, "count": len(values), "type": kind, **more})
        return len(self.accessors) - 1


def write_glb(path: Path, name: str, parts: list[Part]) -> int:
    """Write parts (metres, z up) as a GLB with y up; return the number of triangles."""
    binary = _Bin()
    corner, step = _grid(parts)
    document: dict = {
        "asset": {"version": "2.0", "generator": "virtual museum demo studio"},
        "extensionsUsed": [QUANTIZED], "extensionsRequired": [QUANTIZED],
        "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0, "scale": [step] * 3, "translation": corner.tolist()}],
        "materials": [], "images": [], "textures": [], "samplers": [{"magFilter": 9729, "minFilter": 9987}],
    }
    primitives = []
    for part in parts:
        document["materials"].append(_material(part.finish, document, binary))
        primitives.append(_primitive(part, (corner, step), binary, len(document["materials"]) - 1))
    document["meshes"] = [{"name": name, "primitives": primitives}]
    document |= {"bufferViews": binary.views, "accessors": binary.accessors}
    document["buffers"] = [{"byteLength": len(binary.data)}]
    path.write_bytes(_packed({key: value for key, value in document.items() if value != []}, bytes(binary.data)))
    return sum(len(part.form.faces) for part in parts)


def _grid(parts: list[Part]) -> tuple[np.ndarray, float]:
    """Return the lowest corner (y up) and the step, in metres, of the grid on which all vertices are counted."""
    places = np.concatenate([part.form.vertices for part in parts]) @ _TO_Y_UP.T
    return places.min(axis=0), float(np.ptp(places, axis=0).max()) / STEPS


def _primitive(part: Part, grid: tuple[np.ndarray, float], binary: _Bin, material: int) -> dict:
    form, (corner, step) = part.form, grid
    places = np.round((form.vertices @ _TO_Y_UP.T - corner) / step).astype("<u2")
    facing = np.round(normals(form) @ _TO_Y_UP.T * 127).astype("i1")
    facing[~facing.any(axis=1)] = (0, 127, 0)  # a point that no triangle of any size meets; the format wants a direction
    attributes = {
        "POSITION": binary.attribute(places, SHORT, min=places.min(axis=0).tolist(), max=places.max(axis=0).tolist()),
        "NORMAL": binary.attribute(facing, BYTE, normalized=True),
    }
    if form.colours is not None and part.finish.picture is None:
        values = np.round(np.clip(form.colours, 0, 1) * STEPS).astype("<u2")
        attributes["COLOR_0"] = binary.attribute(values, SHORT, normalized=True)
    if form.uv is not None and part.finish.picture is not None:
        uv = np.stack([form.uv[:, 0], 1 - form.uv[:, 1]], 1)
        attributes["TEXCOORD_0"] = binary.attribute(np.round(np.clip(uv, 0, 1) * STEPS).astype("<u2"), SHORT, normalized=True)
    return {"attributes": attributes, "indices": binary.indices(form.faces, len(form.vertices)), "material": material}


def _material(finish: Finish, document: dict, binary: _Bin) -> dict:
    surface: dict = {"metallicFactor": finish.metallic, "roughnessFactor": finish.roughness}
    if finish.picture is not None:
        buffer = io.BytesIO()
        finish.picture.convert("RGB").save(buffer, "JPEG", quality=86)
        document["images"].append({"bufferView": binary.view(buffer.getvalue()), "mimeType": "image/jpeg"})
        document["textures"].append({"sampler": 0, "source": len(document["images"]) - 1})
        surface["baseColorTexture"] = {"index": len(document["textures"]) - 1}
    return {"name": finish.name, "pbrMetallicRoughness": surface, "doubleSided": True}


def _packed(document: dict, binary: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 12 + 8 + len(text) + 8 + len(binary)
    head = struct.pack("<4sII", b"glTF", 2, total)
    return head + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary
