"""Reading a glTF 2.0 document that cannot be trusted: every index and every range is checked before use.

Source of the rules: the glTF 2.0 specification, sections 3.6 (binary data) and 4.4 (GLB).
"""

import base64
import binascii
import json
import struct
import urllib.parse
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..archives import Archive
from ..refusals import Refusal

_COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_JSON_CHUNK, _BIN_CHUNK = 0x4E4F534A, 0x004E4942
MAX_JSON_BYTES = 64 << 20


class Document:
    """The JSON of a glTF and its buffers. All methods raise Refusal on anything out of order."""

    def __init__(self, body: dict[str, Any], binary: bytes | None, archive: Archive | None, beside: str) -> None:
        self.json = body
        self._binary, self._archive, self._beside = binary, archive, beside
        self._buffers: dict[int, bytes] = {}
        self._views: dict[int, bytes] = {}
        asset = body.get("asset")
        version = str(asset.get("version", "")) if isinstance(asset, dict) else ""
        if not version.startswith("2."):
            raise Refusal("model-unsupported", feature=f"glTF {version[:8] or '?'}")

    def list(self, name: str) -> list[Any]:
        """A top-level list; empty when it is absent."""
        found = self.json.get(name, [])
        if not isinstance(found, list):
            raise Refusal("model-damaged")
        return found

    def item(self, name: str, index: object) -> dict[str, Any]:
        """The object at `index` of a top-level list."""
        items = self.list(name)
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(items):
            raise Refusal("model-damaged")
        found = items[index]
        if not isinstance(found, dict):
            raise Refusal("model-damaged")
        return found

    def uses(self, extension: str) -> bool:
        """Whether the document says that it uses the extension."""
        return extension in self.list("extensionsUsed") or extension in self.list("extensionsRequired")

    def buffer(self, index: object) -> bytes:
        """The bytes of a buffer, from the GLB, a data address or the same archive."""
        entry = self.item("buffers", index)
        assert isinstance(index, int)
        if index not in self._buffers:
            if "uri" in entry:
                data = self.resource(entry["uri"])
            elif self._binary is not None:
                data = self._binary
            else:
                raise Refusal("model-truncated")
            if whole(entry.get("byteLength", 0)) > len(data):
                raise Refusal("model-truncated")
            self._buffers[index] = data
        return self._buffers[index]

    def resource(self, uri: object) -> bytes:
        """The bytes behind a URI: only data addresses and files of the same archive."""
        if not isinstance(uri, str):
            raise Refusal("model-damaged")
        if uri.startswith("data:"):
            head, _comma, body = uri.partition(",")
            try:
                return (
                    base64.b64decode(body, validate=False)
                    if head.endswith(";base64")
                    else urllib.parse.unquote_to_bytes(body)
                )
            except (binascii.Error, ValueError) as error:
                raise Refusal("model-damaged") from error
        name = urllib.parse.unquote(uri)
        parts = name.replace("\\", "/").split("/")
        if urllib.parse.urlsplit(uri).scheme or name.startswith(("/", "\\")) or ".." in parts:
            raise Refusal("model-external-file", name=name[:80])
        entry = self._archive.find(name, self._beside) if self._archive else None
        if self._archive is None or entry is None:
            raise Refusal("model-missing-file", name=name[:80])
        return self._archive.read(entry)

    def view(self, index: object) -> bytes:
        """The bytes of a buffer view."""
        entry = self.item("bufferViews", index)
        assert isinstance(index, int)
        if index not in self._views:
            data = self.buffer(entry.get("buffer"))
            start, length = whole(entry.get("byteOffset", 0)), whole(entry.get("byteLength"))
            if start + length > len(data):
                raise Refusal("model-truncated")
            self._views[index] = data[start : start + length]
        return self._views[index]

    def accessor(self, index: object) -> NDArray[Any]:
        """The values of an accessor as rows of numbers; normalised integers come as floats."""
        entry = self.item("accessors", index)
        kind, width = _COMPONENTS.get(entry.get("componentType", 0)), _WIDTHS.get(str(entry.get("type")))
        count = whole(entry.get("count"))
        if kind is None or width is None or count < 1:
            raise Refusal("model-damaged")
        if count > limits.MAX_VERTICES * 3:
            raise Refusal("model-too-many-triangles", count=count // 3, limit=limits.MAX_TRIANGLES)
        if "bufferView" in entry:
            values = self._strided(entry, np.dtype(kind), width, count)
        else:
            if "sparse" not in entry and count > 1_000_000:
                raise Refusal("model-damaged")
            values = np.zeros((count, width), kind)
        if "sparse" in entry:
            values = self._sparse(entry["sparse"], values, np.dtype(kind), width)
        if entry.get("normalized") and values.dtype.kind in "iu":
            values = np.maximum(values.astype(np.float32) / np.iinfo(values.dtype).max, -1)
        return values

    def _strided(self, entry: dict[str, Any], kind: "np.dtype[Any]", width: int, count: int) -> NDArray[Any]:
        data = self.view(entry["bufferView"])
        row = kind.itemsize * width
        stride = whole(self.item("bufferViews", entry["bufferView"]).get("byteStride", 0)) or row
        start = whole(entry.get("byteOffset", 0))
        if stride < row or stride > 65_536 or start + stride * (count - 1) + row > len(data):
            raise Refusal("model-truncated")
        return np.ndarray((count, width), kind, data, start, (stride, kind.itemsize)).copy()

    def _sparse(self, entry: object, values: NDArray[Any], kind: "np.dtype[Any]", width: int) -> NDArray[Any]:
        if not isinstance(entry, dict) or not isinstance(entry.get("indices"), dict):
            raise Refusal("model-damaged")
        count, where, what = whole(entry.get("count")), entry["indices"], entry.get("values")
        index_kind = _COMPONENTS.get(where.get("componentType", 0))
        if index_kind not in ("u1", "<u2", "<u4") or not isinstance(what, dict) or count > len(values):
            raise Refusal("model-damaged")
        places = self._strided({**where, "bufferView": where.get("bufferView")}, np.dtype(index_kind), 1, count)[:, 0]
        news = self._strided({**what, "bufferView": what.get("bufferView")}, kind, width, count)
        if count and int(places.max()) >= len(values):
            raise Refusal("model-bad-index")
        values[places] = news
        return values


def whole(value: object) -> int:
    """A count or offset: a whole number from 0 on."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 40:
        raise Refusal("model-damaged")
    return value


def open_glb(data: bytes) -> Document:
    """The document of a GLB. Raises Refusal when its chunks do not fill what its header promises."""
    if len(data) < 20:
        raise Refusal("model-truncated")
    magic, version, length = struct.unpack_from("<4sII", data)
    if magic != b"glTF":
        raise Refusal("model-damaged")
    if version != 2:
        raise Refusal("model-unsupported", feature=f"glTF {version}")
    if length > len(data):
        raise Refusal("model-truncated")
    place, body, binary = 12, None, None
    while place + 8 <= length:
        size, kind = struct.unpack_from("<II", data, place)
        if place + 8 + size > length:
            raise Refusal("model-truncated")
        chunk = data[place + 8 : place + 8 + size]
        if kind == _JSON_CHUNK and body is None:
            body = chunk
        elif kind == _BIN_CHUNK and binary is None:
            binary = chunk
        place += 8 + size
    if body is None or place != length:
        raise Refusal("model-damaged")
    return Document(_parsed(body), binary, None, "")


def open_gltf(data: bytes, archive: Archive | None = None, name: str = "") -> Document:
    """The document of a glTF's JSON; what it names is read from the archive it lies in."""
    return Document(_parsed(data), None, archive, name)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_JSON_BYTES:
        raise Refusal("model-damaged")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refusal("model-damaged") from error
    if not isinstance(found, dict):
        raise Refusal("model-damaged")
    return found
