"""The curators' words for every refusal: what is wrong with the file, and what to do."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.core.errors import Refused

_REASONS: dict[str, Any] = {
    "empty": _l("The file is empty. Copy it again from the camera or scanner and upload it once more."),
    "too-large": _l("The file has %(size)s MB; at most %(limit)s MB are taken. Save a smaller version."),
    "unknown-type": _l(
        "This type of file is not known. Take JPEG, PNG, TIFF or WebP for pictures; GLB, OBJ, PLY or STL for 3D; "
        "MP3, WAV or MP4 for sound and film."
    ),
    "unsafe-type": _l("%(format)s files can carry programs and are not taken. Save the picture as PNG or JPEG."),
    "unsupported-format": _l(
        "%(format)s files cannot be read here. Save the file as JPEG or TIFF (pictures) or GLB (3D)."
    ),
    "wrong-kind": _l("The content of this file is %(found)s, which does not fit the chosen kind. Choose another kind."),
    "image-damaged": _l("The picture is damaged or incomplete. Copy it again from its source."),
    "image-too-many-pixels": _l(
        "The picture of %(width)s × %(height)s pixels is too large: at most %(limit)s million pixels are taken, and "
        "%(side)s on a side. Save it smaller."
    ),
    "panorama-shape": _l(
        "A panorama must be twice as wide as it is high; this picture has %(width)s × %(height)s pixels. "
        "Export the whole sphere (360° × 180°) from the stitching program, or keep its panorama metadata."
    ),
    "panorama-too-small": _l(
        "The panorama is only %(width)s pixels wide. At least %(minimum)s are needed; 8000 look good."
    ),
    "archive-damaged": _l("The ZIP archive is damaged or incomplete. Pack the files again."),
    "archive-encrypted": _l("The ZIP archive is protected by a password. Pack the files without one."),
    "archive-bomb": _l("The ZIP archive unpacks to far too much data. Pack only the model and its textures."),
    "archive-unsafe-name": _l(
        "The ZIP archive holds a file that points outside of it: %(name)s. Pack the model's folder again."
    ),
    "archive-no-model": _l("There is no 3D model in the ZIP archive. It must hold an OBJ, glTF, GLB, PLY or STL file."),
    "archive-several-models": _l("The ZIP archive holds several models: %(names)s. Upload each one by itself."),
    "model-damaged": _l("The 3D model is damaged and cannot be read. Export it again from the scanning program."),
    "model-truncated": _l("The 3D model ends too early: a part of the file is missing. Copy or export it again."),
    "model-no-triangles": _l(
        "There is no surface in this 3D model. Point clouds must be made into a mesh first, in the scanning program."
    ),
    "model-too-many-triangles": _l(
        "The 3D model has %(count)s triangles; at most %(limit)s are taken. Simplify it in the scanning program."
    ),
    "model-bad-index": _l("The 3D model refers to points that it does not hold. Export it again."),
    "model-not-finite": _l(
        "The 3D model has points without a place (not a number). Repair the mesh and export it again."
    ),
    "model-external-file": _l(
        "The 3D model refers to a file outside of it: %(name)s. "
        "Export it as GLB, or put all its files into one ZIP archive."
    ),
    "model-missing-file": _l(
        "The file %(name)s, which the 3D model needs, is missing. Put it into the same ZIP archive, or export as GLB."
    ),
    "model-texture-damaged": _l("The texture %(name)s of the 3D model cannot be read. Export the model again."),
    "model-texture-format": _l(
        "The textures of the 3D model are saved as %(format)s, which cannot be read here. "
        "Export the model as GLB with JPEG, PNG or WebP textures."
    ),
    "model-unsupported": _l("The 3D model uses %(feature)s, which cannot be read here. Export it as a plain GLB."),
    "sound-damaged": _l("The recording cannot be read. Export it again as MP3 or WAV."),
    "video-damaged": _l("The film cannot be read. Export it again as MP4."),
    "too-long": _l("The recording lasts %(minutes)s minutes; at most %(limit)s are taken. Divide it into parts."),
    "video-needs-converter": _l("%(format)s films cannot be converted on this machine. Save the film as MP4."),
    "sound-needs-converter": _l("%(format)s recordings cannot be converted on this machine. Save it as MP3."),
    "document-damaged": _l("The document is damaged or not what it seems to be. Save it again as PDF or WebVTT."),
    "took-too-long": _l("Converting the file took too long and was stopped. Save a smaller or simpler version."),
    "too-much-memory": _l("Converting the file needs more memory than is allowed. Save a smaller or simpler version."),
    "converter-crashed": _l("The file could not be converted; it is probably damaged. Save or export it again."),
}

NO_WORDS = _l("The file could not be converted; it is probably damaged. Save or export it again.")


def reason(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The words for a refusal in the reader's language; empty for the empty code."""
    if not code:
        return ""
    words = str(_REASONS.get(code, NO_WORDS))
    # A file refused by an older version may lack a value that the words mention today.
    return words % defaultdict(lambda: "…", params) if params else words


def declared_reasons() -> frozenset[str]:
    """The codes that have words."""
    return frozenset(_REASONS)


class UploadRefused(Refused):
    """A file that is not taken; carries the refusal's code for programs."""

    status = 422

    def __init__(self, code: str, params: Mapping[str, Any]) -> None:
        super().__init__(reason(code, params))
        self.code = code
        self.params = dict(params)
