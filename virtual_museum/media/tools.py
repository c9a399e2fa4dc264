"""The programs a conversion may use, found once: gltfpack from the front-end libraries, ffmpeg of the system."""

import shutil
from functools import cache
from pathlib import Path

from virtual_museum.core.config import CHECKOUT


@cache
def gltfpack_library() -> Path | None:
    """The WebAssembly library of npm's `gltfpack`, installed by `npm ci`; None when it is not there."""
    library = CHECKOUT / "node_modules" / "gltfpack" / "library.wasm"
    return library if library.is_file() else None


@cache
def ffmpeg() -> tuple[str | None, str | None]:
    """The paths of ffmpeg and ffprobe; both None unless both are installed."""
    tools = shutil.which("ffmpeg"), shutil.which("ffprobe")
    return tools if all(tools) else (None, None)
