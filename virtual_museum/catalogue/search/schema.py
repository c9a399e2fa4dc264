"""The fields of the index, named in one place.

Words of published items stand in fields of their own (`title`, `names`, …); those of drafts and withdrawn items stand
in `hidden_title` and so on. So a visitor's question needs no intersection with the status, and the index can jump over
what cannot come first. What is counted or ordered has a column with exactly one value in every document, NOTHING where
there is none: a column with gaps takes five times as long to read, one with several values twenty times.
"""

import tantivy

SCHEMA_VERSION = 13
SORT_LANGUAGES = ("kk", "ru", "en")
FACETS = (
    "type", "material", "technique", "culture", "period", "place", "hall", "fund", "has", "department", "keyword",
    "maker",
)  # fmt: skip
SINGLE_FACETS = ("type", "culture", "period", "place", "hall", "fund", "department")
HIDDEN = "hidden_"
# The faces of an item's words; each exists for published and for hidden items. True: phrases need positions.
FACES = {"title": True, "names": True, "body": True, "exact": False, "words": False, "anywhere": False}
# Words of one part of the record, for `maker:` and its like.
PART_FIELDS = ("maker_text", "material_text", "type_text", "place_text", "culture_text", "period_text")
# An item's first materials have a column each, the others stand in one together: "bone silk".
MATERIAL_SLOTS = ("material_1", "material_2", "material_3")
MATERIAL_REST = "material_more"
# All an item has, together in one value: "model picture".
HAS_TOGETHER = "has_together"
CENTURY = "century"
# A sort key is cut into pieces; each order walks down its pieces, so that a deep page costs what the first one costs.
TITLE_PIECES = (2, 5, 10, 18)
TITLE_LEVELS = {
    language: (*(f"title_{language}_{number}" for number in range(len(TITLE_PIECES))), f"sort_{language}")
    for language in SORT_LANGUAGES
}
NUMBER_LEVELS = ("number_0", "number_1", "number_2", "sort_number")
DATE_LEVELS = ("date_0", "date_1")
UPDATED_LEVELS = ("updated_0", "updated_1", "updated_2")
UNDATED = "~"
_LEVELS = (*sum(TITLE_LEVELS.values(), ()), *NUMBER_LEVELS, *DATE_LEVELS, *UPDATED_LEVELS)
# Columns of texts that every document fills.
COLUMNS = ("status", *SINGLE_FACETS, *MATERIAL_SLOTS, MATERIAL_REST, HAS_TOGETHER, CENTURY, *_LEVELS)
# The value of a column where the record has none. It sorts before all others.
NOTHING = "\x01"
# Numbers that every document has, and those that only some have.
NUMBERS = ("id", "tie", "rank_date", "rank_-date", "rank_updated")
_SOME_NUMBERS = ("agent", "year_from", "year_to")


def build_schema() -> tantivy.Schema:
    """The schema; a change of it or of the stems raises SCHEMA_VERSION, and every copy rebuilds itself."""
    builder = tantivy.SchemaBuilder()
    for name in ("keys", "shown", *(facet for facet in FACETS if facet not in SINGLE_FACETS)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in COLUMNS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for face, phrases in FACES.items():
        for prefix in ("", HIDDEN):
            option = "position" if phrases else "freq"
            builder.add_text_field(prefix + face, tokenizer_name="spaces", index_option=option)
    for name in (*PART_FIELDS, "agent_stems", "agent_words"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="freq")
    for name in (*NUMBERS, *_SOME_NUMBERS):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()
