"""Textures: decoded under limits, made smaller for each level of detail."""

from functools import cached_property

import numpy as np
import pyvips
from numpy.typing import NDArray

from .. import limits
from ..images import check_pixels, to_srgb
from ..refusals import Refusal
from .scene import Floats, Scene, Texture, srgb_to_linear

MAX_FULL_SIDE = 4096
# What the 256 values of a pixel mean.
_PLAIN = np.linspace(0, 1, 256, dtype=np.float32)
_LINEAR = srgb_to_linear(_PLAIN)


class Picture:
    """A texture's pixels; `is_color` tells colour textures from maps of numbers (normals, roughness)."""

    def __init__(self, texture: Texture, is_color: bool) -> None:
        self.name = texture.name
        self.is_color = is_color
        try:
            image = pyvips.Image.new_from_buffer(texture.data, "", access="sequential", fail_on="truncated")
        except pyvips.Error as error:
            raise Refusal("model-texture-damaged", name=texture.name[:60]) from error
        check_pixels(image, limits.MAX_TEXTURE_PIXELS)
        self._data = texture.data
        self._kept: dict[int, NDArray[np.uint8]] = {}
        self.width, self.height = image.width, image.height
        self.has_alpha = image.hasalpha()

    @cached_property
    def full(self) -> pyvips.Image:
        """The pixels at up to 4096 a side, 8 bit, with alpha where the texture has it."""
        try:
            image = pyvips.Image.new_from_buffer(self._data, "", access="sequential", fail_on="truncated")
            largest = max(image.width, image.height)
            if largest > MAX_FULL_SIDE:
                image = image.resize(MAX_FULL_SIDE / largest)
            if image.hasalpha():
                # Colour and alpha are taken from it one after the other; a stream can be read only once.
                image = image.copy_memory()
                alpha = image.extract_band(image.bands - 1)
                if alpha.format == "ushort":
                    alpha = alpha.msb()
                color = to_srgb(image.extract_band(0, n=image.bands - 1))
                return color.bandjoin(alpha.cast("uchar")).copy_memory()
            return to_srgb(image).copy_memory()
        except pyvips.Error as error:
            raise Refusal("model-texture-damaged", name=self.name[:60]) from error

    def limited(self, side: int) -> pyvips.Image:
        """The pixels at up to `side` a side."""
        largest = max(self.full.width, self.full.height)
        return self.full if largest <= side else self.full.resize(side / largest)

    def webp(self, side: int, quality: int) -> bytes:
        """The texture as WebP at up to `side` a side."""
        image = self.limited(side)
        return bytes(image.webpsave_buffer(Q=quality, effort=3 if side > 2048 else 4, keep="none", alpha_q=90))

    def plain(self, side: int, quality: int) -> bytes:
        """The texture for viewers that know no WebP: JPEG, or PNG where it has holes."""
        image = self.limited(side)
        if self.has_alpha and image.bands == 4 and image.extract_band(3).min() < 255:
            return bytes(image.pngsave_buffer(compression=9, keep="none"))
        return bytes(image.extract_band(0, n=3).jpegsave_buffer(Q=quality, keep="none", optimize_coding=True))

    def sampled(self, side: int, uvs: Floats) -> Floats:
        """Bilinear samples n×3 of the repeating texture at up to `side` a side: linear light, of maps plain numbers."""
        pixels = self._pixels(side)
        height, width = pixels.shape[:2]
        uvs = np.nan_to_num(uvs) % 1.0
        x, y = uvs[:, 0] * width - 0.5, uvs[:, 1] * height - 0.5
        left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
        fx, fy = (x - left)[:, None].astype(np.float32), (y - top)[:, None].astype(np.float32)
        x0, x1, y0, y1 = left % width, (left + 1) % width, top % height, (top + 1) % height
        values = _LINEAR if self.is_color else _PLAIN
        upper = values[pixels[y0, x0]] * (1 - fx) + values[pixels[y0, x1]] * fx
        lower = values[pixels[y1, x0]] * (1 - fx) + values[pixels[y1, x1]] * fx
        return (upper * (1 - fy) + lower * fy).astype(np.float32)

    def _pixels(self, side: int) -> NDArray[np.uint8]:
        """Colours h×w×3 at up to `side` a side. They are kept: the frames of a spin all ask for the same."""
        if side not in self._kept:
            self._kept[side] = np.ascontiguousarray(self.limited(side).extract_band(0, n=3).numpy())
        return self._kept[side]


def open_pictures(scene: Scene) -> dict[int, Picture]:
    """The textures that materials use, checked. Raises Refusal for one that cannot be read."""
    used: dict[int, bool] = {}
    shown = {surface.material for surface in scene.surfaces}
    for index in sorted(shown):
        material = scene.materials[index]
        for slot in material.texture_slots():
            is_color = slot in (material.color_texture, material.emissive_texture)
            used[slot] = used.get(slot, False) or is_color
    return {slot: Picture(scene.textures[slot], is_color) for slot, is_color in used.items()}
