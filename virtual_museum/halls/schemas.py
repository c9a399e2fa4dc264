"""What a hall consists of, as the studio's form, the demo and the API hand it over."""

from datetime import date
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from virtual_museum.core.document_fields import Fraction, MaybeAsset, Slug, Texts
from virtual_museum.core.errors import Invalid
from virtual_museum.core.field_words import field_errors


class HallData(BaseModel):
    """A hall's own fields. Media are named by their asset codes; plan_x and plan_y are fractions 0..1."""

    model_config = ConfigDict(extra="forbid")

    slug: Slug
    title: Texts
    lead: Texts
    description: Texts
    floor: Annotated[int, Field(ge=-9, le=99)] | None = None
    number: Annotated[str, Field(max_length=12)] = ""
    position: Annotated[int, Field(ge=0, le=100_000)] = 0
    opened_on: date | None = None
    panorama: MaybeAsset
    plan_asset: MaybeAsset
    plan_x: Fraction | None = None
    plan_y: Fraction | None = None

    @field_validator("title")
    @classmethod
    def _named(cls, value: dict[str, str]) -> dict[str, str]:
        if not value:
            raise ValueError(_l("A hall needs a title in at least one language."))
        return value


def read_hall(data: dict[str, object]) -> HallData:
    """`data` checked. Raises Invalid with a message per field."""
    try:
        return HallData.model_validate(data)
    except ValidationError as error:
        raise Invalid(fields=field_errors(error)) from error
