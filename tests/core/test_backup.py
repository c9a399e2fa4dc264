"""A backup is one file; what is restored from it equals what was there, on either database."""

import json
import os
import zipfile

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from tests.factories.accounts import make_user
from virtual_museum import create_app
from virtual_museum.accounts.models import User
from virtual_museum.core import documents
from virtual_museum.core.backup.archive import BackupError, check_backup
from virtual_museum.core.backup.rows import dump_table, present_tables
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db, read_only_transactions
from virtual_museum.core.jobs import enqueue, job
from virtual_museum.core.storage import get_storage


class Body(BaseModel):
    text: str


@pytest.fixture
def museum(app):
    """A museum with rows that refer in a circle, a job, and two files."""
    kind = documents.KINDS.get("test-backup") or documents.register_kind(documents.DocumentKind("test-backup", Body))
    user = make_user("administrator", email="әкімші@museum.test", name="Әкімші «бірінші»")
    document = documents.create(kind.name, {"text": "қола ғасыры"})
    documents.publish(document)
    job("test.backup")(lambda context: None)
    enqueue("test.backup", number=1)
    get_storage().put_bytes("originals/ab/abc", b"photograph")
    get_storage().put_bytes("renditions/ab/abc/sizes@1/a.webp", b"smaller")
    assert user.id and document.published_id
    db.session.commit()
    return app


@pytest.fixture(params=["sqlite", "postgresql"])
def other_museum(request, tmp_path, database_url):
    """An empty museum in a home of its own; on PostgreSQL only where tests run on it at all."""
    if request.param == "postgresql" and not database_url.startswith("postgresql"):
        pytest.skip("from SQLite to PostgreSQL is tested from the other side")
    databases = request.getfixturevalue(f"{request.param}_databases")
    home = tmp_path / "other"
    home.mkdir()
    with databases.fresh(home) as url:
        other = create_app(load_settings(home=home, database_url=url))
        yield other
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def all_rows() -> dict[str, list[str]]:
    with read_only_transactions(), db.engine.connect() as connection:
        return {
            found.name: [json.dumps(json.loads(line)) for line in dump_table(connection, found)]
            for found in present_tables(connection)
        }


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["backup", *arguments])


def test_restore_gives_back_rows_files_and_secret(museum, other_museum, tmp_path):
    file = tmp_path / "museum.zip"
    made = run(museum, "create", str(file), "--json")
    assert made.exit_code == 0, made.output
    assert json.loads(made.output)["files"] == 2
    before = all_rows()
    with other_museum.app_context():
        restored = run(other_museum, "restore", str(file))
        assert restored.exit_code == 0, restored.output
        after = all_rows()
        assert get_storage().read_range("originals/ab/abc", 0, 99) == b"photograph"
        assert get_storage().exists("renditions/ab/abc/sizes@1/a.webp")
        # New rows must not meet the numbers of the restored ones.
        make_user("curator")
        db.session.commit()
    # A restored museum counts on: pages kept ready from before the restore must not be served any more.
    was, now = (json.loads(rows.pop("content_revision")[1]) for rows in (before, after))
    assert now[-1] > was[-1]
    assert {name: sorted(rows[1:]) for name, rows in after.items()} == {
        name: sorted(rows[1:]) for name, rows in before.items()
    }
    homes = (museum.extensions["museum.settings"].home, other_museum.extensions["museum.settings"].home)
    assert len({(home / "secret_key").read_text() for home in homes}) == 1


def test_restore_spares_a_museum_that_is_not_empty(museum, tmp_path):
    file = tmp_path / "museum.zip"
    assert run(museum, "create", str(file), "--without-renditions").exit_code == 0
    make_user("curator", email="later@museum.test")
    db.session.commit()
    refused = run(museum, "restore", str(file))
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    replaced = run(museum, "restore", str(file), "--replace")
    assert replaced.exit_code == 0, replaced.output
    assert "flask media rebuild" in replaced.output
    db.session.expire_all()
    assert list(db.session.scalars(select(User.email))) == ["әкімші@museum.test"]


def test_damaged_backup_is_refused_and_touches_nothing(museum, tmp_path):
    file = tmp_path / "museum.zip"
    assert run(museum, "create", str(file)).exit_code == 0
    data = bytearray(file.read_bytes())
    spot = data.index(b"photograph")
    data[spot] ^= 1
    file.write_bytes(data)
    before = all_rows()
    refused = run(museum, "restore", str(file), "--replace")
    assert refused.exit_code == 1
    assert "damaged" in refused.output
    assert all_rows() == before


def test_half_a_file_and_other_files_are_refused(museum, tmp_path):
    file = tmp_path / "museum.zip"
    assert run(museum, "create", str(file)).exit_code == 0
    half = tmp_path / "half.zip"
    half.write_bytes(file.read_bytes()[:-2000])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a", "b")
    for wrong in (half, other):
        with pytest.raises(BackupError):
            check_backup(wrong)


def test_backup_that_cannot_be_written_leaves_nothing(museum, tmp_path):
    folder = tmp_path / "absent"
    assert run(museum, "create", str(folder / "museum.zip")).exit_code == 1
    assert [name for name in os.listdir(tmp_path) if "partial" in name] == []
