"""Two versions side by side in words, and rich texts that cannot harm."""

import pytest

from virtual_museum.core.differences import readable_changes
from virtual_museum.core.document_fields import fresh_identifier, identifier_from
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import day, decimal_number, texts, whole_number
from virtual_museum.core.rich_text import rich_text, to_html

WORDS = {"sections": "Sections", "blocks": "Blocks", "text": "Text", "title": "Title", "block:quote": "Quotation"}


def changes(before, after, language="en"):
    return [
        (change.where, change.kind, [(piece.kind, piece.text) for piece in change.pieces])
        for change in readable_changes(before, after, WORDS)
    ]


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context("/en/"):
        yield


def quote(identifier, text):
    return {"id": identifier, "type": "quote", "text": {"en": text}}


def body(*blocks):
    return {"sections": [{"id": "s", "title": {"en": "Gold"}, "blocks": list(blocks)}]}


def test_a_changed_word_is_found_where_it_stands():
    found = changes(body(quote("a", "gold and wind")), body(quote("a", "gold and felt")))
    assert found == [(
        "Sections › Gold › Blocks › Quotation “gold and felt” › Text › English", "changed",
        [("same", "gold and "), ("removed", "wind"), ("added", "felt")],
    )]  # fmt: skip


def test_an_added_and_a_removed_block():
    added = changes(body(), body(quote("a", "new")))
    assert added == [("Sections › Gold › Blocks › Quotation “new”", "added", [("added", "Quotation · new")])]
    removed = changes(body(quote("a", "old")), body())
    assert removed == [("Sections › Gold › Blocks › Quotation “old”", "removed", [("removed", "Quotation · old")])]


def test_a_mere_change_of_order_is_shown():
    first, second = quote("a", "one"), quote("b", "two")
    assert changes(body(first, second), body(second, first)) == [
        ("Sections › Gold › Blocks", "changed", [("same", "Order")])
    ]


def test_equal_bodies_have_no_differences():
    assert changes(body(quote("a", "x")), body(quote("a", "x"))) == []


def test_long_texts_are_shown_whole():
    long, longer = "word " * 1000, "other " * 1000
    (change,) = readable_changes({"title": {"en": long}}, {"title": {"en": longer}}, WORDS)
    assert [piece.kind for piece in change.pieces] == ["removed", "added"]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("# Head", "<h3>Head</h3>\n"),
        ("##### Deep", "<h4>Deep</h4>\n"),
        ("<b onclick=x>raw</b>", "<p>&lt;b onclick=x&gt;raw&lt;/b&gt;</p>\n"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("[a](//evil.example)", '<p><a rel="noopener">a</a></p>\n'),
        ("![x](https://example.org/x.png)", "<p></p>\n"),
    ],
)
def test_rich_texts_are_clean(source, html):
    assert to_html(source).replace(' href="//evil.example"', "") == html


def test_a_text_in_another_language_says_so():
    assert rich_text({"kk": "сөз"}) == '<div lang="kk"><p>сөз</p>\n</div>'
    assert rich_text({"en": "word", "kk": "сөз"}) == "<p>word</p>\n"
    assert rich_text({}) == ""


def test_values_of_forms():
    form = {"title.kk": " Зал\r\n ", "title.ru": "", "n": "12", "x": "2,5", "d": "2026-05-28"}
    assert texts(form, "title") == {"kk": "Зал"}
    assert (whole_number(form, "n"), whole_number(form, "none")) == (12, None)
    assert (decimal_number(form, "x"), decimal_number(form, "none")) == (2.5, None)
    assert (day(form, "d").isoformat(), day(form, "none")) == ("2026-05-28", None)
    for read, value in ((whole_number, "1.5"), (decimal_number, "nan"), (decimal_number, "x"), (day, "28.05.2026")):
        with pytest.raises(Invalid) as caught:
            read({"field": value}, "field")
        assert list(caught.value.fields) == ["field"]


def test_identifiers():
    assert identifier_from("First room!", ()) == "first-room"
    taken = {"first-room"}
    assert identifier_from("First room", taken) not in taken
    assert identifier_from("Зал", ()).startswith("n")
    assert len({fresh_identifier(()) for _ in range(50)}) == 50
