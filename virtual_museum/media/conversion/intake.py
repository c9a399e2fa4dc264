"""Deciding what an original is to become, before anything is stored or converted."""

from pathlib import Path

from .limits import MIB
from .refusals import Refusal
from .sniff import Sniffed, guess_kind


def decide_kind(path: Path, sniffed: Sniffed, kind: str) -> str:
    """The kind of asset: the wanted one when the file can be that, else the likeliest. Raises Refusal `wrong-kind`."""
    if kind and kind not in sniffed.kinds:
        raise Refusal("wrong-kind", found=sniffed.format)
    return kind or guess_kind(path, sniffed)


def check_size(byte_size: int, limit: int) -> None:
    """Raise Refusal when a file has more bytes than `limit`."""
    if byte_size > limit:
        raise Refusal("too-large", size=round(byte_size / MIB), limit=round(limit / MIB))
