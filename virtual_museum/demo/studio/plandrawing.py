"""The floor plan: walls, doors and exhibits drawn from the rooms' own measures, in the museum's colours."""

import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .rooms.plan import DOOR_WIDTH, ROOM_X, ROOM_Y, ROOMS, WALL, Room, door_place

WIDTH, MARGIN, SCALE = 1600, 70, 3
PAPER, STONE, INK, QUIET, GOLD = "#f4f2ee", "#e7e3dc", "#1d1b18", "#5d574e", "#b98a2f"
SERIF = "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf"
PITCH_X, PITCH_Y = ROOM_X + WALL, ROOM_Y + WALL


def draw(folder: Path) -> None:
    """Write `folder/floor.png`, 1600 pixels wide, and `folder/floor.json` with all places as fractions of it."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet = _Sheet()
    for room in ROOMS.values():
        sheet.room(room)
    for room in ROOMS.values():
        sheet.doors(room)
        sheet.exhibits(room)
        sheet.title(room)
    sheet.image.resize((WIDTH, sheet.height), Image.Resampling.LANCZOS).save(folder / "floor.png", optimize=True)
    (folder / "floor.json").write_text(json.dumps(sheet.places(), indent=1, sort_keys=True) + "\n")


class _Sheet:
    """The drawing: metres of the building, y north, become pixels."""

    def __init__(self) -> None:
        cells = [room.cell for room in ROOMS.values()]
        self.left, self.right = min(x for x, _ in cells), max(x for x, _ in cells)
        self.bottom, self.top = min(y for _, y in cells), max(y for _, y in cells)
        self.unit = (WIDTH - 2 * MARGIN) / ((self.right - self.left + 1) * PITCH_X)
        self.height = round((self.top - self.bottom + 1) * PITCH_Y * self.unit + 2 * MARGIN)
        self.image = Image.new("RGB", (WIDTH * SCALE, self.height * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def place(self, room: Room, x: float, y: float) -> tuple[float, float]:
        """Return pixels of a place given in the room's own metres."""
        across = (room.cell[0] - self.left + 0.5) * PITCH_X + x
        down = (self.top - room.cell[1] + 0.5) * PITCH_Y - y
        return MARGIN + across * self.unit, MARGIN + down * self.unit

    def _box(self, room: Room, x1: float, y1: float, x2: float, y2: float) -> list[float]:
        (a, b), (c, d) = self.place(room, x1, y2), self.place(room, x2, y1)
        return [a * SCALE, b * SCALE, c * SCALE, d * SCALE]

    def room(self, room: Room) -> None:
        """Draw the room's floor and its walls."""
        x, y = ROOM_X / 2, ROOM_Y / 2
        self.pen.rectangle(self._box(room, -x - WALL / 2, -y - WALL / 2, x + WALL / 2, y + WALL / 2), fill=INK)
        self.pen.rectangle(self._box(room, -x + WALL / 4, -y + WALL / 4, x - WALL / 4, y - WALL / 4), fill=STONE)

    def doors(self, room: Room) -> None:
        """Open the walls where the doors are."""
        for door in room.doors:
            x, y, out = door_place(door)
            wide = DOOR_WIDTH / 2
            across = out in (90.0, 270.0)
            half_x, half_y = (wide, WALL) if across else (WALL, wide)
            self.pen.rectangle(self._box(room, x - half_x, y - half_y, x + half_x, y + half_y), fill=STONE)

    def exhibits(self, room: Room) -> None:
        """Mark the exhibits by small golden rings, the viewpoint by a dot."""
        for stand in room.stands:
            x, y = self.place(room, stand.x, stand.y)
            r = 6.0
            box = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
            self.pen.ellipse(box, outline=GOLD, width=2 * SCALE)

    def title(self, room: Room) -> None:
        """Write the hall's name in its middle, in as many lines as it needs."""
        font = ImageFont.truetype(SERIF, 22 * SCALE)
        words, lines = room.title.split(), [""]
        for word in words:
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.pen.textlength(longer, font=font) > 240 * SCALE:
                lines.append(word)
            else:
                lines[-1] = longer
        x, y = self.place(room, 0, 0)
        self.pen.multiline_text((x * SCALE, y * SCALE), "\n".join(lines), font=font, fill=QUIET, anchor="mm", align="center", spacing=8 * SCALE)

    def places(self) -> dict:
        """Return places as fractions 0..1 of the picture, y from the top."""
        halls, items = {}, {}
        for slug, room in ROOMS.items():
            halls[slug] = self._fraction(room, *room.eye)
            items |= {stand.exhibit: self._fraction(room, stand.x, stand.y) for stand in room.stands}
        return {"halls": halls, "items": items}

    def _fraction(self, room: Room, x: float, y: float) -> dict[str, float]:
        across, down = self.place(room, x, y)
        return {"x": round(across / WIDTH, 4), "y": round(down / self.height, 4)}
