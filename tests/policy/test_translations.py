"""Kazakh, Russian and English as equals: every text of the museum exists in all three."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

from tests.policy.sources import ROOT, Source, sources
from virtual_museum.core.i18n import FOLDER

KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
# English is the language of the source; the other two need catalogues.
LANGUAGES = {"kk": 2, "ru": 3}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")

JINJA = re.compile(r"{#.*?#}|{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}|{%.*?%}|{{.*?}}", re.S)
NOT_TEXT = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>|<!doctype[^>]*>", re.S | re.I)
SPOKEN = re.compile(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"", re.I)
WORD = re.compile(r"[A-Za-zА-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]{2,}")
# Names that are the same in every language.
NAMES = set(
    re.findall(
        r"\w+",
        "kk ru en PDF SVG PNG CSV XLSX DOCX JSON IIIF OAI QR GLB STL PLY OBJ WebP px dpi URL API RSS Atom XMP ID mm kg"
        " JPEG TIFF AVIF GIF MP OGG WAV FLAC MOV WebM WebVTT ZIP",
    )
)
# A block that fills a class attribute, and attributes that a condition adds.
NOT_SPOKEN = re.compile(
    r"{%-?\s*block \w+_class\s*-?%}.*?{%-?\s*endblock\b.*?%}|(?<!\w)[\w-]+=\"[^\"]*\"(?![^<>]*>)", re.S
)

Key = tuple[str, str | None]


@cache
def extracted() -> dict[Key, str]:
    """Message (and context) and the first place it is used."""
    found: dict[Key, str] = {}
    for source in sources("virtual_museum/", "templates/"):
        if not source.path.endswith((".py", ".html", ".txt", ".xml")) or "/demo/studio/" in source.path:
            continue
        method = "python" if source.path.endswith(".py") else "jinja2.ext:babel_extract"
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "encoding": "utf-8"}
        for line, message, _, context in extract_from_file(
            method, ROOT / source.path, keywords=KEYWORDS, options=options
        ):
            single = message[0] if isinstance(message, tuple) else message
            found.setdefault((single, context), f"{source.path}:{line}")
    return found


@cache
def catalogues(language: str) -> dict[str, Catalog]:
    """The catalogues of a language by file name."""
    found = {}
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found[path.name] = read_po(file, locale=language, abort_invalid=True)
    return found


def key_of(message: Message) -> Key:
    single = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return single, message.context


def messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the head."""
    return (message for message in catalogue if message.id)


def strings(message: Message) -> tuple[str, ...]:
    """The translations: one, or one for each plural form."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def translated(language: str) -> set[Key]:
    """Messages that are translated whole."""
    return {
        key_of(message)
        for catalogue in catalogues(language).values()
        for message in messages(catalogue)
        if all(strings(message)) and not message.fuzzy
    }


def placeholders(text: str) -> set[str]:
    return {name for name in PLACEHOLDER.findall(text) if name}


def wrong_placeholders(message: Message) -> Iterator[str]:
    """Translations that lose or invent a placeholder. A singular form may leave the number out."""
    forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    wanted = set().union(*(placeholders(form) for form in forms))
    for number, text in enumerate(strings(message)):
        given = placeholders(text)
        missing = wanted - given - ({"num"} if len(forms) > 1 and number == 0 else set())
        if text and (missing or given - wanted):
            yield f"{key_of(message)[0]!r} → {text!r}"


def wrong_plural_count(message: Message, forms: int) -> bool:
    return isinstance(message.id, (tuple, list)) and len(strings(message)) != forms


def contradictions(language: str) -> list[str]:
    """Messages that two catalogues translate differently: which one counts would depend on their order."""
    found: dict[Key, dict[tuple[str, ...], str]] = defaultdict(dict)
    for name, catalogue in catalogues(language).items():
        for message in messages(catalogue):
            found[key_of(message)].setdefault(strings(message), name)
    return [f"{key[0]!r}: {sorted(ways.values())}" for key, ways in found.items() if len(ways) > 1]


def bare_words(source: Source) -> Iterator[str]:
    """Words of a template that no translation can reach."""
    text = JINJA.sub(" ", NOT_SPOKEN.sub(" ", source.text))
    spoken = [value for value in SPOKEN.findall(text)]
    visible = re.sub(r"<[^>]*>", " ", NOT_TEXT.sub(" ", text))
    visible = re.sub(r"&\w+;", " ", visible)
    for word in WORD.findall(" ".join([visible, *spoken])):
        if word not in NAMES:
            yield f"{source.path}: {word}"


def test_every_text_is_translated():
    missing = {
        language: [f"{place}: {key[0]!r}" for key, place in extracted().items() if key not in translated(language)]
        for language in LANGUAGES
    }
    assert missing == {language: [] for language in LANGUAGES}


def test_placeholders_are_kept():
    wrong = [
        f"{language}/{name}: {line}"
        for language in LANGUAGES
        for name, catalogue in catalogues(language).items()
        for message in messages(catalogue)
        for line in wrong_placeholders(message)
    ]
    assert wrong == []


def test_plural_forms():
    wrong = [
        f"{language}/{name}: {key_of(message)[0]!r}"
        for language, forms in LANGUAGES.items()
        for name, catalogue in catalogues(language).items()
        for message in messages(catalogue)
        if wrong_plural_count(message, forms)
    ]
    assert wrong == []


def test_one_text_has_one_translation():
    assert {language: contradictions(language) for language in LANGUAGES} == {"kk": [], "ru": []}


def test_both_languages_have_the_same_catalogues():
    assert set(catalogues("kk")) == set(catalogues("ru"))


def test_templates_hold_no_bare_words():
    assert [line for source in sources("templates/", ending=".html") for line in bare_words(source)] == []


def test_checks_can_fail():
    assert list(wrong_placeholders(Message("Hello %(name)s", "Сәлем")))
    assert list(wrong_placeholders(Message("Hello", "Сәлем %(name)s")))
    assert not list(wrong_placeholders(Message("Hello %(name)s", "Сәлем, %(name)s")))
    plural = Message(("%(num)s item", "%(num)s items"), ("%(num)s зат", "%(num)s зат"))
    assert wrong_plural_count(plural, 3)
    assert not wrong_plural_count(plural, 2)
    assert list(bare_words(Source("a.html", "<p>Hello</p>"))) == ["a.html: Hello"]
    assert list(bare_words(Source("a.html", '<button aria-label="Close">×</button>'))) == ["a.html: Close"]
    assert not list(bare_words(Source("a.html", '<p class="lead">{{ _("Hello") }} {% if a %}&nbsp;{% endif %}</p>')))
