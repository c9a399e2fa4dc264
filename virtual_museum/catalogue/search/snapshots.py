"""A state of the index that stays as it is: hard links beside the generation that moves on, made by one process."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from virtual_museum.catalogue.search.generations import replace_text

# Making snapshots takes at most one part in so many of a machine's time, however often the collection changes.
REST = 20


def link(generation: Path) -> Path:
    """A snapshot of the index as it stands, in a folder of its own; the caller holds the writer's lock."""
    folder = generation / f"ready-{token_hex(6)}"
    folder.mkdir()
    for name in json.loads((generation / ".managed.json").read_text(encoding="utf-8")):
        if (generation / name).exists() and name != "meta.json":
            _link(generation / name, folder / name)
    shutil.copy2(generation / "meta.json", folder)
    return folder


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        # A file system without hard links pays with the room of a copy.
        shutil.copy2(source, target)


def put_in_use(folder: Path, seconds: float) -> None:
    """Make a finished snapshot, which took so many seconds, the one that is read; the others go."""
    generation = folder.parent
    (folder / "seconds").write_text(str(seconds), encoding="ascii")
    replace_text(generation / "ready", folder.name)
    discard_others(generation)


def discard_others(generation: Path) -> None:
    """Remove every snapshot but the one in use: older ones, and those that were never finished."""
    present = name_in_use(generation)
    for stale in generation.glob("ready-*"):
        if stale.name != present:
            shutil.rmtree(stale, ignore_errors=True)


def name_in_use(generation: Path) -> str:
    """Name of the snapshot in use, "" where there is none."""
    try:
        return (generation / "ready").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def may_be_made(generation: Path) -> bool:
    """False while the present one is so young that to make them again and again would keep the machine busy."""
    try:
        file = generation / name_in_use(generation) / "seconds"
        return time.time() > file.stat().st_mtime + REST * float(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return True


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """True while nobody else on this machine makes a snapshot."""
    with (folder / "ready.lock").open("w") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
