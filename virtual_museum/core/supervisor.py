"""Keeps child processes running: starts, restarts what dies, stops all in good order."""

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from .config import CHECKOUT

log = logging.getLogger("museum.serve")

LOOK_SECONDS = 0.2
STOP_SECONDS = 20
# A part that lives shorter than this is restarted ever later: a broken setting must not burn the machine.
STEADY_SECONDS = 10
LONGEST_PAUSE_SECONDS = 30
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Part:
    """A process the museum consists of."""

    name: str
    command: list[str]


class _Running:
    """One part with its present process and the history of its restarts."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.start_after = 0.0
        self.quick_deaths = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.part.command, cwd=CHECKOUT, start_new_session=True, preexec_fn=_end_with_parent
        )
        self.started = monotonic()

    def signal_group(self, number: int) -> None:
        """Reach the process and its own children, who would otherwise keep the port of a killed parent."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def note_death(self) -> None:
        lived = monotonic() - self.started
        self.quick_deaths = self.quick_deaths + 1 if lived < STEADY_SECONDS else 0
        pause = min(2**self.quick_deaths - 1, LONGEST_PAUSE_SECONDS)
        self.start_after = monotonic() + pause
        self.process = None


def _end_with_parent() -> None:
    """Ask Linux to end this process in good order when the supervisor dies, even by kill -9."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs parts until asked to stop. The process numbers stand in the file `noted` while it runs."""

    def __init__(self, parts: list[Part], noted: Path) -> None:
        self._running = [_Running(part) for part in parts]
        self._noted = noted
        self._stop = threading.Event()

    def ask_to_stop(self, *_: object) -> None:
        """Stop soon; usable as a signal handler."""
        self._stop.set()

    def run(self) -> int:
        """Keep the parts running; return the exit status 0 after an orderly stop."""
        try:
            while not self._stop.is_set():
                self._look()
                self._stop.wait(LOOK_SECONDS)
        finally:
            self._end_all()
            self._noted.unlink(missing_ok=True)
        return 0

    def _look(self) -> None:
        changed = False
        for running in self._running:
            process = running.process
            if process is not None and process.poll() is not None:
                log.warning("%s ended with status %s and is started again", running.part.name, process.returncode)
                running.signal_group(signal.SIGKILL)
                running.note_death()
            if running.process is None and monotonic() >= running.start_after:
                running.start()
                changed = True
        if changed:
            self._note()

    def _note(self) -> None:
        numbers = {r.part.name: r.process.pid for r in self._running if r.process is not None}
        fresh = self._noted.with_suffix(".new")
        fresh.write_text(json.dumps(numbers), encoding="utf-8")
        fresh.replace(self._noted)

    def _end_all(self) -> None:
        for running in self._running:
            if running.process is not None:
                running.process.terminate()
        deadline = monotonic() + STOP_SECONDS
        for running in self._running:
            if running.process is not None:
                try:
                    running.process.wait(max(0.1, deadline - monotonic()))
                except subprocess.TimeoutExpired:
                    log.warning("%s does not stop and is killed", running.part.name)
                running.signal_group(signal.SIGKILL)
                running.process.wait()
