"""Rich texts: Markdown as curators write it, turned into clean HTML of few elements.

Headings begin at the third level, because a rich text always stands below a page's and a section's heading.
"""

from collections.abc import Mapping
from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

from .db import TranslatedText
from .i18n import current_language, languages

ELEMENTS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h3", "h4", "hr", "sup", "sub"}
LOWERED = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False, "typographer": False})


@lru_cache(maxsize=512)
def to_html(source: str) -> str:
    """The HTML of a Markdown text; raw HTML in it is shown as text, links lead only to http, https and mailto."""
    tokens = _markdown.parse(source)
    for token in tokens:
        if token.tag in LOWERED:
            token.tag = LOWERED[token.tag]
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        rendered,
        tags=ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


def rich_text(texts: Mapping[str, str] | str | None) -> Markup:
    """A rich text for the page; one in another language than the page's stands in a `<div lang>`."""
    if isinstance(texts, str):
        return Markup(to_html(texts))
    text, language = TranslatedText(texts or {}).best(current_language(), languages())
    cleaned = Markup(to_html(text))
    if not text or language == current_language():
        return cleaned
    return Markup('<div lang="{}">{}</div>').format(language, cleaned)


def init_rich_text(app: Flask) -> None:
    """Give templates the filter `rich_text`."""
    app.jinja_env.filters["rich_text"] = rich_text
