"""The declared list of story blocks: what each is called, what it is for, and how it begins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.exhibitions import schemas


@dataclass(frozen=True)
class BlockType:
    """A kind of block. `icon` names a drawing of the page's icon sheet."""

    name: str
    label: object
    hint: object
    icon: str
    model: Callable[..., Any]


BLOCK_TYPES: dict[str, BlockType] = {
    declared.name: declared
    for declared in (
        BlockType("text", _l("Text"), _l("Paragraphs of the story"), "list", schemas.TextBlock),
        BlockType("item", _l("Exhibit"), _l("One exhibit, large"), "eye", schemas.ItemBlock),
        BlockType(
            "gallery", _l("Gallery"), _l("Several pictures or exhibits side by side"), "picture", schemas.GalleryBlock
        ),
        BlockType("tour", _l("Virtual tour"), _l("A panorama to step into"), "panorama", schemas.TourBlock),
        BlockType("model", _l("3D model"), _l("An object to turn"), "turn", schemas.ModelBlock),
        BlockType("audio", _l("Sound"), _l("A recording with its transcript"), "sound", schemas.AudioBlock),
        BlockType("video", _l("Video"), _l("A film with its transcript"), "play", schemas.VideoBlock),
        BlockType("quote", _l("Quotation"), _l("Words of a person or a source"), "story", schemas.QuoteBlock),
        BlockType(
            "comparison", _l("Comparison of two pictures"), _l("Before and after, laid over each other"), "zoom",
            schemas.ComparisonBlock,
        ),
    )
}  # fmt: skip

KIND_LABELS = {
    "permanent": _l("Permanent hall"),
    "thematic": _l("Thematic"),
    "personal": _l("Personal"),
    "jubilee": _l("Jubilee"),
    "travelling": _l("Travelling"),
    "international": _l("International"),
}

STAGE_LABELS = {
    "theme": _l("Defining the theme"),
    "plan": _l("Exposition plan"),
    "selection": _l("Selection of exhibits"),
    "design": _l("Exposition design"),
    "texts": _l("Accompanying information"),
    "opening": _l("Mounting and opening"),
    "evaluation": _l("Evaluation"),
    "report": _l("Final report"),
}

LEVEL_LABELS = {"national": _l("National"), "international": _l("International")}

# The words by which the history of changes names the fields of a body.
FIELD_WORDS: dict[str, object] = {
    "title": _l("Title"),
    "subtitle": _l("Subtitle"),
    "lead": _l("Introduction"),
    "cover": _l("Cover picture"),
    "sections": _l("Sections"),
    "blocks": _l("Blocks"),
    "partners": _l("Partners and sponsors"),
    "text": _l("Text"),
    "caption": _l("Caption"),
    "item": _l("Exhibit"),
    "asset": _l("File"),
    "pictures": _l("Pictures"),
    "tour": _l("Virtual tour"),
    "scene": _l("Scene"),
    "view": _l("View"),
    "source": _l("Source"),
    "before": _l("First picture"),
    "after": _l("Second picture"),
    "before_label": _l("Words on the first picture"),
    "after_label": _l("Words on the second picture"),
    "name": _l("Name"),
    "url": _l("Web address"),
    "logo": _l("Logo"),
    "role": _l("Role"),
    **{f"block:{name}": declared.label for name, declared in BLOCK_TYPES.items()},
}
