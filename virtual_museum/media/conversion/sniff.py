"""What a file is, told from its bytes; its name is never trusted."""

import json
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .refusals import Refusal

HEAD_BYTES = 4096
MAX_GLTF_PROBE = 64 << 20


@dataclass(frozen=True)
class Sniffed:
    """A recognised format. `kinds` are the kinds of asset it can become, the likeliest first."""

    format: str
    media_type: str
    kinds: tuple[str, ...]


PICTURE = ("image", "panorama")
FORMATS = {
    found.format: found
    for found in (
        Sniffed("jpeg", "image/jpeg", PICTURE),
        Sniffed("png", "image/png", PICTURE),
        Sniffed("webp", "image/webp", PICTURE),
        Sniffed("tiff", "image/tiff", PICTURE),
        Sniffed("gif", "image/gif", ("image",)),
        Sniffed("avif", "image/avif", PICTURE),
        Sniffed("glb", "model/gltf-binary", ("model",)),
        Sniffed("gltf", "model/gltf+json", ("model",)),
        Sniffed("obj", "model/obj", ("model",)),
        Sniffed("ply", "model/ply", ("model",)),
        Sniffed("stl", "model/stl", ("model",)),
        Sniffed("3mf", "model/3mf", ("model",)),
        Sniffed("zip", "application/zip", ("model",)),
        Sniffed("mp3", "audio/mpeg", ("audio",)),
        Sniffed("aac", "audio/aac", ("audio",)),
        Sniffed("ogg", "audio/ogg", ("audio",)),
        Sniffed("wav", "audio/wav", ("audio",)),
        Sniffed("flac", "audio/flac", ("audio",)),
        Sniffed("m4a", "audio/mp4", ("audio",)),
        Sniffed("mp4", "video/mp4", ("video", "audio")),
        Sniffed("mov", "video/quicktime", ("video",)),
        Sniffed("webm", "video/webm", ("video", "audio")),
        Sniffed("pdf", "application/pdf", ("document",)),
        Sniffed("vtt", "text/vtt", ("document",)),
    )
}

_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"glTF", "glb"),
    (b"ply\n", "ply"),
    (b"ply\r", "ply"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"%PDF-", "pdf"),
    (b"WEBVTT", "vtt"),
)
# Formats people do hand over and that we name when we cannot take them.
_NAMED = (
    (b"8BPS", "PSD"),
    (b"BM", "BMP"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"Kaydara FBX Binary", "FBX"),
    (b"BLENDER", "Blender"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"PXR-USDC", "USD"),
)
_BRANDS = {
    b"avif": "avif", b"avis": "avif", b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov",
    b"isom": "mp4", b"iso2": "mp4", b"iso4": "mp4", b"iso5": "mp4", b"iso6": "mp4", b"mp41": "mp4", b"mp42": "mp4",
    b"avc1": "mp4", b"M4V ": "mp4", b"dash": "mp4", b"MSNV": "mp4",
}  # fmt: skip
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}


def sniff(path: Path) -> Sniffed:
    """The format of the file. Raises Refusal `empty`, `unsafe-type`, `unsupported-format` or `unknown-type`."""
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    name = _by_magic(head) or _container(head, path) or _text_or_stl(head, size, path)
    if name is None:
        raise Refusal("unknown-type")
    return FORMATS[name]


def _by_magic(head: bytes) -> str | None:
    if _is_binary_stl_guess(head):
        return None
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    for magic, name in _NAMED:
        if head.startswith(magic):
            raise Refusal("unsupported-format", format=name)
    # MPEG audio frames: eleven set bits, then a layer that is not reserved.
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        if head[1] & 0x06:
            return "mp3"
        if head[1] & 0xF6 == 0xF0:
            return "aac"
    return None


def _is_binary_stl_guess(head: bytes) -> bool:
    """A binary STL may carry anything in its first 80 bytes, "BM" or "ID3" too; STL is checked by its length."""
    return head.startswith(b"solid")


def _container(head: bytes, path: Path) -> str | None:
    if head.startswith(b"RIFF") and len(head) >= 12:
        kind = {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12])
        if kind is None:
            raise Refusal("unsupported-format", format="RIFF " + head[8:12].decode("latin-1").strip())
        return kind
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _HEIC_BRANDS and b"avif" not in head[16:64]:
            raise Refusal("unsupported-format", format="HEIC")
        return "avif" if brand in _HEIC_BRANDS else _BRANDS.get(brand, "mp4")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    return None


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refusal("archive-damaged") from error
    if "word/document.xml" in names or "xl/workbook.xml" in names:
        raise Refusal("unsupported-format", format="Office")
    if any(name.lower().endswith(".usdc") for name in names) and not any("/" in name for name in names[:1]):
        raise Refusal("unsupported-format", format="USDZ")
    return "3mf" if any(name.lower().startswith("3d/") and name.lower().endswith(".model") for name in names) else "zip"


def _text_or_stl(head: bytes, size: int, path: Path) -> str | None:
    if size >= 84:
        count = struct.unpack_from("<I", head, 80)[0]
        # Some exporters leave a few bytes behind the last triangle.
        if count and 84 + 50 * count <= size <= 84 + 50 * count + 512:
            return "stl"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"WEBVTT"):
        return "vtt"
    if text.startswith(b"<"):
        raise _markup(text)
    if re.match(rb"solid\b", text, re.I) and (b"facet" in head or b"endsolid" in head or size < 512):
        return "stl"
    if text.startswith(b"{") and size <= MAX_GLTF_PROBE:
        return "gltf" if _is_gltf(path) else None
    if b"\x00" not in head and re.search(rb"^[ \t]*v[ \t]+[-+\d.]", _more(path, head), re.M):
        return "obj"
    # A binary STL whose promise and length do not match: the STL reader says what is wrong with it.
    if size >= 84 and path.suffix.lower() == ".stl" and b"\x00" in head[:84]:
        return "stl"
    return None


def _more(path: Path, head: bytes) -> bytes:
    """Some exporters write pages of comments before the first vertex."""
    if not head.lstrip().startswith((b"#", b"v", b"mtllib", b"o ", b"g ", b"usemtl", b"s ")):
        return b""
    with path.open("rb") as file:
        return file.read(1 << 20)


def _markup(text: bytes) -> Refusal:
    lowered = text[:2048].lower()
    if b"<svg" in lowered:
        return Refusal("unsafe-type", format="SVG")
    if b"<html" in lowered or b"<!doctype html" in lowered or b"<script" in lowered:
        return Refusal("unsafe-type", format="HTML")
    if b"<collada" in lowered:
        return Refusal("unsupported-format", format="COLLADA (DAE)")
    return Refusal("unsafe-type", format="XML")


def _is_gltf(path: Path) -> bool:
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "asset" in found


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height written in the head of a JPEG or PNG, without decoding; None where they are not found."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head.startswith(b"\x89PNG") and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return width, height
    place = 2
    while head.startswith(b"\xff\xd8") and place + 9 < len(head) and head[place] == 0xFF:
        marker, length = head[place + 1], struct.unpack_from(">H", head, place + 2)[0]
        # Start-of-frame markers are C0 to CF without the tables C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, place + 5)
            return width, height
        place += 2 + length
    return None


def guess_kind(path: Path, sniffed: Sniffed) -> str:
    """The kind of a file when nobody said: a picture with Photo Sphere data, or large and 2 : 1, is a panorama."""
    if "panorama" not in sniffed.kinds:
        return sniffed.kinds[0]
    with path.open("rb") as file:
        if b"GPano:" in file.read(1 << 18):
            return "panorama"
    size = picture_size(path)
    return "panorama" if size and size[0] >= 3000 and abs(size[0] - 2 * size[1]) <= 2 else "image"
