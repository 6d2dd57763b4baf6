"""The `throughcare dead-letters` command, as an operator types it on the machine of a service."""

import asyncio
import getpass
import os
import sys

from shared.contracts.allocation import AllocationDecided
from shared.runtime.inbox import Message
from tests.conftest import Starter
from tests.support.letters import letters
from tests.support.running import Running, message_of
from tests.support.samples import sample


async def throughcare(service: Running, *words: str) -> tuple[int, str]:
    """The command's exit status, and what it answered, or said of its failure."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "dead-letters", *words),
        env={**os.environ, "THROUGHCARE_DATABASE_URL": service.database_url, "NO_COLOR": "1", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    answered, failed = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (failed if process.returncode else answered).decode()


async def test_an_operator_lists_shows_redrives_and_discards_letters(running: Starter) -> None:
    async with running("court") as court:
        rubbish = Message("probation.allocation", 2, 7, "X111111", (("odd", b"header"),), b'{"no": "event"}')
        behind = message_of(sample(AllocationDecided.event_type, "X111111"), court.clock.now())
        await court.deliver([rubbish, behind])
        first, second = await letters(court)

        status, said = await throughcare(court, "list", "court", "--key", "X111111")
        assert status == 0, said
        assert [line.split("\t")[:4] for line in said.splitlines()] == [
            [str(first["letter_id"]), "X111111", "None", "poison"],
            [str(second["letter_id"]), "X111111", AllocationDecided.event_type, "behind"],
        ]

        _, said = await throughcare(court, "show", "court", str(first["letter_id"]))
        for line in (
            "probation.allocation, partition 2, offset 7",
            "odd: header",
            '{"no": "event"}',
            "holds back     1",
        ):
            assert line in said

        status, said = await throughcare(court, "redrive", "court")
        assert (status, said.partition(":")[0]) == (0, "X111111")
        assert "0 applied; 2 parked still, the next fails: It cannot be read as an event at all" in said

        status, said = await throughcare(court, "discard", "court", str(first["letter_id"]), "--reason", " ")
        assert status == 2
        assert "Say why" in said
        assert len(await letters(court)) == 2

        ids = [str(first["letter_id"]), "--reason", "a test message"]
        _, said = await throughcare(court, "discard", "court", *ids, "--by", "ops.alice")
        assert said == f"{first['letter_id']}: discarded; 1 of X111111 parked behind it, until redriven\n"
        [row] = await letters(court, "discarded")
        assert (row["settled_by"], row["settled_because"]) == ("ops.alice", "a test message")
        status, said = await throughcare(court, "discard", "court", *ids)
        assert status == 2
        assert "discarded already" in said

        _, said = await throughcare(court, "redrive", "court", "--key", "X111111")
        assert said == "X111111: 1 applied\n"
        [row] = await letters(court, "redriven")
        assert row["settled_by"] == getpass.getuser()


async def test_what_is_asked_for_wrongly_is_said_in_a_sentence(running: Starter) -> None:
    async with running("court") as court:
        for words, sentence in (
            (("list", "nowhere"), "There is no service 'nowhere'"),
            (("list", "court", "--state", "lost"), "There is no state 'lost'"),
            (("show", "court", "99"), "There is no letter 99."),
        ):
            status, said = await throughcare(court, *words)
            assert status == 2
            assert sentence in said
            assert "Traceback" not in said
