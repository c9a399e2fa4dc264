"""What must not be in the tree: paths of a machine, addresses of package hosts, unfinished marks."""

import json
import re
from collections.abc import Iterator

from tests.policy.sources import ROOT, Source, sources

# Written in pieces, so that this file passes its own check.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "npmjs" + ".org", "deb.debian" + ".org")
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "far" + "m", "Us" + "ers")) + r")/")
MARK = re.compile(
    r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error")) + r")\b"
)


def unwanted(source: Source) -> Iterator[str]:
    """Lines that belong to one machine or to unfinished work."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if MACHINE.search(line):
            yield f"{source.path}:{number} names a path of a machine"
        for host in HOSTS:
            if host in line:
                yield f"{source.path}:{number} names {host}"
        if MARK.search(line) and source.path.endswith((".py", ".js", ".mjs", ".css", ".html")):
            yield f"{source.path}:{number} is marked as unfinished"


def addresses_in_lock(text: str) -> list[str]:
    """Packages of a lock file that carry a download address."""
    return [name for name, entry in json.loads(text)["packages"].items() if "resolved" in entry]


def test_tree():
    assert [line for source in sources() for line in unwanted(source)] == []


def test_lock_file():
    assert addresses_in_lock((ROOT / "package-lock.json").read_text(encoding="utf-8")) == []


def test_large_files():
    large = [path for path in (ROOT / source.path for source in sources()) if path.stat().st_size > 3_000_000]
    assert large == []


def test_checks_can_fail():
    for text in ("open('/ro" + "ot/.cache')", "https://" + HOSTS[0] + "/simple", "# TO" + "DO later"):
        assert list(unwanted(Source("a.py", text))), text
    assert not list(unwanted(Source("a.py", "url = '/studio/work/' + x  # a framework/root/place")))
    assert addresses_in_lock('{"packages": {"a": {"resolved": "https://x"}, "b": {"version": "1"}}}') == ["a"]
