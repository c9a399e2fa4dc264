"""Printing labels: checked, set, noted in the audit. Studio and command line both come here."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.core import audit
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, Refused
from virtual_museum.labels.queries import labels_by_codes
from virtual_museum.labels.sheets import SHEETS
from virtual_museum.labels.typesetting import sheet_pdf

PRINTED = audit.declare_event("labels.printed", _l("Labels printed"))

# What one answer may keep waiting for; more labels are several files.
LIMIT = 1000
_SEPARATORS = re.compile(r"[\s,;]+")


def codes_in(text: str) -> tuple[list[str], list[str]]:
    """Codes out of a list as people write it (lines, commas, spaces), and the words that are none."""
    codes: list[str] = []
    others: list[str] = []
    for word in _SEPARATORS.split(text.strip()):
        if word:
            code = parse_code(word)
            (codes if code else others).append(code or word)
    return codes, others


def print_labels(
    codes: Sequence[str], sheet_name: str, crop_marks: bool | None = None, skip: int = 0
) -> bytes:
    """The labels of these items as PDF. Raises Invalid for an unknown sheet, Refused for none or too many.

    Setting takes seconds, so the transaction that read the words is given up before; the audit's line begins
    another one.
    """
    sheet = SHEETS.get(sheet_name)
    if sheet is None:
        raise Invalid(fields={"sheet": _("There is no such sheet.")})
    if len(codes) > LIMIT:
        raise Refused(_("At most %(count)s labels at once: please choose fewer.", count=LIMIT))
    labels = labels_by_codes(codes)
    if not labels:
        raise Refused(_("Choose at least one item."))
    db.session.rollback()
    made = sheet_pdf(labels, sheet, crop_marks, skip)
    first = [label.code for label in labels[:50]]
    audit.record(PRINTED, ("sheet", sheet.name), count=len(labels), codes=first)
    db.session.flush()
    return made
