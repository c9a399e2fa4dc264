"""Headers, content security policy, CSRF, rate limits and the studio that is closed unless opened."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from .actors import current_actor
from .config import Settings
from .errors import Forbidden, wants_json

View = TypeVar("View", bound=Callable[..., Any])

PERMISSIONS: dict[str, object] = {
    "studio.enter": _l("Enter the studio"),
    "catalogue.read": _l("See all records of the catalogue"),
    "catalogue.edit": _l("Create and edit records"),
    "catalogue.publish": _l("Publish and withdraw records"),
    "catalogue.import": _l("Import records and undo imports"),
    "media.read": _l("See all media"),
    "media.edit": _l("Upload and describe media"),
    "media.delete": _l("Delete media"),
    "halls.edit": _l("Edit halls and placements"),
    "tours.edit": _l("Edit tours"),
    "exhibitions.edit": _l("Edit exhibitions"),
    "documents.publish": _l("Publish and take back exhibitions and tours"),
    "labels.print": _l("Print labels"),
    "events.edit": _l("Edit events and their sessions"),
    "events.publish": _l("Publish and take back events"),
    "bookings.read": _l("See bookings and check visitors in"),
    "bookings.manage": _l("Cancel bookings and answer requests of groups"),
    "audience.read": _l("Read statistics and reports"),
    "users.manage": _l("Manage users and roles"),
    "audit.read": _l("Read the audit"),
}

# One policy for every page, pinned by a test; a view asks for its additions with `csp(...)`.
CSP: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "style-src-attr": ("'unsafe-inline'",),
    "img-src": ("'self'", "data:"),
    "media-src": ("'self'",),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "X-Frame-Options": "SAMEORIGIN",
}

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=True)


def csp(**additions: list[str]) -> None:
    """Add sources to this answer's policy: `csp(img_src=["blob:"])`. Directive names use underscores."""
    wanted: dict[str, list[str]] = g.setdefault("csp", {})
    for name, sources in additions.items():
        directive = name.replace("_", "-")
        if directive not in CSP:
            raise ValueError(f"{directive} is no directive of the museum's policy")
        wanted.setdefault(directive, []).extend(sources)


def policy(additions: dict[str, list[str]]) -> str:
    """The policy as a header's value."""
    parts = []
    for directive, sources in CSP.items():
        more = [source for source in additions.get(directive, []) if source not in sources]
        kept = sources if not more else tuple(s for s in sources if s != "'none'")
        parts.append(" ".join((directive, *kept, *dict.fromkeys(more))))
    return "; ".join(parts)


def permission(name: str) -> Callable[[View], View]:
    """Open a studio view to whoever holds `name`. Stands directly below the route decorator."""
    if name not in PERMISSIONS:
        raise ValueError(f"{name} is not a declared permission")

    def mark(view: View) -> View:
        cast(Any, view).museum_permission = name
        return view

    return mark


def public_view(view: View) -> View:
    """Open a studio view to everybody: the sign-in page and what leads to it."""
    cast(Any, view).museum_permission = ""
    return view


def studio_blueprint(name: str, import_name: str, prefix: str | None = None) -> Blueprint:
    """A blueprint below `/studio` that answers 403 for every view without a declared permission."""
    blueprint = Blueprint(
        f"studio_{name}", import_name, url_prefix=f"/studio/{name}" if prefix is None else prefix
    )
    blueprint.before_request(guard_studio)
    return blueprint


def framed_anywhere(view: View) -> View:
    """Let pages of every site show this view in a frame. Only for what holds no form and knows no session."""
    cast(Any, view).museum_framed = True
    return view


def is_framed() -> bool:
    """Whether this request's view may be shown in frames of other sites."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "museum_framed", False))


def guard_studio() -> Any:
    """Let the request pass where its view is open to the actor; visitors are asked to sign in."""
    view = current_app.view_functions.get(request.endpoint or "")
    needed = getattr(view, "museum_permission", None)
    if needed == "":
        return None
    actor = current_actor()
    if needed is not None and actor.can("studio.enter") and actor.can(needed):
        return None
    if actor.user_id is None and not wants_json() and request.method in {"GET", "HEAD"}:
        return redirect(url_for("studio_accounts.sign_in", next=request.full_path.rstrip("?")))
    raise Forbidden()


def csrf_field() -> Markup:
    """The hidden field every studio form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def init_security(app: Flask, settings: Settings) -> None:
    """Set headers, CSRF and limits for every answer."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        # Forms carry several long texts in three languages and a document of many blocks.
        MAX_FORM_MEMORY_SIZE=8_000_000,
        MAX_FORM_PARTS=20_000,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.globals.update(csrf_field=csrf_field, current_actor=current_actor)

    @app.after_request
    def _headers(response: Response) -> Response:
        if is_framed():
            csp(frame_ancestors=["*"])
        for name, value in HEADERS.items():
            if name != "X-Frame-Options" or not is_framed():
                response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy(g.get("csp", {})))
        if settings.base_url.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path.startswith("/studio"):
            response.headers["Cache-Control"] = "no-store"
        return response
