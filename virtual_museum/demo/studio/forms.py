"""Meshes as plain arrays. Every exhibit is built from these without Blender, so the web model and the one in the hall are one.

Lengths are metres, z points up, a form stands on z = 0 unless its builder says otherwise.
"""

from dataclasses import dataclass, replace

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Form:
    """A triangle mesh: vertices (n, 3), faces (m, 3), and per vertex linear RGB colours and texture coordinates."""

    vertices: Array
    faces: Array
    colours: Array | None = None
    uv: Array | None = None

    def moved(self, x: float = 0, y: float = 0, z: float = 0) -> "Form":
        """Return the form shifted by metres."""
        return replace(self, vertices=self.vertices + np.array([x, y, z]))

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> "Form":
        """Return the form stretched about the origin; one number scales evenly."""
        factors = np.array([x, x if y is None else y, x if z is None else z])
        faces = self.faces[:, ::-1] if np.prod(factors) < 0 else self.faces
        return replace(self, vertices=self.vertices * factors, faces=faces)

    def turned(self, axis: str, degrees: float) -> "Form":
        """Return the form turned about an axis through the origin, counter-clockwise seen from its tip."""
        return replace(self, vertices=self.vertices @ rotation(axis, degrees).T)

    def bent(self, change) -> "Form":
        """Return the form with each vertex moved by `change(vertices) -> vertices`."""
        return replace(self, vertices=change(self.vertices))

    def flipped(self) -> "Form":
        """Return the form inside out."""
        return replace(self, faces=self.faces[:, ::-1])

    def painted(self, colour) -> "Form":
        """Return the form with one linear RGB colour or an array of them (n, 3)."""
        colours = np.broadcast_to(np.asarray(colour, dtype=np.float64), (len(self.vertices), 3)).copy()
        return replace(self, colours=np.clip(colours, 0, 1))

    @property
    def bounds(self) -> tuple[Array, Array]:
        """Return the lowest and highest corner."""
        return self.vertices.min(axis=0), self.vertices.max(axis=0)


def rotation(axis: str, degrees: float) -> Array:
    """Return the 3×3 matrix that turns about x, y or z."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = c
    matrix[first, second], matrix[second, first] = -s, s
    return matrix


def joined(forms: list[Form]) -> Form:
    """Return one form of several; a missing colour becomes white, missing coordinates zero."""
    offsets = np.cumsum([0] + [len(form.vertices) for form in forms[:-1]])
    coloured = any(form.colours is not None for form in forms)
    mapped = any(form.uv is not None for form in forms)
    return Form(
        np.concatenate([form.vertices for form in forms]),
        np.concatenate([form.faces + offset for form, offset in zip(forms, offsets, strict=True)]),
        np.concatenate([_or(form.colours, np.ones((len(form.vertices), 3))) for form in forms]) if coloured else None,
        np.concatenate([_or(form.uv, np.zeros((len(form.vertices), 2))) for form in forms]) if mapped else None,
    )


def _or(value: Array | None, otherwise: Array) -> Array:
    return otherwise if value is None else value


def grid_faces(rows: int, columns: int, wrap_rows: bool = False, wrap_columns: bool = False) -> Array:
    """Return the triangles of a grid whose vertices are stored row by row."""
    r = np.arange(rows if wrap_rows else rows - 1)
    c = np.arange(columns if wrap_columns else columns - 1)
    r, c = np.meshgrid(r, c, indexing="ij")
    r2, c2 = (r + 1) % rows, (c + 1) % columns
    a, b, d, e = (x.ravel() for x in (r * columns + c, r * columns + c2, r2 * columns + c, r2 * columns + c2))
    return np.concatenate([np.stack([a, b, e], 1), np.stack([a, e, d], 1)])


def smooth_path(points, count: int, closed: bool = False) -> Array:
    """Return `count` points of a Catmull–Rom curve through the given points (n, any dimension)."""
    points = np.asarray(points, dtype=np.float64)
    n = len(points)
    spans = n if closed else n - 1
    t = np.linspace(0, spans, count, endpoint=not closed)
    i = np.minimum(t.astype(int), spans - 1)
    f = (t - i)[:, None]

    def at(k: Array) -> Array:
        return points[k % n] if closed else points[np.clip(k, 0, n - 1)]

    p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
    return 0.5 * (2 * p1 + (p2 - p0) * f + (2 * p0 - 5 * p1 + 4 * p2 - p3) * f**2 + (3 * p1 - p0 - 3 * p2 + p3) * f**3)


def lathe(profile, segments: int = 128, smooth: int = 0) -> Form:
    """Turn a profile of (radius, height) points about z; list it from the bottom outside up. `smooth` resamples it."""
    points = smooth_path(profile, smooth) if smooth else np.asarray(profile, dtype=np.float64)
    angles = np.linspace(0, 2 * np.pi, segments + 1)
    radius, height = np.maximum(points[:, 0], 0)[:, None], points[:, 1][:, None]
    x, y = radius * np.cos(angles), radius * np.sin(angles)
    vertices = np.stack([x, y, np.broadcast_to(height, x.shape)], axis=-1).reshape(-1, 3)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    u, v = np.meshgrid(np.linspace(0, 1, segments + 1), lengths / max(lengths[-1], 1e-9))
    return Form(vertices, grid_faces(len(points), segments + 1), uv=np.stack([u.ravel(), v.ravel()], 1))


def tube(path, radius, sides: int = 12, closed: bool = False, flatten: float = 1.0) -> Form:
    """Sweep a circle along a path (n, 3); `radius` is a number or one a point; ends are capped by a point."""
    path = np.asarray(path, dtype=np.float64)
    n = len(path)
    radius = np.broadcast_to(np.asarray(radius, dtype=np.float64), (n,))
    tangents = np.gradient(path, axis=0)
    if closed:
        tangents = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True) + 1e-12
    normals = _carried_normals(tangents)
    binormals = np.cross(tangents, normals)
    angles = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = normals[:, None] * np.cos(angles)[None, :, None] + flatten * binormals[:, None] * np.sin(angles)[None, :, None]
    vertices = (path[:, None] + ring * radius[:, None, None]).reshape(-1, 3)
    faces = grid_faces(n, sides, wrap_rows=closed, wrap_columns=True)
    if not closed:
        first, last = np.arange(sides), (n - 1) * sides + np.arange(sides)
        vertices = np.concatenate([vertices, path[:1], path[-1:]])
        start = np.stack([np.full(sides, n * sides), np.roll(first, -1), first], 1)
        end = np.stack([np.full(sides, n * sides + 1), last, np.roll(last, -1)], 1)
        faces = np.concatenate([faces, start, end])
    return Form(vertices, faces)


def _carried_normals(tangents: Array) -> Array:
    """Return normals carried along a path without twisting."""
    start = np.array([0.0, 0.0, 1.0]) if abs(tangents[0][2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    normals = np.empty_like(tangents)
    current = start
    for index, tangent in enumerate(tangents):
        current = current - tangent * np.dot(current, tangent)
        current = current / (np.linalg.norm(current) + 1e-12)
        normals[index] = current
    return normals


def box(x: float, y: float, z: float, bevel: float = 0.004, steps: int = 1) -> Form:
    """Return a box with rounded edges standing on z = 0; `steps` divides its middle for painting."""
    half = np.array([x, y, z]) / 2
    bevel = min(bevel, half.min() * 0.9)
    parts = [_box_side(half, bevel, steps, axis, sign) for axis in range(3) for sign in (-1, 1)]
    return welded(joined(parts)).moved(z=z / 2)


def _box_side(half: Array, bevel: float, steps: int, axis: int, sign: int) -> Form:
    first, second = (axis + 1) % 3, (axis + 2) % 3
    u, v = np.meshgrid(_edge_stations(half[first], bevel, steps), _edge_stations(half[second], bevel, steps))
    points = np.zeros((u.size, 3))
    points[:, axis] = sign * half[axis]
    points[:, first], points[:, second] = u.ravel(), v.ravel()
    core = np.clip(points, -(half - bevel), half - bevel)
    away = points - core
    vertices = core + bevel * away / (np.linalg.norm(away, axis=1, keepdims=True) + 1e-12)
    faces = grid_faces(*u.shape)
    return Form(vertices, faces if sign > 0 else faces[:, ::-1])


def _edge_stations(half: float, bevel: float, steps: int) -> Array:
    edge = np.array([0, 0.35, 0.7, 1.0]) * bevel
    middle = np.linspace(-half + bevel, half - bevel, steps + 1)[1:-1]
    return np.concatenate([-half + edge, middle, half - edge[::-1]])


def with_edges_split(form: Form, longest: float, rounds: int = 6) -> Form:
    """Return the form with its triangles divided until no edge is longer than `longest` metres or `rounds` have passed;
    new vertices lie in the middle of edges, so the shape stays and neighbours still share theirs."""
    for _ in range(rounds):
        pairs = np.sort(form.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        edges, inverse = np.unique(pairs, axis=0, return_inverse=True)
        long = np.linalg.norm(form.vertices[edges[:, 0]] - form.vertices[edges[:, 1]], axis=1) > longest
        if not long.any():
            break
        number = np.where(long, len(form.vertices) + np.cumsum(long) - 1, -1)
        form = _divided(form, edges[long], number[inverse.reshape(-1)].reshape(-1, 3))
    return form


def _divided(form: Form, edges: Array, middles: Array) -> Form:
    """Return the form with a vertex on each of `edges`; `middles` (m, 3) gives for each side of a face its new vertex or −1."""

    def extended(values: Array | None) -> Array | None:
        return None if values is None else np.concatenate([values, values[edges].mean(axis=1)])

    count, faces = (middles >= 0).sum(axis=1), [form.faces[(middles < 0).all(axis=1)]]
    for sides, first in ((1, lambda cut: cut.argmax(axis=1)), (2, lambda cut: (cut.argmin(axis=1) + 1) % 3), (3, lambda cut: 0 * cut.argmax(axis=1))):
        chosen = count == sides
        turn = (first(middles[chosen] >= 0)[:, None] + np.arange(3)) % 3
        a, b, c = np.take_along_axis(form.faces[chosen], turn, 1).T
        ab, bc, ca = np.take_along_axis(middles[chosen], turn, 1).T
        cuts = {1: [(a, ab, c), (ab, b, c)], 2: [(ab, b, bc), (a, ab, bc), (a, bc, c)], 3: [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]}
        faces += [np.stack(corners, 1) for corners in cuts[sides]]
    return Form(extended(form.vertices), np.concatenate(faces), extended(form.colours), extended(form.uv))


def welded(form: Form, tolerance: float = 1e-6) -> Form:
    """Return the form with vertices that share a place (and a place on the picture) made one."""
    keys = np.round(form.vertices / tolerance).astype(np.int64)
    if form.uv is not None:
        keys = np.hstack([keys, np.round(form.uv * 1e5).astype(np.int64)])
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    faces = inverse.reshape(-1)[form.faces]
    alive = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    colours = None if form.colours is None else form.colours[first]
    uv = None if form.uv is None else form.uv[first]
    return Form(form.vertices[first], faces[alive], colours, uv)


def normals(form: Form) -> Array:
    """Return area-weighted vertex normals (n, 3), shared by vertices that lie in one place."""
    a, b, c = (form.vertices[form.faces[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    keys = np.round(form.vertices / 1e-6).astype(np.int64)
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    total = np.zeros((inverse.max() + 1, 3))
    for corner in range(3):
        np.add.at(total, inverse[form.faces[:, corner]], face)
    total /= np.linalg.norm(total, axis=1, keepdims=True) + 1e-20
    return total[inverse]


def cavity(form: Form, rounds: int = 3) -> Array:
    """Return per vertex how hollow (negative) or raised (positive) the surface is, about −1..1, for wear and dirt."""
    edges = np.concatenate([form.faces[:, [0, 1]], form.faces[:, [1, 2]], form.faces[:, [2, 0]]])
    count = np.bincount(edges.ravel(), minlength=len(form.vertices)).astype(np.float64) + 1e-9
    total = np.zeros_like(form.vertices)
    np.add.at(total, edges[:, 0], form.vertices[edges[:, 1]])
    np.add.at(total, edges[:, 1], form.vertices[edges[:, 0]])
    away = form.vertices - total / count[:, None]
    signed = (away * normals(form)).sum(axis=1)
    for _ in range(rounds):
        spread = np.zeros(len(signed))
        np.add.at(spread, edges[:, 0], signed[edges[:, 1]])
        np.add.at(spread, edges[:, 1], signed[edges[:, 0]])
        signed = 0.5 * signed + 0.5 * spread / count
    return np.clip(signed / (np.percentile(np.abs(signed), 92) + 1e-12), -1, 1)


def projected(form: Form, width: float | None = None, height: float | None = None) -> Form:
    """Return the form with a picture laid on it from the front (−y), fitted to its bounds or to width × height metres."""
    low, high = form.bounds
    width, height = width or high[0] - low[0], height or high[2] - low[2]
    middle = (low[0] + high[0]) / 2
    u = (form.vertices[:, 0] - middle) / width + 0.5
    v = (form.vertices[:, 2] - low[2]) / height
    return replace(form, uv=np.stack([u, v], 1))


def loft(stations) -> Form:
    """Join closed rings of points, an array (stations, around, 3), into one skin with closed ends."""
    rings = np.asarray(stations, dtype=np.float64)
    count, around, _ = rings.shape
    vertices = np.concatenate([rings.reshape(-1, 3), rings[:1].mean(axis=1), rings[-1:].mean(axis=1)])
    first, last = np.arange(around), (count - 1) * around + np.arange(around)
    start = np.stack([np.full(around, count * around), np.roll(first, -1), first], 1)
    end = np.stack([np.full(around, count * around + 1), last, np.roll(last, -1)], 1)
    return Form(vertices, np.concatenate([grid_faces(count, around, wrap_columns=True), start, end]))


def torus(radius: float, thickness: float, around: int = 96, sides: int = 14) -> Form:
    """Return a ring that lies on the xy plane about the origin."""
    t = np.linspace(0, 2 * np.pi, around, endpoint=False)
    return tube(np.stack([radius * np.cos(t), radius * np.sin(t), 0 * t], 1), thickness, sides, closed=True)
