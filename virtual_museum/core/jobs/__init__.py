"""Background jobs in a table of the museum's own database: declared, enqueued, claimed by lease, retried.

A job may be killed at any moment and then runs again, so each one takes ids, rereads what it needs and is
safe to run twice. Its last writes and its completion are one transaction.
"""

from virtual_museum.core.jobs.declare import DECLARED, Declaration, JobContext, LeaseLost, job
from virtual_museum.core.jobs.models import Job, JobWorker
from virtual_museum.core.jobs.queries import failed_jobs, job_counts, workers_alive
from virtual_museum.core.jobs.queue import enqueue, retry
from virtual_museum.core.jobs.run import run_pending

__all__ = [
    "DECLARED",
    "Declaration",
    "Job",
    "JobContext",
    "JobWorker",
    "LeaseLost",
    "enqueue",
    "failed_jobs",
    "job",
    "job_counts",
    "retry",
    "run_pending",
    "workers_alive",
]
