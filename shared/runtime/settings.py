"""What a process is told from outside: environment variables named `THROUGHCARE_…`, each with its meaning here."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one service process. Limits and thresholds of probation are not here: see `probation.limits`."""

    model_config = SettingsConfigDict(env_prefix="THROUGHCARE_", extra="ignore")

    database_url: str = Field(description="PostgreSQL 15 or later, one database a service.")
    database_password_file: Path | None = Field(
        default=None, description="A file with the password, if not in the URL."
    )
    database_connections: int = Field(default=8, ge=3, description="Most connections that this process opens.")
    kafka_bootstrap_servers: str = "localhost:9092"
    kafka_fetch_max_wait_ms: int = Field(
        default=100, description="How long a broker may hold a fetch; 10 on a broker that always waits the whole time."
    )
    kafka_session_timeout_ms: int = Field(
        default=10_000, ge=3000, description="How long a silent consumer keeps its place in the group."
    )
    kafka_group: str | None = Field(default=None, description="Consumer group; `throughcare-<service>` if not set.")
    oidc_issuer: str = Field(default="http://127.0.0.1:8000", description="Base URL of the OpenID Connect issuer.")
    oidc_audience: str = "throughcare"
    oidc_web_client: str = Field(default="throughcare-web", description="Client id of the oversight pages.")
    session_secret: str | None = Field(
        default=None, description="Seals the sign-in of the oversight pages; one is made at each start if not set."
    )
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = Field(default="http://127.0.0.1:8000", description="Where callers reach this service.")
    clock_file: Path | None = Field(default=None, description="Development clock; never set in production.")
    log_format: Literal["json", "console"] = "json"
    log_level: str = "INFO"
    relay_batch: int = Field(default=1000, ge=1, description="Most events that the relay publishes in one round.")
    relay_limit_seconds: float = Field(
        default=30, description="Readiness fails when the oldest unpublished event is older."
    )
    outbox_limit_seconds: float = Field(
        default=120,
        description="Commands are answered 503, and nothing is consumed, while the oldest unpublished event is older.",
    )
    stop_seconds: float = Field(
        default=10, description="How long a process that is told to end goes on with what it has begun."
    )
    consumer_batch: int = Field(default=500, ge=1, description="Most events applied in one transaction.")
    stop_limit_share: float = Field(
        default=0.2, description="Share of poison among recent events at which the consumer stops instead of parking."
    )
    stop_limit_least: int = Field(default=20, description="Least number of poison events before that share counts.")
    dead_letter_keep_days: int = Field(
        default=90, ge=1, le=36_500, description="How long a redriven dead letter is kept."
    )
    idempotency_keep_days: int = Field(
        default=7, ge=1, le=36_500, description="How long the answer to an Idempotency-Key is kept."
    )
    service_urls: dict[str, str] = Field(
        default={},
        description="For oversight: where the API of each service is, as JSON, to show their dead letters.",
    )
    ticker_seconds: float = Field(default=0.25, description="How often due clocks are looked for.")

    def database_dsn(self) -> dict[str, str]:
        """Arguments for the driver: the URL, and the password from its file where there is one."""
        arguments = {"dsn": self.database_url}
        if self.database_password_file is not None:
            arguments["password"] = self.database_password_file.read_text().strip()
        return arguments

    def database_url_with_password(self) -> str:
        """The URL with the password in it, for a driver that takes nothing else; never logged."""
        arguments = self.database_dsn()
        if "password" not in arguments:
            return arguments["dsn"]
        scheme, _, rest = arguments["dsn"].partition("://")
        user, at, place = rest.partition("@")
        return f"{scheme}://{user.partition(':')[0]}:{quote(arguments['password'], safe='')}{at}{place}"
