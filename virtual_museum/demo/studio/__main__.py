"""`python -m studio` in the demo folder: makes the demo museum's media anew. It needs requirements-demo.txt and hours.

Blender brings its own numpy, so the studio runs in an environment of its own and imports nothing of the museum.
"""

import argparse
import tomllib
from pathlib import Path

from . import panoramas, plandrawing, posters, sound, webmodels
from .exhibits import COVERS, EXHIBITS, parts_of
from .photographs import photograph, reproduce

DEMO = Path(__file__).parent.parent
MEDIA = DEMO / "media"
PASSES = ("models", "photographs", "covers", "panoramas", "plan", "posters", "sound")


def objects() -> list[dict]:
    """Return the texts of all objects, as the content files hold them."""
    paths = sorted((DEMO / "content" / "objects").glob("*.toml"))
    return [one for path in paths for one in tomllib.loads(path.read_text(encoding="utf-8"))["object"]]


def main() -> None:
    """Run the passes named on the command line, all of them by default."""
    parser = argparse.ArgumentParser(prog="studio", description=__doc__)
    parser.add_argument("passes", nargs="*", metavar="PASS", help=f"any of {', '.join(PASSES)}; default: all")
    parser.add_argument("--only", nargs="*", help="names of exhibits or halls")
    parser.add_argument("--width", type=int, help="pixels across a panorama; by default what its hall deserves")
    parser.add_argument("--photograph", type=int, default=2400, help="pixels across a photograph or cover")
    parser.add_argument("--poses", type=int, choices=(1, 2), default=1, help="photographs of an exhibit that has two sides")
    parser.add_argument("--samples", type=int, default=3, help="rays of light for a pixel of a picture at half its size")
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    for name in chosen.passes or PASSES:
        RUN[name](chosen)


def _models(chosen: argparse.Namespace) -> None:
    webmodels.export(MEDIA / "models", chosen.only)


def _photographs(chosen: argparse.Namespace) -> None:
    folder, width = MEDIA / "photographs", chosen.photograph
    folder.mkdir(parents=True, exist_ok=True)
    for slug in chosen.only or EXHIBITS:
        flat = EXHIBITS[slug].flat
        if flat is not None:
            reproduce(flat(), folder / f"{slug}-1.jpg", width)
            continue
        poses = [pose for pose in (EXHIBITS[slug].pose, EXHIBITS[slug].second)[: chosen.poses] if pose is not None]
        for number, pose in enumerate(poses, 1):
            path = folder / f"{slug}-{number}.jpg"
            photograph(slug, parts_of(slug), pose, path, width, width * 5 // 4, chosen.samples, chosen.threads)


def _covers(chosen: argparse.Namespace) -> None:
    folder, width = MEDIA / "covers", chosen.photograph
    folder.mkdir(parents=True, exist_ok=True)
    for name in chosen.only or COVERS:
        slug, pose = COVERS[name]
        path = folder / f"{name}.jpg"
        photograph(slug, parts_of(slug), pose, path, width, width * 9 // 32 * 2, chosen.samples, chosen.threads)


def _panoramas(chosen: argparse.Namespace) -> None:
    for slug in chosen.only or panoramas.SCENES:
        width = chosen.width or panoramas.WIDTHS.get(slug, panoramas.WIDTH)
        panoramas.render(slug, MEDIA / "panoramas", width, chosen.samples, chosen.threads)


def _plan(_chosen: argparse.Namespace) -> None:
    plandrawing.draw(MEDIA / "plan")


def _posters(_chosen: argparse.Namespace) -> None:
    posters.draw(MEDIA / "posters")


def _sound(chosen: argparse.Namespace) -> None:
    sound.record(MEDIA / "sound", objects(), chosen.only)


RUN = {
    "models": _models, "photographs": _photographs, "covers": _covers, "panoramas": _panoramas, "plan": _plan,
    "posters": _posters,
    "sound": _sound,
}

if __name__ == "__main__":
    main()
