"""How often the interpreter looks for objects that only hold one another."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects after which it looks again; of itself the interpreter does so after 700.
SELDOM = 20_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look seldom inside; for commands that handle thousands of rows and are alone in their process.

    Nearly all of what they make lives as long as its batch and then goes by itself: whoever looks goes through all of
    it and finds nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
