"""Accepted rows wait in a temporary file between reading and writing, so that memory does not grow with the file."""

import marshal
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

from virtual_museum.catalogue.importing.converting import Proposal

BATCH = 500
# Bytes of the number before each block.
LENGTH = 8


class Spool:
    """Proposals in the order they were put in; read as often as wanted, within a `with`."""

    def __init__(self) -> None:
        self._file: Any = TemporaryFile("w+b")  # noqa: SIM115 - closed by the `with` of the spool
        self._waiting: list[tuple[Any, ...]] = []
        self.count = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *details: object) -> None:
        self._file.close()

    def put(self, proposal: Proposal) -> None:
        """Add one."""
        self.count += 1
        self._waiting.append(tuple(proposal))
        if len(self._waiting) >= BATCH:
            self._write()

    def put_all(self, proposals: Iterable[Proposal]) -> None:
        """Add many."""
        for proposal in proposals:
            self.put(proposal)

    def _write(self) -> None:
        # The same process reads it again, so the interpreter's own quickest format will do. It is packed in memory:
        # reading it straight from a file takes many times as long, one call for each value.
        block = marshal.dumps(self._waiting)
        self._file.write(len(block).to_bytes(LENGTH) + block)
        self._waiting = []

    def __iter__(self) -> Iterator[Proposal]:
        if self._waiting:
            self._write()
        self._file.seek(0)
        while length := int.from_bytes(self._file.read(LENGTH)):
            for row in marshal.loads(self._file.read(length)):
                yield Proposal(*row)
