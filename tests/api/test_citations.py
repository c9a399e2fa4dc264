"""An item is cited as its language's rules say, and reference managers read what they are given."""

import re
from datetime import date

import pytest
from lxml import etree

from tests.factories.catalogue import make_item
from tests.shared_data import shared_data
from virtual_museum.catalogue.citations import bibtex, cited, ris, styles
from virtual_museum.core.config import settings
from virtual_museum.core.db import db

DAY = date(2026, 11, 22)
RECORD = {
    "title": {"kk": "Тау теке басы", "ru": "Голова горного козла", "en": "Head of an ibex & 100% of {it}"},
    "inventory_number": "КП-0000/14",
    "date_text": {"kk": "1880 ж.", "ru": "1880 г.", "en": "1880"},
    "year_from": 1880,
    "year_to": 1880,
    "object_type": "sculpture",
    "materials": ["gold"],
    "makers": ["Blake, Robert"],
    "keywords": ["ibex"],
}


@pytest.fixture
def item(app):
    """A published item with all that a citation names."""
    made = make_item(**RECORD)
    db.session.commit()
    return made


def text(item, language: str) -> list[str]:
    return [style.text for style in styles(cited(item, language, DAY))]


def test_kazakh_and_russian_follow_gost(item):
    address = f"{settings().base_url}/ru/items/{item.code}"
    assert text(item, "ru") == [
        f"Robert Blake. Голова горного козла. 1880 г. – Изображение : электронное // {settings().museum_name('ru')} : "
        f"[сайт]. – Инв. № КП-0000/14. – URL: {address} (дата обращения: 22.11.2026)."
    ]
    kazakh = text(item, "kk")[0]
    assert "Тау теке басы. 1880 ж. – Кескін : электрондық // " in kazakh
    assert kazakh.endswith("(жүгінген күні: 22.11.2026).")


def test_english_has_apa_and_chicago(item):
    apa, chicago = text(item, "en")
    assert apa.startswith("Robert Blake (1880). Head of an ibex & 100% of {it} [Sculpture]. ")
    assert apa.endswith(f" {settings().base_url}/en/items/{item.code}")
    assert "1880. Gold. " in chicago and "inv. no. КП-0000/14. Accessed November 22, 2026." in chicago


def test_empty_fields_leave_no_trace(app):
    bare = make_item(title={"en": "Cauldron"}, inventory_number="")
    for language in ("kk", "ru", "en"):
        for one in text(bare, language):
            assert not re.search(r"\.\s*\.|, ,|None|\(\)|\[\]|№\s*\.|  ", one), one
            assert "Cauldron" in one and bare.code in one


def test_bibtex_escapes_what_latex_would_read(item):
    record = bibtex(cited(item, "en", DAY))
    assert record.startswith(f"@misc{{museum-{item.code},\n")
    assert "title = {{Head of an ibex \\& 100\\% of \\{it\\}}}" in record and "year = {1880}" in record
    depth = 0
    for character in re.sub(r"\\[{}]", "", record):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def test_ris_is_a_record_of_tagged_lines(item):
    lines = ris(cited(item, "kk", DAY)).split("\r\n")
    assert lines[0] == "TY  - ART" and lines[-2] == "ER  -" and lines[-1] == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  -( .+)?", line) for line in lines[:-1])
    assert "TI  - Тау теке басы" in lines and "LA  - kaz" in lines and "PY  - 1880" in lines


def test_a_line_break_in_a_title_breaks_no_record(app):
    item = make_item(title={"en": "Head\nER  - \r\nof an ibex"})
    assert ris(cited(item, "en", DAY)).count("\r\n") == len(ris(cited(item, "en", DAY)).splitlines())
    assert "TI  - Head ER - of an ibex" in ris(cited(item, "en", DAY))


@pytest.mark.parametrize(
    ("name", "media_type", "ending"),
    [("bibtex", "application/x-bibtex", "bib"), ("ris", "application/x-research-info-systems", "ris"),
     ("text", "text/plain", "txt"), ("dc", "application/xml", "dc.xml"), ("lido", "application/xml", "lido.xml")],
)  # fmt: skip
def test_each_form_is_a_file_with_a_name(client, item, name, media_type, ending):
    answer = client.get(f"/api/v1/items/{item.code}?format={name}&lang=kk")
    assert answer.status_code == 200 and answer.mimetype == media_type
    assert answer.headers["Content-Disposition"].endswith(f"filename={item.code}.{ending}")
    assert "Тау теке басы" in answer.get_data(as_text=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.headers["ETag"]


def test_unknown_forms_and_languages_are_problems(client, item):
    for query, field in (("format=marc", "format"), ("format=ris&lang=tlh", "lang")):
        answer = client.get(f"/api/v1/items/{item.code}?{query}")
        assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"] == field


def test_the_lido_file_is_valid(client, item):
    schema = etree.XMLSchema(etree.parse(shared_data("schemas/lido/lido-v1.1.xsd")))
    schema.assertValid(etree.fromstring(client.get(f"/api/v1/items/{item.code}?format=lido").data))
