"""The list of all exhibits: who builds each, how it is photographed, whether it becomes a web model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image

from .finishes import Part
from .objects import animals, art, court, gear, home, horde, music, riders, saka, silver, stones, yurts
from .photographs import Pose


@dataclass(frozen=True)
class Exhibit:
    """One exhibit; `triangles` is the size of its web model, 0 when it has photographs only;
    `flat` draws a sheet or rug that is reproduced flat instead of being photographed."""

    build: Callable[[], list[Part]]
    pose: Pose = Pose()
    second: Pose | None = None
    triangles: int = 0
    flat: Callable[[], Image.Image] | None = None


SHEET = 2064  # pixels across what is reproduced flat: a picture of 2,400 less its margins

EXHIBITS: dict[str, Exhibit] = {
    "deer-plaque": Exhibit(saka.deer_plaque, Pose(turn=-10, elevation=6), Pose(turn=38, elevation=14), 60_000),
    "leopard-plaque": Exhibit(saka.leopard_plaque, Pose(turn=10), Pose(turn=-36, elevation=16), 60_000),
    "torque": Exhibit(saka.torque, Pose(elevation=26), Pose(turn=120, elevation=52), 60_000),
    "akinak": Exhibit(saka.akinak, Pose(roll=22, grounded=False, fill=0.88), None, 64_000),
    "headdress": Exhibit(saka.headdress, Pose(turn=22, fill=0.86), Pose(turn=-60, elevation=16, fill=0.86), 80_000),
    "cauldron": Exhibit(saka.cauldron, Pose(turn=18, elevation=10), Pose(turn=75, elevation=34), 60_000),
    "silver-bowl": Exhibit(saka.bowl, Pose(elevation=30)),
    "arrowheads": Exhibit(riders.arrowheads, Pose(turn=-14, elevation=12), Pose(turn=28, elevation=30), 60_000),
    "horse-bit": Exhibit(riders.horse_bit, Pose(tilt=34, turn=-16, elevation=26, fill=0.92), None, 60_000),
    "bronze-mirror": Exhibit(riders.bronze_mirror, Pose(turn=14), Pose(turn=-30, elevation=18), 90_000),
    "balbal": Exhibit(stones.balbal, Pose(turn=20, fill=0.86), Pose(turn=-50, fill=0.86), 60_000),
    "sun-slab": Exhibit(stones.sun_figure_slab, Pose(turn=-12), None, 70_000),
    "petroglyph-chariot": Exhibit(stones.chariot_slab, Pose(turn=-12), None, 90_000),
    "runic-stele": Exhibit(stones.runic_stele, Pose(turn=20, fill=0.86), None, 70_000),
    "coin": Exhibit(horde.coin, Pose(turn=-10, exposure=0.7), None, 60_000),
    "paiza": Exhibit(horde.paiza, Pose(turn=16, fill=0.84, exposure=0.3), None, 60_000),
    "star-tile": Exhibit(horde.tile, Pose(turn=-14), Pose(turn=30, elevation=20), 60_000),
    "painted-bowl": Exhibit(horde.painted_bowl, Pose(tilt=40, elevation=20), None, 60_000),
    "helmet": Exhibit(horde.helmet, Pose(turn=25), Pose(turn=-40, elevation=24), 70_000),
    "glazed-jug": Exhibit(court.glazed_jug, Pose(turn=60), Pose(turn=-20, elevation=26), 80_000),
    "manuscript-page": Exhibit(court.manuscript_page, flat=lambda: court.manuscript_picture(SHEET, SHEET * 18 // 13)),
    "dombra": Exhibit(music.dombra, Pose(turn=22, fill=0.9), Pose(turn=150, fill=0.9), 60_000),
    "kobyz": Exhibit(music.kobyz, Pose(turn=-20, fill=0.88), None, 60_000),
    "shanyrak": Exhibit(home.shanyrak, Pose(turn=10, elevation=30, fill=0.9), None, 70_000),
    "syrmak": Exhibit(home.syrmak, Pose(fill=0.88), None, flat=lambda: home.syrmak_picture(SHEET, SHEET * 14 // 9)),
    "asyks": Exhibit(home.asyks, Pose(elevation=36), None, 60_000),
    "saukele": Exhibit(home.saukele, Pose(turn=20, fill=0.88), Pose(turn=-70, fill=0.88), 80_000),
    "chest": Exhibit(home.chest, Pose(turn=24, elevation=12)),
    "flask": Exhibit(home.flask, Pose(turn=18), None, 60_000),
    "saddle": Exhibit(gear.saddle, Pose(turn=-24, elevation=14), Pose(turn=64, elevation=10), 110_000),
    "belt-set": Exhibit(silver.belt_set, Pose(turn=10, elevation=20), Pose(turn=-24, elevation=34), 110_000),
    "felt-bag": Exhibit(gear.felt_bag, Pose(turn=-10, elevation=4), None, 90_000),
    "silver-bracelet": Exhibit(silver.silver_bracelet, Pose(turn=6, elevation=26), Pose(turn=-30, elevation=12), 90_000),
    "sybyzgy": Exhibit(gear.sybyzgy, Pose(turn=-10, fill=0.9), None, 60_000),
    "steppe-road": Exhibit(art.print_steppe_road, Pose(fill=0.92, elevation=0), flat=lambda: art.steppe_road(SHEET)),
    "eagle-hunter": Exhibit(art.print_eagle_hunter, Pose(fill=0.92, elevation=0), flat=lambda: art.eagle_hunter(SHEET)),
    "under-the-moon": Exhibit(art.print_moon_yurt, Pose(fill=0.92, elevation=0), flat=lambda: art.moon_yurt(SHEET)),
    "rams-horn": Exhibit(art.print_ornament, Pose(fill=0.92, elevation=0), flat=lambda: art.ornament_sheet(SHEET)),
    "argali": Exhibit(art.argali, Pose(turn=-18), Pose(turn=40, elevation=14), 60_000),
    "mother": Exhibit(art.mother, Pose(turn=20), Pose(turn=-50), 60_000),
    "eagle": Exhibit(art.eagle, Pose(turn=-25), None, 60_000),
    "yurt-model": Exhibit(yurts.yurt_model, Pose(turn=14, elevation=14), Pose(turn=-60, elevation=20), 140_000),
    "saiga": Exhibit(animals.saiga, Pose(turn=-25), Pose(turn=-70, elevation=12), 80_000),
    "snow-leopard": Exhibit(animals.snow_leopard, Pose(turn=-28, elevation=10), Pose(turn=-64, elevation=8), 90_000),
}

# Wide pictures that open an exhibition, the exhibit to the right of the words; 16:9.
COVERS: dict[str, tuple[str, Pose]] = {
    "golden-man": ("deer-plaque", Pose(turn=-8, elevation=5, fill=0.66, aside=0.20)),
    "ulug-ulus": ("star-tile", Pose(turn=-16, elevation=4, fill=0.80, aside=0.24)),
}


@cache
def parts_of(slug: str) -> list[Part]:
    """Return an exhibit's parts, built once a run."""
    return EXHIBITS[slug].build()
