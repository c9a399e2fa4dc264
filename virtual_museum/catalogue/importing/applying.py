"""An import as one change: read all, then write all in one transaction; nothing is ever half-imported.

The file is read and checked before the database is touched; accepted rows wait in a temporary file, so memory does
not grow with the file. The caller commits.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select, update

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.fetching import allowed
from virtual_museum.catalogue.importing.bulk import BulkInsert, as_json
from virtual_museum.catalogue.importing.comparing import Decision, decisions
from virtual_museum.catalogue.importing.converting import Converter, Proposal
from virtual_museum.catalogue.importing.mapping import Mapping
from virtual_museum.catalogue.importing.reading import Failure, file_format, read_header, read_rows
from virtual_museum.catalogue.importing.spool import Spool
from virtual_museum.catalogue.importing.updating import Update, update_items
from virtual_museum.catalogue.importing.writing import insert_items
from virtual_museum.catalogue.models import ChangeEntry, ChangeSet, Item
from virtual_museum.catalogue.picture_jobs import want_pictures
from virtual_museum.core.actors import current_actor
from virtual_museum.core.audit import declare_event
from virtual_museum.core.audit import record as audit
from virtual_museum.core.db import db, utcnow

FAILURES_TOLD = 1_000
LONG = timedelta(seconds=1)
ITEMS_IMPORTED = declare_event("items.imported", _l("Records imported"))
Progress = Callable[[int], None]


@dataclass
class Report:
    """What an import did or would do. `failures` holds the first thousand; the change set keeps all."""

    change_set: int | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The fixed shape of `items import --json`."""
        return asdict(self)

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: getattr(self, name) for name in ("rows", "created", "updated", "unchanged", "failed")}


def import_file(
    path: Path,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    title: str = "",
    details: TextIO | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import a whole file; `details` receives one JSON line a row. Raises ImportRefused, nothing written then."""
    report = Report()
    entries: list[Failure] = []
    with Spool() as spool:
        for result in converted(path, mapping):
            report.rows += 1
            if isinstance(result, Failure):
                _note_failure(report, entries, result, details)
            else:
                spool.put(result)
        authorities = Authorities(mapping.source.language)
        if dry_run:
            for batch in decisions(spool, mapping.source_name, authorities):
                _note_decisions(report, batch, details)
            return report
        change_set = new_change_set("import", title or path.name, mapping.text, state="applied")
        report.change_set = change_set.id
        write_failures(change_set, entries)
        apply_proposals(change_set, spool, mapping.source_name, report, authorities, details, progress)
    return report


def converted(path: Path, mapping: Mapping) -> Iterator[Proposal | Failure]:
    """The rows of a file as proposals or failures. Raises ImportRefused where a mapped column is missing."""
    if file_format(path, mapping.source) in ("csv", "tsv", "xlsx"):
        missing = sorted(mapping.columns - set(read_header(path, mapping.source)))
        if missing:
            words = _("The file has no column “%(names)s”.", names="”, “".join(missing))
            raise ImportRefused(words, 1, missing[0])
    return Converter(mapping).convert(read_rows(path, mapping.source))


def new_change_set(kind: str, title: str, mapping: str = "", state: str = "preview") -> ChangeSet:
    """A change set in the name of the current actor."""
    actor = current_actor()
    change_set = ChangeSet(
        kind=kind,
        title=title[:300],
        mapping=mapping,
        state=state,
        author_id=actor.user_id,
        author=actor.name,
        counts={},
        applied_at=utcnow() if state == "applied" else None,
    )
    db.session.add(change_set)
    db.session.flush()
    return change_set


def apply_proposals(
    change_set: ChangeSet,
    proposals: Iterable[Proposal],
    source_name: str,
    report: Report,
    authorities: Authorities,
    details: TextIO | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the proposals into the catalogue as part of `change_set`."""
    begun, pictures = utcnow(), Counter[bool]()
    sites: dict[str, bool] = {}
    for batch in decisions(proposals, source_name, authorities, lock=True):
        _note_decisions(report, batch, details)
        _create(change_set, [one.proposal for one in batch if one.action == "create"], source_name, authorities)
        _update(change_set, [one for one in batch if one.action == "update"], authorities)
        pictures.update(_pictures(batch, sites))
        _remember([one for one in batch if one.action == "unchanged" and one.version])
        if progress is not None:
            progress(report.created + report.updated + report.unchanged)
    if utcnow() - begun > LONG:
        _date_anew(change_set)
    change_set.counts = {**report.counts(), "made": authorities.made}
    if pictures:
        change_set.counts |= {"pictures": pictures[True], "pictures_refused": pictures[False]}
    if pictures[True]:
        want_pictures(change_set.id)
    change_set.state, change_set.applied_at = "applied", utcnow()
    db.session.flush()
    audit(ITEMS_IMPORTED, ("change_set", change_set.id), title=change_set.title, **report.counts())


def _date_anew(change_set: ChangeSet) -> None:
    """Date what was written by the end of the writing.

    Who harvests while a long import runs asks the next time for what has changed since then, not since its beginning.
    """
    written = select(ChangeEntry.item_id).where(
        ChangeEntry.change_set_id == change_set.id, ChangeEntry.action.in_(("create", "update"))
    )
    db.session.execute(update(Item.__table__).where(Item.id.in_(written)).values(updated_at=utcnow()))


def _pictures(batch: list[Decision], sites: dict[str, bool]) -> Iterator[bool]:
    """For each new or changed record that names a picture by its address: whether it may be fetched from there.

    `sites` keeps what is known, because a file has many pictures and few sites.
    """
    for one in batch:
        address = one.proposal.record.get("image_url") if one.action != "unchanged" else ""
        if address:
            site = "/".join(address.split("/", 3)[:3])
            if site not in sites:
                sites[site] = allowed(site)
            yield sites[site]


def _create(change_set: ChangeSet, fresh: list[Proposal], source_name: str, authorities: Authorities) -> None:
    if fresh:
        ids = insert_items(fresh, source_name, authorities)
        rows = [(proposal.line, item_id) for item_id, proposal in zip(ids, fresh, strict=True)]
        write_entries(change_set, ("line", "item_id"), rows, action="create", version=1)


def _update(change_set: ChangeSet, changed: list[Decision], authorities: Authorities) -> None:
    if not changed:
        return
    updates = [
        Update(
            one.item_id or 0,
            {name: one.proposal.record[name] for name in one.changes if name != "status"},
            one.proposal.status if "status" in one.changes else "",
            one.proposal.digest,
            one.proposal.names,
        )
        for one in changed
    ]
    versions = update_items(updates, authorities)
    rows = []
    for one in changed:
        before = as_json({name: values[0] for name, values in one.changes.items()})
        after = as_json({name: values[1] for name, values in one.changes.items()})
        rows.append((one.proposal.line, one.item_id, versions.get(one.item_id or 0), before, after))
    write_entries(change_set, ("line", "item_id", "version", "before", "after"), rows, action="update")


def _remember(same: list[Decision]) -> None:
    """The source said something new that the record says already: the next import need not compare it."""
    if same:
        table = Item.__table__
        known = update(table).where(table.c.id == bindparam("of")).values(source_digest=bindparam("said"))
        rows = [{"of": one.item_id, "said": one.proposal.digest} for one in same]
        db.session.connection().execute(known, rows)


def write_entries(change_set: ChangeSet, columns: Sequence[str], rows: list[tuple[Any, ...]], **shared: Any) -> None:
    """Rows of a change set; what they share is written into the statement. JSON columns are given as text."""
    constants = {"change_set_id": change_set.id, "column": "", "reason": "", "accepted": True, "at": utcnow()}
    constants |= shared
    constants = {name: value for name, value in constants.items() if name not in columns}
    BulkInsert(ChangeEntry.__table__, columns, constants).write(rows)


def write_failures(change_set: ChangeSet, failures: Iterable[Failure]) -> None:
    """The rows that stay out, with their reasons."""
    rows = [(one.line, one.column[:200], one.reason) for one in failures]
    write_entries(change_set, ("line", "column", "reason"), rows, action="failed", accepted=False)


def _note_failure(report: Report, entries: list[Failure], failure: Failure, details: TextIO | None) -> None:
    report.failed += 1
    if len(report.failures) < FAILURES_TOLD:
        report.failures.append(failure)
    entries.append(failure)
    if details is not None:
        line = {"line": failure.line, "action": "failed", "column": failure.column, "reason": failure.reason}
        details.write(json.dumps(line, ensure_ascii=False) + "\n")


_COUNTERS = {"create": "created", "update": "updated", "unchanged": "unchanged"}


def _note_decisions(report: Report, batch: list[Decision], details: TextIO | None) -> None:
    for action, count in Counter(one.action for one in batch).items():
        counter = _COUNTERS[action]
        setattr(report, counter, getattr(report, counter) + count)
    if details is not None:
        details.writelines(_line(one) for one in batch)


def _line(decision: Decision) -> str:
    line: dict[str, Any] = {"line": decision.proposal.line, "action": decision.action, "key": decision.proposal.key}
    if decision.changes:
        line["changes"] = {name: {"before": old, "after": new} for name, (old, new) in decision.changes.items()}
    return json.dumps(line, ensure_ascii=False, default=str) + "\n"
