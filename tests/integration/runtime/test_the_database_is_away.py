"""While the database is away a command is answered 503; asked again with its key it is carried out once."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.postgres import EmbeddedPostgres
from shared.runtime.auth import Role
from shared.runtime.faults import of_the_moment
from tests.support.diary import SERVICE
from tests.support.postgres import Databases
from tests.support.running import Running, running_on

COMMANDS = 60


@pytest.fixture
def own_server() -> Iterator[EmbeddedPostgres]:
    """A server that this test may crash."""
    with tempfile.TemporaryDirectory(prefix="throughcare-away-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        server.start()
        try:
            yield server
        finally:
            server.stop()


async def test_commands_that_a_crash_of_the_database_cuts_off_are_carried_out_once_when_asked_again(
    own_server: EmbeddedPostgres,
) -> None:
    url = await Databases(own_server).fresh_with(SERVICE.metadata)
    refused: list[dict[str, str]] = []
    async with running_on(SERVICE, url) as diary:

        async def command(number: int) -> str:
            headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER) | {"Idempotency-Key": str(number)}
            while True:
                answer = await diary.client.post("/lines", json={"crn": f"X{number + 1:06}"}, headers=headers)
                if answer.status_code == 201:
                    return str(answer.json()["line_id"])
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), answer.text
                refused.append(answer.json())
                await asyncio.sleep(0.02)

        going = [asyncio.create_task(command(number)) for number in range(COMMANDS)]
        await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(own_server.kill)
        while not refused:
            going.append(asyncio.create_task(command(COMMANDS + len(going))))
            await asyncio.wait(going, timeout=0.05)
        await asyncio.to_thread(own_server.start)
        lines = await asyncio.gather(*going)

        assert {one["type"] for one in refused} == {"urn:throughcare:problem:unavailable"}
        stored = await diary.rows("SELECT line_id::text FROM diary_line")
        assert sorted(row["line_id"] for row in stored) == sorted(lines)
        assert len(await diary.events()) == await diary.waiting() == len(lines)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (asyncpg.DiskFullError("full"), True),
        (asyncpg.CannotConnectNowError("starting"), True),
        (asyncpg.AdminShutdownError("ending"), True),
        (asyncpg.DeadlockDetectedError("two waited"), True),
        (asyncpg.PostgresIOError("the disk"), True),
        (asyncpg.InterfaceError("the connection is closed"), True),
        (asyncpg.InvalidCachedStatementError("a migration"), True),
        (ConnectionRefusedError(), True),
        (asyncpg.UniqueViolationError("there is one"), False),
        (asyncpg.CheckViolationError("no"), False),
        (asyncpg.NumericValueOutOfRangeError("too many"), False),
        (asyncpg.UndefinedColumnError("a wrong statement"), False),
        (ValueError("a rule"), False),
    ],
)
def test_what_may_succeed_later_is_told_from_what_never_will(error: Exception, expected: bool) -> None:
    assert of_the_moment(error) is expected


async def test_an_argument_that_the_driver_refuses_is_never_tried_again(diary: Running) -> None:
    async with diary.runtime.database.read() as connection:
        with pytest.raises(asyncpg.DataError) as refused:
            await connection.fetchval("SELECT $1::bigint", 2**80)
    assert not of_the_moment(refused.value)
