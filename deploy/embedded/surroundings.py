"""What the stack's processes are told: their command lines, and an environment free of other stacks' settings."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.embedded.ports import HOST, url_of
from shared.contracts.catalogue import PUBLISHERS

ISSUER = "issuer"
AUDIENCE = "throughcare"
SERVICES = (*PUBLISHERS, "oversight")
FETCH_MAX_WAIT_MS = 10
"""The embedded broker answers a fetch only at the end of its longest wait."""

Command = Callable[..., list[str]]
"""From the words of a `throughcare` command, such as `serve court`, to the command line that does it."""


def throughcare(*words: str) -> list[str]:
    """The `throughcare` command of this very installation."""
    return [sys.executable, "-m", "services.cli", *words]


def command_words(name: str, key_file: Path) -> tuple[str, ...]:
    """The `throughcare` command that runs a service or the issuer."""
    return (ISSUER, "--key-file", str(key_file)) if name == ISSUER else ("serve", name)


def listening(port: int, issuer_url: str, public_port: int | None = None) -> dict[str, str]:
    """The settings of whatever listens on a port; where several share an address, it is that of the public port."""
    return {
        "THROUGHCARE_HOST": HOST,
        "THROUGHCARE_PORT": str(port),
        "THROUGHCARE_PUBLIC_URL": url_of(port if public_port is None else public_port),
        "THROUGHCARE_OIDC_ISSUER": issuer_url,
        "THROUGHCARE_OIDC_AUDIENCE": AUDIENCE,
        "THROUGHCARE_LOG_FORMAT": "json",
    }


def leaning_on(database_url: str, bootstrap_servers: str, clock: Path) -> dict[str, str]:
    """The settings by which a service finds its database, the broker and the clock."""
    return {
        "THROUGHCARE_DATABASE_URL": database_url,
        "THROUGHCARE_KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
        "THROUGHCARE_KAFKA_FETCH_MAX_WAIT_MS": str(FETCH_MAX_WAIT_MS),
        "THROUGHCARE_CLOCK_FILE": str(clock),
    }


def beside(urls: Mapping[str, str]) -> dict[str, str]:
    """The setting by which oversight finds the API of each service, its own among them."""
    return {"THROUGHCARE_SERVICE_URLS": json.dumps(dict(urls))}


def migrating(database_url_template: str) -> dict[str, str]:
    """The settings of work on every service's database; the template has `{service}` in it."""
    return {"THROUGHCARE_MIGRATE_DATABASE_URL_TEMPLATE": database_url_template}


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `more`, but without settings of another stack or database that it may carry."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("THROUGHCARE_", "PG"))}
    # What is on this machine is not reached by a proxy.
    beyond_proxy = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), HOST, "localhost")))
    return {**kept, "NO_PROXY": beyond_proxy, "no_proxy": beyond_proxy, "PYTHONUNBUFFERED": "1", **more}
