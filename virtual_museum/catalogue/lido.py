"""Items as LIDO 1.1, written by lxml in the order the schema wants."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from lxml import etree

from virtual_museum.catalogue.importing.lido import WHOLE_RECORD
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.portable import filled, portable
from virtual_museum.core.config import settings
from virtual_museum.core.xml_text import xml_text

LIDO = "http://www.lido-schema.org"
XML = "http://www.w3.org/XML/1998/namespace"
_TERMS = "http://terminology.lido-schema.org/"


def lido_document(file: TextIO, items: Iterable[Item]) -> int:
    """Write a lidoWrap with one record an item; returns how many."""
    file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<lido:lidoWrap xmlns:lido="{LIDO}">\n')
    count = 0
    for item in items:
        record = lido_record(item)
        _whole(record, item)
        text = etree.tostring(record, encoding="unicode", pretty_print=True)
        file.write(text)
        count += 1
    file.write("</lido:lidoWrap>\n")
    return count


def _whole(record: Any, item: Item) -> None:
    """What LIDO has no place for, and what is nobody else's business: only for an export of the museum's own."""
    wrap = record.find(f"{{{LIDO}}}administrativeMetadata/{{{LIDO}}}recordWrap")
    # Escapes beyond ASCII keep the letters that XML forbids.
    text = json.dumps(filled(portable(item)), sort_keys=True)
    _add(_add(wrap, "recordInfoSet"), "recordInfoID", text, type=WHOLE_RECORD)


def lido_record(item: Item) -> Any:
    """One `lido:lido` element, valid against the LIDO 1.1 schema."""
    base = settings().base_url
    record = etree.Element(f"{{{LIDO}}}lido", nsmap={"lido": LIDO})
    _add(record, "lidoRecID", f"{base}/q/{item.code}", type=f"{_TERMS}lido00099")
    descriptive = _add(record, "descriptiveMetadata", lang="en")
    _classification(descriptive, item)
    _identification(descriptive, item)
    _events(descriptive, item)
    _subjects(descriptive, item)
    administrative = _add(record, "administrativeMetadata", lang="en")
    if item.rights_uri or item.credit_line:
        rights = _add(_add(administrative, "rightsWorkWrap"), "rightsWorkSet")
        if item.rights_uri:
            kind = _add(rights, "rightsType")
            _add(kind, "conceptID", item.rights_uri, type=f"{_TERMS}lido00099")
        for language, text in sorted(item.credit_line.items()):
            _add(rights, "creditLine", text, lang=language)
    wrap = _add(administrative, "recordWrap")
    _add(wrap, "recordID", item.code, type=f"{_TERMS}lido00100")
    kind = _add(wrap, "recordType")
    _add(kind, "term", "item", lang="en")
    source = _add(wrap, "recordSource")
    _names(source, "legalBodyName", "appellationValue", {"en": settings().museum_name("en")})
    return record


def _classification(parent: Any, item: Item) -> None:
    types = _add(_add(parent, "objectClassificationWrap"), "objectWorkTypeWrap")
    kind = _add(types, "objectWorkType")
    if item.object_type and item.object_type.external_uri:
        _add(kind, "conceptID", item.object_type.external_uri, type=f"{_TERMS}lido00099")
    labels = item.object_type.label if item.object_type else {"en": "museum object"}
    for language, text in sorted(labels.items()):
        _add(kind, "term", text, lang=language)


def _identification(parent: Any, item: Item) -> None:
    wrap = _add(parent, "objectIdentificationWrap")
    titles = _add(wrap, "titleWrap")
    _names(titles, "titleSet", "appellationValue", item.title or {"en": item.inventory_number})
    if item.inscriptions:
        inscriptions = _add(_add(wrap, "inscriptionsWrap"), "inscriptions")
        for language, text in sorted(item.inscriptions.items()):
            _add(inscriptions, "inscriptionTranscription", text, lang=language)
    repository = _add(_add(wrap, "repositoryWrap"), "repositorySet", type=f"{_TERMS}lido00475")
    _names(
        _add(repository, "repositoryName"), "legalBodyName", "appellationValue", {"en": settings().museum_name("en")}
    )
    if item.inventory_number:
        _add(repository, "workID", item.inventory_number, type=f"{_TERMS}lido00113")
    if item.description:
        notes = _add(_add(wrap, "objectDescriptionWrap"), "objectDescriptionSet")
        for language, text in sorted(item.description.items()):
            _add(notes, "descriptiveNoteValue", text, lang=language)
    if item.dimensions:
        measured = _add(wrap, "objectMeasurementsWrap")
        for dimension in item.dimensions:
            text = f"{dimension['type']} {dimension['value']:g} {dimension['unit']}"
            _add(_add(measured, "objectMeasurementsSet"), "displayObjectMeasurements", text, lang="en")


def _events(parent: Any, item: Item) -> None:
    event = _add(_add(_add(parent, "eventWrap"), "eventSet"), "event")
    kind = _add(event, "eventType")
    _add(kind, "conceptID", f"{_TERMS}lido00007", type=f"{_TERMS}lido00099")
    _add(kind, "term", "production", lang="en")
    for made in item.makers:
        actor = _add(_add(event, "eventActor"), "actorInRole")
        _names(_add(actor, "actor"), "nameActorSet", "appellationValue", made.agent.name)
        _add(_add(actor, "roleActor"), "term", made.role, lang="en")
    if item.date_text or item.year_from is not None:
        dated = _add(event, "eventDate")
        for language, text in sorted(item.date_text.items()):
            _add(dated, "displayDate", text, lang=language)
        if item.year_from is not None or item.year_to is not None:
            span = _add(dated, "date")
            _add(span, "earliestDate", _year(item.year_from if item.year_from is not None else item.year_to))
            _add(span, "latestDate", _year(item.year_to if item.year_to is not None else item.year_from))
    if item.place:
        place = _add(_add(event, "eventPlace"), "place")
        _names(place, "namePlaceSet", "appellationValue", item.place.name)
    for tie in sorted(item.terms, key=lambda tie: (tie.relation, tie.position)):
        if tie.relation in ("material", "technique"):
            technique = _add(_add(event, "eventMaterialsTech"), "materialsTech")
            code = "lido00132" if tie.relation == "material" else "lido00131"
            used = _add(technique, "termMaterialsTech", type=f"{_TERMS}{code}")
            for language, text in sorted(tie.term.label.items()):
                _add(used, "term", text, lang=language)


def _subjects(parent: Any, item: Item) -> None:
    keywords = [tie.term for tie in item.terms if tie.relation == "keyword"]
    if keywords:
        subjects = _add(_add(_add(parent, "objectRelationWrap"), "subjectWrap"), "subjectSet")
        subject = _add(subjects, "subject")
        for term in keywords:
            concept = _add(subject, "subjectConcept")
            for language, text in sorted(term.label.items()):
                _add(concept, "term", text, lang=language)


def _names(parent: Any, holder: str, leaf: str, names: Mapping[str, str]) -> None:
    named = _add(parent, holder)
    for language, text in sorted(names.items()):
        _add(named, leaf, text, lang=language)


def _year(year: int | None) -> str:
    return "" if year is None else f"{'-' if year < 0 else ''}{abs(year):04d}"


def _add(parent: Any, name: str, text: str | None = None, *, type: str = "", lang: str = "") -> Any:
    child = etree.SubElement(parent, f"{{{LIDO}}}{name}")
    if text is not None:
        child.text = xml_text(text)
    if type:
        child.set(f"{{{LIDO}}}type", type)
    if lang:
        child.set(f"{{{XML}}}lang", lang)
    return child
