"""The backup file: a ZIP with a table of contents, the rows of every table and the stored files."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import copyfileobj, rmtree
from tempfile import NamedTemporaryFile
from typing import Any, cast

from flask_migrate import upgrade
from sqlalchemy import Engine, MetaData, event, inspect, text

from virtual_museum.core.backup.rows import (
    VERSION_TABLE,
    dump_table,
    load_tables,
    ordered_tables,
    present_tables,
)
from virtual_museum.core.config import settings
from virtual_museum.core.db import db, read_only_transactions, utcnow
from virtual_museum.core.storage import ObjectMissing, get_storage

FORMAT = 1
CONTENTS = "backup.json"
RENDITIONS = "renditions/"
# Kept beside the database and not in it; without the secret the second factors and tokens would be void.
SECRET = "secret_key"
# Made from the database at need; after a restore they would belong to another museum.
DERIVED = ("search", "work")
CHUNK = 1 << 20


class BackupError(Exception):
    """The backup cannot be written or read; the message says why."""


@dataclass
class Contents:
    """What a backup holds. Checksums are SHA-256 in hex."""

    format: int = FORMAT
    created_at: str = ""
    schema: str = ""
    with_renditions: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    checksums: dict[str, str] = field(default_factory=dict)


def schema_version() -> str:
    """The version of the present database's schema, empty where it has no tables yet."""
    with read_only_transactions(), db.engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return ""
        return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or ""


def create_backup(target: Path, *, renditions: bool) -> Contents:
    """Write the museum into the file, which appears under its name only when it is whole.

    The rows are those of one moment. Files are added after the rows, so that each file a row names is there;
    files deleted in between are left out.
    """
    contents = Contents(created_at=utcnow().isoformat(), schema=schema_version(), with_renditions=renditions)
    if not contents.schema:
        raise BackupError("the database has no tables yet; there is nothing to back up")
    partial = target.with_name(f".{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            _write_rows(archive, contents)
            _write_files(archive, contents)
            secret = settings().data_folder / SECRET
            if secret.exists():
                _add(archive, contents, SECRET, [secret.read_bytes()])
            archive.writestr(CONTENTS, json.dumps(asdict(contents), indent=1))
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupError(f"{target}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return contents


def _add(archive: zipfile.ZipFile, contents: Contents, name: str, blocks: Iterable[bytes], *, packed: bool = True):
    entry = zipfile.ZipInfo(name, date_time=utcnow().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    digest = hashlib.sha256()
    with archive.open(entry, "w", force_zip64=True) as out:
        for block in blocks:
            out.write(block)
            digest.update(block)
    contents.checksums[name] = digest.hexdigest()


def _write_rows(archive: zipfile.ZipFile, contents: Contents) -> None:
    with read_only_transactions(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        for source in present_tables(connection):
            count = -1

            def lines(source=source) -> Iterator[bytes]:
                nonlocal count
                for line in dump_table(connection, source):
                    count += 1
                    yield line.encode() + b"\n"

            _add(archive, contents, f"rows/{source.name}.jsonl", lines())
            contents.rows[source.name] = count


def _write_files(archive: zipfile.ZipFile, contents: Contents) -> None:
    storage = get_storage()
    for stored in storage.list():
        if stored.key.startswith(RENDITIONS) and not contents.with_renditions:
            continue
        with suppress(ObjectMissing), storage.open(stored.key) as source:
            _add(archive, contents, f"files/{stored.key}", iter(lambda: source.read(CHUNK), b""), packed=False)


def read_contents(archive: zipfile.ZipFile) -> Contents:
    """The table of contents. Raises `BackupError` for other files and for backups of a later format."""
    try:
        contents = Contents(**json.loads(archive.read(CONTENTS)))
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError("this is no backup of a museum") from error
    if contents.format > FORMAT:
        raise BackupError("this backup was made by a later version of the museum's software")
    return contents


def check_backup(path: Path) -> Contents:
    """Read the whole file and compare every checksum. Raises `BackupError` at the first difference."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = read_contents(archive)
            for name, expected in contents.checksums.items():
                with archive.open(name) as entry:
                    if hashlib.file_digest(cast(Any, entry), "sha256").hexdigest() != expected:
                        raise BackupError(f"damaged: {name}")
            return contents
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise BackupError(f"the file is damaged: {error}") from error
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}") from error


def museum_is_empty() -> bool:
    """Whether the database has no table yet, or none with a row."""
    with read_only_transactions(), db.engine.connect() as connection:
        return all(
            connection.execute(source.select().limit(1)).first() is None for source in present_tables(connection)
        )


def restore_backup(path: Path) -> Contents:
    """Replace the present museum by that of the backup: rows, files and secret.

    The file is checked whole before anything is touched. Stop web and worker first. When it fails half-way,
    for example because the disk is full, it can be repeated.
    """
    contents = check_backup(path)
    with zipfile.ZipFile(path) as archive:
        _restore_files(archive, contents)
        _drop_tables(db.engine)
        upgrade(revision=contents.schema)
        with db.engine.begin() as connection:
            # A fresh schema may bring rows of its own; the backup has them too.
            for target in reversed(present_tables(connection)):
                connection.execute(target.delete())
            load_tables(connection, lambda name: _lines(archive, contents, f"rows/{name}.jsonl"))
        upgrade()
        if SECRET in contents.checksums:
            _write_secret(archive.read(SECRET))
    for name in DERIVED:
        rmtree(settings().data_folder / name, ignore_errors=True)
    return contents


def _lines(archive: zipfile.ZipFile, contents: Contents, name: str) -> Iterator[str] | None:
    if name not in contents.checksums:
        return None
    return iter(io.TextIOWrapper(archive.open(name), encoding="utf-8", newline="\n"))


def _restore_files(archive: zipfile.ZipFile, contents: Contents) -> None:
    storage = get_storage()
    for name in contents.checksums:
        if not name.startswith("files/"):
            continue
        with NamedTemporaryFile(prefix="restore-", dir=settings().data_folder) as copy:
            with archive.open(name) as source:
                copyfileobj(source, copy, CHUNK)
            copy.flush()
            storage.put_file(name.removeprefix("files/"), Path(copy.name), sha256=contents.checksums[name])


def _drop_tables(engine: Engine) -> None:
    db.session.remove()
    present = MetaData()
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", _without_foreign_keys)
    try:
        with engine.begin() as connection:
            present.reflect(connection)
            for found in reversed(ordered_tables(present)):
                cascade = " CASCADE" if engine.dialect.name == "postgresql" else ""
                connection.execute(text(f'DROP TABLE "{found.name}"{cascade}'))
            connection.execute(text(f"DROP TABLE IF EXISTS {VERSION_TABLE}"))
    finally:
        if engine.dialect.name == "sqlite":
            event.remove(engine, "connect", _without_foreign_keys)
            engine.dispose()


def _without_foreign_keys(connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _write_secret(secret: bytes) -> None:
    path = settings().data_folder / SECRET
    fresh = path.with_name(f"{SECRET}.new")
    fresh.write_bytes(secret)
    fresh.chmod(0o600)
    fresh.replace(path)
