"""Fixtures for all tests: a fresh museum per test, a real server, a real browser."""

import contextvars
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import expect
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.factories.accounts import make_user, signed_in
from tests.support.databases import PostgreSQLDatabases, SQLiteDatabases, wanted_databases
from tests.support.demo_museum import demo_backup
from tests.support.order import longest_first
from tests.support.servers import LiveServer, chromium
from virtual_museum import create_app
from virtual_museum.accounts.models import User
from virtual_museum.core.config import load_settings
from virtual_museum.core.db import db
from virtual_museum.core.storage import Storage, get_storage

# Settings of whoever runs the tests must not reach them.
for name in [name for name in os.environ if name.startswith("MUSEUM_") and name != "MUSEUM_TEST_DATABASES"]:
    del os.environ[name]

# Two browsers that draw by processor share the machine with databases and converters: what a page promises may be late.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes must not begin last."""
    longest_first(items)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLiteDatabases:
    """Copies of one prepared SQLite file."""
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQLDatabases]:
    """A PostgreSQL cluster for the whole run."""
    databases = PostgreSQLDatabases(tmp_path_factory.mktemp("postgresql"))
    yield databases
    databases.stop()


@pytest.fixture(params=wanted_databases())
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables; every test that uses it runs on each kind."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.fresh(tmp_path) as url:
        yield url


class IndependentClient(FlaskClient):
    """A client whose requests share nothing with the test: neither `g` nor the session of the database.

    What the test has changed is committed before the request, and read anew after it.
    """

    def open(self, *args, **kwargs):
        if has_app_context():
            db.session.commit()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return answer


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test has an application of its own; none must compile the same templates again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(tmp_path: Path, database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """A museum of its own in a temporary home, its context pushed."""
    app = create_app(load_settings(home=tmp_path, database_url=database_url, rate_limits=False))
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = compiled_templates
    # Forms are tested for what they do; that every form needs its token has a test of its own.
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = IndependentClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()


@pytest.fixture
def curator(app: Flask) -> User:
    """Somebody who catalogues and publishes."""
    return make_user("curator")


@pytest.fixture
def administrator(app: Flask) -> User:
    """Somebody who may do everything."""
    return make_user("administrator")


@pytest.fixture
def studio_client(app: Flask, curator: User) -> FlaskClient:
    """A client in which the curator is signed in."""
    return signed_in(app.test_client(), curator)


@pytest.fixture
def administrator_client(app: Flask, administrator: User) -> FlaskClient:
    """A client in which the administrator is signed in."""
    return signed_in(app.test_client(), administrator)


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test's museum."""
    return db.session()


@pytest.fixture
def storage(app: Flask) -> Storage:
    """The store of the test's museum, a folder in its home."""
    return get_storage()


@dataclass
class CountedQueries:
    """Statements sent to the database while counting."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[CountedQueries]]:
    """`with count_queries() as queries: …; queries.count` counts statements, those of requests included."""

    @contextmanager
    def counting() -> Iterator[CountedQueries]:
        counted = CountedQueries()

        def note(connection, cursor, statement, parameters, context, executemany) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                counted.statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="module", params=wanted_databases())
def live_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A real museum with web and worker processes, one for the tests of a module."""
    home = tmp_path_factory.mktemp("live")
    databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.fresh(home) as url:
        server = LiveServer(home, url)
        try:
            server.start()
            yield server
        finally:
            server.close()


@pytest.fixture(scope="session")
def converted_demo(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SQLiteDatabases) -> Path:
    """A backup of the demo museum with all its files converted, made once for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return demo_backup(shared, sqlite_databases)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium where it is installed; WebGL is drawn by the processor."""
    path = chromium()
    own = {"executable_path": path} if path else {}
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
        "--enable-unsafe-swiftshader",
        "--autoplay-policy=no-user-gesture-required",
    ]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, **own, "args": quiet}
