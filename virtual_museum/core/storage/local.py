"""Files in a folder of this machine: written beside, synced, renamed."""

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from virtual_museum.core.storage.contract import (
    ChecksumMismatch,
    InvalidKey,
    ObjectMissing,
    StorageError,
    StoredFile,
    check_key,
    check_prefix,
)

CHUNK = 1 << 20
# Half-written files wait here under names no key can have; on one file system the rename is atomic.
PARTIAL = ".partial"
PARTIAL_AGE_SECONDS = 24 * 3600
# A sync waits for the disk, not for the processor: a few at a time let the file system join them.
PARALLEL_PUTS = 8


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(CHUNK):
        yield block


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class LocalStorage:
    """The contract of `Storage` over a folder, which is made at the first put."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.url = self.root.as_uri()

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and sync the names of all folders that are new, the nearest existing one first."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            new.mkdir(exist_ok=True)
            _sync_folder(new.parent)

    def _write(self, key: str, blocks: Iterable[bytes], sha256: str | None) -> StoredFile:
        target = self._path(key)
        partial = self.root / PARTIAL / uuid.uuid4().hex
        digest, size = hashlib.sha256(), 0
        try:
            self._make_folder(partial.parent)
            with partial.open("xb") as out:
                for block in blocks:
                    out.write(block)
                    digest.update(block)
                    size += len(block)
                out.flush()
                os.fsync(out.fileno())
            if sha256 is not None and digest.hexdigest() != sha256:
                raise ChecksumMismatch(f"{key}: expected {sha256}, received {digest.hexdigest()}")
            self._make_folder(target.parent)
            partial.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise StorageError(f"{key}: {error.strerror or error}") from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return StoredFile(key, size, digest.hexdigest())

    def put_file(self, key: str, path: Path, *, sha256: str | None = None) -> StoredFile:
        with path.open("rb") as source:
            return self._write(key, _chunks(source), sha256)

    def put_bytes(self, key: str, data: bytes) -> StoredFile:
        return self._write(key, (data,), None)

    def put_folder(self, prefix: str, folder: Path) -> list[StoredFile]:
        return put_folder(self, prefix, folder)

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise ObjectMissing(key) from error
        except OSError as error:
            raise StorageError(f"{key}: {error.strerror}") from error

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        self.size(key)
        yield self._path(key)

    def size(self, key: str) -> int:
        path = self._path(key)
        if not path.is_file():
            raise ObjectMissing(key)
        return path.stat().st_size

    def read_range(self, key: str, start: int, length: int) -> bytes:
        with self.open(key) as source:
            source.seek(start)
            return source.read(length)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{key}: {error.strerror}") from error

    def delete_prefix(self, prefix: str) -> int:
        bare = check_prefix(prefix)
        if not bare:
            raise InvalidKey("the empty prefix would remove every file")
        count = sum(1 for _ in self.list(bare))
        try:
            shutil.rmtree(self.root / bare)
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except OSError as error:
            raise StorageError(f"{prefix}: {error.strerror}") from error
        return count

    def list(self, prefix: str = "") -> Iterator[StoredFile]:
        start = self.root / check_prefix(prefix)
        found = (Path(folder, name) for folder, _, names in os.walk(start) for name in names)
        keys = ((path.relative_to(self.root).as_posix(), path) for path in found)
        # A museum's store has some hundred thousand keys; sorting their names costs a few megabytes.
        for key, path in sorted((key, path) for key, path in keys if not key.startswith(".")):
            with suppress(FileNotFoundError):
                yield StoredFile(key, path.stat().st_size)

    def sweep(self) -> int:
        """Remove what puts killed more than a day ago left half-written; return how many files went."""
        old = time.time() - PARTIAL_AGE_SECONDS
        stale = [path for path in (self.root / PARTIAL).glob("*") if path.stat().st_mtime < old]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)


def put_folder(storage, prefix: str, folder: Path) -> list[StoredFile]:
    """Put all files below the folder by several threads; the first failure is raised after all ended."""
    bare = check_prefix(prefix)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    keys = [f"{bare}/{path.relative_to(folder).as_posix()}" for path in paths]
    with ThreadPoolExecutor(PARALLEL_PUTS) as pool:
        return list(pool.map(storage.put_file, keys, paths))
