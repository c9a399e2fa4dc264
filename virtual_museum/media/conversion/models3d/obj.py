"""Wavefront OBJ with its MTL and textures, as scanning programs pack them."""

import warnings

import numpy as np
from numpy.typing import NDArray

from ..archives import Archive
from ..refusals import Refusal
from .scene import CLAY, Floats, Material, Scene, Surface, Texture, check_count, fan, srgb_to_linear

PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")


def load_obj(data: bytes, archive: Archive | None = None, name: str = "") -> Scene:
    """The scene of an OBJ; materials come from the archive it lies in. Raises Refusal."""
    lines = [line.strip() for line in data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").split(b"\n")]
    positions, colors = _vertices([line[2:] for line in lines if line[:2] in (b"v ", b"v\t")])
    uvs = _numbers([line[3:] for line in lines if line[:3] == b"vt "], 2)
    normals = _numbers([line[3:] for line in lines if line[:3] == b"vn "], 3)
    corners, used = _faces(lines, (len(positions), len(uvs), len(normals)))
    scene = Scene([])
    library = [line[7:] for line in lines if line[:7].lower() == b"mtllib "]
    materials = _materials(library, archive, name, scene, bool(len(uvs)))
    _assemble(scene, positions, colors, uvs, normals, corners, used, materials)
    return scene


def _vertices(rows: list[bytes]) -> tuple[Floats, Floats | None]:
    """Positions, and colours where the rows carry them (six or seven values a row)."""
    if not rows:
        raise Refusal("model-no-triangles")
    width = len(rows[0].split())
    if width not in (3, 4, 6, 7):
        raise Refusal("model-damaged")
    values = _numbers(rows, width)
    if width < 6:
        return values[:, :3].copy(), None
    rgb = values[:, 3:6]
    scale = 255.0 if float(rgb.max()) > 1.001 else 1.0
    linear = srgb_to_linear(np.clip(rgb / scale, 0, 1))
    return values[:, :3].copy(), np.column_stack([linear, np.ones(len(linear), np.float32)]).astype(np.float32)


def _numbers(rows: list[bytes], width: int) -> Floats:
    """The rows as numbers; rows may have more than `width` values but never fewer."""
    if not rows:
        return np.empty((0, width), np.float32)
    flat = parsed_numbers(b" ".join(rows), float)
    if flat is not None and len(flat) == len(rows) * width:
        with np.errstate(over="ignore"):
            return flat.reshape(-1, width).astype(np.float32)
    try:
        return np.array([[float(value) for value in row.split()[:width]] for row in rows], np.float32)
    except ValueError as error:
        raise Refusal("model-damaged") from error


def parsed_numbers(text: bytes, kind: type) -> NDArray[np.float64] | None:
    """All numbers of the text at once; None when something in it is no number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        try:
            return np.fromstring(text, dtype=np.float64 if kind is float else np.int64, sep=" ")
        except (DeprecationWarning, ValueError):
            return None


def _faces(lines: list[bytes], counts: tuple[int, int, int]) -> tuple[NDArray[np.int64], list[tuple[bytes, int]]]:
    """All triangles as corners m×3×3 (point, texture point, normal; −1 = none), and (material, triangles) in order."""
    if any(line[:2] == b"f " and b"-" in line for line in lines):
        lines = _absolute(lines)
    groups: list[tuple[bytes, list[bytes]]] = [(b"", [])]
    for line in lines:
        if line[:2] in (b"f ", b"f\t"):
            groups[-1][1].append(line[2:])
        elif line[:7].lower() == b"usemtl ":
            groups.append((line[7:].strip(), []))
    merged: dict[bytes, list[bytes]] = {}
    for material, rows in groups:
        merged.setdefault(material, []).extend(rows)
    parts, used = [], []
    for material, rows in merged.items():
        if rows:
            check_count(len(rows))
            parts.append(_triangles(rows, counts))
            used.append((material, len(parts[-1])))
    if not parts:
        raise Refusal("model-no-triangles")
    return np.concatenate(parts), used


def _triangles(rows: list[bytes], counts: tuple[int, int, int]) -> NDArray[np.int64]:
    sizes = np.array([len(row.split()) for row in rows])
    if sizes.min() < 3:
        rows = [row for row, size in zip(rows, sizes, strict=True) if size >= 3]
        sizes = sizes[sizes >= 3]
        if not rows:
            return np.empty((0, 3, 3), np.int64)
    corners = _corner_table(rows, int(sizes.sum()))
    corners[corners > 0] -= 1
    for column, count in enumerate(counts):
        if int(corners[:, column].max()) >= count:
            raise Refusal("model-bad-index")
    starts = np.cumsum(sizes) - sizes
    fans = [fan((starts[sizes == size][:, None] + np.arange(size)).astype(np.uint32)) for size in np.unique(sizes)]
    order = np.concatenate(fans)
    check_count(len(order))
    return corners[order]


def _corner_table(rows: list[bytes], total: int) -> NDArray[np.int64]:
    """Corners n×3 with 1-based indices; −1 where a corner has no texture point or normal."""
    text = b" ".join(rows).replace(b"//", b"/0/")
    slashes = rows[0].split()[0].replace(b"//", b"/0/").count(b"/")
    if slashes <= 2:
        flat = parsed_numbers(text.replace(b"/", b" "), int)
        if flat is not None and len(flat) == total * (slashes + 1) and text.count(b"/") == total * slashes:
            table = np.full((total, 3), -1, np.int64)
            table[:, : slashes + 1] = flat.reshape(-1, slashes + 1)
            if int(table[:, 0].min()) < 1:
                raise Refusal("model-bad-index")
            table[table == 0] = -1
            return table
    return _mixed_corners(text, total)


def _mixed_corners(text: bytes, total: int) -> NDArray[np.int64]:
    table = np.full((total, 3), -1, np.int64)
    try:
        for row, token in enumerate(text.split()):
            for column, value in enumerate(token.split(b"/")[:3]):
                if value:
                    table[row, column] = int(value) or -1
    except (ValueError, OverflowError, IndexError) as error:
        raise Refusal("model-damaged") from error
    if int(table[:, 0].min()) < 1:
        raise Refusal("model-bad-index")
    return table


def _absolute(lines: list[bytes]) -> list[bytes]:
    """Rewrite indices that count backwards from the present line."""
    seen, result = [0, 0, 0], []
    kinds = {b"v": 0, b"vt": 1, b"vn": 2}
    for line in lines:
        word, _gap, rest = line.partition(b" ")
        if word in kinds:
            seen[kinds[word]] += 1
        elif word == b"f" and b"-" in rest:
            tokens = [_absolute_token(token, seen) for token in rest.split()]
            line = b"f " + b" ".join(tokens)
        result.append(line)
    return result


def _absolute_token(token: bytes, seen: list[int]) -> bytes:
    try:
        values = [int(value) if value else 0 for value in token.split(b"/")[:3]]
    except ValueError as error:
        raise Refusal("model-damaged") from error
    fixed = [seen[column] + value + 1 if value < 0 else value for column, value in enumerate(values)]
    if fixed[0] < 1:
        raise Refusal("model-bad-index")
    return b"/".join(str(max(0, value)).encode() for value in fixed)


def _materials(
    library: list[bytes], archive: Archive | None, beside: str, scene: Scene, textured: bool
) -> dict[bytes, int]:
    """Fill the scene's materials; returns material name → index. Index 0 is for surfaces without one."""
    scene.materials = [Material()]
    found: dict[bytes, int] = {}
    for row in library:
        name = row.decode("utf-8", "replace").strip()
        entry = archive.find(name, beside) if archive else None
        if archive and entry is None:
            entry = _only(archive, (".mtl",))
        if archive is None or entry is None:
            scene.missing.append(name)
            continue
        _read_mtl(archive.read(entry), archive, entry, scene, found)
    lonely = _only(archive, PICTURE_ENDINGS) if archive else None
    if archive and lonely and textured and not scene.textures:
        # The material file is missing or names nothing, but there is one picture: it is the texture.
        scene.textures.append(Texture(lonely, archive.read(lonely)))
        for material in scene.materials:
            material.color, material.color_texture = (1.0, 1.0, 1.0, 1.0), 0
    return found


def _only(archive: Archive | None, endings: tuple[str, ...]) -> str | None:
    names = [name for name in archive.names() if name.lower().endswith(endings)] if archive else []
    return names[0] if len(names) == 1 else None


def _read_mtl(data: bytes, archive: Archive, beside: str, scene: Scene, found: dict[bytes, int]) -> None:
    material = Material()
    for line in data.replace(b"\\\n", b" ").split(b"\n"):
        word, _gap, rest = line.strip().partition(b" ")
        key, value = word.lower(), rest.strip()
        if key == b"newmtl":
            material = Material()
            found[value] = len(scene.materials)
            scene.materials.append(material)
        elif key == b"kd" and material.color_texture is None:
            material.color = _color(value)
        elif key == b"d":
            alpha = _color(value + b" 1 1")[0]
            material.color = (*material.color[:3], alpha)
            material.alpha_mode = "BLEND" if alpha < 0.99 else "OPAQUE"
        elif key in (b"map_kd", b"map_ka") and material.color_texture is None:
            material.color_texture = _texture(value, archive, beside, scene)
            if material.color_texture is not None:
                material.color = (1.0, 1.0, 1.0, material.color[3])


def _color(value: bytes) -> tuple[float, float, float, float]:
    try:
        numbers = [min(1.0, max(0.0, float(part))) for part in value.split()[:3]]
    except ValueError:
        return CLAY
    return (numbers[0], numbers[1], numbers[2], 1.0) if len(numbers) == 3 else CLAY


def _texture(value: bytes, archive: Archive, beside: str, scene: Scene) -> int | None:
    """The texture a map statement names; its options (`-s 1 1 1`) stand before the name, which may hold blanks."""
    name = value.decode("utf-8", "replace")
    candidates = [name, *(name.split(" ", cut)[-1] for cut in range(1, name.count(" ") + 1))]
    entry = next((hit for hit in (archive.find(one, beside) for one in candidates) if hit), None)
    if entry is None or not entry.lower().endswith(PICTURE_ENDINGS):
        scene.missing.append(candidates[-1] if name.startswith("-") else name)
        return None
    for index, texture in enumerate(scene.textures):
        if texture.name == entry:
            return index
    scene.textures.append(Texture(entry, archive.read(entry)))
    return len(scene.textures) - 1


def _assemble(
    scene: Scene, positions: Floats, colors: Floats | None, uvs: Floats, normals: Floats,
    corners: NDArray[np.int64], used: list[tuple[bytes, int]], materials: dict[bytes, int],
) -> None:  # fmt: skip
    start = 0
    for name, count in used:
        part = corners[start : start + count].reshape(-1, 3)
        start += count
        has_uv = len(uvs) > 0 and int(part[:, 1].min()) >= 0
        has_normal = len(normals) > 0 and int(part[:, 2].min()) >= 0
        key = part[:, 0] + 0
        if has_uv:
            key = key * (len(uvs) + 1) + part[:, 1]
        if has_normal:
            key = key * (len(normals) + 1) + part[:, 2]
        _unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        chosen = part[first]
        flipped = None
        if has_uv:
            flipped = np.array([0, 1], np.float32) + uvs[chosen[:, 1]] * np.array([1, -1], np.float32)
        scene.surfaces.append(
            Surface(
                positions[chosen[:, 0]], inverse.reshape(-1, 3).astype(np.uint32),
                _safe_normals(normals[chosen[:, 2]]) if has_normal else None, flipped,
                colors[chosen[:, 0]] if colors is not None else None, materials.get(name, 0),
            )
        )  # fmt: skip


def _safe_normals(normals: Floats) -> Floats | None:
    """Unit normals; None when some have no length, so that they are computed instead."""
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return (normals / length).astype(np.float32) if float(length.min()) > 1e-6 else None
