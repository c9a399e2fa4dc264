"""Who shows an asset. Features that stand later in the list register a provider; media asks, and imports none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from virtual_museum.media.models import Asset


@dataclass(frozen=True)
class Usage:
    """One place where an asset is used: words for the curator, the studio page, and whether visitors see it."""

    label: str
    url: str
    is_public: bool


Provider = Callable[[Asset], Iterable[Usage]]

_providers: dict[str, Provider] = {}


def register_usage_provider(feature: str, provider: Provider) -> None:
    """Let `feature` tell where it uses an asset; a second registration replaces the first."""
    _providers[feature] = provider


def usages(asset: Asset) -> list[Usage]:
    """All places where the asset is used."""
    return [usage for provider in _providers.values() for usage in provider(asset)]
