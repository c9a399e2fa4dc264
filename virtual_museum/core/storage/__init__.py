"""Stored files: one contract, kept by a local folder, an S3-compatible store and memory."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app

from virtual_museum.core.storage.contract import (
    ChecksumMismatch,
    InvalidKey,
    ObjectMissing,
    Storage,
    StorageError,
    StoredFile,
    check_key,
)
from virtual_museum.core.storage.local import LocalStorage
from virtual_museum.core.storage.objects import memory_storage, s3_storage

__all__ = [
    "ChecksumMismatch",
    "InvalidKey",
    "ObjectMissing",
    "Storage",
    "StorageError",
    "StoredFile",
    "check_key",
    "get_storage",
    "open_storage",
]

EXTENSION = "museum.storage"


def open_storage(url: str) -> Storage:
    """The store that the address names: `file:///folder`, `s3://bucket/prefix` or `memory://`.

    Raises `ValueError` for any other address.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return LocalStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return s3_storage(parts.netloc, parts.path.strip("/"))
    if parts.scheme == "memory":
        return memory_storage()
    raise ValueError(f"not an address of a store: {url}")


def get_storage() -> Storage:
    """The store of the running application, opened at first use."""
    storage = current_app.extensions.get(EXTENSION)
    if storage is None:
        storage = current_app.extensions[EXTENSION] = open_storage(current_app.extensions["museum.settings"].media_url)
    return storage
