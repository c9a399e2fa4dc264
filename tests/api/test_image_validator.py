"""The IIIF consortium's own validator of the Image API 3.0, all tests of level 2, against a running museum."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import pyvips

from tests.factories.media import add_rendition, make_asset
from tests.support.threads import served
from virtual_museum.core.db import db
from virtual_museum.media.conversion.images import write_pyramid

PROGRAM = Path(sys.executable).parent / "iiif-validate.py"
SIDE, SQUARES = 1000, 10


def test_picture(validator: SimpleNamespace) -> pyvips.Image:
    """The validator's picture: ten by ten squares of the colours that it knows."""
    colours = np.array(validator.colorInfo, dtype=np.uint8).transpose(1, 0, 2)
    step = SIDE // SQUARES
    return pyvips.Image.new_from_array(colours.repeat(step, axis=0).repeat(step, axis=1).copy(), interpretation="srgb")


test_picture.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_level_two_is_kept_wholly(app, tmp_path, monkeypatch):
    module = pytest.importorskip("iiif_validator.validator")
    if not PROGRAM.exists():
        pytest.skip("the validator's program is not installed")
    write_pyramid(test_picture(module.ValidationInfo()), tmp_path / "pyramid.tif")
    asset = make_asset()
    meta = {"width": SIDE, "height": SIDE, "file": "pyramid.tif", "tile": 256}
    add_rendition(asset, "pyramid@1", meta, {"pyramid.tif": (tmp_path / "pyramid.tif").read_bytes()})
    code = asset.code
    db.session.commit()
    with served(app) as address:
        # The description of a picture names the museum by its address.
        monkeypatch.setattr(app.extensions["museum.settings"], "base_url", address)
        run = subprocess.run(
            [sys.executable, str(PROGRAM), "-s", address.removeprefix("http://"), "-p", "iiif/image/3", "-i", code,
             "--version", "3.0", "--level", "2", "-v"],
            cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
    told = run.stdout + run.stderr
    assert run.returncode == 0, told
    done = re.search(r"Done \((\d+) tests, (\d+) failures\)", told)
    assert done is not None and int(done.group(1)) >= 30 and done.group(2) == "0", told
