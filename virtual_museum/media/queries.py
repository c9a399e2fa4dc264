"""Reads of media: pictures for pages, data for the viewers, lists for the studio."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.jobs import Job
from virtual_museum.media.captions import caption_tracks
from virtual_museum.media.models import Asset, Rendition

# Which rendition holds an asset's flat picture.
PICTURE_OF_KIND = {"image": "sizes@1", "panorama": "still@1", "model": "poster@1", "video": "poster@1"}
FALLBACK_WIDTH = 1024


@dataclass(frozen=True)
class PictureSource:
    """One `<source>`: a media type and its `srcset`."""

    media_type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """All that a page needs to show a flat picture. `src` is a JPEG of middle size; sizes are in pixels.

    `focus` is the place that stays in sight where a page cuts the picture, in percent from left and top.
    """

    alt: TranslatedText
    width: int
    height: int
    sources: tuple[PictureSource, ...]
    src: str
    placeholder: str
    largest: str
    smallest: str
    focus: tuple[float, float] | None = None


def rendition_url(asset: Asset, specification: str, path: str) -> str:
    """The address of a rendition's file; its content never changes."""
    return f"/media/{asset.code}/{asset.sha256[:12]}/{specification}/{path}"


def picture(asset: Asset | None) -> Picture | None:
    """The flat picture of an asset: the photograph, the model's poster, the panorama's first view; None without one."""
    if asset is None or asset.state != "ready":
        return None
    specification = PICTURE_OF_KIND.get(asset.kind, "")
    made = asset.rendition(specification)
    if made is None or not made.meta.get("sizes"):
        return None
    sizes = made.meta["sizes"]

    def srcset(form: str) -> str:
        return ", ".join(f"{rendition_url(asset, specification, one[form])} {one['width']}w" for one in sizes)

    middle = next((one for one in sizes if one["width"] >= FALLBACK_WIDTH), sizes[-1])
    return Picture(
        alt=asset.alt, width=made.meta["width"], height=made.meta["height"],
        sources=(PictureSource("image/webp", srcset("webp")), PictureSource("image/jpeg", srcset("jpeg"))),
        src=rendition_url(asset, specification, middle["jpeg"]), placeholder=made.meta.get("placeholder", ""),
        largest=rendition_url(asset, specification, sizes[-1]["jpeg"]),
        smallest=rendition_url(asset, specification, sizes[0]["jpeg"]), focus=focus_percent(asset),
    )  # fmt: skip


def focus_percent(asset: Asset) -> tuple[float, float] | None:
    """The asset's focus in percent from left and top; None for the middle."""
    return (round(asset.focus[0] * 100, 1), round(asset.focus[1] * 100, 1)) if asset.focus else None


def picture_url(asset: Asset | None, width: int = 320) -> str:
    """The address of the smallest JPEG of the asset's picture that is at least `width` pixels wide; "" without one."""
    if asset is None or asset.state != "ready":
        return ""
    specification = PICTURE_OF_KIND.get(asset.kind, "")
    made = asset.rendition(specification)
    sizes = made.meta.get("sizes") if made else None
    if not sizes:
        return ""
    chosen = next((one for one in sizes if one["width"] >= width), sizes[-1])
    return rendition_url(asset, specification, chosen["jpeg"])


def panorama_data(asset: Asset | None) -> dict[str, Any] | None:
    """The `panorama` object of the tour JSON; None unless the panorama is ready.

    `crop` is null for a whole sphere, else the covered part {x, y, width, height} as fractions of the sphere; `heading`
    is the compass direction of the picture's centre column, `pose` how the camera was tilted, in degrees {pitch, roll};
    null where the file does not say. Directions of hotspots and views are those of the level hall.
    """
    made = asset.rendition("pano@1") if asset and asset.state == "ready" else None
    if asset is None or made is None:
        return None
    meta = made.meta
    return {
        "width": meta["width"], "height": meta["height"],
        "base": rendition_url(asset, "pano@1", "base.webp"), "placeholder": meta["placeholder"],
        "tiles": rendition_url(asset, "pano@1", "{level}/{column}_{row}.jpg"),
        "levels": meta["levels"], "crop": meta["crop"], "heading": meta.get("heading"),
        "pose": meta.get("pose"),
    }  # fmt: skip


def panorama_initial(asset: Asset | None) -> dict[str, float]:
    """The first view the panorama's own file asks for, in degrees: yaw, pitch, fov."""
    made = asset.rendition("pano@1") if asset else None
    return dict(made.meta["initial"]) if made else {"yaw": 0.0, "pitch": 0.0, "fov": 75.0}


def still_data(asset: Asset | None, language: str) -> dict[str, Any] | None:
    """The `still` object of the tour JSON: a flat picture of the first view with its alternative text."""
    shown = picture(asset)
    if shown is None:
        return None
    alt = shown.alt.best(language)[0]
    return {"url": shown.largest, "width": shown.width, "height": shown.height, "alt": alt}


def model_data(asset: Asset | None, language: str) -> dict[str, Any] | None:
    """A model's files and facts; None unless it is ready. `model_queries.viewer_data` adds what the viewer wants."""
    made = asset.rendition("web-model@1") if asset and asset.state == "ready" else None
    if asset is None or made is None:
        return None
    levels = [
        {"name": level["name"], "url": rendition_url(asset, "web-model@1", level["file"]),
         "triangles": level["triangles"], "bytes": level["bytes"]}
        for level in made.meta["levels"]
    ]  # fmt: skip
    poster = picture(asset)
    return {
        "poster": poster.largest if poster else None,
        "levels": levels,
        "facts": asset.facts,
        "alt": asset.alt.best(language)[0],
        "credit": asset.credit_line.best(language)[0],
        "background": made.meta.get("background"),
    }


def sound_data(asset: Asset | None) -> dict[str, Any] | None:
    """What an audio player needs: url, media_type, seconds, waveform (0 to 100), captions; None unless ready.

    `captions` are addresses of WebVTT by language; `unchanged` says that the file is handed on as it came.
    """
    made = asset.rendition("web-audio@1") if asset and asset.state == "ready" else None
    if asset is None or made is None:
        return None
    return {"url": rendition_url(asset, "web-audio@1", made.meta["file"]), "media_type": made.meta["media_type"],
            "seconds": made.meta["seconds"], "waveform": made.meta.get("waveform", []),
            "captions": caption_tracks(asset), "unchanged": bool(made.meta.get("note"))}  # fmt: skip


def video_data(asset: Asset | None) -> dict[str, Any] | None:
    """What a film player needs: url, media_type, seconds, captions, unchanged as `sound_data`; None unless ready."""
    made = asset.rendition("web-video@1") if asset and asset.state == "ready" else None
    if asset is None or made is None:
        return None
    return {"url": rendition_url(asset, "web-video@1", made.meta["file"]), "media_type": made.meta["media_type"],
            "seconds": made.meta["seconds"], "captions": caption_tracks(asset),
            "unchanged": bool(made.meta.get("note"))}  # fmt: skip


def document_url(asset: Asset | None) -> str:
    """Where a document can be fetched; "" unless it is ready."""
    made = asset.rendition("document@1") if asset and asset.state == "ready" else None
    return rendition_url(asset, "document@1", made.meta["file"]) if asset and made else ""


def asset_by_code(code: str) -> Asset | None:
    """The asset of that code with its renditions."""
    found = select(Asset).where(Asset.code == code).options(selectinload(Asset.renditions))
    return db.session.scalar(found)


def assets_by_code(codes: Iterable[str]) -> dict[str, Asset]:
    """Several assets with their renditions by code, in two statements; unknown codes are left out."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    found = select(Asset).where(Asset.code.in_(wanted)).options(selectinload(Asset.renditions))
    return {asset.code: asset for asset in db.session.scalars(found)}


def visible_asset(code: str) -> Asset | None:
    """The asset when visitors may see it: published and ready."""
    asset = asset_by_code(code)
    return asset if asset is not None and asset.published and asset.state == "ready" else None


@dataclass(frozen=True)
class AssetFilter:
    """What the studio's list is narrowed to; empty values narrow nothing. `lacks` is "alt" or "transcript"."""

    text: str = ""
    kind: str = ""
    state: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class AssetPage:
    """One page of assets, newest first."""

    assets: list[Asset]
    total: int
    page: int
    pages: int


def asset_page(wanted: AssetFilter, page: int, per_page: int = 48) -> AssetPage:
    """A page of the media library; pages count from 1."""
    matching = _matching(wanted)
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    rows = matching.order_by(Asset.created_at.desc(), Asset.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return AssetPage(list(db.session.scalars(rows.options(selectinload(Asset.renditions)))), total, page, pages)


def _matching(wanted: AssetFilter) -> Select[Any]:
    found = select(Asset)
    if wanted.kind:
        found = found.where(Asset.kind == wanted.kind)
    if wanted.state:
        found = found.where(Asset.state == wanted.state)
    if wanted.text:
        like = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found = found.where(or_(Asset.filename.ilike(like, escape="\\"), Asset.code == wanted.text.lower()))
    if wanted.lacks == "alt":
        found = found.where(Asset.alt == TranslatedText(), Asset.kind.in_(("image", "panorama", "model", "video")))
    if wanted.lacks == "transcript":
        found = found.where(Asset.transcript == TranslatedText(), Asset.kind.in_(("audio", "video")))
    return found


def kind_counts() -> dict[str, int]:
    """How many assets there are of each kind."""
    return {kind: count for kind, count in db.session.execute(select(Asset.kind, func.count()).group_by(Asset.kind))}


def conversion_progress(asset: Asset) -> int:
    """Percent of the asset's conversion that is done, by its newest job; 100 when it is ready."""
    if asset.state == "ready":
        return 100
    newest = select(Job).where(Job.unique_key == f"media.convert:{asset.id}").order_by(Job.id.desc()).limit(1)
    found = db.session.scalar(newest)
    if found is None or not found.progress_total:
        return 0
    return min(99, round(100 * found.progress_done / found.progress_total))


def rendition_urls(asset: Asset) -> dict[str, str]:
    """An address for each rendition that a person can open: the picture, the base, the first level, the sound."""
    urls = {}
    for made in asset.renditions:
        urls[made.specification] = _main_url(asset, made)
    return urls


def _main_url(asset: Asset, made: Rendition) -> str:
    meta = made.meta
    if made.specification in ("ar@1", "print@1"):
        return rendition_url(asset, made.specification, next(one["file"] for one in meta.values() if _is_file(one)))
    if made.specification == "pyramid@1":
        return f"/iiif/image/3/{asset.code}/info.json"
    if made.specification == "pano@1":
        return rendition_url(asset, "pano@1", "base.webp")
    if meta.get("levels"):
        return rendition_url(asset, made.specification, meta["levels"][0]["file"])
    if meta.get("sizes"):
        return rendition_url(asset, made.specification, meta["sizes"][-1]["webp"])
    return rendition_url(asset, made.specification, meta["file"])


def _is_file(entry: object) -> bool:
    return isinstance(entry, dict) and "file" in entry
