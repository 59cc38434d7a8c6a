"""What whoever runs the service can set: environment variables ``MASSTEST_...``, or an ``.env``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from masstest.domain.roster import Count

_MB = 1_000_000
_BESIDE = ".env"  # in the folder where it is started


def user_data_dir() -> Path:
    """The folder for masstest's own data of the person who runs it, on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "masstest"


def _database_in(settings: dict[str, Any]) -> str:
    return f"sqlite:///{(settings['data_dir'] / 'masstest.db').as_posix()}"


class Settings(BaseSettings):
    """All settings, each with the default that suits one computer in a district office.

    `database_url` is a file in `data_dir` unless it is set; ``postgresql://user@host/name`` moves
    the service to PostgreSQL. Cookies are ``Secure`` when `public_url` is https.
    """

    model_config = SettingsConfigDict(
        env_prefix="MASSTEST_", env_file=_BESIDE, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=user_data_dir)
    database_url: str = Field(default_factory=_database_in)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(
        default_factory=lambda settings: f"http://{settings['host']}:{settings['port']}"
    )
    secure_cookies: bool = Field(
        default_factory=lambda settings: settings["public_url"].startswith("https://")
    )
    # addresses or networks of reverse proxies whose X-Forwarded-* headers are believed; commas
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    lang: Literal["zh", "en"] = "zh"
    demo: bool = False
    max_upload_bytes: int = Field(default=20 * _MB, gt=0)

    session_hours: float = Field(default=12, gt=0)  # a login lasts this long at most
    session_idle_hours: float = Field(default=4, gt=0)  # and this long without a request
    idempotency_hours: float = Field(default=24, gt=0)
    retention_days: Count = 0  # 0: nothing is removed by age

    # jobs
    local_workers: Count = 1  # worker processes that `masstest serve` starts itself
    job_processes: int = Field(default=2, ge=1)  # processes that one job plans with
    job_memory_mb: int = Field(default=4000, ge=200)
    job_time_limit_s: float = Field(default=900, gt=0)  # planning, checks and all
    job_max_attempts: int = Field(default=3, ge=1)
    job_niceness: int = Field(default=19, ge=0, le=19)  # 0: planning yields to nobody
    heartbeat_s: float = Field(default=5, gt=0)
    dead_after_s: float = Field(default=30, gt=0)  # without a heartbeat
    cluster_address: str | None = None  # a dask.distributed scheduler

    # operations
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] = "json"
    metrics: bool = True
    # of one address, static files apart: a whole office may share one
    requests_per_s: float = Field(default=50, gt=0)
    requests_at_once: int = Field(default=400, ge=1)
    # of one key or session, where phones report during a round: many share one address
    reports_per_s: float = Field(default=20, gt=0)
    reports_at_once: int = Field(default=500, ge=1)

    # alerts that leave the service
    # private networks that webhooks may go to, such as 192.168.1.0/24; commas
    webhook_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    # through which webhooks go out, such as http://proxy.district.example:3128
    outbound_proxy: SecretStr | None = None
    smtp_host: str | None = None  # none: no mails
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "masstest@localhost"
    # whom alerts are mailed to: address -> the role it stands for, such as
    # {"duty@district.example": "manager:district:渭滨区"}; several with commas
    alert_mail_to: dict[str, str] = Field(default_factory=dict)

    # signing in through an OpenID Connect issuer (extra `oidc`)
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_roles_claim: str = "roles"
    # what the claim says -> "role" or "role:scope:value", such as {"tc-pla": "coordinator"}
    oidc_role_of_claim: dict[str, str] = Field(default_factory=dict)

    def __init__(self, **given: Any) -> None:
        # called by root in its home for another account, which mustn't even look into that
        if not os.path.isfile(_BESIDE):
            given.setdefault("_env_file", None)
        super().__init__(**given)

    @field_validator("trusted_proxies", "webhook_networks", mode="before")
    @classmethod
    def _separated(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("outbound_proxy")
    @classmethod
    def _is_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("http://"):
            raise ValueError("give the proxy as http://host:port")
        return value
