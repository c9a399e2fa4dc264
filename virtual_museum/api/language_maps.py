"""Texts in every language at once, as IIIF writes them: {"kk": ["…"], "ru": ["…"]}."""

from collections.abc import Mapping

from flask_babel import force_locale

from virtual_museum.core.i18n import languages

LanguageMap = dict[str, list[str]]


def language_map(value: Mapping[str, str] | None) -> LanguageMap:
    """A translated text; a text without any language stands under "none"."""
    found = {code: [text] for code, text in (value or {}).items() if text}
    return found or {"none": [""]}


def in_all_languages(words: object) -> LanguageMap:
    """A lazy text of the interface in every language of the museum."""
    found: LanguageMap = {}
    for code in languages():
        with force_locale(code):
            found[code] = [str(words)]
    return found
