"""The whole of Throughcare on one machine, from wheels alone: it starts whole or not at all, and ends whole.

Each service is a process of its own, as in production, and is told the same things; only PostgreSQL, the broker and the
issuer of tokens are the stack's. The broker starts empty, so every recorded event is put back into its outbox first.
"""

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import httpx

from deploy.embedded.broker import EmbeddedBroker
from deploy.embedded.children import Child, end
from deploy.embedded.clock_file import ClockFile
from deploy.embedded.errors import StackError
from deploy.embedded.folder import StackFolder
from deploy.embedded.oauth import DEFAULT_LIFETIME, DEVELOPMENT_CLIENT, DEVELOPMENT_SECRET
from deploy.embedded.ports import port_beside, ports_for, url_of
from deploy.embedded.postgres import EmbeddedPostgres
from deploy.embedded.readiness import Expected, last_words, wait_until_all_answer
from deploy.embedded.surroundings import (
    ISSUER,
    SERVICES,
    Command,
    beside,
    command_words,
    environment,
    leaning_on,
    listening,
    migrating,
    throughcare,
)

READINESS, DISCOVERY = "/health/readiness", "/.well-known/openid-configuration"
DEFAULT_FOLDER = Path(".throughcare")
READY_SECONDS = 90.0
WORK_SECONDS = 300.0


class Stack:
    """PostgreSQL, broker, issuer, clock and the five services, between `start` and `stop`; also a context manager.

    `fresh` begins its first start without the data of earlier runs. Ports are the six that follow `port_base` (court's
    first, the issuer's last), or free ones. With `bootstrap_servers` that Kafka is used, and its topics are there.
    `settings` are added to every service's, `postgres_environment` to the database server's environment. A failure is a
    StackError with a sentence for whoever started the stack.

    A service may have more processes than its first (`start_another`), named like `court-2`; whatever takes a service's
    name takes theirs. `command` may be another from some moment on: it starts whatever is started after that.
    """

    def __init__(
        self,
        folder: Path = DEFAULT_FOLDER,
        fresh: bool = False,
        *,
        port_base: int | None = None,
        bootstrap_servers: str | None = None,
        settings: Mapping[str, str] | None = None,
        postgres_environment: Mapping[str, str] | None = None,
        command: Command = throughcare,
        ready_seconds: float = READY_SECONDS,
    ) -> None:
        self.folder = StackFolder(folder)
        self._fresh, self._port_base, self._kafka = fresh, port_base, bootstrap_servers
        self._settings, self.command, self._ready_seconds = dict(settings or {}), command, ready_seconds
        self._postgres_environment = postgres_environment
        self._ending = ExitStack()
        self._children: dict[str, Child] = {}
        self._ports: dict[str, int] = {}
        self.postgres: EmbeddedPostgres
        self.clock: ClockFile
        self.bootstrap_servers: str

    def start(self) -> None:
        """Start everything and wait until each service is ready; where one is not, end what was started."""
        if self._ports:
            raise StackError("The stack has been started already.")
        try:
            self._start_foundations()
            self._start_services()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End everything that was started, services first; the data stay."""
        try:
            self._ending.close()
        finally:
            self._children, self._ports = {}, {}

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def urls(self) -> dict[str, str]:
        """Where each service is reached, by its name."""
        return {name: url_of(self._ports[name]) for name in SERVICES}

    @property
    def processes(self) -> tuple[str, ...]:
        """The name of every process of a service, whether it runs just now or not."""
        return tuple(name for name in self._ports if name != ISSUER)

    def address(self, process: str) -> str:
        """Where one process of a service is reached; others reach all of them by the first's address."""
        return url_of(self._ports[process])

    @property
    def issuer_url(self) -> str:
        """Where the development issuer is reached: `iss` in its tokens."""
        return url_of(self._ports[ISSUER])

    def database_url(self, service: str) -> str:
        """Where a service's database is."""
        return self.postgres.url(f"throughcare_{service}")

    def token(
        self, organisation: str, officer: str, roles: Collection[str], lifetime_seconds: int = DEFAULT_LIFETIME
    ) -> str:
        """A bearer token of the development issuer."""
        asked = {"organisation": organisation, "officer": officer, "roles": " ".join(roles)}
        client = {"client_id": DEVELOPMENT_CLIENT, "client_secret": DEVELOPMENT_SECRET}
        form = {"grant_type": "client_credentials", "lifetime": str(lifetime_seconds), **client, **asked}
        answer = httpx.post(f"{self.issuer_url}/token", data=form, trust_env=False)
        if answer.status_code != 200:
            raise StackError(f"The issuer gave no token: {answer.json().get('error_description', answer.text)}")
        return str(answer.json()["access_token"])

    def kill(self, service: str) -> None:
        """End a service as a crash does (SIGKILL)."""
        self._child(service).kill()

    def stop_service(self, service: str) -> None:
        """End a service in good order (SIGTERM)."""
        end([self._child(service)])

    def pause(self, service: str) -> None:
        """Stop a service where it stands (SIGSTOP)."""
        self._child(service).pause()

    def resume(self, service: str) -> None:
        """Let a paused service go on (SIGCONT)."""
        self._child(service).resume()

    def start_service(self, service: str, *, wait: bool = True) -> None:
        """Start a service that has ended, at its old address, and wait until it is ready."""
        if self._child(service).running:
            raise StackError(f"{service} runs already.")
        self._launch(service)
        if wait:
            self.wait_until_ready(service)

    def start_another(self, service: str, *, wait: bool = True) -> str:
        """Start one more process of a service, as an operator who wants two; its name."""
        number = 1 + sum(_service_of(name) == service for name in self._ports)
        name = f"{service}-{number}"
        self._ports[name] = port_beside(self._ports.values())
        self._launch(name)
        if wait:
            self.wait_until_ready(name)
        return name

    def remove(self, process: str) -> None:
        """End a further process of a service in good order, for good."""
        self.stop_service(process)
        del self._ports[process]

    def running(self, service: str) -> bool:
        """Whether a service has not ended; a paused one runs."""
        return self._child(service).running

    def wait_until_ready(self, *services: str) -> None:
        """Wait until the services named, or else all, are ready. Raises StackError with the last words of one not."""
        self._wait_for(dict.fromkeys(services or self.processes, READINESS))

    def migrate(self) -> None:
        """Bring every database to the newest revision that the command knows, with the services running or not."""
        self._work("migrate", "--all")

    def _start_foundations(self) -> None:
        undo = self._ending.callback
        self.folder.claim(self._fresh)
        self._fresh = False
        undo(self.folder.release)
        self._ports = ports_for((*SERVICES, ISSUER), self._port_base)
        self.clock = ClockFile(self.folder.clock)
        undo(self.clock.close)
        self.postgres = EmbeddedPostgres(
            self.folder.postgres, inherit=(self.folder.lock,), environment=self._postgres_environment
        )
        undo(self.postgres.stop)
        self.postgres.start()
        for service in SERVICES:
            self.postgres.create_database(f"throughcare_{service}")
        if self._kafka is None:
            broker = EmbeddedBroker()
            undo(broker.close)
            self.bootstrap_servers = broker.bootstrap_servers
        else:
            self.bootstrap_servers = self._kafka
        undo(lambda: end(self._children.values()))

    def _start_services(self) -> None:
        self._launch(ISSUER)
        self.migrate()
        if self._kafka is None:
            self._work("replay", "--all", "--everything")
        for service in SERVICES:  # at once: a group's first join takes the embedded broker 3 s
            self._launch(service)
        self._wait_for({ISSUER: DISCOVERY, **dict.fromkeys(SERVICES, READINESS)})

    def _launch(self, name: str) -> None:
        service = _service_of(name)
        told = listening(self._ports[name], self.issuer_url, self._ports[service])
        if name != ISSUER:
            told |= leaning_on(self.database_url(service), self.bootstrap_servers, self.clock.path) | beside(self.urls)
            told |= self._settings
        self._start_child(name, command_words(service, self.folder.issuer / "key.pem"), told)

    def _work(self, *words: str) -> None:
        """Run a command to its end."""
        child = self._start_child(words[0], words, migrating(self.database_url("{service}")))
        if (status := child.wait(WORK_SECONDS)) != 0:
            how = f"did not end within {WORK_SECONDS:.0f} s" if status is None else f"failed with status {status}"
            raise StackError(f"`throughcare {' '.join(words)}` {how}; {last_words(child)}")

    def _start_child(self, name: str, words: tuple[str, ...], told: Mapping[str, str]) -> Child:
        log = self.folder.logs / f"{name}.log"
        child = Child(name, self.command(*words), log, environment(told), inherit=(self.folder.lock,))
        self._children[name] = child
        return child

    def _wait_for(self, paths: Mapping[str, str]) -> None:
        expected = [Expected(self._child(name), self._ports[name], path) for name, path in paths.items()]
        wait_until_all_answer(expected, self._ready_seconds)

    def _child(self, name: str) -> Child:
        if name not in self._children:
            raise StackError(f"{name!r} is not a process of a running stack: choose one of {', '.join(SERVICES)}.")
        return self._children[name]


def _service_of(process: str) -> str:
    """The service whose process it is: `court` of `court` and of `court-2`."""
    return process.partition("-")[0]
