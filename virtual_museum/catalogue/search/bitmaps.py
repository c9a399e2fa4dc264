"""Which published items have a value or a word, as compressed bitmaps; what is common is counted with them in no time.

To count an answer the index reads a column for each hit; two bitmaps tell how many items they share without looking at
one. A bitmap holds positions. Items stand in the order of their type and century, so these values are single stretches
and the bitmaps small. The folder of a snapshot holds five files: `bitmaps.json` says where in `bitmaps.bin` and
`impacts.bin` each part lies, `ids.bin` has the id of the item at each position, `newest.bin` the positions from the
newest item to the oldest (32 bits each). Parts are read when they are first asked for.
"""

import json
import mmap
from array import array
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Positions = NDArray[np.uint32]
# So many bitmaps a process keeps after it has read them.
KEPT = 4_096
ALIGNED = 8
VALUES, WORDS, IMPACTS = "values", "words", "impacts"
_FILES = ("bitmaps.bin", "impacts.bin", "ids.bin", "newest.bin")


def bitmap_of(positions: Positions) -> BitMap:
    """Positions in rising order as a bitmap."""
    made = BitMap(array("I", positions.tobytes()))
    made.run_optimize()
    return made


def positions_of(bitmap: BitMap) -> Positions:
    """The positions a bitmap holds, in rising order."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


@dataclass(frozen=True)
class Impacts:
    """What a word adds to the score of each item that has it: `table[code]`.

    `codes` belong to every position where `dense`, else to the word's own positions in rising order. `tops` are the
    items to which the word adds most, from few to more, each with what it adds to others at most.
    """

    table: NDArray[np.float32]
    codes: NDArray[np.uint16]
    dense: bool
    tops: list[tuple[BitMap, float]]


@dataclass
class BitmapWriter:
    """Writes the files of a snapshot's folder."""

    folder: Path
    _directory: dict[str, Any] = field(default_factory=lambda: {VALUES: {}, WORDS: {}, IMPACTS: {}})

    def __enter__(self) -> "BitmapWriter":
        self._stack = ExitStack()
        self._files = {name: self._stack.enter_context((self.folder / name).open("wb")) for name in _FILES}
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def order(self, ids: Positions, newest: Positions) -> None:
        """The item at each position, and the positions from the newest item on."""
        self._directory["size"] = len(ids)
        self._files["ids.bin"].write(ids.tobytes())
        self._files["newest.bin"].write(newest.tobytes())

    def value(self, name: str, value: str, bitmap: BitMap) -> None:
        """The items that have a value of a facet or of another column."""
        self._directory[VALUES].setdefault(name, {})[value] = _append(self._files["bitmaps.bin"], bitmap.serialize())

    def word(self, name: str, word: str, bitmap: BitMap) -> None:
        """The items that have a word in a field."""
        self._directory[WORDS].setdefault(name, {})[word] = _append(self._files["bitmaps.bin"], bitmap.serialize())

    def impacts(self, name: str, word: str, impacts: Impacts) -> None:
        """What a word in a field adds to their scores."""
        file = self._files["impacts.bin"]
        places = [_append(file, part.tobytes()) for part in (impacts.table, impacts.codes)]
        tops = [(*_append(file, top.serialize()), below) for top, below in impacts.tops]
        self._directory[IMPACTS].setdefault(name, {})[word] = (*places, impacts.dense, tops)

    def finish(self, **told: Any) -> None:
        """Write the directory; a folder without one is not read."""
        (self.folder / "bitmaps.json").write_text(json.dumps(self._directory | told), encoding="utf-8")


def _append(file: BinaryIO, part: bytes) -> tuple[int, int]:
    # Numbers are read where they lie, so each part begins where a number may.
    file.write(bytes(-file.tell() % ALIGNED))
    offset = file.tell()
    file.write(part)
    return offset, len(part)


class Bitmaps:
    """The bitmaps of one snapshot, read by name."""

    def __init__(self, folder: Path) -> None:
        self._directory: Mapping[str, Any] = json.loads((folder / "bitmaps.json").read_text(encoding="utf-8"))
        self.size: int = self._directory["size"]
        self._bytes = _mapped(folder / "bitmaps.bin")
        self._impacts = _mapped(folder / "impacts.bin")
        self.ids: Positions = np.frombuffer(_mapped(folder / "ids.bin"), dtype=np.uint32)
        self.newest: Positions = np.frombuffer(_mapped(folder / "newest.bin"), dtype=np.uint32)
        self._kept: dict[tuple[str, str, str], BitMap] = {}
        # They are few and mapped, not read.
        self._kept_impacts: dict[tuple[str, str], Impacts] = {}

    @cached_property
    def everything(self) -> BitMap:
        """All published items."""
        return BitMap(range(self.size))

    @cached_property
    def on_show(self) -> BitMap:
        """All published items that hang or stand in a hall."""
        return BitMap.union(BitMap(), *(bitmap for _, bitmap in self.values("hall")))

    def newest_of(self, some: BitMap, start: int, wanted: int) -> list[int]:
        """Ids of a stretch of some items, newest first."""
        among = np.zeros(self.size, dtype=bool)
        among[positions_of(some)] = True
        return self.ids[self.newest[among[self.newest]][start : start + wanted]].tolist()  # type: ignore[no-any-return]

    def places(self, ids: Iterable[int]) -> Positions:
        """The positions of those of some items that were published, rising."""
        asked = np.fromiter((number for number in ids if number < len(self._place)), dtype=np.int64)
        places = self._place[asked]
        return np.sort(places[self.ids[places] == asked]) if self.size else places

    @cached_property
    def _place(self) -> Positions:
        place = np.zeros(int(self.ids.max(initial=0)) + 1, dtype=np.uint32)
        place[self.ids] = np.arange(self.size, dtype=np.uint32)
        return place

    def value(self, name: str, value: str) -> BitMap | None:
        """The items with a value of a column; None where the snapshot does not hold it."""
        return self._read(VALUES, name, value)

    def values(self, name: str) -> list[tuple[str, BitMap]]:
        """Each value of a column that the snapshot holds, with its items."""
        held = self._directory[VALUES].get(name, {})
        return [(value, bitmap) for value in held if (bitmap := self.value(name, value)) is not None]

    def complete(self, name: str) -> bool:
        """True where the snapshot holds every value that a column has."""
        return name in self._directory["complete"]

    def centuries(self, name: str) -> list[int]:
        """The last years of the centuries whose items until then the snapshot holds, rising."""
        return self._directory["centuries"].get(name, [])  # type: ignore[no-any-return]

    def word(self, name: str, word: str) -> BitMap | None:
        """The items with a word in a field; None where the snapshot does not hold it."""
        return self._read(WORDS, name, word)

    def impacts(self, name: str, word: str) -> Impacts | None:
        """What a word in a field adds to scores; None where the snapshot does not hold it."""
        kept = self._kept_impacts.get((name, word))
        place = self._directory[IMPACTS].get(name, {}).get(word)
        if kept is not None or place is None:
            return kept
        table, codes, dense, tops = place
        made = Impacts(
            self._numbers(table, np.float32),
            self._numbers(codes, np.uint16),
            dense,
            [(BitMap.deserialize(self._impacts[top : top + length]), below) for top, length, below in tops],
        )
        self._kept_impacts[name, word] = made
        return made

    def _numbers(self, place: tuple[int, int], kind: type[Any]) -> NDArray[Any]:
        offset, length = place
        return np.frombuffer(self._impacts, dtype=kind, count=length // np.dtype(kind).itemsize, offset=offset)

    def _read(self, kind: str, name: str, key: str) -> BitMap | None:
        kept = self._kept.get((kind, name, key))
        if kept is not None:
            return kept
        place = self._directory[kind].get(name, {}).get(key)
        if place is None:
            return None
        offset, length = place
        bitmap = BitMap.deserialize(self._bytes[offset : offset + length])
        if len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[kind, name, key] = bitmap
        return bitmap


def _mapped(path: Path) -> Any:
    """A file's bytes without reading them; an empty file cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
