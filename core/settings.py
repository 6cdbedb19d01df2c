"""The settings of one running process, read once from the environment (prefix ``DONDOC_``), then never changed."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What a process may be told from outside; each is described in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", frozen=True, extra="ignore")

    database_url: str = f"sqlite:///{ROOT / 'var' / 'dondoc.sqlite3'}"
    storage_dir: Path = ROOT / "var" / "store"
    watch_dir: Path = ROOT / "var" / "incoming"
    redis_url: str | None = None
    tessdata_dir: Path | None = None
    province: str = "tỉnh Thanh Hóa"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    secure_cookies: bool = False
    session_hours: Annotated[int, Field(ge=1, le=72)] = 10
    reading_processes: Annotated[int, Field(ge=1, le=64)] = 1
    reading_seconds: Annotated[int, Field(ge=10, le=3600)] = 300
    reading_megabytes: Annotated[int, Field(ge=512, le=65536)] = 2048
    max_upload_megabytes: Annotated[int, Field(ge=1, le=1024)] = 100
    lease_seconds: Annotated[int, Field(ge=5, le=86400)] = 60
    max_tries: Annotated[int, Field(ge=1, le=20)] = 3
    poll_seconds: Annotated[float, Field(gt=0, le=3600)] = 5.0
    sweep_seconds: Annotated[float, Field(gt=0, le=3600)] = 60.0
    public_url: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str = "dondoc"
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "tài khoản công vụ"
    oidc_role_claim: str = "roles"
    oidc_unit_claim: str = "unit"
    oidc_roles: dict[str, str] = {}
    trust_dir: Path | None = None
    connectors_file: Path | None = None
    portal: str | None = None
    portal_token: SecretStr | None = None
    portal_address: str | None = None
    metrics_token: SecretStr | None = None
    private_targets: tuple[str, ...] = ()
    smtp_url: SecretStr | None = None
    mail_from: str = "dondoc@localhost"
    notice_webhook_secret: SecretStr | None = None
    zalo_endpoint: str = "https://openapi.zalo.me"
    zalo_token: SecretStr | None = None
    vapid_key_file: Path | None = None
    log_level: str = "INFO"
    log_json: bool = True
