"""Which worker processes live: so that a killed worker's jobs run again at once, before their lease ends."""

import os
import socket
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from virtual_museum.core.db import utcnow
from virtual_museum.core.jobs.models import RUNNING, Job, JobWorker

FORGET_AFTER = timedelta(days=1)


def this_machine() -> str:
    """The machine since its last start, as far as its process numbers mean the same.

    Two containers on one machine see different processes under one number, hence the process namespace.
    """
    parts = [socket.gethostname()]
    boot = Path("/proc/sys/kernel/random/boot_id")
    namespace = Path("/proc/self/ns/pid")
    if boot.exists():
        parts.append(boot.read_text(encoding="ascii").strip())
    if namespace.exists():
        parts.append(os.readlink(namespace))
    return " ".join(parts)[:200]


def process_mark(pid: int) -> str | None:
    """Number and start time of a living process, else None; a reused number gives another mark."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name in brackets may hold spaces; after it the state is field 1 and the start time field 20.
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] == "Z" else f"{pid} {fields[19]}"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return str(pid)
    return str(pid)


def report_alive(connection: Connection, worker: str) -> None:
    """Write down that the worker of this process lives."""
    values = {"machine": this_machine(), "process": process_mark(os.getpid()), "seen_at": utcnow()}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(JobWorker).values(id=worker, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"seen_at": values["seen_at"]}))


def sign_off(connection: Connection, worker: str) -> None:
    """Forget the worker; it ends in good order."""
    connection.execute(delete(JobWorker).where(JobWorker.id == worker))


def release_jobs_of_the_dead(connection: Connection) -> int:
    """End the leases of workers of this machine whose process is gone; return how many jobs that frees."""
    freed = 0
    known = connection.execute(select(JobWorker.id, JobWorker.process).where(JobWorker.machine == this_machine()))
    for worker, process in known.all():
        if process_mark(int(process.split()[0])) == process:
            continue
        owned = update(Job).where(Job.worker == worker, Job.state == RUNNING).values(lease_until=utcnow())
        freed += connection.execute(owned).rowcount
        sign_off(connection, worker)
    connection.execute(delete(JobWorker).where(JobWorker.seen_at < utcnow() - FORGET_AFTER))
    return freed
