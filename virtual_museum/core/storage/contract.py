"""What every store of files promises, its errors, and the rules for keys."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

MAX_KEY_LENGTH = 512

# Letters, digits and a few signs that mean the same in a file name, in an S3 key and in a URL path. A segment
# never starts with a dot, so neither "." nor ".." nor a hidden file can be named.
_SEGMENT = r"[A-Za-z0-9_@][A-Za-z0-9_@.,+=~!^-]*"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


class StorageError(Exception):
    """The store could not do what was asked; the files it already holds are untouched."""


class ObjectMissing(StorageError):
    """No file is stored under the key."""


class InvalidKey(StorageError, ValueError):
    """The key breaks the rules of `check_key`; nothing was read or written."""


class ChecksumMismatch(StorageError):
    """The bytes that arrived are not those that were promised; nothing was stored."""


@dataclass(frozen=True)
class StoredFile:
    """A file in the store. `size` is in bytes; `sha256` (hex) is known only right after a put."""

    key: str
    size: int
    sha256: str | None = None


def check_key(key: str) -> str:
    """Return the key unchanged when it is safe in every store, else raise `InvalidKey`.

    A key is 1 to 512 ASCII characters: segments of letters, digits and `_@.,+=~!^-`, divided by single
    slashes, none of them starting with a dot or a sign other than `_` and `@`.
    """
    if len(key) > MAX_KEY_LENGTH or not _KEY.fullmatch(key):
        raise InvalidKey(f"not a key of the store: {key[:80]!r}")
    return key


def check_prefix(prefix: str) -> str:
    """Return the folder-like prefix without its closing slash; the empty prefix means the whole store."""
    bare = prefix.rstrip("/")
    return check_key(bare) if bare else ""


class Storage(Protocol):
    """Files under keys such as `originals/ab/abcd…`. All methods raise `StorageError` when the store fails.

    A put is all or nothing: a reader sees the old file or the whole new one, and when the call has returned
    the file survives a loss of power. Prefixes name whole segments: `renditions/ab` never matches
    `renditions/abc`.
    """

    url: str

    def put_file(self, key: str, path: Path, *, sha256: str | None = None) -> StoredFile:
        """Store a copy of the file; with `sha256` (hex) given, refuse other bytes by `ChecksumMismatch`."""
        ...

    def put_bytes(self, key: str, data: bytes) -> StoredFile:
        """Store the bytes."""
        ...

    def put_folder(self, prefix: str, folder: Path) -> list[StoredFile]:
        """Store every file below the folder, several at a time; only each file is all or nothing."""
        ...

    def open(self, key: str) -> BinaryIO:
        """Open for reading, seekable; the caller closes it. `ObjectMissing` when there is none."""
        ...

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """Give a path that other programs can read while the context lasts; never write to it."""
        ...

    def size(self, key: str) -> int:
        """Bytes of the file; `ObjectMissing` when there is none."""
        ...

    def read_range(self, key: str, start: int, length: int) -> bytes:
        """At most `length` bytes from `start` on, fewer at the file's end, none beyond it."""
        ...

    def exists(self, key: str) -> bool:
        """Whether a file is stored under the key."""
        ...

    def delete(self, key: str) -> None:
        """Remove the file; a file that is not there is no error."""
        ...

    def delete_prefix(self, prefix: str) -> int:
        """Remove all files below the prefix (never the empty one) and return how many there were."""
        ...

    def list(self, prefix: str = "") -> Iterator[StoredFile]:
        """All files below the prefix in the order of their keys."""
        ...
