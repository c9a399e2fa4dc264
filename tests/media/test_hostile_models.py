"""Scans meant to harm: files that are two things at once, trees that grow without end, names that lead outside."""

import json
import struct
import time
import zipfile

import pytest

from tests.media import samples
from tests.media.test_hostile import PNG_FLOOD, refused, take
from virtual_museum.media.conversion.refusals import REFUSALS, Refusal
from virtual_museum.media.conversion.sandbox import run_conversion
from virtual_museum.media.tools import gltfpack_library

LONGEST_SECONDS = 20
SECRET = "root:x:0:0"


def fan(levels: int, width: int, mesh: bytes = b"") -> bytes:
    """A 3MF of a few lines that asks for width ** levels objects."""
    objects = [b'<object id="0">%s</object>' % (mesh or b"<mesh><vertices/><triangles/></mesh>")]
    for level in range(1, levels + 1):
        parts = b'<component objectid="%d"/>' % (level - 1) * width
        objects.append(b'<object id="%d"><components>%s</components></object>' % (level, parts))
    body = b"<model><resources>%s</resources>" % b"".join(objects)
    return samples.threemf(body + b'<build><item objectid="%d"/></build></model>' % levels)


def node_fan(levels: int, width: int) -> bytes:
    """A glTF whose nodes share their children: a graph of a few lines, a tree without end."""
    nodes = [{"mesh": 0}, *({"children": [level] * width} for level in range(levels))]
    return samples.glb(samples.gltf_parts(nodes=nodes, scenes=[{"nodes": [levels]}])[0])


def laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "ha">{entities}]><{root}>&a11;</{root}>'.encode()


def linked(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def textured(reference: str) -> dict[str, bytes]:
    return {"m.obj": samples.obj("m.mtl"), "m.mtl": f"newmtl skin\nmap_Kd {reference}".encode()}


def embedded(picture: bytes, media_type: str) -> bytes:
    """A GLB with a texture inside."""
    document, binary = samples.gltf_parts()
    view = {"buffer": 0, "byteOffset": len(binary), "byteLength": len(picture)}
    document["bufferViews"] = [*document["bufferViews"], view]
    document["images"] = [{"bufferView": len(document["bufferViews"]) - 1, "mimeType": media_type}]
    document["textures"] = [{"source": 0}]
    document["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    document["meshes"] = [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}]
    document["buffers"] = [{"byteLength": len(binary) + len(picture)}]
    return samples.glb(document, binary + picture)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
DAMAGED, NONE = "model-damaged", "model-no-triangles"
FILES = {
    "fan.3mf": (fan(15, 10), DAMAGED),
    "deep.3mf": (fan(40, 1), DAMAGED),
    "laughs.3mf": (samples.threemf(laughs("model")), DAMAGED),
    "laughs.dae": (laughs("COLLADA"), None),
    "laughs-inside.zip": (samples.archive({"scene.dae": laughs("COLLADA")}), "archive-no-model"),
    "rings.glb": (node_fan(12, 8), DAMAGED),
    "symlinked-texture.zip": (
        samples.archive({**textured("t.jpg"), linked("t.jpg"): b"/etc/passwd"}), "archive-unsafe-name"),
    "symlinked-folder.zip": (
        samples.archive({"m.obj": samples.obj(), linked("tex"): b"/etc"}), "archive-unsafe-name"),
    "symlink.3mf": (samples.archive({"[Content_Types].xml": b"<Types/>", linked("3D/3dmodel.model"): b"/etc/passwd"}),
                    "archive-unsafe-name"),
    "absolute-texture.zip": (samples.archive(textured("/etc/passwd")), None),
    "dots-texture.zip": (samples.archive(textured("../../../../etc/passwd")), None),
    "url-texture.zip": (samples.archive(textured("http://127.0.0.1:1/t.png")), None),
    "library-outside.obj": (samples.obj("../../../../etc/passwd"), None),
    "texture-outside.ply": (samples.ply("ascii").replace(b"end_header", b"comment TextureFile /etc/passwd\nend_header"),
                            None),
    "texture-flood.glb": (embedded(PNG_FLOOD, "image/png"), None),
    "texture-vector.glb": (embedded(SVG, "image/png"), "model-texture-damaged"),
    "texture-noise.glb": (embedded(bytes(range(256)), "image/jpeg"), "model-texture-damaged"),
    "glb-and-zip.glb": (samples.glb() + samples.archive({"m.obj": samples.obj()}), None),
    "gif-and-zip.zip": (b"GIF89a" + bytes(20) + samples.archive({"m.obj": samples.obj()}), None),
    "page-and-stl.stl": (b"<html><script>1</script></html>".ljust(80) + samples.stl()[80:], None),
    "page-and-zip.zip": (b"<!doctype html><script>1</script>" + samples.archive({"m.obj": samples.obj()}), None),
    "faces-10-million.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\n# 10000000 faces\nf 1 2 10000000\n", "model-bad-index"),
    "long-polygon.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf " + b"1 2 3 " * 60_000, None),
    "list-4-billion.ply": (samples.ply().replace(b"property list uchar", b"property list uint"), None),
    "faces-10-million.glb": (samples.glb(samples.gltf_parts(accessors=[
        {**samples.gltf_parts()[0]["accessors"][0]},
        {**samples.gltf_parts()[0]["accessors"][1], "count": 30_000_000}])[0]), "model-truncated"),
    "sparse-billion.glb": (samples.glb(samples.gltf_parts(accessors=[
        {**samples.gltf_parts()[0]["accessors"][0], "bufferView": None, "count": 1 << 31},
        samples.gltf_parts()[0]["accessors"][1]])[0]), None),
    "infinite.ply": (samples.ply("ascii").replace(b"0 0 0", b"inf 0 0", 1), "model-not-finite"),
    "no-mesh-at-all.3mf": (fan(1, 1), NONE),
    "index-outside.3mf": (samples.threemf(
        b'<model><resources><object id="1"><mesh><vertices><vertex x="0" y="0" z="0"/></vertices><triangles>'
        b'<triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources><build><item objectid="1"/></build>'
        b"</model>"), "model-bad-index"),
    "nan.3mf": (samples.threemf(
        b'<model><resources><object id="1"><mesh><vertices><vertex x="nan" y="0" z="0"/><vertex x="1" y="0" z="0"/>'
        b'<vertex x="0" y="1" z="0"/></vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object>'
        b'</resources><build><item objectid="1"/></build></model>'), "model-not-finite"),
    "infinite-turn.3mf": (samples.threemf(
        b'<model><resources><object id="1"><mesh/></object></resources>'
        b'<build><item objectid="1" transform="inf 0 0 0 1 0 0 0 1 0 0 0"/></build></model>'), DAMAGED),
    "lying-sizes.zip": (
        samples.archive({"m.obj": samples.obj()}).replace(struct.pack("<I", len(samples.obj())), b"\xff\xff\xff\x7f"),
        None),
    "data-url.gltf": (json.dumps(samples.gltf_parts(
        buffers=[{"uri": "data:application/octet-stream;base64,!!!!", "byteLength": 168}])[0]).encode(), None),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_hostile_scans(name, tmp_path):
    """Each is refused with its code, or, where that is right too, taken as the harmless part of it; quickly."""
    data, code = FILES[name]
    path = samples.written(tmp_path, name, data)
    started = time.process_time()
    if code is not None:
        assert refused(path) == code
    else:
        try:
            take(path)
        except Refusal as refusal:
            assert refusal.code in REFUSALS
            assert SECRET not in json.dumps(refusal.params, default=str)
    assert time.process_time() - started < LONGEST_SECONDS


@pytest.mark.parametrize(
    "name", ["dots-texture.zip", "absolute-texture.zip", "library-outside.obj", "page-and-stl.stl"]
)
def test_nothing_from_outside_reaches_a_rendition(name, tmp_path):
    """Through the whole conversion, in its child process: no file it makes holds a word of the machine's own."""
    library = gltfpack_library()
    if library is None:
        pytest.skip("npm ci has not been run")
    path = samples.written(tmp_path, name, FILES[name][0])
    made = run_conversion(path, name, "model", tmp_path / "out", gltfpack=library)
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert made.facts["triangles"] == 12 and files
    assert not [file for file in files if SECRET.encode() in file.read_bytes() or b"<script" in file.read_bytes()]
