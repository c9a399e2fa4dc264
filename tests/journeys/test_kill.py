"""Kill -9 of web and worker in the middle of an upload and of a job: nothing acknowledged is lost, nothing half-done
is seen, and the work ends after the next start."""

import hashlib
import json
import socket
import threading
import time

import numpy
import pytest
from PIL import Image
from sqlalchemy import select

from tests.factories.accounts import PASSWORD, make_user
from tests.support.servers import LiveServer
from tests.support.studio_session import StudioSession
from virtual_museum.core.db import db, read_only_transactions
from virtual_museum.core.jobs import Job
from virtual_museum.media.models import Asset, Rendition

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

WAIT_SECONDS = 180
MANY = 20


@pytest.fixture(scope="module")
def panorama(tmp_path_factory) -> bytes:
    """A picture whose conversion takes long enough to be interrupted."""
    path = tmp_path_factory.mktemp("panorama") / "hall.jpg"
    pixels = numpy.random.default_rng(7).integers(0, 255, (2048, 4096, 3), dtype=numpy.uint8)
    Image.fromarray(pixels).save(path, quality=85)
    return path.read_bytes()


@pytest.fixture(scope="module")
def curator(live_server: LiveServer) -> StudioSession:
    with live_server.app.app_context():
        make_user("curator")
        db.session.commit()
    session = StudioSession(live_server.url)
    session.sign_in("curator@museum.test", PASSWORD)
    return session


def look(server: LiveServer, ask):
    """What `ask()` finds in the museum's database, without taking its write lock."""
    with read_only_transactions(), server.app.app_context():
        found = ask()
        db.session.rollback()
        return found


def wait_for(server: LiveServer, ask, seconds: float = WAIT_SECONDS):
    """The first true answer of `ask()`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look(server, ask):
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain\n{server.log()[-3000:]}")


def asset_of(data: bytes):
    digest = hashlib.sha256(data).hexdigest()
    return lambda: db.session.execute(
        select(Asset.id, Asset.code, Asset.state).where(Asset.sha256 == digest)
    ).one_or_none()


def send_half_a_request(
    curator: StudioSession, server: LiveServer, path: str, offset: int, data: bytes
) -> socket.socket:
    """Begin a PATCH and stay in the middle of its body."""
    line = socket.create_connection(("127.0.0.1", server.port))
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nTus-Resumable: 1.0.0\r\n"
        f"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Cookie: {curator.cookie_header()}\r\nX-CSRFToken: {curator.token}\r\nReferer: {server.url}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    line.sendall(head.encode() + data[: len(data) // 2])
    return line


def test_upload_and_job_survive_a_kill(live_server, curator, panorama):
    path = curator.begin_upload("hall.jpg", len(panorama), "panorama")
    third = len(panorama) // 3
    assert curator.send_piece(path, 0, panorama[:third]) == third
    line = send_half_a_request(curator, live_server, path, third, panorama[third:])
    # Whether the museum has begun to write is its own affair; most often it has by now.
    time.sleep(0.5)
    live_server.kill()
    line.close()

    live_server.start()
    offset = curator.offset(path)
    assert offset is not None and third <= offset < len(panorama), "the acknowledged third must be there"
    assert look(live_server, asset_of(panorama)) is None, "half an upload must not be an asset"

    assert curator.send_piece(path, offset, panorama[offset:]) == len(panorama)
    asset_id, code, _ = wait_for(live_server, asset_of(panorama))
    wait_for(live_server, lambda: db.session.scalar(select(Asset.state).where(Asset.id == asset_id)) == "working")
    live_server.kill()
    assert look(live_server, lambda: db.session.scalars(select(Rendition.id)).all()) == []
    assert look(live_server, asset_of(panorama)).state in {"received", "working"}

    live_server.start()
    wait_for(live_server, lambda: look(live_server, asset_of(panorama)).state == "ready")
    job = look(
        live_server,
        lambda: db.session.execute(
            select(Job.state, Job.tries).where(Job.name == "media.convert").order_by(Job.id.desc())
        ).first(),
    )
    assert job is not None
    assert (job.state, job.tries) == ("done", 2)
    verified = live_server.flask("media", "verify", "--json")
    report = json.loads(verified.stdout.splitlines()[-1])
    assert (report["missing"], report["damaged"]) == (0, 0)
    assert report["checked"] > 0


def test_what_was_acknowledged_stays(live_server, curator):
    """Several curators begin uploads all the time; each answer that arrived before the kill is true afterwards."""
    acknowledged: list[str] = []

    def work(number: int) -> None:
        while True:
            try:
                acknowledged.append(curator.begin_upload(f"{number}-{len(acknowledged)}.jpg", 1000, "image"))
            except (OSError, AssertionError):
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + WAIT_SECONDS
    while len(acknowledged) < MANY and time.monotonic() < deadline:
        time.sleep(0.05)
    live_server.kill()
    for thread in threads:
        thread.join()
    live_server.start()
    assert len(acknowledged) >= MANY
    assert [path for path in acknowledged if curator.offset(path) is None] == []


@pytest.mark.parametrize("part", ["web", "worker-1"])
def test_a_killed_part_is_started_again(live_server, part):
    before = live_server.children()[part]
    live_server.kill_part(part)
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and live_server.children().get(part, before) == before:
        time.sleep(0.1)
    assert live_server.children()[part] != before
    live_server.wait_ready()
