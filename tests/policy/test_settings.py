"""Every declared setting is explained in docs/settings.md, and nothing else is."""

import re

from tests.policy.sources import ROOT, python
from virtual_museum.core.config import Settings

NAME = re.compile(r"^\| `MUSEUM_([A-Z0-9_]+)` \|", re.M)


def documented(text: str) -> set[str]:
    """Names of the settings that have a row in the table."""
    return {name.lower() for name in NAME.findall(text)}


def test_settings_are_documented():
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert documented(text) == set(Settings.model_fields)


def test_each_setting_says_what_it_does():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_environment_is_read_in_one_place():
    """A setting read past the declaration would be unknown to the docs and unchecked."""
    readers = [
        source.path
        for source in python("virtual_museum/")
        if re.search(r"os\.(?:environ|getenv)[\[(.].{0,12}MUSEUM_", source.text)
        and source.path != "virtual_museum/core/config.py"
    ]
    # The supervisor hands the served address on to the processes it starts.
    assert readers in ([], ["virtual_museum/cli/serve.py"])


def test_check_can_fail():
    assert documented("| `MUSEUM_HOME` | folder | |\n| `OTHER` |") == {"home"}
