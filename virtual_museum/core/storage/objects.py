"""Files in an S3-compatible store, or in memory for tests, both through obstore."""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from obstore.exceptions import BaseError
from obstore.store import MemoryStore, S3Store

from virtual_museum.core.storage.contract import (
    ChecksumMismatch,
    InvalidKey,
    ObjectMissing,
    StorageError,
    StoredFile,
    check_key,
    check_prefix,
)
from virtual_museum.core.storage.local import CHUNK, put_folder

# One part of a multipart upload; the 10,000 parts S3 allows hold the largest asset many times over.
PART_BYTES = 8 << 20


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class _ObjectReader(io.RawIOBase):
    """A stored object as a seekable raw stream; each read is one range request."""

    def __init__(self, read_range: Callable[[int, int], bytes], size: int) -> None:
        self._read_range, self._size, self._position = read_range, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def readinto(self, buffer) -> int:
        data = self._read_range(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class ObjectStorage:
    """The contract of `Storage` over an obstore store."""

    def __init__(self, store: MemoryStore | S3Store, url: str) -> None:
        self._store = store
        self.url = url

    @contextmanager
    def _translating(self, key: str) -> Iterator[None]:
        """Turn the store's errors into ours; obstore says a missing object by the built-in error."""
        try:
            yield
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key}: {error}") from error

    def put_file(self, key: str, path: Path, *, sha256: str | None = None) -> StoredFile:
        found = _sha256(path)
        if sha256 is not None and found != sha256:
            raise ChecksumMismatch(f"{key}: expected {sha256}, received {found}")
        size = path.stat().st_size
        with self._translating(check_key(key)):
            self._store.put(key, path, chunk_size=PART_BYTES)
        return StoredFile(key, size, found)

    def put_bytes(self, key: str, data: bytes) -> StoredFile:
        with self._translating(check_key(key)):
            self._store.put(key, data)
        return StoredFile(key, len(data), hashlib.sha256(data).hexdigest())

    def put_folder(self, prefix: str, folder: Path) -> list[StoredFile]:
        return put_folder(self, prefix, folder)

    def open(self, key: str) -> BinaryIO:
        size = self.size(key)
        reader = _ObjectReader(lambda start, length: self._range(key, start, length, size), size)
        return io.BufferedReader(reader, CHUNK)

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="museum-") as folder:
            # The name keeps its ending: readers of 3D formats choose by it.
            copy = Path(folder, Path(check_key(key)).name)
            with self._translating(key), copy.open("wb") as out:
                for block in self._store.get(key).stream(CHUNK):
                    out.write(block)
            yield copy

    def size(self, key: str) -> int:
        with self._translating(check_key(key)):
            return self._store.head(key)["size"]

    def _range(self, key: str, start: int, length: int, size: int) -> bytes:
        end = min(start + length, size)
        if start >= end:
            return b""
        with self._translating(key):
            return bytes(self._store.get_range(key, start=start, end=end))

    def read_range(self, key: str, start: int, length: int) -> bytes:
        return self._range(key, start, length, self.size(key))

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except ObjectMissing:
            return False
        return True

    def delete(self, key: str) -> None:
        try:
            with self._translating(check_key(key)):
                self._store.delete(key)
        except ObjectMissing:
            return

    def delete_prefix(self, prefix: str) -> int:
        bare = check_prefix(prefix)
        if not bare:
            raise InvalidKey("the empty prefix would remove every file")
        keys = [stored.key for stored in self.list(bare)]
        if keys:
            with self._translating(prefix):
                self._store.delete(keys)
        return len(keys)

    def list(self, prefix: str = "") -> Iterator[StoredFile]:
        bare = check_prefix(prefix)
        with self._translating(prefix):
            found = [
                StoredFile(meta["path"], meta["size"])
                for page in self._store.list(f"{bare}/" if bare else None)
                for meta in page
            ]
        yield from sorted(found, key=lambda stored: stored.key)


def memory_storage() -> ObjectStorage:
    """An empty store that lives as long as the object; for tests."""
    return ObjectStorage(MemoryStore(), "memory://")


def s3_storage(bucket: str, prefix: str) -> ObjectStorage:
    """A bucket of an S3-compatible store.

    Address and credentials come from the usual variables AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY; plain http (a store on the own network) needs AWS_ALLOW_HTTP=true.
    """
    store = S3Store(bucket, prefix=prefix or None)
    return ObjectStorage(store, f"s3://{bucket}/{prefix}".rstrip("/"))
