"""Documents that are kept and handed out as they are: PDF files and WebVTT captions."""

import shutil

from .refusals import Refusal
from .results import Conversion, Made, Source
from .sniff import Sniffed

MAX_CAPTION_BYTES = 4 << 20


def convert_document(source: Source, sniffed: Sniffed) -> Conversion:
    """`document@1`: the checked copy that visitors may download. Raises Refusal."""
    folder = source.folder("document@1")
    name = f"document.{sniffed.format}"
    if sniffed.format == "vtt":
        _check_captions(source)
    elif b"%%EOF" not in _tail(source):
        raise Refusal("document-damaged")
    shutil.copyfile(source.path, folder / name)
    return Conversion("document", sniffed.media_type, {"format": sniffed.format}, [Made("document@1", {"file": name})])


def _tail(source: Source) -> bytes:
    with source.path.open("rb") as file:
        file.seek(max(0, source.path.stat().st_size - 4096))
        return file.read()


def _check_captions(source: Source) -> None:
    if source.path.stat().st_size > MAX_CAPTION_BYTES:
        raise Refusal("document-damaged")
    try:
        text = source.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("document-damaged") from error
    if "-->" not in text:
        raise Refusal("document-damaged")
