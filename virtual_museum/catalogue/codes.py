"""Short codes: six characters of Crockford's base 32, the last a check character, printed on labels for ever.

The check is a weighted sum over GF(32) (polynomial x^5 + x^2 + 1): it notices every single wrong character and
every exchange of two characters, the two mistakes people make when they type a code from a label.
"""

import secrets
from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from virtual_museum.catalogue.models import MintedCode
from virtual_museum.core.db import db

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
BATCH = 1000

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# What people write instead: Crockford's own tolerance.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None, "_": None})


def _times(a: int, b: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


_WEIGHTS = (2, 4, 8, 16, 5)
_WEIGHTED = tuple(tuple(_times(weight, value) for value in range(32)) for weight in _WEIGHTS)
_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH = _WEIGHTED


def check_character(body: str) -> str:
    """The check character of the first five characters of a code."""
    total = 0
    for table, character in zip(_WEIGHTED, body, strict=True):
        total ^= table[_VALUES[character]]
    return ALPHABET[total]


def parse_code(text: str) -> str | None:
    """The code somebody meant by `text` (any case, O for 0, I or L for 1, hyphens and spaces), or None."""
    code = text.strip().upper().translate(_MISREAD)
    if len(code) != LENGTH or any(character not in _VALUES for character in code):
        return None
    return code if check_character(code[:5]) == code[5] else None


def random_code() -> str:
    """A well-formed code that nobody has checked for being taken."""
    number = secrets.randbits(25)
    a, b, c, d, e = number >> 20, number >> 15 & 31, number >> 10 & 31, number >> 5 & 31, number & 31
    check = _FIRST[a] ^ _SECOND[b] ^ _THIRD[c] ^ _FOURTH[d] ^ _FIFTH[e]
    return ALPHABET[a] + ALPHABET[b] + ALPHABET[c] + ALPHABET[d] + ALPHABET[e] + ALPHABET[check]


def mint_codes(count: int) -> list[str]:
    """`count` codes nobody has had before, recorded as given out in the caller's transaction."""
    minted: dict[str, None] = {}
    while len(minted) < count:
        wanted = {random_code() for _ in range(count - len(minted))} - minted.keys()
        fresh = sorted(wanted - taken_codes(wanted))
        if fresh:
            db.session.connection().execute(insert(MintedCode.__table__), [{"code": code} for code in fresh])
        minted.update(dict.fromkeys(fresh))
    return list(minted)


def mint_code() -> str:
    """One code nobody has had before."""
    return mint_codes(1)[0]


def claim_code(code: str) -> bool:
    """Record a given code as given out; False where it had been given out already."""
    return bool(_record([code]))


def record_codes(codes: Iterable[str]) -> None:
    """Record codes that labels printed elsewhere already bear; those recorded before are left as they are."""
    wanted = list(codes)
    for start in range(0, len(wanted), BATCH):
        _record(wanted[start : start + BATCH])


def taken_codes(codes: Iterable[str]) -> set[str]:
    """Those of `codes` that have been given out."""
    wanted = list(codes)
    taken: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        taken.update(db.session.scalars(select(MintedCode.code).where(MintedCode.code.in_(part))))
    return taken


def _record(codes: list[str]) -> list[str]:
    rows = [{"code": code} for code in codes]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(MintedCode).values(rows).on_conflict_do_nothing().returning(MintedCode.code)
    return list(db.session.scalars(statement))
