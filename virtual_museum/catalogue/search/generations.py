"""Generations of the index on disk: which one is in use and up to which event of the change log it has come."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

from virtual_museum.catalogue.search.schema import SCHEMA_VERSION


@dataclass(frozen=True)
class Followed:
    """How far a generation has come: the last event applied."""

    lineage: str = ""
    revision: int = 0
    item_id: int = 0
    schema: int = SCHEMA_VERSION
    generation: str = ""


def register_tokenizers(index: tantivy.Index) -> None:
    """Texts arrive as tokens already; the index only splits them at spaces."""
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def open_index(folder: Path) -> tantivy.Index:
    """An index that is reloaded by us alone."""
    index = tantivy.Index.open(str(folder))
    register_tokenizers(index)
    index.config_reader(reload_policy="manual")
    return index


def current_generation(folder: Path) -> str:
    """Name of the generation in use, "" before the first."""
    try:
        return (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def read_followed(folder: Path) -> Followed:
    """How far the generation in use has come."""
    generation = current_generation(folder)
    try:
        text = (folder / generation / "followed.json").read_text(encoding="ascii")
    except FileNotFoundError:
        return Followed(schema=0)
    return Followed(**json.loads(text), generation=generation)


def write_followed(generation: Path, followed: Followed) -> None:
    """Record how far a generation has come, after tantivy's own commit."""
    values = {name: value for name, value in asdict(followed).items() if name != "generation"}
    replace_text(generation / "followed.json", json.dumps(values))


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that readers see the old text or the new, nothing between."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
