"""PostgreSQL from the wheel: real, durable, alone in its folder, and gone with the process that started it."""

import os
import re
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.errors import StackError
from deploy.embedded.postgres import EmbeddedPostgres
from tests.integration.embedded.conftest import Ending, all_end

START = """
import sys
from pathlib import Path
from deploy.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path({folder!r}))
server.start()
print((server.data / "postmaster.pid").read_text().splitlines()[0], flush=True)
"""


@pytest.fixture
def own(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder / "postgres")
    yield server
    server.stop()


async def value(server: EmbeddedPostgres, statement: str, database: str = "postgres") -> object:
    connection = await asyncpg.connect(server.url(database))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_the_server_is_told_what_its_environment_is_to_have_and_nothing_else_of_ours(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGTZ", "Europe/London")
    server = EmbeddedPostgres(folder / "postgres", environment={"TZ": "Asia/Tokyo"})
    server.start()
    try:
        pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    finally:
        server.stop()
    assert b"TZ=Asia/Tokyo" in told
    assert not any(one.startswith(b"PG") for one in told)


async def test_a_database_is_created_once_however_often_it_is_asked_for(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("asked_for_twice")
    await value(postgres, "CREATE TABLE kept (id int)", "asked_for_twice")
    postgres.create_database("asked_for_twice")
    assert await value(postgres, "SELECT count(*) FROM kept", "asked_for_twice") == 0


async def test_a_database_is_copied_from_its_template(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("pattern")
    await value(postgres, "CREATE TABLE copied (id int)", "pattern")
    postgres.create_database("copy of 'it'", template="pattern")
    assert await value(postgres, "SELECT count(*) FROM copied", "copy of 'it'") == 0


def test_a_database_that_cannot_be_created_is_told_in_a_sentence(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(StackError, match=r"Database orphan could not be created: .*no_such_template"):
        postgres.create_database("orphan", template="no_such_template")


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("max_connections", "200"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ],
)
async def test_it_is_durable_and_reached_by_socket_only(postgres: EmbeddedPostgres, setting: str, wanted: str) -> None:
    assert await value(postgres, f"SHOW {setting}") == wanted


async def test_what_was_committed_survives_a_crash_at_the_same_url(own: EmbeddedPostgres) -> None:
    own.start()
    url = own.url("postgres")
    await value(own, "CREATE TABLE kept AS SELECT 'committed' AS what")
    own.kill()
    assert not own.running
    own.start()
    assert own.url("postgres") == url
    assert await value(own, "SELECT what FROM kept") == "committed"
    assert "database system was not properly shut down" in own.log.read_text()


async def test_variables_of_the_caller_lead_it_nowhere_else(
    own: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, misleading in {"PGHOST": "elsewhere.invalid", "PGDATA": "/elsewhere", "LC_ALL": "no_such_locale"}.items():
        monkeypatch.setenv(name, misleading)
    own.start()
    own.create_database("found")
    assert await value(own, "SELECT current_database()", "found") == "found"


async def test_a_path_too_long_for_a_socket_has_its_socket_among_temporary_files(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("long" * 30) / "a folder")
    server.start()
    try:
        assert await value(server, "SELECT 1") == 1
        sockets = server.url("postgres").partition("?host=")[2]
        assert len(sockets) < 100
        assert os.stat(sockets).st_mode & 0o077 == 0
    finally:
        server.stop()
    assert sockets.rpartition("/")[2] not in os.listdir(tempfile.gettempdir())


async def test_a_second_server_on_the_same_data_is_refused_and_the_first_goes_on(own: EmbeddedPostgres) -> None:
    own.start()
    with pytest.raises(StackError, match=r"ended at its start; the last lines of .*server\.log"):
        EmbeddedPostgres(own.folder).start()
    assert await value(own, "SELECT 1") == 1


def test_a_folder_that_holds_something_else_is_left_alone(folder: Path) -> None:
    (folder / "diary.txt").write_text("mine")
    mode = folder.stat()
    with pytest.raises(StackError, match="holds something that is not PostgreSQL's"):
        EmbeddedPostgres(folder).start()
    assert os.listdir(folder) == ["diary.txt"]
    assert (folder.stat().st_uid, folder.stat().st_mode) == (mode.st_uid, mode.st_mode)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "a file").touch()
    wanted = re.escape(f"PostgreSQL's folder {folder / 'a file' / 'postgres'} cannot be prepared: Not a directory")
    with pytest.raises(StackError, match=wanted):
        EmbeddedPostgres(folder / "a file" / "postgres").start()


if os.geteuid() == 0:  # only root has to let another user through

    def test_folders_above_the_data_are_opened_no_further_than_to_pass_through(folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        server = EmbeddedPostgres(closed / "postgres")
        server.start()
        try:
            assert closed.stat().st_mode & 0o777 == 0o701
            assert server.data.stat().st_mode & 0o777 == 0o700
            assert server.data.stat().st_uid not in {0, os.geteuid()}
        finally:
            server.stop()


@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_it_never_outlives_the_process_that_started_it(
    folder: Path, ended_by: Ending, number: signal.Signals | None
) -> None:
    assert all_end(ended_by(START.format(folder=str(folder / "postgres")), number))
    log = (folder / "postgres" / "server.log").read_text()
    assert "database system is shut down" in log
