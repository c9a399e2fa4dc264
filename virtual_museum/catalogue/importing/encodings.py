"""Which bytes these are: byte-order marks, UTF-8, else the Cyrillic code pages of Windows."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from flask_babel import gettext as _

from virtual_museum.catalogue.errors import ImportRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Places where Kazakhstan's KZ-1048 has Kazakh letters and Windows-1251 has letters of other languages.
_KAZAKH_BYTES = frozenset(b"\x8d\x9d\xa1\xa3\xaa\xaf\xba\xbc\xbd\xbe\xbf\x8e\x9e")
_SAMPLE = 1 << 20


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where it is gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        yield cast(BinaryIO, file)


def find_encoding(path: Path, stated: str | None) -> str:
    """The encoding of a text file, checked to the last byte. Raises ImportRefused with the line that does not fit."""
    with opened(path) as file:
        try:
            head = file.read(_SAMPLE)
        except (EOFError, OSError, zlib.error) as error:
            raise ImportRefused(_("The packed file is damaged.")) from error
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if marked:
        _check(path, marked)
        return marked
    zeros = head.count(0)
    if zeros:
        wide = _wide(head)
        if wide:
            _check(path, wide)
            return wide
        # A few zero bytes damage a cell or two; many are no text at all.
        if zeros > max(8, len(head) // 500):
            raise ImportRefused(_("This is not a text file. Save the table as CSV in UTF-8 and try again."), line=1)
    if stated:
        try:
            codecs.lookup(stated)
        except LookupError as error:
            raise ImportRefused(_("The encoding “%(name)s” is not known.", name=stated)) from error
        _check(path, stated)
        return stated
    try:
        _check(path, "utf-8")
    except ImportRefused:
        if not _looks_cyrillic(head):
            raise
        return "kz1048" if _KAZAKH_BYTES & set(head) else "cp1251"
    return "utf-8"


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: of the header's letters, ASCII for the most part, every other byte is zero."""
    even, odd = head[:400:2], head[1:400:2]
    if len(odd) >= 4 and odd.count(0) > 0.3 * len(odd) and not even.count(0):
        return "utf-16-le"
    if len(even) >= 4 and even.count(0) > 0.3 * len(even) and not odd.count(0):
        return "utf-16-be"
    return ""


def _check(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    lines = 0
    with opened(path) as file:
        try:
            while block := file.read(_SAMPLE):
                lines += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            line = lines + error.object[: error.start].count(b"\n") + 1
            raise ImportRefused(
                _("Line %(line)s is not written in %(encoding)s. Save the table as CSV in UTF-8 and try again.",
                  line=line, encoding=encoding),
                line=line,
            ) from error  # fmt: skip
        except (EOFError, OSError, zlib.error) as error:
            raise ImportRefused(_("The packed file is damaged.")) from error


def _looks_cyrillic(head: bytes) -> bool:
    """Russian and Kazakh in a Windows code page: of the bytes beyond ASCII nearly all are letters."""
    high = [byte for byte in head if byte >= 0x80]
    letters = sum(byte >= 0xC0 or byte in _KAZAKH_BYTES or byte in b"\xb2\xb3\xb4\xa5\xa2\xb8\xa8" for byte in high)
    # Two neighbouring high bytes are the rule in Cyrillic words and rare in accented Latin.
    pairs = sum(a >= 0xC0 and b >= 0xC0 for a, b in zip(head, head[1:], strict=False))
    return bool(high) and letters > 0.8 * len(high) and pairs > 0.4 * len(high)
