"""Converting in a child process that cannot take more than its share, nor harm whoever started it.

The child gets limits of memory, processor time and open files, no secrets in its environment, and on Linux no
network where the system lets a process give that up. What goes wrong inside becomes a Refusal with plain
words: too much memory, too long, crashed.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .limits import KIND_LIMITS, Intake, Limits
from .refusals import REFUSALS, Refusal
from .results import Conversion

FAMILY = Path(__file__).resolve().parents[1]
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from conversion.child import main; main()"
RESULT = "result.json"
BEAT_SECONDS = 1.0
LOG_TAIL_BYTES = 4000
# What a converter needs to find its programs and libraries; nothing that tells about the museum.
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


class ConversionCrashed(Refusal):
    """The converter died of the file; `log` is what it said last, for whoever repairs the museum."""

    def __init__(self, log: str) -> None:
        super().__init__("converter-crashed")
        self.log = log


def run_conversion(
    path: Path,
    filename: str,
    kind: str,
    target: Path,
    *,
    gltfpack: Path | None = None,
    ffmpeg: str | None = None,
    ffprobe: str | None = None,
    upright: list[float] | None = None,
    beat: Callable[[], None] = lambda: None,
    limits: Limits | None = None,
    intake: Intake | None = None,
) -> Conversion:
    """Convert the file at `path` as `kind` ("" lets its content decide) into folders of `target`.

    `upright` turns a scan (results.py). `beat` is called about once a second and may raise to give up. `intake` says
    how large pictures and models may be where a museum's settings differ. Raises Refusal when the file cannot be taken.
    """
    limits = limits or KIND_LIMITS.get(kind) or KIND_LIMITS["model"]
    target.mkdir(parents=True, exist_ok=True)
    order = {
        "path": str(path), "filename": filename, "kind": kind, "target": str(target),
        "gltfpack": str(gltfpack) if gltfpack else None, "ffmpeg": ffmpeg, "ffprobe": ffprobe,
        "upright": upright, "intake": asdict(intake) if intake else None,
        "memory_bytes": limits.memory_bytes, "cpu_seconds": limits.wall_seconds * 4,
    }  # fmt: skip
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", START, str(FAMILY)], stdin=subprocess.PIPE, stdout=log, stderr=log,
            env=_environment(target), cwd=target, start_new_session=True, close_fds=True,
        )  # fmt: skip
        try:
            assert child.stdin is not None
            with child.stdin as pipe:
                pipe.write(json.dumps(order).encode())
            _watch(child, limits, beat)
        except BrokenPipeError as error:
            child.wait()
            raise ConversionCrashed(_tail(log)) from error
        finally:
            _end(child)
        return _outcome(child.returncode, target / RESULT, log)


def _environment(target: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "TMPDIR": str(target), "VIPS_CONCURRENCY": str(min(4, os.cpu_count() or 1)), "OMP_NUM_THREADS": "2"}


def _watch(child: "subprocess.Popen[bytes]", limits: Limits, beat: Callable[[], None]) -> None:
    start = last_beat = time.monotonic()
    while True:
        try:
            # Short waits at first, so that a small picture is not kept waiting for its own end.
            child.wait(0.02 if time.monotonic() - start < 2 else 0.1)
            return
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if now - start > limits.wall_seconds:
            raise Refusal("took-too-long", seconds=limits.wall_seconds)
        if _resident_bytes(child.pid) > limits.memory_bytes:
            raise Refusal("too-much-memory")
        if now - last_beat > BEAT_SECONDS:
            last_beat = now
            beat()


def _resident_bytes(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Leave nothing of the child behind: its whole session is ended."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        if child.poll() is None:
            child.kill()
    child.wait()


def _outcome(status: int, result: Path, log: Any) -> Conversion:
    if status == 0 and result.exists():
        answer = json.loads(result.read_bytes())
        result.unlink()
        if "refusal" in answer:
            code, params = answer["refusal"]["code"], answer["refusal"]["params"]
            raise Refusal(code if code in REFUSALS else "converter-crashed", **params)
        return Conversion.from_json(answer)
    if status == -signal.SIGXCPU:
        raise Refusal("took-too-long", seconds=0)
    raise ConversionCrashed(_tail(log))


def _tail(log: Any) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - LOG_TAIL_BYTES))
    return str(log.read().decode("utf-8", "replace"))
