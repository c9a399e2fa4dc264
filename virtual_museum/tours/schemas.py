"""The body of a tour, version 1: scenes with hotspots, the plan, the guided route.

Angles are degrees: yaw 0..360 clockwise from the panorama's centre column, pitch −90..90 with up positive,
fov 10..120. A draft may be incomplete (a scene without a panorama, a hotspot without its target): such gaps are
named before publishing and left out of what visitors see.
"""

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from virtual_museum.core.config import KNOWN_LANGUAGES
from virtual_museum.core.document_fields import (
    AssetCode,
    FieldOfView,
    Fraction,
    Identifier,
    MaybeAsset,
    MaybeIdentifier,
    MaybeItem,
    MaybeSlug,
    Part,
    Pitch,
    Texts,
    Yaw,
    require_unique,
)

KIND = "tour"
MAXIMUM_SCENES = 200
MAXIMUM_HOTSPOTS = 200
MAXIMUM_MOVES = 60
LONGEST_STOP = 900
# A page of this museum without its language; nothing that could lead elsewhere.
PAGE = r"^(?:(?:exhibitions|halls|items|tours|events|collection)(?:/[A-Za-z0-9][A-Za-z0-9-]*){0,2})?$"


class View(Part):
    """Where one looks, and how wide."""

    yaw: Yaw = 0
    pitch: Pitch = 0
    fov: FieldOfView = 75


class PlanPoint(Part):
    """A scene's place on the plan: fractions of the picture, and the compass heading of its centre column."""

    x: Fraction
    y: Fraction
    heading: Yaw = 0


class Hotspot(Part):
    """Something to open in a scene: an item, the way to another scene, or a note."""

    id: Identifier
    kind: Literal["item", "scene", "note"]
    yaw: Yaw
    pitch: Pitch
    label: Texts
    item: MaybeItem
    scene: MaybeIdentifier
    text: Texts


class Scene(Part):
    """One panorama with what can be opened in it."""

    id: Identifier
    title: Texts
    hall: MaybeSlug
    panorama: MaybeAsset
    initial: View = Field(default_factory=View)
    plan: PlanPoint | None = None
    hotspots: Annotated[list[Hotspot], Field(max_length=MAXIMUM_HOTSPOTS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hotspots_unique(self) -> "Scene":
        require_unique(spot.id for spot in self.hotspots)
        return self


def _spoken(value: object) -> object:
    """Recordings by language, without those that were left empty. Raises ValueError for an unknown language."""
    if not isinstance(value, dict):
        return value or {}
    if unknown := set(value) - set(KNOWN_LANGUAGES):
        raise ValueError(_l("There is no such language: %(codes)s.", codes=", ".join(sorted(map(str, unknown)))))
    return {code: asset for code, asset in value.items() if asset}


class Move(Part):
    """A moment of the narration, in its seconds, at which the eye turns to another view of the scene."""

    at: Annotated[float, Field(ge=0, le=LONGEST_STOP)]
    view: View


class Stop(Part):
    """A halt of the guided route: what one sees, hears and reads there, for how many seconds.

    `kind` says what fills the eye: the scene itself, the exhibit `item` before it, or the announcement of a `page` of
    this museum (an address below the language, such as "exhibitions/golden-man"). `spoken` holds a recording for each
    language, `audio` one for all of them; without either the exhibit's own recording speaks, and where there is none
    the stop lasts `seconds`.
    """

    id: Identifier
    kind: Literal["scene", "item", "page"] = "scene"
    scene: Identifier
    view: View = Field(default_factory=View)
    moves: Annotated[list[Move], Field(max_length=MAXIMUM_MOVES)] = Field(default_factory=list)
    title: Texts
    text: Texts
    item: MaybeItem
    page: Annotated[str, StringConstraints(strip_whitespace=True, pattern=PAGE)] = ""
    audio: MaybeAsset
    spoken: Annotated[dict[str, AssetCode], BeforeValidator(_spoken)] = Field(default_factory=dict)
    seconds: Annotated[float, Field(ge=3, le=LONGEST_STOP)] = 20

    @model_validator(mode="after")
    def _moves_in_order(self) -> "Stop":
        self.moves.sort(key=lambda move: move.at)
        return self

    def recordings(self) -> set[str]:
        """All its own recordings."""
        return {code for code in (self.audio, *self.spoken.values()) if code}


class Plan(Part):
    """The picture of the floor."""

    asset: MaybeAsset


class TourBody(Part):
    """A whole tour."""

    schema_version: Literal[1] = 1
    title: Texts
    intro: Texts
    start_scene: MaybeIdentifier
    plan: Plan = Field(default_factory=lambda: Plan.model_validate({}))
    scenes: Annotated[list[Scene], Field(max_length=MAXIMUM_SCENES)] = Field(default_factory=list)
    stops: Annotated[list[Stop], Field(max_length=MAXIMUM_SCENES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _identifiers_unique(self) -> "TourBody":
        require_unique(scene.id for scene in self.scenes)
        require_unique(stop.id for stop in self.stops)
        return self

    def scene(self, identifier: str | None) -> Scene | None:
        """The scene of that identifier."""
        return next((scene for scene in self.scenes if scene.id == identifier), None)

    @property
    def start(self) -> Scene | None:
        """Where the tour begins: the chosen scene, else the first."""
        return self.scene(self.start_scene) or (self.scenes[0] if self.scenes else None)

    def item_codes(self) -> set[str]:
        """All items that hotspots and stops point to."""
        codes = {spot.item for scene in self.scenes for spot in scene.hotspots if spot.kind == "item"}
        codes |= {stop.item for stop in self.stops}
        return {code for code in codes if code}

    def asset_codes(self) -> set[str]:
        """All assets the tour itself shows; pictures of its items are the items' own."""
        codes = {scene.panorama for scene in self.scenes} | {self.plan.asset}
        return {code for code in codes if code}.union(*(stop.recordings() for stop in self.stops))

    def hall_slugs(self) -> set[str]:
        """All halls that scenes stand in."""
        return {scene.hall for scene in self.scenes if scene.hall}
