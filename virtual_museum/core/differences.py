"""Two bodies of a document side by side, in words: which part changed, and within a text which words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .config import KNOWN_LANGUAGES
from .documents import difference
from .i18n import language_name, translated_text

STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
# A comparison word by word grows with the square of the length; longer texts are shown whole.
LONGEST_WORD_BY_WORD = 6_000
SHOWN_LETTERS = 60

ORDER = _l("Order")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: "same", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One place that differs: where (in words), whether "added", "removed" or "changed", and the text of it."""

    where: str
    kind: str
    pieces: tuple[Piece, ...]


def readable_changes(before: Any, after: Any, words: Mapping[str, object]) -> list[Change]:
    """All differences of two bodies; `words` names fields ("lead") and member types ("block:quote")."""
    found = []
    for place in difference(before, after):
        kind = "added" if _nothing(place.before) else "removed" if _nothing(place.after) else "changed"
        where = _where(place.path, before, after, words)
        found.append(Change(where, kind, tuple(_pieces(_text(place.before, words), _text(place.after, words)))))
    found.extend(
        Change(_where(path, before, after, words), "changed", (Piece("same", str(ORDER)),))
        for path in _reordered(before, after)
    )
    return found


def _nothing(value: object) -> bool:
    return value is None or value in ("", {}, [])


def _reordered(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Paths of the lists whose members stand in another order."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() & after.keys():
            yield from _reordered(before[key], after[key], f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        left, right = _by_id(before), _by_id(after)
        if [key for key in left if key in right] != [key for key in right if key in left]:
            yield path
        for key in left.keys() & right.keys():
            yield from _reordered(left[key], right[key], f"{path}[{key}]")


def _by_id(members: list[Any]) -> dict[str, Any]:
    return {member["id"]: member for member in members if isinstance(member, dict) and "id" in member}


def _where(path: str, before: Any, after: Any, words: Mapping[str, object]) -> str:
    names = []
    for member, key in STEP.findall(path):
        step = member or key
        before, after = _step(before, step), _step(after, step)
        if member:
            names.append(_member_name(after if after is not None else before, words) or member)
        elif key in KNOWN_LANGUAGES:
            names.append(language_name(key))
        elif key in words:
            names.append(str(words[key]))
    return " › ".join(names) or path


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        keyed = _by_id(value)
        if step in keyed:
            return keyed[step]
        return value[int(step)] if step.isdigit() and int(step) < len(value) else None
    return None


def _member_name(member: Any, words: Mapping[str, object]) -> str:
    if not isinstance(member, dict):
        return ""
    kind = member.get("type") or member.get("kind")
    label = str(words.get(f"block:{kind}", "")) if kind else ""
    texts = (member.get(name) for name in ("title", "label", "name", "text", "caption"))
    title = next((text for found in texts if isinstance(found, dict) and (text := translated_text(found))), "")
    short = title if len(title) <= SHOWN_LETTERS else title[:SHOWN_LETTERS].rstrip() + "…"
    return f"{label} “{short}”" if label and short else label or short


def _text(value: Any, words: Mapping[str, object]) -> str:
    """A value in words: texts as they are, parts by their name and the texts inside of them."""
    if _nothing(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        inner = [_text(v, words) for key, v in value.items() if key not in {"id", "type", "kind", "schema_version"}]
        name = str(words.get(f"block:{value.get('type') or value.get('kind')}", ""))
        return " · ".join(part for part in (name, *inner) if part)
    if isinstance(value, list):
        return "\n".join(part for part in (_text(v, words) for v in value) if part)
    return str(value)


def _pieces(before: str, after: str) -> Iterator[Piece]:
    if len(before) + len(after) > LONGEST_WORD_BY_WORD or not before or not after:
        if before:
            yield Piece("removed", before)
        if after:
            yield Piece("added", after)
        return
    left, right = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(left[a:b]))
            continue
        if b > a:
            yield Piece("removed", "".join(left[a:b]))
        if d > c:
            yield Piece("added", "".join(right[c:d]))
