"""Vocabularies, agents and places in the studio."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from virtual_museum.catalogue import authority_services, queries
from virtual_museum.catalogue.collection import page_numbers
from virtual_museum.catalogue.labels import AGENT_KIND_LABELS, VOCABULARY_LABELS
from virtual_museum.catalogue.models import Agent, Place, Term
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid, MuseumError, NotFound
from virtual_museum.core.form_values import decimal_number, line, texts, whole_number
from virtual_museum.core.security import permission, studio_blueprint

blueprint: Blueprint = studio_blueprint("vocabularies", __name__)
PAGE = 50


@blueprint.get("")
@permission("catalogue.read")
def index() -> str:
    """All vocabularies with the number of their terms."""
    return render_template(
        "studio/catalogue/vocabularies.html", counts=authority_services.counts(), names=VOCABULARY_LABELS
    )


@blueprint.get("/<name>")
@permission("catalogue.read")
def show(name: str) -> str:
    """The terms of a vocabulary, the agents or the places."""
    return _list(name, {}, {})


def _list(name: str, entered: dict[str, Any], errors: dict[str, object]) -> str:
    text, page = request.args.get("q", "")[:100], max(1, request.args.get("page", 1, type=int))
    rows: list[Any]
    if name in VOCABULARY_LABELS:
        rows, total = queries.terms_of(name, text, page, PAGE)
        title = VOCABULARY_LABELS[name]
    elif name == "agents":
        rows, total = queries.agents(text, page, PAGE)
        title = _("People and organisations")
    elif name == "places":
        rows, total = queries.places(text, page, PAGE)
        title = _("Places")
    else:
        raise NotFound()
    pages = max(1, -(-total // PAGE))
    return render_template(
        "studio/catalogue/vocabulary.html", name=name, title=title, rows=rows, total=total, text=text, page=page,
        pages=pages, numbers=page_numbers(page, pages), entered=entered, errors=errors,
    )  # fmt: skip


@blueprint.post("/<name>")
@permission("catalogue.edit")
def add(name: str) -> ResponseReturnValue:
    """A new term, agent or place."""
    label = texts(request.form, "label")
    if not label:
        return _list(name, {"label": label}, {"label": _("Write a name in at least one language.")}), 422
    row = authority_services.add(name, label)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", name=name, number=row.id))


@blueprint.get("/<name>/<int:number>")
@permission("catalogue.read")
def edit(name: str, number: int) -> str:
    """One term, agent or place."""
    return _edit(name, _known(name, number), {})


def _known(name: str, number: int) -> Term | Agent | Place:
    model: Any = {"agents": Agent, "places": Place}.get(name, Term)
    row: Term | Agent | Place | None = db.session.get(model, number)
    if row is None or (isinstance(row, Term) and row.vocabulary != name):
        raise NotFound()
    return row


def _edit(name: str, row: Term | Agent | Place, errors: dict[str, object]) -> str:
    return render_template(
        "studio/catalogue/authority.html", name=name, row=row, errors=errors, kinds=AGENT_KIND_LABELS,
        used=authority_services.used_by(row), title=VOCABULARY_LABELS.get(name),
    )  # fmt: skip


@blueprint.post("/<name>/<int:number>")
@permission("catalogue.edit")
def save(name: str, number: int) -> ResponseReturnValue:
    """Keep changes, or delete what nothing uses."""
    row = _known(name, number)
    try:
        if request.form.get("action") == "delete":
            authority_services.delete(row)
            flash(_("Deleted."), "success")
            return redirect(url_for(".show", name=name))
        authority_services.change(row, _facts(row))
    except Invalid as error:
        return _edit(name, row, error.fields), error.status
    except MuseumError as error:
        flash(str(error), "error")
        return redirect(url_for(".edit", name=name, number=number))
    flash(_("Saved."), "success")
    return redirect(url_for(".edit", name=name, number=number))


def _facts(row: Term | Agent | Place) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "alternatives": [text.strip() for text in request.form.get("alternatives", "").splitlines() if text.strip()],
        "external_uri": line(request.form, "external_uri"),
    }
    if isinstance(row, Term):
        facts |= {"label": texts(request.form, "label"), "parent": line(request.form, "parent")}
    elif isinstance(row, Agent):
        facts |= {
            "name": texts(request.form, "label"), "sort_name": line(request.form, "sort_name"),
            "kind": line(request.form, "kind"), "birth_year": whole_number(request.form, "birth_year"),
            "death_year": whole_number(request.form, "death_year"), "biography": texts(request.form, "biography"),
        }  # fmt: skip
    else:
        facts |= {
            "name": texts(request.form, "label"), "parent": line(request.form, "parent"),
            "latitude": decimal_number(request.form, "latitude"),
            "longitude": decimal_number(request.form, "longitude"),
        }  # fmt: skip
    return facts
