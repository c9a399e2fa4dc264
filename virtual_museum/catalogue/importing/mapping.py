"""The mapping: which column of a file fills which field, as TOML that curators and the studio write alike."""

import tomllib
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.records import TERM_FIELDS, TERM_LISTS, TRANSLATED, ItemRecord
from virtual_museum.core.field_words import words_of

FORMATS = ("csv", "tsv", "xlsx", "jsonl", "lido")
LANGUAGE_FIELDS = frozenset(TRANSLATED)
LIST_FIELDS = frozenset((*TERM_LISTS, "makers"))
DIMENSION_TYPES = ("height", "width", "depth", "diameter", "length", "thickness", "circumference")
EXTRA_FIELDS = ("code", "status", "source_name", "source_key", "dimensions", "weight", "notes", "authorities",
                "more_texts")  # fmt: skip


class Source(BaseModel):
    """Where the rows come from."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["csv", "tsv", "xlsx", "jsonl", "lido"] | None = None
    encoding: str | None = None
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    key: str = ""
    # A name of the source keeps equal keys of two files apart; the key column's name when absent.
    name: str = Field("", max_length=80)
    # The language of texts whose field does not say one ("title" instead of "title.kk"); guessed when absent.
    language: str = ""
    sheet: str = ""


class Column(BaseModel):
    """How one column fills one field."""

    model_config = ConfigDict(extra="forbid")
    column: str
    split: str = ""
    map: dict[str, str] = Field(default_factory=dict)
    unit: str = ""
    role: str = ""
    role_column: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: Source = Field(default_factory=Source)
    fields: dict[str, Any] = Field(default_factory=dict)
    defaults: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A field of the record with what follows its dot: a language, or the kind of a measurement."""

    name: str
    detail: str
    column: Column
    folded: MappingType[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """A mapping that has been checked."""

    source: Source
    targets: tuple[Target, ...]
    defaults: MappingType[str, Any]
    text: str = ""
    # True for files whose columns have the names of our fields, as our own exports do.
    own: bool = False

    @property
    def source_name(self) -> str:
        """Under which name the keys of this source are kept."""
        return self.source.name or self.source.key

    @property
    def columns(self) -> frozenset[str]:
        """All columns the mapping needs."""
        named = {target.column.column for target in self.targets}
        roles = {target.column.role_column for target in self.targets if target.column.role_column}
        return frozenset(named | roles | ({self.source.key} if self.source.key else set()))


def read_mapping(text: str) -> Mapping:
    """Read TOML; raises ImportRefused with words about what is wrong in it."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ImportRefused(_("The mapping is not valid TOML: %(reason)s", reason=str(error))) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ImportRefused(
            _("The mapping is wrong at “%(where)s”: %(reason)s", where=where, reason=words_of(first))
        ) from error
    targets = tuple(_target(name, value) for name, value in flattened(file.fields).items())
    for name in file.defaults:
        if name.partition(".")[0] not in known_fields():
            raise ImportRefused(_("The mapping names an unknown field: “%(field)s”.", field=name))
    return Mapping(file.source, targets, file.defaults, text)


def known_fields() -> frozenset[str]:
    """Fields a mapping may fill."""
    return frozenset((*ItemRecord.model_fields, *EXTRA_FIELDS))


def flattened(fields: MappingType[str, Any], prefix: str = "") -> dict[str, Any]:
    """`title.en = "Title"` without quotes is a table in TOML; read it as the same."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict) and "column" not in value:
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _target(name: str, value: Any) -> Target:
    field_name, _dot, detail = name.partition(".")
    if field_name not in known_fields() or (detail and not _detail_fits(field_name, detail)):
        raise ImportRefused(_("The mapping names an unknown field: “%(field)s”.", field=name))
    try:
        column = Column(column=value) if isinstance(value, str) else Column.model_validate(value)
    except ValidationError as error:
        raise ImportRefused(
            _("The mapping is wrong at “%(where)s”: %(reason)s", where=name, reason=words_of(error.errors()[0]))
        ) from error
    return Target(field_name, detail, column, {key.strip().casefold(): to for key, to in column.map.items()})


def _detail_fits(field_name: str, detail: str) -> bool:
    if field_name in LANGUAGE_FIELDS:
        return detail.isalpha() and len(detail) <= 3
    return field_name in ("dimensions", "notes") or (field_name in TERM_FIELDS and detail in ("kk", "ru", "en"))


def mapping_toml(
    source: Source, fields: MappingType[str, str | MappingType[str, Any]], defaults: MappingType[str, str]
) -> str:
    """The same mapping as text, as the studio keeps it."""
    lines = ["[source]"]
    lines += [f"{name} = {_quoted(value)}" for name, value in source.model_dump().items() if value]
    lines += ["", "[fields]"]
    for name, value in fields.items():
        lines.append(f"{_quoted(name)} = {_quoted(value) if isinstance(value, str) else _inline(value)}")
    lines += ["", "[defaults]", *(f"{_quoted(name)} = {_quoted(value)}" for name, value in defaults.items())]
    return "\n".join(lines) + "\n"


def _inline(value: MappingType[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_quoted(str(text))}" for name, text in value.items() if text) + " }"


def _quoted(text: str) -> str:
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{escaped}"'
