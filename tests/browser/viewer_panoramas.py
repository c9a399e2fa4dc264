"""Panoramas made by the museum's own conversion, put where the viewers' pages find them."""

import json
from pathlib import Path

import pyvips

from virtual_museum.media.conversion.panoramas import convert_panorama
from virtual_museum.media.conversion.results import Source
from virtual_museum.media.conversion.sniff import sniff
from virtual_museum.media.conversion.tile_pack import pack_index


def convert(original: Path, folder: Path) -> dict:
    """Convert the picture into `folder` and unpack its tiles; returns what the tour's data says of it."""
    made = convert_panorama(Source(original, original.name, folder), sniff(original)).renditions[0]
    pack = folder / "pano@1" / "tiles.zip"
    data = pack.read_bytes()
    for name, (start, length) in pack_index(pack).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data[start : start + length])
    (folder / "pano@1" / "base.webp").rename(folder / "base.webp")
    meta = {name: made.meta[name] for name in ("width", "height", "levels", "placeholder", "crop", "heading", "pose")}
    place = f"/media/{folder.name}"
    return {**meta, "base": f"{place}/base.webp", "tiles": f"{place}/{{level}}/{{column}}_{{row}}.jpg"} | {
        "initial": made.meta["initial"]
    }


def write_tour(media: Path, name: str, panorama: dict) -> str:
    """A tour of nothing but this panorama; returns the page that shows it."""
    tour = json.loads((media / "tour.json").read_text(encoding="utf-8"))
    scene = {**tour["scenes"][0], "panorama": panorama, "initial": panorama["initial"], "hotspots": [], "plan": None}
    (media / f"{name}.json").write_text(json.dumps({**tour, "scenes": [scene], "stops": [], "plan": None}), "utf-8")
    return f"/pages/panorama.html?tour={name}"


def detailed(width: int) -> pyvips.Image:
    """A whole sphere full of detail: fine waves over broad ones, grain as of a photograph, and no two places alike."""
    across = pyvips.Image.xyz(width, width // 2)
    x, y = across[0] / width, across[1] / width
    broad = [(x * turns * 360 + y * 720).sin() * 45 + (y * turns * 540).cos() * 35 + 120 for turns in (3, 5, 8)]
    fine = (x * 360 * 140).sin() * (y * 360 * 110).cos() * 18
    grain = pyvips.Image.gaussnoise(width, width // 2, sigma=4, mean=0, seed=3)
    red, green, blue = (band + fine + grain for band in broad)
    return red.bandjoin([green, blue]).cast("uchar").copy(interpretation="srgb")
