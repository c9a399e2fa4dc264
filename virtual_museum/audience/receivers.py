"""News that is counted."""

from typing import Any

from virtual_museum.audience.counting import counter
from virtual_museum.core.signals import label_scanned


@label_scanned.connect
def _count_scan(_sender: object, code: str, language: str, **_more: Any) -> None:
    counter().add("scan", code, language)
