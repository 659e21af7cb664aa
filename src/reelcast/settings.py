"""Every knob, one frozen record, read once from ``REELCAST_*`` environment variables."""

import os
import re
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from reelcast.errors import SettingsInvalid


def _default_data_dir() -> Path:
    """The platform's folder for a user's data; for root, one that Postgres' own user can reach."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/reelcast")
    return platformdirs.user_data_path("reelcast")


def _as_text(value: object) -> str:
    """A setting as the environment holds it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


Seconds = Annotated[float, Field(gt=0)]
WordList = Annotated[tuple[str, ...], NoDecode]
"""In the environment: words separated by commas."""


class Settings(BaseSettings):
    """How this Reelcast runs. Each field is read from ``REELCAST_`` plus its name in capitals.

    Use ``Settings.read``: it raises ``SettingsInvalid`` naming variable, rule and value.
    """

    model_config = SettingsConfigDict(env_prefix="REELCAST_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="Database, artifacts, key and secret.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("reelcast"),
        description="Weights and compiled kernels; safe to delete.",
    )
    backdrops: Path | None = Field(
        default=None,
        description="Folder of photographs to play in where their captions fit the prompt.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="Signs video URLs; without it, a file made in the data folder.",
    )
    database_url: str | None = Field(
        default=None,
        description="A Postgres to use instead of the embedded one.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port; 0 picks a free one.")
    public_url: str | None = Field(
        default=None,
        description="Base of the video URLs; without it, taken from each request.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses whose X-Forwarded-* headers are believed, separated by commas.",
    )
    cors_origins: WordList = Field(
        default=(),
        description="Origins whose pages may use the API from a browser; `*` for any.",
    )
    workers: int = Field(default=1, ge=0, description="Worker processes started by serve.")
    engine: str = Field(
        default="stage", description="Engine of the tasks that do not ask for another."
    )
    engines: WordList = Field(
        default=(), description="Further engines that a request may ask for in extra.engine."
    )
    simulate: bool = Field(
        default=False, description="Obey [[fail: reason]] and the like in prompts, for tests."
    )
    preset: str = Field(default="superfast", description="x264 preset: speed against file size.")
    crf: int = Field(default=18, ge=1, le=51, description="x264 quality, 1 (best) to 51.")
    max_queue: int = Field(
        default=1000, ge=1, description="Tasks that may be open at one time; more are refused."
    )
    video_url_ttl: int = Field(
        default=3600, ge=1, description="Seconds a video URL stays valid after each poll."
    )
    keep_tasks: Seconds = Field(
        default=30 * 86400.0, description="Seconds a finished task is kept."
    )
    keep_videos: Seconds = Field(
        default=7 * 86400.0, description="Seconds a finished task's video is kept."
    )
    keep_references: Seconds = Field(
        default=86400.0, description="Seconds an unused reference image is kept."
    )
    max_body_bytes: int = Field(
        default=100 * 1024 * 1024, ge=1024, description="Largest request body in bytes."
    )
    max_bodies: int = Field(
        default=4, ge=1, description="Request bodies over 1 MB read and parsed at one time."
    )
    max_pixels: int = Field(
        default=100_000_000, ge=16384, description="Largest reference image in pixels."
    )
    fetch_allow: WordList = Field(
        default=(),
        description="Hosts or networks that reference URLs may reach although they are private.",
    )
    fetch_seconds: Seconds = Field(
        default=30.0, description="Seconds allowed to fetch one reference URL, retries included."
    )
    webhook_allow: WordList = Field(
        default=(),
        description="Hosts or networks that webhooks may reach although they are private.",
    )
    webhook_retry_seconds: Seconds = Field(
        default=5.0,
        description="Wait before a webhook's second try; each further wait is three times as long.",
    )
    stall_seconds: Seconds = Field(
        default=300.0, description="Seconds of silence after which an engine is killed."
    )
    heartbeat_seconds: Seconds = Field(
        default=5.0, description="How often a worker says that it is alive."
    )
    dead_seconds: Seconds = Field(
        default=30.0,
        description="Silence after which another worker takes over a worker's tasks.",
    )
    drain_seconds: Seconds = Field(
        default=60.0,
        description="Time a stopping worker has to finish its clip before it hands it back.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("fetch_allow", "webhook_allow", "engines", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("fetch_allow", "webhook_allow")
    @classmethod
    def _networks_are_whole(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            if "/" in word:
                ip_network(word)
        return words

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            if not re.fullmatch(r"\*|https?://[^/?#@]+", word):
                raise ValueError('each must be "*" or an origin such as https://app.example.org')
        return tuple(word.lower() for word in words)

    @field_validator("data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("backdrops", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("backdrops")
    @classmethod
    def _is_folder(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        folder = path.expanduser().absolute()
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            raise ValueError("must be a folder that can be read")
        return folder

    @field_validator("public_url")
    @classmethod
    def _is_http(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/") if url else None

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @property
    def enabled_engines(self) -> tuple[str, ...]:
        """The engines a request may ask for, the default one first."""
        return (self.engine, *(name for name in self.engines if name != self.engine))

    @cached_property
    def key_file(self) -> Path:
        """Where the first start leaves its API key, readable for the owner alone."""
        return self.data_dir / "key"

    def environment(self) -> dict[str, str]:
        """The variables that make another process read these same settings."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            f"REELCAST_{name.upper()}": _as_text(value)
            for name, value in values.items()
            if value is not None
        }

    @classmethod
    def read(cls, **overrides: Any) -> "Settings":
        """The environment, with ``overrides`` (command-line flags that were given) on top."""
        given = {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as invalid:
            problems = (
                f"REELCAST_{'_'.join(str(part) for part in fault['loc'][:1]).upper()}: "
                f"{fault['msg'].removeprefix('Value error, ')}, got {str(fault['input'])[:80]!r}"
                for fault in invalid.errors()
            )
            raise SettingsInvalid("; ".join(problems)) from invalid
