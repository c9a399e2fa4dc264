"""The order in which files of tests run: those that take minutes first, so that none of them is left for the end."""

from collections.abc import Sequence
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

# Below the folder of tests, longest first. Two of them look at the same converted demo museum, which the first of them
# makes ready; what stands between them gives it the time.
LONGEST = (
    "demo/test_pages.py",
    "journeys/test_curator.py",
    "api/test_by_schemathesis.py",
    "api/test_iiif_viewers.py",
    "journeys/test_kill.py",
    "browser/test_panorama_views.py",
    "media/test_models3d.py",
    "media/test_hostile_random.py",
    "browser/test_viewers.py",
    "browser/test_viewers_route.py",
    "journeys/test_visitors.py",
    "browser/test_model_details.py",
    "browser/test_viewers_headset.py",
    "studio/test_in_browser.py",
    "api/test_image_validator.py",
)


def longest_first(items: list[pytest.Item]) -> None:
    """Move the tests of the longest files to the front; the others keep their order, and so do the tests of a file."""
    items.sort(key=lambda item: place(item.path, LONGEST))


def place(path: Path, longest: Sequence[str]) -> int:
    """The file's place among the longest, behind them all for every other."""
    name = path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else ""
    return longest.index(name) if name in longest else len(longest)
