"""Servers in a thread of the test's own process: the museum, for programs that speak HTTP, or plain files."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def running(server: BaseServer) -> Iterator[str]:
    """The address at which `server` answers until the block ends."""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which `app` answers until the block ends; each request has a thread of its own."""
    with running(make_server("127.0.0.1", 0, app, threaded=True)) as address:
        yield address
