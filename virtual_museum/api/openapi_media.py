"""What the OpenAPI description says of files: handing over, state, words, tie to an item."""

from virtual_museum.api.openapi_parts import JSON, TEXT, TEXTS, answer_of, problems, request_of
from virtual_museum.core.i18n import languages
from virtual_museum.media.models import KINDS, STATES

TRANSLATED = ("alt", "caption", "transcript", "credit_line")
TOKEN: JSON = {"security": [{"token": []}]}
ASSET = {"name": "asset", "in": "path", "required": True, "schema": TEXT, "example": "000000000000"}
CODE = {"name": "code", "in": "path", "required": True, "schema": TEXT, "example": "000000"}


def media_schemas() -> JSON:
    """The bodies and answers about files."""
    spoken: JSON = {"type": "object", "propertyNames": {"enum": list(languages())}, "additionalProperties": TEXT}
    words: JSON = dict.fromkeys(TRANSLATED, spoken)
    address = {"type": "string", "maxLength": 255, "pattern": "^(https?://.*)?$"}
    return {
        "FileUpload": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                "kind": {"enum": list(KINDS), "description": "Left out: what the content says"},
                "item": {**TEXT, "description": "The code of the item whose record it becomes part of"},
            },
        },
        "FileChange": {
            "type": "object",
            "properties": words | {"rights_uri": address},
            "additionalProperties": False,
        },
        "FileTie": {
            "type": "object",
            "required": ["asset"],
            "properties": {"asset": TEXT, "caption": spoken},
            "additionalProperties": False,
        },
        "File": _file(),
    }


def _file() -> JSON:
    return {
        "type": "object",
        "required": ["asset", "kind", "state", "percent", "reason", "filename", "bytes", "renditions"],
        "properties": {
            "asset": TEXT,
            "kind": {"enum": list(KINDS)},
            "state": {"enum": list(STATES), "description": "received: it waits; failed: `reason` says why"},
            "percent": {"type": "integer", "minimum": 0, "maximum": 100},
            "reason": {"type": ["string", "null"], "description": "In the language of Accept-Language"},
            "filename": TEXT,
            "media_type": TEXT,
            "bytes": {"type": "integer"},
            "sha256": TEXT,
            "facts": {"type": "object"},
            **dict.fromkeys(TRANSLATED, TEXTS),
            "rights_uri": TEXT,
            "picture": {"type": ["string", "null"]},
            "renditions": TEXTS,
        },
    }


def media_paths() -> JSON:
    """The addresses of files."""
    by_pieces = "Large files go in pieces by tus 1.0 to `/api/v1/media/uploads`, with the same token."
    return {
        "/api/v1/media": {
            "post": {
                "operationId": "handOverFile",
                "summary": "Hand a file over; its conversion runs in the background",
                "description": by_pieces,
                **TOKEN,
                "requestBody": request_of("FileUpload", "multipart/form-data"),
                "responses": {
                    "200": answer_of("The museum has this file already", "File"),
                    "201": answer_of("Received", "File") | {"headers": {"Location": {"schema": TEXT}}},
                    **problems(400, 401, 403, 413, 422, 429),
                },
            }
        },
        "/api/v1/media/{asset}": {
            "parameters": [ASSET],
            "get": {
                "operationId": "getFile",
                "summary": "What became of a file",
                **TOKEN,
                "responses": {"200": answer_of("The file", "File"), **problems(401, 403, 404)},
            },
            "patch": {
                "operationId": "describeFile",
                "summary": "Change what is said about a file: the fields that the body names",
                **TOKEN,
                "requestBody": request_of("FileChange"),
                "responses": {"200": answer_of("The file", "File"), **problems(400, 401, 403, 404, 422, 429)},
            },
        },
        "/api/v1/items/{code}/media": {
            "parameters": [CODE],
            "post": {
                "operationId": "attachFile",
                "summary": "Show a file with an item, behind its others",
                **TOKEN,
                "requestBody": request_of("FileTie"),
                "responses": {"200": answer_of("The item", "Item"), **problems(400, 401, 403, 404, 422, 429)},
            },
        },
        "/api/v1/items/{code}/media/{asset}": {
            "parameters": [CODE, ASSET],
            "delete": {
                "operationId": "detachFile",
                "summary": "Show a file no longer with an item; the file stays",
                **TOKEN,
                "responses": {"204": {"description": "No longer shown"}, **problems(401, 403, 404, 429)},
            },
        },
    }
