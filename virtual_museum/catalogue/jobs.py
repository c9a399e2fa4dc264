"""Background work of the catalogue: reading a large table, and writing what a curator accepted of it."""

from contextlib import AbstractContextManager

from flask_babel import force_locale
from sqlalchemy import func, select

from virtual_museum.catalogue.importing import staging
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet
from virtual_museum.core.actors import Actor, acting_as
from virtual_museum.core.db import db
from virtual_museum.core.errors import MuseumError
from virtual_museum.core.jobs import Job, JobContext, enqueue, job

# Files up to this many bytes are read while the curator waits; what takes longer than a breath is a job.
AT_ONCE_BYTES = 400_000
AT_ONCE_ROWS = 1_000


def begin_staging(change_set: ChangeSet, mapping_text: str, language: str) -> bool:
    """Stage a small table at once and return True; leave a large one to a job. Raises ImportRefused."""
    if staging.stored_bytes(change_set) <= AT_ONCE_BYTES:
        staging.stage(change_set, mapping_text)
        return True
    staging.check_mapping(mapping_text)
    change_set.state, change_set.mapping, change_set.message = "reading", mapping_text, ""
    _enqueue("catalogue.stage_import", change_set, language)
    return False


def begin_applying(change_set: ChangeSet, language: str) -> bool:
    """Apply a small preview at once and return True; leave a large one to a job. Raises Refused."""
    staging.check_preview(change_set)
    accepted = select(func.count()).where(ChangeEntry.change_set_id == change_set.id, ChangeEntry.accepted.is_(True))
    if (db.session.scalar(accepted) or 0) <= AT_ONCE_ROWS:
        staging.apply_staged(change_set)
        return True
    change_set.state, change_set.message = "applying", ""
    _enqueue("catalogue.apply_import", change_set, language)
    return False


def _enqueue(name: str, change_set: ChangeSet, language: str) -> None:
    db.session.flush()
    enqueue(name, unique_key=_key(change_set.id), change_set_id=change_set.id, language=language)


def _key(change_set_id: int) -> str:
    return f"import:{change_set_id}"


def job_of(change_set: ChangeSet) -> Job | None:
    """The newest job that reads or writes the change set."""
    newest = select(Job).where(Job.unique_key == _key(change_set.id)).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(newest)


def _gave_up(error: str, change_set_id: int, language: str) -> None:
    """Back to where the curator can choose again, with the reason."""
    change_set = db.session.get(ChangeSet, change_set_id)
    if change_set is not None and change_set.state in staging.BUSY:
        change_set.state = "preview" if change_set.state == "applying" else "staging"
        change_set.message = error


@job("catalogue.stage_import", tries=2, lease=120, timeout=4 * 3600, on_failure=_gave_up)
def stage_import(context: JobContext, change_set_id: int, language: str) -> None:
    """Read the table of a change set by its mapping; a second run begins anew."""
    change_set = db.session.get(ChangeSet, change_set_id)
    if change_set is None or change_set.state != "reading":
        return

    def checkpoint(done: int) -> None:
        # A preview may grow before nobody's eyes; SQLite's one writer must not wait for the whole of it.
        context.progress(done, 0)
        db.session.commit()

    with _in_the_name_of(change_set), force_locale(language):
        try:
            staging.stage(change_set, change_set.mapping, checkpoint)
        except MuseumError as error:
            # What was read before the fault stays out too.
            db.session.rollback()
            _gave_up(str(error), change_set_id, language)


@job("catalogue.apply_import", tries=2, lease=120, timeout=4 * 3600, on_failure=_gave_up)
def apply_import(context: JobContext, change_set_id: int, language: str) -> None:
    """Write the accepted rows in one transaction; until it commits nothing of them is seen."""
    change_set = db.session.get(ChangeSet, change_set_id)
    if change_set is None or change_set.state != "applying":
        return
    rows = int(change_set.counts.get("rows", 0))
    with _in_the_name_of(change_set), force_locale(language):
        staging.apply_staged(change_set, lambda done: context.progress(done, rows))


def _in_the_name_of(change_set: ChangeSet) -> AbstractContextManager[None]:
    return acting_as(Actor(change_set.author_id, change_set.author, everything=True))
