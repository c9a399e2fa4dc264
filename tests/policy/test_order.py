"""The files named as the longest exist, and stand before all others."""

from tests.support.order import LONGEST, TESTS, place


def test_the_longest_files_are_there() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_they_come_first_in_their_order() -> None:
    longest = ("demo/b.py", "api/a.py")
    files = [TESTS / "api/a.py", TESTS / "api/c.py", TESTS / "demo/b.py", TESTS.parent / "elsewhere" / "d.py"]
    assert [place(file, longest) for file in files] == [1, 2, 0, 2]
