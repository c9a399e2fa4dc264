"""Runs every benchmark of this folder, or those named: `python -m benchmarks.run pages media_ready`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Parts that the benchmarks share, and this script.
PARTS = {"__init__", "run", "report", "load", "museum", "bare", "fastcgi", "generator", "peers"}


def main() -> int:
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in PARTS)
    failed = []
    for name in names:
        print(f"# {name}", file=sys.stderr, flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
