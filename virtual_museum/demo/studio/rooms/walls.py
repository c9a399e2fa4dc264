"""Hanging printed panels on a hall's walls, each with its lamps."""

import math

from PIL import Image

from ..blender import add_form
from ..forms import box, projected
from . import panels, surfaces
from .architecture import Shell
from .plan import ROOM_X, ROOM_Y, Panel

PIXELS = 620  # a metre; a panorama of 8192 pixels sees a wall five metres away at about 270
TIMES = {
    "saka": [
        ("б.з.б. VIII–VII", "Шілікті: алтын бұғылар"), ("б.з.б. VII–VI", "Тасмола мәдениеті: Сарыарқа қорғандары"), ("б.з.б. 520", "Бехистун жазбасы: «тиграхауда» сақтары"),
        ("б.з.б. V", "Бесшатыр қорымы"), ("б.з.б. IV–III", "Есік: Алтын адам"), ("1969", "Есік қорғаны қазылды"),
    ],
    "horde": [
        ("XIII ғ.", "Бату хан Сарай қаласын салдырды"), ("1266", "Мөңке Темір: Орданың өз теңгесі"), ("1312–1342", "Өзбек хан: қалалар мен сауда"), ("1395", "Әмір Темір Сарайды қиратты"),
    ],
}
HORIZONS = {"saka": ("#8a5a43", "#d9a878", "#2b150f", 4, 5), "horde": ("#1d4654", "#b9bf9f", "#0e2329", 9, 0), "heritage": ("#7fa9b8", "#efe0bb", "#5b6136", 21, 0)}


def hang(shell: Shell, panel: Panel) -> None:
    """Hang one panel on its wall and light it."""
    picture = _picture(shell.room.slug, panel)
    height = panel.width * picture.height / picture.width
    form = projected(box(panel.width, 0.03, height, 0.002))
    half = (ROOM_Y if panel.wall in ("north", "south") else ROOM_X) / 2
    turned = {"north": 0, "south": 180, "east": -90, "west": 90}[panel.wall]
    along = panel.shift if panel.wall in ("north", "west") else -panel.shift
    place = form.moved(x=along, y=half - 0.02, z=panel.base).turned("z", turned)
    add_form(f"panel {panel.kind}", place, surfaces.printed(f"panel {panel.kind} {panel.wall} {panel.shift}", picture, 0.85))
    middle = place.vertices.mean(axis=0)
    count = max(1, round(panel.width / 3.2))
    across = (math.cos(math.radians(turned)), math.sin(math.radians(turned)))
    for k in range(count):
        step = (k + 0.5) / count * panel.width - panel.width / 2
        target = (middle[0] + step * across[0], middle[1] + step * across[1], panel.base + height * 0.55)
        shell.lamp(target, 1.9, shell.room.spot * 0.55 * panel.lit, 62)


def _picture(slug: str, panel: Panel) -> Image.Image:
    size = (round(panel.width * PIXELS), round(panel.height * PIXELS))
    if panel.kind == "title":
        return panels.title_panel(slug, size)
    if panel.kind == "text":
        return panels.text_panel(slug, size)
    if panel.kind == "map":
        return {"saka": panels.saka_map, "horde": panels.horde_map}.get(slug, panels.stones_map)(size[0])
    if panel.kind == "times":
        return panels.time_line(slug, TIMES[slug], size)
    sky, low, near, seed, barrows = HORIZONS[slug]
    return panels.horizon((min(size[0], 3400), round(min(size[0], 3400) * panel.height / panel.width)), (sky, low), near, seed + (panel.shift > 0), barrows)
