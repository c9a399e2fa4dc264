"""The visitors' own pages: home, type-a-code, for visitors, display; and what installs the museum on a phone."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.i18n import YEAR_SECONDS, current_language, remembered_language
from virtual_museum.core.page_cache import cached_page
from virtual_museum.exhibitions.block_types import KIND_LABELS
from virtual_museum.exhibitions.queries import visible_cards
from virtual_museum.halls.queries import exhibit_counts, halls_in_order
from virtual_museum.media.queries import picture
from virtual_museum.site.display import CHOICES, COOKIE, allowed, chosen, cookie_value, display_attributes
from virtual_museum.site.links import site_links
from virtual_museum.site.viewer_texts import viewer_text_block
from virtual_museum.tours.queries import tour_cards
from virtual_museum.visits.queries import coming_events

blueprint = Blueprint("site", __name__)

SHORT_NAMES = {"kk": "ҚАЗ", "ru": "РУС", "en": "ENG"}
SHOWN_ON_HOME = 5


@blueprint.record_once
def _words_for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        museum_name=lambda: settings().museum_name(current_language()),
        museum_email=lambda: settings().email,
        base_url=lambda: settings().base_url,
        display_attributes=display_attributes,
        short_language_name=lambda code: SHORT_NAMES.get(code, code.upper()),
        site_links=site_links,
        viewer_text_block=viewer_text_block,
    )


@blueprint.get("/")
def entrance() -> Response:
    """To the visitor's language: the remembered one, else what the browser asks for, else the museum's first."""
    answer = make_response(redirect(url_for("site.home", lang=remembered_language())))
    answer.vary.update(("Cookie", "Accept-Language"))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/<lang>/")
@cached_page
def home(lang: str) -> str:
    """One strong picture, two ways in, what is on show, and the code for those who stand in the hall."""
    return render_template(
        "site/home.html",
        current=visible_cards("current", limit=SHOWN_ON_HOME),
        upcoming=visible_cards("upcoming", limit=3),
        tours=tour_cards(),
        sessions=coming_events(),
        kinds=KIND_LABELS,
        picture_of=picture,
    )


@blueprint.get("/<lang>/enter")
def enter(lang: str) -> ResponseReturnValue:
    """Type the six characters that stand beside the QR code on a label."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return render_template("site/enter.html", code="", unknown=False)
    code = parse_code(typed)
    known = db.session.scalar(select(Item.code).where(Item.code == code, Item.status != "draft")) if code else None
    if known:
        return redirect(f"/q/{known}")
    return render_template("site/enter.html", code=typed[:20], unknown=True), 404


@blueprint.get("/<lang>/visit")
@cached_page
def visit(lang: str) -> str:
    """For visitors: the halls, how the labels work, the version for impaired sight."""
    return render_template("site/visit.html", halls=halls_in_order(), counts=exhibit_counts())


@blueprint.get("/<lang>/display")
def display(lang: str) -> str:
    """Choose text size, colours, spacing and pictures."""
    return render_template("site/display.html", choices=CHOICES, chosen=chosen(), back=_own(request.args.get("back")))


@blueprint.get("/<lang>/display/choose")
def choose_display(lang: str) -> Response:
    """Keep the choice and go back. It changes nothing but the visitor's own cookie, so a link may lead here."""
    answer = make_response(redirect(_own(request.args.get("back")) or url_for("site.home", lang=lang)))
    value = cookie_value(allowed(request.args))
    if value:
        answer.set_cookie(
            COOKIE, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings().secure_cookies
        )
    else:
        answer.delete_cookie(COOKIE)
    return answer


def _own(address: str | None) -> str:
    """`address` where it is a page of this museum, else nothing: nobody may send visitors elsewhere."""
    parts = urlsplit((address or "").replace("\\", "/"))
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return f"{parts.path}?{parts.query}" if own and parts.query else parts.path if own else ""


@blueprint.get("/<lang>/offline")
@cached_page
def offline(lang: str) -> str:
    """What the service worker shows when a page was never opened here and there is no connection."""
    return render_template("site/offline.html")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """The script that keeps opened pages for a hall with a bad signal; at the root, because it serves all pages."""
    folder = current_app.static_folder or ""
    return send_from_directory(folder, "js/offline/service-worker.js", mimetype="text/javascript", max_age=0)


@blueprint.get("/manifest.webmanifest")
def web_manifest() -> Response:
    """What a phone needs to keep the museum beside its own programs."""
    pictures = (("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"))
    icons = [
        {"src": url_for("static", filename=f"img/{name}"), "sizes": sizes, "purpose": purpose}
        for name, sizes, purpose in (*pictures, ("maskable-512.png", "512x512", "maskable"))
    ]
    answer = jsonify(
        name=settings().museum_name(settings().languages[0]),
        lang=settings().languages[0],
        start_url="/",
        scope="/",
        display="minimal-ui",
        background_color="#0e0d0c",
        theme_color="#0e0d0c",
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything visitors see may be indexed; secret previews and the studio may not."""
    closed = ["Disallow: /studio", "Disallow: /*/preview/"]
    lines = ["User-agent: *", *closed, f"Sitemap: {settings().base_url}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
