"""glTF 2.0 into a scene: nodes are laid out in the world, Draco is unpacked, materials are kept."""

from collections.abc import Callable, Iterator
from typing import Any

import DracoPy
import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..archives import Archive
from ..refusals import Refusal
from .gltf_document import Document, open_glb, open_gltf, whole
from .gltf_extensions import bundled, check_required, instances, is_meshopt
from .gltf_materials import read_materials
from .gltfpack import Gltfpack
from .scene import Scene, Surface, check_count

Matrix = NDArray[np.float64]
METRE_MM = 1000.0
_POSITION, _NORMAL, _UV, _COLOR, _JOINTS, _WEIGHTS = (
    "POSITION", "NORMAL", "TEXCOORD_0", "COLOR_0", "JOINTS_0", "WEIGHTS_0",
)  # fmt: skip
Packer = Callable[[], Gltfpack] | None


def load_glb(data: bytes, gltfpack: Packer = None) -> Scene:
    """The scene of a GLB; `gltfpack` gives the packer that opens meshopt compression. Raises Refusal."""
    return _scene(open_glb(data), gltfpack)


def load_gltf(data: bytes, archive: Archive | None = None, name: str = "", gltfpack: Packer = None) -> Scene:
    """The scene of a glTF with its files in the archive. Raises Refusal."""
    return _scene(open_gltf(data, archive, name), gltfpack)


def _scene(document: Document, gltfpack: Packer) -> Scene:
    check_required(document)
    if is_meshopt(document):
        if gltfpack is None:
            raise Refusal("model-unsupported", feature="meshopt")
        document = open_glb(gltfpack().run(bundled(document), ["-noq"]))
    materials, textures, transforms = read_materials(document)
    scene = Scene([], materials, textures, METRE_MM)
    total = 0
    for node, world in _placed_nodes(document):
        for primitive in _primitives(document, node):
            surface = _surface(document, primitive, len(materials))
            if surface is None:
                continue
            total += len(surface.triangles)
            check_count(total)
            _lay_out(document, node, primitive, surface, world)
            _move_uvs(surface, transforms.get(surface.material))
            scene.surfaces.append(surface)
    return scene


def _placed_nodes(document: Document) -> Iterator[tuple[dict[str, Any], Matrix]]:
    """The nodes of the shown scene with their world matrices, each copy by itself; a cycle is refused."""
    for node, world in _worlds(document).values():
        for place in instances(document, node):
            yield node, world @ _local(place) if place else world


def _worlds(document: Document) -> dict[int, tuple[dict[str, Any], Matrix]]:
    nodes = document.list("nodes")
    if len(nodes) > limits.MAX_NODES:
        raise Refusal("model-damaged")
    if document.list("scenes"):
        roots = document.item("scenes", document.json.get("scene", 0)).get("nodes", [])
    else:
        roots = list(range(len(nodes)))
    found: dict[int, tuple[dict[str, Any], Matrix]] = {}
    waiting = [(index, np.eye(4)) for index in _indices(roots)]
    while waiting:
        index, parent = waiting.pop()
        if index in found:
            if document.list("scenes"):
                raise Refusal("model-damaged")
            continue
        node = document.item("nodes", index)
        world = parent @ _local(node)
        found[index] = (node, world)
        waiting.extend((child, world) for child in _indices(node.get("children", [])))
    return found


def _indices(values: object) -> list[int]:
    if not isinstance(values, list):
        raise Refusal("model-damaged")
    return [whole(value) for value in values]


def _local(node: dict[str, Any]) -> Matrix:
    if "matrix" in node:
        return _floats(node["matrix"], 16).reshape(4, 4).T
    x, y, z, w = _floats(node.get("rotation", [0, 0, 0, 1]), 4)
    turn = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip
    matrix = np.eye(4)
    matrix[:3, :3] = turn * _floats(node.get("scale", [1, 1, 1]), 3)
    matrix[:3, 3] = _floats(node.get("translation", [0, 0, 0]), 3)
    return matrix


def _floats(values: object, count: int) -> NDArray[np.float64]:
    try:
        found = np.array(values, np.float64)
    except (ValueError, TypeError) as error:
        raise Refusal("model-damaged") from error
    if found.shape != (count,) or not np.isfinite(found).all():
        raise Refusal("model-damaged")
    return found


def _primitives(document: Document, node: dict[str, Any]) -> list[dict[str, Any]]:
    if "mesh" not in node:
        return []
    primitives = document.item("meshes", node["mesh"]).get("primitives", [])
    if not isinstance(primitives, list) or not all(isinstance(one, dict) for one in primitives):
        raise Refusal("model-damaged")
    return primitives


def _surface(document: Document, primitive: dict[str, Any], materials: int) -> Surface | None:
    mode = primitive.get("mode", 4)
    if mode not in (4, 5, 6):
        return None
    columns, indices = _columns(document, primitive)
    positions = columns.get(_POSITION)
    if positions is None or positions.shape[1] != 3:
        raise Refusal("model-damaged")
    if any(len(values) != len(positions) for values in columns.values()):
        raise Refusal("model-damaged")
    material = primitive.get("material")
    surface = Surface(
        positions.astype(np.float32), _as_triangles(indices, mode, len(positions)),
        _checked(columns.get(_NORMAL), 3), _checked(columns.get(_UV), 2), _colors(columns.get(_COLOR)),
        whole(material) + 1 if material is not None else 0,
    )  # fmt: skip
    if surface.material >= materials:
        raise Refusal("model-damaged")
    surface.check()
    return surface


def _columns(document: Document, primitive: dict[str, Any]) -> tuple[dict[str, NDArray[Any]], NDArray[Any] | None]:
    names = primitive.get("attributes")
    if not isinstance(names, dict):
        raise Refusal("model-damaged")
    extension = primitive.get("extensions") or {}
    draco = extension.get("KHR_draco_mesh_compression") if isinstance(extension, dict) else None
    wanted = [name for name in (_POSITION, _NORMAL, _UV, _COLOR, _JOINTS, _WEIGHTS) if name in names]
    if draco is not None:
        return _unpack_draco(document, draco, wanted)
    columns = {name: document.accessor(names[name]) for name in wanted}
    indices = document.accessor(primitive["indices"])[:, 0] if "indices" in primitive else None
    return columns, indices


def _unpack_draco(document: Document, draco: object, wanted: list[str]) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    if not isinstance(draco, dict) or not isinstance(draco.get("attributes"), dict):
        raise Refusal("model-damaged")
    data = document.view(draco.get("bufferView"))
    try:
        mesh = DracoPy.decode(data)
    except Exception as error:  # the decoder raises what its C++ side throws, of any type
        raise Refusal("model-damaged") from error
    by_id = {attribute["unique_id"]: attribute["data"] for attribute in mesh.attributes}
    columns = {}
    for name in wanted:
        values = by_id.get(draco["attributes"].get(name, -1))
        if values is not None:
            columns[name] = np.asarray(values)
    faces = getattr(mesh, "faces", None)
    if faces is None:
        raise Refusal("model-no-triangles")
    return columns, np.asarray(faces).ravel()


def _as_triangles(indices: NDArray[Any] | None, mode: int, count: int) -> NDArray[np.uint32]:
    flat = np.arange(count, dtype=np.uint32) if indices is None else indices
    if flat.dtype.kind not in "iu" or (len(flat) and int(flat.min()) < 0):
        raise Refusal("model-bad-index")
    flat = flat.astype(np.uint32)
    if len(flat) and int(flat.max()) >= count:
        raise Refusal("model-bad-index")
    if mode == 4:
        return flat[: len(flat) // 3 * 3].reshape(-1, 3)
    if len(flat) < 3:
        return np.empty((0, 3), np.uint32)
    if mode == 6:
        return np.stack([np.full(len(flat) - 2, flat[0]), flat[1:-1], flat[2:]], axis=1)
    strip = np.stack([flat[:-2], flat[1:-1], flat[2:]], axis=1)
    strip[1::2] = strip[1::2][:, [1, 0, 2]]
    return strip


def _checked(values: NDArray[Any] | None, width: int) -> NDArray[np.float32] | None:
    if values is None:
        return None
    if values.shape[1] != width:
        raise Refusal("model-damaged")
    return values.astype(np.float32)


def _colors(values: NDArray[Any] | None) -> NDArray[np.float32] | None:
    if values is None:
        return None
    if values.shape[1] not in (3, 4):
        raise Refusal("model-damaged")
    scale = np.iinfo(values.dtype).max if values.dtype.kind in "iu" else 1.0
    rgb = np.clip(np.nan_to_num(values[:, :3].astype(np.float32) / scale), 0, 1)
    return np.column_stack([rgb, np.ones(len(rgb), np.float32)]).astype(np.float32)


def _lay_out(
    document: Document, node: dict[str, Any], primitive: dict[str, Any], surface: Surface, world: Matrix
) -> None:
    """Move the surface's points and normals to their place in the world, a skin's bones included."""
    if "skin" in node:
        skinned = _skinned(document, node, primitive, surface)
        if skinned is not None:
            surface.positions, surface.normals = skinned, None
            return
    linear = world[:3, :3]
    surface.positions = (surface.positions.astype(np.float64) @ linear.T + world[:3, 3]).astype(np.float32)
    determinant = np.linalg.det(linear)
    if determinant < 0:
        surface.triangles = np.ascontiguousarray(surface.triangles[:, ::-1])
    if surface.normals is not None:
        if abs(determinant) < 1e-30:
            surface.normals = None
            return
        turned = surface.normals.astype(np.float64) @ np.linalg.inv(linear)
        length = np.linalg.norm(turned, axis=1, keepdims=True)
        if float(length.min()) < 1e-12:
            surface.normals = None
        else:
            surface.normals = (turned / length).astype(np.float32)


def _skinned(
    document: Document, node: dict[str, Any], primitive: dict[str, Any], surface: Surface
) -> NDArray[np.float32] | None:
    columns, _unused = _columns(document, primitive)
    joints, weights = columns.get(_JOINTS), columns.get(_WEIGHTS)
    skin = document.item("skins", node["skin"])
    bones = _indices(skin.get("joints", []))
    if joints is None or weights is None or not bones or joints.shape[1] != 4 or weights.shape[1] != 4:
        return None
    worlds = _worlds(document)
    if any(bone not in worlds for bone in bones) or int(joints.max()) >= len(bones):
        raise Refusal("model-damaged")
    matrices = np.stack([worlds[bone][1] for bone in bones])
    if "inverseBindMatrices" in skin:
        inverse = document.accessor(skin["inverseBindMatrices"])
        if inverse.shape != (len(bones), 16):
            raise Refusal("model-damaged")
        matrices = matrices @ inverse.reshape(-1, 4, 4).transpose(0, 2, 1)
    points = np.column_stack([surface.positions, np.ones(len(surface.positions))])
    placed = np.zeros((len(points), 3))
    for slot in range(4):
        moved = np.einsum("nij,nj->ni", matrices[joints[:, slot].astype(np.int64)], points)[:, :3]
        placed += moved * weights[:, slot : slot + 1].astype(np.float64)
    return placed.astype(np.float32)


def _move_uvs(surface: Surface, transform: NDArray[np.float64] | None) -> None:
    if surface.uvs is not None and transform is not None:
        surface.uvs = (np.column_stack([surface.uvs, np.ones(len(surface.uvs))]) @ transform.T).astype(np.float32)
