"""A real museum for tests: web and worker processes of their own on a free port."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

from flask import Flask

from virtual_museum import create_app
from virtual_museum.core.config import CHECKOUT, load_settings
from virtual_museum.core.db import db

START_SECONDS = 400
# Below what systems give to outgoing connections: such a one must not take the port between a museum's two starts.
PORTS = range(15_000, 30_000)


def free_port() -> int:
    """A port nobody listens on at this moment, and nobody is given by chance."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


class LiveServer:
    """A museum in a home of its own, served by `flask serve` as an operator starts it.

    `app` is the same museum in the test's process, for factories and for looking into the database.
    """

    def __init__(self, home: Path, database_url: str) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MUSEUM_")}
        self.environment = kept | {
            "MUSEUM_HOME": str(home),
            "MUSEUM_DATABASE_URL": database_url,
            "MUSEUM_BASE_URL": self.url,
            "MUSEUM_RATE_LIMITS": "false",
            "PORT": str(self.port),
        }
        self.app: Flask = create_app(
            load_settings(home=home, database_url=database_url, base_url=self.url, rate_limits=False)
        )
        self._process: subprocess.Popen | None = None
        self._log = home / "serve.log"

    def start(self) -> None:
        """Start web and worker and wait until they answer ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flask", "serve"],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until the museum answers; a museum that ends or stays silent fails with its log."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except HTTPError as error:
                # A museum without the readiness page yet answers 404: it serves all the same.
                if error.code == 404:
                    return
            except (URLError, OSError):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the museum did not start:\n{self.log()[-4000:]}")

    def log(self) -> str:
        """What the processes have printed."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def children(self) -> dict[str, int]:
        """Process numbers of the running parts by name, as the supervisor wrote them down."""
        return json.loads((self.home / "processes.json").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stop in good order, as Ctrl-C does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End every process of the museum by kill -9, as a loss of power would."""
        if self._process is None:
            return
        # All stand still before the first one ends: none may go on, start another or put its work in order meanwhile.
        held: list[int] = []
        found = [self._process.pid]
        while new := [pid for pid in found if pid not in held]:
            for pid in new:
                reach(pid, signal.SIGSTOP)
            held += new
            found = descendants(self._process.pid)
        for pid in held:
            reach(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def kill_part(self, name: str) -> None:
        """End one part and what it has started by kill -9; the supervisor goes on."""
        pid = self.children()[name]
        for number in [pid, *descendants(pid)]:
            reach(number, signal.SIGKILL)

    def close(self) -> None:
        """Stop and free what the test's process holds."""
        self.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def flask(self, *arguments: str, stdin: str | None = None, seconds: float = 600) -> subprocess.CompletedProcess:
        """Run the museum's command line against this home, for at most so many seconds."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
        )


def reach(pid: int, number: int) -> None:
    """Send the signal to the process, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def descendants(pid: int) -> list[int]:
    """All processes below the given one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, border = [], [pid]
    while border:
        border = [child for child, parent in parents if parent in border]
        found += border
    return found


def chromium() -> str | None:
    """Debian's browser, None where Playwright must find its own."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
