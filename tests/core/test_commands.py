"""The command line before the museum's tables stand."""

from pathlib import Path

import pytest

from virtual_museum import create_app
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
