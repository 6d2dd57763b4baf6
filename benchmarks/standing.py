"""What a benchmark stands on: a PostgreSQL of its own, the development issuer, and services on databases it filled."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from deploy.embedded.children import Child, end
from deploy.embedded.clock_file import ClockFile
from deploy.embedded.oauth import DEVELOPMENT_CLIENT, DEVELOPMENT_SECRET, LONGEST_LIFETIME
from deploy.embedded.people import Person
from deploy.embedded.ports import ports_for, url_of
from deploy.embedded.postgres import EmbeddedPostgres
from deploy.embedded.readiness import Expected, wait_until_all_answer
from deploy.embedded.surroundings import ISSUER, command_words, environment, listening, throughcare
from shared.runtime.migrations import migrate

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A service that answers on a database of a size."""

    service: str
    url: str
    database_url: str


class Standing:
    """A folder with everything in it, from `standing` to its end."""

    def __init__(self, folder: Path, postgres: EmbeddedPostgres, now: datetime, ending: ExitStack) -> None:
        self.folder, self.postgres, self._ending = folder, postgres, ending
        self._issuer_url = ""
        self._expected: list[Expected] = []
        self._clock = ClockFile(folder / "clock")
        ending.callback(self._clock.close)
        self._clock.set_now(now)

    def database(self, service: str, name: str) -> str:
        """The URL of a new database, made by the service's own migrations."""
        self.postgres.create_database(name)
        url = self.postgres.url(name)
        migrate(service, url)
        return url

    def start_issuer(self) -> None:
        """Start the development issuer."""
        (port,) = ports_for((ISSUER,), None).values()
        self._issuer_url = url_of(port)
        words = throughcare(*command_words(ISSUER, self.folder / "issuer.pem"))
        self._start(ISSUER, words, port, {}, "/.well-known/openid-configuration")
        self.wait()

    def token(self, person: Person) -> str:
        """A bearer token of the issuer for one of the development people."""
        form = {
            "grant_type": "client_credentials",
            "client_id": DEVELOPMENT_CLIENT,
            "client_secret": DEVELOPMENT_SECRET,
            "organisation": person.organisation,
            "officer": person.officer,
            "roles": " ".join(person.roles),
            "lifetime": str(LONGEST_LIFETIME),
        }
        answer = httpx.post(f"{self._issuer_url}/token", data=form, trust_env=False).raise_for_status()
        return str(answer.json()["access_token"])

    def serve(self, service: str, database_url: str) -> Served:
        """Start a service on a database; `wait` until it answers."""
        (port,) = ports_for((service,), None).values()
        words = [sys.executable, "-m", "benchmarks.serving", service]
        told = {"THROUGHCARE_DATABASE_URL": database_url, "THROUGHCARE_CLOCK_FILE": str(self._clock.path)}
        self._start(service, words, port, told, "/health/liveness")
        return Served(service, url_of(port), database_url)

    def wait(self) -> None:
        """Wait until everything that was started answers. Raises StackError."""
        wait_until_all_answer(self._expected, START_SECONDS)

    def client(self, served: Served) -> httpx.Client:
        """A client of the service, closed with everything else."""
        return self._ending.enter_context(httpx.Client(base_url=served.url, trust_env=False, timeout=60))

    def _start(self, name: str, words: list[str], port: int, told: dict[str, str], path: str) -> None:
        surroundings = environment({**listening(port, self._issuer_url), **told})
        child = Child(name, words, self.folder / f"{name}-{port}.log", surroundings)
        self._ending.callback(end, [child])
        self._expected.append(Expected(child, port, path))


@contextmanager
def standing(now: datetime, postgres: EmbeddedPostgres | None = None) -> Iterator[Standing]:
    """The issuer, and the PostgreSQL given or else a new one with everything at its defaults, so durable.

    The services' clock begins at `now`. All is in a folder that is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="throughcare-benchmark-") as name, ExitStack() as ending:
        folder = Path(name)
        if postgres is None:
            postgres = EmbeddedPostgres(folder / "postgres")
            ending.callback(postgres.stop)
            postgres.start()
        stands = Standing(folder, postgres, now, ending)
        stands.start_issuer()
        yield stands
