"""What pages and viewers need to know about a 3D model."""

from dataclasses import dataclass
from typing import Any

from virtual_museum.media.details import details_data
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import model_data, rendition_url
from virtual_museum.media.rights import allows_copies


@dataclass(frozen=True)
class Download:
    """A file that may be taken home: its address, its form ("stl", "3mf") and its bytes."""

    url: str
    form: str
    byte_size: int


def viewer_data(asset: Asset | None, language: str) -> dict[str, Any] | None:
    """The JSON that the 3D viewer fetches; None unless the model is ready.

    Lengths are in the model's own unit, `facts.size_mm` in millimetres. `turn` is there while a model that was turned
    upright waits for its new files.
    """
    data = model_data(asset, language)
    if asset is None or data is None:
        return None
    made = asset.rendition("web-model@1")
    return {
        **data,
        "details": details_data(asset, language),
        "turn": _pending_turn(asset, made.meta.get("upright") if made else None),
        "spin": spin_data(asset),
        "ar": augmented_data(asset),
    }


def _pending_turn(asset: Asset, baked: list[float] | None) -> dict[str, list[float]] | None:
    """From which angles to which the shown files must still be turned, in degrees about x, y and z."""
    still, wanted = [0.0, 0.0, 0.0], asset.upright or [0.0, 0.0, 0.0]
    return None if (baked or still) == wanted else {"from": baked or still, "to": wanted}


def spin_data(asset: Asset) -> dict[str, Any] | None:
    """The still pictures of the object turning once around: url, frames, columns, and a frame's width and height."""
    made = asset.rendition("spin@1")
    if made is None:
        return None
    kept = {name: made.meta[name] for name in ("frames", "columns", "width", "height")}
    return {"url": rendition_url(asset, "spin@1", made.meta["file"]), **kept}


def augmented_data(asset: Asset) -> dict[str, Any] | None:
    """The models for a visitor's own room: `glb` for Android, `usdz` for iOS; `true_size` when the size is known."""
    made = asset.rendition("ar@1")
    if made is None:
        return None
    urls = {form: rendition_url(asset, "ar@1", made.meta[form]["file"]) for form in ("glb", "usdz")}
    return {**urls, "true_size": made.meta["true_size"]}


def print_downloads(asset: Asset) -> list[Download]:
    """The printable files of a closed model, whatever its rights."""
    made = asset.rendition("print@1") if asset.state == "ready" else None
    if made is None:
        return []
    return [
        Download(rendition_url(asset, "print@1", made.meta[form]["file"]), form, made.meta[form]["bytes"])
        for form in ("stl", "3mf")
        if form in made.meta
    ]


def visitors_downloads(asset: Asset) -> list[Download]:
    """The printable files that visitors may take: none unless the rights allow copies."""
    return print_downloads(asset) if allows_copies(asset.rights_uri) else []
