"""Is the museum alive, is it ready, how is it doing: for load balancers and monitoring, not for people."""

import os
import time
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from flask.blueprints import BlueprintSetupState
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute

from virtual_museum.catalogue.models import Item
from virtual_museum.core.actors import current_actor
from virtual_museum.core.config import settings
from virtual_museum.core.db import content_revision, db
from virtual_museum.core.jobs import job_counts, workers_alive
from virtual_museum.core.storage import StorageError, get_storage
from virtual_museum.media.models import Asset

blueprint = Blueprint("health", __name__)

# One registry a process. Where PROMETHEUS_MULTIPROC_DIR is set, all web processes of the machine write there
# and a scrape of any of them answers for all.
_registry = CollectorRegistry()
REQUESTS = Counter(
    "museum_requests_total", "Answered requests.", ("method", "endpoint", "status"), registry=_registry
)
SECONDS = Histogram(
    "museum_request_seconds",
    "Seconds from request to answer.",
    ("endpoint",),
    registry=_registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_LOCAL = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; asks nothing of anything else."""
    return _plain(jsonify(status="alive"))


@blueprint.get("/readyz")
def ready() -> Response:
    """Database, storage and a worker are there: 200, else 503 and which is missing."""
    checks = {"database": _database, "storage": _storage, "worker": _worker}
    found = {name: check() for name, check in checks.items()}
    answer = jsonify(status="ready" if all(found.values()) else "not ready", checks=found)
    answer.status_code = 200 if all(found.values()) else 503
    return _plain(answer)


def _plain(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _database() -> bool:
    return _holds(lambda: db.session.execute(text("SELECT 1")).scalar() == 1)


def _storage() -> bool:
    # Whether the object exists does not matter; that the store answers does.
    return _holds(lambda: get_storage().exists("originals/00/ready") in (True, False))


def _worker() -> bool:
    return _holds(lambda: workers_alive() > 0)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, StorageError, OSError):
        current_app.logger.warning("readiness check failed", exc_info=True)
        db.session.rollback()
        return False


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, to this machine and to whoever may read the audit."""
    if not _may_read_metrics():
        abort(403)
    body = generate_latest(_requests_registry()) + generate_latest(_museum_registry())
    return _plain(Response(body, content_type=CONTENT_TYPE_LATEST))


def _may_read_metrics() -> bool:
    if current_actor().can("audit.read"):
        return True
    # Behind a proxy that the settings do not know, every visitor seems to be local: then nobody is.
    unknown_proxy = "X-Forwarded-For" in request.headers and settings().trusted_proxies == 0
    return request.remote_addr in _LOCAL and not unknown_proxy


def _requests_registry() -> CollectorRegistry:
    # The client library itself reads this variable, before any setting of ours.
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return _registry
    shared = CollectorRegistry()
    MultiProcessCollector(shared, path=folder)
    return shared


def _museum_registry() -> CollectorRegistry:
    """Gauges read from the database at the moment of the scrape; the same from every process."""
    registry = CollectorRegistry()
    states = (
        ("museum_jobs", "Background jobs by state.", "state", job_counts()),
        ("museum_items", "Museum objects by status.", "status", _counts(Item.status)),
        ("museum_assets", "Media by state.", "state", _counts(Asset.state)),
    )
    for name, words, label, counts in states:
        gauge = Gauge(name, words, (label,), registry=registry)
        for state, count in counts.items():
            gauge.labels(state).set(count)
    Gauge("museum_workers", "Workers alive.", registry=registry).set(workers_alive())
    Gauge("museum_content_revision", "Changes of visible content.", registry=registry).set(content_revision())
    return registry


def _counts(column: InstrumentedAttribute[str]) -> dict[str, int]:
    rows = db.session.execute(select(column, func.count()).group_by(column))
    return {state: count for state, count in rows}


@blueprint.record_once
def _measure(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)

    @app.before_request
    def _begin() -> None:
        g.request_began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        began = g.get("request_began")
        endpoint = request.endpoint or "none"
        REQUESTS.labels(request.method, endpoint, response.status_code).inc()
        if began is not None:
            SECONDS.labels(endpoint).observe(time.perf_counter() - began)
        return response
