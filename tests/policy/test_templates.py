"""Templates: one frame for all pages, nothing inline that the security policy would block."""

import re
from collections.abc import Container, Iterable, Iterator

from tests.policy.sources import Source, sources

# Whole documents of their own, partial pages and parts that others include.
FRAMES = (
    "templates/base.html",
    "templates/studio/base.html",
    "templates/site/base.html",
    "templates/api/embed_base.html",
)
PARTS = ("templates/components/", "templates/macros/")

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)[^>]*>", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "an address of another host": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=.https?://", re.I),
    "a javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),

}  # fmt: skip
COMMENT = re.compile(r"{#.*?#}|<!--.*?-->", re.S)


def is_part(path: str) -> bool:
    """Whether the template is a component: below components or with a leading underscore."""
    return path.startswith(PARTS) or path.rsplit("/", 1)[-1].startswith("_") or "/components/" in path


def used_parts(templates: Iterable[Source]) -> set[str]:
    """Paths of the templates that others include or import."""
    named = re.compile(r"{%-?\s*(?:include|import|from)\s+[\"']([^\"']+)[\"']")
    return {f"templates/{name}" for source in templates for name in named.findall(source.text)}


def without_frame(source: Source, parts: Container[str] = ()) -> Iterator[str]:
    """Pages that extend no other template; parts of pages need no frame."""
    if source.path in FRAMES or is_part(source.path) or source.path in parts:
        return
    if not re.search(r"{%-?\s*extends\s", source.text):
        yield f"{source.path} extends nothing"


def inline_code(source: Source) -> Iterator[str]:
    """What the content security policy would block, and what would call on others."""
    text = COMMENT.sub("", source.text)
    for what, pattern in INLINE.items():
        for match in pattern.finditer(text):
            yield f"{source.path} has {what}: {match.group(0)[:60]}"


def test_pages_share_their_frame():
    pages = list(sources("templates/", ending=".html"))
    parts = used_parts(pages)
    assert [line for source in pages for line in without_frame(source, parts)] == []


def test_nothing_inline():
    assert [line for source in sources("templates/", ending=".html") for line in inline_code(source)] == []


def test_checks_can_fail():
    for text in (
        "<script>alert(1)</script>",
        '<script type="module">import "a"</script>',
        "<style>a{}</style>",
        '<button class="a" onclick="x()">',
        '<a href="javascript:x()">',
        '<img src="https://example.org/a.png">',
    ):
        assert list(inline_code(Source("templates/a.html", text))), text
    for text in (
        '<script type="module" src="{{ bundle(\'js/main.js\') }}"></script>',
        '<script type="application/ld+json">{}</script>',
        '<p data-on="a" style="--height: 4">{# <script> #}',
    ):
        assert not list(inline_code(Source("templates/a.html", text))), text
    assert list(without_frame(Source("templates/site/a.html", "<p>")))
    assert used_parts([Source("templates/b.html", '{% include "site/a.html" %}')]) == {"templates/site/a.html"}
    assert not list(without_frame(Source("templates/site/a.html", '{% extends "base.html" %}')))
    assert not list(without_frame(Source("templates/site/_row.html", "<p>")))
