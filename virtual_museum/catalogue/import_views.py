"""Import in the studio: upload a table, say which column is what, see the preview."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.catalogue.change_set_views import known_change_set
from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing import staging
from virtual_museum.catalogue.importing.guessing import field_choices, guessed_field
from virtual_museum.catalogue.importing.mapping import Source, mapping_toml
from virtual_museum.catalogue.importing.reading import file_format, read_header, read_rows
from virtual_museum.catalogue.jobs import begin_staging
from virtual_museum.catalogue.labels import FUND_LABELS
from virtual_museum.catalogue.models import ChangeSet
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import current_language
from virtual_museum.core.security import permission, studio_blueprint

blueprint: Blueprint = studio_blueprint("imports", __name__)
SAMPLES = 3


@blueprint.get("/new")
@permission("catalogue.import")
def new() -> str:
    """Choose a file."""
    return render_template("studio/catalogue/import_file.html", problem="")


@blueprint.post("/new")
@permission("catalogue.import")
def upload() -> ResponseReturnValue:
    """Keep the file and go on to its columns; a file that cannot be read is refused at once."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return render_template("studio/catalogue/import_file.html", problem=_("Choose a file.")), 422
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("upload" + "".join(Path(file.filename).suffixes[-2:])[:20])
        file.save(path)
        try:
            read_header(path, Source())
        except ImportRefused as refused:
            return render_template("studio/catalogue/import_file.html", problem=str(refused)), 422
        change_set = staging.keep_file(path, file.filename)
    return redirect(url_for(".columns", number=change_set.id))


@blueprint.get("/<int:number>")
@permission("catalogue.import")
def columns(number: int) -> str:
    """Which column fills which field, with a guess and samples."""
    change_set = _open(number)
    return _columns(change_set, change_set.message)


def _open(number: int) -> ChangeSet:
    change_set = known_change_set(number)
    if change_set.state not in ("staging", "preview") or not change_set.file_key:
        raise NotFound()
    return change_set


def _columns(change_set: ChangeSet, problem: str) -> str:
    with staging.StagedFile(change_set) as path:
        header = [name for name in read_header(path, Source()) if name]
        samples: dict[str, list[str]] = {name: [] for name in header}
        for count, row in enumerate(read_rows(path, Source())):
            for name, value in row.values.items():
                if value and name in samples and len(samples[name]) < SAMPLES:
                    samples[name].append(str(value)[:80])
            if count >= 20:
                break
    return render_template(
        "studio/catalogue/import_columns.html", change_set=change_set, header=header, samples=samples,
        keys=[(name, name) for name in header],
        fields=field_choices(), guess=guessed_field, funds=FUND_LABELS, problem=problem, entered=request.form,
    )  # fmt: skip


@blueprint.post("/<int:number>")
@permission("catalogue.import")
def preview(number: int) -> ResponseReturnValue:
    """Stage the rows by what was chosen and show them."""
    change_set = _open(number)
    try:
        done = begin_staging(change_set, _mapping(change_set), current_language())
    except ImportRefused as refused:
        return _columns(change_set, str(refused)), 422
    failed = change_set.counts.get("failed", 0) if done else 0
    if failed:
        flash(_("%(count)s rows cannot be imported; they are listed with the reason.", count=failed), "error")
    return redirect(url_for("studio_changes.show", number=number))


def _mapping(change_set: ChangeSet) -> str:
    form = request.form
    if form.get("toml", "").strip():
        return form["toml"]
    fields: dict[str, Any] = {}
    for name, column in zip(form.getlist("field"), form.getlist("column"), strict=True):
        if name:
            split = form.get("split", "").strip() if name in ("materials", "techniques", "keywords", "makers") else ""
            fields[name] = {"column": column, "split": split} if split else column
    kind: Any = file_format(Path(change_set.file_key), Source())
    source = Source(format=kind, key=form.get("key", ""), language=form.get("language", ""))
    return mapping_toml(source, fields, {"fund": form.get("fund", "main"), "status": form.get("status", "draft")})
