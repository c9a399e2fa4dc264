"""`flask serve`: the whole museum in one command, web and worker processes under one supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from virtual_museum.cli.users import first
from virtual_museum.core.config import CHECKOUT, settings
from virtual_museum.core.db import db
from virtual_museum.core.supervisor import Part, Supervisor
from virtual_museum.demo.loader import museum_is_empty

# A museum that was killed leaves its port within this time.
PORT_SECONDS = 12
# Threads of one web process: pages wait for the database and for files, so more than there are processors.
WEB_THREADS = 2 * (os.cpu_count() or 2)


def _web(host: str, port: int) -> Part:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(settings().web_processes), "--blocking-threads", str(WEB_THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws"),
        *("--log-level", "warning", "wsgi:app"),
    ]
    return Part("web", command)


def _await_port(host: str, port: int) -> None:
    """Return as soon as nobody listens there. Raises ClickException when somebody still does after PORT_SECONDS.

    The web server shares its port with its own kind, so two museums would answer in turn and nobody would be told.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    latest = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket(family, kind, protocol) as door:
            # Connections that ended a moment ago do not count as somebody who listens.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(address)
                return
            except OSError as error:
                if time.monotonic() > latest:
                    told = f"port {port} of {host} cannot be had ({error.strerror}); another one: make run PORT=8010"
                    raise click.ClickException(told) from error
        time.sleep(0.5)


def _prepare() -> None:
    """Bring the database up to date, fill an empty museum with the demo, see that somebody can sign in.

    Loading happens in a process of its own: what it needs must not stay in the memory of this one.
    """
    upgrade()
    # A first start that was interrupted left this behind: the next one completes the demo.
    unfinished = settings().data_folder / "demo-unfinished"
    wanted = museum_is_empty() or unfinished.exists()
    # Having asked, this process holds SQLite's write lock, which the next one needs.
    db.session.remove()
    if wanted:
        unfinished.touch()
        command = [sys.executable, "-m", "flask", "demo", "load"]
        if subprocess.run(command, cwd=CHECKOUT, check=False).returncode:
            raise click.ClickException("the demo museum could not be loaded; `flask serve` serves without it")
        unfinished.unlink()
    click.get_current_context().invoke(first)
    db.session.remove()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--prepare", is_flag=True, help="First migrate, load the demo into an empty museum, make a user.")
@with_appcontext
def group(host: str, port: int, prepare: bool) -> None:
    """Serve the museum: web and background jobs, restarted when they die, until Ctrl-C."""
    _await_port(host, port)
    # QR codes carry the museum's address: unless it is set, the one that is served here.
    os.environ.setdefault("MUSEUM_BASE_URL", f"http://{host}:{port}")
    if prepare:
        _prepare()
    parts = [_web(host, port)]
    parts += [
        Part(f"worker-{number}", [sys.executable, "-m", "flask", "worker"])
        for number in range(1, settings().worker_processes + 1)
    ]
    supervisor = Supervisor(parts, settings().data_folder / "processes.json")
    signal.signal(signal.SIGTERM, supervisor.ask_to_stop)
    signal.signal(signal.SIGINT, supervisor.ask_to_stop)
    shown = f"http://{host}:{port}"
    click.echo(f"The museum is served at {shown} (studio: {shown}/studio). Ctrl-C stops it.")
    # The children have connections of their own; what this process opened must not be shared with them.
    current_app.extensions["sqlalchemy"].engine.dispose()
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(supervisor.run())
