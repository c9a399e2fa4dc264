"""Made-up media for the viewers' pages: tiled halls, a compressed model, a deep picture, a tone, a tour through all."""

import json
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

CHECKOUT = Path(__file__).resolve().parents[2]
TILE = 512


def picture(seed: int, width: int, height: int) -> Image.Image:
    """A busy coloured picture: every place differs from every other."""
    across, down = np.meshgrid(np.linspace(0, 2 * np.pi, width), np.linspace(0, np.pi, height))
    waves = [
        np.sin((seed + 2) * across + seed),
        np.cos(3 * down + np.sin(5 * across)),
        np.sin(9 * across) * np.cos(7 * down),
    ]
    return Image.fromarray(np.dstack([(form * 90 + 120).astype(np.uint8) for form in waves]))


def tile(source: Image.Image, folder: Path) -> dict:
    """Cut an equirectangular picture into the contract's levels; the description the tour data carries."""
    levels = []
    width = 2048
    while width <= max(2048, source.width):
        level = len(levels)
        scaled = source.resize((width, width // 2), Image.Resampling.LANCZOS)
        target = folder / str(level)
        target.mkdir(parents=True, exist_ok=True)
        for column in range(width // TILE):
            for row in range(width // 2 // TILE):
                box = (column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)
                scaled.crop(box).save(target / f"{column}_{row}.jpg", quality=78)
        levels.append({"level": level, "width": width, "columns": width // TILE, "rows": width // 2 // TILE})
        width *= 2
    source.resize((1024, 512)).save(folder / "base.webp", quality=70)
    source.resize((1600, 800)).crop((0, 0, 1600, 800)).save(folder / "still.jpg", quality=75)
    return {
        "width": source.width,
        "height": source.height,
        "base": f"/media/{folder.name}/base.webp",
        "placeholder": None,
        "tiles": f"/media/{folder.name}/{{level}}/{{column}}_{{row}}.jpg",
        "levels": levels,
        "crop": None,
    }


def make_media(folder: Path, panoramas: list[Path] | None = None) -> None:
    """Two or more tiled panoramas with a tour through them, a GLB packed as ours are, pictures and a sound."""
    sources = [Image.open(path).convert("RGB") for path in panoramas or []]
    sources = sources or [picture(1, 4096, 2048), picture(4, 2048, 1024)]
    described = [tile(source, folder / f"hall{number}") for number, source in enumerate(sources)]
    picture(2, 1200, 800).save(folder / "plan.jpg")
    picture(3, 900, 600).save(folder / "exhibit.jpg")
    picture(5, 900, 600).save(folder / "before.jpg")
    picture(6, 900, 600).save(folder / "after.jpg")
    (folder / "tour.json").write_text(json.dumps(tour(described)), encoding="utf-8")
    suggestions = [
        {"code": "7K3M9X", "title": "Head of a goat", "inventory_number": "КП-0000/14", "image": "/media/exhibit.jpg"},
        {"code": "8Q4N2P", "title": "Goblet", "inventory_number": "КП-0000/15", "image": None},
    ]
    (folder / "suggest.json").write_text(json.dumps(suggestions), encoding="utf-8")
    make_sound(folder / "sound.wav")
    (folder / "sound.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nA short tone &amp; nothing more\n", "utf-8")
    make_model(folder)
    make_image_service(folder, picture(7, 2000, 1500))


def _exhibit_spot(number: int, code: str, title: str, yaw: float, pitch: float) -> dict:
    return {
        "id": f"s{number}-{code}",
        "kind": "item",
        "yaw": yaw,
        "pitch": pitch,
        "label": title,
        "item": {
            "code": f"{number}{code}",
            "url": f"/pages/model.html?item={number}{code}",
            "title": title,
            "lead": "The light of the window falls on the paper from the left.",
            "image": {"url": "/media/exhibit.jpg", "alt": f"{title} on its stand"},
            "has_model": code == "P4N8W",
            "model": "/media/model.json" if code == "P4N8W" else None,
            "audio": "/media/sound.wav" if code == "K3M9X" else None,
        },
    }


def tour(described: list[dict]) -> dict:
    """Scenes in a ring, each with a door, exhibits and a note."""
    names = ["Graphics and sculpture", "Great Ulus", "Golden Man"]
    exhibits = [
        ("K3M9X", "Self-portrait", 25, 2),
        ("P4N8W", "Small dombra", 335, -6),
        ("Q5R7Z", "The master's table", 350, -22),
    ]
    scenes = []
    for number, panorama in enumerate(described):
        following = (number + 1) % len(described)
        spots = [_exhibit_spot(number, *exhibit) for exhibit in exhibits]
        door = {
            "id": f"s{number}-door",
            "kind": "scene",
            "scene": f"hall{following}",
            "label": names[following % 3],
            "yaw": 90,
            "pitch": -10,
        }
        note = {
            "id": f"s{number}-note",
            "kind": "note",
            "label": "The ceiling",
            "text": "Painted in 1927.",
            "yaw": 200,
            "pitch": 30,
        }
        scenes.append(
            {
                "id": f"hall{number}",
                "title": names[number % 3],
                "hall": {"slug": "h", "title": names[number % 3], "url": "/"},
                "panorama": panorama,
                "still": {"url": f"/media/hall{number}/still.jpg", "width": 1600, "height": 800, "alt": ""},
                "initial": {"yaw": 0, "pitch": 0, "fov": 80},
                "plan": {"x": 0.25 + 0.5 * number / max(1, len(described) - 1), "y": 0.5, "heading": 90 * number},
                "hotspots": [*spots, door, note],
            }
        )
    plan = {"url": "/media/plan.jpg", "width": 1200, "height": 800}
    return {"title": "Tour of the museum", "start": "hall0", "plan": plan, "scenes": scenes, "stops": stops(scenes)}


def stops(scenes: list[dict]) -> list[dict]:
    """A route of four: a hall that is spoken about with captions, another in silence, a model, a page."""
    common = {"moves": [], "text": "What is told here.", "seconds": 3, "audio": None, "captions": None, "item": None}
    common |= {"transcript": "", "page": None, "view": {"yaw": 30, "pitch": 0, "fov": 70}, "kind": "scene"}
    spoken = {"audio": "/media/sound.wav", "captions": "/media/sound.vtt", "transcript": "A short tone, then silence."}
    turn = [{"at": 1, "view": {"yaw": 120, "pitch": 10, "fov": 50}}]
    dombra = next(spot["item"] for spot in scenes[0]["hotspots"] if spot.get("item", {}).get("has_model"))
    page = {"kind": "page", "page": {"url": "/pages/model.html"}, "title": "The exhibition"}
    return [
        {**common, **spoken, "id": "stop0", "scene": "hall0", "title": f"Stop in {scenes[0]['title']}", "moves": turn},
        {**common, "id": "stop1", "scene": "hall1", "title": f"Stop in {scenes[1]['title']}"},
        {
            **common,
            "id": "stop2",
            "scene": "hall1",
            "kind": "item",
            "title": "The dombra",
            "item": dombra,
            "seconds": 30,
        },
        {**common, **page, "id": "stop3", "scene": "hall1"},
    ]


def editor_data(shown: dict) -> dict:
    """What the studio hands the hotspot editor: the first scene as its author keeps it."""
    scene = shown["scenes"][0]
    hotspots = [
        {
            "id": spot["id"].lower(),
            "kind": spot["kind"],
            "yaw": spot["yaw"],
            "pitch": spot["pitch"],
            "label": {"en": spot["label"]},
            "item": spot.get("item", {}).get("code"),
            "scene": spot.get("scene"),
            "text": {},
        }
        for spot in scene["hotspots"][:3]
    ]
    languages = [
        {"code": "kk", "name": "Қазақша"},
        {"code": "ru", "name": "Русский"},
        {"code": "en", "name": "English"},
    ]
    scenes = [{"id": one["id"], "title": one["title"]} for one in shown["scenes"][1:]]
    return {
        "panorama": scene["panorama"],
        "initial": scene["initial"],
        "hotspots": hotspots,
        "scenes": scenes,
        "items": {},
        "languages": languages,
    }


def make_model(folder: Path) -> None:
    """A coloured knot as two levels, compressed by gltfpack as the museum's models are."""
    mesh = trimesh.creation.icosphere(subdivisions=5, radius=0.5)
    wave = 1 + 0.18 * np.sin(7 * mesh.vertices[:, 0:1] * np.pi) * np.cos(5 * mesh.vertices[:, 2:3] * np.pi)
    mesh.vertices *= wave * [1, 1.4, 0.8]
    colours = ((mesh.vertices - mesh.bounds[0]) / mesh.extents * 200 + 40).astype(np.uint8)
    mesh.visual.vertex_colors = np.hstack([colours, np.full((len(colours), 1), 255, np.uint8)])
    (folder / "whole.glb").write_bytes(mesh.export(file_type="glb", include_normals=True))
    levels = [("coarse", 0.2), ("fine", 1)]
    for name, share in levels:
        pack(folder / "whole.glb", folder / f"{name}.glb", share)
    facts = {
        "triangles": len(mesh.faces), "size": mesh.extents.tolist(), "size_mm": [82.0, 124.5, 64.0], "watertight": True
    }  # fmt: skip
    listed = [
        {
            "name": name,
            "url": f"/media/{name}.glb",
            "triangles": int(len(mesh.faces) * share),
            "bytes": (folder / f"{name}.glb").stat().st_size,
        }
        for name, share in levels
    ]
    data = {"poster": "/media/exhibit.jpg", "levels": listed, "facts": facts, "alt": "A coloured knot"}
    (folder / "model.json").write_text(json.dumps(data), encoding="utf-8")
    spin = {"url": "/media/spin.webp", "frames": 24, "columns": 6, "width": 200, "height": 250}
    make_spin(folder / "spin.webp", spin)
    augmented = {"glb": "/media/whole.glb", "usdz": "/media/whole.usdz", "true_size": True}
    described = {**data, "details": details_of_knot(mesh), "spin": spin, "ar": augmented}
    (folder / "details.json").write_text(json.dumps(described), encoding="utf-8")


def details_of_knot(mesh: trimesh.Trimesh) -> list[dict]:
    """Three details: one in front, one above with a view of its own, one behind."""
    told = []
    for number, (label, direction) in enumerate(
        [("The mouth", [0, 0, 1]), ("The crown", [0, 1, 0]), ("The back of the head", [0, 0, -1])], 1
    ):
        index = int((mesh.vertices @ np.array(direction)).argmax())
        point, normal = mesh.vertices[index], mesh.vertex_normals[index]
        camera = {"position": [0.6, 1.9, 0.9], "target": [0, 0.5, 0]} if number == 2 else None
        place = {"point": point.tolist(), "normal": normal.tolist(), "camera": camera}
        told.append({"id": number, "number": number, "label": label, "label_lang": "en", "place": place,
                     "text": f"What is to be seen: {label.lower()}.", "text_lang": "en"})  # fmt: skip
    return told


def make_spin(target: Path, spin: dict) -> None:
    """A sheet whose frames differ in brightness from left to right and down."""
    rows = spin["frames"] // spin["columns"]
    shades = np.linspace(40, 220, spin["frames"]).reshape(rows, spin["columns"])
    sheet = np.kron(shades, np.ones((spin["height"], spin["width"]))).astype(np.uint8)
    Image.fromarray(sheet).convert("RGB").save(target, quality=80)


def make_sound(target: Path, seconds: int = 2) -> None:
    """A soft tone."""
    wave_form = (np.sin(np.arange(seconds * 8000) * 2 * np.pi * 440 / 8000) * 9000).astype(np.int16)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(wave_form.tobytes())


def pack(source: Path, target: Path, share: float) -> None:
    """Compress by the npm gltfpack; the plain file where Node is missing."""
    command = CHECKOUT / "node_modules/gltfpack/cli.js"
    node = shutil.which("node")
    if node and command.exists():
        subprocess.run(
            [node, str(command), "-i", str(source), "-o", str(target), "-cc", "-si", str(share)],
            check=True,
            capture_output=True,
        )
    else:
        shutil.copy(source, target)


def make_image_service(folder: Path, source: Image.Image) -> None:
    """A level 0 IIIF image: the tiles OpenSeadragon asks for, cut beforehand."""
    service = folder / "iiif"
    factors = [1, 2, 4]
    for factor in factors:
        step = TILE * factor
        for left in range(0, source.width, step):
            for top in range(0, source.height, step):
                width, height = min(step, source.width - left), min(step, source.height - top)
                size = (-(-width // factor), -(-height // factor))
                whole = (width, height) == source.size
                region = "full" if whole else f"{left},{top},{width},{height}"
                target = service / region / ("max" if whole and factor == 1 else f"{size[0]},{size[1]}") / "0"
                target.mkdir(parents=True, exist_ok=True)
                source.crop((left, top, left + width, top + height)).resize(size).save(target / "default.jpg")
    information = {
        "@context": "http://iiif.io/api/image/3/context.json",
        # The public address of the museum; these pages stand under another name, and no request may leave them.
        "id": "https://museum.example/media/iiif",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": source.width,
        "height": source.height,
        "tiles": [{"width": TILE, "scaleFactors": factors}],
    }
    (service / "info.json").write_text(json.dumps(information))
