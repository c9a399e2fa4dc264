"""The OpenAPI 3.1 description of the JSON API, made from the same record that checks every write."""

from virtual_museum.api.item_formats import FORMATS
from virtual_museum.api.linked_authorities import LARGEST_KEY
from virtual_museum.api.openapi_media import media_paths, media_schemas
from virtual_museum.api.openapi_parts import JSON, REFERENCE, TEXT, TEXTS, answer_of, problems, request_of
from virtual_museum.api.record_input import ADDRESS_PATTERN, LANGUAGE_PATTERN
from virtual_museum.catalogue.models import FUNDS, ITEM_STATUSES, VOCABULARIES
from virtual_museum.catalogue.records import TRANSLATED, VISIBLE_PATTERN, ItemRecord
from virtual_museum.catalogue.search.searching import SORTS
from virtual_museum.core.i18n import languages

CODE = {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{6}$"}
WHOLE = {"type": "integer", "minimum": -1_000_000, "maximum": 1_000_000}


def description(base_url: str) -> JSON:
    """The whole document; `base_url` is the museum's address."""
    schema = _record()
    schemas = schema.pop("$defs", {})
    status = {"status": {"enum": list(ITEM_STATUSES)}}
    schemas |= {
        "ItemRecord": schema,
        "ItemWrite": _writable(schema, status),
        "ItemChange": _writable(schema, status | {"version": {"type": "integer"}}),
        "Item": _item(),
        "ItemPage": _page(),
        "SearchResult": _result(),
        "LinkedArt": _linked_art(),
        **media_schemas(),
        "Problem": _problem(),
    }
    words = "The museum's catalogue: published objects for everybody, all of it and changes for holders of a token."
    return {
        "openapi": "3.1.0",
        "info": {"title": "Virtual museum", "version": "1.0.0", "description": words},
        "servers": [{"url": base_url}],
        "paths": _items() | _item_paths() | media_paths() | _search() | _linked(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _record() -> JSON:
    """The record as programs write it; what its own checks ask beyond types is said as a pattern."""
    schema: JSON = ItemRecord.model_json_schema(ref_template=REFERENCE)
    properties = schema["properties"]
    maker = properties["makers"]["items"]
    properties["makers"]["items"] = {"anyOf": [maker, {"type": "string", "pattern": VISIBLE_PATTERN, "maxLength": 300}]}
    for name in ("rights_uri", "image_url"):
        properties[name]["pattern"] = ADDRESS_PATTERN
    sums = [{"type": "integer", "minimum": 0, "maximum": 999_999_999_999}]
    sums += [{"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})?$"}, {"type": "null"}]
    properties["acquisition_price"] = {"anyOf": sums, "default": None}
    for part in ("name", "role"):
        schema["$defs"]["Maker"]["properties"][part]["pattern"] = VISIBLE_PATTERN
    for name in TRANSLATED:
        properties[name]["propertyNames"] = {"pattern": LANGUAGE_PATTERN}
    return schema


def _writable(schema: JSON, more: JSON) -> JSON:
    return {**schema, "properties": schema["properties"] | more}


def _item() -> JSON:
    return {
        "type": "object",
        "required": ["code", "version", "status", "title", "media", "pages", "manifest", "updated_at"],
        "properties": {
            "code": CODE,
            "version": {"type": "integer"},
            "status": {"enum": list(ITEM_STATUSES)},
            **{name: TEXTS for name in TRANSLATED},
            "inventory_number": TEXT,
            "fund": {"enum": list(FUNDS)},
            "materials": {"type": "array", "items": TEXT},
            "media": {"type": "array", "items": _medium()},
            "pages": TEXTS,
            "manifest": TEXT,
            "updated_at": {"type": "string", "format": "date-time"},
        },
    }


def _medium() -> JSON:
    return {
        "type": "object",
        "required": ["asset", "kind"],
        "properties": {
            "asset": TEXT,
            "kind": TEXT,
            "caption": TEXTS,
            "alt": TEXTS,
            "picture": {"type": ["string", "null"]},
        },
    }


def _page() -> JSON:
    items = {"type": "array", "items": {"$ref": REFERENCE.format(model="Item")}}
    following = {"type": ["string", "null"], "description": "The address of the following page, null on the last"}
    return {"type": "object", "required": ["items", "next"], "properties": {"items": items, "next": following}}


def _result() -> JSON:
    card = {
        "type": "object",
        "required": ["code", "title", "inventory_number"],
        "properties": {"code": CODE, "title": TEXTS, "inventory_number": TEXT},
    }
    count = {"type": "object", "properties": {"value": TEXT, "count": {"type": "integer"}}}
    return {
        "type": "object",
        "required": ["total", "page", "items", "facets", "took_ms"],
        "properties": {
            "total": {"type": "integer"},
            "page": {"type": "integer"},
            "items": {"type": "array", "items": card},
            "facets": {"type": "object", "additionalProperties": {"type": "array", "items": count}},
            "did_you_mean": {"type": ["string", "null"]},
            "took_ms": {"type": "number"},
        },
    }


def _linked_art() -> JSON:
    return {
        "type": "object",
        "required": ["@context", "id", "type", "_label"],
        "properties": {
            "@context": {"const": "https://linked.art/ns/v1/linked-art.json"},
            "id": TEXT,
            "type": TEXT,
            "_label": TEXT,
        },
    }


def _problem() -> JSON:
    detail = {"type": "object", "properties": {"field": TEXT, "detail": TEXT}}
    return {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "code": TEXT,
            "errors": {"type": "array", "items": detail},
        },
    }


def _items() -> JSON:
    return {
        "/api/v1/items": {
            "get": {
                "operationId": "listItems",
                "summary": "Items in the order of cataloguing, in pages",
                "description": "Published ones for everybody; with a token also drafts and withdrawn ones.",
                "parameters": [
                    _parameter("after", {"type": "string", "pattern": "^[0-9]{1,15}$"}, "The cursor of `next`"),
                    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 200}),
                    _parameter("status", {"enum": list(ITEM_STATUSES)}),
                ],
                "responses": {"200": answer_of("A page of items", "ItemPage"), **problems(401, 403, 422)},
            },
            "post": {
                "operationId": "createItem",
                "summary": "Make a record; `status` published shows it at once",
                "security": [{"token": []}],
                "requestBody": request_of("ItemWrite"),
                "responses": {"201": _made(), **problems(400, 401, 403, 409, 422, 429)},
            },
        }
    }


def _item_paths() -> JSON:
    code = {"name": "code", "in": "path", "required": True, "schema": TEXT, "example": "000000"}
    words = "With `If-Match` and the ETag of a read, nothing is done (412) where somebody has changed it since."
    changed = {"description": words, "security": [{"token": []}]}
    return {
        "/api/v1/items/{code}": {
            "parameters": [code],
            "get": {
                "operationId": "getItem",
                "summary": "One item as JSON or in another form",
                "parameters": [
                    _parameter("format", {"enum": ["json", *FORMATS]}, "Linked Art also by Accept"),
                    _parameter("lang", {"enum": list(languages())}, "The language of citations"),
                ],
                "responses": {"200": _forms(), "304": {"description": "Unchanged"}, **problems(401, 404, 422)},
            },
            "patch": {
                "operationId": "changeItem",
                "summary": "Change the fields that the body names",
                **changed,
                "requestBody": request_of("ItemChange"),
                "responses": {"200": answer_of("An item", "Item"), **problems(400, 401, 403, 404, 409, 412, 422, 429)},
            },
            "delete": {
                "operationId": "withdrawItem",
                "summary": "Withdraw it: nothing is deleted, its label leads to a short story with status 410",
                **changed,
                "responses": {"204": {"description": "Withdrawn"}, **problems(401, 403, 404, 412, 429)},
            },
        }
    }


def _search() -> JSON:
    return {
        "/api/v1/search": {
            "get": {
                "operationId": "search",
                "summary": "Search published items as the collection page does",
                "parameters": [
                    _parameter("q", {"type": "string", "maxLength": 300}),
                    _parameter("from", WHOLE, "Earliest year, negative before the common era"),
                    _parameter("to", WHOLE, "Latest year"),
                    _parameter("sort", {"enum": list(SORTS)}),
                    _parameter("page", {"type": "integer", "minimum": 1, "maximum": 1_000_000}),
                    *(_parameter(name, {"type": "array", "items": TEXT}) for name in ("type", "material", "period")),
                ],
                "responses": {"200": answer_of("A page of results", "SearchResult"), **problems(422)},
            }
        }
    }


def _linked() -> JSON:
    """The documents that records in Linked Art point to."""
    number = {"type": "integer", "minimum": 1, "maximum": LARGEST_KEY}
    term = {"vocabulary": {"enum": list(VOCABULARIES)}, "slug": TEXT}
    paths: dict[str, tuple[str, str, JSON]] = {
        "museum": ("getMuseum", "The museum", {}),
        "sets/fund:{fund}": ("getFund", "A fund", {"fund": {"enum": list(FUNDS)}}),
        "agents/{number}": ("getAgent", "A maker", {"number": number}),
        "places/{slug}": ("getPlace", "A place", {"slug": TEXT}),
        "concepts/{vocabulary}/{slug}": ("getConcept", "A term", term),
    }
    content = {"application/ld+json": {"schema": {"$ref": REFERENCE.format(model="LinkedArt")}}}
    return {
        f"/api/v1/{path}": {
            "get": {
                "operationId": name,
                "summary": f"{summary} in Linked Art",
                "parameters": [
                    {"name": key, "in": "path", "required": True, "schema": schema} for key, schema in keys.items()
                ],
                "responses": {"200": {"description": summary, "content": content}, **problems(404)},
            }
        }
        for path, (name, summary, keys) in paths.items()
    }


def _parameter(name: str, schema: JSON, words: str = "") -> JSON:
    found = {"name": name, "in": "query", "schema": schema}
    return found | {"description": words} if words else found


def _made() -> JSON:
    links = {
        name: {"operationId": name, "parameters": {"code": "$response.body#/code"}}
        for name in ("getItem", "changeItem", "withdrawItem")
    }
    return {**answer_of("The item", "Item"), "headers": {"Location": {"schema": TEXT}}, "links": links}


def _forms() -> JSON:
    """The forms of one item by media type."""
    content = {"application/json": {"schema": {"$ref": REFERENCE.format(model="Item")}}}
    for form in FORMATS.values():
        media_type = form.media_type.partition(";")[0]
        linked = media_type == "application/ld+json"
        content[media_type] = {"schema": {"$ref": REFERENCE.format(model="LinkedArt")} if linked else TEXT}
    return {"description": "The item", "headers": {"ETag": {"schema": TEXT}}, "content": content}
