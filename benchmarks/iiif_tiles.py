"""Tiles per second by the IIIF Image API, asked for the first time and again, beside Debian's iipimage-server.

`uncached` and `cached` are the tiles that a viewer asks for, which lie in the pyramid ready to be handed out;
`computed` are regions across their borders, which both servers have to decode, put together and encode.

Both read the same pyramid, answer JPEG of the same quality and are asked by one client in turns, ours by HTTP with
everything that a visitor's request passes through, the other by FastCGI without a web server. Processor seconds are
those of the serving processes. Skipped, with a word, where `iipimage-server` is not installed.
"""

import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyvips

from benchmarks.fastcgi import FastCGI
from benchmarks.media_ready import make_panorama, seconds_to_ready
from benchmarks.museum import running_museum
from benchmarks.report import report
from tests.support.servers import LiveServer, descendants, free_port
from virtual_museum.core.db import db
from virtual_museum.media.models import Asset

SERVER = Path("/usr/lib/iipimage-server/iipsrv.fcgi")
WIDTH = 8192
TILES, BATCH, EDGE = 240, 40, 512
# How far the regions of the last figure lie beside the tiles of the pyramid.
ACROSS = 200
TICKS = os.sysconf("SC_CLK_TCK")

Ask = Callable[[str], bytes]


def tile_requests(width: int, height: int, beside: int = 0) -> list[str]:
    """Distinct tiles of all levels, as a viewer asks for them: region and size; moved by `beside` of their pixels."""
    found = []
    for factor in (1, 2, 4):
        step = EDGE * factor
        for left in range(beside * factor, width - step + 1, step):
            for top in range(beside * factor, height - step + 1, step):
                found.append(f"{left},{top},{step},{step}/{EDGE},{EDGE}")
    return random.Random(5).sample(found, min(TILES, len(found)))


@contextmanager
def peer(pyramid: Path) -> Iterator[tuple[Ask, int]]:
    """The other server over the pyramid: how to ask it, and its process."""
    port = free_port()
    settings = {
        "FILESYSTEM_PREFIX": f"{pyramid.parent}/", "JPEG_QUALITY": "82", "MAX_IMAGE_CACHE_SIZE": "200",
        "VERBOSITY": "0", "MAX_CVT": "5000", "ALLOW_UPSCALING": "1", "LOGFILE": os.devnull,
    }  # fmt: skip
    process = subprocess.Popen([SERVER, "--bind", f"127.0.0.1:{port}"], env=os.environ | settings)
    try:
        connection = _connected(port)
        yield lambda place: connection.get("/fcgi", f"IIIF={pyramid.name}/{place}/0/default.jpg"), process.pid
        connection.close()
    finally:
        process.terminate()
        process.wait()


def _connected(port: int) -> FastCGI:
    for _attempt in range(100):
        try:
            return FastCGI(port)
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("iipsrv does not answer")


@contextmanager
def ours(museum: LiveServer, code: str) -> Iterator[Ask]:
    """How to ask the museum for a tile, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", museum.port, timeout=60)

    def ask(place: str) -> bytes:
        connection.request("GET", f"/iiif/image/3/{code}/{place}/0/default.jpg")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{place}: {answer.status} {body[:200]!r}")
        return body

    yield ask
    connection.close()


def processor_seconds(pids: list[int]) -> float:
    """What the processes have used so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def spent(ask: Ask, places: list[str]) -> float:
    """Seconds by the clock for these tiles."""
    started = time.perf_counter()
    for place in places:
        picture = pyvips.Image.jpegload_buffer(ask(place)) if place == places[0] else ask(place)
    if isinstance(picture, pyvips.Image):
        raise RuntimeError("a batch of one tile measures nothing")
    return time.perf_counter() - started


def compare(name: str, places: list[str], sides: list[tuple[Ask, list[int]]]) -> None:
    """Ask both sides in turns and report tiles per second, and per processor second of the serving processes."""
    began = [processor_seconds(pids) for _ask, pids in sides]
    walls: list[list[float]] = [[], []]
    for start in range(0, len(places), BATCH):
        for side, (ask, _pids) in enumerate(sides):
            walls[side].append(spent(ask, places[start : start + BATCH]))
    used = [processor_seconds(pids) - before for (_ask, pids), before in zip(sides, began, strict=True)]
    mine, other = (len(places) / sum(one) for one in walls)
    report(f"iiif.{name}", mine, "tiles/s", ("iipimage-server", other))
    mine, other = (len(places) / max(one, 1 / TICKS) for one in used)
    report(f"iiif.{name}_processor", mine, "tiles/processor s", ("iipimage-server", other))


def main() -> None:
    if not SERVER.exists():
        print("iiif_tiles: apt install iipimage-server to compare with it", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="museum-bench-") as name, running_museum(demo=False) as museum:
        picture = Path(name) / "picture.jpg"
        make_panorama(picture, WIDTH)
        seconds_to_ready(museum, picture, "image")
        with museum.app.app_context():
            asset = db.session.query(Asset).filter_by(kind="image").one()
            asset.published = True
            prefix, code = asset.rendition("pyramid@1").prefix, asset.code
            db.session.commit()
        pyramid = next(museum.home.rglob(f"{prefix}/pyramid.tif"))
        places, across = tile_requests(WIDTH, WIDTH // 2), tile_requests(WIDTH, WIDTH // 2, ACROSS)
        web = [museum.children()["web"], *descendants(museum.children()["web"])]
        with ours(museum, code) as ask, peer(pyramid) as (ask_peer, pid):
            spent(ask, places[:2]), spent(ask_peer, places[:2])
            compare("uncached", places[2:], [(ask, web), (ask_peer, [pid])])
            compare("cached", places[2:], [(ask, web), (ask_peer, [pid])])
        # The other server starts anew: it keeps decoded tiles, and those of the first figures would help it here.
        with ours(museum, code) as ask, peer(pyramid) as (ask_peer, pid):
            compare("computed", across, [(ask, web), (ask_peer, [pid])])


if __name__ == "__main__":
    main()
