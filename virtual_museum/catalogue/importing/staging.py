"""The studio's import: a file is staged as a preview of rows, some are accepted, then they are applied together."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.applying import (
    Progress,
    Report,
    apply_proposals,
    converted,
    new_change_set,
    write_entries,
)
from virtual_museum.catalogue.importing.bulk import as_json
from virtual_museum.catalogue.importing.comparing import Decision, decisions
from virtual_museum.catalogue.importing.converting import Proposal
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.importing.reading import Failure
from virtual_museum.catalogue.importing.spool import Spool
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet
from virtual_museum.core.db import db
from virtual_museum.core.errors import Refused
from virtual_museum.core.storage import get_storage

BATCH = 1_000
# A preview keeps every row; what is larger than any museum's catalogue goes in by the command line.
MOST_ROWS = 500_000
# States in which a job works on the change set.
BUSY = ("reading", "applying")
COLUMNS = ("line", "action", "item_id", "before", "after", "column", "reason", "accepted")


def keep_file(path: Path, filename: str) -> ChangeSet:
    """Store an uploaded table and open a change set for it, still without mapping."""
    change_set = new_change_set("import", filename, state="staging")
    suffix = "".join(Path(filename).suffixes[-2:])[:20].lower()
    change_set.file_key = f"imports/{change_set.id}{suffix if suffix.isascii() else '.csv'}"
    get_storage().put_file(change_set.file_key, path)
    db.session.flush()
    return change_set


class StagedFile:
    """The stored table as a local file, for the time of a `with`."""

    def __init__(self, change_set: ChangeSet) -> None:
        self._key = change_set.file_key
        self._folder = TemporaryDirectory()

    def __enter__(self) -> Path:
        folder = Path(self._folder.__enter__())
        path = folder / Path(self._key).name
        with get_storage().local_path(self._key) as stored:
            shutil.copyfile(stored, path)
        return path

    def __exit__(self, *details: Any) -> None:
        self._folder.__exit__(*details)


def stored_bytes(change_set: ChangeSet) -> int:
    """How large the stored table is."""
    with get_storage().local_path(change_set.file_key) as stored:
        return stored.stat().st_size


def check_mapping(text: str) -> None:
    """Raises ImportRefused for a mapping that cannot be used."""
    read_mapping(text)


def stage(change_set: ChangeSet, mapping_text: str, progress: Progress | None = None) -> Report:
    """Read the whole file by the mapping and keep a row for each proposal and failure. Raises ImportRefused."""
    mapping = read_mapping(mapping_text)
    report = Report(change_set=change_set.id)
    db.session.execute(delete(ChangeEntry).where(ChangeEntry.change_set_id == change_set.id))
    if progress is not None:
        progress(0)
    rows: list[tuple[Any, ...]] = []
    with StagedFile(change_set) as path:
        proposals = _good(converted(path, mapping), report, rows)
        for batch in decisions(proposals, mapping.source_name, Authorities(mapping.source.language)):
            for decision in batch:
                counter = {"create": "created", "update": "updated", "unchanged": "unchanged"}[decision.action]
                setattr(report, counter, getattr(report, counter) + 1)
                if decision.action != "unchanged":
                    rows.append(_row(decision))
            write_entries(change_set, COLUMNS, rows)
            rows.clear()
            if progress is not None:
                progress(report.rows)
    write_entries(change_set, COLUMNS, rows)
    change_set.mapping, change_set.state, change_set.counts = mapping.text, "preview", report.counts()
    change_set.message = ""
    db.session.flush()
    return report


def _good(results: Iterator[Any], report: Report, rows: list[tuple[Any, ...]]) -> Iterator[Proposal]:
    for result in results:
        report.rows += 1
        if report.rows > MOST_ROWS:
            raise ImportRefused(
                _("The file has more than %(limit)s rows; import it by the command line.", limit=MOST_ROWS)
            )
        if isinstance(result, Failure):
            report.failed += 1
            rows.append((result.line, "failed", None, None, None, result.column[:200], result.reason, False))
        else:
            yield result


def _row(decision: Decision) -> tuple[Any, ...]:
    before = as_json({name: values[0] for name, values in decision.changes.items()}) if decision.changes else None
    after = as_json(decision.proposal._asdict())
    return (decision.proposal.line, decision.action, decision.item_id, before, after, "", "", True)


def check_preview(change_set: ChangeSet) -> None:
    """Raises Refused where the change set is not waiting for a curator's word."""
    if change_set.state != "preview" or change_set.kind != "import":
        raise Refused(_("This change set is not a preview."))


def apply_staged(change_set: ChangeSet, progress: Progress | None = None) -> Report:
    """Apply the accepted rows of a preview; what changed since the preview is compared anew.

    Raises Refused where the change set is neither a preview nor being applied.
    """
    if change_set.state != "applying":
        check_preview(change_set)
    mapping = read_mapping(change_set.mapping)
    with Spool() as spool:
        spool.put_all(_staged(change_set))
        kept = ChangeEntry.change_set_id == change_set.id, ChangeEntry.action == "failed"
        failed = db.session.scalar(select(func.count()).where(*kept)) or 0
        gone = delete(ChangeEntry).where(ChangeEntry.change_set_id == change_set.id, ChangeEntry.action != "failed")
        db.session.execute(gone.execution_options(synchronize_session=False))
        report = Report(change_set=change_set.id, rows=spool.count + failed, failed=failed)
        authorities = Authorities(mapping.source.language)
        apply_proposals(change_set, spool, mapping.source_name, report, authorities, progress=progress)
    get_storage().delete(change_set.file_key)
    return report


def _staged(change_set: ChangeSet) -> Iterator[Proposal]:
    """The accepted proposals in the order of the file, read page by page."""
    last = 0
    while True:
        rows = db.session.execute(
            select(ChangeEntry.id, ChangeEntry.after)
            .where(
                ChangeEntry.change_set_id == change_set.id,
                ChangeEntry.action.in_(("create", "update")),
                ChangeEntry.accepted.is_(True),
                ChangeEntry.id > last,
            )
            .order_by(ChangeEntry.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        for _id, after in rows:
            yield Proposal(**(after or {}))
        last = rows[-1][0]


def discard(change_set: ChangeSet) -> None:
    """Throw a preview away."""
    if change_set.state not in ("preview", "staging"):
        raise Refused(_("This change set is not a preview."))
    db.session.execute(delete(ChangeEntry).where(ChangeEntry.change_set_id == change_set.id))
    db.session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(state="discarded"))
    get_storage().delete(change_set.file_key)
