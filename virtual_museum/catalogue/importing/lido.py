"""LIDO 1.0 and 1.1 records read as rows; the columns have the names of our own fields."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from flask_babel import gettext as _
from lxml import etree

from virtual_museum.catalogue.errors import ImportRefused

NAMESPACE = "{http://www.lido-schema.org}"
# The type under which our own full export carries the whole record as JSON.
WHOLE_RECORD = "whole-record-json"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGES = {"kaz": "kk", "rus": "ru", "eng": "en", "deu": "de", "ger": "de"}
COLUMNS = ("lidoRecID", "inventory_number", "title", "object_type", "description", "makers", "date_text", "year_from",
           "year_to", "materials", "techniques", "dimensions", "place", "keywords", "credit_line", "rights_uri",
           "inscriptions", "image_url")  # fmt: skip


def lido_rows(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """(line, values, whether it is our own) of every record; memory stays flat however long the file is."""
    try:
        records = etree.iterparse(
            file, tag=f"{NAMESPACE}lido", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _event, record in records:
            own = _own(record)
            values = own or {name: value for name, value in _values(record).items() if value}
            yield record.sourceline or 1, values, bool(own)
            record.clear(keep_tail=True)
            while record.getprevious() is not None:
                del record.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ImportRefused(_("This is not well-formed XML: %(reason)s", reason=str(error)), error.lineno) from error


def _own(record: Any) -> dict[str, Any]:
    """The whole record, as our own full export carries it beside LIDO's fields."""
    for node in record.iterfind(_path("recordInfoSet/recordInfoID")):
        if node.get(f"{NAMESPACE}type") == WHOLE_RECORD:
            try:
                found = json.loads(node.text or "")
            except ValueError:
                return {}
            return found if isinstance(found, dict) else {}
    return {}


def _path(steps: str) -> str:
    return ".//" + "//".join(f"{NAMESPACE}{step}" for step in steps.split("/"))


def _texts(record: Any, steps: str) -> list[str]:
    found = ("".join(node.itertext()).strip() for node in record.iterfind(_path(steps)))
    return list(dict.fromkeys(text for text in found if text))


def _translated(record: Any, steps: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for node in record.iterfind(_path(steps)):
        text = "".join(node.itertext()).strip()
        holder = node
        while holder is not None and holder.get(XML_LANGUAGE) is None:
            holder = holder.getparent()
        language = (holder.get(XML_LANGUAGE) if holder is not None else "") or "en"
        if text:
            texts.setdefault(_LANGUAGES.get(language, language[:2]), text)
    return texts


def _year(record: Any, steps: str) -> int | None:
    text = next(iter(_texts(record, steps)), "")
    digits = text.removeprefix("-").split("-")[0].lstrip("0")
    if not digits.isdigit():
        return None
    return -int(digits) if text.startswith("-") else int(digits)


def _values(record: Any) -> dict[str, Any]:
    materials: list[str] = []
    techniques: list[str] = []
    for node in record.iterfind(_path("termMaterialsTech")):
        kind = (node.get(f"{NAMESPACE}type") or "").rpartition("/")[2]
        words = ["".join(term.itertext()).strip() for term in node.iterfind(f"{NAMESPACE}term")]
        (techniques if kind in ("lido00131", "technique") else materials).extend(word for word in words if word)
    return {
        "lidoRecID": next(iter(_texts(record, "lidoRecID")), ""),
        "inventory_number": next(iter(_texts(record, "repositorySet/workID")), ""),
        "title": _translated(record, "titleSet/appellationValue"),
        "object_type": next(iter(_texts(record, "objectWorkType/term")), ""),
        "description": _translated(record, "objectDescriptionSet/descriptiveNoteValue"),
        "makers": _texts(record, "eventActor/actorInRole/nameActorSet/appellationValue")[:20],
        "date_text": next(iter(_texts(record, "eventDate/displayDate")), ""),
        "year_from": _year(record, "eventDate/date/earliestDate"),
        "year_to": _year(record, "eventDate/date/latestDate"),
        "materials": list(dict.fromkeys(materials)),
        "techniques": list(dict.fromkeys(techniques)),
        "dimensions": "; ".join(_texts(record, "objectMeasurementsSet/displayObjectMeasurements")),
        "place": next(iter(_texts(record, "eventPlace/place/namePlaceSet/appellationValue")), ""),
        "keywords": _texts(record, "subjectConcept/term"),
        "credit_line": next(iter(_texts(record, "rightsWorkSet/creditLine")), ""),
        "rights_uri": _web(_texts(record, "rightsWorkSet/rightsType/conceptID")),
        "inscriptions": _translated(record, "inscriptionTranscription"),
        "image_url": _web(_texts(record, "resourceRepresentation/linkResource")),
    }


def _web(found: list[str]) -> str:
    return next((text for text in found if text.startswith(("http://", "https://"))), "")
