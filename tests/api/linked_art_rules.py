"""The rules of Linked Art 1.0 for a record of an object, checked property by property.

Source: the JSON schema of https://linked.art/api/1.0/ (object.json, core.json): which properties a class may have,
which of them are lists, which must be there, and which values are references that need an address.
"""

import re
from collections.abc import Iterator
from typing import Any

ANY = "any"
NAMED = {"_label": "text", "identified_by": ["Name", "Identifier"], "classified_as": ["Type"]}
TOLD = {**NAMED, "referred_to_by": ["LinguisticObject", "DigitalObject"]}
ACTIVITY = {
    **TOLD,
    "took_place_at": ["@Place"],
    "timespan": "TimeSpan",
    "carried_out_by": ["@Person", "@Group"],
    "influenced_by": ["@HumanMadeObject", "@Person", "@Group"],
    "technique": ["@Type"],
}
# A list says: several values of these classes; a plain class: one value; "@": a reference that must have an address.
CLASSES: dict[str, dict[str, Any]] = {
    "HumanMadeObject": {
        **TOLD,
        "equivalent": ["@HumanMadeObject"],
        "representation": ["VisualItem"],
        "member_of": ["@Set"],
        "subject_of": ["@DigitalObject"],
        "dimension": ["Dimension"],
        "made_of": ["@Material"],
        "part_of": "@HumanMadeObject",
        "current_owner": ["@Person", "@Group"],
        "current_custodian": ["@Person", "@Group"],
        "current_location": "@Place",
        "produced_by": "Production",
    },
    "Production": {**ACTIVITY, "part": ["Production"]},
    "Name": {**NAMED, "content": "text", "language": ["@Language"], "part": ["Name"]},
    "Identifier": {**NAMED, "content": "text", "part": ["Identifier"]},
    "LinguisticObject": {**NAMED, "content": "text", "language": ["@Language"], "format": "text"},
    "TimeSpan": {**NAMED, "begin_of_the_begin": "moment", "end_of_the_begin": "moment",
                 "begin_of_the_end": "moment", "end_of_the_end": "moment"},
    "Dimension": {**NAMED, "value": "number", "unit": "@MeasurementUnit"},
    "VisualItem": {**TOLD, "digitally_shown_by": ["DigitalObject"]},
    "DigitalObject": {**TOLD, "format": "text", "access_point": ["@DigitalObject"],
                      "digitally_available_via": ["DigitalService"]},
    "DigitalService": {**TOLD, "access_point": ["@DigitalObject"], "conforms_to": ["@InformationObject"],
                       "format": "text"},
    "Type": NAMED, "Material": NAMED, "Language": NAMED, "MeasurementUnit": NAMED, "InformationObject": NAMED,
    "Group": {**TOLD, "equivalent": ["@Group"], "subject_of": ["@DigitalObject"]},
    "Person": {**TOLD, "equivalent": ["@Person"], "born": "Birth", "died": "Death"},
    "Birth": ACTIVITY, "Death": ACTIVITY,
    "Place": {**TOLD, "equivalent": ["@Place"], "defined_by": "text"},
    "Set": TOLD,
}  # fmt: skip
NEEDED = {
    "Name": {"content"},
    "Identifier": {"content"},
    "LinguisticObject": {"content"},
    "Dimension": {"value", "unit"},
    "Type": {"id"},
}
MOMENT = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ADDRESS = re.compile(r"https?://\S+")


def faults(record: dict[str, Any]) -> list[str]:
    """What breaks a rule, each with the place where it stands; none for a right record."""
    found = list(_in_class(record, [str(record.get("type"))], ""))
    for name in ("@context", "id", "type", "_label"):
        if not record.get(name):
            found.append(f"{name} is missing")
    if record.get("@context") != "https://linked.art/ns/v1/linked-art.json":
        found.append("the context is another one")
    return found


def _in_class(value: Any, classes: list[str], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no structure"
        return
    kind = value.get("type", "")
    reference = f"@{kind}" in classes
    if kind not in CLASSES or (kind not in classes and not reference):
        yield f"{where} is a {kind}, not one of {classes}"
        return
    if (reference or "id" in value) and not ADDRESS.fullmatch(str(value.get("id", ""))):
        yield f"{where} has no address"
    missing = NEEDED.get(kind, set()) - set(value) if not reference else set()
    yield from (f"{where}.{name} is missing" for name in missing)
    for name, inner in value.items():
        if name in ("id", "type", "@context"):
            continue
        if name not in CLASSES[kind]:
            yield f"{where}.{name} is not a property of {kind}"
            continue
        yield from _value(inner, CLASSES[kind][name], f"{where}.{name}")


def _value(value: Any, rule: Any, where: str) -> Iterator[str]:
    if isinstance(rule, list):
        if not isinstance(value, list) or not value:
            yield f"{where} is no list, or an empty one"
            return
        for number, one in enumerate(value):
            yield from _in_class(one, rule, f"{where}[{number}]")
    elif rule == "text":
        if not isinstance(value, str) or not value:
            yield f"{where} is no text"
    elif rule == "moment":
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            yield f"{where} is no moment"
    elif rule == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{where} is no number"
    else:
        yield from _in_class(value, [rule], where)
