"""The examples of docs/api.md run as they stand."""

import os
import re
import shutil
import subprocess

import pytest

from tests.factories.accounts import make_token, make_user
from tests.factories.catalogue import make_item
from tests.media import samples
from tests.support.threads import served
from virtual_museum.core.config import CHECKOUT, settings
from virtual_museum.core.db import db

PAGE = (CHECKOUT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```", PAGE, re.S)


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs curl and bash")
def test_every_example_runs(app, tmp_path):
    code = make_item(materials=["gold"]).code
    token = make_token(make_user("curator", "docs@museum.test"))
    db.session.commit()
    (tmp_path / "kobyz.jpg").write_bytes(samples.picture())
    assert len(EXAMPLES) >= 8
    with served(app) as address:
        # The card is asked for by the museum's own address, whatever port this test has.
        text = "set -euo pipefail\n" + "\n".join(EXAMPLES).replace("url=$MUSEUM", f"url={settings().base_url}")
        told = {"MUSEUM": address, "CODE": code, "TOKEN": token, "PATH": os.environ["PATH"], "NO_PROXY": "*"}
        run = subprocess.run(
            ["bash", "-x", "-c", text], cwd=tmp_path, env=told, capture_output=True, text=True, timeout=600, check=False
        )
    assert run.returncode == 0, run.stderr[-3000:]
    parts = ("HumanMadeObject", "lido:lidoWrap", "@misc{", "TY  - ART", "ListRecords", '"next"', "<iframe", "received")
    for part in parts:
        assert part in run.stdout, part


def test_every_door_of_the_page_is_open(client, app):
    item = make_item()
    db.session.commit()
    doors = re.findall(r"`(/[^`…]*)`", PAGE.partition("## Reading")[0])
    assert len(doors) >= 9
    for door in doors:
        path = door.replace("CODE", item.code).replace("ADDRESS", f"{settings().base_url}/kk/items/{item.code}")
        if "ASSET" in path:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
