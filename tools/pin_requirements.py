"""Writes the second part of the requirements files: the exact versions of what the first part brings along.

Run by `make pins` in the environment whose versions are to be kept. The packages in the first part are chosen by
people; their versions too are brought up to what is installed.
"""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
MARK = "# --- brought along by those above ---"


def chosen(text: str) -> list[Requirement]:
    """The requirements of the first part."""
    lines = text.split(MARK)[0].splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def brought_along(requirement: Requirement, found: dict[str, str]) -> None:
    """Add the installed versions of all that the requirement needs on this platform."""
    extras = requirement.extras or {""}
    for line in distribution(requirement.name).requires or []:
        needed = Requirement(line)
        if needed.marker and not any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(needed.name)
        try:
            version = distribution(name).version
        except PackageNotFoundError:
            raise SystemExit(f"{name} is not installed, {requirement.name} needs it") from None
        if name not in found:
            found[name] = version
            brought_along(needed, found)


def pinned(text: str, known: set[str]) -> tuple[str, set[str]]:
    """The file with both parts at the installed versions, and the names it pins; `known` are pinned elsewhere."""
    head = text.split(MARK)[0]
    found: dict[str, str] = {}
    for requirement in chosen(text):
        version = distribution(requirement.name).version
        head = re.sub(rf"(?m)^({re.escape(str(requirement).split('==')[0])})==.*$", rf"\g<1>=={version}", head)
        brought_along(requirement, found)
    direct = {canonicalize_name(requirement.name) for requirement in chosen(text)}
    rest = sorted(f"{name}=={version}" for name, version in found.items() if name not in direct | known)
    return head + MARK + "\n" + "".join(f"{line}\n" for line in rest), direct | set(found)


def main() -> None:
    known: set[str] = set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        path = ROOT / name
        text, names = pinned(path.read_text(encoding="utf-8"), known)
        path.write_text(text, encoding="utf-8")
        known |= names


if __name__ == "__main__":
    main()
