"""The frame of every studio page of an exhibition's draft."""

from typing import Any

from flask import render_template, request

from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.pages import PAGES
from virtual_museum.exhibitions.schemas import ExhibitionBody


def draft_page(template: str, exhibition: Exhibition, body: ExhibitionBody, **more: Any) -> str:
    """A studio page of the newest draft."""
    return render_template(
        f"studio/exhibitions/{template}.html", pages=PAGES, exhibition=exhibition, owner=exhibition,
        document=exhibition.document, draft=exhibition.document.draft, body=body, entered=request.form, **more,
    )  # fmt: skip
