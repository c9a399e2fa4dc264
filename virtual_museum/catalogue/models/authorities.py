"""Authorities that items point to: people and bodies, places, and terms of vocabularies."""

from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.core.db import Base, Identified, JSONValue, Timestamped, Translated, TranslatedText

# The vocabularies a term may belong to; each is a tree of its own.
VOCABULARIES = ("object_type", "material", "technique", "culture", "period", "keyword", "department")
AGENT_KINDS = ("person", "organisation", "group", "unknown")


class Term(Identified, Timestamped, Base):
    """A term of a hierarchical vocabulary, with a label per language and, when known, an external URI."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "slug"),)

    vocabulary: Mapped[str] = mapped_column(String(40))
    slug: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="SET NULL"), index=True)
    label: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    # Other spellings and synonyms of any language: search finds an item by them, pages do not show them.
    alternatives: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    external_uri: Mapped[str] = mapped_column(String(500), default="")

    parent: Mapped["Term | None"] = relationship(remote_side="Term.id")


class Agent(Identified, Timestamped, Base):
    """A person or body that made, found, gave or sold an item."""

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint("death_year IS NULL OR birth_year IS NULL OR death_year >= birth_year", name="life_span"),
        Index("ix_agent_sort_name", "sort_name"),
    )

    name: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    # The form under which the agent is filed and recognised again at import ("Blake, Robert").
    sort_name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20), default="person")
    birth_year: Mapped[int | None] = mapped_column(Integer)
    death_year: Mapped[int | None] = mapped_column(Integer)
    biography: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    alternatives: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    external_uri: Mapped[str] = mapped_column(String(500), default="")


class Place(Identified, Timestamped, Base):
    """A place of origin or find; coordinates are degrees of WGS 84."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("latitude IS NULL OR (latitude >= -90 AND latitude <= 90)", name="latitude"),
        CheckConstraint("longitude IS NULL OR (longitude >= -180 AND longitude <= 180)", name="longitude"),
        UniqueConstraint("slug"),
    )

    slug: Mapped[str] = mapped_column(String(160))
    name: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)
    alternatives: Mapped[list[Any]] = mapped_column(JSONValue, default=list)
    external_uri: Mapped[str] = mapped_column(String(500), default="")

    parent: Mapped["Place | None"] = relationship(remote_side="Place.id")
