"""Another server beside ours: started, waited for, and ended again."""

import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.error import URLError

from virtual_museum.core.config import CHECKOUT

PATIENCE = 60


@contextmanager
def serving(command: Sequence[str], ready: str) -> Iterator[None]:
    """Run `command` in the checkout while the `with` lasts; `ready` is an address that answers once it serves.

    Raises RuntimeError when the program ends at once or stays silent for a minute.
    """
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)} does not answer at {ready}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except (URLError, OSError):
        return False
    return True
