"""What events, sessions and bookings consist of, as forms and the demo hand them over."""

from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from virtual_museum.core.config import KNOWN_LANGUAGES
from virtual_museum.core.document_fields import MaybeAsset, MaybeSlug, Slug, Texts
from virtual_museum.core.errors import Invalid
from virtual_museum.visits.kinds import CATEGORIES, KINDS
from virtual_museum.visits.words import ENDS_BEFORE, KIND, LANGUAGE, PEOPLE, TITLE, TOO_LONG, problem_words

# The longest session is a festival's; a longer one is a slip of the pen in its end.
LONGEST = timedelta(days=14)
MOST_PLACES = 5000


def _known_language(value: str) -> str:
    if value and value not in KNOWN_LANGUAGES:
        raise ValueError(LANGUAGE)
    return value


Language = Annotated[str, AfterValidator(_known_language)]


class EventData(BaseModel):
    """An event's own fields. Picture, hall and exhibition are named by code and slugs."""

    model_config = ConfigDict(extra="forbid")

    slug: Slug
    kind: str
    title: Texts
    summary: Texts
    text: Texts
    place: Texts
    price: Texts
    accessibility: Texts
    languages: list[Language] = Field(default_factory=list)
    bookable: bool = False
    on_request: bool = False
    picture: MaybeAsset
    hall: MaybeSlug
    exhibition: MaybeSlug

    @field_validator("kind")
    @classmethod
    def _declared(cls, value: str) -> str:
        if value not in KINDS:
            raise ValueError(KIND)
        return value

    @field_validator("title")
    @classmethod
    def _named(cls, value: dict[str, str]) -> dict[str, str]:
        if not value:
            raise ValueError(TITLE)
        return value


class SessionData(BaseModel):
    """A session's own fields; moments are aware."""

    model_config = ConfigDict(extra="forbid")

    starts_at: datetime
    ends_at: datetime
    language: Language = ""
    capacity: Annotated[int, Field(ge=1, le=MOST_PLACES)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "SessionData":
        if self.ends_at <= self.starts_at:
            raise ValueError(ENDS_BEFORE)
        if self.ends_at - self.starts_at > LONGEST:
            raise ValueError(TOO_LONG)
        return self


Data = TypeVar("Data", bound=BaseModel)


def read(model: type[Data], data: dict[str, Any]) -> Data:
    """`data` checked. Raises Invalid with a message per field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields: dict[str, object] = {}
        for one in error.errors():
            name = str(one["loc"][0]) if one["loc"] else "ends_at"
            fields[name] = problem_words(name, one)
        raise Invalid(fields=fields) from error


def read_people(numbers: dict[str, int | None]) -> dict[str, int]:
    """People by category, without empty ones. Raises Invalid."""
    wrong = {name for name, number in numbers.items() if name not in CATEGORIES or (number or 0) < 0}
    if wrong or any((number or 0) > MOST_PLACES for number in numbers.values()):
        raise Invalid(fields={"people": PEOPLE})
    return {name: number for name, number in numbers.items() if number}
