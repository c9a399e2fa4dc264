"""Halls, and what hangs in them: items and ready media as rows, without files."""

from itertools import count

from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.services import attach_media, create_item, publish_item
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.halls import services
from virtual_museum.halls.models import Hall
from virtual_museum.media.models import Asset, Rendition

_numbers = count(1)

SIZES = {
    "width": 1600, "height": 1000, "placeholder": "",
    "sizes": [
        {"width": 320, "height": 200, "webp": "320.webp", "jpeg": "320.jpg"},
        {"width": 1600, "height": 1000, "webp": "1600.webp", "jpeg": "1600.jpg"},
    ],
}  # fmt: skip
PANORAMA = {
    "width": 2048, "height": 1024, "placeholder": "", "crop": None,
    "levels": [{"level": 0, "width": 2048, "columns": 4, "rows": 2}],
    "initial": {"yaw": 15.0, "pitch": -2.0, "fov": 70.0},
}  # fmt: skip
MODEL = {"levels": [{"name": "50k", "file": "50k.glb", "triangles": 50_000, "bytes": 90_000}]}
RENDITIONS = {
    "image": {"sizes@1": SIZES},
    "panorama": {"pano@1": PANORAMA, "still@1": SIZES},
    "model": {"web-model@1": MODEL, "poster@1": SIZES},
    "audio": {"web-audio@1": {"file": "sound.m4a", "media_type": "audio/mp4", "seconds": 12.0, "waveform": []}},
    "video": {
        "web-video@1": {"file": "film.mp4", "media_type": "video/mp4", "seconds": 9.0},
        "poster@1": SIZES,
    },
}


def make_asset(kind: str = "image", **fields: object) -> Asset:
    """A ready asset of `kind` with the renditions it would have."""
    number = next(_numbers)
    asset = Asset(
        code=f"{number:012d}", sha256=f"{number:064x}", kind=kind, media_type="image/jpeg",
        filename=f"{kind}-{number}", byte_size=1,
        **{"state": "ready", "alt": {"kk": "Сурет", "ru": "Картина", "en": "Picture"}, **fields},
    )  # fmt: skip
    asset.renditions = [
        Rendition(specification=name, meta=meta, prefix=f"renditions/{number}/{name}")
        for name, meta in RENDITIONS[kind].items()
    ]
    db.session.add(asset)
    db.session.flush()
    return asset


def make_item(title: str = "Алтын бұғы", publish: bool = True, media: tuple[str, ...] = ("image",)) -> Item:
    """An item with a title in three languages and one asset of each kind in `media`."""
    titles = {"kk": title, "ru": f"{title} (ru)", "en": f"{title} (en)"}
    item = create_item({"title": titles, "label_text": {"kk": "Қысқаша.", "ru": "Кратко.", "en": "In short."}})
    for kind in media:
        attach_media(item, make_asset(kind))
    if publish:
        publish_item(item)
    return item


def make_hall(slug: str = "golden-man", publish: bool = True, **fields: object) -> Hall:
    """A hall with a title in three languages."""
    title = {"kk": "Алтын адам залы", "ru": "Зал Золотого человека", "en": "Hall of the Golden Man"}
    hall = services.create_hall({"slug": slug, "title": title, **fields})
    if publish:
        services.publish_hall(hall)
    return hall


def texts(text: str) -> TranslatedText:
    """The same words in all three languages, told apart by their ending."""
    return TranslatedText(kk=f"{text} қаз", ru=f"{text} рус", en=f"{text} eng")
