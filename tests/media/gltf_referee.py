"""Khronos' own validator as referee of every GLB this museum makes."""

import json
import subprocess
from pathlib import Path

import pytest

from virtual_museum.core.config import CHECKOUT

SCRIPT = """
const { validateBytes } = require("gltf-validator");
const fs = require("fs");
(async () => {
  const reports = {};
  for (const file of process.argv.slice(1)) {
    reports[file] = (await validateBytes(new Uint8Array(fs.readFileSync(file)), { maxIssues: 50 })).issues;
  }
  console.log(JSON.stringify(reports));
})();
"""


def gltf_errors(files: list[Path]) -> dict[str, list[str]]:
    """The errors in each file by its name, those without left out; skips the test where the validator is missing."""
    if not (CHECKOUT / "node_modules" / "gltf-validator").exists():
        pytest.skip("npm ci has not been run")
    command = [CHECKOUT / "tools" / "with-node", "node", "-e", SCRIPT, *files]
    told = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    reports = json.loads(told.stdout)
    return {
        Path(file).name: [f"{one['code']} {one['message']} {one['pointer']}" for one in issues["messages"]
                          if one["severity"] == 0]
        for file, issues in reports.items() if issues["numErrors"]
    }  # fmt: skip
