"""Recounting what the store holds: every original and every rendition against its checksum."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from virtual_museum.core.db import db
from virtual_museum.core.storage import ObjectMissing, StorageError, get_storage
from virtual_museum.media.models import Asset

BLOCK_BYTES = 1 << 20


@dataclass
class Verification:
    """How many files were checked, how many are missing or damaged, and which."""

    checked: int = 0
    missing: int = 0
    damaged: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def verify_media() -> Verification:
    """Read every stored file of every asset and compare its checksum with the one in the database."""
    found = Verification()
    for code, key, sha256 in _expected():
        found.checked += 1
        problem = _problem(key, sha256)
        if problem:
            setattr(found, problem, getattr(found, problem) + 1)
            found.problems.append({"asset": code, "key": key, "problem": problem})
    return found


def _expected() -> Iterator[tuple[str, str, str]]:
    assets = select(Asset).options(selectinload(Asset.renditions)).order_by(Asset.id).execution_options(yield_per=200)
    seen: set[str] = set()
    for asset in db.session.scalars(assets):
        if asset.original_key not in seen:
            seen.add(asset.original_key)
            yield asset.code, asset.original_key, asset.sha256
        for rendition in asset.renditions:
            for name, (_size, sha256) in rendition.meta.get("files", {}).items():
                yield asset.code, f"{rendition.prefix}/{name}", sha256


def _problem(key: str, sha256: str) -> str:
    digest = hashlib.sha256()
    try:
        with get_storage().open(key) as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
    except ObjectMissing:
        return "missing"
    except (StorageError, OSError):
        return "damaged"
    return "" if digest.hexdigest() == sha256 else "damaged"
