"""What an operator may set: AFTERCARE_* variables, or the same lines in a file called `.env`."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import SetupProblem

PREFIX = "AFTERCARE_"
ENV_FILE = Path(".env")
DATABASES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")


class Settings(BaseSettings):
    """Everything that can be set. Made by `load_settings`, never at import; empty means unset.

    The descriptions are the lines of `.env.example`, word for word.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
    )

    token: SecretStr | None = Field(
        None, description="The bot's token from Discord. Without one, `make run` rehearses."
    )
    database_url: str = Field(
        "sqlite+aiosqlite:///data/aftercare.db",
        repr=False,
        description="Where everything is kept; or postgresql+asyncpg://user:password@host/name.",
    )
    keys_url: str | None = Field(
        None,
        repr=False,
        description="Where members' keys are kept. Empty: keys.db beside the SQLite file.",
    )
    key: SecretStr | None = Field(
        None, description="32 random bytes as base64 that protect members' keys. Empty: a key file."
    )
    key_file: Path | None = Field(
        None,
        description="The key file, made at first start. Empty: aftercare.key beside the data.",
    )
    content: Path | None = Field(
        None, description="A folder with texts of your own, laid over ours: docs/content.md."
    )
    operator_contact: str = Field(
        "",
        max_length=200,
        description="How people reach you when a report has no moderator to go to: an address.",
    )
    new_chats_per_hour: int = Field(
        20,
        ge=1,
        le=1000,
        description="Private chats the bot may open in an hour; Discord blocks bots that rush.",
    )
    requests_per_second: int = Field(
        50,
        ge=10,
        le=10_000,
        description="What Discord allows the bot in a second: 50, more only for very large bots.",
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="console for people, json for machines: one line an event."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important events to write: debug, info, warning or error."
    )
    backup_folder: Path | None = Field(
        None, description="Where a backup is written every night. Empty: none is."
    )
    backups_kept: int = Field(
        14, ge=1, le=1000, description="How many nightly copies of the data stay there."
    )
    health_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="A port of this machine for /metrics, /healthz and /readyz. Empty: none.",
    )
    discord_api: str | None = Field(
        None, description="A rate-limiting proxy to send through. Empty: Discord itself."
    )
    discord_gateway: str | None = Field(
        None, description="Another gateway to listen to. Empty: Discord's own."
    )

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None when the data is in PostgreSQL."""
        return _file_in(self.database_url)

    @property
    def keys_address(self) -> str:
        """Where members' keys are: as set, else keys.db beside the SQLite file."""
        beside = self.database_file or Path("keys.db")
        return self.keys_url or f"{DATABASES[0]}{beside.with_name('keys.db')}"

    @property
    def keys_file(self) -> Path | None:
        """The SQLite file of the members' keys, or None when they are in PostgreSQL."""
        return _file_in(self.keys_address)

    @property
    def key_path(self) -> Path | None:
        """The operator's key file: as set, else aftercare.key beside the SQLite file, else None."""
        if self.key_file is not None or self.database_file is None:
            return self.key_file
        return self.database_file.with_name("aftercare.key")

    @field_validator("log_format", "log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("database_url", "keys_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(DATABASES):
            raise ValueError(f"start it with {DATABASES[0]} or {DATABASES[1]}")
        return value

    @field_validator("discord_api")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        return _address(value, ("https://", "http://"))

    @field_validator("discord_gateway")
    @classmethod
    def _socket_address(cls, value: str | None) -> str | None:
        return _address(value, ("wss://", "ws://"))

    @model_validator(mode="after")
    def _keys_apart(self) -> "Settings":
        if self.database_url.startswith(DATABASES[0]):
            return self
        if self.key is None and self.key_file is None:
            raise ValueError("with PostgreSQL, set AFTERCARE_KEY or AFTERCARE_KEY_FILE too")
        if self.keys_url is None:
            raise ValueError("with PostgreSQL, set AFTERCARE_KEYS_URL too: another database")
        if self.keys_url == self.database_url:
            raise ValueError("AFTERCARE_KEYS_URL must be another database than the data's")
        return self


def load_settings() -> Settings:
    """Read `.env` in the working directory and the environment, which wins."""
    _refuse_unknown_names()
    return _build()


def load_rehearsal_settings(folder: Path) -> Settings:
    """Read the same, but with a database of its own in `folder` and without any token or key."""
    _refuse_unknown_names()
    return _build(
        token=None,
        database_url=f"{DATABASES[0]}{folder / 'rehearsal.db'}",
        keys_url=None,
        key=None,
        key_file=None,
        backup_folder=None,
        health_port=None,
        discord_api=None,
        discord_gateway=None,
    )


def has_token() -> bool:
    """Tell whether a token is set, before anything else is looked at."""
    return f"{PREFIX}TOKEN" in _given()


def variable(field: str) -> str:
    """Name the environment variable of a field."""
    return f"{PREFIX}{field.upper()}"


def _build(**fixed: object) -> Settings:
    source = {"_env_file": ENV_FILE, "_env_file_encoding": "utf-8-sig"}
    try:
        return Settings.model_validate({**source, **fixed})
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        raise SetupProblem(" ".join(_explain(problem) for problem in problems)) from None


def _given() -> Mapping[str, str]:
    """Collect what is set to something, in the file or the environment, under upper-case names."""
    try:
        in_file = dotenv_values(ENV_FILE, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupProblem(f"The file {ENV_FILE} cannot be read: {error}.") from None
    both = [*in_file.items(), *os.environ.items()]
    return {name.upper(): value for name, value in both if value}


def _refuse_unknown_names() -> None:
    known = [variable(field) for field in Settings.model_fields]
    for name in sorted(_given()):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)
            raise SetupProblem(f"There is no setting {name}. Did you mean {near[0]}?")


def _file_in(url: str) -> Path | None:
    if not url.startswith(DATABASES[0]):
        return None
    return Path(url.removeprefix(DATABASES[0]).partition("?")[0])


def _address(value: str | None, starts: tuple[str, str]) -> str | None:
    if value is not None and not value.startswith(starts):
        raise ValueError(f"start it with {starts[0]} or {starts[1]}")
    return value.rstrip("/") if value else None


def _explain(problem: ErrorDetails) -> str:
    """Say in one sentence what is wrong. The value itself is left out: it may be a secret."""
    said = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "int_parsing":
        said = "give a whole number"
    said = said.replace("Input should be", "it should be")
    name = variable(str(problem["loc"][0])) if problem["loc"] else "The settings do not fit"
    return f"{name}: {said}."
