"""The parts of which the OpenAPI description is made."""

from typing import Any

JSON = dict[str, Any]

REFERENCE = "#/components/schemas/{model}"
TEXT: JSON = {"type": "string"}
TEXTS: JSON = {"type": "object", "additionalProperties": TEXT}


def request_of(name: str, media_type: str = "application/json") -> JSON:
    """A body that must be sent, of the schema of that name."""
    return {"required": True, "content": {media_type: {"schema": {"$ref": REFERENCE.format(model=name)}}}}


def answer_of(words: str, name: str) -> JSON:
    """An answer of the schema of that name."""
    return {"description": words, "content": {"application/json": {"schema": {"$ref": REFERENCE.format(model=name)}}}}


def problems(*statuses: int | str) -> JSON:
    """The answers that are problem documents, for these statuses and all others."""
    schema = {"$ref": REFERENCE.format(model="Problem")}
    answer = {"description": "A problem (RFC 9457)", "content": {"application/problem+json": {"schema": schema}}}
    return {str(status): answer for status in (*statuses, "default")}
