"""What other sites may show as a card of ours: a published object, exhibition or tour, and the code that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup, escape

from virtual_museum.api.item_formats import FILES
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.queries import item_by_code
from virtual_museum.core.config import settings
from virtual_museum.core.document_rows import published_body
from virtual_museum.core.errors import Gone, NotFound
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.exhibitions.queries import cards_of, visible_exhibition
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import Picture, picture
from virtual_museum.tours.queries import TourReader, visible_tour

# Width and height in CSS pixels at which a card looks its best.
SIZES = {"items": (560, 480), "exhibitions": (560, 420), "tours": (800, 500)}
ALLOWED = "fullscreen; gyroscope; accelerometer"

# Carries the functions for templates; it has no address of its own.
blueprint = Blueprint("embeddable", __name__)


@dataclass(frozen=True)
class Embeddable:
    """A thing that can be shown elsewhere. `key` is its code or slug, `viewer` the element that shows it alive."""

    kind: str
    key: str
    title: Mapping[str, str]
    words: Mapping[str, str]
    picture: Picture | None
    viewer: str = ""
    data_url: str = ""

    @property
    def path(self) -> str:
        """Its page below the language."""
        return f"{self.kind}/{self.key}"


def embeddable_item(code: str) -> Embeddable:
    """A published item. Raises Gone where it was withdrawn, else NotFound."""
    canonical = parse_code(code)
    item = item_by_code(canonical) if canonical else None
    if item is None or item.status == "draft":
        raise NotFound()
    if item.status != "published":
        raise Gone()
    shown = [tie.asset for tie in item.media if tie.asset.published and tie.asset.state == "ready"]
    model = next((asset for asset in shown if asset.kind == "model" and asset.rendition("web-model@1")), None)
    main = _main_picture(shown)
    data = f"/media-data/models/{model.code}.json?lang={current_language()}" if model else ""
    poster = picture(model) or main if model else main
    return Embeddable("items", item.code, _named(item), item.label_text, poster, "vm-model" if model else "", data)


def _named(item: Item) -> Mapping[str, str]:
    return item.title or {"": item.inventory_number or item.code}


def _main_picture(assets: list[Asset]) -> Picture | None:
    for kinds in (("image",), ("model", "panorama", "video")):
        for asset in assets:
            shown = picture(asset) if asset.kind in kinds else None
            if shown is not None:
                return shown
    return None


def embeddable_exhibition(slug: str) -> Embeddable:
    """A visible exhibition. Raises Gone or NotFound."""
    exhibition = visible_exhibition(slug)
    card = cards_of([exhibition])[0]
    return Embeddable("exhibitions", slug, exhibition.title, card.subtitle or card.lead, picture(card.cover))


def embeddable_tour(slug: str) -> Embeddable:
    """A visible tour. Raises Gone or NotFound."""
    tour = visible_tour(slug)
    reader = TourReader(tour, published_body(tour), current_language())
    start = next(iter(reader.scenes_from("")), None)
    still = reader.still(start) if start is not None else None
    data = f"/{current_language()}/tours/{slug}/data.json"
    return Embeddable("tours", slug, tour.title, reader.body.intro, still, "vm-panorama", data)


FINDERS: dict[str, Callable[[str], Embeddable]] = {
    "items": embeddable_item,
    "exhibitions": embeddable_exhibition,
    "tours": embeddable_tour,
}


def card_address(kind: str, key: str, query: Mapping[str, str] | None = None) -> str:
    """The address of a card in this request's language."""
    more = f"?{urlencode(query)}" if query else ""
    return f"{settings().base_url}/{current_language()}/embed/{kind}/{key}{more}"


def frame(kind: str, key: str, title: str, size: tuple[int, int] | None = None, address: str = "") -> Markup:
    """The HTML that shows a card on another page; `size` in CSS pixels."""
    width, height = size or SIZES[kind]
    source = address or card_address(kind, key)
    named = escape(f"{title} — {settings().museum_name(current_language())}")
    return Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0;max-width:100%" loading="lazy"'
        ' allow="{}" allowfullscreen></iframe>'
    ).format(source, named, width, height, ALLOWED)


def oembed_address(page: str, form: str = "json") -> str:
    """Where a page's oEmbed description is; `page` is its full address."""
    return f"{settings().base_url}/oembed?{urlencode({'url': page, 'format': form})}"


def oembed_links(kind: str, key: str, title: str) -> Markup:
    """The links in a page's head by which other sites find its card."""
    page = f"{settings().base_url}/{current_language()}/{kind}/{key}"
    link = Markup('<link rel="alternate" type="{}" href="{}" title="{}">')
    forms = (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    return Markup("\n").join(link.format(media_type, oembed_address(page, form), title) for form, media_type in forms)


def title_of(shown: Embeddable) -> str:
    """The thing's name in this request's language."""
    return translated_text(shown.title) or next(iter(shown.title.values()), shown.key)


@blueprint.record_once
def _words_for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        embed_code=frame,
        card_address=card_address,
        oembed_links=oembed_links,
        embeddable_title=title_of,
        item_files=lambda: FILES,
    )
