"""Background jobs: claimed once, retried, resumed after a kill, visible when they fail."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from virtual_museum.core.config import CHECKOUT
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import Refused
from virtual_museum.core.jobs import (
    DECLARED,
    Job,
    JobWorker,
    enqueue,
    failed_jobs,
    job,
    job_counts,
    retry,
    run_pending,
    workers_alive,
)
from virtual_museum.core.jobs.declare import Progress
from virtual_museum.core.jobs.models import DONE, FAILED, QUEUED, REPLACED, RUNNING
from virtual_museum.core.jobs.processes import (
    process_mark,
    release_jobs_of_the_dead,
    report_alive,
    this_machine,
)
from virtual_museum.core.jobs.queue import claim, finish, put_back, renew
from virtual_museum.core.jobs.worker import queue_periodic

ran: list = []
# Long: what runs again earlier was freed because its process is gone.
LEASE = 120


@pytest.fixture(autouse=True)
def declared(app):
    """Jobs of these tests, gone afterwards."""
    before = dict(DECLARED)
    ran.clear()

    @job("test.note", tries=3)
    def note(context, **arguments):
        ran.append(arguments)
        context.progress(1, 2, "half")

    @job("test.fails", tries=2)
    def fails(context):
        ran.append(context.attempt)
        raise RuntimeError("boom")

    @job("test.refuses", tries=3, on_failure=lambda error, **arguments: ran.append((error, arguments)))
    def refuses(context, number):
        raise Refused("the file is broken")

    @job("test.exits", tries=1)
    def exits(context):
        sys.exit(3)

    yield
    DECLARED.clear()
    DECLARED.update(before)


def run_all_tries():
    """Run what is due, and what waits for its next try as if the pause were over."""
    for _ in range(5):
        run_pending()
        db.session.execute(update(Job).where(Job.state == QUEUED).values(run_at=utcnow()))
        db.session.commit()


def test_job_runs_with_its_arguments():
    row = enqueue("test.note", asset_id=5, names=["a", "ә"])
    assert run_pending() == 1
    assert ran == [{"asset_id": 5, "names": ["a", "ә"]}]
    assert (row.state, row.tries, row.progress_done, row.progress_total) == (DONE, 1, 1, 2)
    assert row.progress_note == "half"
    assert row.finished_at is not None
    assert run_pending() == 0


def test_unknown_job_is_refused_when_enqueued():
    with pytest.raises(KeyError):
        enqueue("test.unknown")


def test_rolled_back_enqueue_leaves_no_job():
    enqueue("test.note")
    db.session.rollback()
    assert run_pending() == 0


def test_run_at_is_respected():
    enqueue("test.note", run_at=utcnow() + timedelta(hours=1), number=1)
    enqueue("test.note", run_at=utcnow() - timedelta(hours=1), number=2)
    assert run_pending() == 1
    assert ran == [{"number": 2}]


def test_failure_is_retried_with_a_pause_and_then_visible():
    row, before = enqueue("test.fails"), utcnow()
    run_pending()
    assert (row.state, row.tries, row.error) == (QUEUED, 1, "RuntimeError: boom")
    assert row.run_at > before + timedelta(seconds=3)
    run_all_tries()
    assert ran == [1, 2]
    assert [failed.id for failed in failed_jobs()] == [row.id]
    assert 'raise RuntimeError("boom")' in row.trace
    assert job_counts() == {FAILED: 1}


def test_failed_job_can_be_retried_by_hand():
    row = enqueue("test.fails")
    run_all_tries()
    retry(row)
    run_all_tries()
    assert ran == [1, 2, 1, 2]


def test_refusal_is_final_at_once_and_told():
    row = enqueue("test.refuses", number=7)
    run_pending()
    assert (row.state, row.tries, row.error) == (FAILED, 1, "the file is broken")
    assert ran == [("the file is broken", {"number": 7})]


def test_job_that_exits_does_not_end_the_loop():
    row = enqueue("test.exits")
    enqueue("test.note")
    assert run_pending() == 2
    assert row.state == FAILED
    assert ran == [{}]


def test_changes_of_a_failed_job_are_rolled_back():
    @job("test.half", tries=1)
    def half(context):
        enqueue("test.note", half=True)
        raise RuntimeError

    enqueue("test.half")
    run_all_tries()
    assert ran == []


def test_unique_keys_hold_when_the_database_has_prepared_the_statement():
    """PostgreSQL plans a statement anew after some uses; the plan must still find the index of waiting jobs."""
    for number in range(15):
        enqueue("test.note", unique_key=f"key {number}", number=number)
    again = enqueue("test.note", unique_key="key 3", number=99)
    assert again.arguments == {"number": 99}
    db.session.commit()


def test_unique_key_keeps_one_waiting_job_at_the_earlier_moment():
    later = utcnow() + timedelta(hours=2)
    first = enqueue("test.note", run_at=later, unique_key="index", number=1)
    second = enqueue("test.note", unique_key="index", number=2)
    assert first.id == second.id
    other = enqueue("test.note", unique_key="other", number=3)
    assert other.id != first.id
    assert run_pending() == 2
    assert ran == [{"number": 2}, {"number": 3}]
    assert enqueue("test.note", unique_key="index", number=4).id != first.id


def test_job_enqueued_while_its_twin_runs_is_kept():
    row = enqueue("test.note", unique_key="index", number=1)
    db.session.commit()
    assert claim(db.session(), "worker-a", DECLARED).id == row.id
    db.session.commit()
    assert enqueue("test.note", unique_key="index", number=2).id != row.id
    db.session.commit()
    put_back(db.session(), row, after=timedelta(), lost_try=False)
    assert row.state == REPLACED
    db.session.commit()
    run_pending()
    assert ran == [{"number": 2}]


def test_two_workers_never_claim_one_job():
    for number in range(3):
        enqueue("test.note", number=number)
    db.session.commit()
    claimed = [claim(db.session(), f"worker-{n}", DECLARED) for n in range(4)]
    db.session.commit()
    assert len({row.id for row in claimed if row}) == 3
    assert claimed[3] is None


def test_urgent_jobs_run_first():
    @job("test.slow", priority=9)
    def slow(context):
        ran.append("slow")

    enqueue("test.slow")
    enqueue("test.note")
    run_pending()
    assert ran == [{}, "slow"]


def test_expired_lease_is_claimed_again_and_the_late_worker_is_fenced():
    row = enqueue("test.note")
    db.session.commit()
    claim(db.session(), "worker-a", DECLARED)
    db.session.commit()
    assert claim(db.session(), "worker-b", DECLARED) is None
    row.lease_until = utcnow() - timedelta(seconds=1)
    db.session.commit()
    assert claim(db.session(), "worker-b", DECLARED).id == row.id
    db.session.commit()
    assert not finish(db.session(), row.id, "worker-a", Progress())
    assert not renew(db.session.connection(), row.id, "worker-a", 60, Progress())
    assert finish(db.session(), row.id, "worker-b", Progress())


def test_stale_run_keeps_nothing():
    @job("test.overtaken")
    def overtaken(context):
        with db.engine.connect() as connection:
            connection.rollback()
        db.session.execute(update(Job).where(Job.id == context.job_id).values(worker="somebody-else"))
        db.session.commit()
        enqueue("test.note", stale=True)

    row = enqueue("test.overtaken")
    run_pending()
    assert ran == []
    assert (row.state, row.worker) == (RUNNING, "somebody-else")


def test_jobs_of_a_dead_process_are_freed_at_once():
    row = enqueue("test.note")
    db.session.commit()
    claim(db.session(), "dead", DECLARED)
    db.session.add(JobWorker(id="dead", machine=this_machine(), process="999999 1"))
    db.session.add(JobWorker(id="elsewhere", machine="another machine", process="999999 1"))
    db.session.commit()
    with db.engine.begin() as connection:
        report_alive(connection, "alive")
        assert release_jobs_of_the_dead(connection) == 1
    assert set(db.session.scalars(select(JobWorker.id))) == {"alive", "elsewhere"}
    assert run_pending() == 1
    assert (row.state, row.tries) == (DONE, 2)
    assert workers_alive() == 2


def test_process_mark_tells_a_reused_number():
    mark = process_mark(os.getpid())
    assert mark.startswith(str(os.getpid()))
    child = subprocess.Popen(["sleep", "0"])
    child.wait()
    assert process_mark(child.pid) != mark


def test_periodic_jobs_are_queued_once_and_again_after_their_pause(app):
    before = utcnow()
    job("test.hourly", every=3600)(lambda context: ran.append("hourly"))
    queue_periodic(app)
    queue_periodic(app)
    assert run_pending() >= 1
    assert ran.count("hourly") == 1
    queue_periodic(app)
    waiting = db.session.scalars(select(Job).where(Job.name == "test.hourly", Job.state == QUEUED)).one()
    assert waiting.run_at >= before + timedelta(hours=1)


# What follows runs real worker processes on jobs of this module's own; they import it as a plain program.
WORKER = """
import os, sys, time
from virtual_museum import create_app
from virtual_museum.core.jobs import job
from virtual_museum.core.jobs.worker import Worker

@job("test.process", tries=3, lease=120)
def process(context, folder):
    note = lambda word: open(os.path.join(folder, "log"), "a").write(f"{word} {context.attempt}\\n")
    note("begin")
    if os.path.exists(os.path.join(folder, "slow")):
        for step in range(600):
            context.progress(step, 600)
            time.sleep(0.05)
    if os.path.exists(os.path.join(folder, "crash")):
        os.kill(os.getpid(), 11)
    note("end")

Worker(create_app()).run(once="--once" in sys.argv)
"""


@pytest.fixture
def worker(tmp_path, database_url):
    """Starts worker processes of the test's museum; all are ended afterwards."""
    started = []
    job("test.process", tries=3, lease=120)(lambda context, folder: None)

    def start(*arguments: str) -> subprocess.Popen:
        environment = os.environ | {"MUSEUM_HOME": str(tmp_path), "MUSEUM_DATABASE_URL": database_url}
        command = [sys.executable, "-c", WORKER, *arguments]
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.DEVNULL)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def lines_of(folder, expected: str, seconds: float = 90) -> list[str]:
    """The log of the job once it holds the expected line."""
    deadline = time.monotonic() + seconds
    lines: list[str] = []
    while time.monotonic() < deadline and expected not in lines:
        time.sleep(0.05)
        lines = (folder / "log").read_text().splitlines() if (folder / "log").exists() else []
    return lines


def test_killed_job_runs_again_soon_after_restart(worker, tmp_path):
    (tmp_path / "slow").touch()
    row = enqueue("test.process", folder=str(tmp_path))
    db.session.commit()
    first = worker()
    assert lines_of(tmp_path, "begin 1") == ["begin 1"]
    first.send_signal(signal.SIGKILL)
    first.wait()
    (tmp_path / "slow").unlink()
    started = time.monotonic()
    worker("--once").wait(90)
    took = time.monotonic() - started
    assert lines_of(tmp_path, "end 2") == ["begin 1", "begin 2", "end 2"]
    assert took < LEASE, "recovery must not wait for the end of the lease"
    db.session.expire_all()
    assert (row.state, row.tries) == (DONE, 2)


def test_clean_stop_gives_the_job_back(worker, tmp_path):
    (tmp_path / "slow").touch()
    row = enqueue("test.process", folder=str(tmp_path))
    db.session.commit()
    process = worker()
    assert lines_of(tmp_path, "begin 1") == ["begin 1"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    db.session.expire_all()
    assert (row.state, row.tries, row.worker) == (QUEUED, 0, None)
    assert workers_alive() == 0


def test_job_that_kills_its_process_is_given_up(worker, tmp_path):
    (tmp_path / "crash").touch()
    row = enqueue("test.process", folder=str(tmp_path))
    db.session.commit()
    for _ in range(3):
        assert worker("--once").wait(90) == -signal.SIGSEGV
    assert worker("--once").wait(90) == 0
    db.session.expire_all()
    assert (row.state, row.tries) == (FAILED, 3)
    assert "interrupted every time" in row.error


def test_progress_is_seen_while_the_job_runs(worker, tmp_path):
    (tmp_path / "slow").touch()
    row = enqueue("test.process", folder=str(tmp_path))
    db.session.commit()
    worker()
    deadline, done = time.monotonic() + 90, 0
    while done == 0 and time.monotonic() < deadline:
        time.sleep(0.2)
        done = row.progress_done
        # A read holds SQLite's write lock until the transaction ends, and the worker must write in between.
        db.session.rollback()
    assert 0 < done < 600
    assert workers_alive() == 1
