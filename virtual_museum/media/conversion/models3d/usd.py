"""USDZ for Quick Look on iPhones and iPads: a scene description in text and its textures in one uncompressed archive.

Pixar's USDZ specification: files are stored, never deflated, each beginning at a multiple of 64 bytes, the scene
description first. Lengths are centimetres, the unit that readers assume which do not ask.
"""

import io
import zipfile
from collections.abc import Iterable

import numpy as np

from .scene import Floats, Material, Scene, Surface

ALIGNMENT = 64
# The format's own epoch: the same scan gives the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
CENTIMETRE = 0.01
_PADDING_ID = 0x1986
ROWS_AT_ONCE = 1000
LOCAL_HEADER = 30


def write_usdz(scene: Scene, textures: dict[int, bytes]) -> bytes:
    """The scene, in metres and Y up, as a USDZ; `textures` are JPEG or PNG by the scene's texture index."""
    names = {index: f"textures/{index}.{_ending(data)}" for index, data in textures.items()}
    files = {"model.usda": _stage(scene, names).encode()}
    files.update({names[index]: data for index, data in textures.items()})
    return _aligned_archive(files)


def _ending(data: bytes) -> str:
    return "png" if data.startswith(b"\x89PNG") else "jpg"


def _aligned_archive(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            start = packed.tell() + LOCAL_HEADER + len(name.encode()) + 4
            padding = -start % ALIGNMENT
            entry.extra = _PADDING_ID.to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
            archive.writestr(entry, data)
            # The padding matters where the file begins; the list at the archive's end need not repeat it.
            entry.extra = b""
    return packed.getvalue()


def _stage(scene: Scene, names: dict[int, str]) -> str:
    meshes = "\n".join(_mesh(surface, number) for number, surface in enumerate(scene.surfaces))
    used = sorted({surface.material for surface in scene.surfaces})
    materials = "\n".join(_material(scene.materials[index], index, names) for index in used)
    return f"""#usda 1.0
(
    defaultPrim = "Model"
    metersPerUnit = {CENTIMETRE}
    upAxis = "Y"
)

def Xform "Model" (
    kind = "component"
)
{{
{meshes}
    def Scope "Materials"
    {{
{materials}
    }}
}}
"""


def _mesh(surface: Surface, number: int) -> str:
    points = surface.positions.astype(np.float64) / CENTIMETRE
    extent = _tuples(np.stack([points.min(axis=0), points.max(axis=0)]), 4)
    counts = ",".join(["3"] * len(surface.triangles))
    indices = ",".join(map(str, surface.triangles.ravel().tolist()))
    lines = [
        f'    def Mesh "Surface_{number}" (\n        prepend apiSchemas = ["MaterialBindingAPI"]\n    )\n    {{',
        "        uniform bool doubleSided = 1",
        f"        float3[] extent = [{extent}]",
        f"        int[] faceVertexCounts = [{counts}]",
        f"        int[] faceVertexIndices = [{indices}]",
        f"        point3f[] points = [{_tuples(points, 4)}]",
    ]
    if surface.normals is not None:
        lines.append(_values("normal3f[] normals", surface.normals, 3, "vertex"))
    if surface.uvs is not None:
        # USD counts v from the picture's lower edge.
        flipped = np.column_stack([surface.uvs[:, 0], 1 - surface.uvs[:, 1]])
        belongs = "vertex" if len(flipped) == len(points) else "faceVarying"
        lines.append(_values("texCoord2f[] primvars:st", flipped, 4, belongs))
    lines += [
        f"        rel material:binding = </Model/Materials/Material_{surface.material}>",
        '        uniform token subdivisionScheme = "none"\n    }',
    ]
    return "\n".join(lines)


def _values(declaration: str, values: Floats, digits: int, belongs: str) -> str:
    """One array; `belongs` is "vertex" for a value a point, "faceVarying" for one a corner of each triangle."""
    return f'        {declaration} = [{_tuples(values, digits)}] (\n            interpolation = "{belongs}"\n        )'


def _tuples(values: Iterable[Iterable[float]], digits: int) -> str:
    """Rows as (1.5,0,-2.25), without the zeros that carry nothing."""
    rounded = np.round(np.asarray(values, np.float64), digits) + 0.0
    row = "(" + ",".join([f"%.{digits + 4}g"] * rounded.shape[1]) + ")"
    # One format for many rows: the hundreds of thousands of numbers of a scan take half the time.
    parts = [rounded[start : start + ROWS_AT_ONCE] for start in range(0, len(rounded), ROWS_AT_ONCE)]
    return ",".join(",".join([row] * len(part)) % tuple(part.ravel().tolist()) for part in parts)


def _material(material: Material, index: int, names: dict[int, str]) -> str:
    path = f"/Model/Materials/Material_{index}"
    inputs, shaders = _surface_inputs(material, path, names)
    listed = "\n".join(f"                {line}" for line in inputs)
    reader = _shader("Coordinates", "UsdPrimvarReader_float2",
                     ['string inputs:varname = "st"', "float2 outputs:result"])  # fmt: skip
    return f"""        def Material "Material_{index}"
        {{
            token outputs:surface.connect = <{path}/Surface.outputs:surface>

            def Shader "Surface"
            {{
                uniform token info:id = "UsdPreviewSurface"
{listed}
                token outputs:surface
            }}
{chr(10).join([reader, *shaders]) if shaders else ""}
        }}"""


def _surface_inputs(material: Material, path: str, names: dict[int, str]) -> tuple[list[str], list[str]]:
    """The inputs of the surface's shader, and the shaders that read its textures."""
    red, green, blue, alpha = material.color
    inputs, shaders = [], []
    if material.color_texture in names:
        inputs.append(f"color3f inputs:diffuseColor.connect = <{path}/Color.outputs:rgb>")
        outputs = ["float3 outputs:rgb"]
        if material.alpha_mode != "OPAQUE":
            inputs.append(f"float inputs:opacity.connect = <{path}/Color.outputs:a>")
            outputs.append("float outputs:a")
        shaders.append(_texture("Color", names[material.color_texture], path, "sRGB", material.color, outputs))
    else:
        inputs.append(f"color3f inputs:diffuseColor = {_tuples([[red, green, blue]], 4)}")
        if material.alpha_mode == "BLEND":
            inputs.append(f"float inputs:opacity = {alpha:.4g}")
    if material.alpha_mode == "MASK":
        inputs.append(f"float inputs:opacityThreshold = {material.alpha_cutoff:.4g}")
    if material.metallic_roughness_texture in names:
        inputs += [f"float inputs:roughness.connect = <{path}/Roughness.outputs:g>",
                   f"float inputs:metallic.connect = <{path}/Roughness.outputs:b>"]  # fmt: skip
        scale = (1.0, material.roughness, material.metallic, 1.0)
        shaders.append(_texture("Roughness", names[material.metallic_roughness_texture], path, "raw", scale,
                                ["float outputs:g", "float outputs:b"]))  # fmt: skip
    else:
        inputs += [f"float inputs:roughness = {material.roughness:.4g}",
                   f"float inputs:metallic = {material.metallic:.4g}"]  # fmt: skip
    if material.normal_texture in names:
        inputs.append(f"normal3f inputs:normal.connect = <{path}/Normal.outputs:rgb>")
        shaders.append(_texture("Normal", names[material.normal_texture], path, "raw", (2.0, 2.0, 2.0, 1.0),
                                ["float4 inputs:bias = (-1,-1,-1,0)", "float3 outputs:rgb"]))  # fmt: skip
    return inputs, shaders


def _texture(name: str, file: str, path: str, space: str, scale: tuple[float, ...], more: list[str]) -> str:
    return _shader(name, "UsdUVTexture", [
        f"asset inputs:file = @{file}@", f'token inputs:sourceColorSpace = "{space}"',
        f"float2 inputs:st.connect = <{path}/Coordinates.outputs:result>",
        f"float4 inputs:scale = {_tuples([scale], 4)}",
        'token inputs:wrapS = "repeat"', 'token inputs:wrapT = "repeat"', *more,
    ])  # fmt: skip


def _shader(name: str, identifier: str, lines: list[str]) -> str:
    listed = "\n".join(f"                {line}" for line in lines)
    return f"""
            def Shader "{name}"
            {{
                uniform token info:id = "{identifier}"
{listed}
            }}"""
