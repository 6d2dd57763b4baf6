"""At rest: nothing waits any more. What still waits when there is no reason to is stuck."""

import asyncio
import time
from datetime import timedelta

import asyncpg

from deploy.embedded.surroundings import SERVICES
from shared.contracts.catalogue import PUBLISHERS
from tests.faults.rig.findings import Finding, Kind, fault_of
from tests.faults.rig.system import System
from tests.faults.rig.topics import lags

REST_SECONDS = 60.0
TICKS = timedelta(seconds=5)
"""A clock that ran out longer ago than this should have been told."""

OVERDUE = """
    SELECT obligation, subject_id FROM deadline
    WHERE met_at IS NULL AND cancelled_at IS NULL AND overdue_at IS NULL AND due_at < $1
"""


async def come_to_rest(system: System) -> list[Finding]:
    """Wait until nothing waits, but not for ever; what is left, and every person who was not served to the end."""
    end = time.monotonic() + REST_SECONDS
    while True:
        left = await _left(system)
        if not left or time.monotonic() > end:
            break
        await asyncio.sleep(0.2)
    unserved = [Finding(Kind.STUCK, f"{one.crn} was not served: {one.why}") for one in system.load.unserved]
    never = [
        Finding(Kind.STUCK, f"not recovered within the time after {one.fault}", one.fault)
        for one in system.injections[1:]
        if one.recovered is None
    ]
    return [*left, *unserved, *never]


async def _left(system: System) -> list[Finding]:
    found: list[Finding] = []
    for service in SERVICES:
        connection = await asyncpg.connect(system.stack.database_url(service))
        try:
            for row in await connection.fetch("SELECT key, reason FROM dead_letter WHERE state = 'parked'"):
                found.append(Finding(Kind.STUCK, f"{service} has parked an event about {row['key']}: {row['reason']}"))
            if service not in PUBLISHERS:
                continue
            for row in await connection.fetch("SELECT sequence, crn FROM outbox"):
                what = f"{service} has not published event {row['sequence']} about {row['crn']}"
                found.append(Finding(Kind.STUCK, what, fault_of(system.injections, service, row["sequence"])))
            for row in await connection.fetch(OVERDUE, system.stack.clock.now() - TICKS):
                what = f"{service} has not told that {row['obligation']} of {row['subject_id']} ran out"
                found.append(Finding(Kind.STUCK, what))
        finally:
            await connection.close()
    groups = {f"throughcare-{service}": service for service in SERVICES}
    for group, behind in (await lags(system.kafka.bootstrap_servers, list(groups))).items():
        if behind:
            found.append(Finding(Kind.STUCK, f"{groups[group]} has not read {behind} message(s)"))
    for process, says in (await system.not_ready()).items():
        found.append(Finding(Kind.STUCK, f"{process} is not ready: {says}"))
    return found
