"""Languages as equals: chosen, remembered, complete; values written as each language writes them."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import g, request, url_for
from flask_babel import gettext, ngettext, refresh

from virtual_museum.core.i18n import FOLDER, current_language, day, language_url, number, translated, year_range


@contextmanager
def speaking(app, language):
    """A request in that language; what earlier requests left in the test's own context is forgotten."""
    with app.test_request_context("/", headers={"Cookie": f"language={language}"}):
        g.pop("language", None)
        refresh()
        yield
    g.pop("language", None)


@pytest.mark.parametrize(
    ("cookie", "accept", "expected"),
    [
        ("", "", "kk"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de", "kk"),
        ("", "fr,ru;q=0.7", "ru"),
        ("ru", "en", "ru"),
        ("tlh", "en", "en"),
    ],
)
def test_the_language_is_remembered_then_asked_for_then_kazakh(app, cookie, accept, expected):
    headers = {"Cookie": f"language={cookie}"} if cookie else {}
    if accept:
        headers["Accept-Language"] = accept
    with app.test_request_context("/", headers=headers):
        assert current_language() == expected


def test_every_language_has_its_words(app):
    seen = set()
    for language in ("kk", "ru", "en"):
        with speaking(app, language):
            seen.add(gettext("Some fields need a correction."))
    assert seen == {
        "Кейбір өрістерді түзету керек.",
        "Некоторые поля нужно исправить.",
        "Some fields need a correction.",
    }


def test_plurals_follow_the_language(app):
    def views(count):
        return ngettext("%(count)s view", "%(count)s views", count, count=count)

    with speaking(app, "ru"):
        assert [views(n) for n in (1, 3, 5, 21)] == ["1 просмотр", "3 просмотра", "5 просмотров", "21 просмотр"]
    with speaking(app, "kk"):
        assert [views(n) for n in (1, 5)] == ["1 қаралым", "5 қаралым"]


def test_values_are_written_as_the_language_writes_them(app):
    with speaking(app, "kk"):
        assert number(215534) == "215\u202f534" and number(1.5) == "1,5"
        assert day(date(2021, 5, 28)) == "2021\u202fж. 28 мамыр"
        assert year_range(-900, -401) == "б.з.б. 900–401"
        assert year_range(-5, 20) == "б.з.б. 5 – 20"
    with speaking(app, "en"):
        assert number(1.5) == "1.5" and year_range(-50, -50) == "50 BCE"
        assert year_range(None, None) == "" and year_range(1880, 1880) == "1880"


def test_a_fallback_is_marked_with_its_language(app):
    with speaking(app, "en"):
        assert translated({"kk": "Алтын <адам>"}) == '<span lang="kk">Алтын &lt;адам&gt;</span>'
        assert translated({"en": "A & B"}) == "A &amp; B"
        assert translated(None) == ""


def test_one_request_keeps_its_language(app):
    with speaking(app, "ru"):
        current_language()
        assert g.language == "ru"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/LC_MESSAGES/*.po")), ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_catalogues_are_whole(path: Path):
    language = path.parts[-3]
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(strings), f"{path.name}: {message.id!r} is not translated"
        assert not message.fuzzy, message.id
        assert not list(message.check(catalogue)), message.id


def test_one_text_has_one_translation():
    for language in ("kk", "ru"):
        seen: dict[object, tuple[object, str]] = {}
        for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id:
                        known = seen.setdefault((message.context, message.id), (message.string, path.name))
                        assert known[0] == message.string, (message.id, known[1], path.name)


@pytest.mark.parametrize(
    "address",
    ["/kk/", "/kk/collection", "/kk/items/7K3M9X/altyn-adam", "/kk/items/a%20b/c+d", "/kk/halls/%D0%B7%D0%B0%D0%BB",
     "/kk/halls/kk", "/kk/items/a!$&'()*,;=:@b/~c%25d", "/kk/collection?q=%D0%B0%D0%BB&type=a&type=b", "/kk/visit?"],
)  # fmt: skip
def test_the_same_page_in_another_language_has_the_address_that_its_route_makes(app, address):
    with app.test_request_context(address, base_url="http://museum.kz/below"):
        arguments = {**request.view_args, **request.args.to_dict(flat=False), "lang": "ru"}
        assert language_url("ru") == url_for(request.endpoint, **arguments)
