"""Languages as equals: which one a page speaks, the catalogues of texts, and how values are written in each.

The texts are gettext catalogues `translations/<language>/LC_MESSAGES/<feature>.po`, one file a feature, read
and merged at start. English is the language of the source, so it needs no catalogue of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, has_request_context, request, url_for
from flask_babel import Babel, Domain, format_date, format_datetime, get_locale, gettext, to_user_timezone
from markupsafe import Markup

from .config import KNOWN_LANGUAGES, settings
from .db import TranslatedText, utcnow
from .errors import NotFound
from .security import is_framed

FOLDER = Path(__file__).resolve().parents[1] / "translations"
LANGUAGE_COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600
# What may stand in a path as it is, as addresses made of routes have it.
SAFE_IN_PATHS = "!$&'()*+,/:;=@"

THIN_SPACE = "\u202f"
# The museum opens and closes by this clock; moments are kept in UTC and shown by it.
MUSEUM_TIME = ZoneInfo("Asia/Almaty")


@cache
def merged_translations(language: str) -> NullTranslations:
    """All catalogues of `language` as one; English is its own source."""
    merged = Catalog(locale=language)
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and not message.fuzzy:
                    merged.add(message.id, message.string, context=message.context)
    binary = BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return Translations(fp=binary)


class MuseumDomain(Domain):
    """Flask-Babel's domain, reading the museum's merged catalogues."""

    def get_translations(self) -> NullTranslations:  # type: ignore[override]
        locale = get_locale()
        return merged_translations(locale.language if locale else "en")


class MuseumBabel(Babel):
    """Flask-Babel with the museum's domain in place of its own."""

    domain_instance = MuseumDomain()


def languages() -> tuple[str, ...]:
    """The museum's languages; the first is the default."""
    return settings().languages


def current_language() -> str:
    """The language this request speaks."""
    if not has_request_context():
        return languages()[0]
    # A page asks a hundred times, so `g` is reached for once.
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = _choose_language()
    return chosen


def remembered_language() -> str:
    """The visitor's remembered language, else what the browser asks for, else the default."""
    known = languages()
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    if cookie in known:
        return str(cookie)
    return request.accept_languages.best_match(known, default=known[0]) or known[0]


def _choose_language() -> str:
    named = (request.view_args or {}).get("lang")
    return named if named in languages() else remembered_language()


def language_url(language: str) -> str:
    """The address of this same page in `language`."""
    arguments = request.view_args or {}
    if request.endpoint and "lang" in arguments:
        begins = f"/{arguments['lang']}/"
        if not request.query_string and request.path.startswith(begins) and request.path.isascii():
            # Most pages are asked for without a question, and name each language twice.
            return f"{request.script_root}/{language}/{quote(request.path[len(begins):], safe=SAFE_IN_PATHS)}"
        return url_for(request.endpoint, **{**arguments, **request.args.to_dict(flat=False), "lang": language})
    return url_for("site.home", lang=language)


def language_name(language: str) -> str:
    """The language's own name for itself."""
    return KNOWN_LANGUAGES[language]


def init_i18n(app: Flask) -> None:
    """Choose a language for each request and give templates the words for it."""
    MuseumBabel(
        app,
        locale_selector=current_language,
        timezone_selector=lambda: MUSEUM_TIME.key,
    )
    app.before_request(_only_known_languages)
    app.after_request(_remember_visited_language)
    app.jinja_env.filters.update(
        tr=translated, tr_text=translated_text, number=number, date=day, moment=moment, form_moment=form_moment,
        year_range=year_range
    )
    app.jinja_env.globals.update(
        current_language=current_language,
        language_url=language_url,
        language_name=language_name,
        languages=languages,
    )


def _only_known_languages() -> None:
    named = (request.view_args or {}).get("lang")
    if named is not None and named not in languages():
        raise NotFound()


def _remember_visited_language(response: Response) -> Response:
    """Whoever opens a page in another language has switched to it, by a link of ours or of somebody else."""
    named = (request.view_args or {}).get("lang")
    page = response.mimetype == "text/html" and request.method == "GET" and response.status_code < 400
    # A frame on another site's page is nobody's choice of a language.
    page = page and not is_framed()
    if page and named in languages() and request.cookies.get(LANGUAGE_COOKIE) != named:
        remember_language(response, str(named))
    return response


def _best(value: Mapping[str, str] | None, language: str) -> tuple[str, str]:
    if not value:
        return "", language
    text = value.get(language)
    return (text, language) if text else TranslatedText(value).best(language, languages())


def translated_text(value: Mapping[str, str] | None) -> str:
    """The text in this request's language, or in the next that has one."""
    return _best(value, current_language())[0]


def translated(value: Mapping[str, str] | None) -> Markup:
    """The text for a page; a text in another language than the page's carries its `lang`."""
    page = current_language()
    text, language = _best(value, page)
    if language == page:
        return Markup.escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def number(value: float) -> str:
    """A number with thin spaces between thousands, as the museums write it."""
    text = f"{value:,}".replace(",", THIN_SPACE)
    return text if current_language() == "en" else text.replace(".", ",")


def today() -> date:
    """The calendar day in the museum's own time zone."""
    return to_user_timezone(utcnow()).date()


def day(value: date | datetime | None, form: str = "long") -> str:
    """A date in this request's language, for example «2021 ж. 28 мамыр»."""
    return "" if value is None else format_date(value, form)


def moment(value: datetime | None) -> str:
    """A date with the time of day in the museum's time zone."""
    return "" if value is None else format_datetime(value, "d MMMM y, HH:mm")


def form_moment(value: datetime | None) -> str:
    """The same as a form's field for date and time holds it."""
    return "" if value is None else to_user_timezone(value).strftime("%Y-%m-%dT%H:%M")


def _year(value: int) -> str:
    return gettext("%(year)s BCE", year=-value) if value < 0 else str(value)


def year_range(earliest: int | None, latest: int | None) -> str:
    """A span of years in words; negative years are before the common era."""
    if earliest is None and latest is None:
        return ""
    if earliest is None or latest is None or earliest == latest:
        return _year(earliest if earliest is not None else latest or 0)
    if earliest < 0 and latest < 0:
        return gettext("%(span)s BCE", span=f"{-earliest}–{-latest}")
    return f"{_year(earliest)} – {_year(latest)}"


def remember_language(response: Any, language: str) -> None:
    """Keep the visitor's language for a year in a cookie that holds nothing else."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=settings().secure_cookies,
    )
