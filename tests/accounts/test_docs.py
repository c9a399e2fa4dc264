"""The page about roles says what the code declares."""

from pathlib import Path

from virtual_museum.accounts.roles import ROLE_NAMES, ROLE_WORDS, ROLES
from virtual_museum.core.security import PERMISSIONS

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def test_the_page_shows_the_declared_table():
    rows = [line.strip("| ").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "`" in line[:4]]
    shown = {cells[0].strip(" `"): [cell.strip() for cell in cells[2:]] for cells in rows}
    assert list(shown) == list(PERMISSIONS)
    for permission, cells in shown.items():
        cells += [""] * (len(ROLES) - len(cells))
        assert cells == ["yes" if permission in held else "" for held in ROLES.values()], permission


def test_every_role_has_its_words():
    assert set(ROLES) == set(ROLE_NAMES) == set(ROLE_WORDS)
