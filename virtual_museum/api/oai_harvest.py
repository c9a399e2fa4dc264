"""What a harvester asked for and how far it has come: the state that a resumption token carries.

Lists are walked in the order of record ids, and a token says where to go on; so a record that is published, edited
or withdrawn during a harvest keeps its place and is delivered at most once, and all that stayed public exactly once.
"""

import base64
import binascii
import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from virtual_museum.api.oai_formats import FORMATS
from virtual_museum.catalogue.models import FUNDS, DeletedItem, Item
from virtual_museum.core.config import settings

DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
# What a database counts to; a token that says more is not ours.
LARGEST = 2**62
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Shape:
    """A form of dates: how it looks to the digit, how it is read, and how long what it names lasts."""

    pattern: re.Pattern[str]
    form: str
    step: timedelta


SHAPES = (
    Shape(re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"), SECOND, timedelta(seconds=1)),
    Shape(re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), DAY, timedelta(days=1)),
)


class OAIError(Exception):
    """A condition the protocol has a code for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Harvest:
    """What a harvester asked for, and how far it has come (`after` is the last record's id)."""

    prefix: str
    since: str = ""
    until: str = ""
    chosen: str = ""
    after: int = 0
    cursor: int = 0
    size: int = 0

    def token(self) -> str:
        """The state as a resumption token."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode().rstrip("=")

    @classmethod
    def from_token(cls, token: str) -> "Harvest":
        """The state of a token. Raises OAIError badResumptionToken."""
        try:
            state = cls(**json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))))
            numbers = (state.after, state.cursor, state.size)
            if not all(type(number) is int and 0 <= number <= LARGEST for number in numbers):
                raise ValueError("numbers")
            conditions(state)
        except (ValueError, TypeError, RecursionError, binascii.Error, OAIError) as error:
            raise OAIError("badResumptionToken", _("This resumption token is not ours.")) from error
        return state


def repository() -> str:
    """The name that stands in identifiers, taken from the museum's address."""
    return settings().base_url.split("://", 1)[1].split("/")[0].split(":")[0]


def identifier(item: Item | DeletedItem) -> str:
    """The record's lasting OAI identifier."""
    return f"oai:{repository()}:{item.code}"


def stamp(moment: datetime) -> str:
    """A moment as the protocol writes it, to the second."""
    return moment.astimezone(UTC).strftime(SECOND)


def moment(text: str, end: bool) -> datetime:
    """A day or second of the protocol; of a day its beginning, with `end` the beginning of the next."""
    shape = next((shape for shape in SHAPES if shape.pattern.fullmatch(text)), None)
    if shape is not None:
        with suppress(ValueError):
            found = datetime.strptime(text, shape.form).replace(tzinfo=UTC)
            # Behind the last day of the calendar comes no other.
            return min(found, LAST - shape.step) + shape.step if end else found
    raise OAIError("badArgument", _("“%(text)s” is not a date of this protocol.", text=text))


def conditions(harvest: Harvest) -> list[ColumnElement[bool]]:
    """What an item must fulfil to be in the harvest. Deleted are those that were once public."""
    public = or_(Item.status == "published", Item.published_at.is_not(None))
    return [public, *_asked_for(harvest, Item.updated_at, Item.fund)]


def deleted_conditions(harvest: Harvest) -> list[ColumnElement[bool]]:
    """The same for what was public and is no longer in the catalogue at all."""
    return _asked_for(harvest, DeletedItem.deleted_at, DeletedItem.fund)


def _asked_for(
    harvest: Harvest, changed: InstrumentedAttribute[datetime], fund: InstrumentedAttribute[str]
) -> list[ColumnElement[bool]]:
    if harvest.prefix not in FORMATS:
        raise OAIError("cannotDisseminateFormat", _("This metadata format is not offered."))
    if harvest.since and harvest.until and len(harvest.since) != len(harvest.until):
        raise OAIError("badArgument", _("from and until must have the same form."))
    found: list[ColumnElement[bool]] = []
    if harvest.since:
        found.append(changed >= moment(harvest.since, end=False))
    if harvest.until:
        found.append(changed < moment(harvest.until, end=True))
    if harvest.since and harvest.until and moment(harvest.since, False) > moment(harvest.until, True):
        raise OAIError("badArgument", _("from lies after until."))
    if harvest.chosen:
        if harvest.chosen not in {f"fund:{fund}" for fund in FUNDS} | {"fund"}:
            raise OAIError("noRecordsMatch", _("There is no such set."))
        if ":" in harvest.chosen:
            found.append(fund == harvest.chosen.partition(":")[2])
    return found
