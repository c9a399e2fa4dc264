"""html-validate as a referee of pages: the rules of the HTML standard, without matters of taste."""

import json
import subprocess
from pathlib import Path

import pytest

from virtual_museum.core.config import CHECKOUT

# Taste, not validity: the case of the doctype, a style that carries data, an input without a type, a long title.
TASTE = ("doctype-style", "no-inline-style", "no-implicit-input-type", "long-title")


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """What is wrong in the pages, given as name → HTML; skips the test where the referee is missing."""
    if not (CHECKOUT / "node_modules" / "html-validate").exists():
        pytest.skip("npm ci has not been run")
    rules = {"extends": ["html-validate:standard"], "root": True, "rules": dict.fromkeys(TASTE, "off")}
    (folder / ".htmlvalidate.json").write_text(json.dumps(rules), encoding="utf-8")
    names = {}
    for number, (name, text) in enumerate(pages.items()):
        names[f"{number}.html"] = name
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    script = CHECKOUT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    command = [CHECKOUT / "tools" / "with-node", "node", script, "--formatter=json", *sorted(names)]
    told = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert told.returncode in (0, 1), told.stderr
    return [
        f"{names[Path(page['filePath']).name]}:{one['line']} {one['ruleId']}: {one['message']}"
        for page in json.loads(told.stdout)
        for one in page["messages"]
        if one["severity"] == 2
    ]
