"""What the holder of a token may do, and the JSON that programs send."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from virtual_museum.api.record_input import cleaned_record
from virtual_museum.core.actors import current_actor
from virtual_museum.core.errors import Forbidden, Invalid, Unauthorised


def may(permission: str) -> bool:
    """Whether the asker has the permission."""
    return current_actor().can(permission)


def require(permission: str) -> None:
    """Only a token opens what is not public: a browser's session is no proof that its owner meant this request.

    Raises Unauthorised or Forbidden.
    """
    if not request.headers.get("Authorization", "").lower().startswith("bearer "):
        raise Unauthorised()
    if not may(permission):
        raise Forbidden()


def json_body() -> dict[str, Any]:
    """The JSON object of the request, as a database can keep it. Raises Invalid."""
    try:
        data = request.get_json()
    except UnsupportedMediaType as error:
        raise Invalid(_("Send JSON with the content type application/json.")) from error
    except BadRequest as error:
        raise Invalid(_("The body is not valid JSON.")) from error
    except RecursionError as error:
        raise Invalid(_("The data are nested too deeply.")) from error
    if not isinstance(data, dict):
        raise Invalid(_("The body must be a JSON object."))
    return dict(cleaned_record(data))
