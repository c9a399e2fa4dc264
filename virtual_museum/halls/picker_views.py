"""The page behind every "Choose…" button: exhibits or files by their pictures, searched and paged by the address."""

from typing import Protocol

from flask import render_template, request

from virtual_museum.core.db import TranslatedText
from virtual_museum.core.document_rows import HasDocument
from virtual_museum.halls.picking import asset_choices, item_choices


class Owner(Protocol):
    """For what one chooses: a document's row, a hall, an event."""

    @property
    def title(self) -> TranslatedText:
        """What it is called."""


def picker_page(
    heading: object,
    kind: str,
    owner: Owner,
    *,
    take: str,
    back: str,
    back_label: object = "",
    several: bool = False,
) -> str:
    """Choose something for `owner`: `kind` is "item" or that of the files, `several` lets many be taken at once.

    `take` receives the code, and the number of the draft its author saw; `back` gives up choosing and
    leads to what `back_label` says, or to the owner.
    """
    text, page = request.args.get("q", ""), request.args.get("page", default=1, type=int)
    return render_template(
        "studio/documents/picker.html",
        heading=heading,
        text=text,
        kind=kind,
        choices=item_choices(text, page) if kind == "item" else asset_choices([kind], text, page),
        choose_url=take,
        back=back,
        back_label=back_label or owner.title,
        based_on=owner.document.draft_number if isinstance(owner, HasDocument) else None,
        several=several,
    )
