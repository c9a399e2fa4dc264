"""What features that stand after halls tell them: the tour through a hall."""

from collections.abc import Callable
from dataclasses import dataclass

from virtual_museum.halls.models import Hall


@dataclass(frozen=True)
class HallScene:
    """The scene of a tour that stands in a hall: page to walk in, data for the viewer, the scene's identifier."""

    url: str
    data_url: str
    scene: str


_scenes: list[Callable[[Hall], HallScene | None]] = []


def register_hall_scene(provider: Callable[[Hall], HallScene | None]) -> None:
    """Let `provider` name the scene of a hall."""
    if provider not in _scenes:
        _scenes.append(provider)


def hall_scene(hall: Hall) -> HallScene | None:
    """The scene of the hall, as far as any provider knows one."""
    return next((scene for provider in _scenes if (scene := provider(hall))), None)
