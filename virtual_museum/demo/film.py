"""`python -m virtual_museum.demo.film`: a short silent film of an exhibit turning once around, made of its web model.

It needs ffmpeg and some minutes; the frames come from the same lighting as the posters of scans.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from virtual_museum.demo.content import MEDIA
from virtual_museum.media.conversion.models3d.convert import load_scene
from virtual_museum.media.conversion.models3d.normals import with_normals
from virtual_museum.media.conversion.models3d.poster import render_spin
from virtual_museum.media.conversion.models3d.textures import open_pictures

FILMED = ("headdress",)
FRAMES, A_SECOND = 120, 20
# Drawn twice as large as shown: what is scaled down has smooth edges.
DRAWN, SHOWN = (1280, 1600), (640, 800)


def film(slug: str, path: Path) -> None:
    """Write the film of an exhibit as MP4 that every phone plays. Raises CalledProcessError."""
    scene = load_scene(MEDIA / "models" / f"{slug}.glb", "glb")
    pictures = open_pictures(scene)
    scene.surfaces = [with_normals(surface) for surface in scene.surfaces]
    with TemporaryDirectory() as folder:
        for number, frame in enumerate(render_spin(scene, pictures, FRAMES, DRAWN)):
            frame.jpegsave(f"{folder}/{number:03}.jpg", Q=95)
        width, height = SHOWN
        subprocess.run(
            ["ffmpeg", "-y", "-loglevel", "error", "-framerate", str(A_SECOND), "-i", f"{folder}/%03d.jpg",
             "-vf", f"scale={width}:{height}:flags=lanczos", "-c:v", "libx264", "-preset", "slow", "-crf", "23",
             "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-map_metadata", "-1", str(path)],
            check=True,
        )  # fmt: skip


def main() -> None:
    """Film the exhibits named on the command line, all that are filmed by default."""
    folder = MEDIA / "films"
    folder.mkdir(parents=True, exist_ok=True)
    for slug in sys.argv[1:] or FILMED:
        film(slug, folder / f"{slug}.mp4")


if __name__ == "__main__":
    main()
