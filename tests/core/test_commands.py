"""The command line before the museum's tables stand, and before its port is free."""

import socket
from pathlib import Path

import pytest

from virtual_museum import create_app
from virtual_museum.cli import serve
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db


@pytest.mark.parametrize("words", ["demo load", "users list", "items reindex", "worker --once"])
def test_a_database_without_tables_is_told_in_one_line(tmp_path: Path, words: str) -> None:
    app = create_app(load_settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    told = app.test_cli_runner().invoke(args=words.split())
    with app.app_context():
        db.engine.dispose()
    assert told.exit_code == 1
    assert told.output.startswith("Error: the database is not ready")
    assert "flask db upgrade" in told.output
    assert len(told.output.splitlines()) == 1


def test_a_second_museum_does_not_share_the_port_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PORT_SECONDS", 0)
    app = create_app(load_settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    with socket.socket() as first:
        # As the web server does it: others of its kind may listen on the same port.
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = first.getsockname()[1]
        told = app.test_cli_runner().invoke(args=["serve", "--port", str(port)])
    assert told.exit_code == 1
    assert told.output.startswith(f"Error: port {port} of 127.0.0.1 cannot be had (Address already in use)")
