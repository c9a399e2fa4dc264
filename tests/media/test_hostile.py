"""Files that are broken or meant to harm: each is refused with words, in time, and reads nothing outside."""

import json
import struct
import zipfile
from pathlib import Path

import pytest

from tests.media import samples
from tests.shared_data import shared_data
from virtual_museum.media.conversion import limits
from virtual_museum.media.conversion.images import convert_image, guard_libvips
from virtual_museum.media.conversion.models3d.convert import load_scene
from virtual_museum.media.conversion.models3d.textures import open_pictures
from virtual_museum.media.conversion.panoramas import convert_panorama
from virtual_museum.media.conversion.refusals import REFUSALS, Refusal
from virtual_museum.media.conversion.results import Source
from virtual_museum.media.conversion.sandbox import run_conversion
from virtual_museum.media.conversion.sniff import sniff
from virtual_museum.media.conversion.tiffs import check_whole

SOUND = {
    "picture.jpg": samples.picture(), "picture.png": samples.picture(form="PNG"),
    "picture.webp": samples.picture(form="WEBP"),
    "picture.tif": samples.picture(form="TIFF"), "picture.gif": samples.picture(form="GIF"),
    "cube.obj": samples.obj(), "cube.stl": samples.stl(), "ascii.stl": samples.stl_ascii(), "cube.ply": samples.ply(),
    "ascii.ply": samples.ply("ascii"), "big.ply": samples.ply("binary_big_endian"), "cube.glb": samples.glb(),
    "cube.3mf": samples.threemf(), "cube.zip": samples.archive({"cube.obj": samples.obj()}),
}  # fmt: skip


def take(path: Path) -> None:
    """Read the file as its conversion would, without rendering. Raises Refusal."""
    guard_libvips()
    sniffed = sniff(path)
    if sniffed.kinds[0] == "model":
        try:
            scene = load_scene(path, sniffed.format)
            scene.check()
            open_pictures(scene)
        except (IndexError, KeyError, TypeError, ValueError, AttributeError, struct.error, OverflowError) as error:
            raise Refusal("model-damaged") from error
    elif sniffed.kinds[0] == "image":
        if sniffed.format == "tiff":
            check_whole(path)
        convert_image(Source(path, path.name, path.parent / "out"), sniffed)


def refused(path: Path) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        take(path)
    assert caught.value.code in REFUSALS
    return caught.value.code


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_are_taken(name, tmp_path):
    take(samples.written(tmp_path, name, SOUND[name]))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", SOUND)
def test_truncated_files(name, share, tmp_path):
    """A file cut short is refused, or what is left is a whole smaller thing (text formats); nothing else happens."""
    data = SOUND[name]
    path = samples.written(tmp_path, name, data[: int(len(data) * share)])
    # Text may end anywhere, and the last bytes of a picture may say only that it has ended.
    if name == "cube.obj" or (name.startswith("picture") and share > 0.9):
        try:
            take(path)
        except Refusal as refusal:
            assert refusal.code in REFUSALS
    else:
        refused(path)


def glb_with(**changes) -> bytes:
    return samples.glb(samples.gltf_parts(**changes)[0])


def accessors(**first) -> list[dict]:
    listed = samples.gltf_parts()[0]["accessors"]
    return [{**listed[0], **first}, listed[1]]


def nan_glb() -> bytes:
    document, binary = samples.gltf_parts()
    return samples.glb(document, struct.pack("<f", float("nan")) + binary[4:])


def bad_index_glb() -> bytes:
    document, binary = samples.gltf_parts()
    return samples.glb(document, binary[:-2] + struct.pack("<H", 999))


def stl_with_count(count: int) -> bytes:
    data = samples.stl()
    return data[:80] + struct.pack("<I", count) + data[84:]


def big_header_ply(rows: str) -> bytes:
    return samples.ply().replace(b"element face 12", f"element face {rows}".encode())


IMAGE = [{"uri": "x"}]
BROKEN_MODELS = {
    "nan.glb": (nan_glb(), "model-not-finite"),
    "index.glb": (bad_index_glb(), "model-bad-index"),
    "version1.glb": (b"glTF" + struct.pack("<II", 1, 20) + bytes(8), "model-unsupported"),
    "length-lies.glb": (samples.glb()[:8] + struct.pack("<I", 1 << 30) + samples.glb()[12:], "model-truncated"),
    "chunk-lies.glb": (samples.glb()[:12] + struct.pack("<I", 1 << 30) + samples.glb()[16:], "model-truncated"),
    "no-json.glb": (struct.pack("<4sIII4s", b"glTF", 2, 20, 0, b"BIN\x00"), "model-damaged"),
    "json-bomb.glb": (samples.glb({}, b"").replace(b"{}  ", b"[[[["), "model-damaged"),
    "huge-count.glb": (glb_with(accessors=accessors(count=1 << 39)), "model-too-many-triangles"),
    "negative-count.glb": (glb_with(accessors=accessors(count=-8)), "model-damaged"),
    "text-count.glb": (glb_with(accessors=accessors(count="eight")), "model-damaged"),
    "past-the-end.glb": (glb_with(accessors=accessors(byteOffset=90)), "model-truncated"),
    "no-view.glb": (glb_with(accessors=accessors(bufferView=77)), "model-damaged"),
    "bad-type.glb": (glb_with(accessors=accessors(type="MAT9")), "model-damaged"),
    "bad-component.glb": (glb_with(accessors=accessors(componentType=1)), "model-damaged"),
    "stride.glb": (glb_with(bufferViews=[{"buffer": 0, "byteLength": 96, "byteStride": 1 << 30},
                   {"buffer": 0, "byteOffset": 96, "byteLength": 72}]), "model-truncated"),
    "view-past-end.glb": (glb_with(bufferViews=[{"buffer": 0, "byteLength": 9600},
                          {"buffer": 0, "byteOffset": 96, "byteLength": 72}]), "model-truncated"),
    "cycle.glb": (glb_with(nodes=[{"mesh": 0, "children": [0]}]), "model-damaged"),
    "self-parent.glb": (glb_with(nodes=[{"children": [1]}, {"mesh": 0, "children": [0]}]), "model-damaged"),
    "no-mesh.glb": (glb_with(nodes=[{}]), "model-no-triangles"),
    "points.glb": (glb_with(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}]),
                   "model-no-triangles"),
    "no-position.glb": (glb_with(meshes=[{"primitives": [{"attributes": {}, "indices": 1}]}]), "model-damaged"),
    "bad-material.glb": (glb_with(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "material": 5}]}]),
                         "model-damaged"),
    "infinite-matrix.glb": (glb_with(nodes=[{"mesh": 0, "scale": [1e400, 1, 1]}]), "model-damaged"),
    "short-matrix.glb": (glb_with(nodes=[{"mesh": 0, "matrix": [1, 0]}]), "model-damaged"),
    "list-asset.glb": (glb_with(asset=[]), "model-unsupported"),
    "old.glb": (glb_with(asset={"version": "1.0"}), "model-unsupported"),
    "draco.glb": (glb_with(extensionsRequired=["KHR_draco_mesh_compression"], meshes=[{"primitives": [
        {"attributes": {"POSITION": 0}, "extensions": {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes":
         {"POSITION": 0}}}}]}]), "model-damaged"),
    "ktx.glb": (glb_with(extensionsRequired=["KHR_texture_basisu"], images=[
                {"uri": "data:image/ktx2;base64,q0tUWCAyMLs="}],
                textures=[{"extensions": {"KHR_texture_basisu": {"source": 0}}}],
                materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]), "model-texture-format"),
    "splats.glb": (glb_with(extensionsRequired=["KHR_gaussian_splatting"]), "model-unsupported"),
    "number-extension.glb": (glb_with(extensionsRequired=[7]), "model-damaged"),
    "empty-instances.glb": (glb_with(nodes=[{"mesh": 0, "extensions": {"EXT_mesh_gpu_instancing": {}}}]),
                            "model-damaged"),
    "billion-instances.glb": (glb_with(nodes=[{"mesh": 0, "extensions": {"EXT_mesh_gpu_instancing": {"attributes": {
        "TRANSLATION": 2}}}}], accessors=[*accessors(), {"componentType": 5126, "count": 900_000, "type": "VEC3"}]),
        "model-damaged"),
    "meshopt.glb": (glb_with(extensionsRequired=["EXT_meshopt_compression"]), "model-unsupported"),
    "sparse.glb": (glb_with(accessors=accessors(sparse={"count": 1, "indices": {"bufferView": 1, "componentType": 5123,
                   "byteOffset": 2}, "values": {"bufferView": 0}})), None),
    "sparse-outside.glb": (glb_with(accessors=accessors(sparse={"count": 9, "indices": {"bufferView": 1,
                           "componentType": 5123}, "values": {"bufferView": 0}})), "model-damaged"),
    "skin.glb": (glb_with(nodes=[{"mesh": 0, "skin": 3}]), "model-damaged"),
    "file-uri.glb": (glb_with(images=[{"uri": "file:///etc/passwd"}]), "model-external-file"),
    "http-uri.glb": (glb_with(images=[{"uri": "http://127.0.0.1:1/x.png"}]), "model-external-file"),
    "dots-uri.glb": (glb_with(images=[{"uri": "../../../etc/passwd"}]), "model-external-file"),
    "escaped-dots.glb": (glb_with(images=[{"uri": "%2e%2e/%2e%2e/etc/passwd"}]), "model-external-file"),
    "absolute-uri.glb": (glb_with(images=[{"uri": "/etc/passwd"}]), "model-external-file"),
    "windows-uri.glb": (glb_with(images=[{"uri": "..\\..\\boot.ini"}]), "model-external-file"),
    "missing-uri.glb": (glb_with(images=[{"uri": "texture.png"}]), "model-missing-file"),
    "bad-data-uri.glb": (glb_with(images=[{"uri": "data:image/png;base64,AAA"}], textures=[{"source": 0}], materials=[
        {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}], meshes=[{"primitives": [
            {"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}]), None),
    "count-10-million.stl": (stl_with_count(10_000_000), "model-truncated"),
    "count-lies.stl": (stl_with_count(13), "model-truncated"),
    "zero.stl": (samples.stl()[:80] + bytes(4), None),
    "nan.stl": (samples.stl()[:96] + struct.pack("<f", float("nan")) + samples.stl()[100:], "model-not-finite"),
    "infinite.stl": (samples.stl()[:96] + struct.pack("<f", float("inf")) + samples.stl()[100:], "model-not-finite"),
    "no-facets.stl": (b"solid nothing\nendsolid nothing\n", "model-no-triangles"),
    "letters.stl": (samples.stl_ascii().replace(b"vertex 0 0 1", b"vertex zero 0 1"), "model-damaged"),
    "odd.stl": (samples.stl_ascii().replace(b"vertex 0 0 1\n", b"", 1), "model-truncated"),
    "faces-10-million.ply": (big_header_ply("9999999"), "model-truncated"),
    "faces-billion.ply": (big_header_ply("1000000000"), "model-too-many-triangles"),
    "vertices-billion.ply": (samples.ply().replace(b"vertex 8", b"vertex 2000000000"), "model-too-many-triangles"),
    "no-end.ply": (samples.ply().replace(b"end_header", b"end_headache"), "model-damaged"),
    "bad-type.ply": (samples.ply().replace(b"property float x", b"property quark x"), "model-damaged"),
    "no-format.ply": (samples.ply().replace(b"format binary_little_endian 1.0", b"comment none"), "model-damaged"),
    "bad-index.ply": (samples.ply("ascii").replace(b"3 0 1 3", b"3 0 1 99"), "model-bad-index"),
    "negative-index.ply": (samples.ply("ascii").replace(b"3 0 1 3", b"3 0 1 -3"), "model-bad-index"),
    "letters.ply": (samples.ply("ascii").replace(b"3 0 1 3", b"3 0 one 3"), "model-damaged"),
    "cloud.ply": (samples.ply("ascii").split(b"element face")[0] + b"end_header\n" + b"0 0 0 1 1 1\n" * 8,
                  "model-no-triangles"),
    "bad-index.obj": (samples.obj().replace(b"f 1/1", b"f 99/1", 1), "model-bad-index"),
    "zero-index.obj": (samples.obj().replace(b"f 1/1", b"f 0/1", 1), "model-bad-index"),
    "far-negative.obj": (samples.obj().replace(b"f 1/1", b"f -99/1", 1), "model-bad-index"),
    "nan.obj": (samples.obj().replace(b"v 0 0 0", b"v nan 0 0"), "model-not-finite"),
    "letters.obj": (samples.obj().replace(b"v 0 0 0", b"v zero 0 0"), "model-damaged"),
    "points.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "model-no-triangles"),
    "flat-nothing.obj": (b"v 0 0 0\nv 0 0 0\nv 0 0 0\nf 1 2 3\n", "model-no-triangles"),
    "huge-value.obj": (samples.obj().replace(b"v 0 0 0", b"v 1e300 0 0"), "model-not-finite"),
    "long-face.obj": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2\n", "model-no-triangles"),
    "laughs.3mf": (samples.threemf(b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
                   b"<model>&b;</model>"), "model-damaged"),
    "external.3mf": (samples.threemf(b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                     b"<model>&a;</model>"), "model-damaged"),
    "no-build.3mf": (samples.threemf(b'<model><build><item objectid="7"/></build></model>'), "model-damaged"),
    "letters.3mf": (samples.threemf(b'<model><resources><object id="1"><mesh><vertices><vertex x="a" y="0" z="0"/>'
                    b"</vertices></mesh></object></resources></model>"), "model-damaged"),
    "not-xml.3mf": (samples.threemf(b"hello"), "model-damaged"),
    "recursive.3mf": (samples.threemf(b'<model><resources><object id="1"><components><component objectid="1"/>'
                      b'</components></object></resources><build><item objectid="1"/></build></model>'),
                       "model-damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_MODELS)
def test_broken_models(name, tmp_path):
    data, code = BROKEN_MODELS[name]
    path = samples.written(tmp_path, name, data)
    if code is None:
        # Either way is right: it may be mendable. Nothing but a refusal may come out of it.
        try:
            take(path)
        except Refusal as refusal:
            assert refusal.code in REFUSALS
    else:
        assert refused(path) == code


def symlink_archive() -> bytes:
    entry = zipfile.ZipInfo("model.obj")
    entry.external_attr = 0o120777 << 16
    return samples.archive({entry: b"/etc/passwd"})  # type: ignore[dict-item]


def bomb() -> bytes:
    return samples.archive({"model.obj": samples.obj(), "zeros.jpg": bytes(64 << 20)})


GLTF_OUTSIDE = json.dumps(samples.gltf_parts(buffers=[{"uri": "../secret.bin", "byteLength": 168}])[0]).encode()
GLTF_MISSING = json.dumps(samples.gltf_parts(buffers=[{"uri": "cube.bin", "byteLength": 168}])[0]).encode()
ARCHIVES = {
    "traversal.zip": (samples.archive({"../../model.obj": samples.obj()}), "archive-unsafe-name"),
    "absolute.zip": (samples.archive({"/etc/model.obj": samples.obj()}), "archive-unsafe-name"),
    "backslash.zip": (samples.archive({"..\\..\\model.obj": samples.obj()}), "archive-unsafe-name"),
    "drive.zip": (samples.archive({"C:/model.obj": samples.obj()}), "archive-unsafe-name"),
    "symlink.zip": (symlink_archive(), "archive-unsafe-name"),
    "bomb.zip": (bomb(), "archive-bomb"),
    "many.zip": (samples.archive({f"{n}.txt": b"" for n in range(limits.MAX_ARCHIVE_ENTRIES + 1)}), "archive-bomb"),
    "no-model.zip": (samples.archive({"readme.txt": b"hello"}), "archive-no-model"),
    "two-models.zip": (samples.archive({"a.obj": samples.obj(), "b.obj": samples.obj()}), "archive-several-models"),
    "junk-only.zip": (samples.archive({"__MACOSX/._a.obj": samples.obj(), ".DS_Store": b"x"}), "archive-no-model"),
    "gltf-outside.zip": (samples.archive({"a/model.gltf": GLTF_OUTSIDE, "secret.bin": bytes(168)}),
                         "model-external-file"),
    "gltf-missing.zip": (samples.archive({"model.gltf": GLTF_MISSING}), "model-missing-file"),
    "bad-texture.zip": (samples.archive({"m.obj": samples.obj("m.mtl"), "m.mtl": b"newmtl skin\nmap_Kd t.jpg",
                        "t.jpg": b"\xff\xd8\xff broken"}), "model-texture-damaged"),
    "zip-in-zip.zip": (samples.archive({"inner.zip": samples.archive({"m.obj": samples.obj()})}), "archive-no-model"),
    "empty.zip": (samples.archive({}), "archive-no-model"),
    "office.docx": (samples.archive({"word/document.xml": b"<x/>"}), "unsupported-format"),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_hostile_archives(name, tmp_path):
    data, code = ARCHIVES[name]
    assert refused(samples.written(tmp_path, name, data)) == code


PNG_FLOOD = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 60000, 60000, 8, 2, 0, 0, 0) + b"\x00" * 40
OTHERS = {
    "empty.jpg": (b"", "empty"),
    "empty.glb": (b"", "empty"),
    "noise.bin": (bytes(range(256)) * 8, "unknown-type"),
    "text.obj": (b"hello world\n", "unknown-type"),
    "zeros.stl": (bytes(100), None),
    "vector.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "unsafe-type"),
    "laughs.svg": (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">]><svg>&a;</svg>', "unsafe-type"),
    "page.html": (b"<!doctype html><script>1</script>", "unsafe-type"),
    "picture.jpg.html": (b"<html><body>", "unsafe-type"),
    "scene.dae": (b'<?xml version="1.0"?><COLLADA><asset/></COLLADA>', "unsupported-format"),
    "plain.xml": (b"<?xml version='1.0'?><a/>", "unsafe-type"),
    "photo.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + bytes(64), "unsupported-format"),
    "photo.psd": (b"8BPS\x00\x01" + bytes(64), "unsupported-format"),
    "scene.fbx": (b"Kaydara FBX Binary  \x00", "unsupported-format"),
    "flood.png": (PNG_FLOOD, None),
    "jpeg-and-zip.jpg": (b"\xff\xd8\xff\xe0" + samples.archive({"m.obj": samples.obj()}), "image-damaged"),
    "riff.webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(20), "image-damaged"),
    "broken.gif": (b"GIF89a" + bytes(30), "image-damaged"),
    "broken.tif": (b"II*\x00" + bytes(30), "image-damaged"),
    "far-ifd.tif": (b"II*\x00\xff\xff\xff\x7f", "image-damaged"),
    "json.gltf": (b'{"hello": 1}', "unknown-type"),
    "deep.gltf": (b"{" + b'"a":{' * 200_000, "unknown-type"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_hostile_files(name, tmp_path):
    data, code = OTHERS[name]
    found = refused(samples.written(tmp_path, name, data))
    assert code is None or found == code


@pytest.mark.parametrize("name", ["stl", "gltf", "glb", "obj", "ply", "jpg", "tif"])
def test_the_name_does_not_decide(name, tmp_path):
    """A PNG stays a PNG whatever it is called."""
    path = samples.written(tmp_path, f"picture.{name}", samples.picture(form="PNG"))
    assert sniff(path).format == "png"


@pytest.mark.parametrize("size", [(300, 300), (4000, 1000), (1024, 511), (900, 450)])
def test_shapes_that_are_no_panorama(size, tmp_path):
    guard_libvips()
    path = samples.written(tmp_path, "p.jpg", samples.picture(*size))
    source = Source(path, "p.jpg", tmp_path / "out")
    if size == (1024, 511):
        convert_panorama(source, sniff(path))
        return
    with pytest.raises(Refusal) as caught:
        convert_panorama(source, sniff(path))
    assert caught.value.code in {"panorama-shape", "panorama-too-small"}


@pytest.mark.parametrize(
    "name",
    ["empty.stl", "image_not_found.gltf", "length_mismatch.glb", "notenoughindices.obj", "truncated_chunk_data.glb"],
)
def test_shared_broken_models(name):
    path = shared_data(f"models/broken/{name}")
    try:
        take(path)
    except Refusal as refusal:
        assert refusal.code.startswith("model-")
    else:
        assert name == "notenoughindices.obj"


TIGHT = limits.Limits(wall_seconds=1, memory_bytes=3 << 30)
SMALL = limits.Limits(wall_seconds=600, memory_bytes=90 << 20)


def test_too_slow_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("virtual_museum.media.conversion.sandbox.START", "import time; time.sleep(60)")
    path = samples.written(tmp_path, "a.jpg", samples.picture())
    with pytest.raises(Refusal) as caught:
        run_conversion(path, "a.jpg", "image", tmp_path / "out", limits=TIGHT)
    assert caught.value.code == "took-too-long"


def test_too_much_memory_is_refused(tmp_path):
    path = samples.written(tmp_path, "a.jpg", samples.picture(6000, 5000))
    with pytest.raises(Refusal) as caught:
        run_conversion(path, "a.jpg", "image", tmp_path / "out", limits=SMALL)
    assert caught.value.code in {"too-much-memory", "converter-crashed", "image-damaged"}


@pytest.mark.parametrize("death", ["os.kill(os.getpid(), 11)", "os._exit(3)", "raise SystemExit(7)", "1/0"])
def test_a_dying_converter_is_a_refusal(death, tmp_path, monkeypatch):
    monkeypatch.setattr("virtual_museum.media.conversion.sandbox.START", f"import os; {death}")
    path = samples.written(tmp_path, "a.jpg", samples.picture())
    with pytest.raises(Refusal) as caught:
        run_conversion(path, "a.jpg", "image", tmp_path / "out")
    assert caught.value.code == "converter-crashed"


def test_the_converter_reaches_nobody(tmp_path, monkeypatch):
    """Where the system allows it, the child has no network; it never sees the museum's secrets."""
    probe = (
        "import sys, os, json; sys.path.insert(0, sys.argv.pop(1)); from conversion.child import _shut_in; _shut_in();"
        "import socket; s = socket.socket(); s.settimeout(2);"
        "print('secret' if 'MUSEUM_SECRET_KEY' in os.environ else 'clean', s.connect_ex(('127.0.0.1', 9)))"
    )
    monkeypatch.setenv("MUSEUM_SECRET_KEY", "do not tell")
    monkeypatch.setattr("virtual_museum.media.conversion.sandbox.START", probe)
    path = samples.written(tmp_path, "a.jpg", samples.picture())
    with pytest.raises(Refusal) as caught:
        run_conversion(path, "a.jpg", "image", tmp_path / "out")
    assert "clean" in caught.value.log  # type: ignore[attr-defined]
