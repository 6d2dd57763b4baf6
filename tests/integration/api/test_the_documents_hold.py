"""Each service keeps its OpenAPI document: schemathesis asks everything that it allows and much that it does not.

All checks, on a running service with a real PostgreSQL and a story in it, by callers with real tokens: examples, the
edges of every schema, random data that is right and wrong, and sequences along the links. It must find nothing.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from shared.runtime.auth import Role
from shared.runtime.clock import FixedClock
from shared.runtime.inbox import Message
from simulator.calendar import at
from simulator.journey import allocation, court, directory
from simulator.journey.story import Story
from tests.integration.crc.desk import Desk
from tests.support import tokens
from tests.support.carrying import Carrier
from tests.support.playing import story_on
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running
from tests.support.serving import serving
from tests.unit.breach.story import Story as Breached
from tests.unit.crc.given import MANAGER, OFFICER

HERE = Path(__file__).parent
LONG = bool(os.environ.get("THROUGHCARE_PROOFS"))
SERVICES = ("court", "allocation", "crc", "breach", "oversight")
NPS_ROLES = (
    Role.COURT_OFFICER,
    Role.ALLOCATION_OFFICER,
    Role.RESPONSIBLE_OFFICER,
    Role.SENIOR_PROBATION_OFFICER,
    Role.ENFORCEMENT_OFFICER,
    Role.CONTRACT_MANAGER,
)
CRC_ROLES = (
    Role.RESPONSIBLE_OFFICER,
    Role.SENIOR_PROBATION_OFFICER,
    Role.ENFORCEMENT_OFFICER,
    Role.CONTRACT_MANAGER,
)


@dataclass(frozen=True)
class Caller:
    """Who asks a service: one officer with every role that the organisation has."""

    service: str
    organisation: str
    officer: str
    roles: tuple[Role, ...]
    paths: str = "^/"
    """What is asked of the service: a pattern."""

    def __str__(self) -> str:
        return f"{self.service} asked by {self.officer}"


CALLERS = (
    Caller("court", "N07", "N07S410", NPS_ROLES),
    Caller("court", "police", "POLICE1", (Role.CHECK_AGENCY,), "^/agency/"),
    Caller("allocation", "N07", "N07S410", NPS_ROLES),
    Caller("allocation", "C17", "C17S201", CRC_ROLES),
    Caller("crc", "C17", MANAGER, CRC_ROLES),
    Caller("crc", "C17", OFFICER, CRC_ROLES),
    Caller("breach", "C17", "C17S201", CRC_ROLES),
    Caller("breach", "N07", "N07S410", NPS_ROLES),
    Caller("oversight", "HMIP", "HMIP001", (Role.INSPECTOR,)),
    Caller("court", "OPS", "OPS0001", (Role.OPERATOR,), "^/dead-letters"),
    Caller("oversight", "OPS", "OPS0001", (Role.OPERATOR,), "^/dead-letters"),
)


class StandingStory(Story):
    """The story of the journey, all within one moment: so that the examples of the documents are not in the past."""

    async def time(self, number: int, hour: int, minute: int = 0) -> datetime:
        """The time as the story has it; the clock stands."""
        return at(self.day(number), hour, minute)


@pytest.fixture(scope="module")
async def services(databases: Databases) -> AsyncIterator[dict[str, Running]]:
    """Every service, with a case that has come from the court to a CRC, one with its officer, and one in breach."""
    async with AsyncExitStack() as stack:
        here = {name: await stack.enter_async_context(running(databases, name)) for name in SERVICES}
        clock = FixedClock(MONDAY)
        for service in here.values():
            service.clock = service.runtime.clock = service.runtime.work.clock = clock
        carrier = Carrier(here.values())
        played = story_on(here, carrier, clock)
        story = StandingStory(played.world, played.staff, played.topics, crn=played.crn)
        await directory.the_court_knows_what_the_crc_offers(story)
        await court.court_sentences_without_knowing(story)
        await allocation.allocation_is_provisional(story)
        await carrier.deliver_everything()
        await here["breach"].deliver(Breached().in_order())
        supervised = Desk(here["crc"])
        await supervised.open()
        await supervised.name()
        for name in ("court", "oversight"):  # each has letters, one of them behind another
            await here[name].deliver(
                [Message("probation.allocation", 0, n, f"X{n // 2:06}", (), b"rubbish") for n in range(12)]
            )
        yield here


@pytest.mark.parametrize("caller", CALLERS, ids=str)
async def test_schemathesis_finds_nothing(caller: Caller, services: dict[str, Running], tmp_path: Path) -> None:
    service = services[caller.service]
    async with serving(service) as url:
        token = tokens.token(caller.organisation, caller.officer, *caller.roles)
        examples = 200 if LONG else 8
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).parent / "schemathesis"),
            *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{url}/openapi.json"),
            *("--checks", "all", "--max-examples", str(examples), "--continue-on-failure"),
            *("--include-path-regex", caller.paths, "--header", f"Authorization: Bearer {token}"),
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "checks.py"), "NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    report = said.decode()
    assert process.returncode == 0, report
    asked = re.search(r"([0-9]+) generated", report)
    assert asked is not None
    assert int(asked[1]) > 50, report
