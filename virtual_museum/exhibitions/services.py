"""Changes to exhibitions that are their own: how one begins, and its facts. Its story is changed as every document."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import func, select

from virtual_museum.core import documents
from virtual_museum.core.audit import declare_event, record
from virtual_museum.core.db import db
from virtual_museum.core.document_fields import MaybeSlug
from virtual_museum.core.document_rows import free_slug, remember
from virtual_museum.core.errors import Invalid
from virtual_museum.core.field_words import field_errors
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.schemas import KIND
from virtual_museum.halls.models import Hall

CHANGED = declare_event("exhibition.changed", _l("Facts of the exhibition changed"))


class ExhibitionFacts(BaseModel):
    """What the annual report counts; `hall` is a hall's slug, both days are inclusive."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["permanent", "thematic", "personal", "jubilee", "travelling", "international"] = "thematic"
    stage: Literal["theme", "plan", "selection", "design", "texts", "opening", "evaluation", "report"] = "theme"
    level: Literal["national", "international"] = "national"
    opens_on: date | None = None
    closes_on: date | None = None
    hall: MaybeSlug
    position: Annotated[int, Field(ge=0, le=100_000)] = 0
    evaluation: Annotated[str, Field(max_length=50_000)] = ""
    final_report: Annotated[str, Field(max_length=50_000)] = ""

    @model_validator(mode="after")
    def _days(self) -> "ExhibitionFacts":
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError(_l("The closing day must not lie before the opening day."))
        return self


def read_facts(data: Mapping[str, Any]) -> ExhibitionFacts:
    """`data` checked. Raises Invalid with a message per field."""
    try:
        return ExhibitionFacts.model_validate(dict(data))
    except ValidationError as error:
        # What speaks of both days stands with the second.
        wrong = {name.replace("record", "closes_on"): words for name, words in field_errors(error).items()}
        raise Invalid(fields=wrong) from error


def create_exhibition(slug: str, body: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Exhibition:
    """A new exhibition at the permanent address `slug`, seen by nobody until published. Raises Invalid."""
    checked = free_slug(Exhibition, slug, _l("Another exhibition has this address already."))
    known = read_facts(facts or {})
    document = documents.create(KIND, dict(body))
    exhibition = Exhibition(slug=checked, document=document)
    _apply(exhibition, known)
    if not known.position:
        exhibition.position = (db.session.scalar(select(func.max(Exhibition.position))) or 0) + 1
    db.session.add(exhibition)
    db.session.flush()
    remember(exhibition)
    return exhibition


def edit_facts(exhibition: Exhibition, facts: Mapping[str, Any]) -> None:
    """Change kind, stage, level, days, hall and reports. Raises Invalid."""
    _apply(exhibition, read_facts(facts))
    db.session.flush()
    record(CHANGED, (KIND, exhibition.document_id), slug=exhibition.slug, stage=exhibition.stage)


def _apply(exhibition: Exhibition, facts: ExhibitionFacts) -> None:
    hall_id = None
    if facts.hall is not None:
        hall_id = db.session.scalar(select(Hall.id).where(Hall.slug == facts.hall))
        if hall_id is None:
            raise Invalid(fields={"hall": _l("There is no such hall.")})
    exhibition.hall_id = hall_id
    for name in ("kind", "stage", "level", "opens_on", "closes_on", "position", "evaluation", "final_report"):
        setattr(exhibition, name, getattr(facts, name))
