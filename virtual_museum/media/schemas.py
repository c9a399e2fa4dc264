"""Where a detail lies on a picture or on a 3D model: the JSON of `Detail.place`."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from virtual_museum.core.errors import Invalid

Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Coordinate = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Vector = tuple[Coordinate, Coordinate, Coordinate]
# A region smaller than this share of a side could not be seen, nor hit by a finger.
SMALLEST_SIDE = 0.002
NO_PLACE = _l("Say where the detail lies: mark it in the picture, or write the numbers.")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ImagePlace(_Strict):
    """A region of a picture, in fractions of its width and height from the upper left corner."""

    x: Fraction
    y: Fraction
    w: Annotated[float, Field(ge=SMALLEST_SIDE, le=1)]
    h: Annotated[float, Field(ge=SMALLEST_SIDE, le=1)]

    @model_validator(mode="after")
    def _inside(self) -> "ImagePlace":
        # What reaches over the edge by rounding or by hand is cut there.
        self.w, self.h = min(self.w, 1 - self.x), min(self.h, 1 - self.y)
        if self.w < SMALLEST_SIDE or self.h < SMALLEST_SIDE:
            raise ValueError(NO_PLACE)
        return self


class CameraView(_Strict):
    """Where the eye stands and what it looks at, in the model's own coordinates."""

    position: Vector
    target: Vector

    @model_validator(mode="after")
    def _apart(self) -> "CameraView":
        if np.allclose(self.position, self.target, rtol=0, atol=1e-12):
            raise ValueError(NO_PLACE)
        return self


class ModelPlace(_Strict):
    """A point of the surface, the direction that the surface faces there (unit length), and perhaps a view."""

    point: Vector
    normal: Vector = (0.0, 1.0, 0.0)
    camera: CameraView | None = None

    @model_validator(mode="after")
    def _unit(self) -> "ModelPlace":
        length = float(np.linalg.norm(self.normal))
        x, y, z = self.normal if length > 1e-9 else (0.0, 1.0, 0.0)
        length = length if length > 1e-9 else 1.0
        self.normal = (round(x / length, 6), round(y / length, 6), round(z / length, 6))
        return self


PLACES: dict[str, type[ImagePlace] | type[ModelPlace]] = {"image": ImagePlace, "model": ModelPlace}


def read_place(kind: str, place: Mapping[str, Any]) -> dict[str, Any]:
    """The checked place of a detail on an asset of that kind. Raises Invalid with the field `place`."""
    schema = PLACES.get(kind)
    if schema is None:
        raise Invalid(fields={"place": _l("Details are marked on pictures and 3D models only.")})
    try:
        return schema.model_validate(dict(place)).model_dump(mode="json")
    except ValidationError as error:
        raise Invalid(fields={"place": NO_PLACE}) from error
