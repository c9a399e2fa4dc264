"""Errors people can act on: one family of exceptions, a page for visitors, problem JSON for programs (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, json, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException, InternalServerError

# Addresses whose readers are programs: they get problem JSON whatever they accept.
MACHINE_PREFIXES = ("/api/", "/iiif/", "/oai", "/oembed", "/media-data/")


class MuseumError(Exception):
    """Something a person can understand and act on. `message` is translated, `status` an HTTP status."""

    code = "error"
    status = 400
    default_message = _l("Something went wrong.")

    def __init__(self, message: object = None, **details: object) -> None:
        self.message = message if message is not None else self.default_message
        self.details = details
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(MuseumError):
    """There is no such thing, or none that the asker may know of."""

    code = "not-found"
    status = 404
    default_message = _l("This was not found.")


class Gone(MuseumError):
    """It was here and has been taken back."""

    code = "gone"
    status = 410
    default_message = _l("This is no longer shown.")


class Unauthorised(MuseumError):
    """A program must say who it is."""

    code = "unauthorized"
    status = 401
    default_message = _l("Send a token: Authorization: Bearer …")


class PreconditionFailed(MuseumError):
    """It is no longer in the state in which the asker read it."""

    code = "precondition-failed"
    status = 412
    default_message = _l("Somebody else has changed this in the meantime.")


class Forbidden(MuseumError):
    """The asker's role does not allow it."""

    code = "forbidden"
    status = 403
    default_message = _l("Your role does not allow this.")


class Conflict(MuseumError):
    """Somebody else changed it in between; both versions are kept."""

    code = "conflict"
    status = 409
    default_message = _l("Somebody else has changed this in the meantime.")


class Invalid(MuseumError):
    """What was entered cannot be kept; `fields` says which field and why."""

    code = "invalid"
    status = 422
    default_message = _l("Some fields need a correction.")

    def __init__(self, message: object = None, fields: Mapping[str, object] | None = None, **details: object) -> None:
        super().__init__(message, **details)
        self.fields = dict(fields or {})


class Refused(MuseumError):
    """The thing cannot be done as it stands; the message says what to do instead."""

    code = "refused"
    status = 409


def wants_json() -> bool:
    """True where a program asks."""
    if request.path.startswith(MACHINE_PREFIXES):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best != "text/html" and "json" in (best or "")


def problem(status: int, title: str, code: str, fields: Mapping[str, object] | None = None) -> Response:
    """A problem document as RFC 9457 describes it."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "code": code}
    if fields:
        body["errors"] = [{"field": name, "detail": str(why)} for name, why in fields.items()]
    answer = current_app.response_class(
        json.dumps(body, ensure_ascii=False), status=status, mimetype="application/problem+json"
    )
    # The same address answers the next asker in another language.
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def _page(status: int, message: str, code: str) -> Response:
    surface = "studio" if request.path.startswith("/studio") else "site"
    page = render_template("errors/error.html", status=status, message=message, code=code, surface=surface)
    return make_response(page, status)


def _answer(status: int, message: str, code: str, fields: Mapping[str, object] | None = None) -> Response:
    if wants_json():
        return problem(status, message, code, fields)
    return _page(status, message, code)


def init_errors(app: Flask) -> None:
    """Answer every error in the asker's language and form."""

    @app.errorhandler(MuseumError)
    def _museum_error(error: MuseumError) -> Response:
        fields = error.fields if isinstance(error, Invalid) else None
        answer = _answer(error.status, str(error.message), error.code, fields)
        if isinstance(error, Unauthorised):
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        status = error.code or 500
        if error.response is not None:
            # Whoever raised it has said already what the answer is: a redirect, the sign-in form with a 429.
            return Response.force_type(error.response)  # type: ignore[arg-type, return-value]
        original = getattr(error, "original_exception", None)
        if isinstance(error, InternalServerError) and original is not None:
            app.logger.error("unhandled error at %s", request.path, exc_info=original)
        answer = _answer(status, _words(status), HTTPStatus(status).phrase.lower().replace(" ", "-"))
        for name, value in error.get_headers():
            if name.lower() in {"retry-after", "allow", "www-authenticate", "location"}:
                answer.headers[name] = value
        return answer


def _words(status: int) -> str:
    words = {
        400: _l("The request could not be understood."),
        401: _l("Please sign in."),
        403: Forbidden.default_message,
        404: NotFound.default_message,
        405: _l("This cannot be done here."),
        406: _l("No form of this fits what was asked for."),
        410: Gone.default_message,
        412: PreconditionFailed.default_message,
        413: _l("The file is too large."),
        414: _l("The address is too long."),
        415: _l("Data of this type are not understood here."),
        416: _l("The file has no such part."),
        429: _l("Too many requests at once. Please wait a moment."),
    }
    ours = _l("Something went wrong on our side. Nothing you saved is lost.")
    return str(words.get(status, ours if status >= 500 else words[400]))
