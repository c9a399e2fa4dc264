"""Small files made for the tests: sound ones of every format, from which hostile ones are derived."""

import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pyvips
from PIL import Image

CUBE_POINTS = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
CUBE_TRIANGLES = [
    (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
    (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
]  # fmt: skip


def picture(width: int = 64, height: int = 48, form: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    """A small colourful picture in a format that Pillow writes."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    pixels = np.stack([x, y, 255 - x], axis=-1).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(out, form, **options)
    return out.getvalue()


def panorama(width: int = 2048, height: int = 1024, xmp: str = "") -> bytes:
    """An equirectangular JPEG whose red grows to the right and whose green grows downward."""
    across = pyvips.Image.xyz(width, height)
    red, green = across[0] * (255 / width), across[1] * (255 / height)
    image = red.bandjoin([green, green * 0 + 90]).cast("uchar").copy(interpretation="srgb")
    if xmp:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "xmp-data", xmp.encode())
    return bytes(image.jpegsave_buffer(Q=90))


def gpano(**properties: object) -> str:
    """An XMP packet with GPano properties."""
    words = " ".join(f'GPano:{name}="{value}"' for name, value in properties.items())
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description {words}/></x:xmpmeta>'


def obj(material: str = "") -> bytes:
    """A cube as OBJ with texture coordinates."""
    lines = [f"mtllib {material}", "usemtl skin"] if material else []
    lines += [f"v {x} {y} {z}" for x, y, z in CUBE_POINTS]
    lines += ["vt 0 0", "vt 1 0", "vt 1 1"]
    lines += [f"f {a + 1}/1 {b + 1}/2 {c + 1}/3" for a, b, c in CUBE_TRIANGLES]
    return "\n".join(lines).encode()


def stl() -> bytes:
    """A cube as binary STL."""
    records = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(value for corner in triangle for value in CUBE_POINTS[corner]), 0)
        for triangle in CUBE_TRIANGLES
    )
    return b"cube".ljust(80, b" ") + struct.pack("<I", len(CUBE_TRIANGLES)) + records


def stl_ascii() -> bytes:
    """A cube as ASCII STL."""
    lines = ["solid cube"]
    for triangle in CUBE_TRIANGLES:
        lines.append("facet normal 0 0 0\nouter loop")
        lines += ["vertex {} {} {}".format(*CUBE_POINTS[corner]) for corner in triangle]
        lines.append("endloop\nendfacet")
    return "\n".join([*lines, "endsolid cube"]).encode()


def ply(order: str = "binary_little_endian", colors: bool = True) -> bytes:
    """A cube as PLY, with colours in its points."""
    head = [f"ply\nformat {order} 1.0\nelement vertex 8", *(f"property float {axis}" for axis in "xyz")]
    head += [f"property uchar {name}" for name in ("red", "green", "blue")] if colors else []
    head += [f"element face {len(CUBE_TRIANGLES)}\nproperty list uchar int vertex_indices\nend_header\n"]
    start = "\n".join(head).encode()
    if order == "ascii":
        rows = [f"{x} {y} {z} {200 * x} {200 * y} {200 * z}" if colors else f"{x} {y} {z}" for x, y, z in CUBE_POINTS]
        rows += ["3 {} {} {}".format(*triangle) for triangle in CUBE_TRIANGLES]
        return start + "\n".join(rows).encode()
    sign = "<" if "little" in order else ">"
    body = b""
    for x, y, z in CUBE_POINTS:
        body += struct.pack(f"{sign}3f", x, y, z) + (bytes([200 * x, 200 * y, 200 * z]) if colors else b"")
    for triangle in CUBE_TRIANGLES:
        body += struct.pack(f"{sign}B3i", 3, *triangle)
    return start + body


def gltf_parts(**changes: object) -> tuple[dict, bytes]:
    """The JSON and the binary of a cube; `changes` replace top-level members."""
    positions = np.array(CUBE_POINTS, np.float32).tobytes()
    indices = np.array(CUBE_TRIANGLES, np.uint16).tobytes()
    document: dict = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]},
            {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"},
        ],
        "bufferViews": [{"buffer": 0, "byteLength": 96}, {"buffer": 0, "byteOffset": 96, "byteLength": 72}],
        "buffers": [{"byteLength": 168}],
    }  # fmt: skip
    document.update(changes)
    return document, positions + indices


def glb(document: dict | None = None, binary: bytes | None = None) -> bytes:
    """A GLB of the given parts, else the cube."""
    default, data = gltf_parts()
    body = json.dumps(default if document is None else document).encode()
    body += b" " * (-len(body) % 4)
    data = data if binary is None else binary
    data += bytes(-len(data) % 4)
    length = 28 + len(body) + len(data)
    return b"".join(
        [struct.pack("<4sII", b"glTF", 2, length), struct.pack("<I4s", len(body), b"JSON"), body,
         struct.pack("<I4s", len(data), b"BIN\x00"), data]
    )  # fmt: skip


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the given files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def threemf(model: bytes | None = None) -> bytes:
    """A cube as 3MF, in millimetres."""
    if model is None:
        vertices = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in CUBE_POINTS)
        triangles = "".join('<triangle v1="{}" v2="{}" v3="{}"/>'.format(*triangle) for triangle in CUBE_TRIANGLES)
        model = (
            '<?xml version="1.0"?><model unit="millimeter"><resources><object id="1"><mesh><vertices>'
            f"{vertices}</vertices><triangles>{triangles}</triangles></mesh></object></resources>"
            '<build><item objectid="1"/></build></model>'
        ).encode()
    return archive({"[Content_Types].xml": b"<Types/>", "3D/3dmodel.model": model})


def written(folder: Path, name: str, data: bytes) -> Path:
    """The bytes as a file of the folder."""
    path = folder / name
    path.write_bytes(data)
    return path


def tilted(level: pyvips.Image, pitch: float, roll: float) -> pyvips.Image:
    """The sphere as a camera sees it that was turned up by `pitch` degrees and rolled clockwise by `roll`."""
    width, height = level.width, level.height
    longitude, latitude = np.meshgrid(
        ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi, (0.5 - (np.arange(height) + 0.5) / height) * np.pi
    )
    up_angle, turn = np.radians(pitch), np.radians(roll)
    # The camera's own axes in the level world (right, up, ahead).
    ahead = np.array([0, np.sin(up_angle), np.cos(up_angle)])
    raised = np.array([0, np.cos(up_angle), -np.sin(up_angle)])
    aside = np.array([1.0, 0, 0])
    right = aside * np.cos(turn) - raised * np.sin(turn)
    up = aside * np.sin(turn) + raised * np.cos(turn)
    rays = [np.cos(latitude) * np.sin(longitude), np.sin(latitude), np.cos(latitude) * np.cos(longitude)]
    world = sum(ray[..., None] * axis for ray, axis in zip(rays, (right, up, ahead), strict=True))
    column = (np.arctan2(world[..., 0], world[..., 2]) / (2 * np.pi) + 0.5) * width - 0.5
    row = (0.5 - np.arcsin(np.clip(world[..., 1], -1, 1)) / np.pi) * height - 0.5
    places = np.dstack([np.clip(column, 0, width - 1.01), np.clip(row, 0, height - 1.01)]).astype(np.float32)
    return level.mapim(pyvips.Image.new_from_array(places)).copy(interpretation="srgb")
