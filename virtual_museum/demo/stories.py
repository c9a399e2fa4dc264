"""Bodies of the tour and the exhibitions, composed of the content files and of what the studio measured."""

from collections.abc import Iterator
from typing import Any

from virtual_museum.demo.content import (
    LANGUAGES,
    MEDIA,
    Content,
    Data,
    MediaFile,
    directions,
    media_of_object,
    panorama_of,
    plan_picture,
    plan_places,
    stripped,
)

DEFAULT_PLACE = {"x": 0.5, "y": 0.5}
# Where recordings and films of a story lie, and what the museum takes them for.
FOLDERS = {"sound": ("sound", "audio"), "film": ("films", "video")}


def exhibits_of_hall(slug: str, content: Content) -> list[str]:
    """The names of the objects that stand in a hall.

    Clockwise from the middle of its panorama, then those in scenes within it, then those that the content places there
    though no panorama shows them yet. An object that another hall's panorama shows stands in that hall.
    """
    items = directions(slug).get("items", {})
    seen = sorted(items, key=lambda name: (items[name]["yaw"] + 90) % 360)
    within = [name for scene in content.building["scene"] if scene["hall"] == slug
              for name in sorted(directions(scene["slug"]).get("items", {}))]  # fmt: skip
    placed = [thing["slug"] for thing in content.objects if thing.get("hall") == slug]
    elsewhere = {name for hall in content.halls if hall["slug"] != slug
                 for name in directions(hall["slug"]).get("items", {})}  # fmt: skip
    return list(dict.fromkeys([*seen, *(name for name in (*within, *placed) if name not in elsewhere)]))


def first_sight(content: Content) -> set[str]:
    """The objects that a visitor meets first: those of the guided route and those on the covers of exhibitions."""
    route = {stop["item"] for stop in content.building["tour"]["stop"] if "item" in stop}
    covers = (story.get("cover", "").partition(":") for story in content.exhibitions)
    return route | {name.partition("#")[0] for kind, _, name in covers if kind == "photo"}


def opening_files(content: Content) -> Iterator[MediaFile]:
    """What the first pages show beside these objects: covers, the plan, the panorama in which the tour begins."""
    start = next(place for place in content.places if place["slug"] == content.building["tour"]["start"])
    covers = (_named_file(story["cover"], content) for story in content.exhibitions if story.get("cover"))
    yield from (file for file in (*covers, plan_picture(content), panorama_of(start)) if file is not None)


def tour_body(content: Content, panoramas: dict[str, str], plan: str | None) -> Data:
    """The tour through every hall and scene that has a panorama; `panoramas` are asset codes by their names.

    A room that no door leads to yet, since its neighbours' panoramas are older than it, waits outside the tour.
    """
    facts = content.building["tour"]
    reached = _reached(facts["start"], set(panoramas))
    places = [place for place in content.places if place["slug"] in reached]
    return {
        "schema_version": 1, "title": facts["title"], "intro": facts["intro"],
        "start_scene": facts["start"] if facts["start"] in panoramas else None, "plan": {"asset": plan},
        "scenes": [_scene(place, content, panoramas) for place in places],
        "stops": list(_stops(content, [place["slug"] for place in places])),
    }  # fmt: skip


def _reached(start: str, rooms: set[str]) -> set[str]:
    """The rooms one can walk to from the first, through the doors that their panoramas show."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        room = waiting.pop()
        if room in rooms - reached:
            reached.add(room)
            waiting += directions(room)["doors"]
    return reached


def _scene(place: Data, content: Content, panoramas: dict[str, str]) -> Data:
    slug, hall = place["slug"], place.get("hall", place["slug"])
    measured, on_plan = directions(slug), plan_places().get("halls", {})
    point = on_plan.get(slug) or on_plan.get(hall) or DEFAULT_PLACE
    items = [_item_spot(name, view, content) for name, view in sorted(measured["items"].items())]
    doors = [_door_spot(to, view, content) for to, view in sorted(measured["doors"].items()) if to in panoramas]
    notes = [_note_spot(note, measured) for note in content.notes if note["scene"] == slug]
    return {
        "id": slug, "title": place["title"], "hall": hall, "panorama": panoramas[slug], "initial": measured["initial"],
        "plan": {"x": point["x"], "y": point["y"], "heading": 0}, "hotspots": items + doors + notes,
    }  # fmt: skip


def _item_spot(name: str, view: Data, content: Content) -> Data:
    return {
        "id": name, "kind": "item", "yaw": view["yaw"], "pitch": view["pitch"], "label": content.object(name)["title"],
        "item": content.codes[name],
    }  # fmt: skip


def _door_spot(to: str, view: Data, content: Content) -> Data:
    title = next(place["title"] for place in content.places if place["slug"] == to)
    return {"id": f"to-{to}", "kind": "scene", "yaw": view["yaw"], "pitch": view["pitch"], "label": title, "scene": to}


def _note_spot(note: Data, measured: Data) -> Data:
    """A note hangs beside an exhibit or a door, so that it moves with them when the hall is rendered anew."""
    doors = {f"to-{to}": view for to, view in measured["doors"].items()}
    beside = (measured["items"] | doors).get(note["near"], measured["initial"])
    return {
        "id": f"note-{note['id']}", "kind": "note", "yaw": (beside["yaw"] + note["yaw"]) % 360, "pitch": note["pitch"],
        "label": note["label"], "text": stripped(note["text"]),
    }  # fmt: skip


def _stops(content: Content, scenes: list[str]) -> Iterator[Data]:
    # Halls stand before the scenes within them: a stop is told where one meets the exhibit first.
    where = {name: scene for scene in reversed(scenes) for name in directions(scene)["items"]}
    for number, stop in enumerate(content.building["tour"]["stop"], 1):
        name = stop.get("item")
        hall = where.get(name) if name else stop["hall"]
        if hall in scenes:
            yield {"id": f"stop-{name or number}", "scene": hall, **_told(stop, hall, content)}


def _told(stop: Data, hall: str, content: Content) -> Data:
    """What one sees and reads at a stop; an exhibit's own recordings speak there."""
    if "item" not in stop:
        return {"kind": "page", "page": stop["page"], "view": directions(hall)["initial"], "title": stop["title"],
                "text": stop["text"], "item": content.codes[stop["about"]], "seconds": stop["seconds"]}  # fmt: skip
    seen, thing = directions(hall)["items"][stop["item"]], content.object(stop["item"])
    turns = [
        {"at": at, "view": {"yaw": (seen["yaw"] + right) % 360, "pitch": seen["pitch"] + up, "fov": fov}}
        for at, right, up, fov in stop.get("turns", [(0, 0, 0, 55)])
    ]
    return {
        "kind": stop.get("shown", "scene"), "view": turns[0]["view"], "moves": turns[1:], "title": thing["title"],
        "text": stripped(thing["label"]), "item": content.codes[stop["item"]], "seconds": 25,
    }  # fmt: skip


def exhibition_facts(story: Data) -> Data:
    """Kind, stage, level, days and hall of an exhibition."""
    names = ("kind", "stage", "level", "opens_on", "closes_on", "hall", "evaluation", "final_report")
    return {name: story[name] for name in names if name in story}


def files_of_story(story: Data, content: Content) -> dict[str, MediaFile]:
    """The files that a story shows itself, by the names it calls them, as far as the studio has made them."""
    found = {name: _named_file(name, content) for name in files_named(story)}
    return {name: file for name, file in found.items() if file is not None}


def files_named(story: Data) -> list[str]:
    """The names of all files that a story wants to show: "photo:balbal", "poster:great-steppe", "sound:kui"."""
    names = {story.get("cover", "")}
    for block in _blocks(story):
        names |= {block.get(key, "") for key in ("asset", "before", "after")}
        names |= {picture.get("asset", "") for picture in block.get("pictures", [])}
    return sorted(names - {""})


def _named_file(name: str, content: Content) -> MediaFile | None:
    kind, _, rest = name.partition(":")
    if kind == "panorama":
        return panorama_of(next(place for place in content.places if place["slug"] == rest))
    if kind == "cover":
        path = MEDIA / "covers" / f"{rest}.jpg"
        story = next(story for story in content.exhibitions if story["slug"] == rest)
        return MediaFile(path, "image", story["cover_alt"], {}, {}, story.get("cover_focus")) if path.exists() else None
    if kind == "photo":
        slug, _, number = rest.partition("#")
        images = [file for file in media_of_object(content.object(slug)) if file.kind == "image"]
        index = int(number or 1) - 1
        return images[index] if index < len(images) else None
    if kind == "poster":
        poster, path = content.building["poster"][rest], MEDIA / "posters" / f"poster-{rest}.jpg"
        return MediaFile(path, "image", poster["alt"], {}, poster["title"]) if path.exists() else None
    told, folder, made = content.building[kind][rest], *FOLDERS[kind]
    path = MEDIA / folder / told["file"]
    return MediaFile(path, made, told["title"], told["transcript"], {}) if path.exists() else None


def exhibition_body(story: Data, content: Content, assets: dict[str, str]) -> Data:
    """The story with objects and files named by their codes; blocks whose file was not made are left out."""
    sections = []
    for number, section in enumerate(story["section"], 1):
        blocks = [_block(one, f"b{number}-{place}", content, assets) for place, one in enumerate(section["block"], 1)]
        sections.append({"id": f"s{number}", "title": section["title"], "blocks": [one for one in blocks if one]})
    partners = [{"id": f"p{n}", **partner} for n, partner in enumerate(story.get("partner", []), 1)]
    return {
        "schema_version": 1, "title": story["title"], "subtitle": story["subtitle"], "lead": story["lead"],
        "cover": assets.get(story.get("cover", "")), "sections": sections, "partners": partners,
    }  # fmt: skip


def _block(block: Data, identifier: str, content: Content, assets: dict[str, str]) -> Data | None:
    made: Data = {"id": identifier}
    for key, value in block.items():
        if key in ("asset", "before", "after"):
            if value not in assets:
                return None
            made[key] = assets[value]
        elif key == "item":
            made[key] = content.codes[value]
        elif key == "items":
            shown = [{"id": f"{identifier}-{name}", "item": content.codes[name]} for name in value]
            made["pictures"] = [*shown, *made.get("pictures", [])]
        elif key == "pictures":
            made["pictures"] = [*made.get("pictures", []), *_pictures(value, identifier, assets)]
        else:
            made[key] = _value(value)
    return made


def _pictures(pictures: list[Data], identifier: str, assets: dict[str, str]) -> Iterator[Data]:
    """Pictures of a gallery that are files of their own, as far as they were made."""
    for number, picture in enumerate(pictures, 1):
        if picture["asset"] in assets:
            yield {"id": f"{identifier}-p{number}", "asset": assets[picture["asset"]], "caption": picture["caption"]}


def _value(value: Any) -> Any:
    is_text = isinstance(value, dict) and set(value) <= set(LANGUAGES)
    return stripped(value) if is_text else value


def _blocks(story: Data) -> Iterator[Data]:
    for section in story["section"]:
        yield from section["block"]
