"""What a surface is made of: colours in linear light and the few numbers both Blender and glTF understand."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from .forms import Form, cavity
from .noise import noise


@dataclass(frozen=True)
class Finish:
    """A physically based surface. `grain` is a bump strength 0..1 and `grain_size` its size in metres; `marks` names what
    the tools of its trade leave (see marks.py), which web models show as form."""

    name: str
    metallic: float = 0.0
    roughness: float = 0.6
    grain: float = 0.15
    grain_size: float = 0.01
    sheen: float = 0.0
    coat: float = 0.0
    marks: str = "smoothed"
    picture: Image.Image | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Part:
    """One form with one finish."""

    form: Form
    finish: Finish


def rgb(code: str) -> np.ndarray:
    """Return a web colour such as "#c89b3c" as linear RGB."""
    value = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def aged(form: Form, light: str, dark: str, size: float, wear: float = 0.5, seed: int = 1) -> Form:
    """Paint a form with patches from `dark` to `light` of the given size; hollows gather dirt, edges wear bright."""
    mix = 0.55 + 0.45 * noise(form.vertices, size, 5, seed) + wear * cavity(form)
    mix = np.clip(mix, 0, 1)[:, None]
    return form.painted(rgb(dark) * (1 - mix) + rgb(light) * mix)


GOLD = Finish("gold", metallic=1.0, roughness=0.27, grain=0.12, grain_size=0.012, marks="hammered")
GILT = Finish("gilt foil", metallic=1.0, roughness=0.34, grain=0.25, grain_size=0.006, marks="hammered")
SILVER = Finish("silver", metallic=1.0, roughness=0.3, grain=0.12, grain_size=0.004, marks="hammered")
BRONZE = Finish("bronze", metallic=0.85, roughness=0.45, grain=0.35, grain_size=0.012, marks="cast")
IRON = Finish("iron", metallic=0.8, roughness=0.55, grain=0.5, grain_size=0.006, marks="hammered")
GRANITE = Finish("granite", roughness=0.85, grain=0.6, grain_size=0.012, marks="pecked")
SANDSTONE = Finish("sandstone", roughness=0.92, grain=0.55, grain_size=0.008, marks="pecked")
MARBLE = Finish("marble", roughness=0.45, grain=0.08, grain_size=0.01)
WOOD = Finish("wood", roughness=0.5, grain=0.12, grain_size=0.003, coat=0.15, marks="fibrous")
LACQUER = Finish("varnished wood", roughness=0.35, grain=0.06, grain_size=0.003, coat=0.5, marks="fibrous")
FELT = Finish("felt", roughness=0.97, grain=0.7, grain_size=0.004, sheen=0.6, marks="matted")
CLOTH = Finish("cloth", roughness=0.85, grain=0.4, grain_size=0.002, sheen=0.4, marks="matted")
LEATHER = Finish("leather", roughness=0.6, grain=0.35, grain_size=0.004, marks="creased")
BONE = Finish("bone", roughness=0.5, grain=0.15, grain_size=0.003, marks="cast")
STRING = Finish("string", roughness=0.5, grain=0.0)
