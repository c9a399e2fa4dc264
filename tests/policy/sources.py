"""The project's own files, as the policy tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".venv", "node_modules", "static/dist", "instance", "media", ".git", "test-results")
BINARY = {
    ".jpg", ".jpeg", ".png", ".webp", ".avif", ".glb", ".gltf", ".ply", ".stl", ".obj", ".mp3", ".ogg", ".opus",
    ".wav", ".mp4", ".woff2", ".ttf", ".pdf", ".zip", ".gz", ".bin", ".wasm", ".ico", ".mo", ".tif", ".xlsx",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A file by its path from the project's root, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed Python module."""
        return ast.parse(self.text, self.path)


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all files that belong to the project, those not yet committed included."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listing.returncode == 0:
        names = set(listing.stdout.splitlines())
    else:
        names = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()}
    kept = (name for name in names if not name.startswith(tuple(f"{folder}/" for folder in LEFT_OUT)))
    return tuple(sorted(name for name in kept if (ROOT / name).is_file()))


@cache
def _read(path: str) -> Source:
    return Source(path, (ROOT / path).read_text(encoding="utf-8"))


def sources(*prefixes: str, ending: str = "") -> Iterator[Source]:
    """The text files below the prefixes (all of them without prefixes)."""
    for path in tracked():
        chosen = not prefixes or path.startswith(prefixes)
        if chosen and path.endswith(ending) and Path(path).suffix not in BINARY:
            yield _read(path)


def python(*prefixes: str) -> Iterator[Source]:
    """The Python modules below the prefixes."""
    return sources(*prefixes, ending=".py")
