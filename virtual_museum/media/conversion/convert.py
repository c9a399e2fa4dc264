"""One original to all its renditions: choose the converter by what the file is, not by its name."""

from collections.abc import Callable
from pkgutil import resolve_name

from .images import guard_libvips
from .intake import decide_kind
from .results import Conversion, Source
from .sniff import Sniffed, sniff
from .tiffs import check_whole

# Named, not imported: loading the 3D libraries takes longer than tiling a small panorama.
CONVERTERS = {
    "image": "images:convert_image",
    "panorama": "panoramas:convert_panorama",
    "model": "models3d.convert:convert_model",
    "audio": "sound:convert_sound",
    "video": "video:convert_video",
    "document": "documents:convert_document",
}


def converter(kind: str) -> Callable[[Source, Sniffed], Conversion]:
    """What converts originals of that kind."""
    return resolve_name(f"{__package__}.{CONVERTERS[kind]}")  # type: ignore[no-any-return]


def convert(source: Source, kind: str) -> Conversion:
    """Convert the original as `kind`; with the empty kind its content decides. Raises Refusal."""
    guard_libvips()
    sniffed = sniff(source.path)
    kind = decide_kind(source.path, sniffed, kind)
    if sniffed.format == "tiff":
        check_whole(source.path)
    return converter(kind)(source, sniffed)
