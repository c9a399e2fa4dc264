"""The studio's own client, npm tus-js-client, through a line that breaks again and again."""

import contextlib
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.factories.accounts import PASSWORD, make_user
from tests.media import samples
from tests.support.servers import LiveServer
from tests.support.studio_session import StudioSession
from virtual_museum.core.config import CHECKOUT
from virtual_museum.core.db import db, read_only_transactions
from virtual_museum.media.models import Asset, UploadSession
from virtual_museum.media.services import file_checksum

pytestmark = pytest.mark.browser

CUTS = (90_000, 200_000, 310_000, 40_000, 250_000, 180_000)


class CuttingLine:
    """A TCP line to the museum whose first connections are torn after so many bytes each."""

    def __init__(self, port: int, cuts: tuple[int, ...]) -> None:
        self.target, self.left, self.torn = port, list(cuts), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                limit = self.left.pop(0) if self.left else None
                threading.Thread(target=self._pass, args=(near, far, limit), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, None), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while block := source.recv(16_384):
                passed += len(block)
                if limit is not None and passed > limit:
                    self.torn += 1
                    break
                target.sendall(block)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[CuttingLine]:
    """A bad line to the running museum."""
    line = CuttingLine(live_server.port, CUTS)
    yield line
    line.listener.close()


def test_a_file_arrives_whole_through_cut_connections(live_server: LiveServer, line: CuttingLine, tmp_path: Path):
    if not shutil.which("node") and not (CHECKOUT / "tools" / "with-node").exists():
        pytest.skip("no Node here")
    # What stands behind a picture's end is allowed; it makes the file long enough to be cut several times.
    picture = samples.written(tmp_path, "cut.jpg", samples.picture(640, 480) + b"\0" * 1_200_000)
    with live_server.app.app_context():
        make_user("curator", "tus@museum.test")
        db.session.commit()
    session = StudioSession(live_server.url)
    session.sign_in("tus@museum.test", PASSWORD)
    endpoint = f"http://127.0.0.1:{line.port}/studio/media/uploads"
    script = CHECKOUT / "tests" / "media" / "tus_upload.mjs"
    node = [CHECKOUT / "tools" / "with-node", "node", script]
    command = [*node, endpoint, picture, session.cookie_header(), session.token]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["broken"] >= 3 and line.torn >= 3
    with read_only_transactions(), live_server.app.app_context():
        token = told["url"].rpartition("/")[2]
        upload = db.session.scalar(select(UploadSession).where(UploadSession.token == token))
        asset = db.session.scalar(select(Asset).where(Asset.code == upload.asset_code))
        assert asset.sha256 == file_checksum(picture)
