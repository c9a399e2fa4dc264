"""Assets (originals as they were handed over), their renditions, and uploads under way."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.core.db import (
    Base,
    Identified,
    JSONValue,
    Timestamped,
    Translated,
    TranslatedText,
    UTCDateTime,
)

KINDS = ("image", "panorama", "model", "audio", "video", "document")
STATES = ("received", "working", "ready", "failed")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class Asset(Identified, Timestamped, Base):
    """One file as it was handed over. The original is stored under its checksum and never overwritten.

    `code` is the public name: twelve characters that cannot be guessed. `facts` holds what was measured
    (width, height, triangles, seconds …). `published` is set by the features that show the asset; visitors
    receive the renditions of published assets that are ready, and nothing of any other. `upright` turns a scan that
    lies on its side: degrees about x, y, z (conversion/models3d/turning.py), None as the file has it. `focus` is the
    place in a photograph that stays in sight however a page cuts it: fractions from left and top, None for the middle.
    """

    __tablename__ = "asset"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("sha256", "kind"),
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("state", STATES), name="state"),
        Index("ix_asset_kind_created", "kind", "created_at", "id"),
        Index("ix_asset_state", "state"),
    )

    code: Mapped[str] = mapped_column(String(12))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    media_type: Mapped[str] = mapped_column(String(80))
    filename: Mapped[str] = mapped_column(String(255))
    byte_size: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    alt: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    caption: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    transcript: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    # Captions are long and read one at a time: lists of files know only in which languages there are some.
    caption_languages: Mapped[list[str]] = mapped_column(JSONValue, default=list)
    caption_texts: Mapped[dict[str, str]] = mapped_column(JSONValue, default=dict, deferred=True)
    credit_line: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    rights_uri: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[str] = mapped_column(String(12), default="received")
    failure_code: Mapped[str] = mapped_column(String(40), default="")
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    published: Mapped[bool] = mapped_column(default=False)
    upright: Mapped[list[float] | None] = mapped_column(JSONValue)
    focus: Mapped[list[float] | None] = mapped_column(JSONValue)
    uploaded_by: Mapped[int | None] = mapped_column(index=True)

    renditions: Mapped[list["Rendition"]] = relationship(
        back_populates="asset", cascade="all, delete-orphan", order_by="Rendition.specification"
    )
    details: Mapped[list["Detail"]] = relationship(
        back_populates="asset", cascade="all, delete-orphan", order_by="Detail.position, Detail.id"
    )

    @property
    def original_key(self) -> str:
        """Where the store keeps the untouched original."""
        return f"originals/{self.sha256[:2]}/{self.sha256}"

    def rendition(self, specification: str) -> "Rendition | None":
        """The rendition of that specification, when it has been made."""
        return next((made for made in self.renditions if made.specification == specification), None)


class Rendition(Identified, Timestamped, Base):
    """What was made from an asset by one specification; it can be dropped and made again.

    `meta` says what its files are; `prefix` is where the store keeps them.
    """

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("asset_id", "specification"),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), index=True)
    specification: Mapped[str] = mapped_column(String(24))
    meta: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    prefix: Mapped[str] = mapped_column(String(160))
    byte_size: Mapped[int] = mapped_column(BigInteger, default=0)

    asset: Mapped[Asset] = relationship(back_populates="renditions")


class Detail(Identified, Timestamped, Base):
    """Something worth a look on a picture or a 3D model: a numbered place with words, in the order of `position`.

    `place` is what media/schemas.py says: a region of the picture in fractions, or a point of the model's surface with
    the view it is best seen from, in the coordinates of the file as it was handed over.
    """

    __tablename__ = "asset_detail"
    __table_args__ = (Index("ix_asset_detail_asset", "asset_id", "position"),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    text: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    place: Mapped[dict[str, Any]] = mapped_column(JSONValue)

    asset: Mapped[Asset] = relationship(back_populates="details")


class UploadSession(Identified, Timestamped, Base):
    """A resumable upload under way. The bytes that have arrived lie in the museum's data folder.

    Their count is the length of that file, which is synced before an offset is acknowledged; so a killed
    process loses nothing it acknowledged.
    """

    __tablename__ = "upload_session"
    __affects_pages__ = False
    __table_args__ = (UniqueConstraint("token"), Index("ix_upload_session_expires", "expires_at"))

    token: Mapped[str] = mapped_column(String(43))
    byte_size: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(12), default="")
    item_code: Mapped[str] = mapped_column(String(6), default="")
    user_id: Mapped[int | None] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asset_code: Mapped[str] = mapped_column(String(12), default="")
    known_already: Mapped[bool] = mapped_column(default=False)
    failure_code: Mapped[str] = mapped_column(String(40), default="")
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
