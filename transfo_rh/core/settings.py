"""Typed settings: environment variables ``TRANSFO_RH_*``, then an optional TOML file, then defaults."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from transfo_rh.core.errors import ConfigurationError
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import project_root

CONFIGURATION_VARIABLE = "TRANSFO_RH_CONFIG"


class Settings(BaseSettings):
    """Every setting of the product. An unknown ``TRANSFO_RH_*`` key in the file is refused."""

    model_config = SettingsConfigDict(env_prefix="TRANSFO_RH_", extra="forbid", frozen=True)

    database_url: str = Field(
        default_factory=lambda: f"sqlite:///{project_root() / 'var' / 'transfo_rh.sqlite'}",
        description="SQLAlchemy URL: sqlite:///path or postgresql://user:password@host/base.",
    )
    authority_name: str = Field(
        default="Transfo RH", description="Name of the authority, shown in the header."
    )
    authority_logo: Path | None = Field(default=None, description="PNG or SVG shown in the header.")
    authority_colour: str = Field(default="#12355b", pattern=r"^#[0-9a-fA-F]{6}$")
    default_language: str = Field(default="fr", pattern=r"^(fr|en)$")
    session_hours: int = Field(default=12, ge=1, le=24 * 30, description="Life of a sign-in session.")
    session_idle_minutes: int = Field(default=120, ge=5, description="A session unused for this long ends.")
    secure_cookies: bool = Field(default=False, description="Set when the product is served over HTTPS.")
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses whose X-Forwarded-* are believed."
    )
    max_upload_mb: int = Field(default=100, ge=1, le=1000)
    password_min_length: int = Field(default=12, ge=8)
    cookie_secret: SecretStr = Field(
        default=SecretStr(""), description="Shared by all processes; random if empty."
    )
    public_url: str = Field(
        default="http://localhost:8501",
        pattern=r"^https?://[^/?#]+(/[^?#]*[^/?#])?$",
        description="Address of the product as people type it, without a slash at the end: links and QR codes.",
    )
    smtp_host: str = Field(default="", description="Mail server; empty: messages go to the outbox folder.")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: str = Field(default="starttls", pattern=r"^(starttls|tls|none)$")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field(default="", description="Sender of messages: « Name <address> » or an address.")
    outbox_folder: Path = Field(
        default_factory=lambda: project_root() / "var" / "outbox",
        description="Where messages are written when there is no mail server.",
    )
    oidc_issuer: str = Field(
        default="", description="Address of the OpenID Connect identity provider; empty: local accounts only."
    )
    oidc_client_id: str = Field(default="", validate_default=True)
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Empty for a public client (PKCE alone)."
    )
    oidc_label: str = Field(
        default="", max_length=80, description="Text of the sign-in button; empty: the product's own words."
    )
    oidc_only: bool = Field(
        default=False, description="Passwords for administrators only, at /connexion?local=1."
    )

    @field_validator("database_url")
    @classmethod
    def _use_psycopg(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        if not url.startswith(("sqlite://", "postgresql+psycopg://")):
            raise ValueError("expected sqlite:///… or postgresql://…")
        return url

    @field_validator("oidc_issuer")
    @classmethod
    def _private_issuer(cls, issuer: str) -> str:
        if issuer and not re.match(r"https://[^/?#]|http://(localhost|127\.0\.0\.1)[:/]", issuer):
            raise ValueError("expected https://…")
        return issuer

    @field_validator("oidc_client_id")
    @classmethod
    def _client_of_the_issuer(cls, client_id: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not client_id:
            raise ValueError("needed with TRANSFO_RH_OIDC_ISSUER")
        return client_id

    @field_validator("oidc_only")
    @classmethod
    def _only_with_an_issuer(cls, only: bool, info: ValidationInfo) -> bool:
        if only and not info.data.get("oidc_issuer"):
            raise ValueError("needs TRANSFO_RH_OIDC_ISSUER")
        return only

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file; the file is named by TRANSFO_RH_CONFIG."""
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        file = os.environ.get(CONFIGURATION_VARIABLE)
        if file:
            sources += (TomlConfigSettingsSource(settings_cls, toml_file=file),)
        return sources


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once.

    Raises ConfigurationError naming the wrong keys (never their values).
    """
    file = os.environ.get(CONFIGURATION_VARIABLE)
    if file and not Path(file).is_file():
        raise ConfigurationError(
            _("Le fichier de configuration « {file} » ({variable}) n’existe pas.").format(
                file=file, variable=CONFIGURATION_VARIABLE
            )
        )
    try:
        return Settings()
    except ValidationError as error:
        wrong = ", ".join(
            f"TRANSFO_RH_{'_'.join(str(part) for part in e['loc']).upper()} ({e['msg']})"
            for e in error.errors()
        )
        raise ConfigurationError(_("Configuration refusée : {wrong}.").format(wrong=wrong)) from None
