"""Whatever a schema refuses is said in the asker's language: no type of error is without a sentence."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic_core import _pydantic_core

from tests.factories.accounts import make_token, make_user
from tests.policy.sources import ROOT
from virtual_museum.core import field_words
from virtual_museum.core.config import Settings
from virtual_museum.core.db import db
from virtual_museum.core.field_words import WORDS

# The errors of each sort of check, and those that come with a bound of it.
ERRORS: dict[str, set[str]] = {
    "str": {"string_type", "string_unicode"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float"},
    "float": {"float_type", "float_parsing", "finite_number"},
    "decimal": {"decimal_type", "decimal_parsing", "finite_number"},
    "bool": {"bool_type", "bool_parsing"},
    "date": {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"},
    "datetime": {"datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid"},
    "literal": {"literal_error"},
    "dict": {"dict_type"},
    "list": {"list_type"},
    "tuple": {"tuple_type"},
    "model": {"model_type"},
    "model-fields": {"model_type", "missing", "extra_forbidden"},
    "model-field": set(),
    "tagged-union": {"union_tag_invalid", "union_tag_not_found"},
    "union": set(),
    "nullable": set(),
    "default": set(),
    "any": set(),
    "chain": set(),
    "definitions": set(),
    "definition-ref": set(),
    "function-before": set(),
    "function-after": set(),
    "function-wrap": set(),
    "function-plain": set(),
}
NUMBERS = {"ge": "greater_than_equal", "gt": "greater_than", "le": "less_than_equal", "lt": "less_than"}
BOUNDS: dict[str, dict[str, str]] = {
    "str": {"max_length": "string_too_long", "min_length": "string_too_short", "pattern": "string_pattern_mismatch"},
    "int": NUMBERS | {"multiple_of": "multiple_of"},
    "float": NUMBERS | {"multiple_of": "multiple_of"},
    "decimal": NUMBERS
    | {"multiple_of": "multiple_of", "max_digits": "decimal_max_digits", "decimal_places": "decimal_max_places"},
    "list": {"max_length": "too_long", "min_length": "too_short"},
    "dict": {"max_length": "too_long", "min_length": "too_short"},
    "tuple": {"max_length": "too_long", "min_length": "too_short"},
}


def schemas() -> Iterator[type[BaseModel]]:
    """Every schema of the museum but the settings, whose mistakes an operator reads at the start."""
    waiting = [BaseModel]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            if found.__module__.startswith("virtual_museum.") and found is not Settings:
                yield found


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every check within a core schema, itself included."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for name, value in schema.items():
            if name not in ("metadata", "ref", "expected", "serialization"):
                yield from parts(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from parts(value)


def possible_errors(schema: Any) -> set[str]:
    """The types of error that values can raise. A sort of check that is not known here is an error of this test."""
    found: set[str] = set()
    for part in parts(schema):
        kind = part["type"]
        if kind in ("no-info", "with-info"):
            continue
        found |= ERRORS[kind]
        found |= {error for bound, error in BOUNDS.get(kind, {}).items() if part.get(bound) is not None}
    return found


def test_every_error_of_every_schema_has_a_sentence(app):
    every = list(schemas())
    assert len(every) > 30
    found = set().union(*(possible_errors(schema.__pydantic_core_schema__) for schema in every))
    assert found - set(WORDS) == set()
    # What the sentences take from the context is there.
    contexts = {error["type"]: error["example_context"] or {} for error in _pydantic_core.list_all_errors()}
    for kind, words in WORDS.items():
        assert str(words) % {**contexts[kind], "known": "a"}


@pytest.mark.parametrize("checked", [bytes, set[int]])
def test_the_walk_can_fail(checked):
    with pytest.raises(KeyError):
        possible_errors(TypeAdapter(checked).core_schema)


def checks() -> Iterator[str]:
    """The modules in which the functions stand that schemas call, in the file's path."""
    for schema in schemas():
        for part in parts(schema.__pydantic_core_schema__):
            function = part.get("function")
            called = function.get("function") if isinstance(function, dict) else None
            module = getattr(inspect.unwrap(called), "__module__", "") if called else ""
            if module.startswith("virtual_museum."):
                yield str(sys.modules[module].__file__)


def mute_refusals(path: str, text: str) -> Iterator[str]:
    """Where a ValueError is raised with other words than those of the translations."""
    for node in ast.walk(ast.parse(text)):
        raised = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(raised, ast.Call) and getattr(raised.func, "id", "") == "ValueError":
            words = raised.args[0] if raised.args else None
            spoken = isinstance(words, ast.Call) and getattr(words.func, "id", "") == "_l"
            if not spoken and not (isinstance(words, ast.Name) and words.id.isupper()):
                yield f"{path}:{raised.lineno}"


def test_own_checks_of_schemas_speak_every_language(app):
    files = set(checks())
    assert str(ROOT / "virtual_museum/core/document_fields.py") in files
    wrong = [line for path in sorted(files) for line in mute_refusals(path, Path(path).read_text(encoding="utf-8"))]
    assert wrong == []
    assert list(mute_refusals("a.py", 'raise ValueError("english")'))


WRONG: list[dict[str, Any]] = [
    {"colour": "red"}, {"title": 5}, {"title": {"kk": 5}}, {"title": {"!": "a"}}, {"makers": 5}, {"makers": [5]},
    {"makers": [{"role": "a"}]}, {"makers": [{"name": ""}]}, {"makers": [{"name": "a"}] * 201}, {"fund": "other"},
    {"fund": 5}, {"quantity": "5"}, {"quantity": 1.5}, {"quantity": -1}, {"quantity": 10**8}, {"quantity": True},
    {"weight": {"value": "x"}}, {"weight": {"unit": "g"}}, {"weight": {"value": 1, "unit": "x" * 13}}, {"weight": []},
    {"acquisition_date": "yesterday"}, {"acquisition_date": 5}, {"acquisition_price": 1.5}, {"acquisition_price": "x"},
    {"acquisition_price": "1.555"}, {"acquisition_price": "1" * 15}, {"acquisition_price": -1}, {"notes": {"a": 1}},
    {"rights_uri": "ftp://a"}, {"image_url": "https://a b"}, {"image_url": 5}, {"status": "secret"}, {"version": "1"},
    {"year_from": 10**7}, {"keywords": ["a"] * 501}, {"keywords": [1]}, {"inventory_number": "a" * 121},
]  # fmt: skip


@pytest.fixture
def token(app):
    secret = make_token(make_user("curator", "words@museum.test"))
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def test_a_program_reads_each_refusal_in_its_own_language(client, token):
    code = client.post("/api/v1/items", json={"title": {"kk": "Қобыз"}}, headers=token).get_json()["code"]
    for body in WRONG:
        answers = {}
        for language in ("kk", "ru", "en"):
            spoken = token | {"Accept-Language": language}
            answer = client.patch(f"/api/v1/items/{code}", json=body, headers=spoken)
            assert answer.status_code == 422, body
            answers[language] = answer.get_json()
        named = {language: [line["field"] for line in answer["errors"]] for language, answer in answers.items()}
        assert named["kk"] == named["ru"] == named["en"], body
        assert named["en"][0].split(".")[0] == next(iter(body))
        for kk, ru, en in zip(*(answers[language]["errors"] for language in ("kk", "ru", "en")), strict=True):
            assert len({kk["detail"], ru["detail"], en["detail"]}) == 3, (body, en)
            assert "nput should" not in en["detail"], body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/iiif/image/3/abcdefgh1234/x/max/0/default.jpg"), ("GET", "/api/v1/items?limit=x"),
        ("PUT", "/api/v1/items"), ("GET", "/api/v1/nothing"), ("GET", "/oembed?url=x"), ("GET", "/oembed?format=x"),
        ("POST", "/api/v1/items"), ("GET", "/iiif/search/2/items/000000?q=a"), ("GET", "/oai?verb=x"),
        ("GET", "/oai?verb=ListRecords&metadataPrefix=oai_dc&from=x"),
    ],
)  # fmt: skip
def test_no_door_refuses_in_a_strange_language(client, method, path):
    said = {
        client.open(path, method=method, headers={"Accept-Language": code}).text.partition("<request")[2]
        or client.open(path, method=method, headers={"Accept-Language": code}).get_json()["title"]
        for code in ("kk", "ru", "en")
    }
    assert len(said) == 3


def test_words_come_from_the_list_of_possible_values(app):
    error = {"type": "literal_error", "ctx": {"expected": "'main', 'temporary' or 'loan'"}}
    assert field_words.words_of(error).endswith("main, temporary, loan.")
