"""Rules that compile late give the same addresses as rules that compile at once."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, Map, Rule

from virtual_museum.core.routing import LateRule

# One variable is called as the function's own argument.
PATTERNS = ("/", "/<string:lang>/items/<code>", "/<path:rule>/end", "/sheet/<int:number>.pdf")
VALUES = {"lang": "kk", "code": "7K3M9X Ә", "rule": "a/b c", "number": 7}
GIVEN = [{}, VALUES, VALUES | {"from": -400, "q": ["қола", "&"]}]


def built(kind: type[Rule], given: dict) -> list[str | None]:
    """The address of each pattern with these values, None where one is missing; asked for twice."""
    rules = [kind(pattern, endpoint=pattern) for pattern in PATTERNS]
    rules.append(kind("/first", endpoint="/first", defaults={"number": 1}))
    rules.append(kind("/first/<int:number>", endpoint="/first"))
    addresses = Map(rules).bind("museum.example")
    found: list[str | None] = []
    for endpoint in [*PATTERNS, "/first"] * 2:
        for append_unknown in (True, False):
            try:
                found.append(addresses.build(endpoint, given, append_unknown=append_unknown))
            except BuildError:
                found.append(None)
    return found


@pytest.mark.parametrize("given", GIVEN, ids=["nothing", "all", "more"])
def test_addresses_are_those_of_the_library(given: dict) -> None:
    assert built(LateRule, given) == built(Rule, given)
    assert any(built(LateRule, VALUES))


def test_addresses_are_recognised_before_any_was_built() -> None:
    addresses = Map([LateRule(pattern, endpoint=pattern) for pattern in PATTERNS]).bind("museum.example")
    assert addresses.match("/kk/items/7K3M9X") == ("/<string:lang>/items/<code>", {"lang": "kk", "code": "7K3M9X"})
    with pytest.raises(NotFound):
        addresses.match("/kk/none/7K3M9X")


def test_every_rule_of_the_museum_compiles_late(app: Flask) -> None:
    at_once = {rule.endpoint for rule in app.url_map.iter_rules() if not isinstance(rule, LateRule)}
    # Flask adds its own rule for static files before the museum can say how.
    assert at_once == {"static"}
    with app.test_request_context():
        assert app.url_for("site.home", lang="kk") == "/kk/"
