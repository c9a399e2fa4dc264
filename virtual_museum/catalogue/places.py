"""Places on a map: where the items of an answer come from, and how many from each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from virtual_museum.catalogue.models import Place
from virtual_museum.core.db import TranslatedText, db

IN_STATEMENT = 900


@dataclass(frozen=True)
class Counted:
    """A place with the number of items from it. Coordinates are degrees, None where nobody has entered them."""

    slug: str
    name: TranslatedText
    latitude: float | None
    longitude: float | None
    count: int

    @property
    def mapped(self) -> bool:
        """Whether it can be shown on a map."""
        return self.latitude is not None and self.longitude is not None


def counted_places(counts: Mapping[str, int]) -> list[Counted]:
    """The places of these slugs, the fullest first. A place without coordinates stands where its parent is."""
    found = []
    above = aliased(Place)
    for part in _parts(counts):
        query = (
            select(Place.slug, Place.name, Place.latitude, Place.longitude, above.latitude, above.longitude)
            .outerjoin(above, above.id == Place.parent_id)
            .where(Place.slug.in_(part))
        )
        for slug, name, latitude, longitude, latitude_above, longitude_above in db.session.execute(query):
            if latitude is None or longitude is None:
                latitude, longitude = latitude_above, longitude_above
            found.append(Counted(slug, name, latitude, longitude, counts[slug]))
    return sorted(found, key=lambda place: (-place.count, place.slug))


def place_names(slugs: Iterable[str]) -> dict[str, TranslatedText]:
    """Names of places by slug."""
    names: dict[str, TranslatedText] = {}
    for part in _parts(slugs):
        for slug, name in db.session.execute(select(Place.slug, Place.name).where(Place.slug.in_(part))):
            names[slug] = name
    return names


def _parts(slugs: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(slugs)
    for start in range(0, len(ordered), IN_STATEMENT):
        yield ordered[start : start + IN_STATEMENT]
