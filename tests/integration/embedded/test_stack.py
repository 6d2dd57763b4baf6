"""The supervisor, with real PostgreSQL and broker and with services that only answer."""

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from deploy.embedded.errors import StackError
from deploy.embedded.ports import answer_of
from deploy.embedded.stack import Stack
from deploy.embedded.surroundings import SERVICES, throughcare
from shared.runtime.auth import TokenVerifier
from tests.integration.embedded.conftest import Ending, all_end, lives

FAKE = Path(__file__).with_name("fake_throughcare.py")
START = """
import json, sys, urllib.request
from pathlib import Path
from deploy.embedded.stack import Stack
stack = Stack(Path({folder!r}), command=lambda *words: [sys.executable, {fake!r}, *words])
stack.start()
pids = [json.loads(urllib.request.urlopen(url).read())["pid"] for url in stack.urls.values()]
stack.pause("crc")
print((stack.postgres.data / "postmaster.pid").read_text().splitlines()[0], *pids, flush=True)
"""


def fake(*words: str) -> list[str]:
    return [sys.executable, str(FAKE), *words]


def told(stack: Stack, service: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(stack.urls[service]).json()
    return answer


def port_of(stack: Stack, service: str) -> int:
    return int(stack.urls[service].rpartition(":")[2])


@pytest.fixture
def own(folder: Path) -> Iterator[Stack]:
    stack = Stack(folder / "stack", command=fake, ready_seconds=20)
    yield stack
    stack.stop()


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("diary") / "diary.txt"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, diary: Path) -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FAKE_DIARY", str(diary))
        patched.setenv("THROUGHCARE_KAFKA_GROUP", "of another stack")
        patched.setenv("PGHOST", "elsewhere.invalid")
        settings = {"THROUGHCARE_TICKER_SECONDS": "0.1"}
        with Stack(tmp_path_factory.mktemp("stack"), command=fake, settings=settings) as running:
            yield running


def test_every_service_is_ready_at_an_address_of_its_own(stack: Stack) -> None:
    assert tuple(stack.urls) == SERVICES == ("court", "allocation", "crc", "breach", "oversight")
    assert len(set(stack.urls.values())) == 5
    assert {httpx.get(f"{url}/health/readiness").status_code for url in stack.urls.values()} == {200}


def test_databases_are_migrated_and_events_put_back_before_any_service_starts(stack: Stack, diary: Path) -> None:
    words = [line for line in diary.read_text().splitlines() if not line.startswith("issuer")]
    assert words[:2] == ["migrate --all", "replay --all --everything"]
    assert sorted(words[2:7]) == sorted(f"serve {name}" for name in SERVICES)


def test_a_service_is_told_what_it_would_be_told_in_production(stack: Stack) -> None:
    assert told(stack, "crc")["told"] == {
        "THROUGHCARE_HOST": "127.0.0.1",
        "THROUGHCARE_PORT": str(port_of(stack, "crc")),
        "THROUGHCARE_PUBLIC_URL": stack.urls["crc"],
        "THROUGHCARE_DATABASE_URL": stack.database_url("crc"),
        "THROUGHCARE_KAFKA_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
        "THROUGHCARE_KAFKA_FETCH_MAX_WAIT_MS": "10",
        "THROUGHCARE_OIDC_ISSUER": stack.issuer_url,
        "THROUGHCARE_OIDC_AUDIENCE": "throughcare",
        "THROUGHCARE_CLOCK_FILE": str(stack.clock.path),
        "THROUGHCARE_LOG_FORMAT": "json",
        "THROUGHCARE_SERVICE_URLS": json.dumps(stack.urls),
        "THROUGHCARE_TICKER_SECONDS": "0.1",
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_each_service_has_a_database_of_its_own(stack: Stack, service: str) -> None:
    connection = await asyncpg.connect(stack.database_url(service))
    try:
        assert await connection.fetchval("SELECT current_database()") == f"throughcare_{service}"
    finally:
        await connection.close()


async def test_services_believe_its_tokens(stack: Stack) -> None:
    verifier = TokenVerifier(stack.issuer_url, "throughcare")
    try:
        caller = await verifier.verify(stack.token("N07", "N07B960", ["courtOfficer"]))
    finally:
        await verifier.close()
    assert (caller.organisation, caller.subject, caller.roles) == ("N07", "N07B960", frozenset({"courtOfficer"}))


def test_a_token_that_the_issuer_refuses_is_told_in_its_words(stack: Stack) -> None:
    with pytest.raises(StackError, match="The issuer gave no token: There is no role 'king'"):
        stack.token("N07", "N07B960", ["king"])


def test_a_killed_service_starts_again_at_its_address(stack: Stack) -> None:
    before = told(stack, "breach")["pid"]
    stack.kill("breach")
    assert not lives(before)
    assert answer_of(port_of(stack, "breach"), "/")[0] is None
    stack.start_service("breach")
    assert told(stack, "breach")["pid"] != before


def test_a_service_that_was_ended_in_good_order_starts_again(stack: Stack) -> None:
    stack.stop_service("court")
    assert answer_of(port_of(stack, "court"), "/")[0] is None
    stack.start_service("court")
    assert told(stack, "court")["told"]["THROUGHCARE_PORT"] == str(port_of(stack, "court"))


def test_a_paused_service_answers_again_once_it_goes_on(stack: Stack) -> None:
    stack.pause("crc")
    assert answer_of(port_of(stack, "crc"), "/", seconds=0.3) == (None, "no answer (TimeoutError)")
    stack.resume("crc")
    stack.wait_until_ready("crc")


def test_a_service_that_runs_is_not_started_twice(stack: Stack) -> None:
    with pytest.raises(StackError, match="crc runs already"):
        stack.start_service("crc")


def test_a_service_may_have_another_process_on_its_database_that_goes_by_the_same_address(stack: Stack) -> None:
    name = stack.start_another("court")
    assert name == "court-2"
    assert stack.processes == (*SERVICES, name)
    first, another = told(stack, "court"), httpx.get(stack.address(name)).json()
    assert another["pid"] != first["pid"]
    own = {"THROUGHCARE_PORT": stack.address(name).rpartition(":")[2]}
    assert another["told"] == {**first["told"], **own}
    stack.kill("court")
    stack.wait_until_ready(name)
    stack.start_service("court")
    stack.remove(name)
    assert not lives(another["pid"])
    assert list(stack.processes) == list(SERVICES)
    stack.wait_until_ready()


def test_a_process_that_is_started_later_is_started_by_the_command_of_then(stack: Stack, diary: Path) -> None:
    before = stack.command
    try:
        stack.command = lambda *words: ["env", "FAKE_DIARY=/dev/null", *before(*words)]
        stack.stop_service("crc")
        stack.start_service("crc")
        stack.migrate()
    finally:
        stack.command = before
    words = diary.read_text().splitlines()
    assert words.count("serve crc") == 1
    assert words.count("migrate --all") == 1


def test_a_service_that_does_not_exist_is_refused_with_those_that_do(stack: Stack) -> None:
    with pytest.raises(StackError, match="'prison' is not a process of a running stack: choose one of court, "):
        stack.kill("prison")


def test_a_second_stack_in_the_same_folder_is_refused(stack: Stack) -> None:
    with pytest.raises(StackError, match=f"Another stack \\(process {os.getpid()}\\) runs in"):
        Stack(stack.folder.path, fresh=True, command=fake).start()
    assert stack.postgres.running


def test_a_taken_port_keeps_the_stack_from_starting(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port}, meant for court, is taken"):
            Stack(folder / "stack", port_base=port - 1, command=fake).start()
    assert not (folder / "stack" / "postgres").exists()


def test_a_service_that_ends_at_its_start_is_named_with_its_last_words(
    own: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_ENDS", "crc")
    with pytest.raises(StackError, match=r"crc ended with status 7 at its start; .*crc\.log:\ncrc has had enough"):
        own.start()
    assert not own.postgres.running


def test_work_that_fails_keeps_every_service_from_starting(own: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENDS", "migrate")
    wanted = r"`throughcare migrate --all` failed with status 7; .*\nmigrate has had enough"
    with pytest.raises(StackError, match=wanted):
        own.start()
    assert not (own.folder.logs / "court.log").exists()


def test_a_service_that_never_gets_ready_is_named_and_everything_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_UNREADY", "oversight")
    late = Stack(folder / "stack", command=fake, ready_seconds=5)
    with pytest.raises(
        StackError, match=r"oversight was not ready within 5 s \(it says: .*\); the last lines of"
    ) as said:
        late.start()
    found = re.search(r'"pid": (\d+)', str(said.value))
    assert found is not None
    assert not lives(int(found[1]))
    assert not late.postgres.running


async def test_a_fresh_start_removes_what_the_stack_made_and_nothing_else(folder: Path) -> None:
    place = folder / "stack"
    (place / "kafka").mkdir(parents=True)
    (place / "notes.txt").write_text("mine")

    async def run(statement: str, fresh: bool) -> object:
        with Stack(place, fresh, command=fake) as stack:
            connection = await asyncpg.connect(stack.database_url("court"))
            try:
                return await connection.fetchval(statement)
            finally:
                await connection.close()

    await run("CREATE TABLE kept (id int)", fresh=True)
    assert await run("SELECT to_regclass('kept')::text", fresh=False) == "kept"
    assert await run("SELECT to_regclass('kept')::text", fresh=True) is None
    assert (place / "notes.txt").read_text() == "mine"
    assert (place / "kafka").is_dir()


def test_a_folder_with_logs_of_somebody_else_is_refused(folder: Path) -> None:
    (folder / "logs").mkdir()
    (folder / "logs" / "diary.log").write_text("mine")
    with pytest.raises(StackError, match="logs was not made by the embedded stack: name another folder"):
        Stack(folder, fresh=True, command=fake).start()
    assert (folder / "logs" / "diary.log").read_text() == "mine"
    assert os.listdir(folder) == ["logs"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_process_that_started_the_stack(
    folder: Path, ended_by: Ending, number: signal.Signals
) -> None:
    started = ended_by(START.format(folder=str(folder / "stack"), fake=str(FAKE)), number)
    if number is signal.SIGKILL:
        # At once, while the guard is still at work: the next stack waits for it.
        with Stack(folder / "stack", command=fake) as successor:
            assert successor.postgres.running
            assert not any(map(lives, started))
    assert all_end(started)


def test_the_command_is_that_of_this_installation() -> None:
    assert throughcare("serve", "court") == [sys.executable, "-m", "services.cli", "serve", "court"]
