"""PLY: what scanners write when colour lies in the points. ASCII and both binary orders."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..archives import Archive
from ..refusals import Refusal
from .obj import PICTURE_ENDINGS
from .scene import (
    CLAY,
    Floats,
    Indices,
    Material,
    Scene,
    Surface,
    Texture,
    check_count,
    fan,
    srgb_to_linear,
    z_up_to_y_up,
)

_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
_COLOR_NAMES = (("red", "green", "blue"), ("diffuse_red", "diffuse_green", "diffuse_blue"), ("r", "g", "b"))
_FACE_LISTS = ("vertex_indices", "vertex_index")
MAX_HEADER_BYTES = 65_536


@dataclass
class Property:
    """A column; `count` is the type of a list's length, empty for a single value."""

    name: str
    type: str
    count: str = ""


@dataclass
class Element:
    """A table of the file."""

    name: str
    rows: int
    properties: list[Property]


def load_ply(data: bytes, archive: Archive | None = None, name: str = "") -> Scene:
    """The scene of a PLY. Raises Refusal."""
    order, elements, texture_name, start = _header(data)
    body = memoryview(data)[start:]
    vertices: dict[str, NDArray[np.float64]] | None = None
    triangles: Indices | None = None
    wedge: Floats | None = None
    words = iter(bytes(body).split()) if order == "ascii" else None
    place = 0
    for element in elements:
        if words is not None:
            table = _ascii_rows(words, element)
        else:
            table, used = _binary_rows(body[place:], element, order)
            place += used
        if element.name == "vertex":
            vertices = {key: value for key, value in table.items() if not isinstance(value, list)}
        elif element.name == "face":
            triangles, wedge = _faces(table)
        if vertices is not None and triangles is not None:
            break
    if vertices is None or triangles is None or not {"x", "y", "z"} <= set(vertices):
        raise Refusal("model-no-triangles")
    return _scene(vertices, triangles, wedge, texture_name, archive, name)


def _header(data: bytes) -> tuple[str, list[Element], str, int]:
    end = re.search(rb"end_header[ \t]*\r?\n?", data[:MAX_HEADER_BYTES])
    if end is None:
        raise Refusal("model-damaged")
    order, texture, elements = "", "", []
    for line in data[: end.start()].decode("latin-1").splitlines():
        words = line.split()
        match words[:1]:
            case ["format"] if len(words) > 1:
                order = {"ascii": "ascii", "binary_little_endian": "<", "binary_big_endian": ">"}.get(words[1], "")
            case ["comment"] if len(words) > 2 and words[1].lower() == "texturefile":
                texture = " ".join(words[2:])
            case ["element"] if len(words) == 3 and words[2].isdigit() and len(words[2]) < 12:
                elements.append(Element(words[1], int(words[2]), []))
            case ["property"] if elements:
                elements[-1].properties.append(_property(words))
    if not order or not elements:
        raise Refusal("model-damaged")
    for element in elements:
        if element.name == "face":
            check_count(element.rows)
        if element.rows > limits.MAX_VERTICES:
            raise Refusal("model-too-many-triangles", count=element.rows, limit=limits.MAX_VERTICES)
    return order, elements, texture, end.end()


def _property(words: list[str]) -> Property:
    try:
        if words[1] == "list":
            return Property(words[4], _TYPES[words[3]], _TYPES[words[2]])
        return Property(words[2], _TYPES[words[1]])
    except (IndexError, KeyError) as error:
        raise Refusal("model-damaged") from error


def _binary_rows(body: memoryview, element: Element, order: str) -> tuple[dict, int]:
    """The rows of an element as columns, and the bytes they took."""
    if not any(one.count for one in element.properties):
        kind = np.dtype([(f"{number}", order + one.type) for number, one in enumerate(element.properties)])
        needed = kind.itemsize * element.rows
        if needed > len(body):
            raise Refusal("model-truncated")
        table = np.frombuffer(body[:needed], kind)
        return {
            one.name: table[f"{number}"].astype(np.float64) for number, one in enumerate(element.properties)
        }, needed
    return _binary_lists(body, element, order)


def _binary_lists(body: memoryview, element: Element, order: str) -> tuple[dict, int]:
    """Rows with lists: read at once when all rows have the first row's lengths, else one by one."""
    lengths, size = _first_lengths(body, element, order)
    fields: list[tuple] = []
    for number, one in enumerate(element.properties):
        if one.count:
            fields.append((f"n{number}", order + one.count))
            fields.append((f"{number}", order + one.type, (lengths[number],)))
        else:
            fields.append((f"{number}", order + one.type))
    kind = np.dtype(fields)
    if size and kind.itemsize * element.rows <= len(body):
        table = np.frombuffer(body[: kind.itemsize * element.rows], kind)
        if all((table[f"n{n}"] == lengths[n]).all() for n, one in enumerate(element.properties) if one.count):
            return {one.name: table[f"{n}"] for n, one in enumerate(element.properties)}, kind.itemsize * element.rows
    return _uneven_lists(body, element, order)


def _first_lengths(body: memoryview, element: Element, order: str) -> tuple[dict[int, int], int]:
    lengths, place = {}, 0
    if element.rows == 0:
        return {number: 0 for number, one in enumerate(element.properties) if one.count}, 0
    for number, one in enumerate(element.properties):
        length = 1
        if one.count:
            length = int(_at(body, place, order + one.count, 1)[0])
            place += np.dtype(one.count).itemsize
            lengths[number] = length
        if not 0 <= length <= 100_000:
            raise Refusal("model-damaged")
        place += np.dtype(one.type).itemsize * length
    return lengths, place


def _at(body: memoryview, place: int, kind: str, count: int) -> NDArray:
    needed = np.dtype(kind).itemsize * count
    if place + needed > len(body):
        raise Refusal("model-truncated")
    return np.frombuffer(body[place : place + needed], kind)


def _uneven_lists(body: memoryview, element: Element, order: str) -> tuple[dict, int]:
    rows: dict[str, list] = {one.name: [] for one in element.properties}
    place = 0
    for _row in range(element.rows):
        for one in element.properties:
            length = 1
            if one.count:
                length = int(_at(body, place, order + one.count, 1)[0])
                place += np.dtype(one.count).itemsize
            if not 0 <= length <= 100_000:
                raise Refusal("model-damaged")
            rows[one.name].append(_at(body, place, order + one.type, length))
            place += np.dtype(one.type).itemsize * length
    return rows, place


def _ascii_rows(words, element: Element) -> dict:
    lists = {one.name for one in element.properties if one.count}
    rows: dict[str, list] = {one.name: [] for one in element.properties}
    try:
        for _row in range(element.rows):
            for one in element.properties:
                if one.count:
                    length = int(next(words))
                    rows[one.name].append([float(next(words)) for _item in range(min(length, 100_000))])
                else:
                    rows[one.name].append(float(next(words)))
    except StopIteration as error:
        raise Refusal("model-truncated") from error
    except (ValueError, OverflowError) as error:
        raise Refusal("model-damaged") from error
    return {key: value if key in lists else np.array(value) for key, value in rows.items()}


def _faces(table: dict) -> tuple[Indices, Floats | None]:
    """Triangles, and texture coordinates of their corners (m×3×2) where the faces carry them."""
    column = next((table[name] for name in _FACE_LISTS if name in table), None)
    if column is None or len(column) == 0:
        raise Refusal("model-no-triangles")
    if isinstance(column, np.ndarray):
        polygons = _whole(column)
        wedge = table.get("texcoord")
        if isinstance(wedge, np.ndarray) and polygons.shape[1] == 3 and wedge.shape[1] == 6:
            return polygons, wedge.reshape(-1, 3, 2).astype(np.float32)
        return fan(polygons), None
    by_size: dict[int, list] = {}
    for row in column:
        by_size.setdefault(len(row), []).append(row)
    parts = [fan(_whole(np.array(rows))) for size, rows in by_size.items() if size >= 3]
    if not parts:
        raise Refusal("model-no-triangles")
    return np.concatenate(parts), None


def _whole(values: NDArray) -> Indices:
    values = np.asarray(values, np.float64)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 2**32 - 2:
        raise Refusal("model-bad-index")
    return values.astype(np.uint32)


def _scene(
    vertices: dict, triangles: Indices, wedge: Floats | None, texture_name: str, archive: Archive | None, beside: str
) -> Scene:
    with np.errstate(over="ignore"):
        positions = np.stack([vertices[axis] for axis in "xyz"], axis=1).astype(np.float32)
    if len(triangles) and int(triangles.max()) >= len(positions):
        raise Refusal("model-bad-index")
    surface = Surface(z_up_to_y_up(positions), triangles, colors=_colors(vertices))
    uv_names = next(
        (pair for pair in (("s", "t"), ("u", "v"), ("texture_u", "texture_v")) if set(pair) <= set(vertices)), None
    )
    if uv_names:
        uvs = np.stack([vertices[name] for name in uv_names], axis=1)
        surface.uvs = np.stack([uvs[:, 0], 1 - uvs[:, 1]], axis=1).astype(np.float32)
    elif wedge is not None:
        surface = _unrolled(surface, wedge)
    scene = Scene([surface], [Material(color=(1.0, 1.0, 1.0, 1.0) if surface.colors is not None else CLAY)])
    if texture_name and surface.uvs is not None:
        entry = archive.find(texture_name, beside) if archive else None
        if archive is not None and entry and entry.lower().endswith(PICTURE_ENDINGS):
            scene.textures.append(Texture(entry, archive.read(entry)))
            scene.materials[0] = Material(color=(1.0, 1.0, 1.0, 1.0), color_texture=0)
        else:
            scene.missing.append(texture_name)
    return scene


def _unrolled(surface: Surface, wedge: Floats) -> Surface:
    """Points of their own for every corner that has another place in the texture."""
    corners = surface.triangles.ravel().astype(np.int64)
    places = np.nan_to_num(wedge.reshape(-1, 2))
    cells = np.rint(np.clip(places, -64, 64) * 65536).astype(np.int64)
    key = (corners * 0x9E3779B1 + cells[:, 0]) * 0x85EBCA6B + cells[:, 1]
    _unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    uvs = np.stack([places[first, 0], 1 - places[first, 1]], axis=1).astype(np.float32)
    colors = surface.colors[corners[first]] if surface.colors is not None else None
    return Surface(surface.positions[corners[first]], inverse.reshape(-1, 3).astype(np.uint32), None, uvs, colors)


def _colors(vertices: dict) -> Floats | None:
    names = next(
        (triple for triple in _COLOR_NAMES
         if set(triple) <= set(vertices)), None,
    )  # fmt: skip
    if names is None:
        return None
    rgb = np.nan_to_num(np.stack([vertices[name] for name in names], axis=1))
    scale = 255.0 if rgb.max(initial=0) > 1.001 else 1.0
    linear = srgb_to_linear(np.clip(rgb / scale, 0, 1).astype(np.float32))
    return np.column_stack([linear, np.ones(len(linear), np.float32)]).astype(np.float32)
