"""A row becomes a record: columns into fields, words into codes, date text into years; the rest into notes."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite, nan
from typing import Any, NamedTuple

from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.dates import years_of
from virtual_museum.catalogue.importing.days import day_of
from virtual_museum.catalogue.importing.mapping import LANGUAGE_FIELDS, LIST_FIELDS, Target
from virtual_museum.catalogue.importing.mapping import Mapping as FileMapping
from virtual_museum.catalogue.importing.measuring import measurements
from virtual_museum.catalogue.importing.names import checked_names
from virtual_museum.catalogue.importing.own import rearmed
from virtual_museum.catalogue.importing.rows import Failure, Row
from virtual_museum.catalogue.models import FUNDS, ITEM_STATUSES, SOURCE_CATEGORIES
from virtual_museum.catalogue.naming import guess_language
from virtual_museum.catalogue.records import ItemRecord
from virtual_museum.core.field_words import words_of

# What files call our fixed values, in the words of the museums.
WORDS = {
    "fund": {
        "негізгі қор": "main", "негізгі": "main", "основной фонд": "main", "основной": "main", "main fund": "main",
        "ғылыми-қосымша қор": "scientific-auxiliary", "ғылыми-қосымша": "scientific-auxiliary",
        "научно-вспомогательный фонд": "scientific-auxiliary", "научно-вспомогательный": "scientific-auxiliary",
        "scientific-auxiliary fund": "scientific-auxiliary", "auxiliary": "scientific-auxiliary",
        "уақытша қор": "temporary", "уақытша": "temporary", "фонд временного хранения": "temporary",
        "временный": "temporary", "temporary fund": "temporary",
    },
    "acquisition_source_category": {
        "жеке тұлғалардан": "individual", "от частных лиц": "individual", "individuals": "individual",
        "ұйымдардан": "organisation", "от организаций": "organisation", "organisations": "organisation",
        "археология заттары": "archaeology", "археологические предметы": "archaeology",
        "archaeological finds": "archaeology", "сатып алынған заттар": "purchase", "приобретения": "purchase",
        "purchases": "purchase",
    },
    "status": {"жарияланған": "published", "опубликовано": "published", "черновик": "draft", "жоба": "draft"},
}  # fmt: skip
_FIXED = {"fund": FUNDS, "status": ITEM_STATUSES, "acquisition_source_category": SOURCE_CATEGORIES}
_PACKED = frozenset({"dimensions", "weight", "notes", "authorities", "more_texts", *LIST_FIELDS})
_INTEGERS = frozenset({"year_from", "year_to", "quantity"})
_pack = TypeAdapter(Any).serializer.to_json
MAX_KEY = 200


class Proposal(NamedTuple):
    """A row that can go in: its line, the source's key and the record. `digest` tells whether the source changed."""

    line: int
    key: str
    digest: str
    code: str
    status: str
    record: dict[str, Any]
    # The name of the source where the row itself says it, as our own exports do.
    source: str = ""
    # What our own exports say about the terms, agents and the place that the record names.
    names: dict[str, Any] | None = None


class Converter:
    """Turns rows into proposals or failures by one mapping; remembers keys, so that none goes in twice."""

    def __init__(self, mapping: FileMapping) -> None:
        self.mapping = mapping
        self._seen: dict[bytes, int] = {}
        self._mapped = mapping.columns
        self._disarmed = mapping.own and mapping.source.format == "csv"
        self._steps = [
            (target.column.column, target, self._way(target), target.name in _PACKED) for target in mapping.targets
        ]

    def _way(self, target: Target) -> "_Fill":
        """How values get into that field; asked once, not for every cell."""
        if target.name in LIST_FIELDS:
            return self._fill_list
        if target.name in LANGUAGE_FIELDS:
            return self._fill_text
        ways: dict[str, _Fill] = {"notes": _fill_note, "dimensions": _measure, "weight": _fill_weight}
        return ways.get(target.name, _fill_plain)

    def convert(self, rows: Iterable[Row]) -> Iterator[Proposal | Failure]:
        """One result for every row."""
        for row in rows:
            if row.failure is not None:
                yield row.failure
                continue
            try:
                yield self._proposal(row)
            except _Fault as fault:
                yield Failure(row.line, fault.column, fault.reason)

    def _proposal(self, row: Row) -> Proposal:
        data = self._data(row)
        code, status = self._take_code(data), str(data.pop("status", "draft") or "draft")
        if status not in ITEM_STATUSES:
            raise _Fault(
                self._column("status"),
                _("“%(value)s” is not one of: %(known)s.", value=status, known=", ".join(ITEM_STATUSES)),
            )
        source, own_key = str(data.pop("source_name", "")), str(data.pop("source_key", ""))
        key = own_key if source or row.own else self._key(row, data)
        names = checked_names(data.pop("authorities", None))
        for field, texts in _pairs(data.pop("more_texts", None)):
            if field in LANGUAGE_FIELDS and isinstance(texts, dict):
                data[field] = {**data.get(field, {}), **texts}
        if not data.get("title") and not data.get("inventory_number"):
            raise _Fault(self._column("title"), _("The row has neither a title nor an inventory number."))
        try:
            record = ItemRecord.model_validate(data).changes()
        except ValidationError as error:
            raise self._fault(error) from error
        digest = hashlib.blake2b(_pack([record, code, status]), digest_size=16).hexdigest()
        return Proposal(row.line, key, digest, code, status, record, source, names)

    def _data(self, row: Row) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, value in self.mapping.defaults.items():
            self._put(data, name, value)
        values = row.values
        if self._disarmed:
            values = {name: rearmed(cell) if isinstance(cell, str) else cell for name, cell in values.items()}
        for column, target, fill, packed in self._steps:
            raw = values.get(column)
            if raw or raw == 0:
                fill(data, target, _unpacked(target, raw) if packed else raw, values)
        # A record of our own export says by its silence that its date means no years.
        silent = row.own or (self.mapping.own and data.get("code"))
        if data.get("date_text") and "year_from" not in data and "year_to" not in data and not silent:
            text = next(iter(data["date_text"].values()))
            data["year_from"], data["year_to"] = years_of(text)
        notes = data.setdefault("notes", {})
        for column, value in values.items():
            if column not in self._mapped and (value or value == 0) and column:
                notes[column] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return data

    def _put(self, data: dict[str, Any], name: str, value: Any) -> None:
        field, _dot, detail = name.partition(".")
        if field in LANGUAGE_FIELDS and isinstance(value, str):
            data[field] = {detail or self._language(value): value}
        elif field in LIST_FIELDS and isinstance(value, str):
            data[field] = [value]
        else:
            data[field] = value

    def _language(self, text: str) -> str:
        return self.mapping.source.language or guess_language(text)

    def _fill_list(self, data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
        data[target.name] = self._list(target, raw, values)

    def _fill_text(self, data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
        if isinstance(raw, dict):
            texts = raw
        else:
            text = raw if isinstance(raw, str) else str(raw)
            texts = {target.detail or self._language(text): text}
        present = data.get(target.name)
        data[target.name] = {**present, **texts} if present else texts

    def _list(self, target: Target, raw: Any, values: Mapping[str, Any]) -> list[Any]:
        if not isinstance(raw, list):
            text = str(raw)
            raw = text.split(target.column.split) if target.column.split else [text]
        words = [word.strip() if isinstance(word, str) else word for word in raw]
        words = [target.folded.get(word.casefold(), word) if isinstance(word, str) else word for word in words if word]
        if target.name != "makers":
            return list(dict.fromkeys(str(word)[:300] for word in words))
        role = str(values.get(target.column.role_column) or "").strip() if target.column.role_column else ""
        role = role or target.column.role or "maker"
        return [word if isinstance(word, dict) else {"name": word, "role": role} for word in words]

    def _take_code(self, data: dict[str, Any]) -> str:
        given = str(data.pop("code", "") or "")
        if not given:
            return ""
        code = parse_code(given)
        if code is None:
            raise _Fault(self._column("code"), _("“%(value)s” is not a short code.", value=given))
        return code

    def _key(self, row: Row, data: Mapping[str, Any]) -> str:
        column = self.mapping.source.key
        if not column:
            return ""
        key = str(row.values.get(column) or "").strip()
        if not key:
            raise _Fault(column, _("The key is empty."))
        if len(key) > MAX_KEY:
            raise _Fault(column, _("The key is longer than %(limit)s characters.", limit=MAX_KEY))
        packed = hashlib.blake2b(key.encode(), digest_size=8).digest()
        before = self._seen.setdefault(packed, row.line)
        if before != row.line:
            raise _Fault(column, _("The key “%(key)s” stands in line %(line)s already.", key=key, line=before))
        return key

    def _column(self, field: str) -> str:
        return next((target.column.column for target in self.mapping.targets if target.name == field), field)

    def _fault(self, error: ValidationError) -> "_Fault":
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "year_from"
        return _Fault(self._column(field), words_of(first))


class _Fault(Exception):
    """A row cannot go in: the column at fault and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


_Fill = Callable[[dict[str, Any], Target, Any, Mapping[str, Any]], None]


def _fill_note(data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
    notes = raw if isinstance(raw, dict) else {target.detail or target.column.column: str(raw)}
    data["notes"] = {**data.get("notes", {}), **notes}


def _measure(data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
    found = data.setdefault("dimensions", [])
    if isinstance(raw, list):
        found.extend(raw)
    elif target.detail:
        found.append({"type": target.detail, "value": _number(target, raw), "unit": target.column.unit or "cm"})
    else:
        found.extend(measurements(str(raw)))
        # What a sentence says beyond its numbers is kept as it was written.
        data.setdefault("notes", {})[target.column.column] = str(raw)


def _fill_weight(data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
    given = {"value": _number(target, raw), "unit": target.column.unit or "g"} if not isinstance(raw, dict) else raw
    data["weight"] = given


def _fill_plain(data: dict[str, Any], target: Target, raw: Any, values: Mapping[str, Any]) -> None:
    data[target.name] = _plain(target, raw) if isinstance(raw, str) else raw


def _plain(target: Target, raw: str) -> Any:
    text = raw.strip()
    if target.folded:
        text = target.folded.get(text.casefold(), text)
    words = WORDS.get(target.name)
    if words:
        text = words.get(text.casefold(), text)
    allowed = _FIXED.get(target.name)
    if allowed and text not in allowed:
        told = _("“%(value)s” is not one of: %(known)s.", value=text, known=", ".join(allowed))
        raise _Fault(target.column.column, told)
    if target.name in _INTEGERS:
        number = _number(target, text)
        if not number.is_integer():
            raise _Fault(target.column.column, _("“%(value)s” is not a number.", value=text))
        return int(number)
    if target.name == "acquisition_date":
        return _date(target, text)
    if target.name == "acquisition_price":
        return text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return text


def _pairs(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _unpacked(target: Target, raw: Any) -> Any:
    """Lists and tables that our own CSV keeps in a cell as JSON."""
    if isinstance(raw, str) and raw[:1] in ("[", "{"):
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            return raw
    return raw


def _number(target: Target, raw: Any) -> float:
    try:
        number = float(str(raw).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise _Fault(target.column.column, _("“%(value)s” is not a number.", value=raw))
    return number


def _date(target: Target, text: str) -> str:
    day = day_of(text)
    if not day:
        raise _Fault(target.column.column, _("“%(value)s” is not a date. Write 2021-05-28 or 28.05.2021.", value=text))
    return day
