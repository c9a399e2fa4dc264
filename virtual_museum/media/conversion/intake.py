"""Deciding what an original is to become, before anything is stored or converted."""

from pathlib import Path

from .limits import KIND_LIMITS, MIB
from .refusals import Refusal
from .sniff import Sniffed, guess_kind


def decide_kind(path: Path, sniffed: Sniffed, kind: str) -> str:
    """The kind of asset: the wanted one when the file can be that, else the likeliest. Raises Refusal `wrong-kind`."""
    if kind and kind not in sniffed.kinds:
        raise Refusal("wrong-kind", found=sniffed.format)
    return kind or guess_kind(path, sniffed)


def check_size(byte_size: int, kind: str) -> None:
    """Raise Refusal when a file of that many bytes is too large for its kind."""
    limit = KIND_LIMITS[kind].max_bytes
    if byte_size > limit:
        raise Refusal("too-large", size=round(byte_size / MIB), limit=round(limit / MIB))
