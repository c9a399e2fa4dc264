"""The converting process: takes one order from its input, works under limits, leaves `result.json`."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from .convert import convert
from .limits import Intake, allow
from .refusals import Refusal
from .results import Source

MAX_OPEN_FILES = 512
MAX_FILE_BYTES = 8 << 30
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def main() -> None:
    """Read the order, convert, write the result; the exit status is 0 for a refusal too."""
    order = json.loads(sys.stdin.buffer.read())
    _limit(order["memory_bytes"], order["cpu_seconds"])
    if order["intake"]:
        allow(Intake(**order["intake"]))
    _shut_in()
    answer = _answer(order)
    target = Path(order["target"])
    partial = target / "result.partial"
    partial.write_text(json.dumps(answer), encoding="utf-8")
    partial.replace(target / "result.json")
    sys.stdout.flush()
    # Nothing that libraries do at their end (joining threads, freeing caches) is worth waiting for.
    os._exit(0)


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    source = Source(
        Path(order["path"]), order["filename"], Path(order["target"]),
        Path(order["gltfpack"]) if order["gltfpack"] else None, order["ffmpeg"], order["ffprobe"],
        tuple(order["upright"]) if order["upright"] else None,
    )  # fmt: skip
    try:
        return convert(source, order["kind"]).as_json()
    except Refusal as refusal:
        return {"refusal": {"code": refusal.code, "params": refusal.params}}
    except MemoryError:
        return {"refusal": {"code": "too-much-memory", "params": {}}}
    except RecursionError:
        return {"refusal": {"code": "model-damaged", "params": {}}}


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    # Private memory counts, not address space: WebAssembly and libvips reserve far more than they use.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    # Visitors' pages come before conversions.
    with contextlib.suppress(OSError):
        os.nice(5)


def _shut_in() -> None:
    """Give up network and privileges where Linux allows it, and die with the parent."""
    if not sys.platform.startswith("linux"):
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if system.unshare(_CLONE_NEWNET) != 0:
        system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
