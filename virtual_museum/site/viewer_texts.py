"""The viewers' words in the language of the page.

A page that shows viewers carries one data block, made by `viewer_text_block("panorama", "model", …)`; the scripts read
it by `text("key")` of static/js/parts/texts.js, where `%(name)s` is filled in. Texts of the group "shared" always come
along.
"""

from functools import lru_cache

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

TEXTS: dict[str, dict[str, LazyString]] = {
    "shared": {
        "close": _l("Close"),
        "loading": _l("Loading"),
        "fullscreen": _l("Full screen"),
        "fullscreen-leave": _l("Leave full screen"),
        "zoom-in": _l("Zoom in"),
        "zoom-out": _l("Zoom out"),
        "look-around": _l("Look around"),
        "draw-again": _l("Try again"),
        "drawing-lost": _l("This device has run out of room for the picture. The list below shows the same."),
    },
    "search": {
        "suggestions": _l("Suggestions"),
        "objects": _l("Objects"),
    },
    "panorama": {
        "tour": _l("Virtual tour"),
        "panorama-of": _l("%(title)s, 360° panorama"),
        "panorama-keys": _l(
            "Arrow keys turn, plus and minus zoom, Home goes back to the first view. "
            "Tab leads from exhibit to exhibit, Enter opens it."
        ),
        "hotspots": _l("In this picture"),
        "exhibit-3d": _l("%(title)s, 3D"),
        "exhibits": _l("Exhibits"),
        "exhibits-count": _l("Exhibits (%(count)s)"),
        "floor-plan": _l("Floor plan"),
        "plan-alt": _l("Plan of the halls; the bright fan shows where you are looking"),
        "share-view": _l("Share this view"),
        "link-copied": _l("The link to this view is copied"),
        "link-failed": _l("Copy the address of the page: it leads to this view"),
        "gyroscope": _l("Look around by moving the device"),
        "gyroscope-none": _l("This device does not tell how it is held"),
        "headset": _l("Walk in with a headset"),
        "headset-leave": _l("Take the headset off"),
        "headset-failed": _l("The headset does not answer"),
        "hall-failed": _l("This hall cannot be fetched now. Try again in a moment."),
        "turn-left": _l("Turn left"),
        "turn-right": _l("Turn right"),
        "look-up": _l("Look up"),
        "look-down": _l("Look down"),
        "live-arrived": _l("You are in: %(title)s. Exhibits: %(count)s."),
        "live-view": _l("%(title)s, looking at %(degrees)s degrees. In sight: %(sight)s."),
        "live-view-empty": _l("%(title)s, looking at %(degrees)s degrees."),
        "open-exhibit": _l("Open"),
        "turn-3d": _l("Turn in 3D"),
        "previous": _l("Previous"),
        "next": _l("Next"),
        "guided-route": _l("Guided route"),
        "stop-of": _l("Stop %(number)s of %(count)s"),
        "stops": _l("Stops"),
        "live-stop": _l("Stop %(number)s of %(count)s: %(title)s"),
        "route-play": _l("Play the route"),
        "route-back": _l("Back to the guide"),
        "route-share": _l("Share this moment"),
        "route-transcript": _l("Transcript"),
        "route-keys": _l("Space plays and pauses, Page Down and Page Up lead to the next and the previous stop."),
        "open-page": _l("Open the page"),
        "moment-of": _l("%(moment)s of %(length)s"),
        "route-pause": _l("Pause"),
        "route-ended": _l("The route is over"),
        "two-fingers": _l("Turn with two fingers"),
        "ctrl-zoom": _l("Hold Ctrl to zoom with the wheel"),
    },
    "model": {
        "model-of": _l("%(title)s, 3D model"),
        "model-keys": _l("Arrow keys turn the object, plus and minus zoom, Home shows it from the front."),
        "details": _l("Details to look at"),
        "turn-alone": _l("Let it turn by itself"),
        "in-my-room": _l("See it in your room"),
        "room-failed": _l("The view of your room does not open"),
        "slice": _l("Cut open"),
        "slice-side": _l("From the side"),
        "slice-top": _l("From above"),
        "slice-front": _l("From the front"),
        "slice-depth": _l("Depth of the cut"),
        "measure": _l("Measure a distance"),
        "measure-hint": _l(
            "Click two places of the surface. By keyboard: turn the object until the place lies under the cross, "
            "press Enter; or choose two details."
        ),
        "live-first-point": _l("First place set. Choose the second."),
        "live-distance": _l("Distance: %(length)s"),
        "live-no-surface": _l("There is no surface here."),
        "live-spin": _l("Turned by %(around)s degrees."),
        "light-direction": _l("Direction of the light"),
        "light-strength": _l("Brightness"),
        "light-front": _l("Light from the front"),
        "millimetres": _l("%(value)s mm"),
        "percent": _l("%(value)s percent"),
        "turn-object": _l("Turn the object"),
        "model-tools": _l("View of the object"),
        "object-left": _l("Turn left"),
        "object-right": _l("Turn right"),
        "object-up": _l("See from above"),
        "object-down": _l("See from below"),
        "reset-view": _l("First view"),
        "change-light": _l("Change the light"),
        "light-left": _l("Light from the left"),
        "light-right": _l("Light from the right"),
        "dimensions": _l("Dimensions"),
        "width": _l("Width"),
        "height": _l("Height"),
        "depth": _l("Depth"),
        "centimetres": _l("%(value)s cm"),
        "live-size": _l("Width %(width)s, height %(height)s, depth %(depth)s."),
        "live-model": _l("Turned by %(around)s degrees, seen from %(above)s degrees above."),
    },
    "deepzoom": {
        "deepzoom-of": _l("%(title)s, enlarged"),
        "deepzoom-keys": _l("Arrow keys move the picture, plus and minus zoom, Home shows the whole picture."),
        "move-left": _l("Move left"),
        "move-right": _l("Move right"),
        "move-up": _l("Move up"),
        "move-down": _l("Move down"),
        "whole-picture": _l("Whole picture"),
        "live-zoom": _l("Enlarged %(times)s times"),
        "look-here": _l("Look here"),
        "millimetres": _l("%(value)s mm"),
        "centimetres": _l("%(value)s cm"),
        "metres": _l("%(value)s m"),
    },
    "map": {
        "map-keys": _l("Map of places. Arrow keys move it, plus and minus zoom, Home shows everything again."),
        "map-tools": _l("Move the map"),
        "map-cluster": _l("%(places)s: %(count)s objects. Look closer."),
        "map-place": _l("%(place)s: %(count)s objects"),
        "map-opened": _l("The map shows %(count)s places closer."),
        "map-west": _l("To the west"),
        "map-east": _l("To the east"),
        "map-north": _l("To the north"),
        "map-south": _l("To the south"),
        "map-home": _l("Show everything"),
    },
    "compare": {
        "compare-slider": _l("Edge between the two pictures"),
        "compare-value": _l("%(share)s percent: %(name)s"),
    },
    "audio": {
        "listen": _l("Listen"),
        "seek": _l("Place in the recording"),
        "speed": _l("Speed: %(times)s"),
        "captions": _l("Captions"),
    },
    "editor": {
        "editor-of": _l("Panorama to place hotspots in"),
        "editor-keys": _l("Arrow keys turn the panorama; “Place here” puts a hotspot in the middle of the picture."),
        "place-here": _l("Place here"),
        "place-hint": _l("Click into the panorama to place a hotspot, drag one to move it."),
        "new-hotspot": _l("New hotspot"),
        "hotspot-list": _l("Hotspots of this scene"),
        "no-hotspots": _l("No hotspot yet."),
        "kind": _l("Kind"),
        "kind-item": _l("Exhibit"),
        "kind-scene": _l("Way to another hall"),
        "kind-note": _l("Note"),
        "find-exhibit": _l("Find an exhibit: title or inventory number"),
        "no-results": _l("Nothing found"),
        "chosen-exhibit": _l("Chosen: %(title)s"),
        "choose-scene": _l("Leads to"),
        "hotspot-label": _l("Words on the hotspot"),
        "note-text": _l("Text of the note"),
        "move-here": _l("Move to the middle of the picture"),
        "remove-hotspot": _l("Remove this hotspot"),
        "hotspot-placed": _l("Hotspot placed. Choose what it opens."),
        "hotspot-moved": _l("Hotspot moved"),
        "hotspot-removed": _l("Hotspot removed"),
        "first-view": _l("Use this view as the first view"),
        "first-view-set": _l("This view is now the first view"),
    },
    "places": {
        "draw-region": _l("Drag over the picture to mark the detail."),
        "mark-hint": _l(
            "Click the surface to mark the detail. By keyboard: turn the object until the place lies under the cross."
        ),
        "mark-middle": _l("Mark under the cross"),
        "place-marked": _l("The place is marked."),
        "take-view": _l("Take this view"),
        "view-taken": _l("Visitors will see the detail like this."),
        "forget-view": _l("Without a view of its own"),
        "keep-stand-first": _l("Keep first how the object stands."),
        "tip-forward": _l("Tip forward"),
        "tip-back": _l("Tip back"),
        "tip-left": _l("Tip to the left"),
        "tip-right": _l("Tip to the right"),
        "turn-quarter": _l("Quarter turn"),
    },
    "composer": {
        "move-block-up": _l("Move up: %(name)s"),
        "move-block-down": _l("Move down: %(name)s"),
        "remove-block": _l("Remove: %(name)s"),
        "drag-block": _l("Drag to move"),
        "block-moved": _l("%(name)s is now number %(place)s of %(count)s"),
        "block-removed": _l("%(name)s is removed"),
        "undo": _l("Undo"),
        "find-exhibit": _l("Find an exhibit: title or inventory number"),
        "no-results": _l("Nothing found"),
    },
}


def viewer_texts(*groups: str) -> dict[str, str]:
    """The shared texts and those of the named groups, in the current language.

    Raises KeyError for a group that is not declared.
    """
    return {key: str(words) for group in ("shared", *groups) for key, words in TEXTS[group].items()}


def viewer_text_block(*groups: str) -> Markup:
    """The data block a page with viewers carries once: `{{ viewer_text_block("panorama", "model") }}`."""
    return _block(str(get_locale()), groups)


@lru_cache(maxsize=64)
def _block(_locale: str, groups: tuple[str, ...]) -> Markup:
    # Dozens of texts that change with the program alone.
    words = htmlsafe_json_dumps(viewer_texts(*groups), ensure_ascii=False, separators=(",", ":"))
    return Markup('<script type="application/json" id="viewer-texts">{}</script>').format(words)
