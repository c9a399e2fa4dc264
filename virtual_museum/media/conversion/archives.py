"""Reading zip archives of unknown origin: nothing is unpacked to disk, and no name leads outside."""

import posixpath
import stat
import zipfile
import zlib
from pathlib import Path

from . import limits
from .refusals import Refusal

# What macOS and Windows put into archives beside the files people mean.
_JUNK_PARTS = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git"}


class Archive:
    """The files of a zip by their normalised names, read into memory one by one under the limits."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
            raise Refusal("archive-damaged") from error
        if len(entries) > limits.MAX_ARCHIVE_ENTRIES:
            raise Refusal("archive-bomb")
        self._entries = {_safe_name(entry): entry for entry in entries if not _is_junk(entry)}
        self._check_sizes(path.stat().st_size)
        self._folded = {name.casefold(): name for name in self._entries}

    def _check_sizes(self, packed: int) -> None:
        unpacked = sum(entry.file_size for entry in self._entries.values())
        if unpacked > limits.MAX_ARCHIVE_BYTES:
            raise Refusal("archive-bomb")
        if unpacked > limits.RATIO_FREE_BYTES and unpacked > packed * limits.MAX_ARCHIVE_RATIO:
            raise Refusal("archive-bomb")

    def names(self) -> list[str]:
        """All file names, junk left out, in the archive's order."""
        return list(self._entries)

    def find(self, name: str, beside: str = "") -> str | None:
        """The entry that a model file at `beside` means by `name`; case and lost folders are forgiven."""
        wanted = name.replace("\\", "/").strip().strip('"')
        folder = posixpath.dirname(beside)
        for candidate in (posixpath.normpath(posixpath.join(folder, wanted)), posixpath.normpath(wanted)):
            found = self._folded.get(candidate.casefold())
            if found:
                return found
        base = posixpath.basename(wanted).casefold()
        same = [entry for entry in self._entries if posixpath.basename(entry).casefold() == base]
        return same[0] if len(same) == 1 else None

    def read(self, name: str) -> bytes:
        """The bytes of the entry. Raises Refusal when it is damaged, encrypted or larger than it claims."""
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise Refusal("archive-encrypted")
        try:
            with self._zip.open(entry) as file:
                data = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Refusal("archive-damaged") from error
        if len(data) != entry.file_size:
            raise Refusal("archive-damaged")
        return data


def _is_junk(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").casefold().split("/")
    return entry.is_dir() or any(part in _JUNK_PARTS or part.startswith("._") for part in parts)


def _safe_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename.replace("\\", "/")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("archive-unsafe-name", name=name[:80])
    normal = posixpath.normpath(name)
    if name.startswith("/") or normal.startswith("..") or ":" in name[:3] or "\x00" in name:
        raise Refusal("archive-unsafe-name", name=name[:80])
    return normal
