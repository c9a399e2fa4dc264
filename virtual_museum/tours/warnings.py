"""What a tour's draft still lacks, in sentences for the curator. They never hinder publishing."""

from collections.abc import Iterator

from flask_babel import gettext as _

from virtual_museum.core.i18n import language_name, languages, translated_text
from virtual_museum.halls.exhibits import Exhibit, exhibits_by_code
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import assets_by_code
from virtual_museum.tours.schemas import Hotspot, Scene, TourBody


def missing_languages(texts: dict[str, str]) -> str:
    """The museum's languages in which a text that has been begun is missing, by their own names."""
    if not texts:
        return ""
    return ", ".join(language_name(code) for code in languages() if not texts.get(code))


def missing_alt(asset: Asset | None) -> str:
    """The languages in which a picture has no alternative text."""
    if asset is None:
        return ""
    return ", ".join(language_name(code) for code in languages() if not asset.alt.get(code))


def tour_warnings(body: TourBody) -> list[str]:
    """All that is missing, scene by scene."""
    return list(_warnings(body))


def _warnings(body: TourBody) -> Iterator[str]:
    assets = assets_by_code(body.asset_codes())
    exhibits = exhibits_by_code(body.item_codes(), published_only=False)
    if not body.title:
        yield _("The tour has no title.")
    elif lacking := missing_languages(body.title):
        yield _("The title is missing in: %(languages)s.", languages=lacking)
    if not body.scenes:
        yield _("The tour has no scene yet.")
    known = {scene.id for scene in body.scenes}
    for scene in body.scenes:
        yield from _scene_warnings(scene, assets.get(scene.panorama or ""))
        for spot in scene.hotspots:
            yield from _hotspot_warnings(spot, scene_name(scene), known, exhibits)
    for stop in body.stops:
        if stop.scene not in known:
            yield _("A stop of the guided route stands in a scene that no longer exists.")


def scene_name(scene: Scene) -> str:
    """What the curator calls the scene."""
    return translated_text(scene.title) or scene.id


def _scene_warnings(scene: Scene, panorama: Asset | None) -> Iterator[str]:
    name = scene_name(scene)
    if panorama is None:
        yield _("Scene “%(scene)s” has no panorama and will not be shown.", scene=name)
    elif panorama.state != "ready":
        yield _("The panorama of scene “%(scene)s” is not ready yet.", scene=name)
    elif lacking := missing_alt(panorama):
        yield _(
            "The panorama of scene “%(scene)s” has no alternative text in: %(languages)s.",
            scene=name,
            languages=lacking,
        )
    if lacking := missing_languages(scene.title):
        yield _("The title of scene “%(scene)s” is missing in: %(languages)s.", scene=name, languages=lacking)


def _hotspot_warnings(spot: Hotspot, scene: str, known: set[str], exhibits: dict[str, Exhibit]) -> Iterator[str]:
    label = translated_text(spot.label) or spot.id
    if spot.kind == "scene" and spot.scene not in known:
        yield _("In scene “%(scene)s” the way “%(label)s” leads nowhere.", scene=scene, label=label)
    if spot.kind == "item":
        exhibit = exhibits.get(spot.item or "")
        if exhibit is None:
            yield _("In scene “%(scene)s” the hotspot “%(label)s” has no exhibit.", scene=scene, label=label)
        elif not exhibit.is_published:
            yield _(
                "In scene “%(scene)s” the exhibit “%(title)s” is not published and stays hidden.",
                scene=scene,
                title=translated_text(exhibit.item.title),
            )
    if spot.kind == "note" and not spot.text and not spot.label:
        yield _("In scene “%(scene)s” a note is empty.", scene=scene)
    for texts in (spot.label, spot.text):
        if lacking := missing_languages(texts):
            yield _(
                "In scene “%(scene)s” the hotspot “%(label)s” is missing in: %(languages)s.",
                scene=scene,
                label=label,
                languages=lacking,
            )
