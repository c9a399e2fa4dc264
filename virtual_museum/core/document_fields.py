"""Field types that the schemas of all documents share: translated texts, codes, identifiers, angles in degrees."""

import math
import re
import secrets
from collections.abc import Iterable
from typing import Annotated, Any, Protocol, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from .config import KNOWN_LANGUAGES
from .errors import NotFound

LONGEST_TEXT = 20_000


class Part(BaseModel):
    """A part of a document's body. Unknown fields are refused, so that a misspelt one cannot get lost."""

    model_config = ConfigDict(extra="forbid")


def _translated(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(_l("Write a text for each language."))
    unknown = set(value) - set(KNOWN_LANGUAGES)
    if unknown:
        raise ValueError(_l("There is no such language: %(codes)s.", codes=", ".join(sorted(map(str, unknown)))))
    texts = {code: str(value[code] or "").replace("\r\n", "\n").strip() for code in KNOWN_LANGUAGES if code in value}
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise ValueError(_l("The text is longer than %(max_length)s characters.", max_length=LONGEST_TEXT))
    return {code: text for code, text in texts.items() if text}


def _wrapped(value: float) -> float:
    # 360 and 0 are the same direction; one spelling keeps equal bodies equal.
    return round(value % 360, 3)


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_l("This must be a text."))
    return value.strip()


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(_l("Write a number."))
    return round(value, 3)


Texts = Annotated[dict[str, str], BeforeValidator(_translated), Field(default_factory=dict)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?$")]
ItemCode = Annotated[
    str, BeforeValidator(lambda code: _plain(code).upper()), StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{6}$")
]
AssetCode = Annotated[
    str, BeforeValidator(lambda code: _plain(code).lower()), StringConstraints(pattern=r"^[0-9a-hjkmnp-tv-z]{12}$")
]
MaybeItem = Annotated[ItemCode | None, BeforeValidator(_empty_is_none), Field(default=None)]
MaybeAsset = Annotated[AssetCode | None, BeforeValidator(_empty_is_none), Field(default=None)]
MaybeIdentifier = Annotated[Identifier | None, BeforeValidator(_empty_is_none), Field(default=None)]
MaybeSlug = Annotated[Slug | None, BeforeValidator(_empty_is_none), Field(default=None)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s<>\"]{1,480})?$", strip_whitespace=True)]

# Degrees: yaw clockwise from the panorama's centre column, pitch up from the horizon, fov across the view.
Yaw = Annotated[float, Field(ge=-360, le=720), AfterValidator(_finite), AfterValidator(_wrapped)]
Pitch = Annotated[float, Field(ge=-90, le=90), AfterValidator(_finite)]
FieldOfView = Annotated[float, Field(ge=10, le=120), AfterValidator(_finite)]
Fraction = Annotated[float, Field(ge=0, le=1)]


class HasIdentifier(Protocol):
    """A part with an identifier."""

    id: str


Named = TypeVar("Named", bound=HasIdentifier)


def part_of(parts: Iterable[Named], identifier: str) -> Named:
    """The part of that identifier. Raises NotFound."""
    found = next((part for part in parts if part.id == identifier), None)
    if found is None:
        raise NotFound()
    return found


def moved(parts: Iterable[Named], part: Named, steps: int) -> list[Named]:
    """All parts with `part` standing `steps` places further down (negative: up), at most at an end."""
    every = list(parts)
    rest = [other for other in every if other is not part]
    rest.insert(max(0, min(len(rest), every.index(part) + steps)), part)
    return rest


def fresh_identifier(taken: Iterable[str]) -> str:
    """A short identifier that is not among `taken`; it begins with a letter, so it may name an HTML anchor."""
    used = set(taken)
    while True:
        made = "n" + secrets.token_hex(4)
        if made not in used:
            return made


def identifier_from(title: str, taken: Iterable[str]) -> str:
    """A readable identifier made from `title` where its letters allow, else a fresh one."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-")
    used = set(taken)
    return base if base and base not in used else fresh_identifier(used)


def require_unique(identifiers: Iterable[str]) -> None:
    """Raise ValueError naming the identifier that stands twice."""
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise ValueError(_l("The identifier “%(identifier)s” stands twice.", identifier=identifier))
        seen.add(identifier)
