"""The studio's drawing board: the building fits together, and light lies where it belongs; no renderer is needed."""

import itertools
import math

import numpy as np
import pytest

from virtual_museum.demo.content import read_content
from virtual_museum.demo.studio.joining import FLOOR, joined_light
from virtual_museum.demo.studio.maps import LAKES, Projection, outlines
from virtual_museum.demo.studio.rooms.plan import DOOR_WIDTH, ROOM_X, ROOM_Y, ROOMS, Panel, Room

OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}
STEP = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_doors_lead_to_the_room_beyond_the_wall_and_back(room: Room):
    for door in room.doors:
        other = ROOMS[door.to]
        assert other.cell == (room.cell[0] + STEP[door.wall][0], room.cell[1] + STEP[door.wall][1])
        (back,) = [one for one in other.doors if one.to == room.slug]
        assert (back.wall, back.shift) == (OPPOSITE[door.wall], door.shift)
        assert door.name == ("КІРЕБЕРІС" if door.to == "entrance" else other.title)


def test_every_object_stands_in_one_place():
    standing = [stand.exhibit for room in ROOMS.values() for stand in room.stands]
    assert len(standing) == len(set(standing))
    assert set(standing) == {thing["slug"] for thing in read_content().objects}


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_stands_leave_room_to_each_other_and_to_the_visitor(room: Room):
    placed = [stand for stand in room.stands if stand.kind in ("case", "plinth", "floor")]
    for stand in placed:
        assert abs(stand.x) + stand.width / 2 < ROOM_X / 2 and abs(stand.y) + stand.width / 2 < ROOM_Y / 2
        assert math.dist((stand.x, stand.y), room.eye) > 1.5 + stand.width / 2
    for one, other in itertools.combinations(placed, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > (one.width + other.width) / 2, (
            one.exhibit,
            other.exhibit,
        )


def _spans(room: Room, wall: str) -> list[tuple[float, float]]:
    panels = [
        (panel.shift - panel.width / 2, panel.shift + panel.width / 2) for panel in room.panels if panel.wall == wall
    ]
    doors = [(door.shift - DOOR_WIDTH / 2, door.shift + DOOR_WIDTH / 2) for door in room.doors if door.wall == wall]
    return sorted(panels + doors)


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
def test_panels_hang_beside_doors_and_within_their_wall(room: Room):
    for wall, length in (("north", ROOM_X), ("south", ROOM_X), ("east", ROOM_Y), ("west", ROOM_Y)):
        spans = _spans(room, wall)
        assert all(-length / 2 <= start and end <= length / 2 for start, end in spans)
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans)), (room.slug, wall)


def test_a_panel_stays_below_the_ceiling():
    hung: list[Panel] = [panel for room in ROOMS.values() for panel in room.panels]
    assert hung and all(panel.base + panel.height < 4.3 for panel in hung)


def test_even_light_gives_back_the_full_size_colours():
    rng = np.random.default_rng(1)
    full = rng.random((16, 32, 6)).astype(np.float32)
    guide = full.reshape(8, 2, 16, 2, 6).mean(axis=(1, 3))
    lit = joined_light(0.7 * (guide[..., :3] + FLOOR), guide, full)
    assert np.allclose(lit, 0.7 * (full[..., :3] + FLOOR), rtol=1e-4)


def test_light_does_not_cross_an_edge():
    """A bright wall meets a dark one of the same colour: the full picture changes within one pixel of the edge."""
    guide, full = np.zeros((8, 16, 6), np.float32), np.zeros((16, 32, 6), np.float32)
    guide[..., :3], full[..., :3] = 0.5, 0.5
    guide[:, :8, 3], guide[:, 8:, 4] = 1, 1
    full[:, :16, 3], full[:, 16:, 4] = 1, 1
    light = np.full((8, 16, 3), 0.1, np.float32)
    light[:, :8] = 2.0
    lit = joined_light(light, guide, full)
    assert np.all(lit[:, 1:16] > 1.98) and np.all(lit[:, 16:31] < 0.12)


def test_the_map_knows_where_places_lie():
    view = Projection(46, 88, 40, 56, 1000)
    astana, almaty, oral = view.place(71.45, 51.15), view.place(76.9, 43.25), view.place(51.4, 51.2)
    assert oral[0] < astana[0] < almaty[0] and astana[1] < almaty[1]
    assert all(0 <= x <= 1000 and 0 <= y <= view.size[1] for x, y in (astana, almaty, oral))
    ring = outlines()["kazakhstan"]
    assert min(x for x, _ in ring) == pytest.approx(46.5, abs=0.5) and max(x for x, _ in ring) == pytest.approx(
        87.3, abs=0.5
    )
    assert {"balqash", "aral"} <= set(LAKES)
