"""gltfpack's WebAssembly library under wasmtime: simplifies and compresses GLB files, sees two files and nothing else.

The library (npm package `gltfpack`) asks its host for eleven functions in the manner of WASI; two of them have
narrower arguments than WASI's own, so all are given here. Paths lead to files in memory only.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wasmtime

from ..refusals import Refusal

_BAD_FILE, _INVALID, _IO_ERROR, _NOT_SUPPORTED = 8, 28, 29, 52
INPUT, OUTPUT = "in.glb", "out.glb"


@dataclass
class _File:
    data: bytearray
    place: int = 0
    folder: str | None = None


class Gltfpack:
    """The compiled library. `run` may be called again and again; each run has a memory of its own."""

    def __init__(self, library: Path) -> None:
        config = wasmtime.Config()
        # The usual reservation of address space would collide with limits on the converting process.
        config.memory_reservation = 1 << 16
        config.memory_guard_size = 1 << 16
        config.memory_may_move = True
        self._engine = wasmtime.Engine(config)
        self._module = wasmtime.Module.from_file(self._engine, str(library))

    def run(self, glb: bytes, arguments: list[str]) -> bytes:
        """Give `glb` to gltfpack with the arguments and return the GLB it writes. Raises Refusal when it cannot."""
        store = wasmtime.Store(self._engine)
        host = _Host(store, {INPUT: bytearray(glb)})
        linker = wasmtime.Linker(self._engine)
        for name, function in host.functions().items():
            linker.define_func("wasi_snapshot_preview1", name, _type_of(self._module, name), function)
        exports: Any = linker.instantiate(store, self._module).exports(store)
        host.memory = exports["memory"]
        exports["__wasm_call_ctors"](store)
        words = ["gltfpack", "-i", INPUT, "-o", OUTPUT, *arguments]
        try:
            status = exports["pack"](store, len(words), host.upload(exports["malloc"], words))
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            raise Refusal("model-damaged") from error
        if status != 0 or OUTPUT not in host.files:
            raise Refusal("model-damaged")
        return bytes(host.files[OUTPUT])


def _type_of(module: wasmtime.Module, name: str) -> wasmtime.FuncType:
    return next(one.type for one in module.imports if one.name == name)  # type: ignore[return-value]


class _Host:
    """What the library may ask of its host."""

    def __init__(self, store: wasmtime.Store, files: dict[str, bytearray]) -> None:
        self.files = files
        self.memory: wasmtime.Memory
        self._store = store
        self._open: dict[int, _File] = {
            1: _File(bytearray()), 2: _File(bytearray()),
            3: _File(bytearray(), folder="/"), 4: _File(bytearray(), folder=""),
        }  # fmt: skip
        self._mounts = {3: b"/", 4: b"/gltfpack-$pwd"}

    def functions(self) -> dict[str, Callable[..., int | None]]:
        """The eleven functions by their names."""
        return {
            "path_open32": self._path_open, "fd_seek32": self._seek, "fd_close": self._close,
            "fd_fdstat_get": self._stat, "fd_fdstat_set_flags": lambda _fd, _flags: _NOT_SUPPORTED,
            "fd_prestat_get": self._mount_length, "fd_prestat_dir_name": self._mount_name,
            "fd_read": self._read, "fd_write": self._write, "path_filestat_get": self._file_stat,
            "proc_exit": lambda _status: None,
        }  # fmt: skip

    def upload(self, malloc: Callable[..., int], words: list[str]) -> int:
        """Lay the command line into the library's memory; returns the address of its argv."""
        encoded = [word.encode() + b"\x00" for word in words]
        start: int = malloc(self._store, 4 * len(words) + sum(map(len, encoded)))
        place = start + 4 * len(words)
        for number, word in enumerate(encoded):
            self._put(start + 4 * number, struct.pack("<I", place))
            self._put(place, word)
            place += len(word)
        return start

    def _put(self, place: int, data: bytes | bytearray) -> None:
        self.memory.write(self._store, data, place & 0xFFFFFFFF)

    def _get(self, place: int, length: int) -> bytearray:
        place &= 0xFFFFFFFF
        return self.memory.read(self._store, place, place + length)

    def _path_open(
        self, folder: int, _lookup: int, path: int, length: int, flags: int, _a: int, _b: int, _c: int, opened: int
    ) -> int:
        name = bytes(self._get(path, length)).decode("utf-8", "replace")
        parent = self._open.get(folder)
        if parent is None or parent.folder is None:
            return _BAD_FILE
        if flags & 1 and name == OUTPUT:
            self.files[name] = bytearray()
        if name not in self.files:
            return _IO_ERROR
        number = next(free for free in range(5, 64) if free not in self._open)
        self._open[number] = _File(self.files[name])
        self._put(opened, struct.pack("<I", number))
        return 0

    def _close(self, number: int) -> int:
        return 0 if self._open.pop(number, None) else _BAD_FILE

    def _stat(self, number: int, place: int) -> int:
        file = self._open.get(number)
        if file is None:
            return _BAD_FILE
        self._put(place, struct.pack("<BxHIQQ", 4 if file.folder is None else 3, 0, 0, 0, 0))
        return 0

    def _mount_length(self, number: int, place: int) -> int:
        if number not in self._mounts:
            return _BAD_FILE
        self._put(place, struct.pack("<II", 0, len(self._mounts[number])))
        return 0

    def _mount_name(self, number: int, place: int, length: int) -> int:
        if number not in self._mounts:
            return _BAD_FILE
        self._put(place, self._mounts[number][:length])
        return 0

    def _file_stat(self, _folder: int, _flags: int, path: int, length: int, place: int) -> int:
        name = bytes(self._get(path, length))
        self._put(place, bytes(64))
        self._put(place + 16, bytes([3 if name == b"." else 4]))
        return 0

    def _seek(self, number: int, offset: int, whence: int, place: int) -> int:
        file = self._open.get(number)
        if file is None:
            return _BAD_FILE
        base = {0: 0, 1: file.place, 2: len(file.data)}.get(whence)
        if base is None or not 0 <= base + offset <= len(file.data):
            return _INVALID
        file.place = base + offset
        self._put(place, struct.pack("<I", file.place))
        return 0

    def _spans(self, vectors: int, count: int) -> list[tuple[int, int]]:
        raw = self._get(vectors, 8 * count)
        return [struct.unpack_from("<II", raw, 8 * number) for number in range(count)]  # type: ignore[misc]

    def _read(self, number: int, vectors: int, count: int, done: int) -> int:
        file = self._open.get(number)
        if file is None:
            return _BAD_FILE
        total = 0
        for place, length in self._spans(vectors, count):
            part = file.data[file.place : file.place + length]
            self._put(place, part)
            file.place += len(part)
            total += len(part)
        self._put(done, struct.pack("<I", total))
        return 0

    def _write(self, number: int, vectors: int, count: int, done: int) -> int:
        file = self._open.get(number)
        if file is None:
            return _BAD_FILE
        total = 0
        for place, length in self._spans(vectors, count):
            file.data[file.place : file.place + length] = self._get(place, length)
            file.place += length
            total += length
        self._put(done, struct.pack("<I", total))
        return 0
