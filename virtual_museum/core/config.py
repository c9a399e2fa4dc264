"""Declared settings: every one has a name, a default and a help text, and is checked when the museum starts.

A setting is the environment variable `MUSEUM_` + its name in capitals. `docs/settings.md` lists them; a test
compares that page with this module.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Annotated, cast

from flask import current_app
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]

KNOWN_LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


class SettingsError(Exception):
    """A setting has a value the museum cannot start with; the message names the variable."""


class Settings(BaseSettings):
    """All that may differ between one museum's machine and another's."""

    model_config = SettingsConfigDict(env_prefix="MUSEUM_", extra="ignore", validate_default=True)

    home: Path | None = Field(
        None,
        description="Folder of all that the museum owns: database, secrets, search index and media. "
        "Empty: `instance/` and `media/` of the checkout.",
    )
    database_url: str = Field(
        "", description="SQLAlchemy address of the database. Empty: SQLite in the museum's home."
    )
    media_url: str = Field(
        "",
        description="Where files are stored: `file:///folder`, `s3://bucket/prefix` or `memory://`. "
        "Empty: `media/` in the museum's home.",
    )
    redis_url: str = Field(
        "", description="Redis for the rate limits that several machines share. Empty: limits in memory."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000",
        description="The address visitors type; it is printed into every QR code, so choose it once.",
    )
    secret_key: str = Field(
        "", description="Signs sessions and tokens. Empty: made at the first start and kept in the home."
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("kk", "ru", "en"), description="Languages of the museum, comma separated; the first is the default."
    )
    name_kk: str = Field("Ұлы дала музейі", description="Name of the museum in Kazakh.")
    name_ru: str = Field("Музей Великой степи", description="Name of the museum in Russian.")
    name_en: str = Field("Museum of the Great Steppe", description="Name of the museum in English.")
    email: str = Field("", description="Address for visitors' questions, shown in the footer when given.")
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many reverse proxies stand in front; their X-Forwarded headers count."
    )
    secure_cookies: bool = Field(
        False, description="Send cookies over HTTPS only; switch it on when the address starts with https."
    )
    rate_limits: bool = Field(True, description="Throttle sign-in, bookings and the API per address.")
    administrators_need_second_factor: bool = Field(
        False, description="Administrators can do nothing before they have set up a second factor."
    )
    worker_processes: int = Field(1, ge=1, le=32, description="Worker processes that `flask serve` starts.")
    web_processes: int = Field(1, ge=1, le=32, description="Web processes that `flask serve` starts.")
    image_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts from which an import may fetch pictures by their address, comma separated; `.example.org` "
        "means all below it. Empty: none. Addresses of private networks are never asked.",
    )
    page_cache_entries: int = Field(
        512, ge=0, description="Ready visitor pages each web process keeps; 0 switches the cache off."
    )
    booking_days: int = Field(
        30, ge=0, le=3650,
        description="Days after a visit after which names, contacts and notes of bookings are erased.",
    )
    iiif_cache_bytes: int = Field(
        1_000_000_000, ge=0, description="Bound in bytes of the cache of computed IIIF pictures."
    )

    max_image_mb: int = Field(
        1024, ge=1, le=8192, description="Largest photograph that is taken, in MB (1,048,576 bytes)."
    )
    max_panorama_mb: int = Field(1024, ge=1, le=8192, description="Largest panorama that is taken, in MB.")
    max_model_mb: int = Field(1024, ge=1, le=8192, description="Largest 3D model that is taken, in MB.")
    max_audio_mb: int = Field(512, ge=1, le=8192, description="Largest recording that is taken, in MB.")
    max_video_mb: int = Field(4096, ge=1, le=8192, description="Largest film that is taken, in MB.")
    max_document_mb: int = Field(256, ge=1, le=8192, description="Largest document that is taken, in MB.")
    max_pixels: int = Field(
        536_870_912,
        ge=1_000_000,
        le=2_000_000_000,
        description="Most pixels of a photograph or panorama; the default is 32768 × 16384. Converting one of the "
        "default's size takes up to 3 GB of memory.",
    )
    max_triangles: int = Field(
        10_000_000,
        ge=1_000,
        le=40_000_000,
        description="Most triangles of a 3D model. Converting one of the default's size takes up to 4 GB of memory.",
    )

    @field_validator("languages", "image_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("languages")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in value if code not in KNOWN_LANGUAGES]
        if unknown or not value:
            raise ValueError(f"unknown languages {unknown}; known are {', '.join(KNOWN_LANGUAGES)}")
        return value

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fill(self) -> "Settings":
        if self.home is not None:
            self.home = self.home.expanduser().resolve()
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_folder / 'museum.sqlite'}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            self.database_url = "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        if not self.media_url:
            self.media_url = (self.home / "media" if self.home else CHECKOUT / "media").as_uri()
        return self

    @property
    def data_folder(self) -> Path:
        """Folder of database, secrets and derived indexes."""
        return self.home or CHECKOUT / "instance"

    @property
    def is_sqlite(self) -> bool:
        """True where the database is one local file."""
        return self.database_url.startswith("sqlite")

    def museum_name(self, language: str) -> str:
        """The museum's name in `language`; Kazakh where no other is known."""
        return cast(str, getattr(self, f"name_{language}", self.name_kk))


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, `overrides` before it. Raises SettingsError in plain words."""
    try:
        found = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"MUSEUM_{str(e['loc'][0]).upper() if e['loc'] else '?'}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    found.data_folder.mkdir(parents=True, exist_ok=True)
    if not found.secret_key:
        found.secret_key = kept_secret(found.data_folder / "secret_key")
    return found


def kept_secret(path: Path) -> str:
    """The secret of `path`, made once; two processes that start together agree on one."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            print(f"secret already made: {path.name}", file=sys.stderr)
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def settings() -> Settings:
    """The running museum's settings (needs an application context)."""
    return cast(Settings, current_app.extensions["museum.settings"])
