"""OAI-PMH 2.0: portals harvest the published catalogue. Source: the protocol's specification of 2015-01-08.

Errors are part of the protocol and have status 200. What a token remembers stands in oai_harvest.py.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from lxml import etree
from sqlalchemy import func, select

from virtual_museum.api.dublin_core import XSI
from virtual_museum.api.oai_formats import FORMATS
from virtual_museum.api.oai_harvest import (
    Harvest,
    OAIError,
    conditions,
    deleted_conditions,
    identifier,
    repository,
    stamp,
)
from virtual_museum.api.open_doors import open_to_all
from virtual_museum.catalogue.models import FUNDS, DeletedItem, Item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db, read_only_transactions, utcnow
from virtual_museum.core.xml_text import xml_text

# The protocol wants POST to be answered as GET is; it changes nothing.
CSRF_EXEMPT = True
blueprint = Blueprint("oai_pmh", __name__)
open_to_all(blueprint, ("GET", "HEAD", "POST", "OPTIONS"))

OAI = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
# The scheme of `oai:` identifiers allows names of domains only; a museum tried out on an address has none.
DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+")
PAGE = 100
ARGUMENTS = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
}


def _element(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    if text:
        child.text = xml_text(text)
    return child


def _is_public(one: Item | DeletedItem) -> TypeGuard[Item]:
    return isinstance(one, Item) and one.status == "published"


def _header(parent: etree._Element, one: Item | DeletedItem) -> None:
    header = _element(parent, "header", **({} if _is_public(one) else {"status": "deleted"}))
    _element(header, "identifier", identifier(one))
    _element(header, "datestamp", stamp(one.updated_at if isinstance(one, Item) else one.deleted_at))
    _element(header, "setSpec", f"fund:{one.fund}")


def _record(parent: etree._Element, one: Item | DeletedItem, prefix: str) -> None:
    record = _element(parent, "record")
    _header(record, one)
    if _is_public(one):
        _element(record, "metadata").append(FORMATS[prefix].write(one))


def _named(name: str, metadata_prefix: str = "oai_dc") -> Item | DeletedItem:
    prefix = f"oai:{repository()}:"
    found: Item | DeletedItem | None = None
    if name.startswith(prefix):
        code = name.removeprefix(prefix)
        query = select(Item).where(Item.code == code, *conditions(Harvest("oai_dc")))
        found = db.session.scalar(FORMATS[metadata_prefix].with_parts(query))
        found = found or db.session.scalar(select(DeletedItem).where(DeletedItem.code == code))
    if found is None:
        raise OAIError("idDoesNotExist", _("There is no such record."))
    return found


def _page(harvest: Harvest, records: bool) -> list[tuple[int, Item | DeletedItem]]:
    """The next records by their keys, one more than a page holds where there are more; with their parts if wanted."""
    query = select(Item).where(Item.id > harvest.after, *conditions(harvest)).order_by(Item.id).limit(PAGE + 1)
    if records:
        query = FORMATS[harvest.prefix].with_parts(query)
    gone = select(DeletedItem).where(DeletedItem.item_id > harvest.after, *deleted_conditions(harvest))
    found: list[tuple[int, Item | DeletedItem]] = [(item.id, item) for item in db.session.scalars(query)]
    found += [(one.item_id, one) for one in db.session.scalars(gone.order_by(DeletedItem.item_id).limit(PAGE + 1))]
    return sorted(found, key=lambda pair: pair[0])[: PAGE + 1]


def _size(harvest: Harvest) -> int:
    items = select(func.count()).select_from(Item).where(*conditions(harvest)).scalar_subquery()
    gone = select(func.count()).select_from(DeletedItem).where(*deleted_conditions(harvest)).scalar_subquery()
    return db.session.scalar(select(items + gone)) or 0


def identify(answer: etree._Element, _arguments: dict[str, str]) -> None:
    """Who we are."""
    items = select(func.min(Item.updated_at)).where(*conditions(Harvest("oai_dc")))
    known = [db.session.scalar(query) for query in (items, select(func.min(DeletedItem.deleted_at)))]
    earliest = min((moment for moment in known if moment is not None), default=utcnow())
    _element(answer, "repositoryName", settings().museum_name("en"))
    _element(answer, "baseURL", f"{settings().base_url}/oai")
    _element(answer, "protocolVersion", "2.0")
    _element(answer, "adminEmail", settings().email or f"museum@{repository()}")
    _element(answer, "earliestDatestamp", stamp(earliest))
    _element(answer, "deletedRecord", "persistent")
    _element(answer, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    _element(answer, "compression", "gzip")
    if DOMAIN.fullmatch(repository()):
        _describe_identifiers(_element(answer, "description"))


def _describe_identifiers(parent: etree._Element) -> None:
    scheme = etree.SubElement(parent, f"{{{IDENTIFIER}}}oai-identifier", nsmap={None: IDENTIFIER})
    scheme.set(f"{{{XSI}}}schemaLocation", f"{IDENTIFIER} {IDENTIFIER}.xsd")
    values = {"scheme": "oai", "repositoryIdentifier": repository(), "delimiter": ":"}
    for name, text in {**values, "sampleIdentifier": f"oai:{repository()}:000000"}.items():
        etree.SubElement(scheme, f"{{{IDENTIFIER}}}{name}").text = text


def list_metadata_formats(answer: etree._Element, arguments: dict[str, str]) -> None:
    """The formats we offer, of one record or of all."""
    if "identifier" in arguments:
        _named(arguments["identifier"])
    for prefix, form in FORMATS.items():
        offered = _element(answer, "metadataFormat")
        _element(offered, "metadataPrefix", prefix)
        _element(offered, "schema", form.schema)
        _element(offered, "metadataNamespace", form.namespace)


def list_sets(answer: etree._Element, arguments: dict[str, str]) -> None:
    """The funds as sets."""
    if "resumptionToken" in arguments:
        raise OAIError("badResumptionToken", _("The list of sets is one page."))
    for spec, name in (("fund", "Funds"), *((f"fund:{fund}", f"{fund.capitalize()} fund") for fund in FUNDS)):
        offered = _element(answer, "set")
        _element(offered, "setSpec", spec)
        _element(offered, "setName", name)


def get_record(answer: etree._Element, arguments: dict[str, str]) -> None:
    """One record."""
    if arguments["metadataPrefix"] not in FORMATS:
        raise OAIError("cannotDisseminateFormat", _("This metadata format is not offered."))
    prefix = arguments["metadataPrefix"]
    _record(answer, _named(arguments["identifier"], prefix), prefix)


def _list(records: bool) -> Callable[[etree._Element, dict[str, str]], None]:
    def listing(answer: etree._Element, arguments: dict[str, str]) -> None:
        if "resumptionToken" in arguments:
            harvest = Harvest.from_token(arguments["resumptionToken"])
        else:
            harvest = Harvest(
                prefix=arguments["metadataPrefix"],
                since=arguments.get("from", ""),
                until=arguments.get("until", ""),
                chosen=arguments.get("set", ""),
            )
            harvest = replace(harvest, size=_size(harvest))
        found = _page(harvest, records)
        if not found and not harvest.after:
            raise OAIError("noRecordsMatch", _("No record matches."))
        for _key, one in found[:PAGE]:
            if records:
                _record(answer, one, harvest.prefix)
            else:
                _header(answer, one)
        _go_on(answer, harvest, found)

    return listing


def _go_on(answer: etree._Element, harvest: Harvest, found: list[tuple[int, Item | DeletedItem]]) -> None:
    more = len(found) > PAGE
    if not more and not harvest.after:
        return
    reached = replace(harvest, after=found[PAGE - 1][0], cursor=harvest.cursor + PAGE) if more else harvest
    _element(
        answer,
        "resumptionToken",
        reached.token() if more else "",
        completeListSize=str(max(harvest.size, harvest.cursor + min(len(found), PAGE))),
        cursor=str(harvest.cursor),
    )


VERBS: dict[str, Callable[[etree._Element, dict[str, str]], None]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": _list(records=False),
    "ListRecords": _list(records=True),
}


def read_arguments() -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises OAIError for anything the protocol does not allow."""
    given = request.values.to_dict(flat=False)
    if any(len(values) > 1 for values in given.values()):
        raise OAIError("badArgument", _("An argument is repeated."))
    arguments = {name: values[0] for name, values in given.items()}
    verb = arguments.pop("verb", "")
    if verb not in VERBS:
        raise OAIError("badVerb", _("The verb is missing or unknown."))
    required, optional = ARGUMENTS[verb]
    if set(arguments) - set(required) - set(optional):
        raise OAIError("badArgument", _("An argument is not known for this verb."))
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OAIError("badArgument", _("A resumption token stands alone."))
    elif set(required) - set(arguments):
        raise OAIError("badArgument", _("A required argument is missing."))
    elif not all(arguments.values()):
        raise OAIError("badArgument", _("An argument has no value."))
    return verb, arguments


@blueprint.route("/oai", methods=["GET", "POST"])
def oai() -> Response:
    """Answer one request of a harvester; errors are part of the protocol and have status 200."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA)
    _element(root, "responseDate", stamp(utcnow()))
    asked = _element(root, "request", f"{settings().base_url}/oai")
    try:
        verb, arguments = read_arguments()
        asked.attrib.update({"verb": verb, **{name: xml_text(value) for name, value in arguments.items()}})
        answer = _element(root, verb)
        # A POST changes nothing either, and must not wait for an import that is being written.
        with read_only_transactions():
            VERBS[verb](answer, arguments)
    except OAIError as error:
        for leftover in root.findall(f"{{{OAI}}}*")[2:]:
            root.remove(leftover)
        if error.code in {"badVerb", "badArgument"}:
            asked.attrib.clear()
        _element(root, "error", str(error), code=error.code)
    return current_app.response_class(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), mimetype="text/xml")
